"""Queries that Django writes as SQL once, and that the database plans once for each connection.

For pages where writing them, or planning them, takes longer than carrying them out.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators
from psycopg import Cursor
from psycopg.types.numeric import Int8

# In the range of every column.
_MARK = 1_987_654_321
_LARGEST = 2**63 - 1


class _PlannedOnce(Cursor[Any]):
    def execute(self, query: Any, params: Any = None, **options: Any) -> "_PlannedOnce":
        return super().execute(query, _sized(params), **options)


def _sized(params: Any) -> Any:
    """Give numbers one size: otherwise a statement would be planned for each size of them."""
    if isinstance(params, dict):
        return {name: _as_int8(one) for name, one in params.items()}
    return [_as_int8(one) for one in params or ()]


def _as_int8(value: Any) -> Any:
    return Int8(value) if type(value) is int else value


@contextmanager
def planned_once() -> Iterator[CursorWrapper]:
    """A cursor for statements that are sent again and again with other values alone."""
    connection.ensure_connection()
    # From the first time on. Django's own cursors put values into the statement and prepare none.
    connection.connection.prepare_threshold = 0
    wrapped = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    with wrapped(_PlannedOnce(connection.connection)) as cursor:
        yield cursor


class Prepared:
    """A queryset of `values_list` whose conditions compare with numbers that are given later.

    `build` is called once, with a number in place of each, so it must not look at them.
    """

    def __init__(self, build: Callable[..., QuerySet[Any]], numbers: int) -> None:
        self._build, self._marks = build, [_MARK - place for place in range(numbers)]

    def rows(self, *numbers: int) -> list[tuple[Any, ...]]:
        """Return the rows for these numbers, as the database gives them."""
        _compiler, sql, params = self._written
        given = dict(zip(self._marks, numbers, strict=True))
        with planned_once() as cursor:
            cursor.execute(sql, [given.get(one, one) for one in params])
            return cursor.fetchall()

    @cached_property
    def _written(self) -> tuple[Any, str, tuple[Any, ...]]:
        compiler = self._build(*self._marks).query.get_compiler(connection=connection)
        return compiler, *compiler.as_sql()


class PreparedObjects[Found: Model](Prepared):
    """The same for a queryset of objects, with what `select_related` and `annotate` add to them."""

    def get(self, *numbers: int) -> Found | None:
        """Return the first object for these numbers; no key has more than 63 bits."""
        if max(numbers) > _LARGEST:
            return None
        compiler, *_written = self._written
        row = next(iter(compiler.results_iter([self.rows(*numbers)])), None)
        return None if row is None else self._object(compiler, row)

    def _object(self, compiler: Any, row: list[Any]) -> Found:
        info = compiler.klass_info
        columns = slice(info["select_fields"][0], info["select_fields"][-1] + 1)
        names = [column.target.attname for column, *_sql in compiler.select[columns]]
        found = info["model"].from_db(connection.alias, names, row[columns])
        for populator in self._populators:
            populator.populate(row, found)
        for name, place in compiler.annotation_col_map.items():
            setattr(found, name, row[place])
        return found

    @cached_property
    def _populators(self) -> list[Any]:
        compiler, *_written = self._written
        mode = self._build(*self._marks)._fetch_mode
        return get_related_populators(compiler.klass_info, compiler.select, "default", mode)
