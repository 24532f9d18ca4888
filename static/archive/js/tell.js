// Writing a text: the box grows, words can be hidden by selecting them, and leaving the page with
// words that the archive does not have is asked about once. Nothing is kept in the browser: on a
// shared computer it would stay there. Without this file every page works the same.

const form = document.querySelector("[data-unsent]");
const words = document.querySelector("[data-words]");

if (words) {
  const least = words.rows;
  const grow = () => {
    if (CSS.supports("field-sizing", "content")) return;
    words.rows = Math.max(least, words.value.split("\n").length + Math.ceil(words.value.length / 70));
  };
  words.addEventListener("input", grow);
  grow();
}

if (form && words) {
  const before = words.value;
  let sending = false;
  form.addEventListener("submit", () => {
    sending = true;
  });
  addEventListener("pageshow", () => {
    sending = false;
  });
  // "Leave quickly" takes the form out of the page first, or goes by its link: neither is asked about.
  document.querySelector("[data-quit]")?.addEventListener("click", () => {
    sending = true;
  }, { capture: true });
  addEventListener("beforeunload", (event) => {
    if (!sending && form.isConnected && words.value !== before) event.preventDefault();
  });
}

const preview = document.querySelector("[data-preview]");
const other = document.querySelector("[data-other]");
const offer = document.querySelector("[data-select]");

if (preview && other && offer) {
  let selected = "";
  offer.hidden = false;
  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    const inside = selection.rangeCount > 0 && preview.contains(selection.getRangeAt(0).commonAncestorContainer);
    const text = selection.toString().replace(/\s+/g, " ").trim();
    if (inside && text) selected = text;
  });
  offer.querySelector("button").addEventListener("click", () => {
    const listed = other.value.split("\n").map((line) => line.trim()).filter(Boolean);
    if (selected && !listed.includes(selected)) other.value = [...listed, selected].join("\n");
    other.focus();
  });
}

const print = document.querySelector("[data-print]");

if (print) {
  print.hidden = false;
  document.querySelector("[data-print-words]").hidden = true;
  print.addEventListener("click", () => globalThis.print());
}

document.querySelector("[data-errors]")?.focus();
