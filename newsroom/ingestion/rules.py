"""What readers want of what a feed names: which entries come in, and which topics they have.

`judge` is pure; `rules_for` reads the rules that hold for a feed or an outlet.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import unquote, urlsplit

from django.db.models import Q

from newsroom.ingestion.language import detect_language
from newsroom.outlets.models import Feed, Outlet, Rule

KEEP, LEAVE_OUT, TOPIC = Rule.Action.KEEP, Rule.Action.LEAVE_OUT, Rule.Action.TOPIC
WORDS, SECTION, LANGUAGE = Rule.Field.WORDS, Rule.Field.SECTION, Rule.Field.LANGUAGE

_NOT_DECOMPOSED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "’": "'", "ʼ": "'"}
)
#: Accents, Hebrew points, Arabic vowel signs, soft hyphens; not what makes another letter.
_ACCENTS = re.compile("[\u00ad\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]")
_SEPARATORS = re.compile(r"[,;،、，\n]")
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_BORDER_BEFORE, _BORDER_AFTER = rf"(?<![^\W{_UNSPACED}])", rf"(?![^\W{_UNSPACED}])"


class Story(Protocol):
    """What is judged: an entry of a feed, remembered or not, or `Facts`."""

    title: str
    summary: str
    sections: Sequence[str]
    language: str
    url: str


@dataclass(frozen=True, slots=True)
class Facts:
    """A story that no feed named; `summary` is plain text."""

    title: str = ""
    summary: str = ""
    sections: Sequence[str] = ()
    language: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """A rule as it is judged by. `pk` is None while it is not kept."""

    field: str
    value: str
    action: str
    pk: int | None = None
    topic_id: int | None = None
    feed_id: int | None = None
    outlet_id: int | None = None

    @classmethod
    def of(cls, rule: Rule) -> "Condition":
        return cls(
            field=rule.field,
            value=rule.value,
            action=rule.action,
            pk=rule.pk,
            topic_id=rule.topic_id,
            feed_id=rule.feed_id,
            outlet_id=rule.outlet_id,
        )

    @property
    def values(self) -> tuple[str, ...]:
        """The words, sections or languages, each as it is compared; empty ones are left out."""
        parts = (fold(part) for part in _SEPARATORS.split(self.value))
        return tuple(dict.fromkeys(part for part in parts if part))

    def holds_for(self, feed_id: int | None, outlet_id: int | None) -> bool:
        """Whether it is a rule of that feed, of that outlet, or of all."""
        return self.feed_id in (None, feed_id) and self.outlet_id in (None, outlet_id)


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether a story is wanted, by which rule, and the topics (primary keys) it is given.

    `rule` is the one that left it out or took it in; None where none says anything about it.
    """

    keep: bool
    rule: Condition | None = None
    topics: tuple[int, ...] = ()


def judge(story: Story, rules: Iterable[Condition], text: str = "") -> Judgement:
    """Return what `rules` say about `story`; topics are looked for in its `text`, too.

    What one rule leaves out stays out. Where there are rules to take in only what fits, one of
    each field must fit; a language that nothing tells fits all of them.
    """
    read, rules = _Read(story), list(rules)
    topics = _topics(read, [rule for rule in rules if rule.action == TOPIC], text)
    unwanted = [rule for rule in rules if rule.action == LEAVE_OUT]
    if reason := next((rule for rule in unwanted if read.fits(rule)), None):
        return Judgement(False, reason, topics)
    fitting = None
    for wanted in _wanted(read, rules):
        fitting = next((rule for rule in wanted if read.fits(rule)), None)
        if fitting is None:
            return Judgement(False, wanted[0], topics)
    return Judgement(True, fitting, topics)


def _topics(read: "_Read", rules: Iterable[Condition], text: str) -> tuple[int, ...]:
    given = (rule.topic_id for rule in rules if read.fits(rule, text))
    return tuple(dict.fromkeys(topic for topic in given if topic is not None))


def _wanted(read: "_Read", rules: Iterable[Condition]) -> Iterator[list[Condition]]:
    """The rules to take in only what fits, by their fields; those that can be judged."""
    only = [rule for rule in rules if rule.action == KEEP]
    for field in (WORDS, SECTION, LANGUAGE):
        wanted = [rule for rule in only if rule.field == field]
        if wanted and (field != LANGUAGE or read.language):
            yield wanted


def rules_for(
    feed: Feed | None = None, outlet: Outlet | None = None, article_id: int | None = None
) -> list[Condition]:
    """Return the rules of `feed`, of `outlet` (else the feed's) and of all, in one query.

    With `article_id` also those of the feeds that named the article.
    """
    outlet_id = outlet.pk if outlet else feed.outlet_id if feed else None
    here = Q(feed=None, outlet=None)
    if feed:
        here |= Q(feed=feed)
    if outlet_id:
        here |= Q(outlet=outlet_id)
    if article_id:
        here |= Q(feed__in=Feed.objects.filter(entries__article=article_id))
    return [Condition.of(rule) for rule in Rule.objects.standing().filter(here)]


def fold(text: str) -> str:
    """Return `text` as it is compared: without case, accents and the manner of its white space."""
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    plain = unicodedata.normalize("NFC", bare.translate(_NOT_DECOMPOSED))
    return " ".join(plain.split())


class _Read:
    """A story, made ready for comparison once for all rules."""

    def __init__(self, story: Story) -> None:
        told = f"{story.title}\n{story.summary}"
        self.words = fold(told)
        self.language = _primary(story.language or detect_language(told))
        self.sections = {fold(section) for section in story.sections} | set(_path_parts(story.url))

    def fits(self, rule: Condition, text: str = "") -> bool:
        if rule.field == WORDS:
            words = f"{self.words} \n {fold(text)}" if text else self.words
            return any(_stands_in(phrase, words) for phrase in rule.values)
        if rule.field == SECTION:
            return not self.sections.isdisjoint(rule.values)
        return self.language in map(_primary, rule.values)


def _stands_in(phrase: str, words: str) -> bool:
    """Whether `phrase` stands in `words` as whole words, in writings that part them."""
    before = _BORDER_BEFORE if re.match(r"\w", phrase) else ""
    after = _BORDER_AFTER if re.search(r"\w\Z", phrase) else ""
    return re.search(before + re.escape(phrase) + after, words) is not None


def _primary(tag: str) -> str:
    return tag.replace("_", "-").partition("-")[0].strip().casefold()


def _path_parts(url: str) -> Iterator[str]:
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return
    for part in path.split("/"):
        yield fold(part)
        yield fold(re.sub(r"[-_+]", " ", part))
