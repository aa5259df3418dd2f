// Runs once, in the component that tells of the library. `element` and `trigger` are given by Gradio.
element.addEventListener("click", (event) => {
  const { do: what } = event.target.closest("button[data-do]")?.dataset ?? {};
  if (what) trigger("click", { do: what });
});
