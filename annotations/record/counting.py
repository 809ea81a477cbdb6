"""Who is quoted how often by which outlet, counted over an index of what everyone sees.

Quotations that only their author sees count for that author; agency copy counts once
(`Telling.counts`). The month of a quotation is that of its article.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from django.db import connection, transaction
from django.utils.timezone import get_current_timezone, get_current_timezone_name

from annotations.record.asked import AskedOfCoverage
from annotations.speakers.models import ALL_NOW
from annotations.teams.models import User

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
"""Nothing is counted before or after these."""
SPEAKERS, OUTLETS = 25, 6
"""So many rows and columns have a name; the others are counted together.

A single other outlet has a column of its own: it takes no more room.
"""
NOWHERE = 0
"""Stands for the outlet of articles that have none."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Quotations by month, by speaker and by outlet, and each speaker's by outlet (keys).

    In `cells`, None stands for the speakers and the outlets that have no row or column of their
    own; `outlets` and `speakers` have only those that do. NOWHERE stands for articles without an
    outlet, of which `nowhere` is the sum.
    """

    total: int
    months: dict[date, int]
    speakers: dict[int, int]
    outlets: dict[int, int]
    cells: dict[tuple[int | None, int | None], int]
    other_speakers: int
    other_outlets: int
    nowhere: int


def within(asked: AskedOfCoverage, today: date) -> AskedOfCoverage:
    """The same with both days: without any, the twelve months up to that of `today`."""
    last = min(asked.last or today, LATEST)
    first = max(asked.first or _months_before(last, 11), EARLIEST)
    return replace(asked, first=first, last=last)


def counted(asked: AskedOfCoverage, user: User) -> Counts:
    """Count what `user` sees; `asked` has both days."""
    values = _values(asked, user)
    months = _months_of(asked)
    with transaction.atomic(), connection.cursor() as cursor:
        _prepare(cursor)
        cursor.execute(_told(asked) + _SUMS, values)
        sums = [(what, key, int(n)) for what, key, n in cursor.fetchall()]
        found = {name: {key: n for what, key, n in sums if what == name} for name in _WHAT}
        speakers, outlets = found["speaker"], found["outlet"]
        if found["all outlets"][0] > OUTLETS + 1:
            outlets = dict(list(outlets.items())[:OUTLETS])
        named = {"named": list(speakers), "columns": list(outlets)}
        cursor.execute(_told(asked, "speaker_id = ANY(%(named)s)") + _CELLS, values | named)
        cells = {(speaker, outlet): n for speaker, outlet, n in cursor.fetchall()}
    total = sum(found["month"].values())
    nowhere = found["nowhere"].get(NOWHERE, 0)
    others = {**outlets, NOWHERE: nowhere, None: total - sum(outlets.values()) - nowhere}
    for (_speaker, outlet), n in cells.items():
        others[outlet] -= n
    cells |= {(None, outlet): n for outlet, n in others.items() if n}
    return Counts(
        total=total,
        months={months[place - 1]: n for place, n in found["month"].items()},
        speakers=speakers,
        outlets=outlets,
        cells=cells,
        other_speakers=found["all speakers"][0] - len(speakers),
        other_outlets=found["all outlets"][0] - len(outlets),
        nowhere=nowhere,
    )


def _months_of(asked: AskedOfCoverage) -> list[date]:
    """The first days of the months that `asked` touches."""
    first, last = asked.first or date.min, asked.last or date.max
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]


def rows(asked: AskedOfCoverage, user: User) -> Iterator[tuple[date, str, str, int]]:
    """Yield month, outlet, speaker and how many quotations, all of them, the latest month first."""
    with connection.cursor() as cursor:
        cursor.execute(_told(asked) + _ROWS, _values(asked, user))
        while many := cursor.fetchmany(2000):
            yield from many


def planned(asked: AskedOfCoverage, user: User) -> list[str]:
    """Return how the database counts, and how long it takes: for whoever measures that."""
    with transaction.atomic(), connection.cursor() as cursor:
        _prepare(cursor)
        explain = "EXPLAIN (ANALYZE, COSTS OFF, SUMMARY ON) "
        cursor.execute(explain + _told(asked) + _SUMS, _values(asked, user))
        return [line for (line,) in cursor.fetchall()]


def _prepare(cursor: Any) -> None:
    # Compiling a query takes longer than these take; sorting in memory is what they mostly do.
    cursor.execute("SET LOCAL jit = off; SET LOCAL work_mem = '32MB'")


def _told(asked: AskedOfCoverage, more: str = "true") -> str:
    """The SQL of what is counted: two parts, as each has an index of its own."""
    conditions = f"counts AND dated_at BETWEEN %(first)s AND %(last)s AND {more}"
    if asked.outlets:
        conditions += " AND outlet_id = ANY(%(outlets)s)"
    if asked.speakers:
        conditions += f" AND speaker_id = ANY({ALL_NOW.format(keys='%(speakers)s')})"
    if asked.topics:
        conditions += f" AND highlight_id IN ({_OF_TOPICS})"
    columns = "SELECT speaker_id, outlet_id, dated_at FROM annotations_telling"
    return f"""
        WITH told AS (
            {columns} WHERE speaker_id IS NOT NULL AND kept_by IS NULL AND {conditions}
            UNION ALL
            {columns} WHERE speaker_id IS NOT NULL AND kept_by = %(user)s AND {conditions}
        )
    """


_OF_TOPICS = """
    SELECT highlight.id FROM newsroom_article_topics AS given
    JOIN newsroom_version AS version ON version.article_id = given.article_id
    JOIN annotations_highlight AS highlight ON highlight.version_id = version.id
    WHERE given.topic_id = ANY(%(topics)s)
"""
_WHAT = ("month", "speaker", "outlet", "nowhere", "all speakers", "all outlets")
# Sums of each by itself take a tenth of what those of all combinations would.
_SUMS = f"""
    , sums AS MATERIALIZED (
        SELECT month, speaker_id, outlet_id, count(*) AS n, grouping(month, speaker_id) AS part
        FROM (SELECT width_bucket(dated_at, %(months)s::timestamptz[]) AS month, speaker_id,
            outlet_id FROM told) AS dated
        GROUP BY GROUPING SETS ((month), (speaker_id), (outlet_id))
    )
    SELECT 'month', month::bigint, n FROM sums WHERE part = 1
    UNION ALL (SELECT 'speaker', speaker_id, n FROM sums WHERE part = 2
        ORDER BY n DESC, speaker_id LIMIT {SPEAKERS})
    UNION ALL (SELECT 'outlet', outlet_id, n FROM sums WHERE part = 3 AND outlet_id IS NOT NULL
        ORDER BY n DESC, outlet_id LIMIT {OUTLETS + 1})
    UNION ALL SELECT 'nowhere', {NOWHERE}, n FROM sums WHERE part = 3 AND outlet_id IS NULL
    UNION ALL SELECT 'all speakers', 0, count(*) FROM sums WHERE part = 2
    UNION ALL SELECT 'all outlets', 0, count(outlet_id) FROM sums WHERE part = 3
"""
_CELLS = f"""
    SELECT speaker_id, outlet_id, count(*) FROM (
        SELECT speaker_id, CASE WHEN outlet_id IS NULL THEN {NOWHERE}
            WHEN outlet_id = ANY(%(columns)s::bigint[]) THEN outlet_id END AS outlet_id FROM told
    ) AS named GROUP BY 1, 2
"""
_ROWS = """
    , counted AS (
        SELECT speaker_id, outlet_id,
            date_trunc('month', dated_at AT TIME ZONE %(zone)s)::date AS month, count(*) AS n
        FROM told GROUP BY 1, 2, 3
    )
    SELECT month, coalesce(outlet.name, ''), speaker.name, n FROM counted
    JOIN annotations_speaker AS speaker ON speaker.id = counted.speaker_id
    LEFT JOIN newsroom_outlet AS outlet ON outlet.id = counted.outlet_id
    ORDER BY month DESC, outlet.name NULLS LAST, outlet.id, speaker.name, speaker.id
"""


def _values(asked: AskedOfCoverage, user: User) -> dict[str, object]:
    zone = get_current_timezone()
    return {
        "user": user.pk,
        "zone": get_current_timezone_name(),
        "months": [datetime.combine(month, time.min, zone) for month in _months_of(asked)],
        "first": datetime.combine(asked.first or date.min, time.min, zone),
        "last": datetime.combine(asked.last or date.max, time.max, zone),
        "outlets": list(asked.outlets),
        "speakers": list(asked.speakers),
        "topics": list(asked.topics),
    }


def _months_before(day: date, back: int) -> date:
    """The first day of the month `back` months before that of `day`."""
    months = max(day.year * 12 + day.month - 1 - back, 12)
    return date(months // 12, months % 12 + 1, 1)
