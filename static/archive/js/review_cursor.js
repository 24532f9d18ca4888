// Selecting words of the original by keyboard: a cursor that is a word, moved by the arrows. The
// browser's own selection shows it, so that a pointer and this do the same.

import { say } from "./review_send.js";
import { shorten, stretch, wordsOfOriginal } from "./review_places.js";

const sheet = () => document.querySelector("[data-original]");

let words = [];
let anchor = -1; // the word where the selection was begun
let head = -1; // the word where it ends now

export const isSelecting = () => head >= 0;

const shownStretch = () => {
  const [first, last] = anchor <= head ? [anchor, head] : [head, anchor];
  return stretch(words[first], words[last]);
};

const show = () => {
  const range = shownStretch();
  const selection = document.getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
  stretch(words[head], words[head]).startContainer.parentElement.scrollIntoView({ block: "nearest" });
  say(shorten(range.toString().replace(/\s+/g, " ").trim()));
};

/** Begin at the word marked in the list, else at the first one in sight. */
export const beginSelecting = (place) => {
  words = wordsOfOriginal();
  if (!words.length) return;
  const inPlace = (word) => place?.contains(word.from[0]);
  const inSight = (word) => stretch(word, word).getBoundingClientRect().top >= 0;
  const first = words.findIndex(place ? inPlace : inSight);
  anchor = head = Math.max(first, 0);
  const text = sheet();
  text.setAttribute("role", "application"); // screen readers hand the arrows to us
  text.setAttribute("tabindex", "0");
  text.setAttribute("aria-label", "Selecting words: arrows move, Shift and arrows extend, Escape leaves");
  text.focus({ preventScroll: true });
  show();
};

export const endSelecting = () => {
  if (head < 0) return;
  anchor = head = -1;
  document.getSelection().removeAllRanges();
  const text = sheet();
  for (const name of ["role", "tabindex", "aria-label"]) text?.removeAttribute(name);
};

/** The word above or below, nearest to the middle of the one at `from`. */
const byLine = (from, down) => {
  const here = stretch(words[from], words[from]).getBoundingClientRect();
  const middle = (here.left + here.right) / 2;
  let line = null;
  let nearest = from;
  let least = Infinity;
  const way = down ? 1 : -1;
  for (let at = from + way; at >= 0 && at < words.length; at += way) {
    const box = stretch(words[at], words[at]).getBoundingClientRect();
    const isOther = down ? box.top >= here.bottom - 2 : box.bottom <= here.top + 2;
    if (!isOther) continue;
    line ??= box;
    if (down ? box.top > line.bottom - 2 : box.bottom < line.top + 2) break;
    const far = Math.abs((box.left + box.right) / 2 - middle);
    if (far < least) [least, nearest] = [far, at];
  }
  return nearest;
};

const MOVES = {
  ArrowLeft: () => Math.max(head - 1, 0),
  ArrowRight: () => Math.min(head + 1, words.length - 1),
  ArrowUp: () => byLine(head, false),
  ArrowDown: () => byLine(head, true),
  Home: () => 0,
  End: () => words.length - 1,
};

/** Whether `key` moved the cursor. */
export const move = (key, extend) => {
  if (!isSelecting() || !MOVES[key]) return false;
  head = MOVES[key]();
  if (!extend) anchor = head;
  show();
  return true;
};
