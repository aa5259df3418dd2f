// Runs once, in the component that shows the source document. `element`, `trigger` and `watch` are
// given by Gradio. The document says in `data-open` which place it was opened for, and in
// `data-address` what the address of the page names it by. A reference is a link with `data-place`.
let chosen = null; // the chip that the reader chose last
let following = false; // whether the reader goes on from what is open

const opened = () => element.querySelector("[data-open]");
const openPlace = () => opened()?.dataset.open;

// The chips of the place that is open look pressed, whoever opened it.
const markChips = () => {
  const place = openPlace();
  for (const chip of document.querySelectorAll("button.pc-chip")) {
    chip.setAttribute("aria-pressed", String(chip.dataset.place === place));
  }
};

// One chip for each place that is cited in the answer whose citation is open, in order.
const citations = () => {
  const pressed = document.querySelectorAll('button.pc-chip[aria-pressed="true"]');
  const isOpen = chosen?.isConnected && chosen.dataset.place === openPlace();
  const turn = (isOpen ? chosen : [...pressed].at(-1))?.closest(".pc-turn");
  const places = new Map();
  for (const chip of turn?.querySelectorAll("button.pc-chip") ?? []) {
    if (!places.has(chip.dataset.place)) places.set(chip.dataset.place, chip);
  }
  return places;
};

const showSteps = () => {
  const steps = element.querySelector(".pc-steps");
  if (!steps) return;
  const places = [...citations().keys()];
  const at = places.indexOf(openPlace());
  steps.hidden = at < 0 || places.length < 2;
  steps.querySelector(".pc-count").textContent = `${at + 1} of ${places.length}`;
  for (const step of steps.querySelectorAll("button")) {
    step.setAttribute("aria-disabled", String(!places[at + Number(step.dataset.step)]));
  }
};

const step = (by) => {
  const places = [...citations()];
  const at = places.findIndex(([place]) => place === openPlace());
  if (at >= 0) places[at + by]?.[1].click();
};

// What the reader asked for last; null where an answer opened its own citation since. Of several
// requests at once any may be answered last: then what was asked for last is asked for once more.
let wanted = null;
let late = null;
const go = (place) => {
  [wanted, late] = [place, null];
  trigger("click", JSON.parse(place));
};

// The address of the page opens what is open now. What a reader went on to is gone back from.
const keepAddress = () => {
  const place = openPlace() ?? null;
  if (wanted !== null && place !== null && place !== wanted) {
    if (place !== late) trigger("click", JSON.parse(wanted));
    late = place;
    return;
  }
  if ((history.state?.place ?? null) !== place) {
    const url = new URL(location.href);
    for (const name of ["doc", "p"]) url.searchParams.delete(name);
    const named = new URLSearchParams(opened()?.dataset.address ?? "");
    for (const [name, value] of named) url.searchParams.set(name, value);
    history[following ? "pushState" : "replaceState"]({ place }, "", url);
  }
  following = false;
};

window.addEventListener("popstate", (event) => {
  const place = event.state?.place ?? null;
  following = false;
  // Another view was shown, and this one is as it was.
  if (place === openPlace() && (wanted === null || wanted === place)) return;
  if (place !== null) go(place);
  else keepAddress(); // where nothing was open, what is open now stays
});

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
const reveal = (asked) => {
  const pane = element.querySelector(".pc-pane");
  const paragraph = element.querySelector("[aria-current]");
  if (getComputedStyle(pane).overflowY !== "auto") {
    if (asked) (paragraph ?? pane).scrollIntoView({ block: "start" });
  } else if (paragraph) {
    scrollPane(pane, paragraph);
  } else {
    pane.scrollTop = 0;
  }
};

// A document is opened from another view, whose address is the one to go back to.
let fromElsewhere = false;
document.addEventListener("pincite:open", (event) => {
  document.dispatchEvent(new CustomEvent("pincite:go", { detail: "ask" }));
  [chosen, following, fromElsewhere] = [null, false, true];
  if (event.detail === openPlace()) reveal(true);
  else go(event.detail);
});

document.addEventListener("pincite:chosen", (event) => {
  chosen = event.detail;
  following = chosen.dataset.place !== openPlace();
  wanted = chosen.dataset.place;
  if (!following) reveal(true);
});

document.addEventListener("pincite:thread", () => {
  chosen = null;
  following = false;
  wanted = null;
  markChips();
  showSteps();
});

element.addEventListener("click", (event) => {
  const reference = event.target.closest("a[data-place]");
  if (reference && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
    event.preventDefault();
    following = true;
    go(reference.dataset.place);
  }
  const by = event.target.closest("[data-step]")?.dataset.step;
  if (by) step(Number(by));
  if (!event.target.closest("[data-back]")) return;
  const chip = chosen ?? document.querySelector('button.pc-chip[aria-pressed="true"]');
  const goal = chip ?? document.querySelector("#pc-thread");
  goal.scrollIntoView({ block: "center" });
  chip?.focus({ preventScroll: true });
});

// Arrows go from citation to citation, where the keyboard is in the document or at a citation.
document.addEventListener("keydown", (event) => {
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!by || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.target.closest(".pc-pane, .pc-chip")) step(by);
});

watch("value", () => {
  // What opens before any question is what the address names.
  const asked = chosen !== null || following || fromElsewhere || !document.querySelector(".pc-turn");
  markChips();
  showSteps();
  keepAddress();
  reveal(asked);
  fromElsewhere = false;
});
