"""Passages of a text that are like words which are not in it. Pure: offsets are code points."""

import re
from collections import Counter
from collections.abc import Iterator

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from annotations.highlights.spans import trim
from annotations.highlights.surroundings import SENTENCE_END

MOST = 3
LIKE = 0.4
"""Below this likeness, of 1, a passage is not offered."""
LOOKED_AT = 40
"""Of so many passages that share the rarest words it is looked how like they are."""
ALIGNED = 200
"""Words so long, in code points, are compared with any part of a passage; longer ones as a whole,
which takes far less time."""
COMPARED = 2000
"""So much of long words, and of a passage, is compared, in code points."""
MOST_SENTENCES = 40
LONGER = 1.6
"""Of a passage so many times longer than the words only a part is meant."""
_STEM = 6
_WORD = re.compile(r"[^\W_]+")


def nearest(words: str, text: str, most: int = MOST) -> list[tuple[int, int]]:
    """Return the passages of `text` that have most in common with `words`, the likest first.

    A passage is as many sentences as `words` are, `MOST_SENTENCES` at most; where these are far
    shorter, the part of it that comes close to them. Words that stand in many passages count
    little.
    """
    count = min(MOST_SENTENCES, max(1, len(list(_sentences(words)))))
    passages = list(_passages(text, count))
    keys = [_keys(text[start:end]) for start, end in passages]
    spread = Counter(key for each in keys for key in each)
    wanted = _keys(words)

    def weight(some: set[str]) -> float:
        return sum(1 / (1 + spread[key]) for key in some)

    def shared(place: int) -> float:
        return weight(wanted & keys[place]) / max(weight(wanted), weight(keys[place]), 1e-9)

    def likeness(place: int) -> float:
        start, end = passages[place]
        return (shared(place) + _alike(words, text[start:end])) / 2

    likely = sorted(range(len(passages)), key=shared, reverse=True)[:LOOKED_AT]
    like = {place: likeness(place) for place in likely}
    chosen: list[tuple[int, int]] = []
    for place in sorted(likely, key=lambda one: like[one], reverse=True):
        start, end = passages[place]
        if len(chosen) == most or like[place] < LIKE:
            break
        if all(end <= first or start >= last for first, last in chosen):
            chosen.append((start, end))
    return [_close(words, text, *one) for one in chosen]


def _alike(words: str, passage: str) -> float:
    """Return how like a passage the words are letter by letter, from 0 to 1."""
    compare = fuzz.partial_ratio if len(words) <= ALIGNED else fuzz.ratio
    return compare(words[:COMPARED], passage[:COMPARED]) / 100


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each sentence begins and ends, without the space around it."""
    start = 0
    for end in [*(found.end() for found in SENTENCE_END.finditer(text)), len(text)]:
        first, last = trim(text, start, end)
        if first < last:
            yield first, last
        start = end


def _passages(text: str, count: int) -> Iterator[tuple[int, int]]:
    """Yield each run of `count` sentences."""
    sentences = list(_sentences(text))
    for place in range(max(1, len(sentences) - count + 1)):
        inside = sentences[place : place + count]
        if inside:
            yield inside[0][0], inside[-1][1]


def _keys(words: str) -> set[str]:
    """The beginnings of the words, so that "levies" is like "levied"."""
    return {word.casefold()[:_STEM] for word in _WORD.findall(words)}


def _close(words: str, text: str, start: int, end: int) -> tuple[int, int]:
    """Return the part of a passage that comes close to far fewer words, in whole words."""
    if end - start < LONGER * len(words):
        return start, end
    places = [found.span() for found in re.finditer(r"\S+", text[start:end])]
    there = [_key(text[start:end][first:last]) for first, last in places]
    wanted = [_key(word) for word in words.split()]
    same = [one for one in LCSseq.opcodes(wanted, there) if one.tag == "equal"]
    if not same:
        return start, end
    # As many words at either end as those that are not there.
    first = max(0, same[0].dest_start - same[0].src_start)
    last = min(len(there), same[-1].dest_end + len(wanted) - same[-1].src_end)
    return start + places[first][0], start + places[last - 1][1]


def _key(word: str) -> str:
    return "".join(_WORD.findall(word)).casefold()[:_STEM] or word
