// Runs once, in the component that shows what is done to the library. `element`, `trigger` and
// `watch` are given by Gradio. While something is left to do it asks how far that is; the table of
// documents is made anew whenever something has ended.
const jobs = () => element.querySelector(".pc-jobs").dataset;
let over = jobs().over;
let waiting;

const ask = () => trigger("click", {});
watch("value", () => {
  clearTimeout(waiting);
  if (jobs().over !== over) document.dispatchEvent(new Event("pincite:library"));
  over = jobs().over;
  if (jobs().left !== "0") waiting = setTimeout(ask, 500);
});

const isShown = () => document.documentElement.dataset.view === "library";
document.addEventListener("pincite:view", () => isShown() && ask());
if (isShown()) ask();
