"""Which articles somebody asks for: the address of a list, read and written."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Self
from urllib.parse import urlencode

from django.http import QueryDict

from annotations.highlights.models import Highlight
from newsroom.asking import MOST, day_of, keys_of

_LONGEST_TAG = 35


class Which(StrEnum):
    """The lists that everybody has."""

    INBOX = "inbox"
    CHANGED = "changed"
    ALL = "all"
    REMOVED = "removed"


class Show(StrEnum):
    UNREAD = "unread"
    ANNOTATED = "annotated"


class Span(StrEnum):
    """How far back articles go; `RANGE` is from one day to another."""

    WEEK = "7"
    MONTH = "30"
    YEAR = "year"
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for: of each filter, any of its values will do, and all filters must fit.

    `first` and `last` are days, both included, and hold where `span` is `RANGE`.
    """

    which: Which = Which.INBOX
    show: str = ""
    outlets: tuple[int, ...] = ()
    speakers: tuple[int, ...] = ()
    topics: tuple[int, ...] = ()
    people: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    span: str = ""
    first: date | None = None
    last: date | None = None
    by_arrival: bool = False

    @classmethod
    def read(cls, query: QueryDict) -> Self:
        """Return what an address asks for; what it does not say right is left out."""
        span = _one_of(Span, query.get("date", ""))
        first, last = day_of(query.get("from", "")), day_of(query.get("to", ""))
        if span == Span.RANGE and not (first or last):
            span = ""
        asked = cls(
            show=_one_of(Show, query.get("show", "")),
            outlets=keys_of(query.getlist("outlet")),
            speakers=keys_of(query.getlist("speaker")),
            topics=keys_of(query.getlist("topic")),
            people=keys_of(query.getlist("person")),
            kinds=tuple(one for one in Highlight.Kind.values if one in query.getlist("kind")),
            languages=_tags(query.getlist("language")),
            span=span,
            first=first if span == Span.RANGE else None,
            last=last if span == Span.RANGE else None,
            by_arrival=query.get("sort") == "added",
        )
        named = _one_of(Which, query.get("list", ""))
        usual = Which.INBOX if asked == cls() else Which.ALL
        return replace(asked, which=Which(named or usual))

    @classmethod
    def read_text(cls, query: str) -> Self:
        """Return what the part of an address after its question mark asks for."""
        return cls.read(QueryDict(query))

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The names and values of the address, the list among them."""
        rows: list[tuple[str, Iterable[object]]] = [
            ("list", [self.which.value]),
            ("show", [self.show]),
            ("outlet", self.outlets),
            ("speaker", self.speakers),
            ("topic", self.topics),
            ("person", self.people),
            ("kind", self.kinds),
            ("language", self.languages),
            ("date", [self.span]),
            ("from", [self.first or ""]),
            ("to", [self.last or ""]),
            ("sort", ["added" if self.by_arrival else ""]),
        ]
        return [(name, str(value)) for name, values in rows for value in values if value]

    @property
    def query(self) -> str:
        """The one way to write it as an address; empty for the Inbox as it is."""
        return "" if self == Filters() else urlencode(self.pairs)

    @property
    def is_filtered(self) -> bool:
        """Whether it asks for less than its whole list."""
        return self.bare != replace(self, by_arrival=False)

    @property
    def bare(self) -> Self:
        """Its list without any filter."""
        return type(self)(which=self.which)

    @property
    def count(self) -> int:
        """How many filters are on, read and unread apart."""
        chosen = (
            self.outlets,
            self.speakers,
            self.topics,
            self.people,
            self.kinds,
            self.languages,
            self.span,
        )
        return sum(map(bool, chosen))

    def days(self, today: date) -> tuple[date | None, date | None]:
        """The first and the last day it asks for; None where it has no bound."""
        if self.span == Span.YEAR:
            return today.replace(month=1, day=1), None
        if self.span in {Span.WEEK, Span.MONTH}:
            return today - timedelta(days=int(self.span) - 1), None
        return self.first, self.last


def _tags(values: Iterable[str]) -> tuple[str, ...]:
    good = (one for one in values if one.isascii() and one.isprintable())
    return tuple(dict.fromkeys(one[:_LONGEST_TAG] for one in good if one))[:MOST]


def _one_of(known: type[StrEnum], value: str) -> str:
    return value if value in set(known) else ""
