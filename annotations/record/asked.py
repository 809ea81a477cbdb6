"""Which quotations somebody asks for: the address of a page, read and written."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self
from urllib.parse import urlencode

from django.http import QueryDict

from annotations.highlights.models import Highlight
from newsroom.asking import day_of, keys_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Of each filter any of its values will do, and all filters must fit; both days included."""

    outlets: tuple[int, ...] = ()
    topics: tuple[int, ...] = ()
    first: date | None = None
    last: date | None = None

    @classmethod
    def read(cls, query: QueryDict) -> Self:
        """Return what an address asks for; what it does not say right is left out."""
        known = cls.__dataclass_fields__
        return cls(
            **{
                field: read(query.getlist(name))
                for field, (name, read) in _IN_ADDRESS.items()
                if field in known
            }
        )

    @property
    def query(self) -> str:
        """The one way to write it as an address; empty where everything is asked for."""
        values = (
            (name, getattr(self, field, None)) for field, (name, _read) in _IN_ADDRESS.items()
        )
        return urlencode([(name, value) for name, value in values if value], doseq=True)

    def only(self, **changes: object) -> str:
        """The address that asks for something else in some filters, and for the same in others."""
        return replace(self, **changes).query


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedOfSpeaker(Asked):
    """What is asked of all that one speaker said; `people` are who highlighted it."""

    people: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedOfCoverage(Asked):
    """What is counted of all that is quoted."""

    speakers: tuple[int, ...] = ()


def _some_of(known: list[str]) -> Callable[[list[str]], tuple[str, ...]]:
    return lambda values: tuple(one for one in known if one in values)


def _day(values: list[str]) -> date | None:
    return day_of(values[-1]) if values else None


#: What each filter is called in an address, and how it is read, in the order they are written.
_IN_ADDRESS: dict[str, tuple[str, Callable[[list[str]], Any]]] = {
    "outlets": ("outlet", keys_of),
    "speakers": ("speaker", keys_of),
    "topics": ("topic", keys_of),
    "people": ("person", keys_of),
    "kinds": ("kind", _some_of(Highlight.Kind.values)),
    "verdicts": ("verdict", _some_of(Highlight.Verdict.values)),
    "first": ("from", _day),
    "last": ("to", _day),
}
