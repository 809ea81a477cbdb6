"""The words in the class and id of an element."""

import re
from functools import lru_cache

from lxml.etree import _Element

_CAMEL = re.compile(r"(?<=[a-z\d])(?=[A-Z])")
_APART = re.compile(r"[^a-z]+")
_LONGEST = 400


def word_set(text: str) -> frozenset[str]:
    """Return the words of `text`, a list written with spaces."""
    return frozenset(text.split())


def word_list(text: str) -> tuple[str, ...]:
    """Return the words of `text`, a list written with spaces, in their order."""
    return tuple(text.split())


def phrase_set(text: str) -> frozenset[str]:
    """Return the phrases of `text`, a list written with commas."""
    return frozenset(" ".join(phrase.split()) for phrase in text.split(","))


def words_of(element: _Element) -> tuple[str, ...]:
    """Return the words of which the class and id of `element` are made, folded."""
    return _words(f"{element.get('class') or ''} {element.get('id') or ''}"[:_LONGEST])


@lru_cache(maxsize=4096)
def _words(label: str) -> tuple[str, ...]:
    return tuple(word for word in _APART.split(_CAMEL.sub("-", label).lower()) if word)
