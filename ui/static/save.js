// Runs once, in the component that gives a saved conversation to the browser. `element`, `trigger`
// and `watch` are given by Gradio. The file comes whole, in base64, and is stored nowhere else. What
// became of it is read out: the component is a live region.
element.setAttribute("role", "status");

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-save]");
  if (button) trigger("click", { suffix: button.dataset.save });
});

// A problem is of the conversation as it was.
document.addEventListener("pincite:thread", () => {
  element.querySelector("p").textContent = "";
});

watch("value", () => {
  const told = element.querySelector("[data-at]");
  if (!told.dataset.content) return;
  const bytes = Uint8Array.from(atob(told.dataset.content), (sign) => sign.charCodeAt(0));
  delete told.dataset.content;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
  link.download = told.dataset.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
});
