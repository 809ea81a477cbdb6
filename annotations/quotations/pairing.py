"""Which quotation marks of one paragraph belong together.

A stack of open marks, for all the marks in use: curly, straight, low, angled, single and double,
typed at both ends or mixed. Apostrophes and plural possessives are told from closing single marks.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

_MARK = re.compile(r"""'''(?!')|''|``|’’(?!\w)|[“”"‘’'„‚«»‹›]""")
_BEFORE_OPENING = frozenset(" \t\xa0\u2009\u202f([{<—–-/:;,…\u200b*|")
_CONTRACTION = re.compile(
    r"['‘’](?:\d0?s|em|til|till|tis|twas|cause|bout|n|round|cos|ere|neath|tween|d|ll|m|re|s|t|ve)\b",
    re.IGNORECASE,
)
_CLOSES = re.compile(r"(?<=\S)['’](?!\w)")
_ENDS_SPEECH = re.compile(r"(?<=[,.?!…;:—–)])['’](?!\w)")
_BEGINS = re.compile(r"(?:(?<=\s)|(?<=[(—–]))[‘'](?=\w)")
_SINGLES = frozenset("'‘‚’")
_ANGLED = frozenset("«»‹›")
_PARTNER = {"«": "»", "»": "«", "‹": "›", "›": "‹"}
_STRAIGHT = ('"', "''")
_LONGEST_SINGLE = 3000
_MOST_OPEN = 12


@dataclass(frozen=True, slots=True)
class Span:
    """Code points `start` to `end`, marks included."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Open:
    mark: str
    start: int


@dataclass(frozen=True, slots=True)
class _Mark:
    """A mark from `at` to `after`, and the characters on both sides of it."""

    sign: str
    at: int
    after: int
    before: str
    behind: str

    @property
    def can_close(self) -> bool:
        return not is_space(self.before) and not self.behind.isalnum()

    def can_open(self, also_after: str) -> bool:
        return not is_space(self.behind) and (
            is_space(self.before) or self.before in _BEFORE_OPENING or self.before in also_after
        )


def is_space(char: str) -> bool:
    """Whether nothing is seen of a character."""
    return char.isspace() or char in "\u200b\u200c\ufeff"


class Paragraph:
    """Reads the marks of code points `start` to `end` of a text, once, from left to right."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text, self.start, self.end = text, start, end
        self.stack: list[_Open] = []
        self.done: list[tuple[int, int]] = []

    def read(self) -> tuple[list[Span], Span | None]:
        """Return the pairs, in order, and the outermost that is still open at the end."""
        for found in _MARK.finditer(self.text, self.start, self.end):
            for mark in self._marks(found):
                self._take(mark)
        return self._closed(), self._unclosed()

    def _marks(self, found: re.Match[str]) -> Iterator[_Mark]:
        sign, at, after = found[0], found.start(), found.end()
        if sign == "'''":
            # A single and a double mark; the one opened last closes first.
            cut = at + 1 if self.stack and self.stack[-1].mark == "'" else at + 2
            yield self._mark(self.text[at:cut], at, cut)
            yield self._mark(self.text[cut:after], cut, after)
        else:
            yield self._mark("”" if sign == "’’" else sign, at, after)

    def _mark(self, sign: str, at: int, after: int) -> _Mark:
        before = self.text[at - 1] if at > self.start else " "
        behind = self.text[after] if after < self.end else " "
        return _Mark(sign, at, after, before, behind)

    def _take(self, mark: _Mark) -> None:
        if mark.sign in _ANGLED:
            self._angled(mark)
        elif mark.sign in _SINGLES:
            self._single(mark)
        elif mark.sign in _STRAIGHT:
            self._straight(mark)
        else:
            self._curly(mark)

    # -- double marks

    def _curly(self, mark: _Mark) -> None:
        opened = self._opened_double()
        if opened is not None and self._closes(mark, opened):
            self._close(opened, mark.after)
        elif mark.sign != "”" or (opened is None and mark.can_open("“\"‘'") and not mark.can_close):
            self._open(mark)

    def _closes(self, mark: _Mark, opened: _Open) -> bool:
        if mark.sign != "“":
            return mark.sign == "”"
        # Some writers type the opening mark at both ends.
        twice = opened.mark == "“" and mark.can_close and is_space(mark.behind)
        return twice or opened.mark == "„"

    def _straight(self, mark: _Mark) -> None:
        if mark.sign == "''" and mark.before.isalnum() and mark.behind.isalnum():
            return
        opened, can_open = self._opened_double(), mark.can_open("“\"‘'")
        if opened is not None and (mark.can_close or not can_open):
            self._close(opened, mark.after)
        elif can_open or not mark.can_close:
            if opened is not None and opened.mark in _STRAIGHT:
                self._drop(opened)
            self._open(mark)

    def _opened_double(self) -> _Open | None:
        return self._last(lambda one: one.mark not in _SINGLES and one.mark not in _ANGLED)

    def _angled(self, mark: _Mark) -> None:
        opened = self._last(lambda one: one.mark in _ANGLED)
        # The same mark at both ends is the Swedish and Finnish way.
        if opened is not None and (
            opened.mark == _PARTNER[mark.sign]
            or (opened.mark == mark.sign and not mark.behind.isalnum())
        ):
            self._close(opened, mark.after)
        else:
            self._open(mark)

    # -- single marks

    def _single(self, mark: _Mark) -> None:
        if mark.before.isalnum() and mark.behind.isalnum():
            return
        opened = self._last(lambda one: one.mark in _SINGLES)
        if mark.sign == "‚":
            if not is_space(mark.behind) and not mark.before.isalnum():
                self._open(mark)
        elif opened and mark.can_close and (opened.mark == "‚" or mark.sign != "‘"):
            if not self._is_possessive(mark):
                self._close(opened, mark.after)
        elif mark.sign != "’" and self._begins_single(mark):
            self._open(mark)

    def _is_possessive(self, mark: _Mark) -> bool:
        """Whether an apostrophe ends a plural (the senators’ plan) and the quotation runs on."""
        if mark.before not in "sz" or not re.match(r" \w", self.text[mark.after : mark.after + 2]):
            return False
        closing = _next(self._speech_ends, mark.after)
        if closing is None or closing > mark.after + _LONGEST_SINGLE:
            return False
        begins = _next(self._begins, mark.after + 1)
        return begins is None or begins >= closing

    def _begins_single(self, mark: _Mark) -> bool:
        if not mark.can_open('“"') or _CONTRACTION.match(self.text, mark.at, self.end):
            return False
        closing = _next(self._closings, mark.after)
        closes = closing is not None and closing <= mark.after + _LONGEST_SINGLE
        return closes or (mark.sign == "‘" and not self.stack)

    @cached_property
    def _closings(self) -> list[int]:
        return self._places(_CLOSES)

    @cached_property
    def _speech_ends(self) -> list[int]:
        return self._places(_ENDS_SPEECH)

    @cached_property
    def _begins(self) -> list[int]:
        return self._places(_BEGINS)

    def _places(self, pattern: re.Pattern[str]) -> list[int]:
        return [found.start() for found in pattern.finditer(self.text, self.start, self.end)]

    # -- the stack

    def _last(self, wanted: Callable[[_Open], bool]) -> _Open | None:
        return next((one for one in reversed(self.stack) if wanted(one)), None)

    def _open(self, mark: _Mark) -> None:
        if len(self.stack) == _MOST_OPEN:
            del self.stack[0]
        self.stack.append(_Open(mark.sign, mark.at))

    def _drop(self, opened: _Open) -> None:
        del self.stack[self.stack.index(opened) :]

    def _close(self, opened: _Open, after: int) -> None:
        self._drop(opened)
        self.done.append((opened.start, after))

    # -- the end of the paragraph

    def _closed(self) -> list[Span]:
        return [Span(*span) for span in sorted(self.done, key=lambda span: (span[0], -span[1]))]

    def _unclosed(self) -> Span | None:
        double = next((one for one in self.stack if one.mark not in _SINGLES), None)
        first = double or next((one for one in self.stack[:1] if self._is_whole(one)), None)
        if first is None:
            return None
        return Span(first.start, self.start + len(self.text[self.start : self.end].rstrip()))

    def _is_whole(self, single: _Open) -> bool:
        """A single mark that stays open counts at the start of a paragraph or after a colon."""
        before = self.text[self.start : single.start].rstrip()
        return not before or before.endswith(":")


def _next(places: list[int], place: int) -> int | None:
    index = bisect_left(places, place)
    return places[index] if index < len(places) else None
