"""A request, and what it cost."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: what it is called, where it goes, and what it may cost at most.

    `path` and `form` are asked for anew for each request; `form` makes it a POST. `most` are Y,
    `queries` and `size` (bytes) as many as may be; None where nothing is promised.
    """

    name: str
    path: Callable[[], str]
    form: Callable[[], dict[str, object]] | None = None
    part: bool = False
    most: float | None = None
    queries: int | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Cost:
    """What a request cost: CPU in milliseconds and in Y, queries, bytes of the answer."""

    asked: Asked
    web: float
    database: float
    ratio: float
    queries: int
    size: int

    @property
    def holds(self) -> bool:
        pairs = (
            (self.ratio, self.asked.most),
            (self.queries, self.asked.queries),
            (self.size, self.asked.size),
        )
        return all(most is None or value <= most for value, most in pairs)
