"""Signs around words in quotation marks that somebody said them, or that nobody did."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotations.quotations.narrative import Narrative, Sentence
from annotations.quotations.wording import without_marks

_OWNERS = frozenset("'s his her their its sein seine seinen ihr ihre ihren".split())
_ACCORDING = frozenset("according laut zufolge".split())
_SENTENCE_ENDS = (".", "?", "!", ":", ",")
_MOST_PLACES = 8
_LONG = 40
_LONGER = 60


@dataclass(frozen=True, slots=True)
class _Manner:
    """What a sentence says of speaking: the strongest kind of verb, its stem, more."""

    verb: str
    according: bool
    reports: bool
    """Has a verb in the subjunctive of reported speech."""
    quotations: tuple[int, ...]


class Setting:
    """Looks around the quotations of one text; what is asked of each sentence is found once."""

    def __init__(self, told: Narrative) -> None:
        self.told, self.known = told, told.known
        self.sentences = [self._manner(one) for one in told.sentences]
        self.spoken = Counter(self._words(place) for place in told.token_of.values())
        self.usual = self._usual_mark()
        self.long = self._long_by_paragraph()
        self.places: dict[str, list[int]] = defaultdict(list)
        for word, start in zip(told.words, told.starts, strict=True):
            if len(places := self.places[word]) < _MOST_PLACES:
                places.append(start)

    def _manner(self, sentence: Sentence) -> _Manner:
        told, first, last = self.told, sentence.first, sentence.last
        verbs = told.verbs[first:last]
        lower = set(told.lower[first:last])
        strongest = "manner" if "manner" in verbs else ""
        return _Manner(
            "speech" if "speech" in verbs or "say" in verbs else strongest,
            not lower.isdisjoint(_ACCORDING),
            not lower.isdisjoint(self.known.reporting),
            tuple(place for place in range(first, last) if told.quotes[place] >= 0),
        )

    def _words(self, place: int) -> str:
        """The words of a quotation as they would stand without marks."""
        return without_marks(self.told.quoted(place)).rstrip(",.")

    def _usual_mark(self) -> str:
        """The mark with which most quotations of the text begin."""
        marks = Counter(self.told.text[one.start] for one in self.told.quotations)
        return max(marks, key=lambda mark: marks[mark], default="")

    def is_usual(self, place: int) -> bool:
        """Return whether a quotation has the marks that most quotations of the text have."""
        return self.told.text[self.told.starts[place]] == self.usual

    def is_headline(self, place: int) -> bool:
        """Return whether the first line of a longer text is one sentence that ends without a mark.

        It must tell of somebody who speaks or judges.
        """
        told = self.told
        sentence = told.sentence_of(place)
        return (
            sentence.first == 0
            and sentence.last < len(told.words)
            and told.paragraph[sentence.last] > 0
            and self._is_open_ended(sentence)
            and self.sentences[0].verb != ""
        )

    def _is_open_ended(self, sentence: Sentence) -> bool:
        last = sentence.last - 1
        return self.told.quotes[last] < 0 and self.told.words[last] not in _SENTENCE_ENDS

    def _long_by_paragraph(self) -> dict[int, list[int]]:
        """The sentences that have long quotations, by paragraph."""
        told = self.told
        found: dict[int, list[int]] = defaultdict(list)
        for place in told.token_of.values():
            if told.ends[place] - told.starts[place] > _LONGER:
                found[told.paragraph[place]].append(told.sentence[place])
        return found

    def quotations_beside(self, place: int) -> int:
        """Return how many quotations stand in the sentence of the one at token `place`."""
        return len(self.sentences[self.told.sentence[place]].quotations)

    def signs(self, place: int, words: Sequence[str]) -> list[str]:
        """Return the signs around the quotation at token `place`, which has `words`."""
        size = "short" if len(words) < 4 else "middle" if len(words) < 10 else "long"
        sentence = self.told.sentence_of(place)
        found = [
            *self._beside(place, sentence, size),
            *self._before(place, sentence),
            *self._of_sentence(place, sentence),
            *self._of_paragraph(place, sentence),
        ]
        if len(words) < 10 and self._stands_again(place):
            found.append("said again")
        return [*(f"{one}:{size}" for one in found), *self._very_words(place, sentence)]

    # -- the words on both sides

    def _class(self, place: int, sentence: Sentence) -> str:
        if place < sentence.first:
            return "^"
        if place >= sentence.last:
            return "$"
        word = self.told.lower[place]
        if not word[:1].isalnum():
            return word or "quotation"
        return self.known.classes.get(word, "word")

    def _beside(self, place: int, sentence: Sentence, size: str) -> Iterator[str]:
        after = self.told.last_token(place) + 1
        left = self._class(place - 1, sentence)
        right = self._class(after, self.told.sentence_of(after - 1))
        yield f"left:{left}"
        yield f"right:{right}"
        if size != "long":
            yield f"between {left} {right}"
            yield f"two before:{self._class(place - 2, sentence)} {left}"
            if right == "word":
                yield f"right word {self._shape(after)}"
            if left == "word":
                yield f"left word {self._shape(place - 1)}"

    def _shape(self, place: int) -> str:
        return "capital" if self.told.words[place][:1].isupper() else "small"

    def _very_words(self, place: int, sentence: Sentence) -> Iterator[str]:
        """Some words themselves: the preposition before, the verb of speech nearest."""
        told = self.told
        left = told.lower[place - 1] if place > sentence.first else ""
        if left in self.known.prepositions:
            yield f"left word:{left}"
        elif left.isalpha() and left not in self.known.classes and self._is_noun(place - 1):
            yield f"left ends:{left[-4:]}"
        for verb in self._stems_near(place, sentence):
            yield f"verb:{verb}"
            if left in ("als", "von", "as", "a", "an", "einen", "einer", "of"):
                yield f"verb:{verb} {left}"

    def _is_noun(self, place: int) -> bool:
        """Whether a word may be a noun: one with a capital, but for German, is a name."""
        return self.known.capital_nouns or self.told.words[place].islower()

    def _stems_near(self, place: int, sentence: Sentence) -> Iterator[str]:
        told = self.told
        row = range(max(sentence.first, place - 12), min(sentence.last, place + 9))
        for other in sorted((i for i in row if told.verbs[i]), key=lambda i: abs(i - place))[:2]:
            yield told.lower[other][:5]

    def _before(self, place: int, sentence: Sentence) -> Iterator[str]:
        told, known = self.told, self.known
        near = told.lower[max(sentence.first, place - 4) : place]
        after = told.lower[place + 1 : min(sentence.last, place + 3)]
        if any(word in known.naming for word in near):
            yield "naming before"
        if any(word in known.works for word in near):
            yield "work before"
        if any(word in known.works for word in after):
            yield "work after"
        if any(word in known.statements for word in near):
            yield "statement before"
        if near and near[-1] in _OWNERS:
            yield "owned"

    # -- the sentence

    def _of_sentence(self, place: int, sentence: Sentence) -> Iterator[str]:
        manner = self.sentences[self.told.sentence[place]]
        yield f"{manner.verb} verb" if manner.verb else "no verb of speech"
        if manner.according:
            yield "according"
        if manner.reports:
            yield "reports"
        if self._reported_before(place):
            yield "reports before"
        yield from self._near_verbs(place, sentence)
        yield from self._others(place, manner)
        yield from self._edges(place, sentence)

    def _reported_before(self, place: int) -> bool:
        index = self.told.sentence[place] - 1
        return index >= 0 and (
            self.sentences[index].reports or self.sentences[index].verb == "speech"
        )

    def _near_verbs(self, place: int, sentence: Sentence) -> Iterator[str]:
        told, last = self.told, self.told.last_token(place)
        before = told.verbs[max(sentence.first, place - 3) : place]
        after = told.verbs[last + 1 : min(told.sentence_of(last).last, last + 4)]
        if "speech" in before or "say" in before:
            yield "speech verb near"
        if "manner" in before:
            yield "manner verb near"
        if "speech" in after or "say" in after:
            yield "speech verb after"

    def _others(self, place: int, manner: _Manner) -> Iterator[str]:
        told = self.told
        others = [told.ends[i] - told.starts[i] for i in manner.quotations if i != place]
        if others:
            yield "with long" if max(others) > _LONG else "with short"

    def _edges(self, place: int, sentence: Sentence) -> Iterator[str]:
        told, first, last = self.told, sentence.first, sentence.last
        if last - first == 1 or (last - first == 2 and told.words[last - 1] in (".", ",")):
            yield "stands alone"
        elif place == first:
            yield "begins sentence"
        if self._is_open_ended(sentence):
            yield "heading"

    # -- the paragraph and the text

    def _of_paragraph(self, place: int, sentence: Sentence) -> Iterator[str]:
        told = self.told
        paragraph = told.paragraph[place]
        if told.last_token(place) != place:
            yield "several paragraphs"
        if paragraph == 0 and told.paragraph[-1] > 0:
            yield "first line"
            yield f"first line {self.sentences[told.sentence[place]].verb or 'none'}"
        begins = place == 0 or told.paragraph[place - 1] != paragraph
        if begins and (place + 1 == len(told.words) or told.paragraph[place + 1] != paragraph):
            yield "whole paragraph"
        here = told.sentence[place]
        if any(other != here for other in self.long.get(paragraph, ())[:3]):
            yield "speech in paragraph"

    def _stands_again(self, place: int) -> bool:
        """Whether the text has the words once more, in marks or without."""
        words = self._words(place)
        if self.spoken[words] > 1:
            return True
        places = self.places.get(words.partition(" ")[0], ())
        return any(self.told.text.startswith(words, start) for start in places)
