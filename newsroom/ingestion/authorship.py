"""Who wrote the article on a page, and when it was published."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

from newsroom.articles.text import Kind
from newsroom.ingestion.boilerplate import SENTENCE_END
from newsroom.ingestion.bylines import (
    is_office,
    looks_like_outlet,
    people,
    starts_like_byline,
    without_publishers,
)
from newsroom.ingestion.dates import find_moment, parse_when
from newsroom.ingestion.passages import Passage
from newsroom.ingestion.reading import Page
from newsroom.ingestion.signatures import shown_authors
from newsroom.ingestion.titles import fold

_FARTHEST_ZONE = timedelta(hours=14)
_HALF_HOUR = timedelta(minutes=30)
_DATED_PATH = re.compile(r"/((?:19|20)\d{2})[/-](0[1-9]|1[0-2])[/-](0[1-9]|[12]\d|3[01])(?=[/-])")


def authors_of(page: Page, kept: list[int]) -> tuple[str, ...]:
    """Return the people who wrote the article that stands at `kept`."""
    # The site of one person bears that person's name.
    known = (*page.facts.outlet_names, page.domain, page.domain.split(".")[0])
    outlets = [name for name in known if looks_like_outlet(name) or people(name) != (name,)]
    told = (
        page.facts.people,
        *_declared_authors(page),
        *_shown_authors(page, kept),
        tuple(name for name in page.facts.organisations if not is_office(name)),
    )
    return next((names for it in told if (names := without_publishers(it, outlets))), ())


def _declared_authors(page: Page) -> list[tuple[str, ...]]:
    """The people in the meta elements, those first whom a reader sees named as well."""
    told = [names for text in page.facts.meta_authors if (names := people(text))]
    if len(told) < 2:
        return told
    short = "\n".join(it.text for it in page.passages if len(it.text) < 200)
    return sorted(told, key=lambda names: not all(name in short for name in names))


def _shown_authors(page: Page, kept: list[int]) -> Iterator[tuple[str, ...]]:
    """The people named by the headline, in "By …" lines there, at the end, then anywhere."""
    start = page.start
    first = kept[0] if kept else start + 10
    last = kept[-1] if kept else len(page.passages)
    yield shown_authors(page.signatures, range(max(0, start - 4), first + 3))
    for passage in page.passages[max(0, start - 6) : first + 3]:
        if starts_like_byline(passage.text) and len(passage.text) < 200:
            yield people(passage.text)
    for passage in page.passages[start + 1 : first + 2]:
        set_apart = (
            passage.element.find("strong") is not None or passage.element.find("b") is not None
        )
        if (
            set_apart
            and len(passage.text) < 80
            and fold("".join(people(passage.text))) == fold(passage.text)
        ):
            yield people(passage.text)
    yield shown_authors(page.signatures, range(max(0, last - 2), last + 8))
    for passage in page.passages[max(0, last - 1) : last + 10]:
        if starts_like_byline(passage.text) and len(passage.text) < 120:
            yield people(passage.text)
    yield shown_authors(page.signatures, range(start, len(page.passages) + 1))


def published_at(page: Page, kept: list[int]) -> datetime | None:
    """Return when the article that stands at `kept` was published, as far as its page says."""
    if page.facts.published_at is not None:
        return _in_its_zone(page, page.facts.published_at)
    return next((when for when in _shown_dates(page, kept) if when is not None), None)


def _in_its_zone(page: Page, when: datetime) -> datetime:
    """`when`, declared in UTC, in the zone in which the page shows it by the headline."""
    start = page.title_place
    if when.utcoffset() or start is None:
        return when
    for passage in page.passages[max(0, start - 4) : start + 10]:
        moment = find_moment(passage.text) if len(passage.text) <= 160 else None
        if moment is None or moment.zoned or not moment.timed:
            continue
        ahead = moment.when.replace(tzinfo=UTC) - when.replace(second=0, microsecond=0)
        if ahead and abs(ahead) <= _FARTHEST_ZONE and ahead % _HALF_HOUR == timedelta(0):
            return when.astimezone(timezone(ahead))
    return when


def _shown_dates(page: Page, kept: list[int]) -> Iterator[datetime | None]:
    """The dates shown by the headline, in the title, below the article, in the address."""
    start = page.start
    first = kept[0] if kept else start + 12
    last = kept[-1] if kept else start
    head, below = range(max(0, start - 8), first + 3), range(last, last + 16)
    for window in (head, below):
        for value, place in page.times:
            if place in window:
                yield parse_when(value)
        for passage in page.passages[window.start : window.stop]:
            if _may_date(passage):
                yield parse_when(passage.text)
        if window is head:
            yield parse_when(page.facts.page_title[-60:])
            if match := _DATED_PATH.search(page.url):
                yield parse_when("-".join(match.groups()))
    for value, _ in page.times[:3]:
        yield parse_when(value)


def _may_date(passage: Passage) -> bool:
    """Whether a passage is a line with a date, or begins with one: a mention does not count."""
    if passage.kind is Kind.CAPTION:
        return False
    if len(passage.text) <= 160 and not (
        len(passage.text) > 60 and SENTENCE_END.search(passage.text)
    ):
        return True
    moment = find_moment(passage.text[:40])
    return moment is not None and moment.start == 0
