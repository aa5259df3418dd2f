// Runs once, in the header. `element` and `watch` are given by Gradio. The address names the view
// that is shown, as in `?view=library`; the style sheet hides the others by the root's `data-view`.
// A pane that has to be made when its view is shown listens for `pincite:view`, and looks at the
// root when its script begins, since either may be first.
const links = () => [...element.querySelectorAll("a[data-view]")];

const named = () => {
  const view = new URL(location.href).searchParams.get("view");
  return links().some((link) => link.dataset.view === view) ? view : "ask";
};

const markLink = () => {
  element.querySelector(".pc-header").dataset.view = named();
  for (const link of links()) {
    if (link.dataset.view === named()) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
};

const show = () => {
  const view = named();
  markLink();
  if (document.documentElement.dataset.view === view) return;
  document.documentElement.dataset.view = view;
  document.dispatchEvent(new CustomEvent("pincite:view", { detail: view }));
};

const go = (view) => {
  if (view === named()) return;
  const url = new URL(location.href);
  if (view === "ask") url.searchParams.delete("view");
  else url.searchParams.set("view", view);
  history.pushState(history.state, "", url);
  show();
};

element.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-view]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  go(link.dataset.view);
});
document.addEventListener("pincite:go", (event) => go(event.detail));
window.addEventListener("popstate", show);
watch("value", markLink);
show();
