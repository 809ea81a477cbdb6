"""Which lines of a page its outlet prints on page after page, told from its other articles."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from newsroom.articles.text import BODY_KINDS, Block, Extract, Kind, PageForm
from newsroom.ingestion.repeated import line_key

LEAST = 3
"""In how many other articles a line must stand."""
SHARE = 0.15
"""In what part of them."""
_LONGEST = 300
_PROSE = 120
_MOST_LOST = 0.5
_COUNTER = 40
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]+")
_EVERY_LINE_COUNTS = frozenset({PageForm.TRANSCRIPT, PageForm.LIVE_BLOG})


@dataclass(frozen=True)
class Told:
    """What an article of the outlet says: its lines, and those that were left out of it."""

    title: str
    lines: Sequence[str]
    left_out: Sequence[str] = ()

    @cached_property
    def prose(self) -> frozenset[str]:
        """Its long lines."""
        return frozenset(line for line in self.lines if len(line) >= _PROSE)

    def short(self, openings: Set[str]) -> frozenset[str]:
        """The marks of its lines, read or left out, that are short and begin with an opening."""
        lines = (line for line in (*self.lines, *self.left_out) if len(line) <= _LONGEST)
        # Marks are dear, and most lines begin in another way.
        marks = {_mark(line) for line in lines if _opening(line) in openings}
        return frozenset(marks - {_mark(self.title)})


def learned(found: Extract, others: Iterable[Told]) -> frozenset[str]:
    """Return the keys (`repeated.line_key`) of the lines of `found` that its outlet repeats.

    They stand in at least `LEAST` of the `others`, and in a fair share of them. What tells the
    same story as `found`, or as one before it, is no other article. Empty where so much would go
    that the lines must be the text itself.
    """
    lines = {_mark(block.text): block.text for block in _candidates(found)}
    if not lines:
        return frozenset()
    counted = list(_different(found, others))
    openings = {_opening(line) for line in lines.values()}
    seen = Counter(mark for told in counted for mark in told.short(openings) if mark in lines)
    enough = max(LEAST, math.ceil(SHARE * len(counted)))
    repeated = frozenset(line_key(lines[mark]) for mark, n in seen.items() if n >= enough)
    repeated -= _headings_of_what_stays(found, repeated)
    going = (block for block in found.blocks if line_key(block.text) in repeated)
    lost = sum(len(block.text) for block in going)
    return repeated if lost <= _MOST_LOST * len(found.body) else frozenset()


def _mark(line: str) -> str:
    """By what a line is told from others: in a sentence, the numbers count."""
    numbers = _NUMBER.findall(line) if len(line) > _COUNTER else ()
    return " ".join((line_key(line), *numbers))


def _opening(line: str) -> str:
    """The first word of a line."""
    found = _WORD.search(line)
    return found[0].casefold() if found else ""


def _candidates(found: Extract) -> Iterator[Block]:
    """The blocks that may be no part of the article; in a transcript every line is."""
    if found.form in _EVERY_LINE_COUNTS:
        return
    for block in found.blocks:
        text = block.text
        in_text = block.kind in BODY_KINDS or block.kind is Kind.STANDFIRST
        is_line = len(text) <= _LONGEST and any(map(str.isalpha, text))
        # A label, such as the name of who speaks next, belongs to what follows.
        if in_text and is_line and not text.rstrip().endswith((":", "：")):
            yield block


def _different(found: Extract, others: Iterable[Told]) -> Iterator[Told]:
    """Those of `others` that tell another story than `found` and than those before them."""
    known = [Told(found.title, [block.text for block in found.blocks])]
    for told in others:
        if not any(_is_copy(told, one) for one in known):
            known.append(told)
            yield told


def _is_copy(one: Told, other: Told) -> bool:
    """Whether two articles are one story: an update, or the same copy of an agency."""
    if one.title.casefold() == other.title.casefold() or list(one.lines) == list(other.lines):
        return True
    shared = len(one.prose & other.prose)
    return shared >= 2 and shared * 2 >= min(len(one.prose), len(other.prose))


def _headings_of_what_stays(found: Extract, repeated: frozenset[str]) -> frozenset[str]:
    """Of `repeated`, the headings below which something stays."""
    kept: set[str] = set()
    something_stays = False
    for block in reversed(found.blocks):
        key = line_key(block.text)
        if block.kind is Kind.HEADING:
            if something_stays:
                kept.add(key)
            something_stays = False
        elif key not in repeated:
            something_stays = True
    return frozenset(kept)
