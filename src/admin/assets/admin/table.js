// Selecting rows: the page's box, a range with Shift, and "all that match". And a click anywhere on a row opens it.
const form = document.querySelector(".list-form");

if (form) {
  const boxes = [...form.querySelectorAll(".row-select")];
  const page = form.querySelector("[data-select-page]");
  const count = form.querySelector("[data-select-count]");
  const all = form.querySelector("[data-select-all]");
  const everything = form.querySelector("[data-select-everything]");
  let last;

  const update = () => {
    const selected = boxes.filter((box) => box.checked).length;
    const isWholePage = selected === boxes.length;
    if (!isWholePage) everything.value = "";
    if (page) {
      page.checked = isWholePage;
      page.indeterminate = selected > 0 && !isWholePage;
    }
    if (all) all.hidden = !isWholePage || everything.value !== "";
    if (count)
      count.textContent = everything.value ? `All ${all.dataset.selectAll} selected` : `${selected} selected`;
  };

  form.addEventListener("click", (event) => {
    const box = event.target;
    if (!box.matches(".row-select")) return;
    if (event.shiftKey && last) {
      const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
      for (const between of boxes.slice(from, to + 1)) between.checked = box.checked;
    }
    last = box;
  });
  form.addEventListener("change", update);
  page?.addEventListener("change", () => {
    for (const box of boxes) box.checked = page.checked;
    update();
  });
  all?.addEventListener("click", () => {
    everything.value = "yes";
    update();
  });
  update();
}

for (const table of document.querySelectorAll("[data-row-click]")) {
  table.addEventListener("click", (event) => {
    if (event.target.closest("a, button, input, label, summary") || getSelection().toString()) return;
    const link = event.target.closest("tbody tr")?.querySelector(".row-link");
    if (!link) return;
    if (event.metaKey || event.ctrlKey) open(link.href);
    else link.click();
  });
}

// "/" goes to the search box, as people know it.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.target.closest("input, select, textarea")) return;
  const search = document.querySelector("[data-search]");
  if (!search) return;
  event.preventDefault();
  search.select();
});
