/**
 * Links to small pages with a form (`data-dialog`) open that form in a dialog. The form itself is sent as it would be
 * from its page.
 */
export function startDialogs() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-dialog]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    openDialog(link).catch(() => location.assign(link.href));
  });
}

async function openDialog(link) {
  const response = await fetch(link.href, { headers: { accept: "text/html" } });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const content = page.querySelector("[data-dialog-content]");
  if (!response.ok || response.redirected || !content) return location.assign(link.href);

  document.querySelector("#sidebar:popover-open")?.hidePopover();
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.append(...content.childNodes);
  const heading = dialog.querySelector("h1");
  heading.id = "dialog-heading";
  dialog.setAttribute("aria-labelledby", heading.id);
  dialog.addEventListener("click", (event) => {
    // The dialog itself is hit only outside of what it holds: on its backdrop.
    if (event.target === dialog && !isInside(event, dialog)) dialog.close();
    if (event.target.closest("[data-dialog-close]")) {
      event.preventDefault();
      dialog.close();
    }
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    link.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector("input:not([type=hidden])")?.select();
}

function isInside(event, element) {
  const box = element.getBoundingClientRect();
  return (
    event.clientX >= box.left &&
    event.clientX <= box.right &&
    event.clientY >= box.top &&
    event.clientY <= box.bottom
  );
}
