"""Who said a quotation: every mention nearby is weighed by where it stands.

The weights of the signs (see `clues`) are those of a conditional logit, a logistic regression
that chooses one of several, over newspaper text.
"""

import math
import re
from collections.abc import Collection
from dataclasses import dataclass

from annotations.quotations.clues import Clues, View, candidates, place_of
from annotations.quotations.detection import linked, read
from annotations.quotations.english import ENGLISH
from annotations.quotations.mentions import Kind, text_of
from annotations.quotations.names import GIVEN_NAMES
from annotations.quotations.people import Person, by_surname, full_name_of
from annotations.quotations.pronouns import Pronouns
from annotations.quotations.quotation_marks import Quotation
from annotations.quotations.scene import Scene, scene_of
from annotations.quotations.titles import TITLES
from annotations.quotations.transcripts import Turn
from annotations.quotations.weights import SPEAKER

_SURE = 0.95
_LATIN = re.compile(r"[A-Za-z\u00C0-\u024F]")
_NO_NAMES = frozenset(TITLES) | ENGLISH.determiners
_DOCUMENTS = frozenset(
    """
    draft drafts bill act memo memorandum letter letters report reports statement document documents
    copy copies version versions clause article treaty charter constitution decree directive leaflet
    notice petition manifesto
    """.split()
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A quotation and who said it.

    `speaker` is a name as full as the text gives it, or the words for a source without a name
    ("a spokesperson"); empty where the text does not tell. `mention` are the words that stand
    beside the quotation, code points `mention_start` to `mention_end` of the text (None without
    one). `cue` is the verb that brings it in, from `cue_start`, or empty. `named` says whether
    the speaker has a name. `confidence` is between 0 and 1.
    """

    quotation: Quotation
    speaker: str = ""
    mention: str = ""
    mention_start: int | None = None
    mention_end: int | None = None
    cue: str = ""
    cue_start: int | None = None
    named: bool = False
    confidence: float = 0.0


def attribute(text: str, skipped: Collection[int] = ()) -> list[Spoken]:
    """Return the quotations of `text` with their speakers, in order.

    `skipped` are the starts of lines that no quotation runs over: captions. Takes time linear in
    the length of the text.
    """
    reading = read(text, skipped)
    if not reading.spoken:
        return []
    scene = scene_of(reading.told)
    pronouns, surnames = pronouns_of(scene), by_surname(scene.people)
    found: list[Spoken] = []
    previous: int | None = None
    for index, quotation in zip(reading.spoken, linked(reading), strict=True):
        if index in reading.turns:
            found.append(_turn(text, surnames, quotation, reading.turns[index]))
            continue
        view = View(scene, place_of(scene, index), previous)
        said_by, confidence = choose(view)
        if said_by is None or not _is_readable(text_of(scene.told, scene.mentions[said_by])):
            found.append(Spoken(quotation))
            continue
        found.append(_spoken(view, pronouns, quotation, said_by, confidence))
        previous = said_by
    return found


def _is_readable(mention: str) -> bool:
    """Whether the rules know how names end in the script of a mention."""
    return bool(_LATIN.search(mention))


def _turn(text: str, surnames: dict[str, Person], quotation: Quotation, turn: Turn) -> Spoken:
    """Return a turn of a transcript with the fullest form of the name that stands before it."""
    name = text[turn.name_start : turn.name_end]
    return Spoken(
        quotation,
        full_name_of(name, surnames),
        name,
        turn.name_start,
        turn.name_end,
        named=True,
        confidence=_SURE,
    )


def pronouns_of(scene: Scene) -> Pronouns:
    """Resolve the pronouns of a text; `scene.persons` is told."""
    return Pronouns(scene.told, scene.mentions, scene.people, scene.persons, scene.speaking)


def choose(view: View) -> tuple[int | None, float]:
    """Return the mention that most likely said a quotation, and how likely it is."""
    several = candidates(view)
    if not several:
        return None, 0.0
    state = view.state
    scores = [_weigh(Clues(view, index), state) for index in several]
    highest = max(scores)
    share = 1 / sum(math.exp(score - highest) for score in scores)
    return several[scores.index(highest)], round(share, 2)


def _weigh(clues: Clues, state: str) -> float:
    return sum(SPEAKER.get(sign, 0.0) for sign in clues.signs(state))


def _spoken(
    view: View, pronouns: Pronouns, quotation: Quotation, index: int, confidence: float
) -> Spoken:
    scene, told = view.scene, view.scene.told
    mention = scene.mentions[index]
    speaker, named = _speaker(scene, pronouns, index)
    cue = _cue(scene, index)
    return Spoken(
        quotation,
        speaker,
        text_of(told, mention),
        told.starts[mention.first],
        told.ends[mention.last - 1],
        told.words[cue] if cue is not None else "",
        told.starts[cue] if cue is not None else None,
        named,
        confidence,
    )


def _speaker(scene: Scene, pronouns: Pronouns, index: int) -> tuple[str, bool]:
    """Return the speaker that a mention means, and whether that is a name."""
    meant: int | None = index
    if scene.mentions[index].kind is Kind.PRONOUN and scene.persons[index] < 0:
        meant = pronouns.antecedent(index)
    if meant is None:
        return "", False
    person = scene.persons[meant]
    if person >= 0 and not _is_document(scene, meant, scene.people[person].name):
        name = scene.people[person].name
        # An office alone, such as “the President”, names nobody.
        return " ".join(name), any(word.lower() not in _NO_NAMES for word in name)
    return text_of(scene.told, scene.mentions[meant]), False


def _is_document(scene: Scene, index: int, name: tuple[str, ...]) -> bool:
    """Whether it is something written that is mentioned, with a capital: “the Draft”."""
    word, before = name[0].lower(), scene.told.lower[scene.mentions[index].first]
    if len(name) > 1 or word not in _DOCUMENTS:
        return False
    return before in scene.told.known.determiners or word not in GIVEN_NAMES


def _cue(scene: Scene, index: int) -> int | None:
    """The token of the verb of speech nearest to a mention, in its sentence."""
    mention = scene.mentions[index]
    sentence = scene.told.sentence_of(mention.first)
    verbs = (i for i in range(sentence.first, sentence.last) if scene.told.verbs[i])
    return min(verbs, key=lambda token: abs(token - mention.first), default=None)
