"""What stands in quotation marks, paragraph by paragraph, nested levels included.

What runs on over paragraphs is joined. Whether somebody said it is judged in `speech`.
Offsets count code points of the text; a quotation covers its marks.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from annotations.quotations.pairing import Paragraph, Span

_SAME = {"“": '“"”', '"': '"“', "‘": "‘'", "'": "'‘", "„": "„“", "«": "«»", "»": "»«"}
_QUOTES = re.compile(r"""[“”"„«»‹›]""")
_SENTENCE_END = re.compile(r"""[.?!…:]["'”’)\]]*\s*$""")
_LEFT_OVER = re.compile(
    r"\W*(?:advert|image|photo|picture|caption|read more|related|sign up|watch|video"
    r"|subscribe|share|story continues|continue reading|source|credit)",
    re.IGNORECASE,
)
_LONGEST_LEFT_OVER = 240
_MOST_PARAGRAPHS = 200


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words in quotation marks: code points `start` to `end` of the text, marks included.

    `level` is 0 for what stands in no other quotation. `pieces` are the parts in each paragraph
    that it runs over. `follows` is the index, in the same list, of the part before an
    interruption (“A,” she said. “B.”), or None. `closed` is False where no mark ends it.
    """

    start: int
    end: int
    level: int = 0
    pieces: tuple[tuple[int, int], ...] = ()
    closed: bool = True
    follows: int | None = None


def paragraphs_of(text: str) -> list[tuple[int, int]]:
    """Return start and end of each line of `text` that is not empty, blanks before it left out."""
    return [found.span() for found in re.finditer(r"\S[^\n]*", text)]


def read_marks(text: str, skipped: Collection[int] = ()) -> list[Quotation]:
    """Return all that stands in quotation marks, nested levels included, in order.

    `skipped` are starts of lines that no quotation runs over: captions, left-overs of a page.
    """
    lines = paragraphs_of(text)
    found: list[Quotation] = []
    running: Quotation | None = None
    for number, (start, end) in enumerate(lines):
        pieces, unclosed = _read(text, start, end)
        aside = start in skipped or (running and _is_aside(text, lines, number, running))
        if running and not aside:
            pieces, unclosed = _joined(text, start, running, pieces, unclosed)
        found += pieces
        if not aside:
            running = unclosed
    if running:
        found.append(running)
    return _levelled(found)


def _levelled(found: Iterable[Quotation]) -> list[Quotation]:
    """Return quotations in order, each with the number of those that it stands in."""
    result: list[Quotation] = []
    around: list[int] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        while around and around[-1] <= one.start:
            around.pop()
        result.append(replace(one, level=len(around)))
        around.append(one.end)
    return result


def _read(text: str, start: int, end: int) -> tuple[list[Quotation], Quotation | None]:
    spans, unclosed = Paragraph(text, start, end).read()
    pieces = [_quotation(span) for span in spans]
    return pieces, replace(_quotation(unclosed), closed=False) if unclosed else None


def _quotation(span: Span) -> Quotation:
    return Quotation(span.start, span.end, pieces=((span.start, span.end),))


def _is_aside(text: str, lines: Sequence[tuple[int, int]], number: int, running: Quotation) -> bool:
    """Whether a line is a caption or the like, after which the quotation goes on."""
    start, end = lines[number]
    line = text[start:end]
    return (
        number + 1 < len(lines)
        and len(line) <= _LONGEST_LEFT_OVER
        and not _QUOTES.search(line)
        and (_LEFT_OVER.match(line) is not None or not _SENTENCE_END.search(line))
        and _continues(text, lines[number + 1][0], running)
    )


def _continues(text: str, start: int, running: Quotation) -> bool:
    """Whether a paragraph begins with the mark that is still open."""
    mark = text[running.start]
    return text[start] in _SAME.get(mark, mark) and len(running.pieces) < _MOST_PARAGRAPHS


def _joined(
    text: str,
    start: int,
    running: Quotation,
    pieces: list[Quotation],
    unclosed: Quotation | None,
) -> tuple[list[Quotation], Quotation | None]:
    """Join the quotation at the start of a paragraph to the one that runs on into it."""
    if not _continues(text, start, running):
        return [running, *pieces], unclosed
    if unclosed and unclosed.start == start:
        return pieces, _together(running, unclosed)
    if pieces and pieces[0].start == start:
        return [_together(running, pieces[0]), *pieces[1:]], unclosed
    return [running, *pieces], unclosed


def _together(one: Quotation, other: Quotation) -> Quotation:
    return replace(other, start=one.start, pieces=(*one.pieces, *other.pieces))
