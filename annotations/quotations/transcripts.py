"""Transcripts and interviews: the turns of people whose names stand before a colon.

A turn is a quotation of its speaker although no marks stand around it. Lines are turns where at
least two names take several each; a single “Note:” is none.
"""

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from annotations.quotations.quotation_marks import paragraphs_of

_NAME = re.compile(
    r"(?P<name>(?:[^\W\d_a-z][\w.'’\-]*\s+){0,4}[^\W\d_a-z][\w.'’\-]*)"
    r"(?:\s*[(\[,][^:\n]{1,60})?\s*:\s+(?=\S)"
)
_FULL = re.compile(r"[^\W\d_a-z][\w.'’\-]*(?: [^\W\d_a-z][\w'’\-]*)+")
_LONGEST_NAME = 60
_FEWEST_NAMES, _FEWEST_TURNS = 2, 2
_MARKS = "“\"„«»‘'”"
_ENDS = '.?!…”"’)'


@dataclass(frozen=True, slots=True)
class Turn:
    """What somebody says in a transcript, and the name before it, both as code points."""

    start: int
    end: int
    name_start: int
    name_end: int


def turns_of(text: str) -> list[Turn]:
    """Return the turns of a transcript in order; none if `text` is no transcript."""
    turns = [turn for start, end in paragraphs_of(text) if (turn := _turn(text, start, end))]
    counts = Counter(_name(text, turn) for turn in turns)
    several = [name for name, count in counts.items() if count >= _FEWEST_TURNS]
    if len(several) < _FEWEST_NAMES or not _are_sentences(text, turns):
        return []
    surnames = _surnames(text)
    return [turn for turn in turns if _is_name(_name(text, turn), surnames)]


def _are_sentences(text: str, turns: list[Turn]) -> bool:
    """Whether most turns end as sentences do, unlike the lines of a table."""
    return 2 * sum(text[turn.end - 1] in _ENDS for turn in turns) > len(turns)


def _is_name(name: str, surnames: Collection[str]) -> bool:
    """Whether somebody is called so: in capitals, in full, or by a surname given in full before."""
    return " " in name or (name.isupper() and len(name) > 2) or name in surnames


def _surnames(text: str) -> frozenset[str]:
    """Words that stand behind another word with a capital."""
    return frozenset(word for found in _FULL.finditer(text) for word in found[0].split()[1:])


def _turn(text: str, start: int, end: int) -> Turn | None:
    found = _NAME.match(text, start, min(end, start + 2 * _LONGEST_NAME))
    if found is None or found.end("name") - start > _LONGEST_NAME:
        return None
    # What stands in marks is read as a quotation anyway.
    if text[found.end()] in _MARKS:
        return None
    return Turn(found.end(), start + len(text[start:end].rstrip()), *found.span("name"))


def _name(text: str, turn: Turn) -> str:
    return text[turn.name_start : turn.name_end]
