// Keys for the results: / goes to the words, j k or the arrows choose a case, Enter opens it (the link has the focus).
const links = () => [...document.querySelectorAll("[data-results] .hit h3 a")];
const typing = (target) => target.closest("input, textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === "/") {
    const field = document.querySelector("[data-search]");
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.select();
    return;
  }
  const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
  const all = links();
  if (!step || !all.length) return;
  const at = all.indexOf(document.activeElement);
  // the arrows scroll the page until a case is chosen
  if (at < 0 && event.key.startsWith("Arrow")) return;
  event.preventDefault();
  const next = all[Math.min(all.length - 1, Math.max(0, at + step))];
  next.focus();
  next.closest(".hit").scrollIntoView({ block: "nearest" });
});

// Where the reader was is kept by the browser; coming back, the case just read has the focus again.
const read = sessionStorage.getItem("case read");
for (const link of links()) {
  const path = new URL(link.href).pathname;
  link.addEventListener("click", () => sessionStorage.setItem("case read", path));
  if (read === path && performance.getEntriesByType("navigation")[0]?.type === "back_forward") link.focus({ preventScroll: true });
}
