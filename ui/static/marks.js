// Runs once, in the component that tells what became of a press on a mark. `element` and `watch`
// are given by Gradio. The thread is brought up to date in place, so that nothing scrolls and the
// pressed button keeps the focus. What was done is read out: the component is a live region.
let pressedKey = "";
let latest = -1n;
element.setAttribute("role", "status");

document.addEventListener("pincite:pressed", (event) => {
  pressedKey = event.detail;
});

watch("value", () => {
  const told = element.querySelector("[data-state]").dataset;
  const newest = BigInt(told.at) >= latest;
  if (newest) latest = BigInt(told.at);
  const state = newest ? JSON.parse(told.state) : {};
  const key = told.key || pressedKey;
  for (const group of document.querySelectorAll("#pc-thread [data-mark]")) {
    const mark = group.dataset.mark;
    if (mark in state) {
      for (const button of group.querySelectorAll("button")) {
        const pressed = state[mark] !== null && state[mark] === (button.dataset.relevant === "yes");
        button.setAttribute("aria-pressed", String(pressed));
      }
    }
    if (mark === key) group.querySelector(".pc-mark-problem").textContent = told.problem;
  }
});
