"""How many articles the lists have, counted no further than anybody reads numbers."""

from collections.abc import Sequence

from django.db import OperationalError, connection, transaction

from annotations.library.filters import Filters, Show, Which
from annotations.library.lists import Values, newest
from annotations.teams.models import User

MOST = 999
"""More than that is said as `999+`."""
PATIENCE_MS = 300
"""Filters that take longer to count have no number."""

type Count = int | None
"""More than `MOST` stands for all above; None is not known."""


TO_CHECK = "suggestions"


def of_lists(user: User) -> dict[str, Count]:
    """Return how many articles each list has that everybody has, and suggestions (`TO_CHECK`).

    Of the Inbox, those that are unread.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ALL)
        everything, to_check = cursor.fetchone()
    counted = [Which.INBOX, Which.CHANGED, Which.REMOVED]
    # What was just read still stands in the Inbox, but does not count.
    shown = {Which.INBOX: Show.UNREAD}
    found = _counted(user, [Filters(which, shown.get(which, "")) for which in counted])
    known = dict(zip(counted, found, strict=True))
    return {**known, Which.ALL: everything, TO_CHECK: to_check}


_ALL = """
    SELECT (SELECT coalesce(sum(change), 0) FROM newsroom_tally) + (
        SELECT count(*) FROM (
            SELECT FROM newsroom_article WHERE outlet_id IS NULL
                AND latest_version_id IS NOT NULL AND removed_at IS NULL LIMIT 1000
        ) AS without_outlet
    ), (
        SELECT count(*) FROM (
            SELECT FROM annotations_suggestion AS suggestion
            JOIN newsroom_article AS article ON article.latest_version_id = suggestion.version_id
            WHERE suggestion.state = 'open' AND article.removed_at IS NULL LIMIT 1000
        ) AS to_check
    )
"""


def of_filters(user: User, many: Sequence[Filters]) -> list[Count]:
    """Return how many articles fit each of these, in one query that does not take long."""
    if not many:
        return []
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {PATIENCE_MS}")
            found = _counted(user, many)
            cursor.execute("SET LOCAL statement_timeout TO DEFAULT")
    except OperationalError:
        return [None] * len(many)
    return found


def _counted(user: User, many: Sequence[Filters]) -> list[Count]:
    """Return how many articles fit each of these, in one query."""
    values = Values(user)
    parts = [
        f"(SELECT count(*) FROM ({newest(user, one, values, MOST + 1)}) AS counted)" for one in many
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        return list(cursor.fetchone())
