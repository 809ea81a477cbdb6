"""What stands beside the list: saved views, and what can be chosen to filter by, with counts."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from annotations.highlights.models import SEEN
from annotations.library.filters import Filters
from annotations.library.models import SavedView
from annotations.library.traces import SEEN_TRACE
from annotations.speakers.models import ALL_NOW
from annotations.teams.models import User
from newsroom.prepared import planned_once

OFFERED = 5
LATELY = 300
"""Speakers are offered who were heard most in so many of the newest highlights with speakers."""
MOST_SPEAKERS = 40
"""No more speakers are offered than that: others are found by name."""
COUNTED = 40
"""So many highlights of a speaker are looked at to count the articles they are in."""
MOST_VIEWS = 50


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to filter by: `n` articles have it, or more where that is all that was counted.

    `pk` is what stands in the address for it.
    """

    pk: int | str
    name: str
    n: int | None
    or_more: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class View:
    """A saved view: `mine` where its reader made it, `is_here` where its filters are on."""

    pk: int
    name: str
    query: str
    mine: bool
    is_everyones: bool
    is_here: bool


@dataclass(slots=True)
class Side:
    """What can be chosen, the chosen ones first; `all_outlets` and `all_topics` are how many."""

    outlets: list[Choice] = field(default_factory=list)
    topics: list[Choice] = field(default_factory=list)
    speakers: list[Choice] = field(default_factory=list)
    people: list[Choice] = field(default_factory=list)
    views: list[View] = field(default_factory=list)
    all_outlets: int = 0
    all_topics: int = 0

    @property
    def here(self) -> View | None:
        """The view whose filters are on."""
        return next((view for view in self.views if view.is_here), None)


def side(user: User, filters: Filters, most: int = OFFERED) -> Side:
    """Return what stands beside the list of `filters`, at most `most` of a kind, in one query.

    Of people, only the chosen ones.
    """
    made, now = Side(), filters.query
    chosen = {
        "outlet": (made.outlets, filters.outlets),
        "topic": (made.topics, filters.topics),
        "speaker": (made.speakers, filters.speakers),
        "person": (made.people, filters.people),
    }
    for what, pk, name, n, in_all, flag, query in _rows(user, filters, most):
        if what == "view":
            made.views.append(View(pk, name, query, in_all == user.pk, flag, query == now))
            continue
        choices, keys = chosen[what]
        is_chosen = bool(in_all) if what == "speaker" else pk in keys
        choices.append(Choice(pk, name, rounded(n, flag), flag, is_chosen))
        made.all_outlets = in_all if what == "outlet" else made.all_outlets
        made.all_topics = in_all if what == "topic" else made.all_topics
    return made


def shown_views(user: User, filters: Filters) -> list[View]:
    """Return the saved views that stand in the column."""
    now = filters.query
    return [
        View(
            one.pk,
            one.name,
            one.query,
            one.owner_id == user.pk,
            one.visibility == SavedView.Visibility.EVERYONE,
            one.query == now,
        )
        for one in SavedView.objects.shown_to(user)[:MOST_VIEWS]
    ]


def counting(of: str, most: int) -> str:
    """Return the SQL that counts the articles (`counted.n`) with traces that are `of` something.

    No more than `most` highlights are looked at; where there are as many, `counted.or_more`.
    """
    return f"""CROSS JOIN LATERAL (
        SELECT count(DISTINCT made.article_id) AS n, count(*) = {most} AS or_more FROM (
            SELECT trace.article_id FROM annotations_trace AS trace
            JOIN newsroom_article AS article ON article.id = trace.article_id
                AND article.removed_at IS NULL
            WHERE {of} AND {SEEN_TRACE}
            ORDER BY trace.dated_at DESC, trace.article_id DESC LIMIT {most}
        ) AS made
    ) AS counted"""


def rounded(n: int, or_more: bool) -> int:
    """Return a number as it is said: "30+" is true, and does not look like more than it is."""
    return n - n % 10 if or_more else n


# Written by hand: as querysets they take longer to be written than to be answered.
_SAID = f"""
    annotations_attribution AS said
    JOIN annotations_highlight AS highlight ON highlight.id = said.highlight_id AND {SEEN}
"""
_ROWS = f"""
    WITH asked AS MATERIALIZED (
        SELECT DISTINCT now.id
        FROM unnest({ALL_NOW.format(keys="%(speakers)s")}) AS now (id) WHERE now.id IS NOT NULL
    )
    (SELECT 'outlet', outlet.id, outlet.name, sum(tally.change) AS n, count(*) OVER (), false, ''
        FROM newsroom_outlet AS outlet JOIN newsroom_tally AS tally ON tally.outlet_id = outlet.id
        GROUP BY outlet.id HAVING sum(tally.change) > 0
        ORDER BY outlet.id = ANY(%(outlets)s::bigint[]) DESC, n DESC, outlet.name
        LIMIT greatest(%(most)s, cardinality(%(outlets)s::bigint[])))
    UNION ALL
    (SELECT 'topic', topic.id, topic.name, coalesce(sum(tally.change), 0) AS n, count(*) OVER (),
            false, ''
        FROM newsroom_topic AS topic
        LEFT JOIN newsroom_topictally AS tally ON tally.topic_id = topic.id
        WHERE topic.removed_at IS NULL GROUP BY topic.id
        ORDER BY topic.id = ANY(%(topics)s::bigint[]) DESC, n DESC, topic.name
        LIMIT greatest(%(most)s, cardinality(%(topics)s::bigint[])))
    UNION ALL
    (SELECT 'speaker', heard.id, heard.name, counted.n,
            (heard.id IN (SELECT id FROM asked))::int, counted.or_more, ''
        FROM (
            SELECT speaker.id, speaker.name FROM (
                SELECT id, id IN (SELECT id FROM asked) AS is_asked, sum(often) AS often FROM (
                    SELECT speaker_id AS id, count(*) AS often FROM (
                        SELECT trace.speaker_id FROM annotations_trace AS trace
                        WHERE trace.speaker_id IS NOT NULL AND {SEEN_TRACE}
                        ORDER BY trace.highlight_id DESC LIMIT {LATELY}
                    ) AS lately GROUP BY speaker_id
                    UNION ALL
                    SELECT chosen.id, 0 FROM asked AS chosen
                    WHERE EXISTS (SELECT FROM {_SAID} WHERE said.speaker_id = chosen.id)
                ) AS likely GROUP BY id
                ORDER BY is_asked DESC, often DESC, id
                LIMIT greatest(least(%(most)s, {MOST_SPEAKERS}), (SELECT count(*) FROM asked))
            ) AS likely JOIN annotations_speaker AS speaker ON speaker.id = likely.id
            ORDER BY likely.is_asked DESC, likely.often DESC, speaker.name
        ) AS heard {counting("trace.speaker_id = heard.id", COUNTED)})
    UNION ALL
    (SELECT 'person', id, CASE name WHEN '' THEN email ELSE name END, 0, 0, false, ''
        FROM annotations_user WHERE id = ANY(%(people)s::bigint[]))
    UNION ALL
    (SELECT 'view', id, name, 0, owner_id, visibility = 'everyone', query
        FROM annotations_savedview
        WHERE removed_at IS NULL AND (owner_id = %(user)s OR visibility = 'everyone')
        ORDER BY name, id LIMIT {MOST_VIEWS})
"""


def _rows(user: User, filters: Filters, most: int) -> Iterable[tuple[Any, ...]]:
    values = {
        "user": user.pk,
        "most": most,
        "outlets": list(filters.outlets),
        "topics": list(filters.topics),
        "speakers": list(filters.speakers),
        "people": list(filters.people),
    }
    with planned_once() as cursor:
        cursor.execute(_ROWS, values)
        return cursor.fetchall()
