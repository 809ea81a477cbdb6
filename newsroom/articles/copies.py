"""The same words in two texts: agency copy at several outlets, shortened, edited or built in.

Texts are compared by their shingles, runs of words that follow each other (Broder, 1997, "On the
resemblance and containment of documents"). Of the hashes of all shingles those below a limit are
the sample of a text: the same ones in every text, so that a short text is found inside a long one.
Pure: nothing here asks the database.
"""

import re
import unicodedata
from collections.abc import Sequence
from hashlib import blake2b
from heapq import nsmallest

from newsroom.articles.text import BODY_KINDS, Extent

WORDS = 5
"""Words in a shingle. An edit changes as many of them."""
CHARACTERS = 12
"""Characters in a shingle of a script that has no spaces between words."""
RATE = 16
"""One of so many shingles is in the sample."""
MOST = 256
"""Hashes in the largest sample; that of a text of some 4,000 words."""
LEAST = 40
"""Shingles a text must have: shorter ones are alike by chance, and say little."""

_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
_TOKEN = re.compile(rf"[{_UNSPACED}]|(?:(?![_{_UNSPACED}])\w)+")
_WITHOUT_SPACES = re.compile(f"[{_UNSPACED}]")
_HIDDEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff'’ʼ]")


def body_of(text: str, extents: Sequence[Extent]) -> str:
    """Return what of a text is compared: no titles, standfirsts or captions, which outlets make."""
    return "\n".join(text[one.start : one.end] for one in extents if one.kind in BODY_KINDS)


def shingles(text: str) -> set[int]:
    """Return the hashes, 64 bits with a sign, of all shingles of a text.

    Neither letter case, punctuation nor typography counts.
    """
    plain = _HIDDEN.sub("", unicodedata.normalize("NFKC", text)).casefold()
    tokens = _TOKEN.findall(plain)
    size = CHARACTERS if len(_WITHOUT_SPACES.findall(plain)) * 2 > len(tokens) else WORDS
    return {_hash(tokens[at : at + size]) for at in range(len(tokens) - size + 1)}


def _hash(tokens: Sequence[str]) -> int:
    digest = blake2b(" ".join(tokens).encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)


def sample(shingles: set[int]) -> list[int]:
    """Return the hashes by which copies of a text are looked for; none where it is too short."""
    if len(shingles) < LEAST:
        return []
    limit = -(2**63) + 2**64 // RATE
    return nsmallest(MOST, (one for one in shingles if one < limit))


def containment(one: set[int], other: set[int]) -> float:
    """Return how much of the smaller set is in the larger, from 0 to 1."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0


def shared(one: str, other: str) -> float:
    """Return how much of the shorter text stands in the longer, from 0 to 1."""
    return containment(shingles(one), shingles(other))
