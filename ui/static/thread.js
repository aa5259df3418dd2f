// Runs once, in the component that shows the questions and answers. `element`, `trigger`
// and `watch` are given by Gradio. A chip is a <button data-place='{"doc_id": …}'>.
const showNewest = () => {
  const newest = [...element.querySelectorAll(".pc-turn, .pc-notice")].at(-1);
  const thread = element.querySelector(".pc-thread");
  if (!newest || !thread) return;
  if (thread.scrollHeight > thread.clientHeight + 1) {
    thread.scrollTop += newest.getBoundingClientRect().top - thread.getBoundingClientRect().top - 16;
  } else {
    newest.scrollIntoView({ block: "nearest" });
  }
};

element.addEventListener("click", (event) => {
  const chip = event.target.closest("button[data-place]");
  if (!chip) return;
  trigger("click", JSON.parse(chip.dataset.place));
  document.dispatchEvent(new CustomEvent("pincite:chosen", { detail: chip }));
});

watch("value", () => {
  showNewest();
  document.dispatchEvent(new Event("pincite:thread"));
});
