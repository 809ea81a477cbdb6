"""What a speaker said, as somebody may see it: counted and read in one query.

Written by hand: all that a page counts comes from the same rows, and they are looked up once.
The day of a quotation is the day of its article.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils.timezone import get_current_timezone, get_current_timezone_name

from annotations.highlights.models import OPEN, Anchor
from annotations.record.asked import AskedOfSpeaker
from annotations.teams.models import User
from newsroom.articles.models import called
from newsroom.articles.places import Place
from newsroom.articles.text import direction

PAGE = 50
MOST_CHOICES = 200
"""So many outlets, topics and people are offered as filters, those most quoted first."""


@dataclass(frozen=True, slots=True)
class Counted:
    """An outlet, a topic or a colleague, and how many highlights are theirs."""

    pk: int
    name: str
    n: int


@dataclass(frozen=True, slots=True)
class Quotation:
    """Something said: a quote, a claim or a passage.

    `at` is in local time; `notes` are how many, `status` is in the latest version.
    """

    pk: int
    words: str
    kind: str
    verdict: str
    at: datetime
    outlet: str
    article: int
    title: str
    language: str
    version: int
    version_number: int
    notes: int
    status: str
    by: str
    #: Key of the statement it is a telling of, and whether none that the reader sees was later.
    statement: int | None
    is_latest_telling: bool
    outlet_pk: int | None

    @property
    def direction(self) -> str:
        return direction(self.language)

    @property
    def is_lost(self) -> bool:
        """Whether the latest version no longer has it."""
        return self.status == Anchor.Status.LOST

    @property
    def is_changed(self) -> bool:
        return self.status == Anchor.Status.CHANGED


@dataclass(frozen=True, slots=True)
class Totals:
    """How much a speaker said in all, whatever is asked for; `highlights` are of every kind."""

    highlights: int
    quotes: int
    outlets: int
    claims: int
    disputed: int


@dataclass(frozen=True, slots=True)
class Record:
    """What a speaker said: `totals` of everything, else what was asked for, a page of it."""

    totals: Totals
    found: int
    months: dict[date, int]
    outlets: list[Counted]
    topics: list[Counted]
    people: list[Counted]
    quotations: list[Quotation]
    next: Place | None


def record(
    speaker: int, user: User, asked: AskedOfSpeaker, after: Place | None = None, most: int = PAGE
) -> Record:
    """Return what `speaker` (a key) said and `user` may see: the page after a place."""
    values = _values(speaker, user, asked) | _page_values(after, most + 1)
    with connection.cursor() as cursor:
        cursor.execute(_ALL.format(record=_record(asked), after=_AFTER if after else ""), values)
        [[counted]] = cursor.fetchall()
    rows = [_quotation(row) for row in counted["page"] or []]
    last = rows[most - 1] if len(rows) > most else None
    return Record(
        totals=Totals(*counted["totals"]),
        found=counted["found"],
        months={date.fromisoformat(month): n for month, n in counted["months"] or []},
        outlets=_counted(counted["outlets"]),
        topics=_counted(counted["topics"]),
        people=_counted(counted["people"]),
        quotations=rows[:most],
        next=Place(last.at, last.pk) if last else None,
    )


def quotations(speaker: int, user: User, asked: AskedOfSpeaker) -> list[Quotation]:
    """Return all that was asked for, the newest first."""
    values = _values(speaker, user, asked) | _page_values(None, None)
    with connection.cursor() as cursor:
        cursor.execute(f"{_record(asked)} {_PAGE.format(after='')}", values)
        return [_quotation(row) for row, _at, _pk in cursor.fetchall()]


def _values(speaker: int, user: User, asked: AskedOfSpeaker) -> dict[str, Any]:
    return {
        "speaker": speaker,
        "user": user.pk,
        "zone": get_current_timezone_name(),
        "outlets": list(asked.outlets),
        "topics": list(asked.topics),
        "people": list(asked.people),
        "kinds": list(asked.kinds),
        "verdicts": list(asked.verdicts),
        "first": asked.first,
        "last": asked.last,
    }


def _page_values(after: Place | None, most: int | None) -> dict[str, Any]:
    place = {"dated_at": after.dated_at, "pk": after.pk} if after else {}
    return {"most": most, "choices": MOST_CHOICES, **place}


def _counted(rows: list[list[Any]] | None) -> list[Counted]:
    return [Counted(*row) for row in rows or []]


def _quotation(row: list[Any]) -> Quotation:
    pk, words, kind, verdict, at, outlet, article, title, url, *more = row
    local = datetime.fromisoformat(at).astimezone(get_current_timezone())
    return Quotation(pk, words, kind, verdict, local, outlet, article, called(title, url), *more)


# -- the query -------------------------------------------------------------------------------

_VERDICT = """
    CASE WHEN highlight.kind = 'claim' THEN (SELECT claim.verdict
        FROM annotations_highlight AS claim WHERE claim.id = highlight.highlight_id) END
"""
_FILTERS = {
    "outlets": "highlight.outlet_id = ANY(%(outlets)s)",
    "topics": """EXISTS (SELECT FROM newsroom_article_topics AS given
        WHERE given.article_id = highlight.article_id AND given.topic_id = ANY(%(topics)s))""",
    "people": "highlight.author_id = ANY(%(people)s)",
    "kinds": "highlight.kind = ANY(%(kinds)s)",
    "verdicts": f"coalesce({_VERDICT} = ANY(%(verdicts)s), false)",
    "first": "(highlight.dated_at AT TIME ZONE %(zone)s)::date >= %(first)s",
    "last": "(highlight.dated_at AT TIME ZONE %(zone)s)::date <= %(last)s",
}
# Traces say of each highlight that was not deleted who said it, when and where. Few articles are
# removed: these are looked up once.
SAID = f"""
    (SELECT * FROM annotations_trace AS highlight WHERE {OPEN} AND highlight.article_id NOT IN (
        SELECT id FROM newsroom_article
        WHERE removed_at IS NOT NULL AND latest_version_id IS NOT NULL)
    ) AS highlight
"""
_RECORD = f"""
    WITH record AS MATERIALIZED (
        SELECT highlight.highlight_id AS id, highlight.kind, {_VERDICT} AS verdict,
            highlight.author_id, highlight.article_id, highlight.outlet_id, highlight.dated_at,
            {{fits}} AS fits
        FROM {SAID}
        WHERE highlight.speaker_id = %(speaker)s
    )
"""


def _record(asked: AskedOfSpeaker) -> str:
    wanted = [sql for name, sql in _FILTERS.items() if getattr(asked, name)]
    return _RECORD.format(fits=" AND ".join(wanted) or "true")


_AFTER = "AND (dated_at, id) < (%(dated_at)s, %(pk)s)"
_PAGE = """
    SELECT json_build_array(highlight.id, highlight.words, highlight.kind, highlight.verdict,
        page.dated_at, coalesce(outlet.name, ''), page.article_id, article.title, article.url,
        version.language, version.id, version.number,
        (SELECT count(*) FROM annotations_note AS note
            WHERE note.highlight_id = highlight.id AND note.deleted_at IS NULL),
        coalesce(anchor.status, ''), coalesce(nullif(author.name, ''), author.email),
        telling.statement_id, NOT EXISTS (
            SELECT FROM annotations_telling AS later
            WHERE later.statement_id = telling.statement_id AND later.speaker_id IS NOT NULL
            AND (later.kept_by IS NULL OR later.kept_by = %(user)s)
            AND (later.dated_at, later.highlight_id) > (page.dated_at, page.id)),
        page.outlet_id) AS row,
        page.dated_at, page.id
    FROM (
        SELECT * FROM record WHERE fits {after}
        ORDER BY dated_at DESC, id DESC LIMIT %(most)s
    ) AS page
    JOIN annotations_highlight AS highlight ON highlight.id = page.id
    JOIN annotations_user AS author ON author.id = highlight.author_id
    JOIN newsroom_version AS version ON version.id = highlight.version_id
    JOIN newsroom_article AS article ON article.id = page.article_id
    LEFT JOIN newsroom_outlet AS outlet ON outlet.id = page.outlet_id
    LEFT JOIN annotations_telling AS telling
        ON telling.highlight_id = highlight.id AND telling.speaker_id IS NOT NULL
    LEFT JOIN annotations_anchor AS anchor
        ON anchor.highlight_id = highlight.id AND anchor.version_id = article.latest_version_id
    ORDER BY page.dated_at DESC, page.id DESC
"""
# All that is counted by one thing at a time, in one pass.
_OUTLET, _AUTHOR, _MONTH, _KIND = 7, 11, 13, 14
_ALL = f"""
    {{record}}, page AS ({_PAGE}), sums AS MATERIALIZED (
        SELECT outlet_id, author_id, month, kind, verdict, fits, count(*) AS n,
            grouping(outlet_id, author_id, month, kind) AS part
        FROM (SELECT *, date_trunc('month', dated_at AT TIME ZONE %(zone)s)::date AS month
            FROM record) AS dated
        GROUP BY GROUPING SETS (
            (outlet_id, fits), (author_id), (month, fits), (kind, verdict, fits))
    )
    SELECT json_build_object(
        'totals', (SELECT json_build_array(coalesce(sum(n), 0),
            coalesce(sum(n) FILTER (WHERE kind = 'quote'), 0),
            (SELECT count(DISTINCT outlet_id) FROM sums WHERE part = {_OUTLET}),
            coalesce(sum(n) FILTER (WHERE kind = 'claim'), 0),
            coalesce(sum(n) FILTER (WHERE kind = 'claim' AND verdict = 'disputed'), 0))
            FROM sums WHERE part = {_KIND}),
        'found', (SELECT coalesce(sum(n), 0) FROM sums WHERE part = {_KIND} AND fits),
        'months', (SELECT json_agg(json_build_array(month, n) ORDER BY month)
            FROM sums WHERE part = {_MONTH} AND fits),
        'outlets', (SELECT json_agg(json_build_array(id, name, n) ORDER BY n DESC, name) FROM (
            SELECT outlet.id, outlet.name, n
            FROM sums JOIN newsroom_outlet AS outlet ON outlet.id = sums.outlet_id
            WHERE part = {_OUTLET} AND fits ORDER BY n DESC, name LIMIT %(choices)s) AS outlets),
        'topics', (SELECT json_agg(json_build_array(id, name, n) ORDER BY n DESC, name) FROM (
            SELECT topic.id, topic.name, sum(told.n) AS n
            FROM (SELECT article_id, count(*) AS n FROM record GROUP BY article_id) AS told
            JOIN newsroom_article_topics AS given ON given.article_id = told.article_id
            JOIN newsroom_topic AS topic ON topic.id = given.topic_id AND topic.removed_at IS NULL
            GROUP BY topic.id ORDER BY n DESC, name LIMIT %(choices)s) AS topics),
        'people', (SELECT json_agg(json_build_array(id, name, n) ORDER BY n DESC, name) FROM (
            SELECT author.id, coalesce(nullif(author.name, ''), author.email) AS name, n
            FROM sums JOIN annotations_user AS author ON author.id = sums.author_id
            WHERE part = {_AUTHOR} ORDER BY n DESC, name LIMIT %(choices)s) AS people),
        'page', (SELECT json_agg(row ORDER BY dated_at DESC, id DESC) FROM page))
"""
