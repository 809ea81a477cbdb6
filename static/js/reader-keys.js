// The reader's keys. Single letters are off in fields, and where the settings say so.
import { walk } from "./highlight-walk.js";
import { opened } from "./closed-card.js";
import { cardOf, choose, chosenId, close, layOut, on } from "./margin-column.js";
import { follow } from "./reading-place.js";

const FIELD = "input:not([type=radio], [type=checkbox]), textarea, select";
const ARROWS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
let passage = null;

// Keys pressed while what an earlier one asked for is on its way come after it; what is typed before
// its field is there is written into it.
let waiting = null;
async function first(work) {
  waiting = [];
  await work().catch((error) => { Promise.reject(error); });
  const early = waiting;
  waiting = null;
  for (const one of early) press(one);
}

function press({ key, shiftKey }) {
  if (waiting) waiting.push({ key, shiftKey });
  else if (document.activeElement.matches(FIELD)) key.length < 2 && document.execCommand("insertText", false, key);
  else if (passage?.inPassageMode() && key in ARROWS) passage.step(ARROWS[key], shiftKey);
  else if (Object.hasOwn(keys, key)) keys[key]();
}

// What comes with the open card may still be on its way.
async function inCard(selector) {
  await opened();
  return chosenId() && cardOf(chosenId()).querySelector(selector);
}
const click = async (...selectors) => {
  for (const one of selectors) {
    const control = await inCard(one);
    if (control) return !control.click();
  }
};
let naming;
const tap = (what) => () => document.querySelector(what)?.click();
const reply = async () => (await inCard(".reply textarea"))?.focus();
const selected = async () => {
  if (getSelection().isCollapsed) return null;
  await import("./article-reader.js");
  return document.querySelector("article-reader");
};
const make = (kind) => () => first(async () => {
  if ((await selected())?.make(kind)) passage?.leave();
  else if (kind === "passage" && chosenId()) await reply();
});

export const keys = {
  j: () => walk(1),
  k: () => walk(-1),
  e: () => first(async () => {
    passage = await import("./passage-mode.js");
    passage.enter();
  }),
  h: make("quote"),
  c: make("claim"),
  n: make("passage"),
  r: () => first(reply),
  s: async () => { naming = await click("[data-edit]", "[data-say]"); },
  y: async () => (await selected())?.link() || click("[data-copy]"),
  v: tap("[data-compare]"),
  m: () => { document.body.classList.toggle("no-margin"); layOut(); },
  u: tap("[data-undo]"),
  "[": () => follow("previous"),
  "]": () => follow("next"),
  "?": () => document.getElementById("keys").showModal(),
};

on("keydown", (event) => {
  const { target, key } = event;
  if (document.querySelector("dialog[open]")) return;
  if (key === "Enter" && (event.ctrlKey || event.metaKey) && target.form) {
    event.preventDefault();
    return target.form.requestSubmit();
  }
  if (key === "Escape" && !event.defaultPrevented) {
    passage?.leave();
    getSelection().removeAllRanges();
    return close();
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (key === "Enter" && target.matches("mark.hl")) return choose(target.dataset.h.split(" ")[0]);
  const arrow = key in ARROWS;
  if (waiting ? !arrow && key.length > 1 : target.closest(FIELD) || (arrow && !passage?.inPassageMode())) return;
  if (!waiting && !arrow && (document.documentElement.dataset.singleKeys === "off" || !Object.hasOwn(keys, key))) return;
  event.preventDefault();
  press(event);
});

on("click", ({ target }) => {
  if (target.closest("[data-keys]")) keys["?"]();
  if (target.closest("[data-print]")) print();
});

// Opening an editor moves focus to its first empty field, by the key to the speaker; the kind chosen colours it.
on("htmx:afterSwap", (event) => {
  const form = event.target.querySelector?.("form.editor");
  if (!form) return;
  const { speaker_name: who, note } = form.elements;
  ((!naming && who.value && note) || who).focus({ preventScroll: true });
  naming = false;
});
on("change", ({ target }) => {
  const form = target.name === "kind" && target.closest("form.editor");
  if (form) form.dataset.kind = form.closest(".card").dataset.kind = target.value;
});
