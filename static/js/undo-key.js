// `u` takes back what was just done, on pages that have no other keys.
document.addEventListener("keydown", ({ key, target, ctrlKey, metaKey, altKey }) => {
  if (key.toLowerCase() !== "u" || ctrlKey || metaKey || altKey) return;
  if (document.documentElement.dataset.singleKeys === "off" || target.closest("input, textarea, select")) return;
  document.querySelector("[data-undo]")?.click();
});
