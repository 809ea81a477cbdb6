"""Who a text mentions outside its quotations: names, pronouns and noun phrases, in order.

A mention is a row of tokens of a `Narrative`. Phrases are found without a tagger: they run from a
determiner, an adjective or a capital to the next word that ends phrases (a preposition, a
conjunction, an auxiliary, a verb of speech, a mark).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

from annotations.quotations.german_names import is_german_name
from annotations.quotations.names import GIVEN_NAMES
from annotations.quotations.narrative import Narrative, Sentence
from annotations.quotations.titles import NUMBERS_OF_NAMES, PARTICLES, TITLES, title_of


class Kind(StrEnum):
    NAME = "name"
    PRONOUN = "pronoun"
    NOUN = "noun"


@dataclass(slots=True)
class Mention:
    """Tokens `first` to `last` (exclusive) that name or describe somebody.

    `head` is the last word of a name without titles, of a noun phrase its noun, of a pronoun
    itself; in small letters. `name` is a name without titles. `gender` is "m", "f" or "".
    """

    first: int
    last: int
    kind: Kind
    head: str
    name: tuple[str, ...] = ()
    gender: str = ""
    appended: bool = False
    """Stands after a comma to explain the mention before it: “Tavasti, the minister,”."""
    owner: bool = False
    """Followed by a possessive ending."""


_ORGANISING = frozenset(
    """
    department ministry house bank office council university institute board chamber court college
    school federation association commission committee party alliance union league center centre
    centers society chamber bureau agency secretary ministers coalition church foundation fund
    friends voice states army museum academy congress chancellor duke bishop archbishop lord earl
    conference senate college republic city state speaker leader minister clerk
    """.split()
)
BODIES = frozenset(
    """
    department ministry bank office council university institute board chamber court college school
    federation association commission committee party alliance union league center centre society
    bureau agency coalition church foundation fund army museum academy congress conference senate
    authority ferries railways airlines airways police company corporation group network
    newspaper club service services house bishop friends
    """.split()
)
"""Names that end so are nobody's who could be "he" or "she", unless a form of address tells."""
_TURNS = frozenset(
    ("zu", noun) for noun in "beginn anfang ende recht hause wort protokoll gast fuß".split()
)
_FORMS = frozenset("mr mrs ms miss".split())
_NO_NAMES = frozenset(
    """
    also then later once often now just still even simply only previously nobody somebody anybody
    everybody someone anyone everyone nothing something anything everything neither
    """.split()
)
"""Words that begin sentences and look like names there."""
_OWN = ("i'm", "i've", "i'd", "i'll")
"""The narrator, together with the verb."""


_OPENERS = frozenset(("", ":", "•", "-", "—", "–"))
_AUXILIARY = frozenset("has have had was were is are will would".split())
_LY = frozenset("family ally bully reply assembly rally supply anomaly jelly butterfly".split())
_AFTER_VERBS = frozenset("up out down back the a an his her their that it".split())
_STANDING = frozenset("many some others several most both another few one".split())
_DETERMINED = frozenset(
    "a an the his her their its der die das ein eine sein seine ihr ihre".split()
)


def find_mentions(told: Narrative) -> list[Mention]:
    """Return the mentions in all sentences of `told`, in order."""
    written = _Written(told)
    return [one for row in told.sentences for one in _Phrases(told, written, row).read()]


class _Written:
    """How a text writes its words, in small letters, so that a capital can be judged."""

    def __init__(self, told: Narrative) -> None:
        self.capital = _capital_words(told)
        self.usual = _usual_words(told) - self.capital
        nouns = told.known.capital_nouns
        self.determined = _determined_words(told) if nouns else frozenset()
        self.surnames = _words_after_given_names(told) if nouns else frozenset()


def _usual_words(told: Narrative) -> frozenset[str]:
    """Words that the text also writes small, so that a capital says nothing about them."""
    return frozenset(word for word in told.words if word.islower())


def _capital_words(told: Narrative) -> frozenset[str]:
    """Words, in small letters, that have a capital where no sentence begins."""
    return frozenset(
        low
        for place, low in enumerate(told.lower)
        if place
        and told.words[place][:1].isupper()
        and (told.words[place - 1][:1].islower() or told.words[place - 1] == ",")
    )


def _determined_words(told: Narrative) -> frozenset[str]:
    """Words that stand behind a determiner somewhere: nouns, in a language that capitalises."""
    determiners = told.known.determiners
    return frozenset(
        low
        for place, low in enumerate(told.lower)
        if place and told.lower[place - 1] in determiners
    )


def _words_after_given_names(told: Narrative) -> frozenset[str]:
    return frozenset(
        low
        for place, low in enumerate(told.lower)
        if place and told.words[place][:1].isupper() and told.lower[place - 1] in GIVEN_NAMES
    )


class _Phrases:
    """Reads the mentions of one sentence."""

    def __init__(self, told: Narrative, written: _Written, sentence: Sentence) -> None:
        self.told, self.known, self.written = told, told.known, written
        self.first, self.last = sentence.first, sentence.last
        self.words, self.lower, self.quotes = told.words, told.lower, told.quotes

    def read(self) -> list[Mention]:
        found: list[Mention] = []
        place = self.first
        while place < self.last:
            mentions, place = self._phrase(place)
            for mention in mentions:
                mention.appended = self._is_appended(mention, found)
                found.append(mention)
        return found

    def _phrase(self, place: int) -> tuple[list[Mention], int]:
        """Return the mentions of the phrase that begins at `place`, and where to go on."""
        low = self.lower[place]
        if self.quotes[place] >= 0 or not self.words[place][0].isalpha():
            return [], place + 1
        if low in self.known.pronouns:
            return [self._pronoun(place)], place + 1
        if self._is_name_word(place):
            return self._name(place, place)
        if low in self.known.determiners or not self._ends_phrase(place):
            return self._noun(place)
        return [], place + 1

    def _pronoun(self, place: int) -> Mention:
        kind = self.known.pronouns[self.lower[place]]
        gender = kind if kind in "mf" else ""
        return Mention(place, place + 1, Kind.PRONOUN, self.lower[place], gender=gender)

    # -- names

    def _is_name_word(self, place: int) -> bool:
        word = self.words[place]
        if self.quotes[place] >= 0 or not word[0].isupper():
            return False
        low = self.lower[place]
        if self.known.capital_nouns:
            if place == self.first and not self._is_known_at_start(place, low):
                return False
            return is_german_name(self.told, place, self.first, self.written.determined)
        if low == "i" or low in _OWN:
            return False
        if place == self.first or self.words[place - 1] in _OPENERS:
            return self._is_name_at_start(place, low)
        return (low not in self.known.light and low not in self.known.times) or word.isupper()

    def _is_known_at_start(self, place: int, low: str) -> bool:
        """Whether a word that begins a sentence, where nouns have capitals, may be a name."""
        after = place + 1
        return (
            low in self.written.surnames
            or low in GIVEN_NAMES
            or title_of(low, self.known) is not None
            or self._tells(after)
            or (after < self.last and self.words[after][:1].isupper())
        )

    def _is_name_at_start(self, place: int, low: str) -> bool:
        if low in self.known.determiners:
            return False
        if low in self.written.capital and (low not in self.known.breaks or self._tells(place + 1)):
            return True
        if low in self.known.light or low in self.known.times or low in _NO_NAMES:
            return False
        if low in TITLES or self.words[place].isupper():
            return True
        if low.removesuffix("s") in self.known.times:
            return False
        after = self.words[place + 1][:1] if place + 1 < self.last else ""
        # “Members would pay”, “Take those two”, “Clause 9 speaks of”.
        common = low.endswith("s") or low in self.known.verbs
        if after.isdigit() or (common and after.islower() and not self._tells(place + 1)):
            return False
        if after.isupper():
            return True
        return low not in self.written.usual and not low.endswith(("ly", "ing"))

    def _tells(self, place: int) -> bool:
        return place < self.last and bool(self.told.verbs[place])

    def _name(self, start: int, place: int) -> tuple[list[Mention], int]:
        """Read a run of capitals that begins at `place`, of a phrase that begins at `start`."""
        end = self._end_of_name(place)
        if end < self.last and self.lower[end] == "'s":
            owner = self._named(start, place, end)
            owner.owner = True
            if end + 1 < self.last and self._goes_on(end + 1):
                rest, after = self._owned(start, end + 1)
                return [owner, *rest], after
            return [owner], end + 1
        if end < self.last and self._is_plain_noun(end):
            return self._noun(start, end)
        return [self._named(start, place, end)], end

    def _end_of_name(self, place: int) -> int:
        end = place
        while end < self.last:
            if self._is_name_word(end) or (end > place and self._belongs_to_name(end)):
                end += 1
            elif end > place and self._joins(end):
                end += 2 if self.words[end + 1][:1].isupper() else 3
            else:
                break
        return min(end, self.last)

    def _belongs_to_name(self, place: int) -> bool:
        low = self.lower[place]
        if low in PARTICLES and place + 1 < self.last:
            after = self.words[place + 1]
            return after[:1].isupper() and (low, after.lower()) not in _TURNS
        return low in NUMBERS_OF_NAMES

    def _joins(self, place: int) -> bool:
        """Whether “of”, “for” or “and” at `place` stands inside the name of an organisation."""
        if self.lower[place] not in ("of", "for", "&") or place + 1 >= self.last:
            return False
        if self.lower[place - 1] not in _ORGANISING:
            return False
        after = place + 1
        if self.lower[after] == "the" and after + 1 < self.last:
            after += 1
        return self.words[after][:1].isupper() and self.quotes[after] < 0

    def _named(self, start: int, place: int, end: int) -> Mention:
        begins = place + (place < end - 1 and self.lower[place] in self.known.determiners)
        titles, gender = self._titles(begins, end)
        name = tuple(self.words[i] for i in range(titles, end) if self.words[i] != "'s")
        last = name[-1]
        if last.lower().rstrip(".") in NUMBERS_OF_NAMES and len(name) > 1:
            last = name[-2]
        for before in range(start, place):
            gender = gender or TITLES.get(self.lower[before], "")
        return Mention(start, end, Kind.NAME, last.lower().rstrip("."), name, gender)

    def _titles(self, place: int, end: int) -> tuple[int, str]:
        """Return where a name begins behind its titles, and the gender that they tell."""
        if self.lower[end - 1] in _ORGANISING and not self._is_called_so(place, end):
            return place, ""
        gender = ""
        for word in range(place, end - 1):
            title = title_of(self.lower[word], self.known)
            # “Harbour Board President Bram Kessendorf”: what stands before a title is no name.
            if title is not None and (word == place or self._is_followed_by_name(word, end)):
                place, gender = word + 1, gender or title
        return place, gender

    def _is_called_so(self, place: int, end: int) -> bool:
        """Whether somebody has the name of a body: “Mrs Church”, but not “Mr Speaker”."""
        return end - place == 2 and self.lower[place] in _FORMS and self.lower[end - 1] in BODIES

    def _is_followed_by_name(self, place: int, end: int) -> bool:
        return title_of(self.lower[place + 1], self.known) is not None or end - place == 3

    def _goes_on(self, place: int) -> bool:
        return self.quotes[place] < 0 and (self._is_name_word(place) or self._is_plain_noun(place))

    def _owned(self, start: int, place: int) -> tuple[list[Mention], int]:
        if self._is_name_word(place):
            return self._name(place, place)
        return self._noun(start, place)

    # -- noun phrases

    def _is_plain_noun(self, place: int) -> bool:
        word = self.words[place]
        return (
            self.quotes[place] < 0
            and word[0].isalpha()
            and (self.known.capital_nouns or not word[0].isupper())
            and not self._ends_phrase(place)
            and self.lower[place] not in self.known.determiners
        )

    def _ends_phrase(self, place: int) -> bool:
        low = self.lower[place]
        if self.quotes[place] >= 0 or not (low[0].isalnum() or low == "'s"):
            return True
        if low in self.known.breaks or low in self.known.pronouns or self._is_adverb(low):
            return True
        if self.known.capital_nouns:
            return bool(self.told.verbs[place]) and self.words[place].islower()
        if low in self.known.verbs or self._is_past(place) or self._is_present(place):
            return True
        return bool(self.told.verbs[place])

    def _is_adverb(self, low: str) -> bool:
        return low.endswith("ly") and low not in _LY

    def _is_past(self, place: int) -> bool:
        """Whether a word in -ed is a verb here: what follows it begins a phrase, or is a mark."""
        if not self.lower[place].endswith("ed") or self.words[place][0].isupper():
            return False
        after = place + 1
        if after >= self.last or self.quotes[after] >= 0 or not self.words[after][0].isalpha():
            return True
        low = self.lower[after]
        return (
            low in self.known.determiners
            or low in self.known.breaks
            or low in self.known.pronouns
            or self.words[after][0].isupper()
            or low.endswith("ly")
        )

    def _is_present(self, place: int) -> bool:
        """Whether a word in -s behind a name is a verb: “Tavasti picks up the story”."""
        if place == self.first or place + 1 >= self.last or not self.lower[place].endswith("s"):
            return False
        return self.words[place - 1][:1].isupper() and self.lower[place + 1] in _AFTER_VERBS

    def _noun(self, start: int, place: int | None = None) -> tuple[list[Mention], int]:
        """Read a noun phrase that begins at `start`; what stands before `place` belongs to it."""
        end = start if place is None else place
        while end < self.last:
            if end > start and self._is_name_word(end):
                after = self._after_name(end)
                # “the former adviser Bram Kessendorf” is a name, “the Harbour Post editor” is not.
                if after >= self.last or not self._is_plain_noun(after):
                    return self._name(start, end)
                end = after
            elif self._is_in_phrase(start, end):
                end += 1
            else:
                break
        return self._phrase_found(start, end)

    def _is_in_phrase(self, start: int, place: int) -> bool:
        low = self.lower[place]
        if low == "'s":
            return True
        if low in self.known.determiners:
            return place == start
        if self._is_behind_noun(start, place):
            return False
        return not self._ends_phrase(place) or self._is_noun_here(start, place)

    def _phrase_found(self, start: int, end: int) -> tuple[list[Mention], int]:
        if end == start:
            return [], start + 1
        head = self.lower[end - 1]
        if head in self.known.determiners and end - start == 1 and head not in _STANDING:
            return [], end
        return [Mention(start, end, Kind.NOUN, head, gender=TITLES.get(head, ""))], end

    def _is_behind_noun(self, start: int, place: int) -> bool:
        """Whether a German noun stands before this word, so that a phrase has ended."""
        return (
            self.known.capital_nouns
            and place > start
            and self.words[place].islower()
            and self.words[place - 1][:1].isupper()
            and self.lower[place - 1] not in self.known.light
        )

    def _after_name(self, place: int) -> int:
        while place < self.last and (self._is_name_word(place) or self._belongs_to_name(place)):
            place += 1
        return place

    def _is_noun_here(self, start: int, place: int) -> bool:
        """Whether a word that may be a verb of speech is a noun: “the report”, “its claim”."""
        low = self.lower[place]
        if not self.told.verbs[place]:
            return False
        if place == start or low.endswith(("ed", "ing")) or low in ("said", "says", "told"):
            return False
        before = self.lower[place - 1]
        if before in self.known.determiners or before == "'s":
            return True
        follows = place + 1 < self.last and (
            self.told.verbs[place + 1] in ("say", "speech") or self.lower[place + 1] in _AUXILIARY
        )
        return follows and place - start < 4

    # -- what stands behind what

    def _is_appended(self, mention: Mention, before: list[Mention]) -> bool:
        if not before or mention.kind is Kind.PRONOUN:
            return False
        last = before[-1]
        if last.last != mention.first - 1 or self.words[last.last] not in (",", "("):
            return False
        if last.kind is Kind.PRONOUN:
            return False
        closed = mention.last < self.last and self.words[mention.last] in (",", ")")
        return closed or self.lower[mention.first] in _DETERMINED


def text_of(told: Narrative, mention: Mention) -> str:
    """Return the words of a mention as they stand in the text."""
    return told.text[told.starts[mention.first] : told.ends[mention.last - 1]]


def mentions_by_sentence(told: Narrative, mentions: Sequence[Mention]) -> list[range]:
    """Return, for each sentence, the indices of its mentions, which stand in a row."""
    counts = Counter(told.sentence[mention.first] for mention in mentions)
    ends = list(accumulate(counts[number] for number in range(len(told.sentences))))
    return [range(end - counts[number], end) for number, end in enumerate(ends)]
