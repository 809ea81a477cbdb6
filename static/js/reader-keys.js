// The reader's keys. Single letters are off in fields, and where the settings say so.
import { walk } from "./highlight-walk.js";
import { opened } from "./closed-card.js";
import { cardOf, choose, chosenId, close, layOut } from "./margin-column.js";
import { follow } from "./reading-place.js";
import { enter, inPassageMode, leave, step } from "./passage-mode.js";

const make = (kind) => () => {
  if (document.querySelector("article-reader").make(kind)) return leave();
  if (kind === "passage" && chosenId()) reply();
};
// What comes with the open card may still be on its way.
async function inCard(selector) {
  await opened();
  return chosenId() && cardOf(chosenId()).querySelector(selector);
}
const press = async (...selectors) => {
  for (const one of selectors) {
    const control = await inCard(one);
    if (control) return control.click();
  }
};
// What is typed before the field is there is written into it.
let early = null;
async function reply() {
  early = "";
  (await inCard(".reply textarea"))?.focus();
  if (early) document.execCommand("insertText", false, early);
  early = null;
}

const keys = {
  j: () => walk(1),
  k: () => walk(-1),
  e: enter,
  h: make("quote"),
  c: make("claim"),
  n: make("passage"),
  r: reply,
  s: () => press("[data-edit]", "[data-say]"),
  y: () => document.querySelector("article-reader").link() || press("[data-copy]"),
  v: () => document.querySelector("[data-compare]")?.click(),
  m: () => { document.body.classList.toggle("no-margin"); layOut(); },
  u: () => document.querySelector("[data-undo]")?.click(),
  "[": () => follow("previous"),
  "]": () => follow("next"),
  "?": () => document.getElementById("keys").showModal(),
};

document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (document.querySelector("dialog[open]")) return;
  if (key === "Enter" && (event.ctrlKey || event.metaKey) && target.form) {
    event.preventDefault();
    return target.form.requestSubmit();
  }
  if (key === "Escape" && !event.defaultPrevented) {
    leave();
    getSelection().removeAllRanges();
    return close();
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (early !== null && key.length === 1) {
    early += key;
    return event.preventDefault();
  }
  if (key === "Enter" && target.matches("mark.hl")) return choose(target.dataset.h.split(" ")[0]);
  if (target.closest("input:not([type=radio], [type=checkbox]), textarea, select")) return;
  if (inPassageMode() && ["ArrowDown", "ArrowRight", "ArrowUp", "ArrowLeft"].includes(key)) {
    event.preventDefault();
    return step(key === "ArrowDown" || key === "ArrowRight" ? 1 : -1, event.shiftKey);
  }
  if (document.documentElement.dataset.singleKeys === "off" || !Object.hasOwn(keys, key)) return;
  event.preventDefault();
  keys[key]();
});

document.addEventListener("click", ({ target }) => { if (target.closest("[data-keys]")) keys["?"](); });

// Opening an editor moves focus to its first empty field; the kind chosen colours it.
document.addEventListener("htmx:afterSwap", (event) => {
  const form = event.target.querySelector?.("form.editor");
  if (!form) return;
  const { speaker_name: who, note } = form.elements;
  ((who.value && note) || who).focus({ preventScroll: true });
});
document.addEventListener("change", ({ target }) => {
  const form = target.name === "kind" && target.closest("form.editor");
  if (form) form.dataset.kind = form.closest(".card").dataset.kind = target.value;
});
