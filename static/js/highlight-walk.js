// Going from highlight to highlight: by press, by pointer, one after the other.
import { cardOf, cards as all, choose, chosenId, close, focusOn, layOut, marksOf, on, orderCards } from "./margin-column.js";

const idsOf = (mark) => mark.dataset.h.split(" ");
const cards = () => all().filter((card) => !card.hidden);

export function walk(step) {
  const shown = cards();
  if (!shown.length) return;
  const now = shown.indexOf(cardOf(chosenId()));
  const next = shown.at(now < 0 ? Math.min(step - 1, 0) : Math.max(0, Math.min(shown.length - 1, now + step)));
  choose(next.dataset.for, { scroll: true, focus: true });
  document.getElementById("live").textContent = `${positionText()}: ${next.ariaLabel}`;
}

function positionText() {
  const shown = cards();
  const now = shown.indexOf(cardOf(chosenId())) + 1;
  const words = document.querySelector("[data-position-words]").dataset;
  return (now ? words.at : words.count).replace("{n}", now).replace("{all}", shown.length);
}

function tellPosition() {
  const said = positionText();
  for (const place of document.querySelectorAll(":is(.stepper, .dock, .card.sel) [data-position]")) place.textContent = said;
}

// The highlights under a place, the innermost first.
function under(target) {
  const ids = [];
  for (let mark = target.closest("mark.hl"); mark; mark = mark.parentElement.closest("mark.hl"))
    ids.push(...idsOf(mark).reverse());
  return ids;
}

on("click", (event) => {
  const step = event.target.closest("[data-walk]");
  if (step) return walk(Number(step.dataset.walk));
  if (event.target.closest("[data-close]")) return close();
  if (event.target.closest("a, button, input, textarea, select, label")) {
    const link = event.target.closest(".card .who");
    if (!link) return;
    event.preventDefault();
    return choose(link.closest(".card").dataset.for, { scroll: true, focus: true });
  }
  const card = event.target.closest("#cards .card");
  if (card) return card.matches(".sel") || choose(card.dataset.for, { scroll: true });
  if (!getSelection().isCollapsed) return;
  const ids = event.target.closest("mark.hl") ? under(event.target) : [];
  if (ids.length) {
    const id = ids[(ids.indexOf(chosenId()) + 1) % ids.length];
    // What a colleague marked after this page was drawn came with the words, but without its card.
    return cardOf(id) ? choose(id) : location.assign(`/highlights/${id}/`);
  }
  if (event.target.closest(".col") && chosenId()) choose(null);
});

let hovered = [];
on("pointerover", (event) => {
  const mark = event.target.closest("mark.hl");
  const id = mark ? under(mark)[0] : event.target.closest("#cards .card")?.dataset.for;
  for (const one of hovered) one.classList.remove("hover");
  hovered = id ? [cardOf(id), ...marksOf(id)].filter(Boolean) : [];
  for (const one of hovered) one.classList.add("hover");
});

// What is swapped away takes the focus with it: then it goes to the chosen passage, or, where that
// is gone, to the one that stands in its place.
let place = 0;
function findFocus() {
  if (document.activeElement !== document.body) return;
  const near = cards()[Math.min(place, cards().length - 1)];
  focusOn(marksOf(chosenId() ?? near?.dataset.for)[0] ?? document.getElementById("main"));
}

on("margent:chosen", ({ detail }) => {
  if (detail.id) place = cards().indexOf(cardOf(detail.id));
  tellPosition();
});
on("margent:changed", (event) => {
  orderCards();
  choose(event.detail.highlight && String(event.detail.highlight), { focus: true });
  findFocus();
});
on("htmx:afterSettle", () => { if (chosenId()) findFocus(); });
on("htmx:load", () => tellPosition());

function showNote(note) {
  const fold = note?.closest("details.fold");
  if (fold) fold.open = true;
  layOut();
  note?.scrollIntoView({ block: "nearest" });
  note?.focus({ preventScroll: true });
}

function goToAddress() {
  const [, what, key] = location.hash.match(/^#(highlight|note)-(s?\d+)$/) ?? [];
  const note = what === "note" && document.querySelector(`#note-${key}, [data-notes~="${key}"]`);
  const id = note ? note.closest(".card")?.dataset.for : key;
  if (id && cardOf(id)) choose(id, { scroll: true });
  if (note?.id === `note-${key}`) showNote(note);
  else if (note) note.closest(".card").addEventListener("htmx:afterSettle", () => showNote(document.getElementById(`note-${key}`)), { once: true });
  tellPosition();
}
addEventListener("hashchange", goToAddress);
document.fonts.ready.then(goToAddress);
addEventListener("beforeprint", () => {
  for (const fold of document.querySelectorAll("details.fold")) fold.open = true;
  document.querySelectorAll("#cards .card:not(.sugg)").forEach((card, index) => {
    card.dataset.n = index + 1;
    const last = marksOf(card.dataset.for).findLast((mark) => "n" in mark.dataset);
    if (last) last.dataset.n = index + 1;
  });
  layOut();
});

// A sheet holds the focus, and is put away by a swipe down from its head.
on("keydown", (event) => {
  if (event.key !== "Tab" || !document.body.matches(".sheet-open")) return;
  const sheet = document.querySelector("#cards .card.sel, #new-card:not([hidden])");
  const stops = [...(sheet?.querySelectorAll("a, button, input, textarea, select") ?? [])].filter(
    (one) => one.tabIndex >= 0 && one.getClientRects().length);
  if (!stops.length) return;
  const at = stops.indexOf(document.activeElement);
  const last = event.shiftKey ? 0 : stops.length - 1;
  if (at >= 0 && at !== last) return;
  event.preventDefault();
  stops.at(event.shiftKey ? -1 : 0).focus();
});
let from = null;
on("touchstart", (event) => {
  from = event.target.closest(".sheet-head") ? event.touches[0].clientY : null;
}, { passive: true });
on("touchend", (event) => {
  if (from !== null && event.changedTouches[0].clientY - from > 60) close();
  from = null;
});
