// Between places in the page and offsets in Version.text. Offsets count Unicode code points.

export const points = (text) => [...text].length;

export const units = (text, count) => [...text].slice(0, count).join("").length;

export const blocks = () => [...document.querySelectorAll("[data-block]")];

const blockOf = (node) =>
  (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest("[data-block]");

// The offset of a place; a place between two blocks counts as the end of the one before it.
export function offsetOf(node, offset) {
  const block = blockOf(node);
  const before = document.createRange();
  if (block) {
    before.setStart(block, 0);
    before.setEnd(node, offset);
    return Number(block.dataset.block) + points(before.toString());
  }
  before.setStart(node, offset);
  let last = null;
  for (const one of blocks()) {
    if (before.comparePoint(one, 0) >= 0) break;
    last = one;
  }
  return last ? Number(last.dataset.block) + points(last.textContent) : 0;
}

// The words of the blocks from start to end, joined as Version.text joins them.
export function wordsBetween(start, end) {
  const words = [];
  for (const block of blocks()) {
    const first = Number(block.dataset.block);
    const text = [...block.textContent];
    if (first + text.length < start || first > end) continue;
    words.push(text.slice(Math.max(0, start - first), Math.max(0, end - first)).join(""));
  }
  return words.join("\n");
}

// The span of a selection, white space at its ends left out; null where it holds no words.
export function spanOf(range) {
  let start = offsetOf(range.startContainer, range.startOffset);
  let end = offsetOf(range.endContainer, range.endOffset);
  const words = wordsBetween(start, end);
  start += points(words) - points(words.trimStart());
  end -= points(words) - points(words.trimEnd());
  return start < end ? { start, end, words: wordsBetween(start, end) } : null;
}

function placeOf(offset, atEnd) {
  let place = null;
  for (const block of blocks()) {
    const first = Number(block.dataset.block);
    if (first > offset || (atEnd && place && first >= offset)) break;
    place = { block, left: offset - first };
  }
  const walker = document.createTreeWalker(place.block, NodeFilter.SHOW_TEXT);
  let { left } = place;
  let last = [place.block, 0];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const length = points(node.data);
    if (left < length || (atEnd && left === length)) return [node, units(node.data, left)];
    left -= length;
    last = [node, node.data.length];
  }
  return last;
}

export function rangeOf(start, end) {
  const range = document.createRange();
  range.setStart(...placeOf(start, false));
  range.setEnd(...placeOf(end, true));
  return range;
}
