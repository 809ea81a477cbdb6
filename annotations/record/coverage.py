"""Coverage: who is quoted how often by which outlet over time, as table, chart and CSV."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Model
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.dates import MONTHS_3
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from annotations.record.asked import AskedOfCoverage
from annotations.record.counting import NOWHERE, Counts, counted, rows, within
from annotations.speakers.models import Speaker
from annotations.teams.models import User
from newsroom.outlets.models import Outlet, Topic
from newsroom.tables import csv_lines

WIDTH, FLOOR, TOP = 640, 140, 28
_ROOM = 36
"""So wide is a bar below which three letters fit."""
MOST_BARS = 24
"""Where there are more months, the chart has a bar for each year."""
MOST_CHOICES = 500


@dataclass(frozen=True, slots=True)
class Bar:
    """A month or a year; `n` quotations. Lengths are in the chart's own units."""

    first: date
    is_year: bool
    n: int
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)

    @property
    def label(self) -> str:
        """What stands below it: letters of months where there is little room."""
        if self.is_year:
            return str(self.first.year)
        name = str(MONTHS_3[self.first.month]).capitalize()
        return name if self.width > _ROOM else name[:1]

    @property
    def above(self) -> float:
        """Where its number stands."""
        return round(self.y - 5, 1)


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on; `query` is the address without it."""

    name: str
    query: str


@dataclass(frozen=True, slots=True)
class Row:
    """A speaker with how often each outlet quotes them: a cell for each column.

    `query` asks for this speaker alone; empty for the row of those who have none.
    """

    name: str
    query: str
    cells: Sequence[int]
    total: int


@dataclass(frozen=True, slots=True)
class Column:
    """An outlet (its key), all others (None) or none (NOWHERE); `query` asks for it alone."""

    key: int | None
    name: str
    query: str
    total: int


@require_safe
@never_cache
def coverage(request: HttpRequest) -> HttpResponse:
    """Who is quoted how often by which outlet over time."""
    asked = AskedOfCoverage.read(request.GET)
    days = within(asked, localdate())
    counts = counted(days, request.user)
    columns = _columns(asked, counts)
    context = {
        "asked": asked,
        "within": days,
        "counts": counts,
        "bars": bars(counts.months, days),
        "columns": columns,
        "rows": _rows(asked, counts, columns),
        "others": counts.other_speakers,
        "chips": list(_chips(asked, request.user)),
        "outlets": Outlet.objects.exclude(pk__in=asked.outlets).order_by("name")[:MOST_CHOICES],
        "topics": Topic.objects.filter(removed_at=None)
        .exclude(pk__in=asked.topics)
        .order_by("name")[:MOST_CHOICES],
    }
    return render(request, "record/coverage.html", context)


@require_safe
@never_cache
def coverage_table(request: HttpRequest) -> StreamingHttpResponse:
    """All that the page counts, by month, outlet and speaker, as a table to take away."""
    found = rows(within(AskedOfCoverage.read(request.GET), localdate()), request.user)
    head = [_("Month"), _("Outlet"), _("Speaker"), _("Quotes")]
    lines = ([f"{month:%Y-%m}", outlet, speaker, n] for month, outlet, speaker, n in found)
    response = StreamingHttpResponse(csv_lines(head, lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="coverage.csv"'
    return response


def bars(months: dict[date, int], days: AskedOfCoverage) -> list[Bar]:
    """Return a bar for each month asked for, those without quotations too; years if very many."""
    if not months or days.first is None or days.last is None:
        return []
    first = days.first.replace(day=1)
    last = max(max(months), min(days.last, localdate()).replace(day=1))
    if _months(first, last) > MOST_BARS:
        # Nobody needs the empty centuries before the first quotation.
        first = min(months)
    span = _months(first, last)
    if span > MOST_BARS:
        years = [date(year, 1, 1) for year in range(first.year, last.year + 1)][-MOST_BARS:]
        return list(_bars(years, {year: _of_year(months, year) for year in years}, is_year=True))
    shown = [_after(first, place) for place in range(span)]
    return list(_bars(shown, months, is_year=False))


def _bars(shown: Sequence[date], counts: dict[date, int], is_year: bool) -> Iterable[Bar]:
    step = WIDTH / max(12, len(shown))
    most = max(counts.get(first, 0) for first in shown) or 1
    for place, first in enumerate(shown):
        n = counts.get(first, 0)
        height = round(max(n / most * (FLOOR - TOP), 1.5), 1)
        x = round(place * step + step * 0.12, 1)
        yield Bar(first, is_year, n, x, round(FLOOR - height, 1), round(step * 0.76, 1), height)


def _months(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month + 1


def _of_year(months: dict[date, int], year: date) -> int:
    return sum(n for month, n in months.items() if month.year == year.year)


def _after(month: date, on: int) -> date:
    months = month.year * 12 + month.month - 1 + on
    return date(months // 12, months % 12 + 1, 1)


def _columns(asked: AskedOfCoverage, counts: Counts) -> list[Column]:
    """The outlets most told of, by name; then the others together, then articles of no outlet."""
    named = sorted(Outlet.objects.in_bulk(counts.outlets).values(), key=_by_name)
    columns = [
        Column(one.pk, str(one), asked.only(outlets=(one.pk,)), counts.outlets[one.pk])
        for one in named
    ]
    if n := counts.other_outlets:
        rest = counts.total - sum(counts.outlets.values()) - counts.nowhere
        words = ngettext("%(n)s other", "%(n)s others", n) % {"n": n}
        columns.append(Column(None, words, "", rest))
    if counts.nowhere:
        columns.append(Column(NOWHERE, _("Without an outlet"), "", counts.nowhere))
    return columns


def _rows(asked: AskedOfCoverage, counts: Counts, columns: Sequence[Column]) -> list[Row]:
    """Those most quoted, by name: this is no ranking. Then the others in one row."""
    names = Speaker.objects.in_bulk(counts.speakers)
    named = sorted(
        (pk for pk in counts.speakers if pk in names), key=lambda pk: _by_name(names[pk])
    )
    outlets = [column.key for column in columns]
    made = [
        Row(
            str(names[pk]),
            asked.only(speakers=(pk,)),
            [counts.cells.get((pk, outlet), 0) for outlet in outlets],
            counts.speakers[pk],
        )
        for pk in named
    ]
    if counts.other_speakers:
        cells = [counts.cells.get((None, outlet), 0) for outlet in outlets]
        made.append(Row("", "", cells, sum(cells)))
    return made


def _by_name(one: Speaker | Outlet) -> tuple[str, int]:
    return one.name.casefold(), one.pk


def _chips(asked: AskedOfCoverage, user: User) -> Iterable[Chip]:
    now = Speaker.objects.followed(asked.speakers)
    speakers = Speaker.objects.known_to(user).filter(pk__in=now.values())
    chosen: list[tuple[str, tuple[int, ...], Iterable[Model]]] = [
        ("speakers", asked.speakers, speakers),
        ("outlets", asked.outlets, Outlet.objects.filter(pk__in=asked.outlets)),
        ("topics", asked.topics, Topic.objects.filter(pk__in=asked.topics)),
    ]
    for name, keys, found in chosen:
        for one in found if keys else ():
            # Several keys in the address may be one speaker by now.
            left = tuple(key for key in keys if key != one.pk and now.get(key) != one.pk)
            yield Chip(str(one), asked.only(**{name: left}))
