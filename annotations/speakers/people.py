"""The people a text names, for choosing a speaker without typing. Pure: text in, names out.

A name is a run of two to four capitalised words that the text treats as
somebody who speaks: a word of saying stands near it, or the text comes back to
its last word alone ("Ms Tavasti", "Tavasti said"). Places, bills and
organisations mostly fail both.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_WORD = re.compile(r"[^\W\d_][^\W\d_]*(?:[-'’][^\W\d_]+)*")
_PARTICLES = frozenset("al ap bin da de del della den der di dos du el ibn la le van von".split())
_TITLES = frozenset(
    "Mr Mrs Ms Miss Mx Sir Dame Lord Lady Dr Prof Professor President Premier Prime Minister "
    "Chancellor Secretary Senator Representative Governor Mayor Judge Justice General Captain "
    "King Queen Prince Princess Herr Frau".split()
)
_OPENERS = frozenset(
    "A After Although An And As At Before But By Even For From He Her His How However I If In "
    "It Its Last Like No Not Now Of On Or Our She Since So That The Their Then There They This "
    "Those Though Under Until We What When Where Which While Who Why With Yet You "
    "Der Die Das Ein Eine Und Aber Am Auf Bei Im In Mit Nach Von Vor Zu".split()
)
_SAID = (
    r"said|says|told|tells|asked|added|wrote|writes|argued|warned|insisted|replied|repeated|"
    r"explained|announced|declared|denied|claimed|called|promised|answered|"
    r"sagte|sagt|erklärte|betonte|warnte|schrieb|meinte|forderte"
)
_SAYING = re.compile(rf"\b(?:{_SAID})\b")
_LETTERS = _WORD.pattern
_ALONE = re.compile(
    rf"\b(?:{'|'.join(sorted(_TITLES))}) ({_LETTERS})|\b({_LETTERS})(?= (?:{_SAID})\b)"
)
_POSSESSIVE = re.compile(r"['’]s$")
BEFORE, AFTER = 16, 48


@dataclass(frozen=True, slots=True)
class Person:
    """A name and where it stands: code points of the text."""

    name: str
    places: tuple[int, ...]

    def distance(self, offset: int) -> int:
        """How far the nearest mention is from `offset`."""
        return min(abs(place - offset) for place in self.places)


def people_in(text: str) -> list[Person]:
    """Return the people `text` names, in the order in which it first names them."""
    places: dict[str, list[int]] = {}
    for name, start in _runs(text):
        places.setdefault(name, []).append(start)
    known = _called_alone(text)
    return [
        Person(name, tuple(starts))
        for name, starts in places.items()
        if name.rsplit(" ", 1)[1] in known or any(_speaks(text, name, start) for start in starts)
    ]


def _runs(text: str) -> Iterator[tuple[str, int]]:
    run: list[re.Match[str]] = []
    for word in _WORD.finditer(text):
        joined = run and text[run[-1].end() : word.start()] in {" ", "\N{NO-BREAK SPACE}"}
        if not joined:
            yield from _name(run)
            run = []
        if word[0][0].isupper() or (run and word[0] in _PARTICLES):
            run.append(word)
        else:
            yield from _name(run)
            run = []
    yield from _name(run)


def _name(run: list[re.Match[str]]) -> Iterator[tuple[str, int]]:
    words = list(run)
    while words and (words[0][0] in _OPENERS or words[0][0] in _TITLES):
        words.pop(0)
    while words and words[-1][0] in _PARTICLES:
        words.pop()
    if 2 <= len(words) <= 4:
        yield _POSSESSIVE.sub("", " ".join(word[0] for word in words)), words[0].start()


def _called_alone(text: str) -> set[str]:
    """The words that stand after a title, or before a word of saying."""
    return {found[1] or found[2] for found in _ALONE.finditer(text)}


def _speaks(text: str, name: str, start: int) -> bool:
    end = start + len(name)
    around = text[max(0, start - BEFORE) : end + AFTER]
    return bool(_SAYING.search(around))
