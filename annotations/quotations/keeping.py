"""What becomes of suggestions when a text is searched anew. Pure: no database.

Words count as the same where they differ by little, or only in quotation marks and spaces. What
somebody decided is decided for one such quotation of the new text, not for all that read alike.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz
from rapidfuzz.process import extractOne

ALIKE = 88.0
"""From this likeness on, of 100, two quotations are the same one."""
_SHORT = 12
"""Shorter ones are the same only where no letter differs."""
_MOST_COMPARED = 400
"""So many quotations without an equal are compared with each other."""
_COVERED, _SHARED = 0.5, 0.6
_MARKS = re.compile(r"""[\s“”„‟‘’‚‛"'«»‹›`´]+""")


@dataclass(frozen=True, slots=True)
class Place:
    """Words and where they stand: code points `start` to `end` of the text."""

    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Cover:
    """Where a highlight stands; `is_quote` says that it is of that kind."""

    start: int
    end: int
    is_quote: bool


@dataclass(frozen=True, slots=True)
class Known:
    """A suggestion there is: its key, its words, and whether somebody decided on it."""

    pk: int
    words: str
    decided: bool


@dataclass(slots=True)
class Outcome:
    """`moved` are keys of suggestions with the index of the quotation that each is now; `new` are
    indices of quotations nobody saw yet; `gone` are open suggestions without a quotation."""

    moved: dict[int, int] = field(default_factory=dict)
    new: list[int] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)


def keep(found: Sequence[Place], known: Sequence[Known], covers: Sequence[Cover]) -> Outcome:
    """Return what becomes of the suggestions `known` in a text with the quotations `found`.

    Where highlights stand already, on most of a quotation, none is suggested. `found` and
    `known` are in the order of their texts.
    """
    free = [at for at, one in enumerate(found) if not is_covered(one, covers)]
    outcome = Outcome()
    # What was decided chooses first: it must not come back because an open one took its place.
    waiting = sorted(known, key=lambda one: not one.decided)
    keys = {at: key_of(found[at].words) for at in free}
    waiting, free = _equal(waiting, free, keys, outcome)
    waiting, free = _alike(waiting, free, keys, outcome)
    outcome.new = free
    outcome.gone = [one.pk for one in waiting if not one.decided]
    return outcome


def is_covered(place: Place, covers: Sequence[Cover]) -> bool:
    """Whether a highlight stands on most of a quotation: a quote on its half, others on as much
    of it as of them."""
    return any(is_taken_up(place.start, place.end, cover) for cover in covers)


def is_taken_up(start: int, end: int, cover: Cover) -> bool:
    """Whether a highlight means the quotation from `start` to `end`."""
    shared = min(end, cover.end) - max(start, cover.start)
    if shared <= 0:
        return False
    if cover.is_quote:
        return shared >= _COVERED * (end - start)
    return shared >= _SHARED * (max(end, cover.end) - min(start, cover.start))


def key_of(words: str) -> str:
    """Return words as they are compared: no quotation marks, no case, single spaces."""
    return _MARKS.sub(" ", words).casefold().strip()


def _equal(
    waiting: list[Known], free: list[int], keys: dict[int, str], outcome: Outcome
) -> tuple[list[Known], list[int]]:
    by_key: dict[str, list[int]] = {}
    for at in reversed(free):
        by_key.setdefault(keys[at], []).append(at)
    left = []
    for one in waiting:
        places = by_key.get(key_of(one.words))
        if places:
            outcome.moved[one.pk] = places.pop()
        else:
            left.append(one)
    taken = set(outcome.moved.values())
    return left, [at for at in free if at not in taken]


def _alike(
    waiting: list[Known], free: list[int], keys: dict[int, str], outcome: Outcome
) -> tuple[list[Known], list[int]]:
    choices = {at: keys[at] for at in free[:_MOST_COMPARED] if len(keys[at]) >= _SHORT}
    left = []
    for number, one in enumerate(waiting):
        key = key_of(one.words)
        best = None
        if choices and len(key) >= _SHORT and number < _MOST_COMPARED:
            best = extractOne(key, choices, scorer=fuzz.ratio, score_cutoff=ALIKE)
        if best is None:
            left.append(one)
            continue
        outcome.moved[one.pk] = best[2]
        del choices[best[2]]
    taken = set(outcome.moved.values())
    return left, [at for at in free if at not in taken]
