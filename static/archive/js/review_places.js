// Places in the original: the browser counts UTF-16 units, the archive counts code points.

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
export const selectionInOriginal = () => {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const start = placeOf(range.startContainer, range.startOffset);
  const end = placeOf(range.endContainer, range.endOffset);
  const words = selection.toString().replace(/\s+/g, " ").trim();
  return start === null || end === null || end <= start || !words ? null : { start, end, words };
};

/** Characters of a text node that belong to words: letters, digits, and what joins them. */
const WORD = /[\p{L}\p{N}\p{M}](?:[\p{L}\p{N}\p{M}'’@._-]*[\p{L}\p{N}\p{M}])?/gu;

/** The words of `block` in reading order, each { from: [node, offset], to: [node, offset] }.
 *  A word may lie in several text nodes, where a mark begins within it. */
const wordsOfBlock = (block) => {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  const nodes = [];
  let text = "";
  let last = null;
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (last && isBroken(last, node)) text += "\n";
    nodes.push({ node, start: text.length });
    text += node.data;
    last = node;
  }
  const point = (at, atEnd) => {
    const holder = nodes.findLast(({ start }) => (atEnd ? start < at : start <= at));
    return [holder.node, Math.min(at - holder.start, holder.node.length)];
  };
  return [...text.matchAll(WORD)].map((found) => ({
    from: point(found.index, false),
    to: point(found.index + found[0].length, true),
  }));
};

const isBroken = (before, after) => {
  const range = document.createRange();
  range.setStartAfter(before);
  range.setEndBefore(after);
  return range.cloneContents().querySelector("br") !== null;
};

/** All words of the original as it stands on the page. */
export const wordsOfOriginal = () =>
  [...document.querySelectorAll("[data-original] [data-start]")].flatMap(wordsOfBlock);

/** The stretch from the start of `one` to the end of `other`, as a Range. */
export const stretch = (one, other) => {
  const range = document.createRange();
  range.setStart(...one.from);
  range.setEnd(...other.to);
  return range;
};

export const shorten = (words) => {
  const letters = [...words];
  return letters.length > 60
    ? `${letters.slice(0, 36).join("")} … ${letters.slice(-20).join("")}`
    : words;
};
