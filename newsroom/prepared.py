"""Querysets that are written as SQL once: for pages where Django takes longest to write them."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import QuerySet

_MARK = -987_654_321_000


class Prepared:
    """A queryset of `values_list` whose conditions compare with numbers that are given later.

    `build` is called once, with a number in place of each, so it must not look at them.
    """

    def __init__(self, build: Callable[..., QuerySet[Any]], numbers: int) -> None:
        self._build, self._marks = build, [_MARK - place for place in range(numbers)]

    def rows(self, *numbers: int) -> list[tuple[Any, ...]]:
        """Return the rows for these numbers, as the database gives them."""
        sql, params = self._written
        given = dict(zip(self._marks, numbers, strict=True))
        with connection.cursor() as cursor:
            cursor.execute(sql, [given.get(one, one) for one in params])
            return cursor.fetchall()

    @cached_property
    def _written(self) -> tuple[str, tuple[Any, ...]]:
        return self._build(*self._marks).query.sql_with_params()
