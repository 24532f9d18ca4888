// Keys that are the same on every page of the workbench: ! for a crisis, and on a text c to take it
// or let it go, w to pass it on. Who turns the keys of a review off turns these off too.

const FIELD = 'input:not([type="checkbox"], [type="radio"]), select, textarea, [contenteditable]';

const wanted = () => {
  try {
    return localStorage.getItem("review-keys") !== "off";
  } catch {
    return true;
  }
};

const press = (at) => {
  if (!(at instanceof HTMLDetailsElement)) return at.click();
  at.open = true;
  at.querySelector("input, select, textarea")?.focus();
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
  if (event.defaultPrevented || event.target.closest(FIELD) || !wanted()) return;
  if (document.querySelector("dialog[open]")) return;
  const at =
    event.key === "!"
      ? document.querySelector("[data-crisis]")
      : document.querySelector(`#work [data-work-key="${CSS.escape(event.key)}"]`);
  if (!at) return;
  event.preventDefault();
  press(at);
});
