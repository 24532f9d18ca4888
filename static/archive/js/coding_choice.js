// What is chosen in the text: by pointer, by touch, or by sentences and words from the keyboard.

import { extentOf, lengthOfText, placeAt, quoted, rangeOf, selected, sentences, textBox, words } from "./coding_places.js";

let chosen = null; // { start, end }
let anchor = -1; // sentences, while the choice is made of whole ones
let head = -1;
let told = () => {};

export const choice = () => chosen;
/** Call `then` with what is chosen whenever that changes. */
export const onChoice = (then) => {
  told = then;
};

/** Show again what is chosen, after the text was exchanged. */
export const paint = () => {
  const range = chosen && rangeOf(chosen.start, chosen.end);
  if (!globalThis.CSS?.highlights) return;
  if (range) CSS.highlights.set("chosen", new Highlight(range));
  else CSS.highlights.delete("chosen");
};

const set = (place, { quiet = false, look = false } = {}) => {
  chosen = place;
  paint();
  const range = chosen && rangeOf(chosen.start, chosen.end);
  if (look && range) bringIntoSight(range);
  told(chosen, { quiet, words: chosen ? quoted(chosen.start, chosen.end) : "" });
};

const bringIntoSight = (range) => {
  const box = range.getBoundingClientRect();
  const room = innerHeight - 90;
  if (box.top < 20 || (box.bottom > room && box.height < room)) {
    scrollBy({ top: box.top - innerHeight / 3, behavior: "instant" });
  }
};

/** Choose a stretch that is known. */
export const choose = (start, end) => {
  anchor = head = -1;
  document.getSelection().removeAllRanges();
  set({ start, end }, { look: true });
};

export const chooseWhole = () => choose(0, lengthOfText());

export const chooseNothing = () => {
  anchor = head = -1;
  document.getSelection().removeAllRanges();
  leaveText();
  set(null);
};

/** The text takes the arrows while somebody moves in it; a screen reader is told so. */
export const enterText = () => {
  const box = textBox();
  box.setAttribute("role", "application");
  box.setAttribute("tabindex", "0");
  box.setAttribute("aria-label", "The text: arrows move by sentence, Shift extends, Alt moves by word, Escape leaves");
  box.focus({ preventScroll: true });
};

const leaveText = () => {
  const box = textBox();
  for (const name of ["role", "tabindex", "aria-label"]) box?.removeAttribute(name);
};

const sentenceAt = (place) => {
  const found = sentences();
  const at = found.findIndex(([, end]) => place < end);
  return at < 0 ? found.length - 1 : at;
};

const firstInSight = () => {
  const found = sentences().findIndex(([start, end]) => extentOf(start, end)?.top >= 0);
  return Math.max(found, 0);
};

const chooseSentences = (options) => {
  const all = sentences();
  const [first, last] = anchor <= head ? [anchor, head] : [head, anchor];
  set({ start: all[first][0], end: all[last][1] }, { look: true, ...options });
};

/** By one sentence onwards or back; extended or shrunk from where it was begun. */
export const bySentence = (step, extend) => {
  const all = sentences();
  if (!all.length) return;
  document.getSelection().removeAllRanges();
  if (!chosen) {
    anchor = head = firstInSight();
  } else {
    if (head < 0) [anchor, head] = [sentenceAt(chosen.start), sentenceAt(chosen.end - 1)];
    head = Math.min(Math.max(head + step, 0), all.length - 1);
    if (!extend) anchor = head;
  }
  enterText();
  chooseSentences();
};

/** Move the end, or the start, by one word; at least one word stays. */
export const byWord = (step, edge) => {
  if (!chosen) return bySentence(step, false);
  const all = words();
  const inside = all.filter(([start, end]) => start < chosen.end && end > chosen.start);
  if (!inside.length) return;
  let [first, last] = [all.indexOf(inside[0]), all.indexOf(inside.at(-1))];
  if (edge === "end") last = Math.min(Math.max(last + step, first), all.length - 1);
  else first = Math.min(Math.max(first + step, 0), last);
  anchor = head = -1;
  document.getSelection().removeAllRanges();
  enterText();
  const start = edge === "start" ? all[first][0] : chosen.start;
  const end = edge === "end" ? withStop(all[last][1]) : chosen.end;
  set({ start, end }, { look: true });
};

/** With the mark that ends a sentence, where the word is its last. */
const withStop = (end) => {
  const sentence = sentences().find(([start, last]) => start < end && end <= last);
  const rest = sentence ? (rangeOf(end, sentence[1])?.toString() ?? "") : "";
  return rest && !/[\p{L}\p{N}]/u.test(rest) ? sentence[1] : end;
};

const takeSelection = () => {
  const place = selected();
  if (!place) return;
  anchor = head = -1;
  set(place, { quiet: true });
};

/** A tap or a click chooses the sentence; with Shift, all from the one before to it. */
const chooseBy = ({ clientX, clientY, shiftKey, target }) => {
  if (selected() || target.closest("a, button, input")) return;
  const place = placeAt(clientX, clientY);
  if (place === null) return;
  const at = sentenceAt(place);
  if (shiftKey && anchor >= 0) head = at;
  else anchor = head = at;
  chooseSentences({ look: false });
};

export const listen = () => {
  let later = 0;
  document.addEventListener("selectionchange", () => {
    clearTimeout(later);
    later = setTimeout(takeSelection, 60);
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-text]")) chooseBy(event);
  });
};
