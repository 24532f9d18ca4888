// The coding page: keys, palette, presses that are stored at once, and the note that is not lost.
// Everything here can also be done with the forms alone.

import { bySentence, byWord, choice, choose, chooseNothing, chooseWhole, enterText, listen as listenToText, onChoice, paint } from "./coding_choice.js";
import { copyOf, draw, drawAnew, listen as listenToLanes } from "./coding_lanes.js";
import { lengthOfText, textBox } from "./coding_places.js";

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const one = (selector, root = document) => root?.querySelector(selector) ?? null;

const form = one("#code");
const filter = one("[data-filter]");
const memo = one("[data-memo]");
const help = one("[data-keys-dialog]");
const wanted = one("[data-keys-on]");
const token = one('[name="csrfmiddlewaretoken"]', form).value;
const themes = () => all("[data-palette] > li");
const board = () => one("#board");

const say = (words) => {
  one("[data-live]").textContent = words;
};

// --- what is chosen ------------------------------------------------------------------------------

const touching = ({ start, end }) => (item) =>
  Number(item.dataset.start) < end && start < Number(item.dataset.end);

const showAtPlace = () => {
  const place = choice();
  const items = place ? all("[data-marks] > [data-mark]").filter(touching(place)) : [];
  one("[data-at]").hidden = !items.length;
  one("[data-at-place]").replaceChildren(
    ...items.map((item) => copyOf(one(".codings", item))),
  );
};

const quick = one("[data-quick]");
quick.append(
  ...themes()
    .filter((item) => item.dataset.digit)
    .map((item) => {
      const chip = document.createElement("button");
      chip.type = "button";
      chip.className = `chip t${item.dataset.colour}`;
      chip.append(...[...one(".theme", item).childNodes].map((node) => node.cloneNode(true)));
      chip.addEventListener("click", () => apply(item.dataset.slug));
      return chip;
    }),
);

onChoice((place, { quiet, words }) => {
  one("[data-quick]").hidden = !place;
  one("[data-chosen]").hidden = !place;
  one("[data-nothing-chosen]").hidden = Boolean(place);
  one("[data-chosen-words]").textContent = words;
  one('[name="where"][value="selection"]', form).checked = Boolean(place);
  one('[name="start"]', form).value = place?.start ?? "";
  one('[name="end"]', form).value = place?.end ?? "";
  showAtPlace();
  if (!quiet) say(place ? words : "Nothing is chosen.");
});

// --- presses: stored one after the other, shown at once ---------------------------------------------

let line = Promise.resolve();
let under_way = 0;
let waiting = []; // marks that are shown and not stored yet, each with the number of its press
let presses = 0;
let answering = 0; // the press that the archive is at

const ask = (method, values, options = {}) => {
  under_way += 1;
  line = line
    .then(() => {
      answering = options.press ?? 0;
      return htmx.ajax(method, location.pathname + (options.query ?? ""), {
        target: "#board",
        swap: options.swap ?? "outerHTML",
        values,
      });
    })
    .catch(() => {})
    .finally(() => {
      under_way -= 1;
      if (!under_way && waiting.length) {
        waiting = [];
        draw();
      }
    });
  return line;
};

const send = (values, press) =>
  ask("POST", { csrfmiddlewaretoken: token, ...values }, { press });

const failed = () => {
  waiting = [];
  draw();
  say("The archive did not answer, and nothing is known to have been stored. Reload the page.");
};

const sent = () => Object.fromEntries(
  ["where", "first", "last", "words", "occurrence", "start", "end", "voice", "memo"].map((name) => [
    name,
    form.elements[name].value,
  ]),
);

const ticked = () => all('[name="themes"]:checked', form).map((box) => box.value);

const mark = (slugs) => {
  const values = sent();
  if (values.where === "selection" && !choice()) {
    return say("Nothing is chosen yet: j chooses the first sentence.");
  }
  if (!slugs.length && !values.voice) return say("Tick a theme, or press its digit.");
  const place = values.where === "whole" ? { start: 0, end: lengthOfText() } : choice();
  const press = (presses += 1);
  if (place && ["selection", "whole"].includes(values.where)) {
    const items = themes().filter((each) => slugs.includes(each.dataset.slug));
    waiting.push(
      ...items.map(({ dataset: { slug, colour } }) => ({
        ...place,
        press,
        slug,
        colour,
        name: nameOf(slug),
      })),
    );
    draw(waiting);
  }
  say(`Storing: ${slugs.map(nameOf).join(", ") || "whose experience it is"}.`);
  send({ ...values, do: "mark", map: one('[name="map"]').value, themes: slugs }, press);
  memo.value = "";
  clearTimeout(memoLater);
  form.elements.voice.value = "";
  for (const box of all('[name="themes"]:checked', form)) box.checked = false;
};

const nameOf = (slug) => one(`[data-slug="${CSS.escape(slug)}"] .name`)?.textContent ?? slug;

const apply = (slug) => mark([...new Set([slug, ...ticked()])]);

document.addEventListener("submit", (event) => {
  const { target, submitter } = event;
  if (event.defaultPrevented) return;
  if (target === form) {
    event.preventDefault();
    if (submitter?.matches("[data-keep-memo]")) return keepMemo();
    if (submitter?.name === "theme") return apply(submitter.value);
    mark(ticked());
  } else if (target.matches("[data-press]")) {
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(target, submitter));
    send(fields);
  }
});

// --- the answer -------------------------------------------------------------------------------------

let held = null; // what to focus again, where it went with the old board
let before = "";

document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target?.id !== "board") return;
  if (new URL(detail.xhr.responseURL).pathname !== location.pathname) {
    detail.shouldSwap = false;
    location.assign(location.href); // signed out, or the text is not there any more
    return;
  }
  before = one('[name="map"]')?.value;
  const focused = document.activeElement;
  held = board().contains(focused) ? (focused.matches("[data-text]") ? "text" : "board") : null;
  if (held) focused.blur(); // else the browser lays out both boards to find that it is gone
});

document.body.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target?.id !== "board") return;
  const fresh = board();
  const refused = fresh.dataset.refused;
  waiting = waiting.filter(({ press }) => press !== answering);
  if (refused) giveBack(detail.requestConfig?.parameters);
  draw(waiting);
  if (before !== one('[name="map"]').value && choice()) chooseNothing();
  paint();
  showAtPlace();
  if (held === "text") enterText();
  else if (held) one("[data-undo]:enabled, [data-redo]:enabled", fresh)?.focus();
  if (refused) say(one(".message.error", fresh).textContent.trim());
  else if (fresh.dataset.said) say(fresh.dataset.said);
});

/** What was typed and not stored comes back into its field. */
const giveBack = (parameters) => {
  if (parameters?.memo && !memo.value) memo.value = parameters.memo;
  if (parameters?.voice) form.elements.voice.value = parameters.voice;
};

for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.body.addEventListener(name, ({ target }) => !target.closest?.("[data-here]") && failed());
}

document.body.addEventListener("coding:stale", () => {
  if (!under_way) ask("GET", {}, { query: "?part=board" });
});

// --- the note ---------------------------------------------------------------------------------------

let memoLater = 0;
let memoKept = memo.value;

const keepMemo = () => {
  clearTimeout(memoLater);
  if (memo.value === memoKept) return;
  memoKept = memo.value;
  ask("POST", { csrfmiddlewaretoken: token, do: "memo", memo: memo.value }, { swap: "none" });
  one("[data-memo-kept]").textContent = memo.value ? "Kept for you until you send it." : "";
};

memo.addEventListener("input", () => {
  clearTimeout(memoLater);
  memoLater = setTimeout(keepMemo, 700);
});

const beacon = (address, fields) => {
  const body = new FormData();
  for (const [name, value] of Object.entries({ csrfmiddlewaretoken: token, ...fields })) body.append(name, value);
  navigator.sendBeacon(address, body);
};

addEventListener("pagehide", () => {
  if (memo.value !== memoKept) beacon(location.pathname, { do: "memo", memo: memo.value });
  beacon(one("[data-here]").getAttribute("hx-post"), { leave: "1" });
});

// --- the palette --------------------------------------------------------------------------------------

const found = () => themes().filter((item) => !item.hidden);

const filterThemes = () => {
  const typed = filter.value.trim().toLowerCase();
  for (const item of themes()) {
    item.hidden = !typed.split(/\s+/).every((part) => item.dataset.find.includes(part));
    item.classList.remove("first");
  }
  one("[data-no-theme]").hidden = found().length > 0;
  if (typed) found()[0]?.classList.add("first");
};

filter.addEventListener("input", filterThemes);
filter.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const first = found()[0];
  if (event.key === "Enter") {
    event.preventDefault();
    if (!first) return say("No theme has these letters.");
    if (event.shiftKey) {
      const box = one("input", first);
      box.checked = !box.checked;
      say(`${nameOf(first.dataset.slug)} ${box.checked ? "ticked" : "not ticked"}.`);
    } else {
      apply(first.dataset.slug);
    }
    filter.value = "";
    filterThemes();
    if (!event.shiftKey && choice()) enterText();
  } else if (event.key === "Escape") {
    event.preventDefault();
    filter.value = "";
    filterThemes();
    if (choice()) enterText();
    else filter.blur();
  }
});

// --- passages, one after the other ----------------------------------------------------------------------

const byPassage = (step) => {
  const marks = all("[data-marks] > [data-mark]");
  if (!marks.length) return say("Nothing is marked yet.");
  const place = choice();
  const here = marks.findIndex(
    ({ dataset }) => place && Number(dataset.start) === place.start && Number(dataset.end) === place.end,
  );
  const next = place
    ? marks.findIndex(({ dataset }) => Number(dataset.start) > place.start || (Number(dataset.start) === place.start && Number(dataset.end) < place.end))
    : 0;
  const after = here >= 0 ? here + step : step > 0 ? next : (next < 0 ? marks.length : next) - 1;
  const item = marks[(after + marks.length) % marks.length];
  choose(Number(item.dataset.start), Number(item.dataset.end));
  enterText();
  say(one(".codings", item).innerText.replace(/\s+/g, " ").replaceAll("Take back", ""));
};

// --- keys -----------------------------------------------------------------------------------------------

const digit = (key) => {
  const theme = themes().find((item) => item.dataset.digit === key);
  if (theme) apply(theme.dataset.slug);
  else say(`No theme is on ${key}: choose one under “Themes on my digits”.`);
};

const meaning = () => {
  const item = one("[data-palette] .first") ?? found()[0];
  one("[popover]", item)?.togglePopover();
};

const pressButton = (selector, otherwise) => {
  const button = one(selector);
  if (button && !button.disabled) button.click();
  else say(otherwise);
};

const focusOn = (field) => {
  field.scrollIntoView({ block: "nearest" });
  field.focus();
};

/** While a press is on its way the buttons do not know of it yet: the archive is asked after it. */
const inTurn = (act, otherwise) => () =>
  under_way ? send({ do: act }) : pressButton(`[data-${act}]`, otherwise);
const undo = inTurn("undo", "Nothing to undo.");
const redo = inTurn("redo", "Nothing to redo.");

const KEYS = {
  j: () => bySentence(1, false),
  k: () => bySentence(-1, false),
  J: () => bySentence(1, true),
  K: () => bySentence(-1, true),
  "]": () => byWord(1, "end"),
  "[": () => byWord(-1, "end"),
  "}": () => byWord(1, "start"),
  "{": () => byWord(-1, "start"),
  a: chooseWhole,
  n: () => byPassage(1),
  p: () => byPassage(-1),
  t: () => focusOn(filter),
  m: () => focusOn(memo),
  v: () => focusOn(form.elements.voice),
  d: meaning,
  u: undo,
  U: redo,
  g: () => {
    const next = one("[data-next-uncoded]");
    if (next) location.assign(next.href);
    else say("You have coded in every other text of this thread.");
  },
  r: () => one("[data-review]").click(),
  Escape: chooseNothing,
};
for (const key of "1234567890") KEYS[key] = () => digit(key);

/** Keys that mean something only while the text itself has the focus. */
const IN_TEXT = {
  ArrowDown: (shift) => bySentence(1, shift),
  ArrowUp: (shift) => bySentence(-1, shift),
  Enter: () => mark(ticked()),
};
const BY_ALT = {
  ArrowRight: (shift) => byWord(1, shift ? "start" : "end"),
  ArrowLeft: (shift) => byWord(-1, shift ? "start" : "end"),
};

const TEXT = 'input:not([type="checkbox"], [type="radio"]), select, textarea, [contenteditable]';

const meant = (event) => {
  const inText = event.target.matches("[data-text]");
  if (event.altKey && !event.ctrlKey && !event.metaKey) {
    const move = choice() && BY_ALT[event.key];
    return move ? () => move(event.shiftKey) : null;
  }
  if (event.ctrlKey || event.metaKey) {
    if (event.key.toLowerCase() !== "z" || event.altKey) return null;
    return event.shiftKey ? redo : undo;
  }
  if (inText && IN_TEXT[event.key]) return () => IN_TEXT[event.key](event.shiftKey);
  return KEYS[event.key] ?? null;
};

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.target.closest("dialog, [popover]")) return;
  if (event.target.closest(TEXT)) {
    if (event.key === "Escape" && event.target !== filter) {
      event.target.blur();
      if (choice()) enterText();
    }
    return;
  }
  if (event.key === "?") {
    event.preventDefault();
    return help.showModal();
  }
  if (!wanted.checked) return;
  const act = meant(event);
  if (!act) return;
  event.preventDefault();
  act();
});

const REMEMBERED = "review-keys"; // one switch with the review page
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
  try {
    localStorage.setItem(REMEMBERED, wanted.checked ? "on" : "off");
  } catch {
    // then for this page only
  }
});
one("[data-keys-help]").addEventListener("click", () => help.showModal());

// --- beginning --------------------------------------------------------------------------------------------

listenToText();
listenToLanes((start, end) => choose(start, end));
one("[data-where]").open = false;
one("[data-nothing-chosen]").hidden = false;
one("[data-filter-line]").hidden = false;
one("[data-keep-memo]").hidden = true;
one("[data-keys]").hidden = false;
one("#main").classList.add("with-lanes");
for (const radio of all('[name="where"]', form)) {
  radio.addEventListener("change", () => radio.value !== "selection" && choice() && chooseNothingBut(radio));
}
const chooseNothingBut = (radio) => {
  chooseNothing();
  radio.checked = true;
};
showKeys();
draw();
document.fonts?.ready.then(() => draw(waiting));
let resized = 0;
addEventListener("resize", () => {
  cancelAnimationFrame(resized);
  resized = requestAnimationFrame(() => drawAnew(waiting));
});
