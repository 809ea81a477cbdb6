"""From a text and the spans on it to the marks a reader sees. Pure: no database, no templates.

Spans may cross. A block's text is cut at every border of a span; where spans
share words, marks nest: the one that begins first (then the longer one) is the
outer one, and a mark that another one ends inside of is closed and opened again.
At most `DEPTH` marks nest, as the design paints them; a span below that has no
mark of its own there and is named by the innermost one, which is cut for it too.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise

DEPTH = 3
SUGGESTED = "suggested"


@dataclass(frozen=True, slots=True)
class Span:
    """What is marked: code points `start` to `end` of the text, and how it is shown.

    `kind` is quote, claim, passage or suggested; `label` is read out at the edges of the
    mark ("claim, Oriel Tavasti"), `closing` where it ends.
    """

    id: int
    start: int
    end: int
    kind: str
    label: str = ""
    closing: str = ""
    number: int = 0

    @property
    def key(self) -> str:
        """What the page calls it; suggestions have keys of their own."""
        return f"s{self.id}" if self.kind == SUGGESTED else str(self.id)


@dataclass(slots=True)
class Mark:
    """A piece of a span inside one block, from `start`; `last` says that the span ends with it.

    `also` are the spans that lie below and have no mark of their own here.
    """

    span: Span
    start: int
    last: bool = False
    also: list[Span] = field(default_factory=list)
    children: list["Mark | str"] = field(default_factory=list)


def segments(text: str, start: int, end: int, spans: Iterable[Span]) -> list[Mark | str]:
    """Return the words `text[start:end]` as strings and marks around them, in reading order.

    `text` is the whole text and the offsets of `spans` count its code points;
    spans may reach beyond the piece. Joining all strings, depth first, gives
    the piece back.
    """
    inside = sorted(
        (span for span in spans if span.start < end and span.end > start and span.start < span.end),
        key=lambda span: (span.start, -span.end, span.kind == SUGGESTED, span.id),
    )
    borders = sorted(
        {start, end}
        | {max(span.start, start) for span in inside}
        | {min(span.end, end) for span in inside}
    )
    root: list[Mark | str] = []
    opened: list[Mark] = []
    waiting = iter([*inside, None])
    coming = next(waiting)
    running: list[Span] = []
    for here, there in pairwise(borders):
        running = [span for span in running if span.end > here]
        while coming is not None and coming.start <= here:
            running.append(coming)
            coming = next(waiting)
        shown, hidden = running[:DEPTH], running[DEPTH:]
        _close_all_but(opened, shown, hidden)
        for span in shown[len(opened) :]:
            mark = Mark(span, here)
            (opened[-1].children if opened else root).append(mark)
            opened.append(mark)
        if hidden:
            opened[-1].also = hidden
        for mark in opened:
            mark.last = mark.span.end <= there
        (opened[-1].children if opened else root).append(text[here:there])
    return root


def _close_all_but(opened: list[Mark], shown: Sequence[Span], hidden: Sequence[Span]) -> None:
    keep = 0
    while keep < len(opened) and keep < len(shown) and opened[keep].span is shown[keep]:
        keep += 1
    if keep == DEPTH and opened[-1].also != hidden:
        keep -= 1
    del opened[keep:]


def html(pieces: Iterable[Mark | str]) -> str:
    """Return pieces as HTML: elements are added, characters never; all text is escaped."""
    return "".join(_html(pieces))


def _html(pieces: Iterable[Mark | str]) -> Iterator[str]:
    for piece in pieces:
        if isinstance(piece, str):
            yield escape(piece)
            continue
        span = piece.span
        ids = " ".join(one.key for one in [span, *piece.also])
        yield f'<mark class="hl" data-h="{ids}" data-kind="{escape(span.kind)}"'
        if span.start == piece.start:
            yield f' id="highlight-{span.key}" data-says="{escape(span.label)}"'
            yield f' aria-details="card-{span.key}"'
        if piece.last:
            yield f' data-ends="{escape(span.closing)}"'
            yield f' data-n="{span.number}"' if span.number else ""
        yield ">"
        for below in piece.also:
            if below.start == piece.start:
                yield f'<span id="highlight-{below.key}"></span>'
        yield from _html(piece.children)
        yield "</mark>"
