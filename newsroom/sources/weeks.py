"""How many entries a feed names a week, as a row of bars."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

WEEKS = 12
HEIGHT = 40
_STEP = 14
_WIDTH = 10


@dataclass(frozen=True, slots=True)
class Bar:
    """One week; `x`, `y` and `height` are units of the picture."""

    begins: date
    count: int
    x: int
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Weeks:
    """The last weeks, the oldest first; the last of them is the one that is not over."""

    bars: tuple[Bar, ...]

    @property
    def width(self) -> int:
        return len(self.bars) * _STEP - (_STEP - _WIDTH)

    @property
    def counts(self) -> list[int]:
        return [bar.count for bar in self.bars]

    @property
    def usual(self) -> int:
        """Entries in a usual week: the mean of those that are over, since there were any."""
        over = self.counts[:-1]
        first = next((at for at, count in enumerate(over) if count), len(over))
        since = over[first:]
        return round(sum(since) / len(since)) if since else 0


def weeks(counts: Mapping[date, int], today: date) -> Weeks:
    """Return the weeks up to that of `today`; `counts` are by the Monday on which each begins."""
    monday = today - timedelta(days=today.weekday())
    begins = [monday - timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1)]
    most = max((counts.get(day, 0) for day in begins), default=0) or 1
    return Weeks(tuple(_bar(day, counts.get(day, 0), most, at) for at, day in enumerate(begins)))


def _bar(begins: date, count: int, most: int, at: int) -> Bar:
    # A week with a single entry is not to look like an empty one.
    height = max(2, round(HEIGHT * count / most)) if count else 1
    return Bar(begins, count, at * _STEP, HEIGHT - height, height)
