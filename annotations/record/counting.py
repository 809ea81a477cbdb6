"""Who is quoted how often by which outlet, counted over an index of what everyone sees.

Quotations that only their author sees count for that author; agency copy counts once
(`Telling.counts`). The month of a quotation is that of its article.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any, Self
from urllib.parse import urlencode

from django.db import connection, transaction
from django.http import QueryDict
from django.utils.timezone import get_current_timezone, get_current_timezone_name

from annotations.record.asked import day_of, keys_of
from annotations.teams.models import User

SPEAKERS, OUTLETS = 25, 6
"""So many rows and columns have a name; the others are counted together."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is counted: of each filter any of its values will do; both days are included."""

    outlets: tuple[int, ...] = ()
    speakers: tuple[int, ...] = ()
    topics: tuple[int, ...] = ()
    first: date | None = None
    last: date | None = None

    @classmethod
    def read(cls, query: QueryDict) -> Self:
        """Return what an address asks for; what it does not say right is left out."""
        return cls(
            outlets=keys_of(query.getlist("outlet")),
            speakers=keys_of(query.getlist("speaker")),
            topics=keys_of(query.getlist("topic")),
            first=day_of(query.get("from", "")),
            last=day_of(query.get("to", "")),
        )

    @property
    def query(self) -> str:
        """The one way to write it as an address."""
        rows: list[tuple[str, Iterable[object]]] = [
            ("outlet", self.outlets),
            ("speaker", self.speakers),
            ("topic", self.topics),
            ("from", [self.first or ""]),
            ("to", [self.last or ""]),
        ]
        return urlencode([(name, str(one)) for name, values in rows for one in values if one])

    def only(self, **changes: object) -> str:
        """The address that asks for something else in some filters, and for the same in others."""
        return replace(self, **changes).query

    def within(self, today: date) -> Self:
        """The same with both days: without any, the twelve months up to this one."""
        last = self.last or today
        return replace(self, first=self.first or _months_before(last, 11), last=last)


@dataclass(frozen=True, slots=True)
class Counts:
    """Quotations by month, by speaker and by outlet, and each speaker's by outlet (keys).

    In `cells`, None stands for the speakers and the outlets that have no row or column of their
    own; `outlets` and `speakers` have only those that do. An article without an outlet counts with
    the outlets that have no column.
    """

    total: int
    months: dict[date, int]
    speakers: dict[int, int]
    outlets: dict[int, int]
    cells: dict[tuple[int | None, int | None], int]
    other_speakers: int
    other_outlets: int


def counted(asked: Asked, user: User) -> Counts:
    """Count what `user` sees; `asked` has both days."""
    months: dict[date, int] = {}
    speakers: dict[int, int] = {}
    outlets: dict[int, int] = {}
    cells: dict[tuple[int | None, int | None], int] = {}
    others = {"speaker": 0, "outlet": 0}
    with transaction.atomic(), connection.cursor() as cursor:
        _prepare(cursor)
        cursor.execute(_told(asked) + _COUNTS, _values(asked, user))
        for what, month, speaker, outlet, n in cursor.fetchall():
            if what == "month":
                months[month] = int(n)
            elif what == "speaker":
                speakers[speaker] = int(n)
            elif what == "outlet":
                outlets[outlet] = int(n)
            elif what == "cell":
                cells[speaker, outlet] = int(n)
            else:
                others[what.removeprefix("other ")] = int(n)
    return Counts(
        sum(months.values()), months, speakers, outlets, cells, others["speaker"], others["outlet"]
    )


def rows(asked: Asked, user: User) -> Iterator[tuple[date, str, str, int]]:
    """Yield month, outlet, speaker and how many quotations, all of them, the latest month first."""
    with connection.cursor() as cursor:
        cursor.execute(_told(asked) + _ROWS, _values(asked, user))
        while many := cursor.fetchmany(2000):
            yield from many


def planned(asked: Asked, user: User) -> list[str]:
    """Return how the database counts, and how long it takes: for whoever measures that."""
    with transaction.atomic(), connection.cursor() as cursor:
        _prepare(cursor)
        explain = "EXPLAIN (ANALYZE, COSTS OFF, SUMMARY ON) "
        cursor.execute(explain + _told(asked) + _COUNTS, _values(asked, user))
        return [line for (line,) in cursor.fetchall()]


def _prepare(cursor: Any) -> None:
    # Compiling a query takes longer than these take; sorting in memory is what they mostly do.
    cursor.execute("SET LOCAL jit = off; SET LOCAL work_mem = '32MB'")


def _told(asked: Asked) -> str:
    """The SQL of what is counted: two parts, as each has an index of its own."""
    conditions = "counts AND dated_at BETWEEN %(first)s AND %(last)s"
    if asked.outlets:
        conditions += " AND outlet_id = ANY(%(outlets)s)"
    if asked.speakers:
        conditions += " AND speaker_id = ANY(%(speakers)s)"
    if asked.topics:
        conditions += f" AND highlight_id IN ({_OF_TOPICS})"
    columns = "SELECT speaker_id, outlet_id, dated_at FROM annotations_telling"
    return f"""
        WITH told AS (
            {columns} WHERE speaker_id IS NOT NULL AND kept_by IS NULL AND {conditions}
            UNION ALL
            {columns} WHERE speaker_id IS NOT NULL AND kept_by = %(user)s AND {conditions}
        ), counted AS MATERIALIZED (
            SELECT speaker_id, outlet_id,
                date_trunc('month', dated_at AT TIME ZONE %(zone)s)::date AS month,
                count(*) AS n
            FROM told GROUP BY 1, 2, 3
        )
    """


_OF_TOPICS = """
    SELECT highlight.id FROM newsroom_article_topics AS given
    JOIN newsroom_version AS version ON version.article_id = given.article_id
    JOIN annotations_highlight AS highlight ON highlight.version_id = version.id
    WHERE given.topic_id = ANY(%(topics)s)
"""
_COUNTS = f"""
    , by_speaker AS MATERIALIZED (SELECT speaker_id, sum(n) AS n FROM counted GROUP BY 1
    ), by_outlet AS MATERIALIZED (
        SELECT outlet_id, sum(n) AS n FROM counted WHERE outlet_id IS NOT NULL GROUP BY 1
    ), speakers AS MATERIALIZED (
        SELECT speaker_id, n FROM by_speaker ORDER BY n DESC, speaker_id LIMIT {SPEAKERS}
    ), outlets AS MATERIALIZED (
        SELECT outlet_id, n FROM by_outlet ORDER BY n DESC, outlet_id LIMIT {OUTLETS}
    )
    SELECT 'month', month, NULL::bigint, NULL::bigint, sum(n)::bigint FROM counted GROUP BY month
    UNION ALL SELECT 'speaker', NULL, speaker_id, NULL, n FROM speakers
    UNION ALL SELECT 'outlet', NULL, NULL, outlet_id, n FROM outlets
    UNION ALL (
        SELECT 'cell', NULL, speakers.speaker_id, outlets.outlet_id, sum(counted.n)
        FROM counted LEFT JOIN speakers USING (speaker_id) LEFT JOIN outlets USING (outlet_id)
        GROUP BY 3, 4)
    UNION ALL SELECT 'other speaker', NULL, NULL, NULL,
        greatest((SELECT count(*) FROM by_speaker) - {SPEAKERS}, 0)
    UNION ALL SELECT 'other outlet', NULL, NULL, NULL,
        greatest((SELECT count(*) FROM by_outlet) - {OUTLETS}, 0)
"""
_ROWS = """
    SELECT month, coalesce(outlet.name, ''), speaker.name, n FROM counted
    JOIN annotations_speaker AS speaker ON speaker.id = counted.speaker_id
    LEFT JOIN newsroom_outlet AS outlet ON outlet.id = counted.outlet_id
    ORDER BY month DESC, outlet.name NULLS LAST, outlet.id, speaker.name, speaker.id
"""


def _values(asked: Asked, user: User) -> dict[str, object]:
    zone = get_current_timezone()
    return {
        "user": user.pk,
        "zone": get_current_timezone_name(),
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
