"""The sentences around a passage. Pure: offsets are code points of a text."""

import re
from bisect import bisect_left, bisect_right

from annotations.highlights.spans import trim

SENTENCE_END = re.compile(
    r"[.!?…؟][\"'”’»›)\]]*(?:\n|(?=\s))"
    r"|[。！？][”’」』）]*\n?"
    r"|\n"
)
REACH = 320


def around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span from the sentence before the passage to the sentence after it.

    At most `REACH` code points are added at each side, cut at a space.
    """
    floor, ceiling = max(0, start - REACH - 1), min(len(text), end + REACH + 1)
    ends = SENTENCE_END.finditer(text, floor, ceiling)
    borders = [floor, *(found.end() for found in ends), ceiling]
    before = max(0, bisect_right(borders, start) - 2)
    after = min(len(borders) - 1, bisect_left(borders, end) + 1)
    first, last = borders[before], borders[after]
    if start - first > REACH:
        first = text.find(" ", start - REACH, start) + 1 or start
    if last - end > REACH:
        last = max(end, text.rfind(" ", end, end + REACH))
    return trim(text, first, last)
