"""The words of a language that tell who speaks, and what each of them is."""

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The words of one language that signs of speech are read from, in small letters."""

    say: frozenset[str]
    """The plainest verbs of speech."""
    speech: frozenset[str]
    manner: frozenset[str]
    naming: frozenset[str]
    works: frozenset[str]
    statements: frozenset[str]
    first_person: frozenset[str]
    second_person: frozenset[str]
    finite: frozenset[str]
    reporting: frozenset[str]
    """Verbs in the mood of reported speech, where the language has one."""
    determiners: frozenset[str]
    prepositions: frozenset[str]
    breaks: frozenset[str]
    verbs: frozenset[str]
    times: frozenset[str]
    """Days, months and measures: words that have a capital and are no names."""
    pronouns: dict[str, str]
    """Pronouns that may speak: “m” or “f”, “p” for several, “n” for things, “r” for “who”; else
    those that the narrator uses of himself."""
    common: frozenset[str]
    """Words so common that their count tells the language."""
    capital_nouns: bool = False
    """Whether every noun has a capital."""

    @cached_property
    def verbs_of_speech(self) -> dict[str, str]:
        """For each verb that brings in words of somebody: “say”, “speech” or “manner”."""
        return (
            dict.fromkeys(self.manner, "manner")
            | dict.fromkeys(self.speech, "speech")
            | dict.fromkeys(self.say, "say")
        )

    @cached_property
    def classes(self) -> dict[str, str]:
        """For each word, what it is beside a quotation; words that are not listed are plain."""
        listed = (
            (self.breaks, "function word"),
            (self.works, "work"),
            (self.naming, "naming"),
            (self.manner, "manner"),
            (self.speech, "speech"),
            (self.prepositions, "preposition"),
            (self.determiners, "determiner"),
        )
        classes = {word: name for words, name in listed for word in words}
        return classes | {word: word for word in _OF_THEIR_OWN}

    @cached_property
    def light(self) -> frozenset[str]:
        """Words that titles write small."""
        return self.breaks | self.determiners


_OF_THEIR_OWN = "that dass as als of on and or to who a the so".split()
