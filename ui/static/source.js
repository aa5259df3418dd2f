// Runs once, in the component that shows the source document. `element` and `watch` are
// given by Gradio. The document says in `data-place` which citation it was opened for.
let chosen = null;

const openPlace = () => element.querySelector("[data-place]")?.dataset.place;

// The chips of the place that is open look pressed, whoever opened it.
const markChips = () => {
  const place = openPlace();
  for (const chip of document.querySelectorAll("button.pc-chip")) {
    chip.setAttribute("aria-pressed", String(chip.dataset.place === place));
  }
};

// Beside the chat the pane scrolls by itself; under it (narrow screens) the page does, and
// then only for a reader who asked for it.
const reveal = () => {
  const pane = element.querySelector(".pc-pane");
  const target = element.querySelector("mark") ?? element.querySelector("[aria-current]");
  const paragraph = element.querySelector("[aria-current]");
  if (!pane) return;
  if (getComputedStyle(pane).overflowY === "auto") {
    if (!paragraph) {
      pane.scrollTop = 0;
      return;
    }
    const top = (node) => node.getBoundingClientRect().top - pane.getBoundingClientRect().top;
    pane.scrollTop += top(paragraph) - 24;
    // A long paragraph: its quoted words matter more than its beginning.
    if (top(target) > pane.clientHeight * 0.7) pane.scrollTop += top(target) - pane.clientHeight / 3;
  } else if (chosen) {
    (paragraph ?? pane).scrollIntoView({ block: "start" });
  }
};

document.addEventListener("pincite:chosen", (event) => {
  chosen = event.detail;
  if (chosen.dataset.place === openPlace()) reveal();
});

document.addEventListener("pincite:thread", () => {
  chosen = null;
  markChips();
});

element.addEventListener("click", (event) => {
  if (!event.target.closest("[data-back]")) return;
  const chip = chosen ?? document.querySelector('button.pc-chip[aria-pressed="true"]');
  const goal = chip ?? document.querySelector("#pc-thread");
  goal.scrollIntoView({ block: "center" });
  chip?.focus({ preventScroll: true });
});

watch("value", () => {
  markChips();
  reveal();
});
