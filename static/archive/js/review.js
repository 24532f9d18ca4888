// The review page with a keyboard and a pointer: keys for the usual decisions, and selected words
// that fill the forms. Everything here can also be done with the forms alone.

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const one = (selector, root = document) => root.querySelector(selector);

// --- offsets: the browser counts UTF-16 units, the archive counts code points -----------------

const codePoints = (string) => {
  let count = 0;
  for (const _ of string) count += 1;
  return count;
};

/** Code points from the start of `block` to a boundary point; a line break counts one. */
const within = (block, node, offset) => {
  const range = document.createRange();
  range.setStart(block, 0);
  range.setEnd(node, offset);
  const piece = range.cloneContents();
  return codePoints(piece.textContent) + piece.querySelectorAll("br").length;
};

/** Where a boundary point lies in the original, in code points; null outside any block. */
const placeOf = (node, offset) => {
  const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
  const block = element?.closest("[data-original] [data-start]");
  return block ? Number(block.dataset.start) + within(block, node, offset) : null;
};

/** The selection as { start, end, words }, or null when it is empty or not in the original. */
const selectionInOriginal = () => {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const start = placeOf(range.startContainer, range.startOffset);
  const end = placeOf(range.endContainer, range.endOffset);
  const words = selection.toString().replace(/\s+/g, " ").trim();
  return start === null || end === null || end <= start || !words ? null : { start, end, words };
};

// --- selected words fill a form ---------------------------------------------------------------

const bar = one("[data-selected]");
let chosen = null;

const shorten = (words) => {
  const letters = [...words];
  return letters.length > 60 ? `${letters.slice(0, 36).join("")} … ${letters.slice(-20).join("")}` : words;
};

const showSelection = () => {
  if (bar.contains(document.activeElement)) return;
  chosen = selectionInOriginal();
  bar.hidden = !chosen;
  if (chosen) one("[data-selected-words]", bar).textContent = shorten(chosen.words);
};

const useSelection = (name) => {
  const tool = one(`[data-tool="${name}"]`);
  const way = one("[data-selection]", tool);
  way.hidden = false;
  one('[name="where"]', way).checked = true;
  one('[name="start"]', way).value = chosen.start;
  one('[name="end"]', way).value = chosen.end;
  one("[data-selected-words]", way).textContent = shorten(chosen.words);
  const inText = one('[name="field"][value="text"]', tool);
  if (inText?.type === "radio") inText.checked = true;
  tool.open = true;
  bar.hidden = true;
  one('[name="where"]', way).focus();
  tool.scrollIntoView({ block: "nearest" });
};

if (bar) {
  document.addEventListener("selectionchange", showSelection);
  for (const button of all("[data-use]", bar)) {
    button.addEventListener("pointerdown", (event) => event.preventDefault()); // keep the selection
    button.addEventListener("click", () => chosen && useSelection(button.dataset.use));
  }
}

// --- the word that is current, in the list and in the text ------------------------------------

const words = all("#decide .word");
let current = words.findIndex((word) => one('[data-key="a"]', word));

const mark = (index, { move = true } = {}) => {
  for (const word of words) {
    word.removeAttribute("aria-current");
    document.getElementById(word.dataset.first)?.classList.remove("current");
  }
  current = index;
  const word = words[current];
  if (!word) return;
  word.setAttribute("aria-current", "true");
  const place = document.getElementById(word.dataset.first);
  place?.classList.add("current");
  if (!move) return;
  word.scrollIntoView({ block: "nearest" });
  place?.scrollIntoView({ block: "center" });
};

const step = (by) => {
  if (words.length) mark((current + by + words.length) % words.length);
};

// --- keys -------------------------------------------------------------------------------------

const dialog = one("[data-keys-dialog]");
const line = one("[data-keys]");
const wanted = one("[data-keys-on]");
const REMEMBERED = "review-keys";

const remembered = () => {
  try {
    return localStorage.getItem(REMEMBERED) !== "off";
  } catch {
    return true;
  }
};

const remember = (on) => {
  try {
    localStorage.setItem(REMEMBERED, on ? "on" : "off");
  } catch {
    // a browser that keeps nothing still has keys for this page
  }
};

const edit = () => {
  const word = words[current];
  if (!word) return;
  one("details", word).open = true;
  const field = one("[data-edit]", word);
  field.focus();
  field.select();
};

const KEYS = {
  a: () => one('[data-key="a"]', words[current] ?? document.createElement("i"))?.click(),
  k: () => one('[data-key="k"]', words[current] ?? document.createElement("i"))?.click(),
  e: edit,
  n: () => step(1),
  p: () => step(-1),
  u: () => all("[data-undo]").at(-1)?.click(),
  "?": () => dialog.showModal(),
};

const inField = (element) => element.closest?.("input, select, textarea, [contenteditable], dialog");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
  if (inField(event.target) || dialog.open || (!wanted.checked && event.key !== "?")) return;
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

if (line && dialog) {
  line.hidden = false;
  wanted.checked = remembered();
  wanted.addEventListener("change", () => remember(wanted.checked));
  one("[data-keys-help]").addEventListener("click", () => dialog.showModal());
}
if (current >= 0) mark(current, { move: location.hash === "#decide" });
