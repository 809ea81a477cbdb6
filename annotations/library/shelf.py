"""A page of the library: articles by day, each with what readers made of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db.models import BooleanField, F, QuerySet
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
    edits: int
    gist: Gist


@dataclass(frozen=True, slots=True)
class Shelf:
    days: list[tuple[date, list[Row]]]
    next: Place | None


def shelf(user: User, articles: QuerySet[Article], after: Place | None) -> Shelf:
    """Return the page of `articles` that begins after a place, as `user` sees it."""
    found = list(_page(user, articles, after))
    page = found[:PAGE]
    made = gists(user, [one["latest_version"] for one in page])
    rows = list(_rows(page, made))
    last = page[-1] if len(found) > PAGE else None
    return Shelf(
        days=[(day, list(group)) for day, group in groupby(rows, key=lambda row: row.at.date())],
        next=Place(last["dated_at"], last["pk"]) if last else None,
    )


# Written by hand: as querysets they take longer to be written than to be answered.
_READ = """
    EXISTS (SELECT FROM annotations_reading AS reading
        WHERE reading.reader_id = %s AND reading.article_id = newsroom_article.id)
"""
_EDITS = """
    newsroom_version.number - 1 - (SELECT count(*) FROM newsroom_version AS kept
        WHERE kept.article_id = newsroom_article.id AND kept.repaired
        AND kept.number <= newsroom_version.number)
"""
"""How often the outlet changed the text: repairs are no edits of its own."""


def _page(user: User, articles: QuerySet[Article], after: Place | None) -> Iterable[dict[str, Any]]:
    if after:
        articles = articles.filter(after.after)
    return (
        articles.readable()
        .order_by("-dated_at", "-pk")
        .values(
            *_FIELDS,
            "latest_version",
            form=F("latest_version__form"),
            edits=RawSQL(_EDITS, ()),
            read=RawSQL(_READ, (user.pk,), BooleanField()),
        )[: PAGE + 1]
    )


def _rows(page: list[dict[str, Any]], made: dict[int, Gist]) -> Iterable[Row]:
    to_article, to_outlet, zone = links("article"), links("outlet"), get_current_timezone()
    for one in page:
        at = one["dated_at"].astimezone(zone)
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
            read=one["read"],
            edits=one["edits"],
            gist=made[one["latest_version"]],
        )
