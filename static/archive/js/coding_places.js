// Places in the text on the coding page: the browser counts UTF-16 units, the archive code points.

export const textBox = () => document.querySelector("[data-text]");

const indexed = new WeakMap();
const WORD = /[\p{L}\p{N}\p{M}](?:[\p{L}\p{N}\p{M}'’@._-]*[\p{L}\p{N}\p{M}])?/gu;

const codePoints = (string) => {
  let count = 0;
  for (const _ of string) count += 1;
  return count;
};

/** UTF-16 units of the first `count` code points. */
const units = (string, count) => {
  let at = 0;
  for (let left = count; left > 0 && at < string.length; left -= 1) {
    at += string.codePointAt(at) > 0xffff ? 2 : 1;
  }
  return at;
};

/** The pieces of the text in order: { start, end, node }, node null for a line break. */
const piecesOf = (box) => {
  if (indexed.has(box)) return indexed.get(box);
  const pieces = [];
  for (const block of box.querySelectorAll("[data-start]")) {
    let at = Number(block.dataset.start);
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const isText = node.nodeType === Node.TEXT_NODE;
      if (!isText && node.tagName !== "BR") continue;
      const length = isText ? codePoints(node.data) : 1;
      pieces.push({ start: at, end: at + length, node: isText ? node : null });
      at += length;
    }
  }
  indexed.set(box, pieces);
  return pieces;
};

const point = (pieces, offset, atEnd) => {
  let low = 0;
  let high = pieces.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    const isAfter = atEnd ? pieces[middle].start >= offset : pieces[middle].start > offset;
    if (isAfter) high = middle - 1;
    else low = middle;
  }
  while (low > 0 && !pieces[low].node) low -= 1;
  const { node, start, end } = pieces[low];
  return node ? [node, units(node.data, Math.min(offset, end) - start)] : null;
};

const around = (range, start, end) => {
  const box = textBox();
  const pieces = box ? piecesOf(box) : [];
  if (!pieces.length || start >= end) return null;
  const [from, to] = [point(pieces, start, false), point(pieces, end, true)];
  if (!from || !to) return null;
  range.setStart(...from);
  range.setEnd(...to);
  return range;
};

/** The stretch [start, end) of the text as a Range, or null. */
export const rangeOf = (start, end) => around(document.createRange(), start, end);

const measuring = document.createRange();

/** Where a stretch stands on the screen, or undefined. With one Range for all: the browser keeps
    every one up to date at each change of the page, and hundreds of them make a press slow. */
export const extentOf = (start, end) => {
  const extent = around(measuring, start, end)?.getBoundingClientRect();
  measuring.selectNode(document.documentElement);
  return extent;
};

/** Where a boundary point of the page lies in the text. */
const placeOf = (node, offset) => {
  const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
  const block = element?.closest("[data-text] [data-start]");
  if (!block) {
    const blocks = [...textBox().querySelectorAll("[data-start]")];
    const spot = document.createRange();
    spot.setStart(node, offset);
    const next = blocks.find((each) => spot.comparePoint(each, 0) >= 0);
    return next ? Number(next.dataset.start) : lengthOfText();
  }
  const range = document.createRange();
  range.setStart(block, 0);
  range.setEnd(node, offset);
  const piece = range.cloneContents();
  return (
    Number(block.dataset.start) +
    codePoints(piece.textContent) +
    piece.querySelectorAll("br").length
  );
};

export const lengthOfText = () => piecesOf(textBox()).at(-1)?.end ?? 0;

/** What is selected with the browser's own means, as { start, end }; null outside the text. */
export const selected = () => {
  const selection = document.getSelection();
  const box = textBox();
  if (!box || !selection?.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!box.contains(range.startContainer) || !range.intersectsNode(box)) return null;
  const start = placeOf(range.startContainer, range.startOffset);
  const end = placeOf(range.endContainer, range.endOffset);
  return end > start && range.toString().trim() ? { start, end } : null;
};

/** The place in the text under a pointer, or null. */
export const placeAt = (x, y) => {
  const caret = document.caretPositionFromPoint?.(x, y);
  const range = caret ? null : document.caretRangeFromPoint?.(x, y);
  const [node, offset] = caret
    ? [caret.offsetNode, caret.offset]
    : [range?.startContainer, range?.startOffset];
  return node && textBox().contains(node) ? placeOf(node, offset) : null;
};

/** Sentences as [start, end] pairs. */
export const sentences = () =>
  (textBox()?.dataset.sentences ?? "")
    .split(" ")
    .filter(Boolean)
    .map((pair) => pair.split("-").map(Number));

/** Words as [start, end] pairs. */
export const words = () => {
  const found = [];
  for (const block of textBox().querySelectorAll("[data-start]")) {
    let text = "";
    for (const { node } of piecesOf(textBox()).filter((each) => each.node && block.contains(each.node))) {
      text += node.data;
    }
    const first = Number(block.dataset.start);
    const breaks = piecesOf(textBox()).filter(
      (each) => !each.node && each.start >= first && each.start < first + codePoints(text) + 1,
    );
    let [unit, at] = [0, first];
    for (const match of text.matchAll(WORD)) {
      at += codePoints(text.slice(unit, match.index));
      unit = match.index;
      const length = codePoints(match[0]);
      const shift = breaks.filter((each) => each.start <= at).length;
      found.push([at + shift, at + shift + length]);
    }
  }
  return found;
};

/** What stands in [start, end), on one line and without its middle where it is long. */
export const quoted = (start, end) => {
  const letters = [...(rangeOf(start, end)?.toString() ?? "").replace(/\s+/g, " ").trim()];
  return letters.length > 160
    ? `${letters.slice(0, 100).join("")} … ${letters.slice(-45).join("")}`
    : letters.join("");
};
