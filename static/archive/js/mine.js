// Small comforts of the contributor's own pages; each works without them. The code is hidden from a glance
// while it is typed, except where a mistake in it has to be found.

const field = document.querySelector("[data-code]");
const show = document.querySelector("[data-show]");

if (field && show) {
  const set = (shown) => {
    field.type = shown ? "text" : "password";
    show.textContent = shown ? "Hide" : "Show";
    show.setAttribute("aria-pressed", String(shown));
  };
  set(field.getAttribute("aria-invalid") === "true");
  show.hidden = false;
  show.addEventListener("click", () => {
    set(field.type === "password");
    field.focus();
  });
}

for (const part of document.querySelectorAll("[data-with-script]")) part.hidden = false;

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

const copy = document.querySelector("[data-copy]");
const said = document.querySelector("[data-copied]");

if (copy && said) {
  if (!navigator.clipboard) copy.hidden = true;
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(copy.dataset.copy);
      said.textContent = "Copied. Paste it where you keep it, then copy something else.";
    } catch {
      said.textContent = "It could not be copied; please write it down.";
    }
  });
}
