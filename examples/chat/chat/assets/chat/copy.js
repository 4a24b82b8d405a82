/** The buttons that copy a piece of code, or an answer as Markdown. */
export function startCopyButtons() {
  document.addEventListener("click", async (event) => {
    const codeButton = event.target.closest?.("[data-copy-code]");
    const answerButton = event.target.closest?.("[data-copy-answer]");
    if (codeButton) {
      const done = await copy(codeButton.closest(".code").querySelector("code").textContent);
      showFor(codeButton, () => {
        const before = codeButton.textContent;
        codeButton.textContent = done ? "Copied" : "Not allowed";
        return () => {
          codeButton.textContent = before;
        };
      });
    } else if (answerButton) {
      const use = answerButton.querySelector("use");
      const done = await copy(answerButton.dataset.text);
      showFor(answerButton, () => {
        const before = use.getAttribute("href");
        use.setAttribute("href", before.replace(/#.*$/, done ? "#check" : "#close"));
        return () => use.setAttribute("href", before);
      });
    }
  });
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // forbidden, or the page did not come over https
  }
}

/** Shows something on a button for a moment; a second click meanwhile changes nothing. */
function showFor(button, show) {
  if (button.dataset.showing) return;
  button.dataset.showing = "yes";
  const undo = show();
  setTimeout(() => {
    undo();
    delete button.dataset.showing;
  }, 1600);
}
