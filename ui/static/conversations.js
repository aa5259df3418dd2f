// Runs once, in the component that lists the conversations, which is a popover of the page.
// `element`, `trigger` and `watch` are given by Gradio. The list says in `data-current` which
// conversation is open; the address of the page names it, so that it is open again.
element.popover = "auto";
const list = () => element.querySelector(".pc-talks");
const wish = (what) => trigger("click", what);

// While a question is being answered the answer belongs to the conversation that is open.
const isBusy = () => document.querySelector(".pc-pending") !== null;
const guarded = (what) => {
  if (isBusy()) {
    const said = list().querySelector(".pc-talks-busy") ?? document.createElement("p");
    said.className = "pc-talks-busy";
    said.setAttribute("role", "status");
    said.textContent = "A question is being answered; wait for it, or stop it.";
    list().prepend(said);
    element.showPopover();
    return false;
  }
  wish(what);
  return true;
};
const change = (what) => {
  if (!guarded(what)) return;
  element.hidePopover();
  document.querySelector("#pc-box textarea").focus();
};

let pause;
let typed = ""; // what is looked for, whatever the list that is shown was made for
const search = () => element.querySelector("input[type=search]");

element.addEventListener("click", (event) => {
  if (event.target.closest("[data-close]")) element.hidePopover();
  const button = event.target.closest("button[data-do]");
  if (!button) return;
  const { id } = button.closest("[data-id]").dataset;
  if (button.dataset.do === "open") change({ do: "open", id });
  else if (id === list().dataset.current) guarded({ do: "delete", id, text: typed });
  else wish({ do: "delete", id, text: typed });
});
element.addEventListener("submit", (event) => {
  event.preventDefault();
  const { id } = event.target.closest("[data-id]").dataset;
  wish({ do: "rename", id, text: new FormData(event.target).get("text") });
});

// Searched when the reader pauses; the list is made anew, so the place in the box is kept.
const look = () => {
  clearTimeout(pause);
  pause = setTimeout(() => wish({ do: "search", text: typed }), 200);
};
element.addEventListener("input", (event) => {
  if (event.target.type !== "search") return;
  typed = event.target.value;
  look();
});

document.addEventListener("click", (event) => {
  const { talks } = event.target.closest("button[data-talks]")?.dataset ?? {};
  if (talks === "new") change({ do: "new" });
  if (talks === "list") element.togglePopover();
});
element.addEventListener("toggle", (event) => {
  if (event.newState === "open") wish({ do: "search", text: typed });
  for (const button of document.querySelectorAll("button[data-talks=list]")) {
    button.setAttribute("aria-expanded", String(event.newState === "open"));
  }
});

const keepAddress = () => {
  const url = new URL(location.href);
  const { current } = list().dataset;
  if (current === (url.searchParams.get("c") ?? "")) return;
  if (current) url.searchParams.set("c", current);
  else url.searchParams.delete("c");
  history.replaceState(history.state, "", url);
};

let typing = null; // where the reader was in the search box
element.addEventListener("focusin", (event) => (typing = event.target.type === "search"));
watch("value", () => {
  keepAddress();
  const isOpen = element.matches(":popover-open");
  if (isOpen && search().value !== typed) {
    search().value = typed;
    look();
  }
  if (isOpen && typing && !element.contains(document.activeElement)) {
    search().focus();
    search().setSelectionRange(typed.length, typed.length);
  }
  const problem = "problem" in list().dataset;
  for (const button of document.querySelectorAll("button[data-talks=list]")) {
    button.toggleAttribute("data-problem", problem);
  }
});
