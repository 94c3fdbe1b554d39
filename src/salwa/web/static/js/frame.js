// Small comforts; every task works without them.
document.documentElement.classList.add("js");

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const box = document.querySelector("[data-shortcut='/']");
    if (box) {
      event.preventDefault();
      box.focus();
    }
  }
  if (event.key === "Escape") {
    document.querySelectorAll("details.who[open]").forEach((one) => one.removeAttribute("open"));
  }
  moveBetweenRows(event, typing);
});

// Up and down walk through the rows of a work table, enter opens the row's first link.
function moveBetweenRows(event, typing) {
  if (typing || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  const row = event.target.closest("[data-rows] tr, [data-rows] > li");
  if (!row) return;
  const next = event.key === "ArrowDown" ? row.nextElementSibling : row.previousElementSibling;
  const link = next && next.querySelector("a, button");
  if (link) {
    event.preventDefault();
    link.focus();
  }
}

const summary = document.querySelector("[data-focus]");
if (summary) summary.focus();

document.addEventListener("click", (event) => {
  document.querySelectorAll("details.who[open]").forEach((one) => {
    if (!one.contains(event.target)) one.removeAttribute("open");
  });
});
