// The library by keyboard: j and k go from row to row, x selects, Enter opens. The list that was
// left is remembered for the article's page.
import "./modal-dialog.js";

const rows = () => [...document.querySelectorAll(".art")];
const picks = () => [...document.querySelectorAll(".pick")];
const current = () => document.querySelector(".art.cur");

function goTo(row) {
  for (const one of rows()) one.classList.toggle("cur", one === row);
  row.querySelector("h3 a").focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function walk(step) {
  const all = rows();
  const next = all.indexOf(current()) + step;
  if (next === all.length) document.querySelector("#more a")?.click();
  if (all.length) goTo(all[Math.max(0, Math.min(all.length - 1, next))]);
}

// With Shift, all from the one that was pressed before take the state of this one.
let last = null;
function pick(box, withRange) {
  const all = picks();
  const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((one, other) => one - other);
  if (withRange && from >= 0) for (const one of all.slice(from, to + 1)) one.checked = box.checked;
  last = box;
  const form = document.getElementById("bulk");
  const words = form.querySelector("[data-selected]");
  words.textContent = words.dataset.selected.replace("{n}", all.filter((one) => one.checked).length);
}

const keys = {
  j: () => walk(1),
  k: () => walk(-1),
  x: (event) => {
    const box = current()?.querySelector(".pick");
    if (!box) return;
    box.checked = !box.checked;
    pick(box, event.shiftKey);
  },
  u: () => document.querySelector("[data-undo]")?.click(),
  "?": () => document.getElementById("keys").showModal(),
};

document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (key === "Enter" && target.name === "find") event.preventDefault();
  if (event.ctrlKey || event.metaKey || event.altKey || document.documentElement.dataset.singleKeys === "off") return;
  if (target.closest("input:not(.pick), textarea, select, dialog[open]")) return;
  keys[key.toLowerCase()]?.(event);
});

document.addEventListener("click", (event) => {
  if (event.target.matches(".pick")) pick(event.target, event.shiftKey);
  const list = document.getElementById("list");
  if (event.target.closest(".art h3 a")) sessionStorage.list = JSON.stringify([list.dataset.query, list.dataset.name]);
});

document.addEventListener("toggle", ({ target }) => target.open && target.querySelector("#view-name-new")?.focus(), true);

// Another list came: what is ticked beside it is what it was filtered by, and the focus stays near.
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.target.id !== "list") return;
  const asked = new URLSearchParams(document.getElementById("list").dataset.query);
  for (const box of document.querySelectorAll("#filters [type=checkbox]"))
    box.checked = asked.getAll(box.name).includes(box.value);
  for (const field of document.querySelectorAll("#filters :is(select, [type=date])")) field.value = asked.get(field.name) ?? "";
  if (document.activeElement === document.body) document.getElementById("main").focus({ preventScroll: true });
});
