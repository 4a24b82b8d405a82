import { asFragment, readAnswer } from "./answer.js";
import { followEnd } from "./scroll.js";

/** Tells the server that the page can show an answer while it is written: it need not wait for all of it. */
function promiseToRead(form) {
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = "stream";
  field.value = "yes";
  form.append(field);
}

/** Sends questions without leaving the page, shows answers as they are written, and stops them. */
export function startComposer() {
  const form = document.querySelector("[data-composer]");
  if (!form) return;
  for (const each of document.querySelectorAll("[data-asks]")) promiseToRead(each);
  const textarea = form.elements.question;
  growWithText(textarea);
  // Where there is a keyboard already; on a phone it would come up and cover the page.
  if (matchMedia("(pointer: fine)").matches) textarea.focus({ preventScroll: true });
  textarea.addEventListener("keydown", (event) => {
    // 229: the Enter that ends the choice of a word in Japanese, Chinese or Korean.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    if (!form.querySelector("[data-send]").hidden) form.requestSubmit();
  });

  const entries = document.querySelector("[data-entries]");
  if (entries) runConversation(form, entries);
}

function runConversation(form, entries) {
  const textarea = form.elements.question;
  const sendButton = form.querySelector("[data-send]");
  const stopButton = form.querySelector("[data-stop]");
  const end = followEnd(document.querySelector("[data-jump]"));
  let isSending = false;

  end.jump();
  const running = entries.querySelector("[data-stream]");
  if (running) follow(running);

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (event.submitter === stopButton) return stop();
    const question = textarea.value.trim();
    if (question === "" || isSending || !stopButton.hidden) return;
    await send(form.action, new FormData(form), () => {
      textarea.value = "";
      textarea.dispatchEvent(new Event("input"));
    });
  });

  entries.addEventListener("submit", async (event) => {
    const retry = event.target.closest("[data-retry]");
    if (!retry) return;
    event.preventDefault();
    if (isSending || !stopButton.hidden) return;
    const old = retry.closest("[data-answer]");
    await send(retry.action, new FormData(retry), () => old.remove());
  });

  /** Posts a form; the answer holds the HTML of the new messages, the last of which is being written. */
  async function send(address, data, onAccepted) {
    isSending = true;
    showError("");
    try {
      const response = await fetch(address, {
        method: "POST",
        body: new URLSearchParams(data),
        headers: { accept: "application/json" },
      });
      const result = await response.json();
      if (!response.ok) return showError(result.error.message);
      // Only the last answer can be asked for again.
      for (const form of entries.querySelectorAll("[data-retry]")) form.remove();
      onAccepted();
      entries.append(asFragment(result.html));
      end.jump();
      follow(entries.querySelector("[data-stream]"));
    } catch {
      showError("The question could not be sent. Check your connection and try again.");
    } finally {
      isSending = false;
    }
  }

  async function follow(article) {
    stopButton.formAction = article.dataset.stopUrl;
    setRunning(true);
    await readAnswer(article, end.grown);
    setRunning(false);
  }

  async function stop() {
    stopButton.disabled = true;
    try {
      await fetch(stopButton.formAction, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        headers: { accept: "application/json" },
      });
    } catch {
      showError("The answer could not be stopped. Check your connection and try again.");
    } finally {
      stopButton.disabled = false;
    }
  }

  function setRunning(isRunning) {
    const hadFocus = [sendButton, stopButton].includes(document.activeElement);
    sendButton.hidden = isRunning;
    stopButton.hidden = !isRunning;
    if (hadFocus) (isRunning ? stopButton : textarea).focus();
  }

  function showError(text) {
    form.querySelector(".field-error")?.remove();
    if (!text) return;
    const message = document.createElement("p");
    message.className = "field-error";
    message.setAttribute("role", "alert");
    message.textContent = text;
    form.prepend(message);
  }
}

/** For browsers whose text areas don't grow by themselves (`field-sizing`). */
function growWithText(textarea) {
  if (CSS.supports("field-sizing", "content")) return;
  const grow = () => {
    textarea.style.height = "auto";
    textarea.style.height = `${textarea.scrollHeight}px`;
  };
  textarea.addEventListener("input", grow);
  grow();
}
