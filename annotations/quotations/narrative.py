"""The words around quotations: tokens and sentences, in one pass over a text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from annotations.quotations.english import ENGLISH
from annotations.quotations.german import GERMAN
from annotations.quotations.languages import lexicon_for
from annotations.quotations.lexicon import Lexicon
from annotations.quotations.quotation_marks import Quotation, paragraphs_of

_WORD = re.compile(
    r"(?:[A-Z]\.){2,}|[^\W\d_]+(?:['’.\-‑&][^\W_]+)*\.?|\d[\d.,:/]*\w*|[^\w\s]", re.UNICODE
)
_ABBREVIATIONS = frozenset(
    """
    mr mrs ms dr prof sen sens rep reps gov govs gen col lt sgt capt maj adm rev hon st jr sr vs no
    jan feb mar apr jun jul aug sept sep oct nov dec mon tue wed thu fri sat sun inc corp co ltd
    calif fla mass conn ala ariz colo ill ind minn miss mo neb nev okla ore pa tenn tex va vt wash
    wis wyo u.s u.k u.n d.c a.m p.m e.g i.e etc cllr cmdr supt det insp bzw ca usw ggf evtl vgl
    """.split()
)
_CLOSERS = "”\"'’»“)] "
_TELLING = frozenset(
    "said says asked replied wrote added told writes asks sagte fragte rief".split()
)
_LONGEST_SENTENCE = 100
"""Tokens; what goes on for longer is no sentence, and each is searched from end to end."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the narrator: tokens `first` to `last` (exclusive), quotations included."""

    first: int
    last: int
    paragraph: int


@dataclass(slots=True)
class Narrative:
    """A text as a row of tokens; each quotation of the outermost level is one token.

    `starts` and `ends` are code points; `words` the tokens, "" for a quotation; `quotes` gives
    for each token the index of the quotation it stands for, or -1; `verbs` "say", "speech" or
    "manner" for verbs that bring in speech, else "". `token_of` and `last_token_of` give the
    first and the last token of each quotation, which has one in every paragraph.
    """

    text: str
    quotations: Sequence[Quotation]
    known: Lexicon = ENGLISH
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    lower: list[str] = field(default_factory=list)
    verbs: list[str] = field(default_factory=list)
    quotes: list[int] = field(default_factory=list)
    paragraph: list[int] = field(default_factory=list)
    sentence: list[int] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)
    token_of: dict[int, int] = field(default_factory=dict)
    last_token_of: dict[int, int] = field(default_factory=dict)

    def quoted(self, token: int) -> str:
        """Return the text of the quotation that `token` stands for, marks included."""
        one = self.quotations[self.quotes[token]]
        return self.text[one.start : one.end]

    def last_token(self, token: int) -> int:
        """Return the last token of the quotation that `token` stands for."""
        return self.last_token_of[self.quotes[token]]

    def sentence_of(self, token: int) -> Sentence:
        return self.sentences[self.sentence[token]]


def narrate(text: str, quotations: Sequence[Quotation]) -> Narrative:
    """Return the tokens and sentences of `text`; `quotations` are outermost and in order."""
    made = Narrative(text, quotations)
    pieces = [
        (start, end, number) for number, one in enumerate(quotations) for start, end in one.pieces
    ]
    place = 0
    for number, (start, end) in enumerate(paragraphs_of(text)):
        at = start
        while place < len(pieces) and pieces[place][0] < end:
            first, last, quote = pieces[place]
            _add_words(made, at, first, number)
            _add(made, first, last, "", number, quote)
            at = last
            place += 1
        _add_words(made, at, end, number)
    _look_up(made)
    _divide(made)
    return made


def _add_words(made: Narrative, start: int, end: int, paragraph: int) -> None:
    for found in _WORD.finditer(made.text, start, end):
        word, begins, ends = found[0], found.start(), found.end()
        if word[-1] == "." and len(word) > 1 and _is_sentence_end(word):
            _add_word(made, begins, ends - 1, word[:-1], paragraph)
            _add(made, ends - 1, ends, ".", paragraph)
        else:
            _add_word(made, begins, ends, word, paragraph)


def _is_sentence_end(word: str) -> bool:
    """Whether the full stop of a word is not that of an abbreviation or an initial."""
    if "." in word[:-1] or word[:-1].lower() in _ABBREVIATIONS:
        return False
    return len(word) > 2 or not word[0].isupper()


def _add_word(made: Narrative, start: int, end: int, word: str, paragraph: int) -> None:
    """Add a word; a possessive ending is a token of its own."""
    if len(word) > 2 and word[-1] == "s" and word[-2] in "'’":
        _add(made, start, end - 2, word[:-2], paragraph)
        _add(made, end - 2, end, "'s", paragraph)
    else:
        _add(made, start, end, word, paragraph)


def _add(made: Narrative, start: int, end: int, word: str, paragraph: int, quote: int = -1) -> None:
    if quote >= 0:
        made.token_of.setdefault(quote, len(made.words))
        made.last_token_of[quote] = len(made.words)
    made.starts.append(start)
    made.ends.append(end)
    made.words.append(word)
    made.lower.append(word.lower().replace("’", "'"))
    made.quotes.append(quote)
    made.paragraph.append(paragraph)


def _look_up(made: Narrative) -> None:
    made.known = lexicon_for(made.text)
    verbs = made.known.verbs_of_speech
    made.verbs = [verbs.get(word, "") for word in made.lower]


def _divide(made: Narrative) -> None:
    first = 0
    count = len(made.words)
    for place in range(count):
        last = place + 1
        if (
            last == count
            or made.paragraph[last] != made.paragraph[place]
            or last - first == _LONGEST_SENTENCE
            or _ends(made, place)
        ):
            made.sentence += [len(made.sentences)] * (last - first)
            made.sentences.append(Sentence(first, last, made.paragraph[first]))
            first = last


def _ends(made: Narrative, place: int) -> bool:
    """Whether a sentence ends with this token, which is not the last of its paragraph."""
    word = made.words[place]
    if made.quotes[place] >= 0:
        return _quotation_ends(made, place)
    if word not in (".", "?", "!", "…"):
        return False
    following = made.words[place + 1]
    if word == ".":
        return following[:1] not in (",", ";", ")", ".") and not (
            following[:1].islower() or _is_ordinal(made, place)
        )
    return not following or following[0].isupper()


def _is_ordinal(made: Narrative, place: int) -> bool:
    """Whether a full stop is that of a German ordinal: “am 3. Mai”."""
    before = made.words[place - 1] if place else ""
    return made.known is GERMAN and before.isdigit() and len(before) < 3


def _quotation_ends(made: Narrative, place: int) -> bool:
    inner = made.text[made.starts[place] : made.ends[place]].rstrip(_CLOSERS)
    following = made.words[place + 1]
    if not inner or following[:1].islower() or (following and not following[0].isalnum()):
        return False
    if inner[-1] == ".":
        return not (following and _tells_soon(made, place + 1, 3))
    return inner[-1] in "?!…" and not _tells_soon(made, place + 1, 8)


def _tells_soon(made: Narrative, place: int, within: int) -> bool:
    """Whether a verb of speech comes before the sentence ends, `within` some tokens."""
    for other in range(place, min(place + within, len(made.words))):
        if made.quotes[other] >= 0 or made.words[other] in ".?!:":
            return False
        if made.lower[other] in _TELLING:
            return True
    return False
