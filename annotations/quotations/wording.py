"""Signs in the words between quotation marks that somebody said them, or that nobody did."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from annotations.quotations.lexicon import Lexicon

_INNER = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_SEVERAL = re.compile(r"[.!?]\s")
_ADDRESS = re.compile(r"\w\.\w{2,3}$|\d\w*$")
_EDGES = "“”\"'’‘„‚«»‹›` \xa0"
_COUNTS = (0, 1, 2, 3, 4, 5, 6, 7, 10, 16)
_ENDINGS = {
    "?": "asks or exclaims",
    "!": "asks or exclaims",
    ".": "full stop",
    ",": "comma",
    "…": "breaks off",
    "–": "breaks off",
    "—": "breaks off",
    "-": "breaks off",
}
_CASES = ("title case", "one capital word", "mostly capitals", "capital", "small letter")


def without_marks(words: str) -> str:
    """Return words in marks without the marks and the blanks at both ends."""
    return words.strip(_EDGES)


def words_of(inner: str) -> list[str]:
    """Return the words between the marks."""
    return _INNER.findall(inner)


def signs_inside(inner: str, words: Sequence[str], known: Lexicon) -> list[str]:
    """Return the signs in the words themselves; `inner` is without marks, `words` as split."""
    return [
        f"words:{_COUNTS[bisect_right(_COUNTS, len(words)) - 1]}",
        *_grammar(words, known),
        *_capitals(inner, words, known),
        *_edges(inner, words),
    ]


def case_of(signs: Sequence[str]) -> str:
    """Return the one of `signs` that tells how the words are capitalised."""
    return next((one for one in _CASES if one in signs), "")


def _grammar(words: Sequence[str], known: Lexicon) -> Iterator[str]:
    lower = {word.lower().replace("’", "'") for word in words}
    if not lower.isdisjoint(known.first_person):
        yield "first person"
    if not lower.isdisjoint(known.second_person):
        yield "second person"
    if not lower.isdisjoint(known.finite):
        yield "finite verb"
    if not lower.isdisjoint(known.determiners):
        yield "determiner inside"


def _capitals(inner: str, words: Sequence[str], known: Lexicon) -> Iterator[str]:
    if inner[:1].isupper():
        yield "capital"
    elif inner[:1].islower():
        yield "small letter"
    heavy = [word for word in words if word.lower() not in known.light]
    capitals = sum(word[0].isupper() or word[0].isdigit() for word in heavy)
    if heavy and capitals == len(heavy):
        yield "title case" if len(words) > 1 else "one capital word"
    elif len(heavy) > 2 and capitals * 3 >= len(heavy) * 2:
        yield "mostly capitals"


def _edges(inner: str, words: Sequence[str]) -> Iterator[str]:
    if inner[-1:] in _ENDINGS:
        yield _ENDINGS[inner[-1]]
    if _SEVERAL.search(inner):
        yield "several sentences"
    if "[" in inner or "..." in inner or "…" in inner:
        yield "edited"
    if inner.startswith(("#", "@")):
        yield "hashtag"
    if len(words) < 4:
        yield from _form(inner, words)


def _form(inner: str, words: Sequence[str]) -> Iterator[str]:
    """What tells a name, a code or an adjective from words that were said."""
    if _ADDRESS.search(inner):
        yield "address or code"
    if words and words[-1].islower():
        yield f"ends in {words[-1][-2:]}"
