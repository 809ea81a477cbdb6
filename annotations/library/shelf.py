"""A page of the library: articles by day, each with what readers made of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db.models import BigIntegerField, F, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.timezone import get_current_timezone

from annotations.library.gist import Gist, gists
from annotations.teams.models import User
from newsroom.articles.models import Article, called, minutes_of
from newsroom.articles.places import Place
from newsroom.articles.text import direction
from newsroom.links import links

PAGE = 40
_FIELDS = ("pk", "title", "url", "language", "dated_at", "word_count", "outlet", "outlet__name")


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


def shelf(
    user: User,
    articles: QuerySet[Article],
    after: Place | None,
    *,
    by: str = "dated_at",
    pages: int = 1,
) -> Shelf:
    """Return the page of `articles` that begins after a place, as `user` sees it.

    The field `by` says which articles are the newest; `pages` are as many in one.
    """
    found = list(_page(user, articles, after, by, pages * PAGE + 1))
    page = found[: pages * PAGE]
    made = gists(user, [one["latest_version"] for one in page])
    last = page[-1] if len(found) > len(page) else None
    return Shelf(
        days=_days(list(_rows(page, made, by)), after, last is not None),
        next=Place(last[by], last["pk"]) if last else None,
    )


def _days(rows: list[Row], after: Place | None, more: bool) -> list[Day]:
    days = [(day, list(group)) for day, group in groupby(rows, key=lambda row: row.at.date())]
    begun = after.dated_at.astimezone(get_current_timezone()).date() if after else None
    last = days[-1][0] if days and more else None
    return [Day(day, rows, day == begun, day not in {begun, last}) for day, rows in days]


# Written by hand: as querysets they take longer to be written than to be answered.
_READ = """
    (SELECT CASE WHEN reading.behind THEN reading.version_id ELSE 0 END
        FROM annotations_reading AS reading
        WHERE reading.reader_id = %s AND reading.article_id = newsroom_article.id)
"""
"""Null where it was not read; the version that was read, where its outlet changed it since."""
_EDITS = """
    newsroom_version.number - 1 - (SELECT count(*) FROM newsroom_version AS kept
        WHERE kept.article_id = newsroom_article.id AND kept.repaired
        AND kept.number <= newsroom_version.number)
"""
"""How often the outlet changed the text: repairs are no edits of its own."""


def _page(
    user: User, articles: QuerySet[Article], after: Place | None, by: str, most: int
) -> Iterable[dict[str, Any]]:
    if after:
        articles = articles.filter(after.after_by(by))
    return articles.order_by(f"-{by}", "-pk").values(
        *_FIELDS,
        by,
        "latest_version",
        form=F("latest_version__form"),
        edits=RawSQL(_EDITS, ()),
        read=RawSQL(_READ, (user.pk,), BigIntegerField()),
    )[:most]


def _rows(page: list[dict[str, Any]], made: dict[int, Gist], by: str) -> Iterable[Row]:
    to_article, to_outlet, to_version = links("article"), links("outlet"), links("version")
    zone = get_current_timezone()
    for one in page:
        at = one[by].astimezone(zone)
        yield Row(
            pk=one["pk"],
            url=to_article(one["pk"]),
            title=called(one["title"], one["url"]),
            language=one["language"],
            direction=direction(one["language"]),
            outlet=one["outlet__name"] or "",
            outlet_url=to_outlet(one["outlet"]) if one["outlet"] else "",
            at=at,
            time=f"{at:%H:%M}",
            minutes=minutes_of(one["word_count"]),
            form=one["form"],
            read=one["read"] is not None,
            read_version_url=to_version(one["read"]) if one["read"] else "",
            edits=one["edits"],
            gist=made[one["latest_version"]],
        )
