// Runs once, in the component that lists the evaluations. `element`, `trigger` and `watch` are given
// by Gradio.
const boxes = () => [...element.querySelectorAll("input[type=checkbox]")];
const chosen = () => boxes().filter((box) => box.checked).map((box) => box.value);

const tellChosen = () => {
  const n = chosen().length;
  element.querySelector("[data-compare]")?.setAttribute("aria-disabled", String(n !== 2));
  const menu = element.querySelector(".pc-confirm");
  menu?.classList.toggle("pc-none-chosen", n === 0);
  menu?.querySelector("summary").setAttribute("aria-disabled", String(n === 0));
  if (menu && n === 0) menu.open = false;
};

// Gradio changes the table in place, by position: what was chosen is chosen again, by its id.
let kept = [];
element.addEventListener("change", () => {
  kept = chosen();
  tellChosen();
});
element.addEventListener("click", (event) => {
  if (event.target.closest("summary") && chosen().length === 0) event.preventDefault();
  const button = event.target.closest("button");
  if (!button || button.getAttribute("aria-disabled") === "true") return;
  if (button.dataset.report) trigger("click", { do: "report", ids: [button.dataset.report] });
  // The older one is A.
  if ("compare" in button.dataset) trigger("click", { do: "report", ids: chosen().reverse() });
  if ("delete" in button.dataset) trigger("click", { do: "delete", ids: chosen() });
});
watch("value", () => {
  for (const box of boxes()) box.checked = kept.includes(box.value);
  tellChosen();
});
