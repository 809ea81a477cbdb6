"""The signs that a mention is the speaker of a quotation, by where it stands.

They are those that readers go by: a verb of speech beside the quotation with its subject before
or after it, a colon, “according to”, a sentence that is about one person, the speaker of the
quotation before.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotations.quotations.mentions import Kind, Mention
from annotations.quotations.scene import Scene
from annotations.quotations.titles import TITLES

_TALKERS = frozenset(
    """
    spokesman spokeswoman spokesperson official officials aide aides source sources adviser advisers
    advisor lawyer attorney campaign statement report letter minister senator president candidate
    critics supporters analysts experts expert professor director chief leader leaders
    congressman governor mayor reporter lawmakers diplomat police prosecutors investigators
    government administration office group committee party union organisation organization
    company ministry department embassy court judge jury memo document email tweet post article
    editorial newspaper paper author activist activists voter voters man woman students teacher
    father mother son daughter wife husband friend resident residents witness witnesses people
    operative strategist pollster headline sign ad video website release filing lawsuit
    """.split()
)
_ARTICLES = frozenset("the a an one some his her their".split())
_MARKS = frozenset((":", ",", "that", "as", "of", "a", "the", "was", "is"))
_WINDOW_BEFORE, _WINDOW_AFTER = 4, 1
"""Sentences that are searched before and after that of a quotation."""
_MOST_BEFORE, _MOST_AFTER = 28, 12
_CROWD, _CROWDED = 6, 90
"""Where six quotations stand within this many tokens, few mentions are searched."""
_MOST_IN_CROWD = 5
_FAR_BACK = 60


@dataclass(frozen=True, slots=True)
class View:
    """A quotation, at token `place`, and the mention that said the one before, or None."""

    scene: Scene
    place: int
    previous: int | None

    @property
    def state(self) -> str:
        """Whether the sentence of the quotation has a verb of speech, or nothing else."""
        told = self.scene.told
        here = told.sentence[self.place]
        if self.scene.cued[here]:
            return "cue"
        sentence = told.sentences[here]
        return "alone" if sentence.last - sentence.first <= 2 else "none"


def place_of(scene: Scene, index: int) -> int:
    """Return the token from which the speaker of quotation `index` is looked for.

    One that runs over several paragraphs has its speaker named where it begins or where it ends.
    """
    told = scene.told
    first, last = told.token_of[index], told.last_token_of[index]
    at_end = scene.cued[told.sentence[last]] and not scene.cued[told.sentence[first]]
    return last if at_end else first


def candidates(view: View) -> list[int]:
    """Return the indices of the mentions that may be the speaker of a quotation."""
    scene, here = view.scene, view.scene.told.sentence[view.place]
    first = scene.by_sentence[max(0, here - _WINDOW_BEFORE)].start
    last = scene.by_sentence[min(len(scene.by_sentence) - 1, here + _WINDOW_AFTER)].stop
    middle = _mentions_before(scene, view.place, here)
    crowded = _is_crowded(scene, view.place)
    before, after = (_MOST_IN_CROWD, 2) if crowded else (_MOST_BEFORE, _MOST_AFTER)
    found = list(range(max(first, middle - before), min(last, middle + after)))
    if view.previous is not None and view.previous not in found:
        found.insert(0, view.previous)
    return found


def _mentions_before(scene: Scene, place: int, here: int) -> int:
    row = scene.by_sentence[here]
    return next((i for i in row if scene.mentions[i].first > place), row.stop)


def _is_crowded(scene: Scene, place: int) -> bool:
    told = scene.told
    number = told.quotes[place]
    first, last = number - _CROWD // 2, number + _CROWD // 2
    if first < 0 or last >= len(told.quotations):
        return False
    return told.token_of[last] - told.token_of[first] < _CROWDED


class Clues:
    """Tells the signs of one mention for one quotation."""

    def __init__(self, view: View, index: int) -> None:
        scene = view.scene
        self.view, self.scene, self.told, self.index = view, scene, scene.told, index
        self.mention: Mention = scene.mentions[index]
        self.here = self.told.sentence[view.place]
        self.there = self.told.sentence[self.mention.first]
        self.far = abs(self.here - self.there)
        self.side = "R" if self.mention.first > view.place else "L"
        paragraph = self.told.paragraph
        same = paragraph[view.place] == paragraph[self.mention.first]
        self.where = f"{self.side}{min(self.far, 3)}{'' if same else '¶'}"
        self.relation = scene.relations[index]

    def signs(self, state: str) -> Iterator[str]:
        """Yield the names of the signs; `state` is that of the quotation."""
        side, where, relation = self.side, self.where, self.relation
        near = f"{side}{min(self.far, 1)}"
        yield where
        yield f"{where}:{state}"
        yield f"{near}:{relation}"
        yield f"{near}:{self.mention.kind}:{relation}"
        yield from self._of_mention()
        yield from self._of_row(state) if self.far else self._of_sentence()
        if self.view.previous is not None:
            yield from self._continuing(self.view.previous, state)
        if self._begins_paragraph():
            yield f"begins paragraph:{where}:{state}"

    def _begins_paragraph(self) -> bool:
        place, paragraph = self.view.place, self.told.paragraph
        return place > 0 and paragraph[place - 1] != paragraph[place]

    # -- the mention itself

    def _of_mention(self) -> Iterator[str]:
        mention, side = self.mention, self.side
        yield f"{mention.kind}:{self.where}"
        if mention.kind is Kind.PRONOUN:
            yield f"pronoun {mention.head}:{side}"
        elif mention.kind is Kind.NOUN:
            yield from self._of_noun()
        else:
            yield f"count {self._count()}:{side}"
            yield f"words {min(len(mention.name), 3)}:{side}"
        if mention.owner:
            yield f"owner:{side}"
        if mention.appended:
            yield f"appended:{side}"

    def _of_noun(self) -> Iterator[str]:
        if self.mention.head in _TALKERS:
            yield f"talker:{self.where}"
        elif self.mention.head in TITLES:
            yield f"title:{self.side}"
        first = self.told.lower[self.mention.first]
        yield f"noun first {first if first in _ARTICLES else 'other'}"

    def _count(self) -> int:
        person = self.scene.persons[self.index]
        count = len(self.scene.people[person].mentions) if person >= 0 else 0
        return count if count < 4 else 4 if count < 8 else 8

    # -- in another sentence

    def _of_row(self, state: str) -> Iterator[str]:
        row = self.scene.by_sentence[self.there]
        at = "first" if row[0] == self.index else "last" if row[-1] == self.index else "inside"
        yield f"{self.where}:{state}:{self.relation}"
        yield f"{self.where}:{at}:{state}"
        if self.told.words[self.told.sentences[self.there].last - 1] == ":":
            yield f"{self.where}:colon:{self.relation}"

    # -- in the same sentence

    def _of_sentence(self) -> Iterator[str]:
        side, relation = self.side, self.relation
        bridge = self._bridge_after() if side == "R" else self._bridge_before()
        between = self._between()
        yield f"{side}:{bridge}"
        yield f"{side}:{relation}:{bridge}"
        yield f"{side}:between {between}"
        yield f"{side}:{relation}:between {between}"
        yield f"{side}:quotes {min(self._quotations_between(), 2)}:{relation}"

    def _quotations_between(self) -> int:
        one, other = sorted((self.view.place, self.mention.first))
        return sum(quote >= 0 for quote in self.told.quotes[one + 1 : other])

    def _bridge_after(self) -> str:
        """What stands between the quotation and a mention behind it, in short."""
        first, last = self.view.place + 1, self.mention.first
        words = self.told.lower[first:last]
        if not words or words == [","]:
            return "beside"
        verbs = self.told.verbs[first:last]
        if len(words) - words.count(",") == 1 and any(verbs):
            return f"{next(filter(None, verbs))} between"
        length = "few words" if len(words) < 4 else "many words"
        return f"{length} with verb" if any(verbs) else length

    def _bridge_before(self) -> str:
        """What stands between a mention and the quotation behind it, in short."""
        told, place = self.told, self.view.place
        verbs = told.verbs[self.mention.last : place]
        verb = next(filter(None, reversed(verbs)), "no verb")
        last = told.lower[place - 1]
        mark = last if last in _MARKS else "verb" if told.verbs[place - 1] else "words"
        return f"{verb} {mark} {'near' if place - self.mention.last < 8 else 'far'}"

    def _between(self) -> int:
        """How many other mentions stand between, up to four; appended ones do not count."""
        row = self.scene.by_sentence[self.there]
        place = self.view.place
        if self.side == "R":
            others: Sequence[int] = range(self.index - 1, row.start - 1, -1)
        else:
            others = range(self.index + 1, row.stop)
        count = 0
        for other in others:
            mention = self.scene.mentions[other]
            if count == 4 or (mention.first < place) == (self.side == "R"):
                break
            count += not mention.appended
        return count

    # -- after another quotation

    def _continuing(self, previous: int, state: str) -> Iterator[str]:
        number = self.told.quotes[self.view.place]
        if number == 0:
            return
        last = self.told.last_token_of[number - 1]
        gap = self._gap(last)
        if not self._is_same(previous):
            yield f"another:{gap}:{state}:{self.where}"
            return
        same = "same mention" if self.index == previous else "same person"
        yield f"{same}:{gap}:{state}"
        yield f"{same}:{gap}:{state}:{self.mention.kind}"
        if self.index == previous:
            yield f"{same}:{gap}:mentions since {self._since(last)}:{state}"

    def _is_same(self, previous: int) -> bool:
        persons = self.scene.persons
        person = persons[self.index]
        return self.index == previous or (person >= 0 and person == persons[previous])

    def _gap(self, last: int) -> str:
        told, place = self.told, self.view.place
        paragraphs = told.paragraph[place] - told.paragraph[last]
        if paragraphs:
            return f"{min(paragraphs, 2)}¶"
        return f"{min(told.sentence[place] - told.sentence[last], 3)}"

    def _since(self, last: int) -> int:
        """How many mentions stand between the quotation before and this one, up to three."""
        count = 0
        for mention in self.scene.mentions[self.index + 1 : self.index + _FAR_BACK]:
            if mention.first > self.view.place or count == 3:
                break
            count += mention.first > last
        return count
