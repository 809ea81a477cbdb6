"""Following: an address becomes a feed that is polled; into a site the worker looks first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from newsroom.ingestion.addresses import BadAddress, Fault, canonical, parse
from newsroom.ingestion.fetching import Door, door, is_refused
from newsroom.ingestion.opml import LONGEST_FOLDER, LONGEST_TITLE, Outline
from newsroom.ingestion.polling import poll_soon
from newsroom.jobs import defer
from newsroom.outlets.models import Discovery, Feed, Outlet

FIND = "newsroom.find_feeds"
MOST_AT_ONCE = 1_000
"""Feeds that are followed of one file."""
_APART = timedelta(seconds=1)
"""Between the first polls of feeds that were followed at once."""
_OWN_HOST = ("feeds.", "feed.", "rss.", "rss2.")


class NotPublic(BadAddress):
    """An address in a private network, or of Margent itself."""

    def __init__(self, url: str) -> None:
        super().__init__(Fault.HOST, url)


@dataclass(frozen=True, slots=True)
class Followed:
    """What following came to. `was_here`: the feed had been followed before."""

    feed: Feed
    was_here: bool


def follow(
    url: str,
    by: AbstractBaseUser | None = None,
    kind: str = Feed.Kind.FEED,
    title: str = "",
    folder: str = "",
    site_url: str = "",
    outlet_name: str = "",
) -> Followed:
    """Follow the feed, section page or sitemap at `url`, which is polled as soon as can be.

    One that was paused, ended or no longer followed is followed again. Its outlet is known by
    the host of `site_url`, else of `url`; `outlet_name` is its name where it is new. Raises
    BadAddress; its subclass NotPublic where the address is not a public one.
    """
    address = _checked(url)
    with transaction.atomic():
        feed, made = Feed.objects.get_or_create(
            address=address,
            defaults={
                "url": url.strip(),
                "kind": kind,
                "title": title[:LONGEST_TITLE],
                "folder": folder[:LONGEST_FOLDER],
                "site_url": site_url,
                "outlet": Outlet.objects.known_as(outlet_name[:200], outlet_host(url, site_url)),
                "added_by": by,
            },
        )
        was_here = not made and feed.state != Feed.State.UNFOLLOWED
        if made:
            poll_soon(feed)
        elif feed.state != Feed.State.FOLLOWED:
            follow_again(feed)
    return Followed(feed, was_here)


def _checked(url: str, way: Door | None = None) -> str:
    """Return the identity of an address, or raise BadAddress where it cannot be followed."""
    address = canonical(url)
    if is_refused(url, way):
        raise NotPublic(url)
    return address


def outlet_host(url: str, site_url: str = "") -> str:
    """Return the host by which the outlet of a feed is known."""
    try:
        return parse(canonical(site_url)).host
    except BadAddress:
        host = parse(canonical(url)).host
    own = next((one for one in _OWN_HOST if host.startswith(one)), "")
    rest = host.removeprefix(own)
    return rest if "." in rest else host


def follow_again(feed: Feed) -> None:
    """Poll a feed that was paused, ended or no longer followed, as if it had never failed."""
    feed.state, feed.failures, feed.failure, feed.failure_status = Feed.State.FOLLOWED, 0, "", None
    with transaction.atomic():
        feed.save(update_fields=["state", "failures", "failure", "failure_status"])
        poll_soon(feed)


def pause(feed: Feed) -> None:
    """Poll a feed no more until somebody follows it again."""
    _stop(feed, Feed.State.PAUSED)


def unfollow(feed: Feed) -> None:
    """Stop following a feed; its articles stay, and what it named is remembered."""
    _stop(feed, Feed.State.UNFOLLOWED)


def _stop(feed: Feed, state: str) -> None:
    feed.state, feed.next_poll_at = state, None
    feed.save(update_fields=["state", "next_poll_at"])


# --- Sites


def follow_site(url: str, by: AbstractBaseUser) -> Discovery:
    """Have the worker find out what can be followed at `url`, and follow it if it is one thing.

    Asking again begins again, unless the worker is still looking. Raises BadAddress.
    """
    address = _checked(url)
    with transaction.atomic():
        found, made = Discovery.objects.select_for_update().get_or_create(
            asked_by=by, address=address, defaults={"url": url.strip()}
        )
        if made or not found.is_looking:
            _look(found, url.strip())
    return found


def _look(found: Discovery, url: str) -> None:
    found.url, found.state, found.asked_at = url, Discovery.State.LOOKING, timezone.now()
    found.failure, found.failure_status, found.put_away_at = "", None, None
    found.save()
    defer(FIND, lock=f"discovery-{found.pk}", discovery_id=found.pk)


def follow_chosen(found: Discovery, places: Iterable[int]) -> None:
    """Follow those of the choices that stand at `places`, counted from 0."""
    chosen = [found.choices[place] for place in sorted(set(places)) if place < len(found.choices)]
    with transaction.atomic():
        feeds = [_follow_choice(found, choice).feed for choice in chosen]
        settle(found, feeds)


def _follow_choice(found: Discovery, choice: dict[str, str]) -> Followed:
    return follow(
        choice["url"],
        found.asked_by,
        kind=choice["kind"],
        title=choice["title"],
        site_url=found.url,
        outlet_name=found.site_name,
    )


def settle(found: Discovery, feeds: Iterable[Feed]) -> None:
    """Note that these feeds are what following the address came to."""
    found.feeds.add(*feeds)
    found.state = Discovery.State.FOLLOWED
    found.save(update_fields=["state"])


# --- Many at once


@dataclass(frozen=True, slots=True)
class Refused:
    """A feed of a file that cannot be followed: what it is called, and why."""

    title: str
    reason: BadAddress


@dataclass(frozen=True, slots=True)
class FollowedAll:
    """What following many feeds came to; `left_over` were too many for one time."""

    followed: int
    were_here: int
    refused: tuple[Refused, ...]
    left_over: int


def follow_all(outlines: Iterable[Outline], by: AbstractBaseUser | None = None) -> FollowedAll:
    """Follow the feeds of a file in a few queries; their first polls are spread out.

    Those that are followed already stay as they are.
    """
    wanted: dict[str, Outline] = {}
    refused, way = [], door()
    for outline in outlines:
        try:
            wanted.setdefault(_checked(outline.url, way), outline)
        except BadAddress as error:
            refused.append(Refused(outline.title or _without_secrets(outline.url), error))
    with transaction.atomic():
        here = _here(wanted)
        new = [address for address in wanted if address not in here]
        _make([(address, wanted[address]) for address in new[:MOST_AT_ONCE]], by)
    return FollowedAll(
        followed=len(new[:MOST_AT_ONCE]),
        were_here=len(here),
        refused=tuple(refused),
        left_over=len(new[MOST_AT_ONCE:]),
    )


def _without_secrets(url: str) -> str:
    return url.rpartition("@")[2][:100]


def _here(wanted: Iterable[str]) -> set[str]:
    """Which of these addresses are known; those that nobody followed any more are again."""
    feeds = Feed.objects.filter(address__in=list(wanted))
    for feed in feeds.filter(state=Feed.State.UNFOLLOWED):
        follow_again(feed)
    return set(feeds.values_list("address", flat=True))


def _make(rows: Sequence[tuple[str, Outline]], by: AbstractBaseUser | None) -> None:
    hosts = {address: outlet_host(outline.url, outline.site_url) for address, outline in rows}
    outlets = _outlets(set(hosts.values()))
    now = timezone.now()
    Feed.objects.bulk_create(
        [
            _feed(address, outline, outlets[hosts[address]], by, now + place * _APART)
            for place, (address, outline) in enumerate(rows)
        ],
        ignore_conflicts=True,
    )


def _outlets(hosts: set[str]) -> dict[str, Outlet]:
    Outlet.objects.bulk_create(
        [Outlet(name=host, domain=host) for host in sorted(hosts)], ignore_conflicts=True
    )
    return {outlet.domain: outlet for outlet in Outlet.objects.filter(domain__in=hosts)}


def _feed(
    address: str, outline: Outline, outlet: Outlet, by: AbstractBaseUser | None, at: datetime
) -> Feed:
    return Feed(
        address=address,
        url=outline.url.strip(),
        title=outline.title,
        folder=outline.folder,
        site_url=outline.site_url,
        outlet=outlet,
        added_by=by,
        next_poll_at=at,
    )
