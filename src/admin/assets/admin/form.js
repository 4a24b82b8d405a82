// A half-filled form is not lost by accident, Ctrl/Cmd-S saves, and the first mistake gets the focus.
const form = document.querySelector("[data-form]");
document.querySelector("[data-error-summary]")?.focus();
document.querySelector(".field-invalid :is(input, select, textarea)")?.focus();

if (form) {
  // Of a file that was chosen the name and size tell which one it is.
  const told = (value) => (typeof value === "string" ? value : `${value.name} ${value.size}`);
  const state = () => JSON.stringify([...new FormData(form)].map(([name, value]) => [name, told(value)]));
  const before = state();
  // What was refused is in the form, and nowhere else.
  const wasRefused = document.querySelector("[data-error-summary]") !== null;
  let isLeaving = false;

  const isChanged = () => wasRefused || state() !== before;
  const tell = () => form.classList.toggle("is-changed", isChanged());
  form.addEventListener("input", tell);
  tell();
  form.addEventListener("submit", () => {
    isLeaving = true;
  });
  addEventListener("beforeunload", (event) => {
    if (!isLeaving && isChanged()) event.preventDefault();
  });
  addEventListener("pageshow", () => {
    isLeaving = false;
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "s" || !(event.metaKey || event.ctrlKey)) return;
    const save = form.querySelector("[data-save]");
    if (!save) return;
    event.preventDefault();
    save.click();
  });
}
