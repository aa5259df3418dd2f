// Runs once, in the component that tells what became of the settings; the form is in the one before
// it. `trigger` and `watch` are given by Gradio. The browser keeps what is typed, for this server.
const KEPT = "pincite-settings";
const form = document.querySelector("#pc-settings form");
const told = () => element.querySelector("[data-changed]").dataset;

// One change after the other, so that the last one holds.
let busy = false;
let latest = null;
const send = (typed) => {
  latest = typed;
  if (busy) return;
  busy = true;
  trigger("click", { ...latest, at: String(performance.now()) });
  latest = null;
};
const keep = () => {
  const typed = Object.fromEntries(new FormData(form));
  localStorage.setItem(KEPT, JSON.stringify(typed));
  send(typed);
};

form.addEventListener("change", keep);
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("click", (event) => {
  if (!event.target.closest("[data-reset]")) return;
  form.reset();
  localStorage.removeItem(KEPT);
  send({});
});

watch("value", () => {
  busy = false;
  if (latest !== null) send(latest);
  // The header tells that answers are made otherwise than the server was started to.
  const link = document.querySelector("a[data-view=settings]");
  link?.toggleAttribute("data-changed", told().changed === "true");
});

const restored = () => {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? "null");
  } catch {
    localStorage.removeItem(KEPT); // it is damaged
    return null;
  }
};
const kept = restored();
if (kept !== null) {
  for (const field of form.elements) {
    if (typeof kept[field.name] !== "string") continue;
    if (field.type === "radio") field.checked = field.value === kept[field.name];
    else field.value = kept[field.name];
  }
  send(kept);
}
