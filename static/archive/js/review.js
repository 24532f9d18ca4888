// The review page with a keyboard and a pointer: one key for each usual decision, the marked word,
// and selected words that fill the forms. Everything here can also be done with the forms alone.

import { beginSelecting, endSelecting, isSelecting, move } from "./review_cursor.js";
import { selectionInOriginal, shorten } from "./review_places.js";
import { afterwards, fetchPart, forget, isBusy, say, send } from "./review_send.js";

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const one = (selector, root = document) => root?.querySelector(selector) ?? null;

const bar = one("[data-selected]");
const help = one("[data-keys-dialog]");
const preview = one("[data-preview-dialog]");
const line = one("[data-keys]");
const wanted = one("[data-keys-on]");

// --- the word that is marked, in the list and in the text ---------------------------------------

let current = -1;
const words = () => all("#decide .word").filter((each) => !each.closest("#already:not([open])"));
const word = () => words()[current] ?? null;
const surface = (of) => one(".surface", of)?.textContent ?? "";
const left = () => all('#decide [data-key="a"]').length;

const mark = (index, { look = true } = {}) => {
  for (const each of words()) {
    each.removeAttribute("aria-current");
    document.getElementById(each.dataset.first)?.classList.remove("current");
  }
  current = index;
  if (!word()) return;
  word().setAttribute("aria-current", "true");
  const place = document.getElementById(word().dataset.first);
  place?.classList.add("current");
  if (!look) return;
  word().scrollIntoView({ block: "nearest" });
  place?.scrollIntoView({ block: "center" });
};

const described = () => {
  const at = word();
  if (!at) return "";
  const offered = one('[data-key="a"], .mask', at)?.innerText.trim() ?? "";
  return `${surface(at)}: ${offered}`;
};

const step = (by) => {
  const count = words().length;
  if (!count) return say("Nothing is left to decide. Read the text whole.");
  mark((current + by + count) % count);
  say(described());
};

const firstToDecide = () => words().findIndex((each) => one('[data-key="a"]', each));

document.addEventListener("review:exchanged", ({ detail }) => {
  endSelecting();
  const last = all('#decide .word:has([data-key="a"])').length - 1;
  mark(detail.samePage ? Math.min(Math.max(current, 0), last) : firstToDecide(), {
    look: !detail.wrong,
  });
  const next = word()
    ? `Next: ${described()}. ${left()} to decide.`
    : "Nothing is left to decide. Now read it whole.";
  say([...detail.told, detail.wrong ? "" : next].filter(Boolean).join(" "));
  showKeys();
  if (detail.wrong) return one(".message.error a, #main")?.focus();
  const before = detail.at && document.getElementById(detail.at);
  if (before) before.focus({ preventScroll: true });
  else if (detail.lost) (one(".surface", word()) ?? one("#main")).focus({ preventScroll: true });
});

// --- selected words: their bar, and the forms they fill ------------------------------------------

let chosen = null;

const showSelection = () => {
  if (bar.contains(document.activeElement)) return;
  chosen = selectionInOriginal();
  bar.hidden = !chosen;
  if (!chosen) return;
  one("[data-selected-words]", bar).textContent = shorten(chosen.words);
  const form = one("[data-select-form]", bar);
  one('[name="start"]', form).value = chosen.start;
  one('[name="end"]', form).value = chosen.end;
};

const useSelection = (name, treatment = "") => {
  const tool = one(`[data-tool="${name}"]`);
  const way = one("[data-selection]", tool);
  way.hidden = false;
  one('[name="where"]', way).checked = true;
  one('[name="start"]', way).value = chosen.start;
  one('[name="end"]', way).value = chosen.end;
  one("[data-selected-words]", way).textContent = shorten(chosen.words);
  const inText = one('[name="field"][value="text"]', tool);
  if (inText?.type === "radio") inText.checked = true;
  if (treatment) one(`[name="treatment"][value="${treatment}"]`, tool).checked = true;
  endSelecting();
  tool.open = true;
  bar.hidden = true;
  (treatment ? one('[name="replacement"]', tool) : one('[name="where"]', way)).focus();
  tool.scrollIntoView({ block: "nearest" });
};

document.addEventListener("selectionchange", showSelection);
for (const button of all("button", bar)) {
  button.addEventListener("pointerdown", (event) => event.preventDefault()); // keep the selection
}
for (const button of all("[data-use]", bar)) {
  const treatment = button.dataset.use === "hide" ? "generalise" : "";
  button.addEventListener("click", () => chosen && useSelection(button.dataset.use, treatment));
}

const pressInBar = (key) => {
  const button = one(`[data-use-key="${key}"]`, bar);
  showSelection();
  if (!button || !chosen) return;
  bar.hidden = true;
  button.click();
};

const SELECTING = {
  Enter: () => pressInBar("Enter"),
  x: () => pressInBar("x"),
  g: () => pressInBar("g"),
  t: () => pressInBar("t"),
  h: () => hideAtOnce(),
  Escape: () => {
    endSelecting();
    say("Left selecting.");
  },
};

// --- what the keys do ----------------------------------------------------------------------------

const press = (button, otherwise) => (button ? button.click() : say(otherwise));
const pressOn = (key) => press(one(`[data-key="${key}"]`, word()), "No word is marked.");

const keepBecause = (number) => {
  const reason = one("[data-reason]", word());
  const option = reason?.options[number - 1];
  if (!option) return say("No word is marked.");
  option.selected = true;
  pressOn("k");
};

const openOn = (selector) => {
  const field = one(selector, word());
  if (!field) return false;
  field.closest("details").open = true;
  field.focus();
  field.select?.();
  return true;
};

const sameAs = () => {
  const drawer = word()
    ? document.getElementById(`merge-${word().dataset.person}`)
    : one("#persons details"); // everybody has a label already: begin with the first of them
  if (drawer) return openDrawer(drawer, "[data-into]");
  if (!openOn("[data-alias]")) say("Nobody else of this thread has a label yet.");
};

const openDrawer = (drawer, selector) => {
  if (!drawer) return say("Not here.");
  drawer.open = true;
  drawer.scrollIntoView({ block: "nearest" });
  one(selector, drawer)?.focus();
};

const hideAtOnce = () => {
  const button = one("[data-at-once]");
  if (!button) return say("Readers do not have this text: nothing to hide at once.");
  showSelection(); // the browser tells of a selection a moment after it was made
  if (chosen) {
    useSelection("hide", "mask");
    return button.focus();
  }
  const drawer = one("#hide");
  if (!word()) return openDrawer(drawer, '[name="words"]');
  const inTitle = document.getElementById(word().dataset.first)?.closest(".side-title");
  const field = one(`[name="field"][value="${inTitle ? "title" : "text"}"]`, drawer);
  if (field?.type === "radio") field.checked = true;
  one('[name="where"][value="words"]', drawer).checked = true;
  one('[name="words"]', drawer).value = surface(word());
  one('[name="occurrence"]', drawer).value = "every";
  one('[name="treatment"][value="mask"]', drawer).checked = true;
  openDrawer(drawer, "[data-at-once]");
  say(`Hide “${shorten(surface(word()))}” at once? Enter does it.`);
};

const previewThread = () => {
  const link = one("[data-preview]", word());
  if (!link) return say("No word is marked.");
  return fetchPart(link.href, "[data-preview-part]", (part) => {
    one("[data-preview-place]", preview).replaceChildren(part);
    preview.showModal();
    one("h1", preview).focus();
  });
};

const inPreview = (key) => () => one(`[data-key="${key}"]`, preview)?.click();
const PREVIEWING = { a: inPreview("a"), k: inPreview("k"), o: inPreview("o") };

const voices = () => all("#finish .voices input").filter((each) => each.checkVisibility());
const inVoices = () => Boolean(document.activeElement?.closest(".voices"));
const askVoice = () => {
  const given = voices().find((voice) => voice.checked) ?? voices()[0];
  say(given ? "Voice: 1 to 4." : "The voice is not asked here.");
  given?.focus();
};
const setVoice = (number) => {
  const voice = voices()[number - 1];
  if (!voice) return;
  voice.checked = true;
  voice.focus();
  say(`Voice: ${one("[data-says]", voice.labels[0]).firstChild.data.trim()}.`);
};
const number = (given) => (inVoices() ? setVoice(given) : keepBecause(given));

const readWhole = () => {
  const box = one('#finish [name="read_whole"]');
  if (left() || !box) return say(left() ? `${left()} to decide first.` : "That is not asked here.");
  box.checked = true;
  box.scrollIntoView({ block: "nearest" });
  say("Ticked: you read it whole.");
};

const finish = () => {
  const button = one("#finish [data-finish]");
  if (!button) return say(left() ? `Not yet: ${left()} to decide.` : "It cannot be finished here.");
  if (!button.form.checkValidity()) forget();
  button.click(); // the browser says what is missing, and goes there
};

const KEYS = {
  a: () => pressOn("a"),
  k: () => pressOn("k"),
  K: () => openOn("[data-reason]") || say("No word is marked."),
  e: () => openOn("[data-edit]") || say("No word is marked."),
  t: previewThread,
  m: sameAs,
  n: () => step(1),
  p: () => step(-1),
  u: () => press(one("[data-undo]"), "Nothing to undo."),
  s: () => beginSelecting(document.getElementById(word()?.dataset.first)),
  h: hideAtOnce,
  l: () => openDrawer(one("#lean"), "button"),
  i: () => openDrawer(one("#recuse"), "button"),
  v: askVoice,
  r: readWhole,
  f: finish,
  g: () => press(one("[data-coding]"), "It is not coded here."),
  Enter: finish,
  1: () => number(1),
  2: () => number(2),
  3: () => number(3),
  4: () => number(4),
};

// --- listening -----------------------------------------------------------------------------------

const TEXT = 'input:not([type="checkbox"], [type="radio"]), select, textarea, [contenteditable]';
const PRESSED = "a, button, summary, input, select"; // Enter already means something there

const meant = (event) => {
  if (preview.open) return PREVIEWING[event.key];
  if (document.querySelector("dialog[open]") || event.target.closest(TEXT)) return null;
  if (isSelecting()) return SELECTING[event.key];
  if (event.key === "Enter" && event.target.closest(PRESSED)) return null;
  return KEYS[event.key];
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "?" && !event.target.closest(`${TEXT}, dialog`)) {
    event.preventDefault();
    return help.showModal();
  }
  if (!wanted.checked) return;
  if (isSelecting() && !event.target.closest(TEXT) && !isBusy()) {
    if (move(event.key, event.shiftKey)) return event.preventDefault();
  }
  const act = meant(event);
  if (!act) return;
  event.preventDefault();
  if (event.repeat) return;
  if (isBusy()) afterwards(() => meant(event)?.()); // it may mean something else by then
  else act();
});

/** Enter in a field presses the button beside it, not the first one of the form. */
document.addEventListener("keydown", (event) => {
  const button = event.target.matches("input, select") && one("button", event.target.closest(".pairing"));
  if (event.key !== "Enter" || !button || event.isComposing) return;
  event.preventDefault();
  button.click();
});

const REMEMBERED = "review-keys";
const remembered = () => {
  try {
    return localStorage.getItem(REMEMBERED) !== "off";
  } catch {
    return true; // a browser that keeps nothing still has keys for this page
  }
};
const showKeys = () => one("#main").classList.toggle("with-keys", wanted.checked);

wanted.checked = remembered();
wanted.addEventListener("change", () => {
  showKeys();
  if (!wanted.checked) endSelecting();
  try {
    localStorage.setItem(REMEMBERED, wanted.checked ? "on" : "off");
  } catch {
    // then for this page only
  }
});
one("[data-keys-help]").addEventListener("click", () => help.showModal());

/** A drawer whose content is a page of its own, fetched when it is opened. */
const fillDrawer = (drawer) => {
  const link = drawer.open ? one("a[data-fetch]", drawer) : null;
  if (!link) return;
  fetchPart(link.href, link.dataset.fetch, (part) => {
    for (const form of all("form", part)) form.dataset.swap = "";
    link.parentElement.replaceWith(part);
  });
};

document.addEventListener(
  "toggle",
  ({ target }) => (isBusy() ? afterwards(() => fillDrawer(target)) : fillDrawer(target)),
  true,
);

line.hidden = false;
showKeys();
mark(firstToDecide(), { look: location.hash === "#decide" });
