"""All outlets with their feeds, those that need somebody first."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import FETCH_RAISE, Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Lower
from django.utils import timezone

from newsroom.articles.models import Article
from newsroom.outlets.models import Feed, Outlet, Tally
from newsroom.sources.health import PATIENCE, Health

PAGE = 100
MOST_TROUBLED = 50
FEEDS_SHOWN = 4
_WEEK = timedelta(days=7)
_SOON = timedelta(minutes=1)


@dataclass(slots=True)
class Row:
    """An outlet in the list: its feeds, how many articles it has, and how many are of this week."""

    outlet: Outlet
    feeds: list[Health] = field(default_factory=list)
    articles: int = 0
    lately: int = 0
    newest_at: datetime | None = None

    @property
    def shown(self) -> list[Health]:
        return self.feeds[:FEEDS_SHOWN]

    @property
    def more(self) -> int:
        return len(self.feeds[FEEDS_SHOWN:])


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of outlets; `next` is the key of the last of them where there are more."""

    rows: list[Row]
    next: int | None
    troubled: list[Health]
    loose: list[Health]

    @property
    def is_empty(self) -> bool:
        return not (self.rows or self.loose)

    @property
    def is_waiting(self) -> bool:
        """Whether a feed that was followed just now is about to be asked for the first time."""
        since = timezone.now() - _SOON
        return any(
            one.feed.polled_at is None and one.feed.added_at > since and one.feed.next_poll_at
            for row in self.rows
            for one in row.feeds
        )

    @property
    def has_feeds(self) -> bool:
        return any(row.feeds for row in self.rows)


def listing(after: int | None = None) -> Listing:
    """Return the outlets by name, after the one with the key `after`, in a few queries."""
    found = list(_outlets(after)[: PAGE + 1])
    rows = {one.pk: Row(one, newest_at=one.newest_at) for one in found[:PAGE]}
    count(rows)
    for feed in _feeds().filter(outlet__in=rows):
        rows[feed.outlet_id].feeds.append(Health(feed))
    return Listing(
        rows=list(rows.values()),
        next=found[PAGE - 1].pk if len(found) > PAGE else None,
        troubled=[] if after else _healths(_troubled()[:MOST_TROUBLED]),
        loose=[] if after else _healths(_feeds().filter(outlet=None)),
    )


def _outlets(after: int | None) -> QuerySet[Outlet]:
    readable = Article.objects.readable().filter(outlet=OuterRef("pk"))
    followed = Feed.objects.kept().filter(outlet=OuterRef("pk"))
    newest = readable.order_by("-dated_at", "-pk").values("dated_at")[:1]
    here = Outlet.objects.filter(Exists(readable) | Exists(followed)).annotate(
        lower=Lower("name"), newest_at=Subquery(newest)
    )
    if last := Outlet.objects.annotate(lower=Lower("name")).filter(pk=after).first():
        here = here.filter(Q(lower__gt=last.lower) | Q(lower=last.lower, pk__gt=last.pk))
    return here.order_by("lower", "pk").fetch_mode(FETCH_RAISE)


def _feeds() -> QuerySet[Feed]:
    kept = Feed.objects.kept().select_related("outlet")
    return kept.order_by(Lower("title"), "pk").fetch_mode(FETCH_RAISE)


def _troubled() -> QuerySet[Feed]:
    failing = Q(state=Feed.State.FOLLOWED, failures__gte=PATIENCE) & ~Q(failure="")
    return _feeds().filter(failing | Q(state=Feed.State.ENDED))


def _healths(feeds: Iterable[Feed]) -> list[Health]:
    return [Health(feed) for feed in feeds]


def count(rows: dict[int, Row]) -> None:
    """Say in each row, by the key of its outlet, how many articles it has and had this week."""
    for one in Tally.objects.filter(outlet__in=rows).values("outlet").annotate(n=Sum("change")):
        rows[one["outlet"]].articles = one["n"]
    lately = Article.objects.readable().filter(
        outlet__in=rows, dated_at__gte=timezone.now() - _WEEK
    )
    for one in lately.order_by().values("outlet").annotate(n=Count("pk")):
        rows[one["outlet"]].lately = one["n"]
