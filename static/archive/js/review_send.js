// Decisions are sent without leaving the page: the answer is the page as it is now, and its main
// part takes the place of ours. What stays (dialogs, the line of keys) is marked `data-stays`.

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const one = (selector, root = document) => root.querySelector(selector);
const REVIEW = /^\/workbench\/review\/[^/]+\/$/;
const MOST_WAITING = 40; // keys typed ahead; more is a cat

let busy = false;
let waiting = [];
let shown = location.pathname; // the text on the page; a # in the address does not change it

export const isBusy = () => busy;

/** Keep `act` until the page has answered. */
export const afterwards = (act) => {
  if (waiting.length < MOST_WAITING) waiting.push(act);
};

export const forget = () => {
  waiting = [];
};

export const say = (words) => {
  const line = one("[data-live]");
  if (line) line.textContent = words;
};

const goOn = () => {
  while (waiting.length && !busy) waiting.shift()();
};

/** What was filled in below and not sent yet: kept over the exchange. Not that it was read whole:
 *  a decision changes what there is to read. */
const filled = () =>
  all("#finish form, #mailbox form").flatMap((form) =>
    [...form.elements]
      .filter((field) => field.name && !["hidden", "submit"].includes(field.type))
      .filter((field) => field.name !== "read_whole")
      .map((field) => ({
        at: `#${form.closest("[id]").id} [name="${field.name}"]`,
        value: field.value,
        checked: field.checked,
      })),
  );

const fill = (fields) => {
  for (const { at, value, checked } of fields) {
    for (const field of all(at)) {
      if (!["checkbox", "radio"].includes(field.type)) field.value = value;
      else if (field.value === value && !field.disabled) field.checked = checked;
    }
  }
};

/** Put the main part of `fresh` where ours is, keeping drawers open, places scrolled, words typed. */
const exchange = (fresh, { samePage }) => {
  const [ours, theirs] = [one("#main"), one("#main", fresh)];
  const open = all("details[open][id]:not([name], #likeness)", ours).map((details) => details.id);
  const fields = samePage ? filled() : [];
  const [across, down, tools] = [scrollX, scrollY, one(".tools")?.scrollTop ?? 0];
  const held = document.activeElement;
  const lost = ours.contains(held) && held !== ours && !held.closest("[data-stays]");
  const at = lost ? held.id : "";

  const stays = one(":scope > [data-stays]", ours);
  for (const child of [...ours.children]) if (!child.matches("[data-stays]")) child.remove();
  for (const child of [...theirs.children]) {
    if (!child.matches("[data-stays]")) ours.insertBefore(document.adoptNode(child), stays);
  }
  ours.className = theirs.className;
  document.title = fresh.title;

  if (samePage) {
    fill(fields);
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    scrollTo(across, down);
    if (one(".tools")) one(".tools").scrollTop = tools;
  } else {
    scrollTo(0, 0);
  }
  return { lost, at };
};

/** What the page says happened. Good news goes to the line of keys, so that nothing moves. */
const told = (fresh) => {
  const said = all(".messages .message", fresh).map((message) => message.textContent.trim());
  if (!one(".message.error", fresh)) one(".messages", fresh)?.parentElement.remove();
  return said;
};

const answered = async (response) => {
  const path = new URL(response.url).pathname;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  if (!REVIEW.test(path) || !one("#main", fresh)) {
    location.assign(response.url); // signed out, or the page is elsewhere
    return;
  }
  const samePage = path === location.pathname;
  const said = told(fresh);
  if (!samePage) history.pushState(null, "", path);
  shown = path;
  const { lost, at } = exchange(fresh, { samePage });
  const wrong = one(".message.error") !== null || !response.ok;
  if (wrong) forget();
  document.dispatchEvent(
    new CustomEvent("review:exchanged", { detail: { samePage, wrong, lost, at, told: said } }),
  );
};

const ask = async (request) => {
  busy = true;
  one("#main").setAttribute("aria-busy", "true");
  try {
    await request();
  } catch {
    forget();
    say("The archive did not answer, and nothing is known to have changed. Reload the page.");
  } finally {
    busy = false;
    one("#main").removeAttribute("aria-busy");
    goOn();
  }
};

/** Send `form` as if `button` had been pressed. */
export const send = (form, button) => {
  const body = new URLSearchParams(new FormData(form, button));
  const held = document.activeElement;
  if (form.contains(held) && held.matches("input, select, textarea")) {
    one("#main").focus({ preventScroll: true }); // what was typed is sent: keys are keys again
  }
  const address = new URL(form.getAttribute("action") || location.pathname, location.href);
  return ask(async () => answered(await fetch(address, { method: "POST", body })));
};

/** Fetch a page and hand the part of it that is `selector` to `use`. */
export const fetchPart = (address, selector, use) =>
  ask(async () => {
    const response = await fetch(address);
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    const part = one(selector, fresh);
    if (part) use(document.adoptNode(part));
    else location.assign(address);
  });

document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (event.defaultPrevented || !form.matches("[data-swap]") || leaves(form, submitter)) return;
  event.preventDefault();
  form.closest("dialog")?.close();
  if (busy) afterwards(() => send(form, submitter));
  else send(form, submitter);
});

/** Approving without going on opens the desk, which is another page; setting the voice only stays,
 *  so that what was typed beside it is kept. */
const leaves = (form, submitter) => {
  if (submitter?.value === "voice") return false;
  const goes = one('[name="go_on"]', form);
  return form.matches("[data-onward]") && !(goes && goes.checked);
};

addEventListener("popstate", () => {
  if (location.pathname !== shown) location.reload();
});
