// Runs once, in the component that shows a report in a frame. `element` and `watch` are given by
// Gradio. The frame is another origin: it can only send a question that is to be asked.
const frame = () => element.querySelector("iframe");

window.addEventListener("message", (event) => {
  if (!frame() || event.source !== frame().contentWindow) return;
  if (typeof event.data?.ask !== "string") return;
  document.dispatchEvent(new CustomEvent("pincite:ask", { detail: event.data.ask }));
});

element.addEventListener("click", (event) => {
  if (event.target.closest("[data-close-report]")) {
    // A report that is shown makes this as it was.
    for (const part of element.querySelectorAll(".pc-report-head, iframe")) part.hidden = true;
  }
  if (!event.target.closest("[data-save-report]")) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([frame().srcdoc], { type: "text/html" }));
  link.download = "pincite-report.html";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
});

// Who asked for the report is taken to it; when a run has ended, the keyboard stays where it is.
watch("value", () => {
  element.scrollIntoView({ block: "start" });
  if (!document.activeElement?.closest("#pc-evaluations")) return;
  element.querySelector("[data-save-report]")?.focus({ preventScroll: true });
});
