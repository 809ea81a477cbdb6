"""Which capitalised words of a German text are names; all nouns have a capital there."""

from collections.abc import Collection

from annotations.quotations.names import GIVEN_NAMES
from annotations.quotations.narrative import Narrative
from annotations.quotations.titles import PARTICLES, title_of

_ENDINGS_OF_NOUNS = tuple(
    """
    ung ungen heit heiten keit keiten schaft schaften tion tionen tät täten ismus ment mente nis
    nisse tum chen lein eure euren erin innen isten ität agen
    """.split()
)
_ENDINGS_OF_ADJECTIVES = ("e", "en", "er", "es", "em")


def is_german_name(told: Narrative, place: int, first: int, determined: Collection[str]) -> bool:
    """Whether the capitalised word at token `place` is part of a name.

    `first` is the first token of its sentence; `determined` are words that the text uses with a
    determiner, as it does with nouns and seldom with names.
    """
    low = told.lower[place]
    if low in told.known.light or low in told.known.times:
        return False
    if low in GIVEN_NAMES or (len(low) > 1 and told.words[place].isupper()):
        return True
    if title_of(low, told.known) is not None:
        return _begins_name(told, place + 1)
    if place > first and _is_given(told, place - 1, first):
        return True
    return not (
        low in determined
        or low.endswith(_ENDINGS_OF_NOUNS)
        or (place > first and _is_determined(told, place - 1))
    )


def _begins_name(told: Narrative, place: int) -> bool:
    return place < len(told.words) and told.words[place][:1].isupper()


def _is_given(told: Narrative, place: int, first: int) -> bool:
    """Whether a surname stands behind this token: a given name, a title, a particle."""
    low = told.lower[place]
    if low in GIVEN_NAMES and told.words[place][0].isupper():
        return True
    if low in PARTICLES and place > first:
        return told.lower[place - 1] in GIVEN_NAMES
    return told.words[place][:1].isupper() and title_of(low, told.known) is not None


def _is_determined(told: Narrative, place: int) -> bool:
    """Whether a determiner or an adjective stands here, after which a noun comes."""
    low = told.lower[place]
    if low in told.known.determiners:
        return True
    return low.isalpha() and low not in told.known.classes and _is_adjective(told, place)


def _is_adjective(told: Narrative, place: int) -> bool:
    return told.words[place].islower() and told.lower[place].endswith(_ENDINGS_OF_ADJECTIVES)
