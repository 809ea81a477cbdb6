// A menu is a <details class="menu">; pressing Escape or anything outside closes it.
const open = () => document.querySelectorAll("details.menu[open]");

document.addEventListener("pointerdown", (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
});

// Drafts are the writer's: whoever comes next must not find them.
document.addEventListener("submit", ({ target }) => {
  if (target.matches("[data-signs-out]"))
    for (const key of Object.keys(localStorage)) if (key.startsWith("draft ")) localStorage.removeItem(key);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of open()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
