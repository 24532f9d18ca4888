// "Leave quickly": without this the link simply goes to the other site. With it the page is emptied at
// once and takes no place in the history, and pressing Shift three times does the same from anywhere.

const link = document.querySelector("[data-quit]");

function leave() {
  document.title = "";
  document.body.replaceChildren();
  window.location.replace(link.href);
}

if (link) {
  let presses = 0;
  let last = 0;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  document.addEventListener("keyup", (event) => {
    const now = event.timeStamp;
    presses = event.key === "Shift" ? (now - last < 1000 ? presses + 1 : 1) : 0;
    last = now;
    if (presses === 3) leave();
  });
}
