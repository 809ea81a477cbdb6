// The library by keyboard: j and k go from row to row, Enter opens.
const rows = () => [...document.querySelectorAll(".art")];

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, dialog[open]")) return;
  if (document.documentElement.dataset.singleKeys === "off") return;
  const step = { j: 1, k: -1 }[event.key];
  const all = rows();
  if (!step || !all.length) return;
  const now = all.findIndex((row) => row.matches(".cur"));
  const next = Math.max(0, Math.min(all.length - 1, now + step));
  for (const row of all) row.classList.toggle("cur", row === all[next]);
  const link = all[next].querySelector("h3 a");
  link.focus({ preventScroll: true });
  all[next].scrollIntoView({ block: "nearest" });
});
