"""How many articles the lists have, counted no further than anybody reads numbers."""

from collections.abc import Sequence

from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet

from annotations.library.filters import Filters, Show, Which
from annotations.library.lists import articles
from annotations.teams.models import User
from newsroom.articles.models import Article

MOST = 999
"""More than that is said as `999+`."""
PATIENCE_MS = 300
"""Filters that take longer to count have no number."""

type Count = int | None
"""More than `MOST` stands for all above; None is not known."""


def of_lists(user: User) -> dict[str, Count]:
    """Return how many articles each list has that everybody has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(sum(change), 0) FROM newsroom_tally")
        [in_outlets] = cursor.fetchone()
    counted = [Which.INBOX, Which.CHANGED, Which.REMOVED]
    # What was just read still stands in the Inbox, but does not count.
    shown = {Which.INBOX: Show.UNREAD}
    asked = [articles(user, Filters(which, shown.get(which, ""))) for which in counted]
    without = Article.objects.readable().filter(outlet=None)
    *found, loose = _counted([*asked, without])
    return {**dict(zip(counted, found, strict=True)), Which.ALL: in_outlets + loose}


def of_filters(user: User, many: Sequence[Filters]) -> list[Count]:
    """Return how many articles fit each of these, in one query that does not take long."""
    if not many:
        return []
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {PATIENCE_MS}")
            found = _counted([articles(user, one) for one in many])
            cursor.execute("SET LOCAL statement_timeout TO DEFAULT")
    except OperationalError:
        return [None] * len(many)
    return found


def _counted(many: Sequence[QuerySet[Article]]) -> list[Count]:
    """Return how many rows each queryset has, in one query."""
    parts, values = [], []
    for one in many:
        sql, given = one.order_by().values("pk")[: MOST + 1].query.sql_with_params()
        parts.append(f"(SELECT count(*) FROM ({sql}) AS counted)")
        values.extend(given)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        return list(cursor.fetchone())
