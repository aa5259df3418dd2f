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

// Scrolls a pane beside the chat. The beginning of the document stays in view where the
// paragraph is near it; else some of what comes before the paragraph does.
const scrollPane = (pane, paragraph) => {
  const words = paragraph.querySelector("mark") ?? paragraph;
  const top = (node) => node.getBoundingClientRect().top - pane.getBoundingClientRect().top;
  pane.scrollTop = 0;
  if (top(words) < pane.clientHeight * 0.6) return;
  pane.scrollTop += top(paragraph) - pane.clientHeight * 0.2;
  // A long paragraph: its quoted words matter more than its beginning.
  if (top(words) > pane.clientHeight * 0.7) pane.scrollTop += top(words) - pane.clientHeight * 0.3;
};

// Under the chat (narrow screens) the page scrolls, and only for a reader who asked for it.
const reveal = () => {
  const pane = element.querySelector(".pc-pane");
  const paragraph = element.querySelector("[aria-current]");
  if (getComputedStyle(pane).overflowY !== "auto") {
    if (chosen) (paragraph ?? pane).scrollIntoView({ block: "start" });
  } else if (paragraph) {
    scrollPane(pane, paragraph);
  } else {
    pane.scrollTop = 0;
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
