"""The people whom a page shows as its authors, read from how its elements are marked."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

from lxml.etree import _Element

from newsroom.ingestion.bylines import people, signers
from newsroom.ingestion.labels import phrase_set, word_set, words_of


class Mark(IntEnum):
    """How plainly an element is marked as naming an author, the plainest first."""

    DECLARED = 1
    NAME = 2
    CALLED = 3
    PROFILE = 4
    PROVIDER = 5


@dataclass(frozen=True, slots=True, eq=False)
class Signature:
    """An element that may name an author; `place` passages stand before it."""

    element: _Element
    mark: Mark
    place: int


type _Reader = Callable[[str], tuple[str, ...]]

_NAME_WORDS = word_set(
    """
    authorname authornames autorname bylinename writername
    """
)
_NAME_PAIRS = phrase_set(
    """
    author name, author names, byline author, byline name, full name, name author
    """
)
_AUTHOR_WORDS = word_set(
    """
    articletagauthor auteur auteurs author authorlist authors autor autore autoren autores autori
    byl byline bylines contributedby contributor contributors forfatter journalist journalists
    postedby redacteur reporter signature skribent submitted textauthor vcard writer writers
    writtenby
    """
)
_PROVIDER_WORDS = word_set(
    """
    agencia agence agency agentur provider publisher
    """
)
_NEVER_AUTHORS = word_set(
    """
    caption comment comments footer photographer reply
    """
)
_OTHERS = _NEVER_AUTHORS | word_set(
    """
    latest popular promo recommended related sidebar teaser teasers trending widget
    """
)
_PROFILE = re.compile(
    r"/(?:authors?|autor(?:e|es|en)?|auteurs?|profiles?|staff|people|by|journalists?|reporters?"
    r"|editors?|newsteam|writers?|contributors?|personen|columnists?|correspondents?"
    r"|meet-the-team|signature)/[^/?#]",
    re.IGNORECASE,
)
_LONGEST = 240


def mark_of(element: _Element, tag: str, words: Sequence[str]) -> Mark | None:
    """Return how `element`, whose class and id consist of `words`, is marked, if it is."""
    attributes = element.attrib
    if "author" in (attributes.get("rel") or "") or "author" in (attributes.get("itemprop") or ""):
        return Mark.DECLARED
    if words:
        if not _NAME_WORDS.isdisjoint(words):
            return Mark.NAME
        if not _AUTHOR_WORDS.isdisjoint(words):
            pairs = {f"{first} {second}" for first, second in pairwise(words)}
            return Mark.NAME if not _NAME_PAIRS.isdisjoint(pairs) else Mark.CALLED
        if not _PROVIDER_WORDS.isdisjoint(words):
            return Mark.PROVIDER
    if tag == "a" and _PROFILE.search(attributes.get("href") or ""):
        return Mark.PROFILE
    return None


def shown_authors(signatures: Sequence[Signature], window: range) -> tuple[str, ...]:
    """Return the people named by the plainest of `signatures` whose places are in `window`."""
    marked = [it for it in signatures if it.mark is not Mark.PROVIDER]
    return _plainest(marked, window, people, _OTHERS)


def boxed_authors(signatures: Sequence[Signature], window: range) -> tuple[str, ...]:
    """Return whom `shown_authors` would, were it not for the names of the boxes they stand in.

    Only to be asked between a headline and its text, where no story of others stands.
    """
    marked = [it for it in signatures if it.mark <= Mark.NAME]
    return _plainest(marked, window, people, _NEVER_AUTHORS)


def shown_signers(signatures: Sequence[Signature], window: range) -> tuple[str, ...]:
    """Return whoever signs, people or not, by the plainest of `signatures` in `window`."""
    marked = [it for it in signatures if it.mark is not Mark.PROFILE]
    return _plainest(marked, window, signers, _OTHERS)


def _plainest(
    signatures: Sequence[Signature], window: range, read: _Reader, others: frozenset[str]
) -> tuple[str, ...]:
    near = [it for it in signatures if it.place in window and not _is_of(others, it.element)]
    for mark in Mark:
        found = [it.element for it in near if it.mark is mark]
        if names := _names(found, read):
            return names
    return ()


def _names(elements: Sequence[_Element], read: _Reader) -> tuple[str, ...]:
    told = {element: read(text) for element in elements if (text := _text(element))}
    holders = {above for element in told if told[element] for above in element.iterancestors()}
    names = [name for element, found in told.items() if element not in holders for name in found]
    return tuple(dict.fromkeys(names))


def _text(element: _Element) -> str:
    """The text of a small element, with a bar where another element begins."""
    parts = [part for text in element.itertext() if (part := " ".join(text.split()))]
    text = " | ".join(parts)
    return text if len(text) <= _LONGEST else ""


def _is_of(others: frozenset[str], element: _Element) -> bool:
    """Whether an element stands in a box whose name has one of the words `others`."""
    above = element
    for _ in range(4):
        if not others.isdisjoint(words_of(above)):
            return True
        parent = above.getparent()
        if parent is None:
            return False
        above = parent
    return False
