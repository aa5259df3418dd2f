// Runs once, for the whole page: a button copies the text that it carries, or that of
// the reference beside it. Where the browser does not allow that, the text is selected and the reader
// is told how to copy it.
const carried = (button) => {
  const text = document.createElement("pre");
  text.textContent = button.dataset.text;
  return text;
};

const copy = async (button) => {
  const reference = button.parentElement;
  const text = reference.querySelector("pre") ?? carried(button);
  let told = `${button.dataset.copy} copied`;
  for (const said of document.querySelectorAll(".pc-copied")) said.textContent = "";
  try {
    await navigator.clipboard.writeText(text.textContent);
  } catch {
    if (!text.isConnected) reference.append(text);
    getSelection().selectAllChildren(text);
    told = "Your browser did not copy it. The text is selected: press Ctrl+C, or ⌘C on a Mac.";
  }
  reference.querySelector("[role=status]").textContent = told;
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-copy]");
  if (button) copy(button);
});
