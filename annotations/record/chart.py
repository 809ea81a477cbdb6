"""Quotations per month as a bar chart: where its bars stand. Pure; lengths are in its own units."""

from dataclasses import dataclass
from datetime import date

from django.utils.dates import MONTHS, MONTHS_3

SHOWN = 12
WIDTH, HEIGHT, FLOOR, TOP = 300, 140, 118, 22
_STEP = WIDTH / SHOWN
_BAR = 18.0
_EMPTY = 2.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A month: `x`, `y`, `width` and `height` of its bar, `middle` is where its words stand."""

    month: date
    n: int
    x: float
    y: float
    height: float
    is_peak: bool

    width = _BAR

    @property
    def middle(self) -> float:
        return self.x + self.width / 2

    @property
    def above(self) -> float:
        """Where its number stands."""
        return self.y - 5

    @property
    def letter(self) -> str:
        """The month, as short as it can be; peaks are named."""
        short = str(MONTHS_3[self.month.month]).capitalize()
        return short if self.is_peak else short[:1]

    @property
    def name(self) -> str:
        return f"{MONTHS[self.month.month]} {self.month.year}"


def bars(months: dict[date, int]) -> list[Bar]:
    """Return the last twelve months up to the latest in which something was said."""
    if not months:
        return []
    last = max(months)
    shown = [_before(last, back) for back in reversed(range(SHOWN))]
    counts = [months.get(month, 0) for month in shown]
    peaks = sorted(set(counts))[-2:]
    return [
        _bar(place, month, n, max(counts), peaks) for place, (month, n) in _placed(shown, counts)
    ]


def _placed(shown: list[date], counts: list[int]) -> list[tuple[int, tuple[date, int]]]:
    return list(enumerate(zip(shown, counts, strict=True)))


def _bar(place: int, month: date, n: int, most: int, peaks: list[int]) -> Bar:
    height = round(n / most * (FLOOR - TOP), 1) if n else _EMPTY
    x = round(place * _STEP + (_STEP - _BAR) / 2, 1)
    return Bar(month, n, x, FLOOR - height, height, n > 0 and n in peaks)


def _before(month: date, back: int) -> date:
    """The month `back` months before, by its first day."""
    months = month.year * 12 + month.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)
