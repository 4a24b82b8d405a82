/**
 * Fills an answer with what its stream sends. All HTML is made by the server: finished blocks come once, the block that
 * is being written comes as a difference to what it was.
 *
 * @param article - The element with `data-stream`.
 * @param onGrow - Called after each change.
 * @returns A promise that resolves when the answer has ended, however that was.
 */
export function readAnswer(article, onGrow) {
  const prose = article.querySelector("[data-prose]");
  const thinking = article.querySelector("[data-thinking]");
  const source = new EventSource(article.dataset.stream);
  const finished = Promise.withResolvers();
  let tailStart = null; // the comment behind the finished blocks
  let tail = "";

  // A connection that broke opens again by itself, and the server then sends all from the start.
  source.addEventListener("open", () => {
    tailStart = null;
  });

  source.addEventListener("update", (event) => {
    const { blocks, keep, add } = JSON.parse(event.data);
    if (tailStart === null) {
      tailStart = document.createComment("");
      prose.replaceChildren(tailStart);
      tail = "";
    }
    removeAfter(tailStart);
    if (blocks.length > 0) tailStart.before(asFragment(blocks.join("")));
    tail = tail.slice(0, keep) + add;
    tailStart.after(asFragment(tail));
    thinking.hidden = true;
    onGrow();
  });

  source.addEventListener("end", (event) => {
    const { html, endHtml } = JSON.parse(event.data);
    if (html !== null) prose.innerHTML = html;
    article.querySelector("[data-end]").replaceWith(asFragment(endHtml));
    close();
  });

  // Closed for good: the answer is not there any more, or the session has ended. The page knows what became of it.
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) {
      close();
      location.reload();
    }
  });

  function close() {
    source.close();
    thinking.hidden = true;
    article.removeAttribute("aria-busy");
    delete article.dataset.stream;
    onGrow();
    finished.resolve();
  }
  return finished.promise;
}

export function asFragment(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content;
}

function removeAfter(node) {
  while (node.nextSibling) node.nextSibling.remove();
}
