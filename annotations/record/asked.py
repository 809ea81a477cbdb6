"""Which of a speaker's quotations somebody asks for: the address of the page, read and written."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Self
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.dateparse import parse_date

from annotations.highlights.models import Highlight

MOST = 50
"""So many of each kind of filter are heeded."""
_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Asked:
    """Of each filter any of its values will do, and all filters must fit; both days included."""

    outlets: tuple[int, ...] = ()
    topics: tuple[int, ...] = ()
    people: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None

    @classmethod
    def read(cls, query: QueryDict) -> Self:
        """Return what an address asks for; what it does not say right is left out."""
        return cls(
            outlets=keys_of(query.getlist("outlet")),
            topics=keys_of(query.getlist("topic")),
            people=keys_of(query.getlist("person")),
            kinds=_some_of(Highlight.Kind.values, query.getlist("kind")),
            verdicts=_some_of(Highlight.Verdict.values, query.getlist("verdict")),
            first=day_of(query.get("from", "")),
            last=day_of(query.get("to", "")),
        )

    @property
    def query(self) -> str:
        """The one way to write it as an address; empty where everything is asked for."""
        rows: list[tuple[str, Iterable[object]]] = [
            ("outlet", self.outlets),
            ("topic", self.topics),
            ("person", self.people),
            ("kind", self.kinds),
            ("verdict", self.verdicts),
            ("from", [self.first or ""]),
            ("to", [self.last or ""]),
        ]
        return urlencode([(name, str(one)) for name, values in rows for one in values if one])

    def only(self, **changes: object) -> str:
        """The address that asks for something else in some filters, and for the same in others."""
        return replace(self, **changes).query


def keys_of(values: Iterable[str]) -> tuple[int, ...]:
    """Return those of `values` that can be keys, each once, in their order, not very many."""
    good = (one for one in values if one.isascii() and one.isdecimal() and len(one) <= _DIGITS)
    return tuple(dict.fromkeys(int(one) for one in good))[:MOST]


def _some_of(known: list[str], values: list[str]) -> tuple[str, ...]:
    return tuple(one for one in known if one in values)


def day_of(text: str) -> date | None:
    """Return the day an address names, if it names one."""
    try:
        return parse_date(text)
    except ValueError:
        return None
