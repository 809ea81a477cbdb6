"""Who is who in an article: names that mean the same person, and their gender."""

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from annotations.quotations.mentions import Kind, Mention
from annotations.quotations.names import GIVEN_NAMES
from annotations.quotations.narrative import Narrative
from annotations.quotations.titles import NUMBERS_OF_NAMES, PARTICLES, TITLES


@dataclass(slots=True)
class Person:
    """A person or an organisation of the article; `name` is the fullest that the text gives."""

    name: tuple[str, ...]
    gender: str = ""
    mentions: list[int] = field(default_factory=list)
    votes: Counter[str] = field(default_factory=Counter)

    @property
    def sex(self) -> str:
        """ "m", "f" or "", by title or given name, else by the pronouns that follow the name."""
        if self.gender:
            return self.gender
        if self.votes["m"] != self.votes["f"]:
            return max(self.votes, key=lambda one: self.votes[one])
        return ""

    @property
    def full_name(self) -> str:
        return " ".join(self.name)


def who_is_who(mentions: Sequence[Mention]) -> tuple[list[Person], list[int]]:
    """Return the people, and for each mention the index of its person or -1.

    A name of several words begins a person; a later single word, or a shorter name, belongs to
    the last person whose name it ends (or begins, or abbreviates).
    """
    directory = _Directory()
    owner = [-1] * len(mentions)
    named = [i for i, one in enumerate(mentions) if one.kind is Kind.NAME]
    # Full names first: an article may begin with the surname alone, in its headline.
    for index in sorted(named, key=lambda i: (len(_core(mentions[i].name)) < 2, i)):
        owner[index] = directory.enter(index, _core(mentions[index].name), mentions[index].gender)
    return directory.people, owner


class _Directory:
    """The people found so far, by the words that their names begin and end with."""

    def __init__(self) -> None:
        self.people: list[Person] = []
        self.by_name: dict[tuple[str, ...], list[int]] = defaultdict(list)
        self.by_word: dict[str, list[int]] = defaultdict(list)

    def enter(self, index: int, name: tuple[str, ...], gender: str) -> int:
        """Return the number of the person whom mention `index` names, who may be new."""
        found = self._find(index, name, gender)
        if found is None:
            found = self._add(name)
        person = self.people[found]
        person.gender = person.gender or gender or _gender(name)
        insort(person.mentions, index)
        return found

    def _add(self, name: tuple[str, ...]) -> int:
        self.people.append(Person(name))
        number = len(self.people) - 1
        self.by_name[name].append(number)
        for word in {name[0], name[-1], *_acronym(name)}:
            self.by_word[word].append(number)
        return number

    def _find(self, index: int, name: tuple[str, ...], gender: str) -> int | None:
        known = dict.fromkeys(
            number
            for several in (self.by_name[name], self.by_word[name[-1]], self.by_word[name[0]])
            for number in several[-_MOST_NAMESAKES:]
        )
        possible = [number for number in known if self._may_be(number, name, gender)]
        return min(possible, key=lambda number: (self._away(number, index), number), default=None)

    def _may_be(self, number: int, name: tuple[str, ...], gender: str) -> bool:
        person = self.people[number]
        if gender and person.gender and gender != person.gender:
            return False
        return _may_be(person.name, name)

    def _away(self, number: int, index: int) -> int:
        """How far a mention is from the last one of a person before it, or else the first after."""
        mentions = self.people[number].mentions
        place = bisect_left(mentions, index)
        return index - mentions[place - 1] if place else mentions[0] - index + _AFTERWARDS


_MOST_NAMESAKES = 20
_AFTERWARDS = 1000


def _acronym(name: tuple[str, ...]) -> list[str]:
    letters = "".join(part[0] for part in name if part[0].isupper())
    return [letters] if len(letters) > 1 else []


def _core(name: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in name if word.lower().rstrip(".") not in NUMBERS_OF_NAMES) or name


def _may_be(full: tuple[str, ...], name: tuple[str, ...]) -> bool:
    """Whether somebody of the name `full` may be called `name`."""
    if full == name:
        return True
    if len(full) < 2:
        return False
    if len(name) == 1:
        word = name[0]
        given = word == full[0] and word.lower() in GIVEN_NAMES
        return word == full[-1] or given or (word.isupper() and [word] == _acronym(full))
    if name[-1] != full[-1]:
        return name == full[: len(name)] and name[0].lower() not in GIVEN_NAMES
    return name[0][0] == full[0][0] or name[0].lower() in PARTICLES


def _gender(name: tuple[str, ...]) -> str:
    return GIVEN_NAMES.get(name[0].lower(), "") if len(name) > 1 else ""


def by_surname(people: Sequence[Person]) -> dict[str, Person]:
    """Return the first person of full name for each last word of a name, case folded."""
    full = [one for one in people if len(one.name) > 1]
    return {one.name[-1].casefold(): one for one in reversed(full)}


def full_name_of(name: str, surnames: dict[str, Person]) -> str:
    """Return the fullest name of whom a transcript calls `name`, in capitals or not."""
    words = tuple(name.casefold().split())
    person = surnames.get(words[-1])
    if person and tuple(word.casefold() for word in person.name[-len(words) :]) == words:
        name = person.full_name
    return name.title() if name.isupper() and " " in name else name


def vote(
    told: Narrative, mentions: Sequence[Mention], people: list[Person], owner: Sequence[int]
) -> None:
    """Let pronouns tell the gender of the only person they can mean."""
    recent: list[int] = []
    sentence = -1
    for index, mention in enumerate(mentions):
        now = told.sentence[mention.first]
        if now > sentence + 1:
            recent = []
        sentence = now
        if mention.kind is Kind.PRONOUN and mention.gender and len(recent) == 1:
            people[recent[0]].votes[mention.gender] += 1
        elif owner[index] >= 0:
            recent = [*[i for i in recent if i != owner[index]][-1:], owner[index]]


def link_appended(told: Narrative, mentions: Sequence[Mention], owner: list[int]) -> None:
    """Let a noun phrase that explains a name, before or after it, mean the same person.

    “Oriel Tavasti, the transport minister,” and “its editor, Oriel Tavasti,”.
    """
    for index in range(1, len(mentions)):
        one, other = mentions[index - 1], mentions[index]
        if not other.appended:
            continue
        if index > 1 and _explains_office(told, mentions[index - 2], one, other):
            owner[index - 2] = owner[index]
        elif one.kind is Kind.NAME and other.kind is Kind.NOUN and owner[index - 1] >= 0:
            owner[index] = owner[index - 1]
        elif one.kind is Kind.NOUN and _is_full_name(other):
            owner[index - 1] = owner[index]


def _explains_office(told: Narrative, office: Mention, one: Mention, other: Mention) -> bool:
    """Whether a name explains an office: “the minister of Transport, Oriel Tavasti,”."""
    return (
        one.kind is Kind.NAME
        and told.lower[one.first - 1] in told.known.prepositions
        and one.first - office.last in (1, 2)
        and _is_full_name(other)
        and office.head in TITLES
    )


def _is_full_name(mention: Mention) -> bool:
    return mention.kind is Kind.NAME and len(mention.name) > 1
