"""Which of the languages whose words are known a text is in."""

import re

from annotations.quotations.english import ENGLISH
from annotations.quotations.german import GERMAN
from annotations.quotations.lexicon import Lexicon
from annotations.quotations.other_languages import OTHER

_WORD = re.compile(r"[^\W\d_]+")
_ENOUGH = 4000
"""Characters from which the language is told."""


def lexicon_for(text: str) -> Lexicon:
    """Return the lexicon of the language that most words of `text` belong to; English in doubt."""
    words = _WORD.findall(text[:_ENOUGH].lower())
    counts = [(sum(word in it.common for word in words), it) for it in (ENGLISH, GERMAN, OTHER)]
    return max(counts, key=lambda one: one[0])[1]
