// Keys that are the same on every page of the workbench: ! for a crisis, ? for the list of keys, j and
// k through a list of texts, and on a text c to take it or let it go, w to pass it on. Who turns keys
// off on one page turns them off on all; ? still opens the list, which has the switch.

const FIELD = 'input:not([type="checkbox"], [type="radio"]), select, textarea, [contenteditable]';
const REMEMBERED = "review-keys";

const wanted = () => {
  try {
    return localStorage.getItem(REMEMBERED) !== "off";
  } catch {
    return true;
  }
};

const sheet = document.querySelector("[data-room-sheet]"); // pages of a text have their own

if (sheet) {
  const opener = document.querySelector("[data-room-keys]");
  const wish = sheet.querySelector("[data-room-keys-on]");
  opener.hidden = false;
  opener.addEventListener("click", () => sheet.showModal());
  wish.checked = wanted();
  wish.addEventListener("change", () => {
    try {
      localStorage.setItem(REMEMBERED, wish.checked ? "on" : "off");
    } catch {
      // a browser that keeps nothing has keys on every page
    }
  });
}

const press = (at) => {
  if (!(at instanceof HTMLDetailsElement)) return at.click();
  at.open = true;
  at.querySelector('input:not([type="hidden"]), select, textarea')?.focus();
};

/** The next text of a list, or the one before; from anywhere else, the first. */
const step = (by) => {
  const found = [...document.querySelectorAll("[data-step]")];
  const here = found.findIndex((each) => each.closest("tr, li").contains(document.activeElement));
  const next = here < 0 ? found[0] : found[here + by];
  next?.focus();
  return found.length > 0;
};

/** What a key does on this page; null where it does nothing. */
const meant = (key) => {
  if (key === "j" || key === "k") return () => step(key === "j" ? 1 : -1);
  const at =
    key === "!"
      ? document.querySelector("[data-crisis]")
      : document.querySelector(`#work [data-work-key="${CSS.escape(key)}"]`);
  return at && (() => press(at));
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
  if (event.defaultPrevented || event.target.closest(FIELD)) return;
  if (document.querySelector("dialog[open]")) return;
  const act = event.key === "?" && sheet ? () => sheet.showModal() : wanted() && meant(event.key);
  if (!act) return;
  if (act() !== false) event.preventDefault();
});
