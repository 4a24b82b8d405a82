// Ctrl/Cmd-K: type a few letters, go to a page. It knows what the sidebar and the page's own links know.
const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
const opener = document.querySelector("[data-palette-open]");
if (isMac && opener) opener.querySelector("kbd").textContent = "⌘ K";

let dialog;

function destinations() {
  const links = [
    ...document.querySelectorAll(".nav-link, .page-actions a, .menu a.menu-item:not(.filters *)"),
  ];
  return links.map((link) => ({
    label: link.getAttribute("aria-label") ?? link.textContent.trim(),
    group: link.closest(".nav-group")?.querySelector(".nav-title")?.textContent ?? "",
    href: link.href,
  }));
}

function build() {
  dialog = document.createElement("dialog");
  dialog.className = "palette";
  dialog.setAttribute("aria-label", "Jump to a page");
  const input = document.createElement("input");
  input.type = "search";
  input.placeholder = "Jump to…";
  input.setAttribute("aria-label", "Jump to a page");
  const list = document.createElement("div");
  list.className = "palette-list";
  dialog.append(input, list);
  document.body.append(dialog);

  const all = destinations();
  const items = () => [...list.children];
  const mark = (index) => {
    for (const [at, item] of items().entries()) item.setAttribute("aria-selected", String(at === index));
    items()[index]?.scrollIntoView({ block: "nearest" });
  };
  const marked = () => items().findIndex((item) => item.getAttribute("aria-selected") === "true");
  const show = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = all.filter(({ label, group }) =>
      words.every((word) => `${label} ${group}`.toLowerCase().includes(word)),
    );
    list.replaceChildren(...found.map(itemFor));
    mark(0);
  };

  input.addEventListener("input", show);
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") mark(Math.min(marked() + 1, items().length - 1));
    else if (event.key === "ArrowUp") mark(Math.max(marked() - 1, 0));
    else if (event.key === "Enter") items()[marked()]?.click();
    else return;
    event.preventDefault();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener("close", () => {
    input.value = "";
  });
  return () => {
    show();
    dialog.showModal();
    input.focus();
  };
}

function itemFor({ label, group, href }) {
  const item = document.createElement("a");
  item.className = "menu-item";
  item.href = href;
  item.append(label);
  const where = document.createElement("small");
  where.textContent = group;
  item.append(where);
  return item;
}

let openPalette;
function openPaletteOnce() {
  openPalette ??= build();
  if (!dialog.open) openPalette();
}

opener?.addEventListener("click", openPaletteOnce);
addEventListener("keydown", (event) => {
  if (event.key !== "k" || !(event.metaKey || event.ctrlKey)) return;
  event.preventDefault();
  openPaletteOnce();
});
