"""Feeds are asked, each when its time has come: what is new comes in, and when to ask again."""

import hashlib
import logging
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from newsroom.ingestion.addresses import Address
from newsroom.ingestion.discovery import section_contents, sitemap_contents
from newsroom.ingestion.entries import take_in_entries
from newsroom.ingestion.failures import Failure
from newsroom.ingestion.feed_contents import FeedContents, NotFeed
from newsroom.ingestion.feed_moves import moved
from newsroom.ingestion.feeds import read_feed
from newsroom.ingestion.fetching import (
    FEEDS,
    PAGES,
    SITEMAPS,
    Door,
    FetchCode,
    FetchFailed,
    Limits,
    Page,
    Validators,
    Wanted,
    door,
    fetch,
)
from newsroom.ingestion.hosts import HostBusy, RobotsSayNo, for_people, visit
from newsroom.ingestion.identity import host_of
from newsroom.ingestion.sitemaps import maps_in
from newsroom.jobs import begin_polls
from newsroom.outlets.models import Feed, Outlet

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
"""After so long a feed that was claimed and not polled is due again."""
AT_ONCE = 200
SHORTEST = timedelta(minutes=5)
LONGEST = timedelta(hours=4)
LONGEST_RETREAT = timedelta(days=1)
_SOON = timedelta(minutes=2)
_LIMITS = Limits(seconds=15)
_MOST_MAPS = 2
_NOT_MODIFIED = 304
_GONE = 410


# --- When


def claim_due(most: int = AT_ONCE) -> int:
    """Have the feeds that are due polled, at most so many, and return how many they are.

    Any number of workers may do this at the same time: each feed is claimed by one of them.
    """
    with transaction.atomic():
        due = list(Feed.objects.due().select_for_update(skip_locked=True)[:most])
        _claim(due)
    return len(due)


def poll_soon(feed: Feed) -> None:
    """Have a feed polled as soon as the transaction around this is kept, whenever it is due."""
    _claim([feed])


def _claim(feeds: Sequence[Feed]) -> None:
    until = timezone.now() + LEASE
    Feed.objects.filter(pk__in=[feed.pk for feed in feeds]).update(next_poll_at=until)
    for feed in feeds:
        feed.next_poll_at = until
    begin_polls(feeds)


def _come_back(feed: Feed, busy: HostBusy) -> None:
    """Have a feed polled when its host is free; that is no failure of the feed."""
    if busy.at > timezone.now() + _SOON:
        _schedule(feed, busy.at - timezone.now())
        return
    with transaction.atomic():
        if _schedule(feed, busy.at + LEASE - timezone.now()):
            feed.refresh_from_db(fields=["next_poll_at"])
            begin_polls([feed], at=busy.at)


def _schedule(feed: Feed, delay: timedelta) -> int:
    followed = Feed.objects.filter(pk=feed.pk, state=Feed.State.FOLLOWED)
    return followed.update(next_poll_at=timezone.now() + delay)


# --- Polling


@dataclass(frozen=True, slots=True)
class _Kind:
    """How a kind of feed is asked for and read."""

    wanted: Wanted
    read: Callable[[bytes, str, str | None], FeedContents]


_KINDS = {
    Feed.Kind.FEED: _Kind(FEEDS, read_feed),
    Feed.Kind.SECTION: _Kind(PAGES, section_contents),
    Feed.Kind.SITEMAP: _Kind(SITEMAPS, sitemap_contents),
}


@dataclass(frozen=True, slots=True)
class _Answer:
    """The page that answered, and the maps that it led to where it is an index of sitemaps."""

    page: Page
    maps: tuple[Page, ...] = ()

    @property
    def sha256(self) -> str:
        bodies = (page.body for page in (self.page, *self.maps))
        return hashlib.sha256(b"\0".join(bodies)).hexdigest()

    @property
    def validators(self) -> Validators:
        if self.maps:
            # An index stays the same while its maps change.
            return Validators()
        headers = self.page.headers
        etag, last_modified = headers.get("etag", ""), headers.get("last-modified", "")
        # What does not fit cannot be sent back as it was.
        return Validators(etag * (len(etag) <= 500), last_modified * (len(last_modified) <= 100))


def poll(feed: Feed) -> None:
    """Ask a feed, take in what is new, and note how it went and when to ask again.

    Where its host is not free it is asked later. May run twice.
    """
    try:
        answer = _asked(feed)
        contents = _contents(feed, answer)
    except HostBusy as busy:
        _come_back(feed, busy)
    except FetchFailed as failed:
        code = Failure.NOT_FEED if failed.code == FetchCode.NOT_HTML else failed.code
        _note_failure(feed, code, failed.status, failed.retry_after or 0)
    except RobotsSayNo:
        _note_failure(feed, Failure.ROBOTS)
    except NotFeed:
        _note_failure(feed, Failure.NOT_FEED, answer.page.status)
    except Exception:
        logger.exception("Polling went wrong (reference feed-%s)", feed.pk)
        _note_failure(feed, Failure.UNEXPECTED)
    else:
        _take_in(feed, answer, contents)


def _asked(feed: Feed) -> _Answer:
    kind, way = _KINDS[Feed.Kind(feed.kind)], replace(door(), limits=_LIMITS)
    known = Validators(feed.etag, feed.last_modified)
    with visit(for_people(in_turn=True), obeying_robots=feed.kind == Feed.Kind.SECTION) as asking:
        page = fetch(feed.url, way, kind.wanted, known, asking)
        if feed.kind != Feed.Kind.SITEMAP or page.status == _NOT_MODIFIED:
            return _Answer(page)
        return _Answer(page, tuple(_maps(page, way, asking)))


def _maps(page: Page, way: Door, asking: Callable[[Address], None]) -> Iterator[Page]:
    for link in maps_in(page.body, page.url, page.charset)[:_MOST_MAPS]:
        yield fetch(link.url, way, SITEMAPS, asking=asking)


def _contents(feed: Feed, answer: _Answer) -> FeedContents | None:
    """Return what a feed says, or None where it says the same as before. Raises NotFeed."""
    if answer.page.status == _NOT_MODIFIED or answer.sha256 == feed.sha256:
        return None
    read = _KINDS[Feed.Kind(feed.kind)].read
    first, *others = (
        read(page.body, page.url, page.charset) for page in answer.maps or (answer.page,)
    )
    entries = (*first.entries, *(entry for other in others for entry in other.entries))
    return FeedContents(first.title, first.site_url, first.language, entries)


# --- What came of it


def _take_in(feed: Feed, answer: _Answer, contents: FeedContents | None) -> None:
    feed = moved(feed, answer.page.moved_to)
    is_first = feed.answered_at is None
    if contents:
        _describe(feed, contents)
    new = take_in_entries(feed, contents) if contents else 0
    _note_answer(feed, answer, feed.interval if is_first else _paced(feed.interval, new))


def _paced(interval: timedelta, new: int) -> timedelta:
    """Return the interval to the next poll: shorter where there was something new."""
    return max(interval / 2, SHORTEST) if new else min(interval * 1.25, LONGEST)


def _describe(feed: Feed, contents: FeedContents) -> None:
    """Keep what a feed says of itself, where nothing is known."""
    feed.title = feed.title or contents.title
    feed.site_url = feed.site_url or contents.site_url
    if feed.outlet_id is None and feed.site_url:
        feed.outlet = Outlet.objects.known_as("", host_of(feed.site_url))
    feed.save(update_fields=["title", "site_url", "outlet"])


def _note_answer(feed: Feed, answer: _Answer, interval: timedelta) -> None:
    now, facts = timezone.now(), {}
    if answer.page.status != _NOT_MODIFIED:
        known = answer.validators
        facts = {"etag": known.etag, "last_modified": known.last_modified}
        facts["sha256"] = answer.sha256
    Feed.objects.filter(pk=feed.pk).update(
        polled_at=now,
        answered_at=now,
        failures=0,
        failure="",
        failure_status=None,
        interval=interval,
        **facts,
    )
    _schedule(feed, interval * random.uniform(0.9, 1.1))


def _note_failure(feed: Feed, code: str, status: int | None = None, wait: int = 0) -> None:
    """Note why a feed could not be read; one that is gone is not asked again."""
    rows = Feed.objects.filter(pk=feed.pk)
    rows.update(
        polled_at=timezone.now(),
        failures=F("failures") + 1,
        failure=code,
        failure_status=status,
    )
    if status == _GONE:
        rows.filter(state=Feed.State.FOLLOWED).update(state=Feed.State.ENDED, next_poll_at=None)
        return
    _schedule(feed, max(_retreat(feed), timedelta(seconds=wait)))


def _retreat(feed: Feed) -> timedelta:
    """Return how long a feed is left alone that failed once more: twice as long each time."""
    doubled = max(feed.interval, SHORTEST) * 2 ** min(feed.failures, 10)
    return min(doubled, LONGEST_RETREAT) * random.uniform(0.8, 1.0)
