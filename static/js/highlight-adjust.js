// Another range for the chosen highlight: its ends are dragged, or go word by word with the arrows.
import { opened } from "./closed-card.js";
import { cardOf, chosenId, focusOn, layOut, marksOf, on } from "./margin-column.js";
import { offsetOf, points, rangeOf, spanOf, units, wordsBetween } from "./text-offsets.js";

const text = document.querySelector("article-reader");
const grips = ["start", "end"].map((end) => {
  const grip = document.createElement("i");
  grip.className = "grip";
  grip.dataset.end = end;
  grip.hidden = true;
  grip.ariaHidden = true;
  for (const type of ["pointerdown", "pointermove", "pointerup", "pointercancel", "click"]) grip.addEventListener(type, drag);
  return grip;
});
text.append(...grips);

let now = null;
let held = null;
let below = null;

function stored(id) {
  const [start, end] = cardOf(id)?.dataset.span?.split(" ").map(Number) ?? [];
  return end ? { id, start, end } : null;
}

// The place of an end: where its first or last line begins or ends, in the window.
function edge({ start, end }, which) {
  const rects = [...rangeOf(start, end).getClientRects()].filter(({ width }) => width);
  const rect = which === "start" ? rects[0] : rects.at(-1);
  const forwards = text.parentElement.dir === "ltr";
  return rect && { x: (which === "start") === forwards ? rect.left : rect.right, top: rect.top, bottom: rect.bottom };
}

function show() {
  const span = now ?? stored(chosenId());
  if (now) CSS.highlights?.set("annotating", new Highlight(rangeOf(now.start, now.end)));
  const box = span && text.getBoundingClientRect();
  for (const grip of grips) {
    const at = span && edge(span, grip.dataset.end);
    grip.hidden = !at;
    if (!at) continue;
    grip.style.left = `${at.x - box.left}px`;
    grip.style.top = `${at.top - box.top}px`;
    grip.style.setProperty("--h", `${at.bottom - at.top}px`);
  }
}

const say = ({ words }) => {
  document.getElementById("live").textContent =
    words.length > 200 ? `${words.slice(0, 80)} … ${words.slice(-80)}` : words;
};

function offsetAt(x, y) {
  const place = document.caretPositionFromPoint?.(x, y);
  const range = place ? null : document.caretRangeFromPoint?.(x, y);
  const [node, offset] = place ? [place.offsetNode, place.offset] : [range?.startContainer, range?.startOffset];
  return node && (node.closest ? node : node.parentElement).closest("[data-block]") ? offsetOf(node, offset) : null;
}

function move(which, offset) {
  if (offset === null || (which === "start" ? offset >= now.end : offset <= now.start)) return;
  now[which] = offset;
  show();
}

function drag(event) {
  const { type, target, clientX, clientY } = event;
  const which = target.dataset.end;
  if (type === "pointerdown") {
    event.preventDefault();
    now ??= stored(chosenId());
    const { x, top, bottom } = edge(now, which);
    held = { x: x - clientX, y: (top + bottom) / 2 - clientY, moved: false };
    target.setPointerCapture(event.pointerId);
    text.classList.add("dragging");
  } else if (held && type === "pointermove") {
    held.moved = true;
    if (clientY < 96 || clientY > innerHeight - 48) scrollBy(0, clientY < 96 ? -12 : 12);
    move(which, offsetAt(clientX + held.x, clientY + held.y));
  } else if (type === "click") {
    event.stopPropagation();
    below?.click();
  } else if (held) {
    // A press that moved nothing is meant for the words below. Its click may have been drawn aside.
    below = held.moved ? null : document.elementFromPoint(clientX, clientY);
    held = null;
    if (!below && type === "pointerup") save();
    else if (!document.querySelector(".adjusting")) now = null;
    text.classList.remove("dragging");
  }
}

function step(which, by) {
  const all = wordsBetween(0, Infinity);
  const language = text.querySelector(".prose").lang || undefined;
  const words = new Intl.Segmenter(language, { granularity: "word" }).segment(all);
  let at = units(all, now[which]);
  let word = null;
  do {
    word = words.containing(by > 0 ? at : at - 1);
    if (!word) return;
    at = word.index + (by > 0 ? word.segment.length : 0);
  } while (!word.segment.trim());
  const { start, end } = { ...now, [which]: points(all.slice(0, at)) };
  const span = start < end && spanOf(rangeOf(start, end));
  if (!span) return;
  Object.assign(now, span);
  show();
  say(span);
}

function begin(id) {
  now = stored(id);
  document.getElementById(`edit-${id}`).replaceChildren(document.getElementById("adjusting").content.cloneNode(true));
  document.querySelector(".adjusting").focus({ preventScroll: true });
  show();
  say({ words: wordsBetween(now.start, now.end) });
  layOut();
}

async function save() {
  const { id } = now;
  const { start, end, words } = spanOf(rangeOf(now.start, now.end));
  const before = stored(id);
  if (start === before.start && end === before.end) return leave();
  // What sends it comes with the rest of the card.
  await opened();
  const source = cardOf(id).querySelector("form.kinds");
  const address = cardOf(id).querySelector("[data-adjust]")?.href;
  if (address) htmx.ajax("POST", address, { source, swap: "none", values: { start, end, words } }).catch(() => {});
}

function leave() {
  const mark = marksOf(now?.id)[0];
  put();
  if (mark) focusOn(mark);
}

function put() {
  now = null;
  CSS.highlights?.delete("annotating");
  document.querySelector(".adjusting")?.remove();
  show();
  layOut();
}

on("margent:chosen", () => {
  if (now) put();
  show();
});
on("htmx:afterSettle", show);
new ResizeObserver(show).observe(text);

on("click", (event) => {
  const link = event.target.closest("[data-adjust]");
  if (link) {
    event.preventDefault();
    return begin(link.closest(".card").dataset.for);
  }
  const button = event.target.closest(".adjusting button");
  if (!button) return;
  if (button.dataset.end) step(button.dataset.end, Number(button.dataset.by));
  else if (button.matches(".primary")) save();
  else leave();
});

on("keydown", (event) => {
  if (!now || !event.target.closest(".adjusting")) return;
  const { key } = event;
  if (key === "Escape") leave();
  else if (key === "Enter" && !event.target.matches("button")) save();
  else if (key.startsWith("Arrow")) {
    const backwards = text.parentElement.dir === "rtl" ? "ArrowRight" : "ArrowLeft";
    step(event.shiftKey ? "start" : "end", [backwards, "ArrowUp"].includes(key) ? -1 : 1);
  } else return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

show();
