// <margin-column>: cards stand level with their passage; the chosen one keeps its place.

import { restore } from "./drafts.js";

const GAP = 10;
const narrow = matchMedia("(max-width: 67.99rem)");
const calm = matchMedia("(prefers-reduced-motion: reduce)");

export const marksOf = (id) => [...document.querySelectorAll(`mark.hl[data-h~="${id}"]`)];
export const cardOf = (id) => document.getElementById(`card-${id}`);
export const chosenId = () => document.querySelector("#cards .card.sel")?.dataset.for ?? null;
const column = () => document.querySelector("margin-column");

class MarginColumn extends HTMLElement {
  connectedCallback() {
    this.rail = document.querySelector(".rail");
    const again = () => this.layOut();
    new ResizeObserver(again).observe(document.querySelector(".col"));
    new ResizeObserver(again).observe(document.getElementById("cards"));
    document.fonts?.ready.then(again);
    for (const type of ["htmx:afterSettle", "margent:resized"]) document.addEventListener(type, again);
    // A sheet that grows must not come to lie over its passage.
    document.addEventListener("htmx:afterSettle", () => {
      const sheet = narrow.matches && this.querySelector(".card.sel, .card.editing:not([hidden])");
      if (sheet) show(rectsOf(sheet), sheet);
    });
    document.addEventListener("input", (event) => this.contains(event.target) && again());
    again();
  }

  layOut() {
    if (narrow.matches) return this.leave();
    this.classList.add("live");
    const top = this.getBoundingClientRect().top;
    const cards = [...this.querySelectorAll("#cards .card, #new-card:not([hidden])")];
    const places = cards.map((card) => {
      const box = this.boxOf(card);
      const chosen = card.matches(".sel, .editing");
      return { card, chosen, want: box ? box.top - top - 1 : 0, box, height: card.offsetHeight };
    });
    places.sort((one, other) => one.want - other.want);
    this.push(places);
    for (const { card, at } of places) card.style.insetBlockStart = `${at}px`;
    const last = places.at(-1);
    this.style.minBlockSize = last ? `${last.at + last.height}px` : "";
    this.lost(last ? last.at + last.height : 0);
    this.bracket(places);
  }

  push(places) {
    if (!places.length) return;
    const fixed = Math.max(0, places.findIndex((place) => place.chosen));
    places[fixed].at = Math.max(0, places[fixed].want - (places[fixed].chosen ? 10 : 0));
    for (let i = fixed + 1; i < places.length; i += 1)
      places[i].at = Math.max(places[i].want, places[i - 1].at + places[i - 1].height + GAP);
    for (let i = fixed - 1; i >= 0; i -= 1)
      places[i].at = Math.min(places[i].want, places[i + 1].at - places[i].height - GAP);
    // No card may be pushed off the page: then all begin at its top.
    let floor = 0;
    for (const place of places) {
      place.at = Math.max(place.at, floor);
      floor = place.at + place.height + GAP;
    }
  }

  lost(below) {
    const gone = this.querySelector(".lost");
    if (gone) gone.style.marginBlockStart = `${below + 24}px`;
  }

  boxOf(card) {
    const rects = rectsOf(card);
    return rects.length ? { top: rects[0].top, bottom: rects.at(-1).bottom } : null;
  }

  bracket(places) {
    const top = this.rail.getBoundingClientRect().top;
    const ends = [];
    this.rail.replaceChildren(...places.filter((place) => place.box && place.card.dataset.for).map(({ card, box, chosen }) => {
      const from = box.top - top + 3;
      const piece = document.createElement("div");
      piece.className = `brk${chosen ? " sel" : ""}${ends.some((end) => from < end - 2) ? " l2" : ""}`;
      piece.dataset.kind = card.dataset.kind;
      piece.style.insetBlockStart = `${from}px`;
      piece.style.blockSize = `${box.bottom - top - 3 - from}px`;
      ends.push(box.bottom - top - 3);
      return piece;
    }));
  }

  leave() {
    this.classList.remove("live");
    this.style.minBlockSize = "";
    for (const card of this.querySelectorAll(".card")) card.style.insetBlockStart = "";
  }
}

customElements.define("margin-column", MarginColumn);

export const layOut = () => column().layOut();

// Cards stand in the order of their passages, whoever made them and whenever they came.
export function orderCards() {
  const follows = (one, other) => one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;
  const cards = [...document.querySelectorAll("#cards .card")].map((card) => [card, marksOf(card.dataset.for)[0]]);
  cards.sort(([, one], [, other]) => (one && other && one !== other ? (follows(one, other) ? -1 : 1) : 0));
  const sorted = cards.map(([card]) => card);
  if (sorted.some((card, index) => card !== document.querySelector("#cards").children[index]))
    document.getElementById("cards").replaceChildren(...sorted);
}

// Choose a highlight: its card opens and its passage is shown. Null closes.
export function choose(id, { scroll = false, focus = false } = {}) {
  putAway();
  for (const one of document.querySelectorAll("mark.hl.sel, .card.sel")) one.classList.remove("sel");
  const card = id && cardOf(id);
  if (card) {
    card.classList.add("sel");
    const marks = marksOf(id);
    for (const mark of marks) mark.classList.add("sel");
    if (focus) marks[0]?.focus({ preventScroll: true });
  }
  document.body.classList.toggle("sheet-open", Boolean(card) && narrow.matches);
  if (card && (scroll || narrow.matches)) show(rectsOf(card), card);
  document.dispatchEvent(new CustomEvent("margent:chosen", { detail: { id } }));
  layOut();
}

function rectsOf(card) {
  const places = card.id === "new-card" ? [column().newRange] : marksOf(card.dataset.for);
  return places.flatMap((place) => [...(place?.getClientRects() ?? [])]);
}

// Scroll so far that a passage can be read: in the open, or above the sheet that its card is.
function show(rects, card) {
  if (!rects.length) return;
  const [{ top, bottom: first }] = rects;
  const [ceiling, floor, bottom, goal] = narrow.matches
    ? [64, card.getBoundingClientRect().top - 8, rects.at(-1).bottom, 72]
    : [88, innerHeight - 120, first, innerHeight / 2 - 40];
  if (top >= ceiling && bottom <= floor) return;
  scrollTo({ top: scrollY + top - goal, behavior: calm.matches ? "auto" : "smooth" });
}

// What was written for another passage is not for this one (it stays in its draft).
function clear(form) {
  for (const field of ["speaker", "speaker_kind", "speaker_name", "note"]) form.elements[field].value = "";
  form.elements.visibility.checked = false;
}

function putAway() {
  const fresh = document.getElementById("new-card");
  if (fresh) fresh.hidden = true;
  column().newRange = null;
  CSS.highlights?.delete("annotating");
}

// Open the editor for a new highlight on a span.
export function editNew(kind, span, range) {
  choose(null);
  const card = document.getElementById("new-card");
  const form = card.querySelector("form");
  if (form.elements.words.value && form.elements.start.value !== String(span.start)) clear(form);
  form.elements.start.value = span.start;
  form.elements.end.value = span.end;
  form.elements.words.value = span.words;
  for (const radio of form.elements.kind) radio.checked = radio.value === kind;
  card.dataset.kind = form.dataset.kind = kind;
  restore(form);
  card.hidden = false;
  column().newRange = range;
  document.body.classList.toggle("sheet-open", narrow.matches);
  if (narrow.matches) show(rectsOf(card), card);
  layOut();
  form.elements[kind === "passage" ? "note" : "speaker_name"].focus({ preventScroll: true });
  if (!narrow.matches) card.scrollIntoView({ block: "nearest" });
}

// Close what is open and go back to the text. Says whether anything was open.
export function close() {
  const id = chosenId();
  const open = id || document.getElementById("new-card")?.hidden === false;
  if (id) cardOf(id).querySelector(".edit-slot")?.replaceChildren();
  choose(null);
  if (id) marksOf(id)[0]?.focus({ preventScroll: true });
  return Boolean(open);
}
