// Runs once, in the component that shows what is done to the library. `element`, `trigger` and
// `watch` are given by Gradio. While something is left to do it asks how far that is; the table of
// documents is made anew whenever something has ended.
const jobs = () => element.querySelector(".pc-jobs").dataset;
let over = jobs().over;

const ask = () => trigger("click", {});
setInterval(() => jobs().left !== "0" && ask(), 500);
watch("value", () => {
  if (jobs().over !== over) document.dispatchEvent(new Event("pincite:library"));
  over = jobs().over;
});

const isShown = () => document.documentElement.dataset.view === "library";
document.addEventListener("pincite:view", () => isShown() && ask());
if (isShown()) ask();
