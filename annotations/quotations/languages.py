"""Which of the languages whose words are known a text is in."""

from collections.abc import Sequence

from annotations.quotations.english import ENGLISH
from annotations.quotations.german import GERMAN
from annotations.quotations.lexicon import Lexicon
from annotations.quotations.other_languages import OTHER

_MOST_WORDS = 600


def lexicon_for(words: Sequence[str]) -> Lexicon:
    """Return the lexicon of the language that most of `words`, in small letters, belong to."""
    some = words[:_MOST_WORDS]
    counts = [(sum(word in it.common for word in some), it) for it in (ENGLISH, GERMAN, OTHER)]
    return max(counts, key=lambda one: one[0])[1]
