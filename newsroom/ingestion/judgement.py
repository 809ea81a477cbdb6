"""Which passages of a page are its article, by trafilatura's judgement.

trafilatura answers with words, not with places, and its words have lost some
characters. They are found again in the passages by their letters and digits.
"""

import logging
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice

import trafilatura
from lxml.etree import _Element

from newsroom.articles.text import Kind
from newsroom.ingestion.metadata import plain
from newsroom.ingestion.passages import Passage

_NO_LETTER = re.compile(r"[\W_]+")
_SURE = 24
_GRAM = 12
_VAST = 6_000
_SMALL = 400
_LONGEST_BODY = 400_000

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


@lru_cache(maxsize=4096)
def key_of(text: str) -> str:
    """Return the letters and digits of `text`, by which its words are found again."""
    return _NO_LETTER.sub("", unicodedata.normalize("NFC", text))


def judged_body(tree: _Element, url: str) -> _Element | None:
    """Return what trafilatura takes for the article of `tree`, or None."""
    try:
        document = trafilatura.bare_extraction(
            tree,
            url=url or None,
            fast=_is_vast(tree),
            include_comments=False,
            include_tables=True,
            favor_precision=False,
            deduplicate=False,
            with_metadata=False,
        )
    except Exception:  # whatever a hostile page does to a parser of others, it ends here
        return None
    return None if document is None else document.body


def _is_vast(tree: _Element) -> bool:
    """Whether second opinions, whose work grows with the square of a page, take too long."""
    return next(islice(tree.iter(), _VAST, None), None) is not None


def judge(body: _Element | None, passages: Sequence[Passage]) -> list[int]:
    """Return the places in `passages` of those whose words are in `body`, in order."""
    if body is None:
        return []
    lines = [key for key in _keys(body) if key]
    whole = "".join(key_of("".join(child.itertext())) + "\n" for child in body)
    joined = whole.replace("\n", "")
    counts = Counter(lines)
    sure = {
        place
        for place, passage in enumerate(passages)
        if len(key := key_of(passage.text)) >= _SURE
        and (key in counts or _is_within(key, whole, joined))
    }
    if not sure:
        return []
    window = range(min(sure), max(sure) + 1)
    short = {place for place in window if place not in sure and _takes(counts, passages[place])}
    return sorted(sure | short)


def unpruned(passages: Sequence[Passage], kept: list[int], bodies: Iterable[str]) -> list[int]:
    """Return the places of what the data of a page say its article is, if `kept` lacks most of it.

    `bodies` are the texts in its data (articleBody). Empty when `kept` has as much, and when
    the passages do not show that article either.
    """
    shown = [key_of(passages[place].text) for place in kept]
    for body in bodies:
        told = key_of(plain(body[:_LONGEST_BODY]))
        if len(told) <= max(_SMALL, 2 * sum(len(key) for key in shown if key in told)):
            continue
        found = {
            key: place
            for place, passage in reversed(list(enumerate(passages)))
            if passage.kind is not Kind.CAPTION
            and len(key := key_of(passage.text)) >= _GRAM
            and key in told
        }
        if sum(map(len, found)) >= len(told) * 0.6:
            return sorted(found.values())
    return []


def _takes(counts: Counter[str], passage: Passage) -> bool:
    key = key_of(passage.text)
    if not key or len(key) >= _SURE or not counts[key]:
        return False
    counts[key] -= 1
    return True


def _keys(body: _Element) -> Iterator[str]:
    """The keys of the lines of `body`: of its elements, and of what line breaks divide."""
    for child in body:
        yield key_of("".join(child.itertext()))
        for part in child.iter("item", "row", "cell", "p", "head"):
            if part is not child:
                yield key_of("".join(part.itertext()))
        if child.find(".//lb") is not None:
            yield from _between_breaks(child)


def _between_breaks(element: _Element) -> Iterator[str]:
    texts = [element.text or ""]
    for part in element.iterdescendants():
        if part.tag == "lb":
            yield key_of("".join(texts))
            texts = []
        elif part.text:
            texts.append(part.text)
        if part.tail:
            texts.append(part.tail)
    yield key_of("".join(texts))


def _is_within(key: str, whole: str, joined: str) -> bool:
    """Whether the letters of `key` stand in the answer, at least for the most part."""
    if key in whole or (len(key) > 60 and key in joined):
        return True
    if len(key) < 80:
        return False
    grams = [key[start : start + _GRAM] for start in range(0, len(key) - _GRAM, _GRAM)]
    return sum(gram in joined for gram in grams) >= len(grams) * 0.7


def lines_of(body: _Element | None) -> Iterable[str]:
    """Yield the text of `body`, paragraph by paragraph, for a page that shows none of it."""
    for child in body if body is not None else ():
        yield " ".join("".join(child.itertext()).split())
