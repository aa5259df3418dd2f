// Runs once, in the component that shows how far an evaluation is. `element`, `trigger` and `watch`
// are given by Gradio. What came of it is shown when it ends.
const running = () => element.querySelector(".pc-running").dataset;
let over = running().over;

setInterval(() => running().over === "false" && trigger("click", {}), 400);
element.addEventListener("click", (event) => {
  if (event.target.closest("[data-stop]")) trigger("apply", { do: "stop" });
});
watch("value", () => {
  const ended = over === "false" && running().over === "true";
  over = running().over;
  if (!ended) return;
  trigger("apply", running().id ? { do: "report", ids: [running().id] } : { do: "show" });
});
