// Marking without a mouse: e enters, arrows go by sentence, Shift with arrows extends.
import { blocks, points, rangeOf } from "./text-offsets.js";

let place = null;

// The sentences of a block, as spans in code points of Version.text.
function sentencesOf(block) {
  const first = Number(block.dataset.block);
  const language = block.closest("[lang]").lang || undefined;
  const segmenter = new Intl.Segmenter(language, { granularity: "sentence" });
  let at = first;
  return [...segmenter.segment(block.textContent)].map(({ segment }) => {
    const start = at;
    at += points(segment);
    return { start, end: start + points(segment.trimEnd()) };
  }).filter(({ start, end }) => start < end);
}

const sentences = () => blocks().flatMap(sentencesOf);

function show() {
  const all = sentences();
  const from = all[Math.min(place.anchor, place.focus)];
  const to = all[Math.max(place.anchor, place.focus)];
  const range = rangeOf(from.start, to.end);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
  const box = rangeOf(all[place.focus].start, all[place.focus].end).getBoundingClientRect();
  if (box.top < 88 || box.bottom > innerHeight - 120) scrollBy({ top: box.top - innerHeight / 3 });
  document.getElementById("live").textContent = selection.toString();
}

export const inPassageMode = () => place !== null;

export function enter() {
  const all = sentences();
  const seen = all.findIndex(({ start, end }) => rangeOf(start, end).getBoundingClientRect().top >= 80);
  place = { anchor: Math.max(0, seen), focus: Math.max(0, seen) };
  show();
}

export function leave() {
  place = null;
}

export function step(by, extend) {
  const last = sentences().length - 1;
  place.focus = Math.max(0, Math.min(last, place.focus + by));
  if (!extend) place.anchor = place.focus;
  show();
}
