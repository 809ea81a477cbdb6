// Suggestions to check, by keyboard: one press decides and goes on; what comes next is there before
// it is asked for. Answers are awaited one after the other, presses are not.
import "./speaker-field.js";

const AHEAD = 10;
const items = () => [...document.querySelectorAll(".item:not([hidden])")];
const current = () => document.querySelector(".item.cur:not([hidden])");
const decided = [];
// What is being sent from here: its answer must not undo what was pressed since.
const underway = new Set();
let queue = Promise.resolve();

function goTo(item) {
  for (const one of document.querySelectorAll(".item.cur")) one.classList.remove("cur");
  document.querySelector(".done").hidden = items().length > 0 || document.querySelector("#more a") !== null;
  if (!item) return document.getElementById("main").focus();
  item.classList.add("cur");
  item.focus({ preventScroll: true });
  const { top, bottom } = item.getBoundingClientRect();
  if (top < 130 || bottom > innerHeight - 90) scrollBy({ top: top - innerHeight / 3 });
  const all = items();
  if (all.indexOf(item) + AHEAD >= all.length) document.querySelector("#more a:not(.htmx-request)")?.click();
}

function walk(step) {
  const all = items();
  const at = all.indexOf(current());
  goTo(all[Math.max(0, Math.min(all.length - 1, at + step))]);
}

function hide(item) {
  const all = items();
  const at = all.indexOf(item);
  item.hidden = true;
  item.querySelector(".edit-slot").replaceChildren();
  goTo(all[at + 1] ?? all[at - 1]);
}

function show(item) {
  item.hidden = false;
  goTo(item);
}

function send(name, item, failed) {
  const form = document.getElementById("deciding");
  const values = { [name]: item.id.replace("item-s", "") };
  underway.add(item);
  queue = queue.then(() => htmx.ajax("POST", form.action, { source: form, swap: "none", values }))
    .catch(failed).then(() => underway.delete(item));
}

function decide({ name, value }) {
  const item = document.getElementById(`item-s${value}`);
  decided.push(item);
  hide(item);
  send(name, item, () => show(item));
}

function undo() {
  const item = decided.pop();
  if (!item) return;
  show(item);
  send("reopened", item, () => hide(item));
}

function name(item) {
  goTo(item);
  htmx.ajax("GET", item.querySelector("[data-edit]").href, { target: item.querySelector(".edit-slot"), swap: "innerHTML" });
}

const press = (selector) => current()?.querySelector(selector)?.click();
const keys = {
  j: () => walk(1),
  k: () => walk(-1),
  a: () => press("[name=accepted]"),
  x: () => press("[name=dismissed]"),
  s: () => press("[data-edit]"),
  u: undo,
  Enter: () => press("[data-open]"),
  "?": () => document.getElementById("keys").showModal(),
};

document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (key === "Escape" && target.closest(".edit-slot")) return close(target.closest(".item"));
  if (key === "Enter" && (event.ctrlKey || event.metaKey)) return target.closest(".naming")?.requestSubmit();
  if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(keys, key)) return;
  if (target.closest("input, textarea, select, dialog[open]") || (key === "Enter" && target.closest("a, button"))) return;
  if (key !== "Enter" && document.documentElement.dataset.singleKeys === "off") return;
  event.preventDefault();
  keys[key]();
});

function close(item) {
  item.querySelector(".edit-slot").replaceChildren();
  goTo(item);
}

document.addEventListener("click", (event) => {
  const { target } = event;
  if (target.closest("[data-keys]")) return keys["?"]();
  const button = target.closest("button[form=deciding]");
  const item = target.closest(".item");
  if (button || target.closest("[data-edit], [data-close]")) event.preventDefault();
  if (button?.name === "reopened") undo();
  else if (button) decide(button);
  else if (target.closest("[data-edit]")) name(item);
  else if (target.closest("[data-close]")) close(item);
  else if (item && !target.closest("a, input, button") && item !== current()) goTo(item);
});

// A speaker was named: that accepts. Where two have the name, somebody has to choose.
document.addEventListener("margent:decided", ({ detail: { decision, ids } }) => {
  for (const id of ids) {
    const item = document.getElementById(`item-${id}`);
    if (!item || item.hidden || underway.has(item) || decision === "reopened") continue;
    decided.push(item);
    hide(item);
  }
});
document.addEventListener("margent:unsure", ({ detail: { ids } }) => {
  for (const id of ids) {
    const item = document.getElementById(`item-${id}`);
    if (!item || underway.has(item) && !decided.includes(item)) continue;
    if (decided.includes(item)) decided.splice(decided.indexOf(item), 1);
    item.hidden = false;
    name(item);
  }
});
document.addEventListener("htmx:afterSwap", ({ target }) => target.querySelector?.(".naming [name=speaker_name]")?.focus());
// Whoever is quicker than what comes next goes on there as soon as it is here.
document.addEventListener("htmx:afterSettle", () => { if (!current()) goTo(items()[0]); });
goTo(items()[0]);
