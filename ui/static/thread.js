// Runs once, in the component that shows the questions and answers. `element`, `trigger`
// and `watch` are given by Gradio. A chip is a <button data-place='{"doc_id": …}'>, the marks of a
// paragraph are two buttons in a <span data-mark='{"turn": …}'>.
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

// A button that is pressed already takes the mark back.
const press = (button) => {
  const key = button.closest("[data-mark]").dataset.mark;
  const pressed = button.getAttribute("aria-pressed") === "true";
  document.dispatchEvent(new CustomEvent("pincite:pressed", { detail: key }));
  const relevant = pressed ? null : button.dataset.relevant === "yes";
  trigger("apply", { ...JSON.parse(key), relevant });
};

element.addEventListener("click", (event) => {
  const mark = event.target.closest("button[data-relevant]");
  if (mark) press(mark);
  const chip = event.target.closest("button[data-place]");
  if (!chip) return;
  trigger("click", JSON.parse(chip.dataset.place));
  document.dispatchEvent(new CustomEvent("pincite:chosen", { detail: chip }));
});

// Put a question into the box, as if it had been typed.
const write = (question) => {
  const box = document.querySelector("#pc-box textarea");
  box.value = question;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
};

element.addEventListener("click", (event) => {
  const { ask, edit } = event.target.closest("[data-ask], [data-edit]")?.dataset ?? {};
  if (ask ?? edit) write(ask ?? edit);
  // Gradio takes what is in the box with the next frame.
  if (ask) requestAnimationFrame(() => document.querySelector("#pc-ask").click());
});

// A question of another view is put into the box, and asked.
document.addEventListener("pincite:ask", (event) => {
  document.dispatchEvent(new CustomEvent("pincite:go", { detail: "ask" }));
  write(event.detail);
  requestAnimationFrame(() => document.querySelector("#pc-ask").click());
});

// What a reader opened is open again when the thread is made anew.
const opened = new Set();
element.addEventListener(
  "toggle",
  (event) => opened[event.target.open ? "add" : "delete"](event.target.dataset.key),
  true,
);
const reopen = () => {
  for (const menu of element.querySelectorAll("details")) menu.open = opened.has(menu.dataset.key);
};

// Escape stops what is being written, as the button does. Who uses the keyboard is taken back to
// the question, since the button goes.
const stop = () => document.querySelector("#pc-stop");
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing || !stop().checkVisibility()) return;
  if (!event.target.closest("#pc-filters")) stop().click();
});
document.addEventListener("click", (event) => {
  const byKeyboard = event.detail === 0 && event.target.closest("#pc-stop");
  if (byKeyboard) document.querySelector("#pc-box textarea").focus();
});

watch("value", () => {
  reopen();
  showNewest();
  document.dispatchEvent(new Event("pincite:thread"));
});
