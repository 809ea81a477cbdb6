"""A value that a page gives for a field, and where on the page it was read."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Source(StrEnum):
    """Where a field of an article was read. The names are kept and shown, so they stay."""

    JSON_LD = "json-ld"
    OPEN_GRAPH = "open-graph"
    TWITTER = "twitter"
    META = "meta"
    PAGE_TITLE = "page-title"
    H1 = "h1"
    HEADING = "heading"
    BYLINE = "byline"
    FOOT = "foot"
    ELSEWHERE = "elsewhere"
    TIME = "time"
    DATELINE = "dateline"
    ADDRESS = "address"
    BREADCRUMBS = "breadcrumbs"


@dataclass(frozen=True, slots=True)
class Choice[T]:
    """A value with the source that gave it; `source` is empty where none did."""

    value: T
    source: str = ""


def first[T](choices: Iterable[Choice[T]], default: T) -> Choice[T]:
    """Return the first of `choices` that has a value, else `default` from no source."""
    return next((it for it in choices if it.value), Choice(default))
