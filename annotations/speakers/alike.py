"""Whether two names may be one person's. Pure.

Surnames must be the same; given names may be left out, shortened to initials, swapped with the
surname, or written in another script. A suggestion costs a glance, so it may be wrong; two full
names that differ are two people.
"""

import re

from annotations.speakers.words import PARTICLES, TITLES, fold, latin

_WORD = re.compile(r"[^\W_]+")
_ONE_LETTER = 1


def may_be_one(name: str, other: str) -> bool:
    """Whether both names may be one person's (or one organisation's)."""
    one, two = _parts(name), _parts(other)
    if not one or not two:
        return False
    if sorted(one) == sorted(two):
        return True
    return _fits(one, two) or _fits(_turned(one), two) or _fits(one, _turned(two))


def keys_of(name: str) -> set[str]:
    """Return the words of `name` that another name of the same person must share one of."""
    return {word for word in _parts(name) if len(word) > _ONE_LETTER}


def _parts(name: str) -> list[str]:
    words = _WORD.findall(latin(fold(name)))
    kept = [word for word in words if word not in TITLES and word not in PARTICLES]
    return kept or words


def _turned(words: list[str]) -> list[str]:
    """ "Tavasti Oriel" for "Oriel Tavasti"."""
    return [words[-1], *words[:-1]] if len(words) > 1 else words


def _fits(one: list[str], two: list[str]) -> bool:
    """Whether the surnames are the same and the given names can be each other's."""
    if one[-1] != two[-1] or len(one[-1]) <= _ONE_LETTER:
        return False
    given, others = one[:-1], two[:-1]
    if not given or not others:
        return True
    short, long = sorted([given, others], key=len)
    return _same(short[0], long[0]) and all(
        any(_same(word, each) for each in long[1:]) for word in short[1:]
    )


def _same(word: str, other: str) -> bool:
    short, long = sorted([word, other], key=len)
    return word == other or (len(short) == _ONE_LETTER and long.startswith(short))
