// Runs once, in the component with the question sets. `element` and `trigger` are given by Gradio.
const chosen = () => Object.fromEntries(new FormData(element.querySelector("form")));

element.addEventListener("submit", (event) => {
  event.preventDefault();
  trigger("click", { do: "run", ...chosen() });
});
element.addEventListener("click", (event) => {
  if (event.target.closest("[data-do=remove_set]")) trigger("click", { do: "remove_set", ...chosen() });
});

// Marks may have been made since, and evaluations by others.
const isShown = () => document.documentElement.dataset.view === "evaluate";
const show = () => trigger("click", { do: "show" });
document.addEventListener("pincite:view", () => isShown() && show());
if (isShown()) show();
