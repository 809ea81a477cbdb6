// Going from highlight to highlight: by press, by pointer, one after the other.
import { cardOf, choose, chosenId, close, layOut, marksOf, orderCards } from "./margin-column.js";

const idsOf = (mark) => mark.dataset.h.split(" ");
const cards = () => [...document.querySelectorAll("#cards .card")].filter((card) => !card.hidden);

export function walk(step) {
  const all = cards();
  if (!all.length) return;
  const now = all.findIndex((card) => card.dataset.for === chosenId());
  const next = now < 0 ? (step > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, now + step));
  choose(all[next].dataset.for, { scroll: true, focus: true });
  const said = document.getElementById("live");
  said.textContent = `${positionText()}: ${all[next].getAttribute("aria-label")}`;
}

function positionText() {
  const all = cards();
  const now = all.findIndex((card) => card.dataset.for === chosenId()) + 1;
  const words = document.querySelector("[data-position-words]").dataset;
  return (now ? words.at : words.count).replace("{n}", now).replace("{all}", all.length);
}

function tellPosition() {
  for (const place of document.querySelectorAll("[data-position]")) place.textContent = positionText();
}

// The highlights under a place, the innermost first.
function under(target) {
  const ids = [];
  for (let mark = target.closest("mark.hl"); mark; mark = mark.parentElement.closest("mark.hl"))
    ids.push(...idsOf(mark).reverse());
  return ids;
}

document.addEventListener("click", (event) => {
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

document.addEventListener("pointerover", (event) => {
  for (const one of document.querySelectorAll(".hover")) one.classList.remove("hover");
  const mark = event.target.closest("mark.hl");
  const id = mark ? under(mark)[0] : event.target.closest("#cards .card")?.dataset.for;
  if (!id) return;
  cardOf(id)?.classList.add("hover");
  for (const one of marksOf(id)) one.classList.add("hover");
});

// What is swapped away takes the focus with it: then it goes to the chosen passage, or, where that
// is gone, to the one that stands in its place.
let place = 0;
function findFocus() {
  if (document.activeElement !== document.body) return;
  const near = cards()[Math.min(place, cards().length - 1)];
  const mark = marksOf(chosenId() ?? near?.dataset.for)[0];
  (mark ?? document.getElementById("main")).focus({ preventScroll: true });
}

document.addEventListener("margent:chosen", ({ detail }) => {
  if (detail.id) place = cards().findIndex((card) => card.dataset.for === detail.id);
  tellPosition();
});
document.addEventListener("margent:changed", (event) => {
  orderCards();
  choose(event.detail.highlight && String(event.detail.highlight), { focus: true });
  findFocus();
});
document.addEventListener("htmx:afterSettle", () => { if (chosenId()) findFocus(); });
document.addEventListener("htmx:load", () => tellPosition());

// The cast list: choosing a person or a kind dims every other highlight; again clears.
document.addEventListener("click", (event) => {
  const button = event.target.closest(".cast button");
  if (!button) return;
  const on = button.getAttribute("aria-pressed") !== "true";
  for (const one of document.querySelectorAll(".cast button")) one.setAttribute("aria-pressed", "false");
  button.setAttribute("aria-pressed", String(on));
  const { onlySpeaker, onlyKind } = button.dataset;
  const keeps = (card) => !on || (onlySpeaker ? card.dataset.speaker === onlySpeaker : card.dataset.kind === onlyKind);
  document.querySelector(".col").classList.toggle("dim", on);
  for (const mark of document.querySelectorAll("mark.hl.keep")) mark.classList.remove("keep");
  for (const card of document.querySelectorAll("#cards .card")) {
    card.hidden = !keeps(card);
    if (keeps(card)) for (const mark of marksOf(card.dataset.for)) mark.classList.add("keep");
  }
  choose(null);
});

function goToAddress() {
  const id = location.hash.match(/^#highlight-(\d+)$/)?.[1];
  if (id && cardOf(id)) choose(id, { scroll: true });
  tellPosition();
}
addEventListener("hashchange", goToAddress);
document.fonts.ready.then(goToAddress);
addEventListener("beforeprint", () => {
  document.querySelectorAll("#cards .card").forEach((card, index) => {
    card.dataset.n = index + 1;
    const last = marksOf(card.dataset.for).findLast((mark) => "n" in mark.dataset);
    if (last) last.dataset.n = index + 1;
  });
  layOut();
});

// A sheet holds the focus, and is put away by a swipe down from its head.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Tab" || !document.body.matches(".sheet-open")) return;
  const sheet = document.querySelector("#cards .card.sel, #new-card:not([hidden])");
  const stops = [...(sheet?.querySelectorAll("a, button, input, textarea, select") ?? [])].filter(
    (one) => one.tabIndex >= 0 && one.getClientRects().length);
  if (!stops.length) return;
  const at = stops.indexOf(document.activeElement);
  const last = event.shiftKey ? 0 : stops.length - 1;
  if (at >= 0 && at !== last) return;
  event.preventDefault();
  stops[event.shiftKey ? stops.length - 1 : 0].focus();
});
let from = null;
document.addEventListener("touchstart", (event) => {
  from = event.target.closest(".sheet-head") ? event.touches[0].clientY : null;
}, { passive: true });
document.addEventListener("touchend", (event) => {
  if (from !== null && event.changedTouches[0].clientY - from > 60) close();
  from = null;
});
