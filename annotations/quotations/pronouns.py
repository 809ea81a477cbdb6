"""Who a pronoun stands for: the last one who fits and was spoken of."""

from collections.abc import Collection, Sequence

from annotations.quotations.mentions import BODIES, Kind, Mention
from annotations.quotations.names import GIVEN_NAMES
from annotations.quotations.narrative import Narrative
from annotations.quotations.people import Person
from annotations.quotations.titles import TITLES

_GROUPS = frozenset("police campaign group party committee team staff press media".split())
_HUMAN = frozenset(
    """
    man woman official spokesman spokeswoman spokesperson victim witness officer driver teacher
    student mother father neighbour neighbor resident expert analyst lawyer aide source adviser
    minister senator president mayor governor author professor researcher doctor nurse activist
    leader boss chief director voter farmer worker girl boy reporter journalist commentator friend
    colleague member captain clerk editor
    """.split()
)
_PLACES = frozenset(
    """
    street road avenue square quay harbour harbor airport station strait island islands river
    county valley bay bridge beach city town village docks coast
    """.split()
)
"""Names that end so are those of places, unless a form of address or a given name tells."""
_WITHIN = frozenset("in at near across throughout outside".split())
_THINGS_BACK, _PEOPLE_BACK = 30, 60
"""How many mentions back a thing and a person are looked for."""
_SENTENCES_BACK, _THING_SENTENCES_BACK = 8, 3


class Pronouns:
    """Finds who the pronouns of an article stand for.

    `speaks` are the mentions that are subjects of a verb of speech. Pronouns that are resolved
    are written into `owner`.
    """

    def __init__(
        self,
        told: Narrative,
        mentions: Sequence[Mention],
        people: Sequence[Person],
        owner: list[int],
        speaks: Collection[int],
    ) -> None:
        self.told, self.mentions, self.people, self.owner = told, mentions, people, owner
        self.speaks = speaks
        self.places = {number for number, one in enumerate(people) if self._is_place(one)}
        for index, mention in enumerate(mentions):
            if mention.kind is Kind.PRONOUN:
                owner[index] = self._person(index)

    def antecedent(self, index: int) -> int | None:
        """Return the mention of a thing, a group or an unnamed person that a pronoun stands for."""
        kind = self._kind(index)
        if kind == "r":
            noun = index and self.mentions[index - 1].kind is not Kind.PRONOUN
            return index - 1 if noun else None
        if kind not in ("n", "p", "m", "f"):
            return None
        before = range(index - 1, max(-1, index - _THINGS_BACK), -1)
        fitting = [i for i in before if self._fits(i, index)]
        leading = (i for i in fitting if self._leads(self.mentions[i]) or i in self.speaks)
        return next(leading, fitting[0] if fitting and kind in "mf" else None)

    def _kind(self, index: int) -> str:
        return self.told.known.pronouns[self.mentions[index].head]

    def _fits(self, index: int, of: int) -> bool:
        one, pronoun, kind = self.mentions[index], self.mentions[of], self._kind(of)
        if one.kind is Kind.PRONOUN or one.appended or one.owner:
            return False
        if self._sentences(one, pronoun) > _THING_SENTENCES_BACK:
            return False
        if kind == "p":
            return one.head.endswith("s") or one.head in _GROUPS
        if kind == "n":
            return not (one.gender or _is_human(one.head) or self._sex(index))
        return one.kind is Kind.NOUN and (_is_human(one.head) or one.gender == pronoun.gender)

    def _leads(self, one: Mention) -> bool:
        """Whether a mention is among the first words of its sentence."""
        return one.first - self.told.sentence_of(one.first).first < 3

    def _is_place(self, one: Person) -> bool:
        """Whether a name is that of a place: it ends so, or what happens mostly happens in it."""
        if one.gender:
            return False
        if len(one.name) > 1 and one.name[-1].lower() in _PLACES:
            return True
        within = sum(self._is_within(self.mentions[index]) for index in one.mentions)
        return within * (3 if len(one.name) == 1 else 2) >= len(one.mentions)

    def _is_within(self, one: Mention) -> bool:
        return not one.owner and one.first > 0 and self.told.lower[one.first - 1] in _WITHIN

    def _is_doubtful(self, index: int) -> bool:
        """Whether a name is hardly a person's: “the Treasury”, or “Rain” where a sentence begins
        and nowhere else."""
        one, person = self.mentions[index], self.people[self.owner[index]]
        if one.kind is not Kind.NAME or len(person.name) > 1 or person.gender or one.head in TITLES:
            return False
        begins = one.first == self.told.sentence_of(one.first).first and index not in self.speaks
        alone = begins and len(person.mentions) == 1 and one.head not in GIVEN_NAMES
        return alone or self.told.lower[one.first] in self.told.known.determiners

    def _sex(self, index: int) -> str:
        person = self.owner[index]
        return self.people[person].sex if person >= 0 else ""

    def _sentences(self, one: Mention, other: Mention) -> int:
        return self.told.sentence[other.first] - self.told.sentence[one.first]

    def _person(self, index: int) -> int:
        mention = self.mentions[index]
        if self._kind(index) == "r":
            return self.owner[index - 1] if index else -1
        if not mention.gender:
            return -1
        best, highest = -1, 0.0
        for other in range(index - 1, max(-1, index - _PEOPLE_BACK), -1):
            if self._sentences(self.mentions[other], mention) > _SENTENCES_BACK:
                break
            score = self._score(mention, other) if self.owner[other] >= 0 else 0.0
            if score > highest:
                best, highest = self.owner[other], score
        return best

    def _score(self, pronoun: Mention, other: int) -> float:
        candidate = self.mentions[other]
        if candidate.kind is Kind.PRONOUN and candidate.gender != pronoun.gender:
            return 0.0
        if candidate.kind is Kind.NAME and candidate.head in BODIES and not candidate.gender:
            return 0.0
        if self.owner[other] in self.places or self._is_doubtful(other):
            return 0.0
        sex = self._sex(other)
        if sex and sex != pronoun.gender:
            return 0.0
        near = 4.0 - 1.0 * self._sentences(candidate, pronoun) + (1.5 if sex else 0.0)
        return max(0.1, near + self._weight(other))

    def _weight(self, index: int) -> float:
        """How much a mention is what its sentence, and the article, is about."""
        one, person = self.mentions[index], self.people[self.owner[index]]
        return (
            0.1 * min(len(person.mentions), 6)
            + 1.2 * self._leads(one)
            + 1.4 * (index in self.speaks)
            - 1.4 * self._is_object(one)
            - 1.0 * one.owner
            - 0.5 * (one.appended and one.kind is Kind.NOUN)
            + 0.5 * (len(person.name) > 1 or bool(one.gender))
            - 2.0 * (len(person.name) == 1 and not person.sex)
        )

    def _is_object(self, one: Mention) -> bool:
        if one.first == self.told.sentence_of(one.first).first:
            return False
        left = self.told.lower[one.first - 1]
        return left in self.told.known.prepositions or left in ("told", "asked")


def _is_human(noun: str) -> bool:
    return noun in _HUMAN or noun.endswith(("man", "woman"))
