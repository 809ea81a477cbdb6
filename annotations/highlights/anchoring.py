"""Where passages of one version stand in another version of the same text.

One map is made per pair of versions and every passage follows it. So a sentence
that occurs twice is followed to its own copy, and a passage that was deleted is
not mistaken for a similar one that has always been there. Long stretches that
occur once in either text are laid out first; the heaviest of them in the same
order are the backbone of the map, the others have moved. The gaps between them
are compared word by word. What then still has no counterpart is looked for once
more, only among new words that have none either.

Where the algorithms come from: elements unique to both sides as fixed points, Bram
Cohen's patience diff; the heaviest rising chain of unique matches, MUMmer
(Delcher et al. 1999), found with a Fenwick tree (1994); the longest common
subsequence of a gap (the dual of the shortest edit script of Myers 1986),
bit-parallel by Hyyrö 2004 as in RapidFuzz; dropping chance matches and sliding
edits to the borders of sentences, Neil Fraser's diff-match-patch.

The work grows nearly in step with the texts, since only gaps of bounded size
are compared word by word.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from heapq import heapify, heappop, heappush
from itertools import accumulate, pairwise

from rapidfuzz.distance import Indel, LCSseq
from rapidfuzz.process import extractOne


class Status(StrEnum):
    """What became of a passage.

    SAME: the same words in the same place, relative to the text around it.
    MOVED: the same words in another neighbourhood.
    CHANGED: still the same passage, but edited.
    LOST: it is gone, or nothing says surely enough where it is.
    """

    SAME = "same"
    MOVED = "moved"
    CHANGED = "changed"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a passage stands: code points `start` to `end` (exclusive) of the new text.

    Both are None when the passage is lost, and only then.
    """

    status: Status
    start: int | None
    end: int | None


_LOST = Placement(Status.LOST, None, None)


def follow(old: str, new: str, spans: Sequence[tuple[int, int]]) -> list[Placement]:
    """Return where each of the `spans` of `old` stands in `new`, in their order.

    `old` and `new` are texts of blocks joined by line breaks. A span is a start
    and an end (exclusive) in code points of `old`; it may cover several blocks,
    begin inside a word and overlap others. What is called same or moved has
    exactly its old characters. White space at the ends of a span is kept where
    the new text has the same there, and left out where it has not.

    Raises ValueError for a span that is empty or not inside `old`.
    """
    for start, end in spans:
        if not 0 <= start < end <= len(old):
            raise ValueError(f"{start} to {end} is not a passage of {len(old)} characters")
    if old == new:
        return [Placement(Status.SAME, start, end) for start, end in spans]
    if not spans:
        return []
    chart = _chart(old, new)
    return [chart.place(start, end) for start, end in spans]


# The texts as tokens: words and single punctuation marks, without the space between them.

_INVISIBLE = "\u00ad\u200b-\u200f\u2060\ufeff"
# Scripts without spaces between words: every character is a token.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
_LETTER = rf"(?![_{_UNSPACED}])\w"
_TOKEN = re.compile(
    rf"[{_UNSPACED}]"
    r"|\d+(?:[.,]\d+)+(?!\w)"
    rf"|{_LETTER}(?:{_LETTER}|[\u0300-\u036f]|[{_INVISIBLE}]+(?=\w))*"
    r"|\.{2,}|-{2,}"
    rf"|[^\w\s{_INVISIBLE}]|_"
)
_HIDDEN = re.compile(f"[{_INVISIBLE}]")
_LINE = re.compile(r"[^\n]+")
_SENTENCE_END = re.compile(r"[.!?…؟۔।][\"'”’»“‘)\]]*\s+|[。！？][」』”’)]*")
_TYPOGRAPHY = str.maketrans(
    dict.fromkeys("‘’‚‛′`´ʼ‹›", "'") | dict.fromkeys("“”„‟″«»", '"') | dict.fromkeys("‐‑‒–—―−", "-")
)


def _key(token: str) -> str:
    """What tokens are compared by: neither letter case nor typography counts."""
    if not token.isascii():
        token = unicodedata.normalize("NFKC", _HIDDEN.sub("", token).translate(_TYPOGRAPHY))
    return "-" if token.startswith("--") else token.casefold()


@dataclass(frozen=True, slots=True)
class _Words:
    """A text as tokens: `ids` are equal where `keys` are, `mass` adds up their weights.

    `cuts` are the tokens that begin a sentence or block, and `rank` says of each
    border between tokens what it is: 0 nothing, 1 of sentences, 2 of blocks.
    """

    text: str
    starts: list[int]
    ends: list[int]
    keys: list[str]
    ids: list[int]
    mass: list[int]
    cuts: list[int]
    rank: list[int]

    def weight(self, start: int, end: int) -> int:
        return self.mass[end] - self.mass[start]

    def token(self, index: int) -> str:
        return self.text[self.starts[index] : self.ends[index]]


def _words(text: str, known: dict[str, int]) -> _Words:
    places = [match.span() for match in _TOKEN.finditer(text)]
    starts, ends = [start for start, _ in places], [end for _, end in places]
    tokens = [text[start:end] for start, end in places]
    key_of = {token: _key(token) for token in set(tokens)}
    keys = [key_of[token] for token in tokens]
    rank = [0] * (len(keys) + 1)
    for match in _SENTENCE_END.finditer(text):
        rank[bisect_left(starts, match.end())] = 1
    for match in _LINE.finditer(text):
        rank[bisect_left(starts, match.start())] = 2
    rank[0] = rank[-1] = 2
    return _Words(
        text=text,
        starts=starts,
        ends=ends,
        keys=keys,
        ids=[known.setdefault(key, len(known)) for key in keys],
        mass=[0, *accumulate(1 + len(key) if key[:1].isalnum() else 1 for key in keys)],
        cuts=[index for index, value in enumerate(rank) if value],
        rank=rank,
    )


# Finding counterparts.

type _Run = tuple[int, int, int]  # first old token, first new token, how many
type _Item = tuple[tuple[int, ...], int]  # the ids of some tokens, and where the first one is
type _Box = tuple[int, int, int, int]  # old tokens from and to, new tokens from and to

# This many tokens in a row that occur once in either text are no chance.
_LONG, _SHORT, _LOOSE = 8, 4, 6
# Comparisons in a gap: some 15 ms and 12 MB in RapidFuzz. Larger gaps are compared by sentences.
_LARGEST_GAP = 100_000_000
# Weights (letters, nearly) from which on a match far from its old place is no chance:
# anywhere, and as a whole sentence.
_TELLING, _TELLING_SENTENCE = 30, 6
# Tokens that may have been put in or left out between two parts of one moved passage.
_STRIDE = 40
# A match is chance if the edits on either side outweigh it by more than this.
_CHANCE = 6
# Words this similar are spellings of one another, if they stand between the same words.
_SPELLING = 0.6
_SPELLINGS = 144
_RESPELT = 0.6


def _once(items: Iterable[_Item]) -> dict[tuple[int, ...], int]:
    places: dict[tuple[int, ...], int] = {}
    for item, place in items:
        places[item] = -1 if item in places else place
    return {item: place for item, place in places.items() if place >= 0}


def _unique(old: Iterable[_Item], new: Iterable[_Item]) -> set[tuple[int, int]]:
    """Where the items stand that occur once in `old` and once in `new`."""
    there = _once(new)
    return {(place, there[item]) for item, place in _once(old).items() if item in there}


def _subsequence(old: Sequence[object], new: Sequence[object]) -> Iterator[tuple[int, int]]:
    """The longest common one, as indices; nothing if the two are too long."""
    if not old or not new or len(old) * len(new) > _LARGEST_GAP:
        return
    for edit in LCSseq.opcodes(old, new):
        if edit.tag == "equal":
            yield from zip(
                range(edit.src_start, edit.src_end),
                range(edit.dest_start, edit.dest_end),
                strict=True,
            )


def _apart(chain: Iterable[_Run]) -> list[_Run]:
    """A rising chain of runs, each without what the one before it has taken."""
    apart: list[_Run] = []
    end_old = end_new = 0
    for old, new, size in chain:
        skip = max(0, end_old - old, end_new - new)
        if skip < size:
            apart.append((old + skip, new + skip, size - skip))
            end_old, end_new = old + size, new + size
    return apart


def _gaps(runs: Iterable[_Run], box: _Box) -> Iterator[_Box]:
    """What `runs` leave of a box."""
    a, b, c, d = box
    for old, new, size in [*runs, (b, d, 0)]:
        if a < old or c < new:
            yield a, old, c, new
        a, c = old + size, new + size


def _joined(runs: Iterable[_Run]) -> list[_Run]:
    """The same in order, with those in one that follow one another on both sides."""
    joined: list[_Run] = []
    for old, new, size in sorted(runs):
        first_old, first_new, so_far = joined[-1] if joined else (0, 0, 0)
        if joined and (first_old + so_far, first_new + so_far) == (old, new):
            joined[-1] = first_old, first_new, so_far + size
        else:
            joined.append((old, new, size))
    return joined


class _Sheet:
    """Two texts side by side, and which of their tokens have a counterpart yet."""

    def __init__(self, old: _Words, new: _Words) -> None:
        self.old, self.new = old, new
        self.whole: _Box = 0, len(old.ids), 0, len(new.ids)
        self.keep([])

    def keep(self, runs: Iterable[_Run]) -> None:
        """Forget all counterparts but these."""
        self.used_old, self.used_new = bytearray(len(self.old.ids)), bytearray(len(self.new.ids))
        for run in runs:
            self._use(run)

    def _use(self, run: _Run) -> None:
        old, new, size = run
        self.used_old[old : old + size] = self.used_new[new : new + size] = b"\1" * size

    def weight(self, run: _Run) -> int:
        return self.old.weight(run[0], run[0] + run[2])

    def claim(self, runs: Iterable[_Run]) -> list[_Run]:
        """Of each run in turn, take the longest stretch that is still free."""
        claimed = []
        for old, new, size in runs:
            taken = bytes(
                a | b
                for a, b in zip(
                    self.used_old[old : old + size], self.used_new[new : new + size], strict=True
                )
            )
            free = max(taken.split(b"\1"), key=len)
            if free:
                skip = taken.find(free)
                claimed.append((old + skip, new + skip, len(free)))
                self._use(claimed[-1])
        return claimed

    def shared(self, box: _Box, size: int) -> list[_Run]:
        """All that both sides of a box have in common around what they have once.

        Fixed points are free sentences and free runs of `size` tokens that occur
        once in the box on either side, extended as far as the texts agree.
        """
        a, b, c, d = box
        if a == b or c == d:
            return []
        fixed = _unique(
            _grams(self.old, self.used_old, a, b, size), _grams(self.new, self.used_new, c, d, size)
        ) | _unique(
            _sentences(self.old, self.used_old, a, b), _sentences(self.new, self.used_new, c, d)
        )
        runs: list[_Run] = []
        reached: dict[int, int] = {}
        for old, new in sorted(fixed):
            if reached.get(new - old, -1) <= old:
                runs.append(self._extended(old, new, box))
                reached[new - old] = runs[-1][0] + runs[-1][2]
        return runs

    def _extended(self, old: int, new: int, box: _Box) -> _Run:
        a, b, c, d = box
        size = 0
        while old + size < b and new + size < d and self._agree(old + size, new + size):
            size += 1
        while old > a and new > c and self._agree(old - 1, new - 1):
            old, new, size = old - 1, new - 1, size + 1
        return old, new, size

    def _agree(self, old: int, new: int) -> bool:
        return (
            self.old.ids[old] == self.new.ids[new]
            and not self.used_old[old]
            and not self.used_new[new]
        )

    def backbone(self, runs: Iterable[_Run]) -> list[_Run]:
        """The heaviest choice of `runs` that rises in both texts."""
        runs = sorted(runs)
        ranks = {place: rank for rank, place in enumerate(sorted({new for _, new, _ in runs}), 1)}
        tree = [(0, -1)] * (len(ranks) + 1)
        before = []
        for index, run in enumerate(runs):
            rank = ranks[run[1]]
            weight, last = _best(tree, rank - 1)
            before.append(last)
            while rank < len(tree):
                tree[rank] = max(tree[rank], (weight + self.weight(run), index))
                rank += rank & -rank
        chain, index = [], _best(tree, len(ranks))[1]
        while index >= 0:
            chain.append(runs[index])
            index = before[index]
        return _apart(reversed(chain))

    def fill(self, box: _Box) -> list[_Run]:
        """Counterparts for the words of a gap, in the same order on both sides."""
        fixed = self._same_blocks(box)
        for gap in list(_gaps(fixed, box)):
            fixed = [*fixed, *self.claim(self.backbone(self.shared(gap, _SHORT)))]
        fixed.sort()
        for a, b, c, d in list(_gaps(fixed, box)):
            if (b - a) * (d - c) > _LARGEST_GAP:
                fixed = [*fixed, *self._alike_sentences((a, b, c, d))]
        return fixed + [run for gap in list(_gaps(sorted(fixed), box)) for run in self.common(gap)]

    def _same_blocks(self, box: _Box) -> list[_Run]:
        """The blocks with which both sides of a gap begin or end."""
        a, b, c, d = box
        room = min(b - a, d - c)
        head = self._whole_blocks(a, c, room, 1)
        tail = self._whole_blocks(b, d, room - head, -1)
        return self.claim(run for run in ((a, c, head), (b - tail, d - tail, tail)) if run[2])

    def _whole_blocks(self, old: int, new: int, room: int, step: int) -> int:
        """How many tokens of whole blocks agree from two borders on, to the right or left."""
        whole = 0
        for size in range(room + 1):
            borders = self.old.rank[old + step * size] == 2, self.new.rank[new + step * size] == 2
            if borders[0] != borders[1]:
                break
            whole = size if borders[0] else whole
            at = step * size + min(step, 0)
            if size == room or not self._agree(old + at, new + at):
                break
        return whole

    def _alike_sentences(self, box: _Box) -> list[_Run]:
        """The longest common subsequence of the sentences of a box that is too large for words."""
        a, b, c, d = box
        old = list(_sentences(self.old, self.used_old, a, b))
        new = list(_sentences(self.new, self.used_new, c, d))
        pairs = _subsequence([sentence for sentence, _ in old], [sentence for sentence, _ in new])
        return self.claim((old[i][1], new[j][1], len(old[i][0])) for i, j in pairs)

    def common(self, box: _Box) -> list[_Run]:
        """The longest common subsequence of the free tokens of a box."""
        a, b, c, d = box
        old = [index for index in range(a, b) if not self.used_old[index]]
        new = [index for index in range(c, d) if not self.used_new[index]]
        pairs = _subsequence([self.old.ids[i] for i in old], [self.new.ids[i] for i in new])
        return self.claim([(old[i], new[j], 1) for i, j in pairs])

    def sure(self, runs: list[_Run], box: _Box) -> list[_Run]:
        """Those of the `runs` that are no chance, like the "the" of two unlike sentences.

        The least likely is dropped first, since its going makes others less likely.
        """
        before = list(range(-1, len(runs) - 1))
        after = list(range(1, len(runs) + 1))
        ends = [*runs, (box[1], box[3], 0), (box[0], box[2], 0)]  # the last is also at -1

        def edit(left: int, right: int) -> float:
            old, new, size = ends[left]
            out = self.old.weight(old + size, ends[right][0])
            put = self.new.weight(new + size, ends[right][1])
            return min(out, put) + max(out, put) / 10

        def excess(index: int) -> float:
            edits = min(edit(before[index], index), edit(index, after[index]))
            return edits - self.weight(runs[index])

        latest = {index: -excess(index) for index in range(len(runs))}
        queue = [(value, index) for index, value in latest.items()]
        heapify(queue)
        while queue and queue[0][0] < -_CHANCE:
            value, index = heappop(queue)
            if latest.get(index) != value:
                continue
            del latest[index]
            left, right = before[index], after[index]
            if left >= 0:
                after[left] = right
            if right < len(runs):
                before[right] = left
            for near in {left, right} & latest.keys():
                latest[near] = -excess(near)
                heappush(queue, (latest[near], near))
        return [runs[index] for index in sorted(latest)]

    def slid(self, runs: list[_Run]) -> list[_Run]:
        """The same, with what was put in or left out cut at borders of sentences if it can be.

        "The ayes had it. The noes left." within "The ayes had it. The house rose. The
        noes left." would else be read as "[The ayes had it. The] house rose. The [noes left.]".
        """
        slid = runs[:1]
        for old, new, size in runs[1:]:
            first_old, first_new, so_far = slid[-1]
            out, put = old - first_old - so_far, new - first_new - so_far
            step = self._step(old, new, out, put, so_far, size) if not out or not put else 0
            slid[-1] = first_old, first_new, so_far + step
            slid.append((old + step, new + step, size - step))
        return slid

    def _step(self, old: int, new: int, out: int, put: int, room: int, size: int) -> int:
        """How far to slide the edit between two runs, negative to the left."""
        words, at, length = (self.old, old, out) if out else (self.new, new, put)

        def border(step: int) -> tuple[int, int]:
            cut = at + step
            return words.rank[cut] + words.rank[cut - length], -abs(step)

        def repeats(index: int) -> bool:
            return words.ids[index] == words.ids[index - length]

        left = right = 0
        while left + 1 < room and repeats(at - left - 1):
            left += 1
        while right + 1 < size and repeats(at + right):
            right += 1
        return max(range(-left, right + 1), key=border)

    def telling(self, run: _Run) -> bool:
        """Whether a match is enough by itself to say that words moved from here to there."""
        old, new, size = run
        borders = (self.old.rank[old], self.old.rank[old + size])
        whole = all(borders) and self.new.rank[new] and self.new.rank[new + size]
        return self.weight(run) >= (_TELLING_SENTENCE if whole else _TELLING)

    def chains(self, runs: Iterable[_Run]) -> list[list[_Run]]:
        """Moved passages: runs that follow one another, with the words between them."""
        chains: list[list[_Run]] = []
        for run in sorted(runs):
            old, new, size = chains[-1][-1] if chains else (0, 0, 0)
            steps = run[0] - old - size, run[1] - new - size
            if chains and min(steps) >= 0 and max(steps) <= _STRIDE:
                chains[-1].append(run)
            else:
                chains.append([run])
        return [
            self._with_words_between(chain)
            for chain in chains
            if any(map(self.telling, chain)) or sum(map(self.weight, chain)) >= _TELLING
        ]

    def _with_words_between(self, chain: list[_Run]) -> list[_Run]:
        a, b, c, d = _around(chain)
        box = (
            _sentence_border(self.old, self.used_old, a, -1),
            _sentence_border(self.old, self.used_old, b, 1),
            _sentence_border(self.new, self.used_new, c, -1),
            _sentence_border(self.new, self.used_new, d, 1),
        )
        between = [run for gap in list(_gaps(chain, box)) for run in self.common(gap)]
        return self.sure(_joined(chain + between), box)

    def spellings(self, box: _Box) -> Iterator[tuple[int, int]]:
        """Words of a small gap that were respelt, and what they have become."""
        a, b, c, d = box
        crowded = (b - a) * (d - c) > _SPELLINGS
        if crowded or any(self.used_old[a:b]) or any(self.used_new[c:d]):
            return
        for old in range(a, b):
            found = extractOne(
                self.old.keys[old],
                self.new.keys[c:d],
                scorer=Indel.normalized_similarity,
                score_cutoff=_SPELLING,
            )
            if found and min(len(found[0]), len(self.old.keys[old])) > 2:
                yield old, c + found[2]
                c += found[2] + 1


def _grams(words: _Words, used: bytearray, start: int, end: int, size: int) -> Iterator[_Item]:
    free = 0
    for index in range(start, end):
        free = 0 if used[index] else free + 1
        if free >= size:
            first = index - size + 1
            yield tuple(words.ids[first : index + 1]), first


def _sentences(words: _Words, used: bytearray, start: int, end: int) -> Iterator[_Item]:
    cuts = words.cuts[bisect_left(words.cuts, start) : bisect_right(words.cuts, end)]
    for first, last in pairwise(cuts):
        if not any(used[first:last]):
            yield tuple(words.ids[first:last]), first


def _sentence_border(words: _Words, used: bytearray, start: int, step: int) -> int:
    """The end of the sentence from `start` on, or of the part of it that is free and near."""
    at = start
    while not words.rank[at] and abs(at - start) < _STRIDE and not used[at + min(step, 0)]:
        at += step
    return at


def _best(tree: list[tuple[int, int]], rank: int) -> tuple[int, int]:
    best = 0, -1
    while rank:
        best = max(best, tree[rank])
        rank -= rank & -rank
    return best


def _around(runs: Sequence[_Run]) -> _Box:
    old, new, size = runs[-1]
    return runs[0][0], old + size, runs[0][1], new + size


# Following the map.

# How much of a passage must be found again, and how much more of a brief one.
_FOUND, _FOUND_IF_BRIEF = 0.55, 0.15
# How much a brief passage and what it became must have in common (Dice's coefficient).
_ALIKE_IF_BRIEF = 0.6
_BRIEF = 30
# How far a passage may grow by what was put into it: this many times, and this much.
_GROWTH = 4, 100
# How far words may grow at the end of a passage by being replaced.
_REPLACED = 2, 4
# How much larger than its parts a passage may be whose parts changed places.
_SHUFFLED = 1.3


@dataclass(frozen=True, slots=True)
class _Strand:
    """Tokens of old and their counterparts in new, both rising: the backbone, or a moved passage.

    `mass` adds up what they weigh, less for words that were respelt.
    """

    old: list[int]
    new: list[int]
    mass: list[float]
    moved: bool

    def part(self, start: int, end: int) -> "_Part":
        low, high = bisect_left(self.old, start), bisect_left(self.old, end)
        return _Part(self.mass[high] - self.mass[low], self, low, high)

    def counterpart(self, old: int) -> int | None:
        index = bisect_left(self.old, old)
        return self.new[index] if index < len(self.old) and self.old[index] == old else None


@dataclass(frozen=True, slots=True)
class _Part:
    """The pairs `low` to `high` of a strand: what a passage has in it."""

    weight: float
    strand: _Strand
    low: int
    high: int

    @property
    def new(self) -> tuple[int, int]:
        return self.strand.new[self.low], self.strand.new[self.high - 1] + 1


@dataclass(frozen=True, slots=True)
class _Chart:
    """The map of one version on another."""

    old: _Words
    new: _Words
    strands: list[_Strand]

    def place(self, start: int, end: int) -> Placement:
        first = bisect_right(self.old.ends, start)
        last = bisect_left(self.old.starts, end)
        if first >= last:
            return self._blank(start, end, first)
        parts = [strand.part(first, last) for strand in self.strands]
        parts = sorted((part for part in parts if part.weight), key=lambda part: -part.weight)
        if not parts:
            return _LOST
        weight, low, high = self._together(parts)
        if weight < self._enough(self.old.weight(first, last)):
            return _LOST
        low = min(low, self._left(parts[0], first))
        high = max(high, self._right(parts[0], last))
        if not self._likely(weight, self.old.weight(first, last), self.new.weight(low, high)):
            return _LOST
        strand = parts[0].strand
        return self._judged(
            start,
            end,
            self._start(start, first, low, whole=strand.counterpart(first) != low),
            self._end(end, last - 1, high - 1, whole=strand.counterpart(last - 1) != high - 1),
            moved=strand.moved,
        )

    def _together(self, parts: list[_Part]) -> tuple[float, int, int]:
        """The weight of the heaviest part and of those beside it, and where they stand."""
        weight, (low, high) = parts[0].weight, parts[0].new
        for part in parts[1:]:
            wider = min(low, part.new[0]), max(high, part.new[1])
            if self.new.weight(*wider) <= _SHUFFLED * (weight + part.weight):
                weight, (low, high) = weight + part.weight, wider
        return weight, low, high

    @staticmethod
    def _enough(whole: int) -> float:
        return whole * (_FOUND + _FOUND_IF_BRIEF * min(1, _BRIEF / whole))

    @staticmethod
    def _likely(weight: float, old: int, new: int) -> bool:
        times, more = _GROWTH
        alike = 2 * weight / (old + new)
        return new <= times * old + more and alike >= _ALIKE_IF_BRIEF * min(1, _BRIEF / old)

    def _left(self, part: _Part, first: int) -> int:
        """The first token of the passage, with what replaced its first words if they are gone."""
        strand, low = part.strand, part.low
        inside = strand.new[low]
        outside = strand.new[low - 1] + 1 if low else 0
        if strand.old[low] == first:
            return inside
        beside = strand.old[low - 1] == first - 1 if low else not (first or strand.moved)
        if not beside:
            # Something before the passage was replaced too: only a border says where it ends.
            outside = _border(self.new, inside, outside, -1) if self.old.rank[first] else inside
        out, put = self.old.weight(first, strand.old[low]), self.new.weight(outside, inside)
        return outside if _replaced(out, put) else inside

    def _right(self, part: _Part, last: int) -> int:
        """The same at the end."""
        strand, high = part.strand, part.high
        inside = strand.new[high - 1] + 1
        more = high < len(strand.new)
        outside = strand.new[high] if more else len(self.new.ids)
        if strand.old[high - 1] == last - 1:
            return inside
        beside = (
            strand.old[high] == last if more else last == len(self.old.ids) and not strand.moved
        )
        if not beside:
            outside = _border(self.new, inside, outside, 1) if self.old.rank[last] else inside
        out = self.old.weight(strand.old[high - 1] + 1, last)
        put = self.new.weight(inside, outside)
        return outside if _replaced(out, put) else inside

    def _start(self, start: int, first: int, low: int, *, whole: bool) -> int:
        begin, cut = self.new.starts[low], start - self.old.starts[first]
        if cut > 0:
            return begin if whole else begin + self._inside(first, low, cut)
        lead = self.old.text[start : self.old.starts[first]]
        return begin - len(lead) * self.new.text.endswith(lead, 0, begin)

    def _end(self, end: int, last: int, high: int, *, whole: bool) -> int:
        stop, cut = self.new.ends[high], end - self.old.starts[last]
        if end < self.old.ends[last]:
            return stop if whole else self.new.starts[high] + self._inside(last, high, cut)
        trail = self.old.text[self.old.ends[last] : end]
        return stop + len(trail) * self.new.text.startswith(trail, stop)

    def _inside(self, old: int, new: int, offset: int) -> int:
        """Where in a new token an offset inside its old one is."""
        for edit in Indel.opcodes(self.old.token(old), self.new.token(new)):
            if edit.src_end >= offset:
                return min(edit.dest_start + offset - edit.src_start, edit.dest_end)
        return self.new.ends[new] - self.new.starts[new]

    def _judged(self, start: int, end: int, low: int, high: int, *, moved: bool) -> Placement:
        if low >= high:
            return _LOST
        if self.old.text[start:end] != self.new.text[low:high]:
            return Placement(Status.CHANGED, low, high)
        return Placement(Status.MOVED if moved else Status.SAME, low, high)

    def _blank(self, start: int, end: int, following: int) -> Placement:
        """A passage without a word stands where the same space is between the same words."""
        for strand in self.strands:
            left = strand.counterpart(following - 1) if following else -1
            right = strand.counterpart(following)
            if following == len(self.old.ids):
                right = len(self.new.ids)
            if left is None or right != left + 1:
                continue
            here, there = _space(self.old, following), _space(self.new, right)
            if self.old.text[slice(*here)] == self.new.text[slice(*there)]:
                move = there[0] - here[0]
                return self._judged(start, end, start + move, end + move, moved=strand.moved)
        return _LOST


def _border(words: _Words, start: int, end: int, step: int) -> int:
    """The next border of sentences from `start` towards `end`, or `start` if there is none."""
    return next((at for at in range(start, end + step, step) if words.rank[at]), start)


def _replaced(out: int, put: int) -> bool:
    times, more = _REPLACED
    return put <= times * out + more


def _space(words: _Words, following: int) -> tuple[int, int]:
    start = words.ends[following - 1] if following else 0
    return start, words.starts[following] if following < len(words.ids) else len(words.text)


def _chart(old: str, new: str) -> _Chart:
    known: dict[str, int] = {}
    sheet = _Sheet(_words(old, known), _words(new, known))
    shared = sheet.shared(sheet.whole, _LONG)
    main = sheet.claim(sheet.backbone(shared))
    elsewhere = sorted(shared, key=sheet.weight, reverse=True)
    moved = sheet.claim(run for run in elsewhere if sheet.telling(run))
    for gap in list(_gaps(main, sheet.whole)):
        main += sheet.fill(gap)
    main = sheet.slid(sheet.sure(_joined(main), sheet.whole))
    sheet.keep(main + moved)
    moved += sheet.claim(sorted(sheet.shared(sheet.whole, _LOOSE), key=sheet.weight, reverse=True))
    moved_chains = sheet.chains(moved)
    sheet.keep([*main, *(run for chain in moved_chains for run in chain)])
    strands = [_strand(sheet, main, sheet.whole, moved=False)]
    strands += [_strand(sheet, chain, _around(chain), moved=True) for chain in moved_chains]
    return _Chart(sheet.old, sheet.new, strands)


def _strand(sheet: _Sheet, runs: list[_Run], box: _Box, *, moved: bool) -> _Strand:
    pairs = [(old + step, new + step) for old, new, size in runs for step in range(size)]
    pairs += [pair for gap in _gaps(runs, box) for pair in sheet.spellings(gap)]
    pairs.sort()
    weights = (
        sheet.old.weight(old, old + 1)
        * (1 if sheet.old.ids[old] == sheet.new.ids[new] else _RESPELT)
        for old, new in pairs
    )
    return _Strand(
        old=[old for old, _ in pairs],
        new=[new for _, new in pairs],
        mass=[0.0, *accumulate(weights)],
        moved=moved,
    )
