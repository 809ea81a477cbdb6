"""What sources without a name are called. Pure: the words of a text in, other words out."""

import re

from annotations.speakers.words import fold

_ARTICLES = frozenset("a an the ein eine einer der die das".split())
_WHOSE = re.compile(
    r"""\ (?:for|of|at|from|with|in|des|der|von|vom|für|aus)
        (?:(?:\ (?:the|a|an|der|die|dem|den|des))?(?:\ [A-ZÄÖÜ][\w’'-]*){1,4}
        |\ (?:the|a|an|his|her|their)\ [^\W\d_A-Z][\w’'-]*)""",
    re.VERBOSE,
)


def described(text: str, mention: str, end: int) -> str:
    """Return the words for a source together with whose it is ("a spokesman for the ministry").

    `end` is where the words end, in code points of `text`.
    """
    whose = _WHOSE.match(text, end)
    return mention + whose[0] if whose else mention


def without_article(words: str) -> str:
    """Return the words for a source as they stand alone ("Spokesman for the ministry")."""
    first, _, rest = words.partition(" ")
    plain = rest if rest and first.lower() in _ARTICLES else words
    return plain[:1].upper() + plain[1:]


def said_otherwise(mention: str, speaker: str, known: str) -> str:
    """Return the words of a text for somebody, or none where these are the name shown.

    That is the `known` speaker's, where there is one, else what the text calls them, `speaker`.
    """
    shown = {fold(known)} if known else {fold(speaker), fold(without_article(speaker))}
    return "" if fold(mention) in shown else mention
