// The margin: one bar for each theme of a passage, in as many lanes as overlap anywhere.

import { extentOf, rangeOf } from "./coding_places.js";

const LEAST = 20; // pixels: a bar of a single line can still be met
const GAP = 3;
let widest = 0; // lanes never get fewer while the page is open, so that the text does not jump

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

/** The marks of the list: { id, start, end, slug, colour, name } for each theme of a passage. */
export const listed = () =>
  all("[data-mark]", document.querySelector("[data-marks]") ?? document.createElement("i")).flatMap(
    (item) => {
      const { mark: id, start, end } = item.dataset;
      const themes = new Map(
        all("[data-theme]", item).map(({ dataset }) => [dataset.theme, dataset.colour]),
      );
      return [...themes].map(([slug, colour]) => ({
        id,
        start: Number(start),
        end: Number(end),
        slug,
        colour,
        name: item.querySelector(`[data-theme="${CSS.escape(slug)}"] [data-name]`).textContent,
      }));
    },
  );

const placed = (marks, top) => {
  const extents = new Map();
  const extent = ({ start, end }) => {
    const key = `${start}-${end}`;
    if (!extents.has(key)) extents.set(key, extentOf(start, end));
    return extents.get(key);
  };
  const bars = marks
    .map((mark) => ({ mark, box: extent(mark) }))
    .filter(({ box }) => box)
    .map(({ mark, box }) => ({
      mark,
      top: box.top - top,
      bottom: Math.max(box.bottom, box.top + LEAST) - top,
    }))
    .sort((one, other) => one.top - other.top || other.bottom - one.bottom);
  const ends = [];
  for (const bar of bars) {
    const lane = ends.findIndex((end) => end + GAP <= bar.top);
    bar.lane = lane < 0 ? ends.length : lane;
    ends[bar.lane] = bar.bottom;
  }
  return { bars, lanes: ends.length };
};

const made = ({ mark, top, bottom, lane }, wide) => {
  const bar = document.createElement("button");
  bar.type = "button";
  bar.tabIndex = -1;
  bar.className = `bar t${mark.colour}${mark.waiting ? " waiting" : ""}`;
  bar.dataset.bar = mark.id ?? "";
  bar.dataset.slug = mark.slug;
  bar.dataset.start = mark.start;
  bar.dataset.end = mark.end;
  const name = document.createElement("span");
  name.textContent = mark.name;
  bar.append(name);
  Object.assign(bar.style, {
    insetBlockStart: `${top}px`,
    blockSize: `${bottom - top}px`,
    insetInlineStart: `${lane * wide}px`,
  });
  return bar;
};

/** Draw all marks; `waiting` ones are not stored yet. */
export const draw = (waiting = []) => {
  const margin = document.querySelector("[data-lanes]");
  if (!margin) return;
  const marks = [...listed(), ...waiting.map((mark) => ({ ...mark, waiting: true }))];
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const wide = parseFloat(getComputedStyle(margin).getPropertyValue("--lane")) * rem;
  if (widest && !margin.style.inlineSize) margin.style.inlineSize = `${widest * wide}px`; // then measure
  let { bars, lanes } = placed(marks, margin.getBoundingClientRect().top);
  if (lanes > widest || !margin.style.inlineSize) {
    widest = Math.max(lanes, widest, 1);
    margin.style.inlineSize = `${widest * wide}px`;
    ({ bars, lanes } = placed(marks, margin.getBoundingClientRect().top));
    if (lanes > widest) {
      widest = lanes;
      margin.style.inlineSize = `${widest * wide}px`;
      ({ bars } = placed(marks, margin.getBoundingClientRect().top));
    }
  }
  margin.replaceChildren(...bars.map((bar) => made(bar, wide)));
};

/** Another width, another number of lanes. */
export const drawAnew = (waiting) => {
  widest = 0;
  const margin = document.querySelector("[data-lanes]");
  if (margin) margin.style.inlineSize = "";
  draw(waiting);
};

/** A copy of marks to show elsewhere; its buttons still belong to the form of the list. */
export const copyOf = (marks) => {
  const copy = marks.cloneNode(true);
  for (const button of all("button", copy)) button.setAttribute("form", "untag");
  return copy;
};

const card = () => document.querySelector("[data-mark-card]");
const light = (range) => {
  if (!globalThis.CSS?.highlights) return;
  if (range) CSS.highlights.set("lit", new Highlight(range));
  else CSS.highlights.delete("lit");
};

const show = (bar) => {
  const item = document.querySelector(`[data-marks] [data-mark="${CSS.escape(bar.dataset.bar)}"]`);
  light(rangeOf(Number(bar.dataset.start), Number(bar.dataset.end)));
  if (!item) return;
  const themes = all(`[data-theme="${CSS.escape(bar.dataset.slug)}"]`, item);
  const list = document.createElement("ul");
  list.className = "codings";
  list.append(...themes.map(copyOf));
  card().replaceChildren(list);
  card().hidden = false;
  const box = bar.getBoundingClientRect();
  const left = Math.min(box.right + 8, innerWidth - card().offsetWidth - 16);
  Object.assign(card().style, {
    insetInlineStart: `${Math.max(8, left) + scrollX}px`,
    insetBlockStart: `${Math.max(box.top, 8) + scrollY}px`,
  });
};

const hide = () => {
  light(null);
  card().hidden = true;
};

/** Show what a bar says while a pointer is on it, and let `choose` have its place when pressed. */
export const listen = (choose) => {
  document.addEventListener("pointerover", ({ target }) => {
    const bar = target.closest?.("[data-bar]");
    if (bar) show(bar);
    else if (!card().hidden) hide();
  });
  document.addEventListener("focusin", ({ target }) => {
    const item = target.closest?.("[data-marks] [data-mark]");
    light(item ? rangeOf(Number(item.dataset.start), Number(item.dataset.end)) : null);
  });
  document.addEventListener("click", ({ target }) => {
    const bar = target.closest?.("[data-bar]");
    if (bar) choose(Number(bar.dataset.start), Number(bar.dataset.end));
  });
};
