"""Two wordings compared: whether both can be one statement, and where they differ.

Quotations are found again by shingles, runs of words that follow each other, of which winnowing
keeps some (Schleimer, Wilkerson, Aiken, 2003, "Winnowing: local algorithms for document
fingerprinting"): of two quotations that share a run of `SIZE + WINDOW - 1` words at least one hash
is the same, wherever the run stands in them. What is found is then judged by aligning the words.
Offsets are code points. Pure: nothing here asks the database.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from hashlib import blake2b
from heapq import nsmallest
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from annotations.statements.common_words import COMMON, NEGATIONS

SIZE = 3
"""Words in a shingle; characters in one of a script without spaces are `SIZE * 2`."""
WINDOW = 3
"""One of so many shingles that follow each other is kept."""
MOST = 64
"""Hashes of one quotation, those of some 130 words."""
TELLING = 3.0
"""How much two wordings must share, in words that say something, to be one statement."""
LITTLE, FEW = 2.0, 4
"""With less to say or fewer words, not even the very same words are one statement."""
ENOUGH = 0.65
"""How much of the shorter wording must stand in the longer, by all words and by telling ones."""
MISSING = 4
"""So many words in a row that lack make a wording a shortened one."""
_SMALL = 2
"""A difference of more words says something else, and not the contrary."""
_CLOSE = 3
"""Runs of common words count where they stand as near as that to others that are shared."""

_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
_HIDDEN = "\u00ad\u200b-\u200f\u2060\ufeff"
_LETTER = rf"(?:(?![_{_UNSPACED}])\w)"
_WORD = re.compile(
    rf"\d+(?:[.,]\d+)+(?!\w)|[{_UNSPACED}]|{_LETTER}(?:{_LETTER}|[{_HIDDEN}'’ʼ]+(?={_LETTER}))*"
)
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")
_THOUSANDS = re.compile(r"[.,](?=\d{3}(?!\d))")
_NOT_READ = re.compile(f"[{_HIDDEN}'’ʼ]")
_BRACKETS = re.compile(r"\[[^\[\]]*\]")
_ELISION = re.compile(r"…|\.\s?\.\s?\.")


class Likeness(StrEnum):
    """What one wording is to another."""

    SAME = "same"
    NEARLY = "nearly"
    SHORTENED = "shortened"
    LONGER = "longer"
    DIFFERENT = "different"


class Word(NamedTuple):
    """A word as it is compared, and where it stands. `added` by the outlet, in square brackets.

    `weight` is how much it says that two wordings share it.
    """

    folded: str
    start: int
    end: int
    added: bool
    weight: float


@dataclass(frozen=True, slots=True)
class Wording:
    text: str
    words: tuple[Word, ...]

    @property
    def folded(self) -> list[str]:
        """What is compared: without letter case, punctuation and what outlets put in brackets."""
        return [word.folded for word in self.words if not word.added]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one wording is to another. `share` of the shorter stands in the longer, from 0 to 1.

    `turned` where one of them has a "not" that the other has not, `other_number` where numbers
    differ in the same place.
    """

    likeness: Likeness
    share: float
    turned: bool = False
    other_number: bool = False

    @property
    def is_one_statement(self) -> bool:
        return self.likeness is not Likeness.DIFFERENT

    @property
    def contrary(self) -> bool:
        """Whether one cannot stand for the other, however few words differ."""
        return self.turned or self.other_number


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of a text; it `differs` from the other wording, or words are `missing` here."""

    text: str
    differs: bool = False
    missing: bool = False


def wording(text: str) -> Wording:
    """Return a text with its words, as they are compared."""
    # A letter in brackets ("[T]he") is a part of its word: its brackets are as if not there.
    plain = _BRACKETS.sub(lambda found: _unglued(text, found), text) if "[" in text else text
    added = [found.span() for found in _BRACKETS.finditer(plain)]
    words = []
    for found in _WORD.finditer(plain):
        start, end = found.span()
        in_brackets = bool(added) and any(first < start and end < last for first, last in added)
        folded, weight = _known(found[0])
        if folded:
            words.append(Word(folded, start, end, in_brackets, weight))
    return Wording(text, tuple(words))


def _unglued(text: str, found: re.Match[str]) -> str:
    before, after = text[: found.start()][-1:], text[found.end() :][:1]
    inside = found[0][1:-1]
    glued = inside.isalnum() and (before.isalnum() or after.isalnum())
    return f"\u2060{inside}\u2060" if glued else found[0]


@lru_cache(maxsize=50_000)
def _known(word: str) -> tuple[str, float]:
    """The word as it is compared, and what it says; kept, as most words come again and again."""
    folded = _fold(word)
    return folded, _weight(folded) if folded else 0.0


def _fold(word: str) -> str:
    read = _NOT_READ.sub("", word)
    letters = read if read.isascii() else unicodedata.normalize("NFKD", read)
    if letters is not read:
        letters = "".join(one for one in letters if not unicodedata.combining(one))
    plain = letters.casefold()
    return _THOUSANDS.sub("", plain).replace(",", ".") if plain[:1].isdigit() else plain


def _weight(folded: str) -> float:
    if _IS_UNSPACED.match(folded):
        return 0.5
    is_short = len(folded) < 3 and not folded[0].isdigit()
    return 0.0 if is_short or folded in COMMON else 1.0


# --- Finding


def fingerprints(of: Wording) -> list[int]:
    """Return the hashes, 64 bits with a sign, by which a quotation is found; none of a short one.

    Neither quotation marks, case, punctuation, dots that stand for words left out, nor words in
    brackets count.
    """
    words = [word for word in of.words if not word.added]
    if not _says_something(words):
        return []
    unspaced = sum(word.weight == 0.5 for word in words) * 2 > len(words)
    size = SIZE * 2 if unspaced else SIZE
    runs = [words[at : at + size] for at in range(max(1, len(words) - size + 1))]
    telling = [_hash(run) if any(word.weight for word in run) else None for run in runs]
    return nsmallest(MOST, _winnowed(telling))


def _says_something(words: Sequence[Word]) -> bool:
    return len(words) >= FEW and sum(word.weight for word in words) >= LITTLE


def _hash(run: Sequence[Word]) -> int:
    written = " ".join(word.folded for word in run).encode("utf-8", "replace")
    return int.from_bytes(blake2b(written, digest_size=8).digest(), signed=True)


def _winnowed(hashes: Sequence[int | None]) -> set[int]:
    windows = [hashes[at : at + WINDOW] for at in range(max(1, len(hashes) - WINDOW + 1))]
    known = [[one for one in window if one is not None] for window in windows]
    return {min(window) for window in known if window}


# --- Judging


@dataclass(frozen=True, slots=True)
class _Run:
    """Words that are the same in both: `size` of them, from `one` and from `other` on."""

    one: int
    other: int
    size: int

    @property
    def ends(self) -> tuple[int, int]:
        return self.one + self.size, self.other + self.size


@dataclass(frozen=True, slots=True)
class _Gap:
    """What stands between two runs on either side; `inside` where runs stand around it."""

    one: range
    other: range
    first: bool
    last: bool

    @property
    def inside(self) -> bool:
        return not self.first and not self.last

    @property
    def most(self) -> int:
        return max(len(self.one), len(self.other))


def judge(one: Wording, other: Wording) -> Judgement:
    """Return what `one` is to `other`."""
    a, b = _counting(one), _counting(other)
    if _says_something(a) and [word.folded for word in a] == [word.folded for word in b]:
        return Judgement(Likeness.SAME, 1.0)
    runs = _aligned(a, b)
    share = _share(a, b, runs)
    if share < ENOUGH:
        return Judgement(Likeness.DIFFERENT, share)
    gaps = list(_gaps(a, b, runs))
    return Judgement(_kind(gaps), share, *_contrary(a, b, gaps))


def _counting(of: Wording) -> list[Word]:
    return [word for word in of.words if not word.added]


def _aligned(a: Sequence[Word], b: Sequence[Word]) -> list[_Run]:
    """The runs of words both have, in order; common words far from all others do not count."""
    codes = LCSseq.opcodes([word.folded for word in a], [word.folded for word in b])
    runs = [
        _Run(code.src_start, code.dest_start, code.src_end - code.src_start)
        for code in codes
        if code.tag == "equal"
    ]
    telling = [any(word.weight for word in a[run.one : run.one + run.size]) for run in runs]
    return [
        run
        for at, run in enumerate(runs)
        if telling[at] or any(_are_close(run, runs[to]) for to in _beside(at, telling))
    ]


def _beside(at: int, telling: Sequence[bool]) -> Iterator[int]:
    """The places of the telling runs before and after `at`."""
    yield from [to for to in range(at) if telling[to]][-1:]
    yield from [to for to in range(at + 1, len(telling)) if telling[to]][:1]


def _are_close(run: _Run, other: _Run) -> bool:
    first, second = sorted((run, other), key=lambda one: one.one)
    apart = max(second.one - first.ends[0], second.other - first.ends[1])
    return apart <= _CLOSE + min(run.size, other.size)


def _share(a: Sequence[Word], b: Sequence[Word], runs: Sequence[_Run]) -> float:
    """How much of the shorter stands in the longer; 0 where that says nothing."""
    shared = [word for run in runs for word in a[run.one : run.one + run.size]]
    weight = sum(word.weight for word in shared)
    least = min(sum(word.weight for word in words) for words in (a, b))
    if weight < TELLING:
        return 0.0
    return min(len(shared) / min(len(a), len(b)), weight / least)


def _gaps(a: Sequence[Word], b: Sequence[Word], runs: Sequence[_Run]) -> Iterator[_Gap]:
    one = other = 0
    for at, run in enumerate([*runs, _Run(len(a), len(b), 0)]):
        if run.one > one or run.other > other:
            yield _Gap(range(one, run.one), range(other, run.other), at == 0, at == len(runs))
        one, other = run.ends


def _kind(gaps: Sequence[_Gap]) -> Likeness:
    missing = max((len(gap.other) - len(gap.one) for gap in gaps), default=0)
    more = max((len(gap.one) - len(gap.other) for gap in gaps), default=0)
    if max(missing, more) < MISSING:
        return Likeness.NEARLY
    return Likeness.SHORTENED if missing >= more else Likeness.LONGER


def _contrary(a: Sequence[Word], b: Sequence[Word], gaps: Sequence[_Gap]) -> tuple[bool, bool]:
    """Whether a "not", and whether a number differs in what both of them have."""
    # What one of them has before or after what both have says nothing about what both say.
    near = [gap for gap in gaps if gap.inside or (gap.first and gap.most <= _SMALL)]
    near = [gap for gap in near if abs(len(gap.one) - len(gap.other)) <= _SMALL]
    ours = [a[at].folded for gap in near for at in gap.one]
    theirs = [b[at].folded for gap in near for at in gap.other]
    numbers = [sorted(word for word in words if word[0].isdigit()) for words in (ours, theirs)]
    nots = [sum(word in NEGATIONS for word in words) for words in (ours, theirs)]
    return nots[0] != nots[1], all(numbers) and numbers[0] != numbers[1]


# --- Showing


def differences(one: Wording, other: Wording) -> set[int]:
    """Return the places of those words of `one` that `other` does not have there."""
    a, b = _counting(one), _counting(other)
    places = [at for at, word in enumerate(one.words) if not word.added]
    return {places[at] for gap in _gaps(a, b, _aligned(a, b)) for at in gap.one}


def omissions(one: Wording, other: Wording) -> set[int]:
    """Return the places of those words of `one` before which `other` has some that lack here."""
    a, b = _counting(one), _counting(other)
    places = [at for at, word in enumerate(one.words) if not word.added]
    gaps = _gaps(a, b, _aligned(a, b))
    return {places[gap.one.start] for gap in gaps if gap.inside and not gap.one}


def pieces(of: Wording, differing: set[int], missing: set[int] = frozenset()) -> list[Piece]:
    """Return the text in pieces: words in `differing` apart, and where words are `missing`.

    Words that differ and follow each other are one piece. Together the pieces are the text.
    """
    found: list[Piece] = []
    at = 0
    for place, word in enumerate(of.words):
        before = of.text[at : word.start]
        if place in missing and not _ELISION.search(before):
            found += [Piece(before), Piece("", missing=True)]
            before = ""
        if place not in differing:
            found.append(Piece(before + of.text[word.start : word.end]))
        elif place - 1 in differing and not before.strip():
            found.append(Piece(before + of.text[word.start : word.end], differs=True))
        else:
            found += [Piece(before), Piece(of.text[word.start : word.end], differs=True)]
        at = word.end
    return list(_joined([*found, Piece(of.text[at:])]))


def _joined(found: Sequence[Piece]) -> Iterator[Piece]:
    last: Piece | None = None
    for piece in found:
        if not piece.text and not piece.missing:
            continue
        if last and not last.missing and not piece.missing and last.differs == piece.differs:
            last = Piece(last.text + piece.text, last.differs)
            continue
        if last:
            yield last
        last = piece
    if last:
        yield last
