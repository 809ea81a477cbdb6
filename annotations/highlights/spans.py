"""Finding the words a reader means in a text. Offsets count code points."""

import re
from bisect import bisect_right
from itertools import accumulate


class NotInText(ValueError):
    """The words do not stand in the text, or not where they were said to."""


class Ambiguous(ValueError):
    """The words stand in the text more than once."""


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Return `start` and `end` without the white space at the ends of what they enclose."""
    words = text[start:end]
    lead = len(words) - len(words.lstrip())
    return (start + lead, start + max(lead, len(words.rstrip())))


def confirm(text: str, start: int, end: int, words: str) -> tuple[int, int]:
    """Return the trimmed span, if `words` are what stands there; NotInText if not."""
    if not 0 <= start < end <= len(text) or text[start:end] != words:
        raise NotInText
    start, end = trim(text, start, end)
    if start >= end:
        raise NotInText
    return start, end


def locate(text: str, words: str) -> tuple[int, int]:
    """Return where `words`, quoted by hand, stand: once, or Ambiguous; NotInText if nowhere.

    White space of any kind and length in `words` matches any white space of the text.
    """
    wanted = " ".join(words.split())
    runs = [found.span() for found in re.finditer(r"\S+", text)]
    flat = " ".join(text[start:end] for start, end in runs)
    at = flat.find(wanted) if wanted else -1
    if at < 0:
        raise NotInText
    if flat.find(wanted, at + 1) >= 0:
        raise Ambiguous
    starts = list(accumulate((end - start + 1 for start, end in runs), initial=0))

    def place(index: int) -> int:
        run = bisect_right(starts, index) - 1
        return runs[run][0] + index - starts[run]

    return place(at), place(at + len(wanted) - 1) + 1
