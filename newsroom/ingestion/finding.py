"""What can be followed at an address: the worker fetches it, looks, follows or offers a choice."""

import logging
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from itertools import islice
from urllib.parse import urljoin

from protego import Protego

from newsroom.ingestion.addresses import BadAddress, parse
from newsroom.ingestion.discovery import Discovered, NamedFeed, discover, is_feed_address
from newsroom.ingestion.failures import Failure
from newsroom.ingestion.feeds import NotFeed, looks_like_feed, read_feed
from newsroom.ingestion.fetching import (
    FEEDS,
    PAGES,
    SITEMAPS,
    FetchFailed,
    Limits,
    Page,
    Wanted,
    door,
    fetch,
)
from newsroom.ingestion.following import follow, settle
from newsroom.ingestion.hosts import HostBusy, RobotsSayNo, for_people, visit
from newsroom.ingestion.sitemaps import looks_like_sitemap, maps_in, sitemap_contents
from newsroom.ingestion.taking_in import TryAgain
from newsroom.outlets.models import Discovery, Feed, Host

logger = logging.getLogger(__name__)

MOST_CHOICES = 20
_MOST_LINKED = 4
"""Feeds that a page only links to: so many are looked at."""
_MOST_MAPS = 2
_LIMITS = Limits(seconds=8)
"""Somebody waits, and a site that is so slow would be no joy to follow."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be followed."""

    url: str
    title: str
    kind: str = Feed.Kind.FEED


def find(found: Discovery) -> None:
    """Look at the address of `found`: follow the one thing there, or offer what there is.

    What stands in the way is kept with its cause. Raises TryAgain when it is not our turn yet.
    """
    if found.state != Discovery.State.LOOKING:
        return
    try:
        _look(found)
    except HostBusy as busy:
        raise TryAgain(busy.at) from busy
    except RobotsSayNo:
        _fail(found, Failure.ROBOTS)
    except FetchFailed as failed:
        _fail(found, failed.code, failed.status)
    except (NotFeed, BadAddress):
        _fail(found, Failure.NOT_FEED)
    except Exception:
        logger.exception("Looking for feeds went wrong (reference discovery-%s)", found.pk)
        _fail(found, Failure.UNEXPECTED)


def _fail(found: Discovery, failure: str, status: int | None = None) -> None:
    found.state, found.failure, found.failure_status = Discovery.State.FAILED, failure, status
    found.save(update_fields=["state", "failure", "failure_status"])


def _look(found: Discovery) -> None:
    page = _fetched(found.url, FEEDS)
    if looks_like_feed(page.body, page.content_type):
        _follow_feed(found, page)
    elif looks_like_sitemap(page.body):
        _offer(found, _from_map(page))
    else:
        _look_at_page(found, page)


def _fetched(url: str, wanted: Wanted) -> Page:
    # Outlets keep robots from their feeds to spare search engines, not to keep readers away.
    with visit(for_people(), obeying_robots=not is_feed_address(url)) as asking:
        return fetch(url, replace(door(), limits=_LIMITS), wanted, asking=asking)


def _follow_feed(found: Discovery, page: Page) -> None:
    contents = read_feed(page.body, page.url, page.charset)
    url = page.moved_to or found.url
    followed = follow(url, found.asked_by, title=contents.title, site_url=contents.site_url)
    settle(found, [followed.feed])


def _look_at_page(found: Discovery, page: Page) -> None:
    there = discover(page.body, page.url, page.charset)
    found.title, found.site_name = there.title[:500], there.site_name
    found.save(update_fields=["title", "site_name"])
    _offer(found, list(islice(_choices(there), MOST_CHOICES)))


def _offer(found: Discovery, choices: list[Choice]) -> None:
    """Follow the only feed there is; of several things let a person choose."""
    if not choices:
        _fail(found, Failure.NO_FEED)
    elif len(choices) == 1 and choices[0].kind != Feed.Kind.SECTION:
        _follow_only(found, choices[0])
    else:
        found.choices = [asdict(choice) for choice in choices]
        found.state = Discovery.State.CHOOSING
        found.save(update_fields=["choices", "state"])


def _follow_only(found: Discovery, choice: Choice) -> None:
    only = {"kind": choice.kind, "title": choice.title, "site_url": found.url}
    followed = follow(choice.url, found.asked_by, outlet_name=found.site_name, **only)
    settle(found, [followed.feed])


# --- What there is


def _choices(there: Discovered) -> Iterator[Choice]:
    feeds = _feeds(there)
    yield from feeds
    if there.is_section and not (feeds and there.is_front):
        yield Choice(there.url, there.title, Feed.Kind.SECTION)
    if not feeds:
        yield from _maps_of(there.url)


def _feeds(there: Discovered) -> list[Choice]:
    """The feeds that the page names; those of the front page where it names none."""
    declared = [feed for feed in there.feeds if feed.is_declared]
    if declared:
        return [_choice(feed) for feed in declared]
    linked = [choice for feed in there.feeds[:_MOST_LINKED] if (choice := _tried(feed))]
    return linked or ([] if there.is_front else _feeds_of_front(there.url))


def _choice(feed: NamedFeed) -> Choice:
    # Without a title here, the feed says at its first poll what it is called.
    return Choice(feed.url, feed.title)


def _path(url: str) -> str:
    return url.partition("://")[2].removeprefix("www.").rstrip("/")


def _tried(feed: NamedFeed) -> Choice | None:
    """A feed for readers to click on, if there really is one."""
    with suppress(*_IN_THE_WAY):
        page = _fetched(feed.url, FEEDS)
        title = read_feed(page.body, page.url, page.charset).title
        return Choice(page.moved_to or feed.url, title or feed.title)
    return None


_IN_THE_WAY = (FetchFailed, HostBusy, RobotsSayNo, NotFeed, BadAddress)


def _feeds_of_front(url: str) -> list[Choice]:
    with suppress(*_IN_THE_WAY):
        page = _fetched(urljoin(url, "/"), PAGES)
        there = discover(page.body, page.url, page.charset)
        return [_choice(feed) for feed in there.feeds if feed.is_declared]
    return []


def _maps_of(url: str) -> Iterator[Choice]:
    """The news sitemaps that a host names in its robots.txt."""
    host = Host.objects.filter(name=parse(url).netloc).first()
    named = sorted(Protego.parse(host.robots).sitemaps if host else (), key=_is_not_of_news)
    for one in named[:_MOST_MAPS]:
        with suppress(*_IN_THE_WAY):
            yield from _from_map(_fetched(urljoin(url, one), SITEMAPS), only_news=True)


def _is_not_of_news(url: str) -> bool:
    return "news" not in url.lower()


def _from_map(page: Page, *, only_news: bool = False) -> list[Choice]:
    url = page.moved_to or page.url
    maps = maps_in(page.body, page.url, page.charset)
    news = [link for link in maps if link.is_news]
    if maps:
        shown = news if news or only_news else maps
        return [Choice(one.url, _path(one.url), Feed.Kind.SITEMAP) for one in shown]
    entries = sitemap_contents(page.body, page.url, page.charset).entries
    if only_news and not any(entry.title for entry in entries):
        return []
    return [Choice(url, _path(url), Feed.Kind.SITEMAP)]
