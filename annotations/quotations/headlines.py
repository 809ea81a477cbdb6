"""Quotations in a headline whose words are not in the text. Pure: strings in, spans out.

Offsets count code points. What is compared are letters and digits alone, without case: a headline
has other marks than its text. Dots or brackets inside a quotation stand for words left out.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from annotations.quotations.quotation_marks import read_marks

NEAR = 55.0
"""Below this likeness, of 100, no passage of the text is called the nearest."""
_LEFT_OUT = re.compile(r"\[[^\]]*\]|\((?:\.{3}|…)\)|…|\.{3}")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Stray:
    """A quotation of a headline that its text does not have in those words.

    `start` and `end` count code points of the headline, marks included; `near_start` and
    `near_end` those of the text, and are None where nothing in it comes near.
    """

    start: int
    end: int
    near_start: int | None = None
    near_end: int | None = None


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a text in one string with single spaces, and where each begins and ends."""

    flat: str
    at: Sequence[int]
    starts: Sequence[int]
    ends: Sequence[int]


def strays(headline: str, text: str) -> list[Stray]:
    """Return the quotations of `headline` that are not in `text` in those words, in order."""
    quoted = [one for one in read_marks(headline) if one.level == 0 and one.closed]
    if not quoted or not text.strip():
        return []
    body = _words(text)
    around = f" {body.flat} "
    found = []
    for one in quoted:
        parts = [_words(part).flat for part in _LEFT_OUT.split(headline[one.start : one.end])]
        parts = [part for part in parts if part]
        if parts and not _stand_in(around, parts):
            found.append(Stray(one.start, one.end, *_nearest(" ".join(parts), body)))
    return found


def _words(text: str) -> _Words:
    words, at, starts, ends, length = [], [], [], [], 0
    for found in _WORD.finditer(text):
        word = found[0].casefold().replace("’", "'")
        words.append(word)
        at.append(length)
        starts.append(found.start())
        ends.append(found.end())
        length += len(word) + 1
    return _Words(" ".join(words), at, starts, ends)


def _stand_in(around: str, parts: Sequence[str]) -> bool:
    """Whether all parts stand in the text, in their order."""
    at = 0
    for part in parts:
        at = around.find(f" {part} ", at)
        if at < 0:
            return False
        at += len(part) + 1
    return True


def _nearest(wanted: str, body: _Words) -> tuple[int | None, int | None]:
    """Return where in the text the words stand that are most like those that are wanted."""
    best = fuzz.partial_ratio_alignment(wanted, body.flat, score_cutoff=NEAR)
    if best is None:
        return None, None
    inside = [
        place
        for place, at in enumerate(body.at)
        if at < best.dest_end and at + body.ends[place] - body.starts[place] > best.dest_start
    ]
    return (body.starts[inside[0]], body.ends[inside[-1]]) if inside else (None, None)
