"""A page of the library: articles by day, each with what readers made of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db import connection
from django.utils.timezone import get_current_timezone

from annotations.library.filters import Filters
from annotations.library.gist import Gist, gists
from annotations.library.lists import Values, newest
from annotations.teams.models import User
from newsroom.articles.models import called, minutes_of
from newsroom.articles.moments import has_hour
from newsroom.articles.places import Place
from newsroom.articles.text import direction
from newsroom.links import links

PAGE = 40


@dataclass(frozen=True, slots=True)
class Row:
    """An article in the list, in the words in which the page says it. `at` is in local time."""

    pk: int
    url: str
    title: str
    language: str
    direction: str
    outlet: str
    outlet_url: str
    at: datetime
    time: str
    minutes: int
    form: str
    read: bool
    #: Leads to the version they read, where its outlet changed it since.
    read_version_url: str
    edits: int
    #: How many suggestions nobody decided on, and whether its headline quotes other words.
    to_check: int
    is_stray: bool
    gist: Gist


@dataclass(frozen=True, slots=True)
class Day:
    """Articles of one day. `continued`: others of it stand on the page before this one."""

    date: date
    rows: list[Row]
    continued: bool
    whole: bool


@dataclass(frozen=True, slots=True)
class Shelf:
    days: list[Day]
    next: Place | None


def shelf(user: User, filters: Filters, after: Place | None, pages: int = 1) -> Shelf:
    """Return the page of a list that begins after a place, as `user` sees it.

    `pages` are as many in one.
    """
    found = list(_articles(user, filters, after, pages * PAGE + 1))
    page = found[: pages * PAGE]
    made = gists(user, [one.version for one in page])
    last = page[-1] if len(found) > len(page) else None
    return Shelf(
        days=_days(list(_rows(page, made)), after, last is not None),
        next=Place(last.at, last.pk) if last else None,
    )


def _days(rows: list[Row], after: Place | None, more: bool) -> list[Day]:
    days = [(day, list(group)) for day, group in groupby(rows, key=lambda row: row.at.date())]
    begun = after.dated_at.astimezone(get_current_timezone()).date() if after else None
    last = days[-1][0] if days and more else None
    return [Day(day, rows, day == begun, day not in {begun, last}) for day, rows in days]


@dataclass(frozen=True, slots=True)
class _Article:
    """An article as the database gives it; `outlet` is None where it has none.

    `read` is None where it was not read; else the version that was read, where its outlet changed
    it since, or 0. `edits` is how often the outlet changed the text: repairs are none of its own.
    """

    pk: int
    at: datetime
    title: str
    url: str
    language: str
    words: int
    outlet: int | None
    outlet_name: str | None
    version: int
    form: str
    edits: int
    read: int | None
    to_check: int
    is_stray: bool


_ARTICLES = """
    SELECT article.id, here.at, article.title, article.url, article.language, article.word_count,
        article.outlet_id, outlet.name, version.id, version.form,
        version.number - 1 - (SELECT count(*) FROM newsroom_version AS kept
            WHERE kept.article_id = article.id AND kept.repaired
            AND kept.number <= version.number),
        (SELECT CASE WHEN reading.behind THEN reading.version_id ELSE 0 END
            FROM annotations_reading AS reading
            WHERE reading.reader_id = %(user)s AND reading.article_id = article.id),
        (SELECT count(*) FROM annotations_suggestion AS suggestion
            WHERE suggestion.version_id = version.id AND suggestion.state = 'open'),
        EXISTS (SELECT FROM annotations_examination AS examination
            WHERE examination.article_id = article.id AND examination.version_id = version.id
            AND examination.strays <> '[]')
    FROM ({newest}) AS here
    JOIN newsroom_article AS article ON article.id = here.id
    JOIN newsroom_version AS version ON version.id = article.latest_version_id
    LEFT JOIN newsroom_outlet AS outlet ON outlet.id = article.outlet_id
    ORDER BY here.at DESC, here.id DESC
"""


def _articles(user: User, filters: Filters, after: Place | None, most: int) -> Iterable[_Article]:
    values = Values(user)
    found = newest(user, filters, values, most, after)
    with connection.cursor() as cursor:
        cursor.execute(_ARTICLES.replace("{newest}", found), values)
        return [_Article(*row) for row in cursor.fetchall()]


def _rows(page: list[_Article], made: dict[int, Gist]) -> Iterable[Row]:
    to_article, to_outlet, to_version = links("article"), links("outlet"), links("version")
    zone = get_current_timezone()
    for one in page:
        at = one.at.astimezone(zone)
        yield Row(
            pk=one.pk,
            url=to_article(one.pk),
            title=called(one.title, one.url),
            language=one.language,
            direction=direction(one.language),
            outlet=one.outlet_name or "",
            outlet_url=to_outlet(one.outlet) if one.outlet else "",
            at=at,
            time=f"{at:%H:%M}" if has_hour(at) else "",
            minutes=minutes_of(one.words),
            form=one.form,
            read=one.read is not None,
            read_version_url=to_version(one.read) if one.read else "",
            edits=one.edits,
            to_check=one.to_check,
            is_stray=one.is_stray,
            gist=made[one.version],
        )
