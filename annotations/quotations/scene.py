"""A text as it is weighed for speakers: its mentions, who they mean, how they stand to verbs."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from annotations.quotations.mentions import Mention, find_mentions, mentions_by_sentence
from annotations.quotations.narrative import Narrative
from annotations.quotations.people import Person, link_appended, vote, who_is_who

_SKIPPED = frozenset(
    "also has have had later then once recently has previously first again simply never is was "
    "were are would will later just repeatedly publicly been famously reportedly often now".split()
)
_OBJECT_VERBS = frozenset(
    """
    told tell tells telling asked ask asks asking accused accuse accuses accusing called call calls
    calling urged urge urges urging reminded reminds assured assures informed warned warns warning
    blamed praised criticized criticised attacked mocked described describes describing blasted
    slammed dubbed named compared labeled labelled quoted quoting quotes cited citing interviewed
    """.split()
)
_DASHES = ("—", "–", "-")
_SPEAKS = ("m say", "m speech", "say m", "speech m")
_LEFT = frozenset("^ , and but as when while because that by of with".split())
_MOST_STEPS = 24


@dataclass(frozen=True, slots=True)
class Scene:
    """What the weighing looks at."""

    told: Narrative
    mentions: Sequence[Mention]
    people: Sequence[Person]
    persons: list[int]
    """For each mention, the index of its person or -1."""
    by_sentence: Sequence[range]
    relations: Sequence[str]
    """For each mention, how it stands to the verbs of speech around it."""
    speaking: Collection[int]
    """Mentions that are subjects of a verb of speech."""
    cued: Sequence[bool]
    """For each sentence, whether it has a verb of speech or an “according to”."""


def scene_of(told: Narrative) -> Scene:
    """Return the mentions of a text and who they mean, pronouns not yet."""
    mentions = find_mentions(told)
    people, persons = who_is_who(mentions)
    vote(told, mentions, people, persons)
    link_appended(told, mentions, persons)
    ends = {mention.last for mention in mentions}
    relations = [_relation(told, mention, ends) for mention in mentions]
    speaking = {i for i, relation in enumerate(relations) if relation.startswith(_SPEAKS)}
    rows = mentions_by_sentence(told, mentions)
    return Scene(told, mentions, people, persons, rows, relations, speaking, _cued(told))


def _cued(told: Narrative) -> list[bool]:
    return [
        any(told.verbs[one.first : one.last]) or "according" in told.lower[one.first : one.last]
        for one in told.sentences
    ]


def _relation(told: Narrative, mention: Mention, ends: Collection[int]) -> str:
    """How a mention stands to the verbs around it; `ends` are where mentions end."""
    if mention.owner:
        return "owner"
    sentence = told.sentence_of(mention.first)
    left = told.lower[mention.first - 1] if mention.first > sentence.first else "^"
    if mention.first - 2 >= sentence.first and (found := _after_preposition(told, mention, left)):
        return found
    following = _following_verb(told, mention, sentence.last)
    if left in _OBJECT_VERBS:
        return f"told m {following}".rstrip()
    verb = told.verbs[mention.first - 1] if left != "^" else ""
    if verb and mention.first - 1 in ends:
        return f"m {following} after m {verb}"
    if verb and (left != "saying" or not following):
        return f"{verb} m"
    return f"m {following}".rstrip() + _left(told, left)


def _after_preposition(told: Narrative, mention: Mention, left: str) -> str:
    before = mention.first - 2
    if left == "by" and told.verbs[before]:
        return f"{told.verbs[before]} by m"
    return "according to" if left == "to" and told.lower[before] == "according" else ""


def _left(told: Narrative, left: str) -> str:
    if left in _LEFT:
        return f" after {left}"
    if left == "":
        return " after quotation"
    return " after preposition" if left in told.known.prepositions else " inside"


def _following_verb(told: Narrative, mention: Mention, last: int) -> str:
    """The verb of speech of which the mention may be the subject, and how far it is."""
    place, steps, commas = mention.last, 0, 0
    while place < last and steps < _MOST_STEPS:
        word = told.lower[place]
        if word in _DASHES:
            # What stands between two dashes is passed over.
            place, commas = _closing_dash(told, place, last), 2
        elif told.quotes[place] >= 0 or word in (":", ";"):
            return ""
        elif told.verbs[place] and told.lower[place - 1] not in told.known.determiners:
            return told.verbs[place] + _distance(steps, commas)
        else:
            commas += word == ","
            steps += word not in _SKIPPED
        place += 1
    return ""


def _closing_dash(told: Narrative, place: int, last: int) -> int:
    return next((i for i in range(place + 1, last) if told.words[i] in _DASHES), last)


def _distance(steps: int, commas: int) -> str:
    if steps == 0:
        return ""
    if steps < 4 and not commas:
        return " near"
    return " after commas" if commas == 2 else " far"
