// Runs once, in the component that shows the filters. `element` and `trigger` are given by Gradio.
element.addEventListener("click", (event) => {
  if (event.target.closest("[data-clear]")) trigger("click");
});

// Gradio's accordion says only to the eye whether it is open; it comes into the page later than this.
const tell = () => {
  const toggle = document.querySelector("#pc-filters > button");
  toggle?.setAttribute("aria-expanded", toggle.classList.contains("open"));
};
const changes = { subtree: true, childList: true, attributeFilter: ["class"] };
new MutationObserver(tell).observe(document.body, changes);
