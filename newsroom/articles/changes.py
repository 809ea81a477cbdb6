"""What changed between two texts of an article. Pure: no database.

Blocks are paired first: those that are equal and in order, then those alike in the gap between two
of them, then those alike anywhere, which were moved. Inside a pair, words are compared.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from rapidfuzz.fuzz import ratio

from newsroom.articles.text import Extent

#: How alike two blocks are, of 100, to be one that was edited, or one that was moved and edited.
EDITED, MOVED = 50, 75
#: More comparisons than these are not made: then blocks, or words, are taken as replaced.
MOST_BLOCKS, MOST_WORDS = 40_000, 4_000_000

_WORD = re.compile(r"\w+(?:[.,:'’-]\w+)*")
_TOKEN = re.compile(rf"{_WORD.pattern}|\s+|[^\w\s]")


class State(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words: code points of the new text, or, where they were removed, of the old one."""

    state: State
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a block: `old` and `new` count the blocks before it, where it is there."""

    old: int | None
    new: int | None
    pieces: tuple[Piece, ...]
    is_moved: bool = False

    @property
    def is_same(self) -> bool:
        return not self.is_moved and all(piece.state is State.SAME for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Text:
    """A text and its blocks."""

    text: str
    extents: Sequence[Extent]

    @property
    def blocks(self) -> list[str]:
        return [self.text[one.start : one.end] for one in self.extents]

    def words(self, piece: Piece) -> int:
        """How many words a piece of it has."""
        return len(_WORD.findall(self.text, piece.start, piece.end))


def compare(old: Text, new: Text) -> list[Change]:
    """Return what became of every block, in the order of the new text.

    What was removed stands behind the block that stood before it.
    """
    pairs, moved = _pairs(old.blocks, new.blocks)
    gone = _removed(len(old.extents), pairs, moved)
    changes = [_whole(State.REMOVED, old, place) for place in gone[None]]
    for place, extent in enumerate(new.extents):
        if place in pairs:
            was = old.extents[pairs[place]]
            pieces = tuple(_pieces(old.text, was, new.text, extent))
            changes.append(Change(pairs[place], place, pieces, place in moved))
        else:
            changes.append(_whole(State.ADDED, new, place))
        changes += [_whole(State.REMOVED, old, one) for one in gone[place]]
    return changes


def _whole(state: State, text: Text, place: int) -> Change:
    extent = text.extents[place]
    pieces = (Piece(state, extent.start, extent.end),)
    return Change(place, None, pieces) if state is State.REMOVED else Change(None, place, pieces)


def _pairs(old: list[str], new: list[str]) -> tuple[dict[int, int], set[int]]:
    """Pair blocks: the place of each new one with that of its old one, and which were moved."""
    pairs: dict[int, int] = {}
    for tag, here, there, start, end in SequenceMatcher(None, old, new, False).get_opcodes():
        if tag == "equal":
            pairs |= dict(zip(range(start, end), range(here, there), strict=True))
        elif tag == "replace":
            first = here
            least = _least(EDITED, there - here, end - start)
            for place in range(start, end):
                best = _like(new[place], old, range(first, there), least)
                if best is not None:
                    pairs[place], first = best, best + 1
    left = sorted(set(range(len(old))) - set(pairs.values()))
    fresh = [place for place in range(len(new)) if place not in pairs]
    least = _least(MOVED, len(left), len(fresh))
    moved = set()
    for place in fresh:
        best = _like(new[place], old, left, least)
        if best is not None:
            pairs[place] = best
            moved.add(place)
            left.remove(best)
    return pairs, moved


def _least(alike: int, some: int, others: int) -> int:
    """Return how alike blocks must be: very many are only looked at for equal ones."""
    return alike if some * others <= MOST_BLOCKS else 100


def _like(block: str, others: list[str], places: Sequence[int], least: int) -> int | None:
    """Return the place of the block most like `block`, if one is alike enough."""
    scores = [(ratio(block, others[place], score_cutoff=least), -place) for place in places]
    score, place = max(scores, default=(0.0, 0))
    return -place if score else None


def _removed(
    blocks: int, pairs: dict[int, int], moved: set[int]
) -> defaultdict[int | None, list[int]]:
    """Return the places of old blocks that are gone, by the new block they stand behind."""
    now = {was: place for place, was in pairs.items()}
    gone: defaultdict[int | None, list[int]] = defaultdict(list)
    before: int | None = None
    for place in range(blocks):
        if place not in now:
            gone[before].append(place)
        elif now[place] not in moved:
            before = now[place]
    return gone


def _pieces(old: str, was: Extent, new: str, now: Extent) -> Iterator[Piece]:
    """Yield what became of the words of a block, removed ones before those in their place."""
    before = _TOKEN.findall(old, was.start, was.end)
    after = _TOKEN.findall(new, now.start, now.end)
    start, end = was.start, now.start
    gone, come = start, end
    for there, here, is_same in _runs(before, after):
        if is_same:
            yield from _replaced(gone, start, come, end)
            yield Piece(State.SAME, end, end + here)
            gone, come = start + there, end + here
        start, end = start + there, end + here
    yield from _replaced(gone, start, come, end)


def _runs(before: list[str], after: list[str]) -> Iterator[tuple[int, int, bool]]:
    """Yield runs of tokens: their code points before and after, and whether they are the same.

    What two changes have between them without a word of its own changed with them.
    """
    if len(before) * len(after) > MOST_WORDS and before != after:
        yield len("".join(before)), len("".join(after)), False
        return
    codes = SequenceMatcher(None, before, after, False).get_opcodes()
    for number, (tag, here, there, start, end) in enumerate(codes):
        same = "".join(before[here:there])
        between = 0 < number < len(codes) - 1 and not _WORD.search(same)
        yield len(same), len("".join(after[start:end])), tag == "equal" and not between


def _replaced(gone: int, start: int, come: int, end: int) -> Iterator[Piece]:
    if gone < start:
        yield Piece(State.REMOVED, gone, start)
    if come < end:
        yield Piece(State.ADDED, come, end)
