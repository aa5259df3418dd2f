// Runs once, in the component with the question sets. `element`, `trigger` and `watch` are given by
// Gradio.
const form = () => element.querySelector("form");
const chosen = () => (form() ? Object.fromEntries(new FormData(form())) : {});

element.addEventListener("submit", (event) => {
  event.preventDefault();
  trigger("click", { do: "run", ...chosen() });
});
element.addEventListener("click", (event) => {
  if (event.target.closest("[data-do=remove_set]")) trigger("click", { do: "remove_set", ...chosen() });
});

// Gradio changes the lists in place, by position: what was chosen is chosen again, by name.
let kept = chosen();
element.addEventListener("change", () => (kept = chosen()));
watch("value", () => {
  if (!form()) return;
  if (form().dataset.chosen) kept.questions = form().dataset.chosen;
  for (const list of form().querySelectorAll("select")) {
    const names = [...list.options].map((option) => option.value);
    list.selectedIndex = Math.max(0, names.indexOf(kept[list.name]));
  }
  kept = chosen();
});

// Marks may have been made since, and evaluations by others.
const isShown = () => document.documentElement.dataset.view === "evaluate";
const show = () => trigger("click", { do: "show" });
document.addEventListener("pincite:view", () => isShown() && show());
if (isShown()) show();
