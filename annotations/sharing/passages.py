"""What is shown around a passage, and how to point at it in the original. Offsets: code points."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from annotations.highlights.spans import trim
from annotations.highlights.surroundings import REACH, SENTENCE_END
from annotations.quotations.quotation_marks import read_marks

LONG = 300
_FARTHEST = 3 * REACH


@dataclass(frozen=True, slots=True)
class Context:
    """A piece of a text; whether the paragraphs it stands in have more before and after it."""

    start: int
    end: int
    has_more_before: bool
    has_more_after: bool


def in_context(text: str, start: int, end: int) -> Context:
    """Return the passage with its whole sentences and the one before and after, if these are near.

    It stays inside the passage's own paragraphs and cuts no quotation: one that is too long to be
    told whole leaves the passage by itself.
    """
    floor = text.rfind("\n", 0, start) + 1
    ceiling = text.find("\n", end)
    ceiling = len(text) if ceiling < 0 else ceiling
    borders = _borders(text[floor:ceiling], floor)
    before = [border for border in borders if border <= start][-2:]
    after = [border for border in borders if border >= end][:2]
    first, last = before[-1], after[0]
    if max(start - first, last - end) > _FARTHEST:
        first, last = start, end
    else:
        first = before[0] if start - before[0] <= REACH else first
        last = after[-1] if after[-1] - end <= REACH else last
    first, last = trim(text, first, last)
    return Context(
        first,
        last,
        has_more_before=bool(text[floor:first].strip()),
        has_more_after=bool(text[last:ceiling].strip()),
    )


def _borders(paragraphs: str, offset: int) -> Sequence[int]:
    """Where sentences begin and end, save inside quotations; `offset` is added to each."""
    told = [(one.start, one.end) for one in read_marks(paragraphs)]
    ends = [found.end() for found in SENTENCE_END.finditer(paragraphs)]
    whole = [end for end in ends if not any(first < end < last for first, last in told)]
    return [offset + place for place in sorted({0, *whole, len(paragraphs)})]


def text_fragment(text: str, start: int, end: int) -> str:
    """Return the `#:~:text=` fragment that shows `text[start:end]` in the original page.

    From the WICG draft "URL Fragment Text Directives": a long passage is named
    by its first and last words; a passage over several blocks always is.
    """
    words = text[start:end]
    if len(words) <= LONG and "\n" not in words:
        return "#:~:text=" + _encoded(words)
    first, last = words.split("\n")[0].split(), words.split("\n")[-1].split()
    return f"#:~:text={_encoded(' '.join(first[:6]))},{_encoded(' '.join(last[-6:]))}"


def _encoded(words: str) -> str:
    return quote(words, safe="").replace("-", "%2D")
