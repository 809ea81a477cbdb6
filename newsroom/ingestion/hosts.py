"""Politeness: a host is asked one thing at a time, with a pause, and only what it lets robots ask.

What is agreed stands in the database, so it holds for all workers on all machines. Whoever asks a
host holds a lock of its database session, which ends with the worker, however that ends; should
the database not hear of a worker's end, the hold is over after `LONGEST_HOLD`.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone
from protego import Protego

from newsroom.ingestion.addresses import Address, BadAddress, parse
from newsroom.ingestion.charsets import decode
from newsroom.ingestion.fetching import (
    ROBOTS,
    FetchCode,
    FetchFailed,
    Limits,
    door,
    fetch,
)
from newsroom.outlets.models import Host

LONGEST_HOLD = timedelta(seconds=45)
PATIENCE = timedelta(seconds=2)
"""What a worker waits for its turn itself; for a later one it comes back."""
_FARTHEST_TURN = timedelta(minutes=2)
_LIKELY = timedelta(seconds=0.1)
"""What a request may take, for planning the turn after it."""
_LONGEST_RETREAT = timedelta(hours=1)
_LONGEST_DELAY = 30
_ROBOTS_LAST = timedelta(days=1)
_ROBOTS_LIMITS = Limits(seconds=8, size=2_000_000, redirects=5)
_LONGEST_ROBOTS = 500_000
_LOCK = 7_201
"""The number of our locks among those that the database keeps for its sessions."""


class HostBusy(Exception):
    """Somebody else asks the host, or it wants a pause; `at` is when to come back."""

    def __init__(self, at: datetime) -> None:
        super().__init__(f"at {at:%H:%M:%S}")
        self.at = at


class RobotsSayNo(Exception):
    """The host asks programs to leave this page alone (robots.txt)."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How a host is asked: the seconds of pause after it, and whether others may go first.

    `in_turn` says that whoever asks has come back at the moment that HostBusy named.
    """

    pause: float
    gives_way: bool = False
    in_turn: bool = False


def for_people(*, in_turn: bool = False) -> Pace:
    """For a page that somebody waits for, and for feeds themselves."""
    return Pace(settings.FETCH_PAUSE, in_turn=in_turn)


def for_feeds(*, in_turn: bool = False) -> Pace:
    """For the pages that feeds name."""
    return Pace(settings.FETCH_FEED_PAUSE, gives_way=True, in_turn=in_turn)


@contextmanager
def visit(pace: Pace, *, obeying_robots: bool) -> Iterator[Callable[[Address], None]]:
    """Give what `fetch` takes as `asking`, and leave the hosts that were asked at the end.

    It raises HostBusy, RobotsSayNo, or FetchFailed where robots.txt cannot be had for now.
    """
    begun = _Visit(pace, obeying_robots)
    try:
        yield begun.ask
    except FetchFailed as failed:
        _retreat(failed)
        raise
    finally:
        begun.leave()


@dataclass
class _Visit:
    pace: Pace
    obeying_robots: bool
    pauses: dict[str, float] = field(default_factory=dict)
    """The hosts that are held, and the seconds of pause that each gets."""

    def ask(self, address: Address) -> None:
        if address.netloc not in self.pauses:
            _await_turn(address.netloc, self.pace)
            self.pauses[address.netloc] = self.pace.pause
        if self.obeying_robots:
            delay = _obey_robots(address)
            self.pauses[address.netloc] = max(self.pauses[address.netloc], delay)

    def leave(self) -> None:
        for name, pause in self.pauses.items():
            free = timezone.now() + timedelta(seconds=pause)
            Host.objects.filter(name=name).update(
                free_at=Greatest(F("free_at"), free), busy_until=timezone.now()
            )
            _unlock(name)


# --- Turns


def _await_turn(name: str, pace: Pace) -> None:
    """Hold a host, at once or after a short wait, or raise HostBusy."""
    Host.objects.get_or_create(name=name)
    patient_until = timezone.now() + PATIENCE
    while (turn := _hold(name, pace)) is not None:
        if turn > patient_until:
            raise HostBusy(turn)
        time.sleep(max(0.02, (turn - timezone.now()).total_seconds()))


@transaction.atomic
def _hold(name: str, pace: Pace) -> datetime | None:
    """Hold a host, or return the moment of a turn with it."""
    host = Host.objects.select_for_update().get(name=name)
    now = timezone.now()
    locked = _lock(name)
    left_alone = locked or host.busy_until <= now
    if left_alone and host.free_at <= now:
        Host.objects.filter(name=name).update(busy_until=now + LONGEST_HOLD)
        return None
    if locked:
        _unlock(name)
    return _turn(host, pace, max(host.free_at, now if left_alone else now + _step(pace)))


def _turn(host: Host, pace: Pace, soonest: datetime) -> datetime:
    """Return a turn, and note when the next one is.

    A queue of turns does not reach far, as some who stand in it may have gone.
    """
    if pace.in_turn and soonest <= timezone.now() + PATIENCE:
        return soonest
    ahead = max(host.turn_at, host.later_turn_at) if pace.gives_way else host.turn_at
    turn = min(max(soonest, ahead), soonest + _FARTHEST_TURN)
    tail = "later_turn_at" if pace.gives_way else "turn_at"
    Host.objects.filter(name=host.name).update(**{tail: turn + _step(pace)})
    return turn


def _step(pace: Pace) -> timedelta:
    return timedelta(seconds=pace.pause) + _LIKELY


def _retreat(failed: FetchFailed) -> None:
    """Leave a host alone for as long as it asks."""
    if not failed.retry_after:
        return
    try:
        name = parse(failed.url).netloc
    except BadAddress:
        return
    pause = min(timedelta(seconds=failed.retry_after), _LONGEST_RETREAT)
    Host.objects.filter(name=name).update(free_at=Greatest(F("free_at"), timezone.now() + pause))


def _lock(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, hashtext(%s))", [_LOCK, name])
        return bool(cursor.fetchone()[0])


def _unlock(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s, hashtext(%s))", [_LOCK, name])


# --- robots.txt


def _obey_robots(address: Address) -> float:
    """Return the seconds of pause that a host asks of robots; raise RobotsSayNo."""
    rules = _rules(_robots_of(address))
    name = settings.FETCH_USER_AGENT.partition("/")[0]
    if not rules.can_fetch(address.url, name):
        raise RobotsSayNo(address.url)
    return float(min(rules.crawl_delay(name) or 0, _LONGEST_DELAY))


@lru_cache(maxsize=32)
def _rules(robots: str) -> Protego:
    return Protego.parse(robots)


def _robots_of(address: Address) -> str:
    host = Host.objects.get(name=address.netloc)
    if host.robots_at and host.robots_at > timezone.now() - _ROBOTS_LAST:
        return host.robots
    try:
        status, robots = _asked_robots(address)
    except FetchFailed:
        # What it said before holds better than nothing.
        if host.robots_at:
            return host.robots
        raise
    Host.objects.filter(name=host.name).update(
        robots=robots, robots_status=status, robots_at=timezone.now()
    )
    return robots


def _asked_robots(address: Address) -> tuple[int | None, str]:
    """Return the status and the text of robots.txt; raise FetchFailed where it may come later.

    What is not there, and what cannot be read, forbids nothing (RFC 9309, 2.3.1.3).
    """
    way = replace(door(), limits=_ROBOTS_LIMITS)
    try:
        page = fetch(f"{address.scheme}://{address.netloc}/robots.txt", way, ROBOTS)
    except FetchFailed as failed:
        if not (failed.may_pass or failed.code in _OF_THE_HOST):
            return failed.status, ""
        why = {"status": failed.status, "retry_after": failed.retry_after}
        raise FetchFailed(failed.code, address.url, **why) from failed
    text = decode(page.body[: _LONGEST_ROBOTS * 4], page.charset).replace("\x00", "")
    return page.status, text[:_LONGEST_ROBOTS]


_OF_THE_HOST = frozenset({FetchCode.TLS})
"""Faults that the page itself would have as well."""
