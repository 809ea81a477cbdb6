// <margin-column>: cards stand level with their passage; the chosen one keeps its place.

const GAP = 10;
const FAR = 6;
const SLIDE = { duration: 220, easing: "cubic-bezier(.2, .7, .2, 1)" };
const narrow = matchMedia("(max-width: 67.99rem)");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const column = () => document.querySelector("margin-column");
export const on = document.addEventListener.bind(document);

// The marks of each highlight in the order of the text, and where they stand. Both are found once
// and again only when words were swapped: there may be thousands.
let index = null;
const boxes = new Map();
const forget = () => {
  index = null;
  boxes.clear();
};
const words = new MutationObserver(forget);

function marks() {
  if (words.takeRecords().length) forget();
  if (index) return index;
  index = new Map();
  for (const mark of document.querySelectorAll("mark.hl[data-h]"))
    for (const id of mark.dataset.h.split(" ")) {
      if (index.has(id)) index.get(id).push(mark);
      else index.set(id, [mark]);
    }
  return index;
}

let chosen = [];
export const marksOf = (id) => marks().get(String(id)) ?? [];
export const cardOf = (id) => document.getElementById(`card-${id}`);
export const cards = () => [...document.getElementById("cards").children];
export const chosenId = () => (chosen[0]?.isConnected ? chosen[0].dataset.for : null);

// A mark that can take the focus keeps Chromium from selecting what is dragged over from its edge on:
// it can only while it has it.
export function focusOn(mark) {
  mark.tabIndex = -1;
  mark.focus({ preventScroll: true });
}
on("pointerdown", ({ target }) => {
  for (let mark = target.closest("mark"); mark; mark = mark.parentElement.closest("mark")) mark.removeAttribute("tabindex");
});

class MarginColumn extends HTMLElement {
  connectedCallback() {
    const col = document.querySelector(".col");
    this.rail = document.querySelector(".rail");
    this.heights = new WeakMap();
    this.places = new WeakMap();
    this.pieces = new Map();
    this.sizes = new ResizeObserver((seen) => this.resized(seen));
    words.observe(col, { childList: true, subtree: true });
    const again = () => {
      boxes.clear();
      this.layOut();
    };
    new ResizeObserver(again).observe(col);
    addEventListener("scroll", () => this.stale && this.soon(), { passive: true });
    if (document.fonts.status === "loading") document.fonts.ready.then(again);
    // A sheet that grows must not come to lie over its passage.
    on("htmx:afterSettle", ({ target }) => {
      this.soon();
      const card = this.querySelector(".card.sel, .card.editing:not([hidden])");
      if (card && narrow.matches) show(rectsOf(card), card);
      else if (card?.contains(target)) reveal(card);
    });
  }

  soon() {
    cancelAnimationFrame(this.due);
    this.due = requestAnimationFrame(() => this.layOut());
  }

  resized(seen) {
    const other = seen.filter(({ target, borderBoxSize: [{ blockSize }] }) => this.heights.get(target) !== blockSize);
    for (const { target, borderBoxSize: [{ blockSize }] } of other) this.heights.set(target, blockSize);
    if (other.length) this.layOut();
  }

  // Everything is read before anything is written, so that the browser lays out once.
  layOut() {
    if (narrow.matches) return this.leave();
    const top = this.getBoundingClientRect().top;
    const places = [...cards(), document.getElementById("new-card")]
      .map((card) => this.placeOf(card, top)).filter((place) => place?.height);
    places.sort((one, other) => one.want - other.want);
    push(places);
    this.classList.add("live");
    this.stale = false;
    for (const { card, at } of places) this.move(card, at, top);
    const last = places.at(-1);
    const bottom = last ? last.at + last.height : 0;
    this.style.minBlockSize = `${bottom}px`;
    const lost = this.querySelector(".lost");
    if (lost) lost.style.marginBlockStart = `${bottom + 24}px`;
    this.bracket(places);
  }

  placeOf(card, top) {
    if (!card || card.hidden) return null;
    const box = boxOf(card, top);
    return { card, box, want: box ? box.top - 1 : 0, chosen: card.matches(".sel, .editing"), height: this.heightOf(card) };
  }

  heightOf(card) {
    if (!this.heights.has(card)) {
      this.heights.set(card, card.getBoundingClientRect().height);
      this.sizes.observe(card);
    }
    return this.heights.get(card);
  }

  // What is in sight slides to its place; that is drawn over the layout and costs no other. What is
  // far from it goes there when the reader comes near.
  move(card, at, top) {
    const from = this.places.get(card);
    if (from === at) return;
    const within = (screens) => [from, at].some((place) => Math.abs(top + place) < screens * innerHeight);
    this.stale ||= from !== undefined && !within(FAR);
    if (from !== undefined && !within(FAR)) return;
    this.places.set(card, at);
    card.style.insetBlockStart = `${at}px`;
    if (from === undefined || calm.matches || !within(2)) return;
    card.animate({ translate: [`0 ${from - at}px`, "0"] }, SLIDE);
  }

  bracket(places) {
    const old = this.pieces;
    this.pieces = new Map();
    let reach = 0;
    for (const { card, box, chosen: sel } of places) {
      if (!box || !card.dataset.for) continue;
      const [from, end] = [box.top + 3, box.bottom - 3];
      const look = `brk${sel ? " sel" : ""}${from < reach - 2 ? " l2" : ""}`;
      this.pieces.set(card.dataset.for, pieceOf(old.get(card.dataset.for), look, card.dataset.kind, from, end - from));
      reach = Math.max(reach, end);
    }
    for (const [id, piece] of old) if (this.pieces.get(id) !== piece) piece.remove();
    this.rail.append(...[...this.pieces.values()].filter((piece) => !piece.isConnected));
  }

  leave() {
    if (!this.matches(".live")) return;
    this.classList.remove("live");
    this.style.minBlockSize = "";
    this.heights = new WeakMap();
    this.places = new WeakMap();
    for (const card of this.querySelectorAll(".card")) card.style.insetBlockStart = "";
  }
}

customElements.define("margin-column", MarginColumn);

export const layOut = () => column().layOut();

// Where a card's passage begins and ends, from the top of the margin.
function boxOf(card, top) {
  const id = card.dataset.for;
  if (!boxes.has(id) || !id) {
    const rects = rectsOf(card);
    boxes.set(id, rects.length ? { top: rects[0].top - top, bottom: rects.at(-1).bottom - top } : null);
  }
  return boxes.get(id);
}

// The chosen card stands level with its passage and pushes its neighbours both ways.
function push(places) {
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

function pieceOf(piece, look, kind, from, size) {
  piece ??= document.createElement("div");
  const key = `${look} ${kind} ${from} ${size}`;
  if (piece.key === key) return piece;
  piece.key = key;
  piece.className = look;
  piece.dataset.kind = kind;
  piece.style.insetBlockStart = `${from}px`;
  piece.style.blockSize = `${size}px`;
  return piece;
}

// Cards stand in the order of their passages, whoever made them and whenever they came.
export function orderCards() {
  const order = new Map([...marks().keys()].map((id, place) => [id, place]));
  const placeOf = (card) => order.get(card.dataset.for) ?? Infinity;
  const sorted = cards().sort((one, other) => placeOf(one) - placeOf(other) || 0);
  const parent = document.getElementById("cards");
  let next = parent.firstElementChild;
  for (const card of sorted) {
    if (card === next) next = card.nextElementSibling;
    else parent.insertBefore(card, next);
  }
}

// Choose a highlight: its card opens and its passage is shown. Null closes.
export function choose(id, { scroll = false, focus = false } = {}) {
  putAway();
  for (const one of chosen) one.classList.remove("sel");
  const before = chosen[0];
  const card = id && cardOf(id);
  chosen = card ? [card, ...marksOf(id)] : [];
  for (const one of chosen) one.classList.add("sel");
  for (const one of [before, card]) if (one) column().heights.delete(one);
  if (focus && chosen[1]) focusOn(chosen[1]);
  document.body.classList.toggle("sheet-open", Boolean(card) && narrow.matches);
  if (card && (scroll || narrow.matches)) show(rectsOf(card), card);
  document.dispatchEvent(new CustomEvent("margent:chosen", { detail: { id } }));
  layOut();
  if (card && !scroll && !narrow.matches) reveal(card);
}

function rectsOf(card) {
  const all = card.id === "new-card" ? [column().newRange] : marksOf(card.dataset.for);
  return [...new Set([all[0], all.at(-1)])].flatMap((place) => [...(place?.getClientRects() ?? [])]);
}

// Scroll so far that a passage can be read: with room for its card below the line it begins on, or
// above the sheet that this is.
function show(rects, card) {
  if (!rects.length) return;
  const [{ top, bottom: first }] = rects;
  const [ceiling, floor, bottom, goal] = narrow.matches
    ? [64, card.getBoundingClientRect().top - 8, rects.at(-1).bottom, 72]
    : [88, innerHeight / 2, first, innerHeight / 4];
  if (top >= ceiling && bottom <= floor) return;
  scrollTo({ top: scrollY + top - goal, behavior: calm.matches ? "auto" : "smooth" });
}

// Scroll on until a card stands in sight to its end, as far as its passage stays there.
function reveal(card) {
  const top = column().getBoundingClientRect().top + card.offsetTop;
  const by = Math.min(top - 88, top + card.offsetHeight + 16 - innerHeight);
  if (by > 0 && top < innerHeight) scrollBy({ top: by, behavior: calm.matches ? "auto" : "smooth" });
}

function putAway() {
  const fresh = document.getElementById("new-card");
  if (fresh) fresh.hidden = true;
  column().newRange = null;
  CSS.highlights?.delete("annotating");
}

// A new highlight is written in its card, level with the words.
export function opens(card, range) {
  card.hidden = false;
  column().newRange = range;
  document.body.classList.toggle("sheet-open", narrow.matches);
  if (narrow.matches) show(rectsOf(card), card);
  layOut();
}

// Close what is open and go back to the text. Says whether anything was open.
export function close() {
  const id = chosenId();
  const open = id || document.getElementById("new-card")?.hidden === false;
  if (id) cardOf(id).querySelector(".edit-slot")?.replaceChildren();
  choose(null);
  const [mark] = id ? marksOf(id) : [];
  if (mark) focusOn(mark);
  return Boolean(open);
}
