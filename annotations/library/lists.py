"""The articles that filters ask for, as somebody sees them, the newest first.

Written as SQL by hand: as querysets they take longer to be written than to be answered, and
cannot say that a list walks along an index of highlights (`traces`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from annotations.library.filters import Filters, Show, Which
from annotations.library.traces import SEEN_TRACE
from annotations.speakers.models import NOW
from annotations.teams.models import User
from newsroom.articles.places import Place

LINGERS = timedelta(hours=1)
"""What somebody has read stays in their Inbox for so long, so that they find their way back."""
MOST_NEW = 2000
"""After somebody emptied their Inbox, it shows the newest of what came in since, not more."""


class Values(dict[str, Any]):
    """What the parameters of a query stand for; `user` is who asks."""

    def __init__(self, user: User) -> None:
        super().__init__(user=user.pk)

    def put(self, value: object) -> str:
        """Return what stands in the query for `value`."""
        name = f"value_{len(self)}"
        self[name] = value
        return f"%({name})s"

    def among(self, column: str, wanted: Sequence[Any]) -> str:
        """Return the condition that `column` has one of the values `wanted`."""
        if len(wanted) == 1:
            return f"{column} = {self.put(wanted[0])}"
        return f"{column} = ANY({self.put(list(wanted))})"


@dataclass(frozen=True, slots=True)
class _Walk:
    """A way along an index: `source` has articles by their key `pk`, in the order of `at`.

    `conditions` are asked on the way, `further` of the articles found.
    """

    source: str
    at: str
    pk: str
    conditions: list[str]
    further: list[str]

    def beyond(self, place: Place, values: Values, forward: bool) -> _Walk:
        """Return the part of the way that comes after a place; where not `forward`, before it."""
        at = f"({values.put(place.dated_at)}, {values.put(place.pk)})"
        comes = f"({self.at}, {self.pk}) {'<' if forward else '>'} {at}"
        return replace(self, conditions=[*self.conditions, comes])


def newest(
    user: User,
    filters: Filters,
    values: Values,
    most: int,
    beyond: Place | None = None,
    *,
    forward: bool = True,
) -> str:
    """Return the SQL that finds articles, `at` and `id`, in the order of the list.

    At most so many of those that come after the place `beyond`; where not `forward`, before it,
    the nearest first. `at` is when an article came out, or came in if the list goes by that.
    """
    walks = list(_walks(filters, values, list(_of_articles(user, filters, values))))
    if beyond:
        walks = [walk.beyond(beyond, values, forward) for walk in walks]
    found = [_along(walk, most, forward) for walk in walks]
    if len(found) == 1:
        return found[0]
    either = " UNION ALL ".join(f"({one})" for one in found)
    order = _order("at", "id", forward)
    return f"SELECT DISTINCT at, id FROM ({either}) AS found {order} LIMIT {most:d}"


def _along(walk: _Walk, most: int, forward: bool) -> str:
    if walk.source == _TRACES:
        walk = _once_each(walk, forward)
    where = " AND ".join([*walk.conditions, *walk.further])
    return (
        f"SELECT {walk.at} AS at, {walk.pk} AS id FROM {walk.source} WHERE {where} "
        f"{_order(walk.at, walk.pk, forward)} LIMIT {most:d}"
    )


def _once_each(walk: _Walk, forward: bool) -> _Walk:
    """The same way along highlights, but each article once, before anything is asked of it."""
    walked = (
        f"SELECT DISTINCT ON ({walk.at}, {walk.pk}) {walk.at} AS at, {walk.pk} AS id "
        f"FROM {walk.source} WHERE {' AND '.join(walk.conditions)} "
        f"{_order(walk.at, walk.pk, forward)}"
    )
    source = f"({walked}) AS walked JOIN newsroom_article AS article ON article.id = walked.id"
    return _Walk(source, "walked.at", "walked.id", [], walk.further)


def _order(at: str, pk: str, forward: bool) -> str:
    way = "DESC" if forward else "ASC"
    return f"ORDER BY {at} {way}, {pk} {way}"


_TRACES = "annotations_trace AS trace"
_ARTICLES = "newsroom_article AS article"
_GIVEN = (
    "newsroom_article_topics AS given "
    "JOIN newsroom_article AS article ON article.id = given.article_id"
)


def _walks(filters: Filters, values: Values, further: list[str]) -> Iterable[_Walk]:
    """The ways that find all articles between them.

    Where highlights are asked for, each speaker has one, or else each person, or each kind. What a
    way leads along is not asked `further`: asked twice, it would be thought rarer than it is.
    """
    by = "added_at" if filters.by_arrival else "dated_at"
    asked = [
        (column, wanted)
        for column, wanted in (
            ("trace.speaker_id", filters.speakers),
            ("trace.author_id", filters.people),
            ("trace.kind", filters.kinds),
        )
        if wanted
    ]
    tags = list(_languages(filters.languages, values))
    on_topic = list(_on_topic(filters, values))
    if asked or filters.show == Show.ANNOTATED:
        further = [*further, *on_topic, *([f"({' OR '.join(tags)})"] if tags else [])]
        yield from _along_traces(filters, values, asked, by, further)
    elif filters.topics and not (tags or filters.outlets):
        shared = list(_where("given", filters, values))
        for topic in filters.topics:
            lead = values.among("given.topic_id", [topic])
            yield _Walk(_GIVEN, f"given.{by}", "given.article_id", [lead, *shared], further)
    else:
        shared = list(_where("article", filters, values))
        # Each language has an index of its own to walk along, but not two of them together.
        for lead in tags or ["true"]:
            conditions, rest = [lead, *shared], [*further, *on_topic]
            yield _Walk(_ARTICLES, f"article.{by}", "article.id", conditions, rest)


def _along_traces(
    filters: Filters,
    values: Values,
    asked: list[tuple[str, Sequence[Any]]],
    by: str,
    further: list[str],
) -> Iterable[_Walk]:
    shared = [SEEN_TRACE, *_where("trace", filters, values)]
    shared += [values.among(column, wanted) for column, wanted in asked[1:]]
    leads = [
        f"trace.speaker_id = {NOW.format(key=values.put(one))}"
        if column == "trace.speaker_id"
        else values.among(column, [one])
        for column, wanted in asked[:1]
        for one in wanted
    ]
    for lead in leads or ["true"]:
        yield _Walk(_TRACES, f"trace.{by}", "trace.article_id", [lead, *shared], further)


def _where(of: str, filters: Filters, values: Values) -> Iterable[str]:
    """What articles and traces can both be asked for; `of` is one of them."""
    if filters.outlets:
        yield values.among(f"{of}.outlet_id", filters.outlets)
    first, last = filters.days(timezone.localdate())
    if first:
        yield f"{of}.dated_at >= {values.put(_midnight(first))}"
    if last and last < date.max:
        yield f"{of}.dated_at < {values.put(_midnight(last + timedelta(days=1)))}"


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


_READING = (
    "SELECT FROM annotations_reading AS reading "
    "WHERE reading.reader_id = %(user)s AND reading.article_id = article.id"
)
_READABLE = "{of}.latest_version_id IS NOT NULL AND {of}.removed_at IS NULL"
_NEW = (
    "article.id IN (SELECT new.id FROM newsroom_article AS new WHERE {readable} "
    "AND new.added_at > {since} ORDER BY new.added_at DESC, new.id DESC LIMIT {most})"
)
_BEHIND = (
    "article.id IN (SELECT behind.article_id FROM annotations_reading AS behind "
    "WHERE behind.reader_id = %(user)s AND behind.behind)"
)
_ON_TOPIC = (
    "EXISTS (SELECT FROM newsroom_article_topics AS given "
    "WHERE given.article_id = article.id AND {topics})"
)


def _of_articles(user: User, filters: Filters, values: Values) -> Iterable[str]:
    yield from _listed(user, filters.which, values)
    if filters.show == Show.UNREAD:
        yield f"NOT EXISTS ({_READING})"


def _on_topic(filters: Filters, values: Values) -> Iterable[str]:
    if filters.topics:
        yield _ON_TOPIC.format(topics=values.among("given.topic_id", filters.topics))


def _listed(user: User, which: Which, values: Values) -> Iterable[str]:
    if which == Which.REMOVED:
        yield "article.latest_version_id IS NOT NULL AND article.removed_at IS NOT NULL"
        return
    yield _READABLE.format(of="article")
    if which == Which.CHANGED:
        yield _BEHIND
    if which == Which.INBOX:
        # What came in and was not read yet, nor put away.
        before = values.put(timezone.now() - LINGERS)
        yield f"NOT EXISTS ({_READING} AND reading.read_at < {before})"
    if which == Which.INBOX and user.inbox_from:
        since, readable = values.put(user.inbox_from), _READABLE.format(of="new")
        yield _NEW.format(readable=readable, since=since, most=MOST_NEW)


def _languages(tags: Sequence[str], values: Values) -> Iterable[str]:
    """Conditions any of which will do: `en` stands for `en-GB` too."""
    for tag in tags:
        yield f"article.language = {values.put(tag)}"
        yield f"article.language ^@ {values.put(f'{tag}-')}"
