// Runs once, in the component that shows the settings. `element`, `trigger` and `watch` are given by
// Gradio. The browser keeps what is typed, for this server; Python tells what is wrong with it.
const KEPT = "pincite-settings";
const form = () => element.querySelector("form");

const send = (typed) => {
  localStorage.setItem(KEPT, JSON.stringify(typed));
  trigger("click", typed);
};

element.addEventListener("change", () => send(Object.fromEntries(new FormData(form()))));
element.addEventListener("submit", (event) => event.preventDefault());
element.addEventListener("click", (event) => {
  if (event.target.closest("[data-reset]")) send({});
});

// The header tells that answers are made otherwise than the server was started to.
const tell = () => {
  const link = document.querySelector("a[data-view=settings]");
  link?.toggleAttribute("data-changed", form().dataset.changed === "true");
};
watch("value", tell);

const kept = localStorage.getItem(KEPT);
if (kept !== null && kept !== "{}") trigger("click", JSON.parse(kept));
