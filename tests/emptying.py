"""What a test committed is taken out again, at the cost of what it wrote.

Django empties every table anew after such a test, which makes some hundred files each time and
takes longer than most of the tests themselves.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest.mock import patch

from django.db.backends.postgresql.operations import DatabaseOperations

#: The tables of the queue, which are not Django's: the next test counts what waits there.
QUEUE = (
    "procrastinate_events",
    "procrastinate_periodic_defers",
    "procrastinate_jobs",
    "procrastinate_workers",
)


@contextmanager
def by_what_was_written() -> Iterator[None]:
    """Have Django's `flush` delete the rows of tables that hold any, and those of the queue."""
    with patch.object(DatabaseOperations, "sql_flush", _deletions(DatabaseOperations.sql_flush)):
        yield


def _deletions(usual: Callable[..., list[str]]) -> Callable[..., list[str]]:
    def sql_flush(
        operations: DatabaseOperations, style: object, tables: list[str], **options: bool
    ) -> list[str]:
        names = {name: operations.quote_name(name) for name in (*tables, *QUEUE)}
        with operations.connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
            # Only a superuser may have rows go without what depends on them being looked for.
            if not cursor.fetchone()[0]:
                truncated = ", ".join(map(operations.quote_name, QUEUE))
                return [*usual(operations, style, tables, **options), f"TRUNCATE {truncated};"]
            held = (
                f"SELECT '{name}' WHERE EXISTS (SELECT FROM {at})" for name, at in names.items()
            )
            cursor.execute(" UNION ALL ".join(held))
            full = [names[name] for (name,) in cursor.fetchall()]
        return [
            "SET LOCAL session_replication_role = replica",
            *(f"DELETE FROM {at}" for at in full),
        ]

    return sql_flush
