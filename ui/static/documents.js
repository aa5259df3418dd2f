// Runs once, in the component that shows the table of documents. `element`, `trigger` and `watch`
// are given by Gradio. A document that is chosen stays so until others are shown.
const table = () => element.querySelector(".pc-documents");
const search = () => element.querySelector("input[type=search]");
let pause;
let typed = ""; // what is looked for, whatever the table that is shown was made for
const boxes = () => [...element.querySelectorAll("tbody input[type=checkbox]")];
const ticked = new Set(); // ids: Gradio keeps a box where another document's is shown then
const chosen = () => boxes().filter((box) => box.checked).map((box) => box.value);

const show = (changes = {}) => {
  if (Object.keys(changes).length > 0) ticked.clear(); // other documents are shown, or these go
  const { by, descending, page } = table().dataset;
  trigger("click", {
    do: "show",
    by,
    descending: descending === "true",
    page: Number(page),
    containing: typed,
    ...changes,
  });
};

const tellChosen = () => {
  const n = chosen().length;
  element.querySelector(".pc-n-chosen").textContent = n ? `${n} chosen` : "";
  element.querySelector(".pc-confirm").classList.toggle("pc-none-chosen", n === 0);
  element.querySelector(".pc-confirm summary").setAttribute("aria-disabled", String(n === 0));
  if (n === 0) element.querySelector(".pc-confirm").open = false;
};

element.addEventListener("click", (event) => {
  const summary = event.target.closest(".pc-confirm summary");
  if (summary && chosen().length === 0) event.preventDefault();
  const link = event.target.closest("a[data-place]");
  if (link && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
    event.preventDefault();
    document.dispatchEvent(new CustomEvent("pincite:open", { detail: link.dataset.place }));
  }
  const button = event.target.closest("button");
  if (!button || button.getAttribute("aria-disabled") === "true") return;
  if (button.dataset.by) {
    const { by, descending } = table().dataset;
    const again = by === button.dataset.by && descending === "false";
    show({ by: button.dataset.by, descending: again, page: 0 });
  }
  if (button.dataset.page) show({ page: Number(button.dataset.page) });
  if (button.dataset.do === "remove") show({ do: "remove", doc_ids: chosen() });
});

element.addEventListener("change", (event) => {
  if (event.target.matches("[data-all]")) for (const box of boxes()) box.checked = event.target.checked;
  if (event.target.type !== "checkbox") return;
  ticked.clear();
  for (const doc_id of chosen()) ticked.add(doc_id);
  tellChosen();
});

element.addEventListener("input", (event) => {
  if (event.target !== search()) return;
  typed = event.target.value;
  clearTimeout(pause);
  pause = setTimeout(() => show({ page: 0 }), 200);
});

let searching = false;
element.addEventListener("focusin", (event) => (searching = event.target === search()));
watch("value", () => {
  for (const box of boxes()) box.checked = ticked.has(box.value);
  const all = element.querySelector("[data-all]");
  if (all) all.checked = boxes().every((box) => box.checked);
  tellChosen();
  if (search().value !== typed) {
    search().value = typed;
    clearTimeout(pause);
    pause = setTimeout(() => show({ page: 0 }), 200);
  }
  if (searching && !element.contains(document.activeElement)) {
    search().focus();
    search().setSelectionRange(search().value.length, search().value.length);
  }
});

const isShown = () => document.documentElement.dataset.view === "library";
document.addEventListener("pincite:view", () => isShown() && show());
document.addEventListener("pincite:library", () => show());
if (isShown()) show();
tellChosen();
