"""Following an address: a feed at once, a site after the worker has looked into it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from annotations.teams.models import User
from newsroom.ingestion import finding
from newsroom.ingestion.addresses import BadAddress
from newsroom.ingestion.fetching import Limits
from newsroom.ingestion.finding import find
from newsroom.ingestion.following import (
    MOST_AT_ONCE,
    NotPublic,
    follow,
    follow_again,
    follow_all,
    follow_chosen,
    follow_site,
    outlet_host,
    pause,
    unfollow,
)
from newsroom.ingestion.opml import Outline, read_opml
from newsroom.outlets.models import Discovery, Feed, Host, Outlet
from tests.hostile import rows
from tests.newsroom.ingestion.test_fetching import hits
from tests.newsroom.ingestion.test_fetching import misbehaving as misbehaving
from tests.servers import Answer, Site, serving
from tests.shared import SHARED, needs_shared
from tests.worker import waiting

pytestmark = pytest.mark.django_db

FEED = "https://harbour-post.example/feed/"
XML = {"Content-Type": "application/rss+xml"}


# Feeds


def test_a_feed_is_polled_as_soon_as_it_is_followed(petra: User) -> None:
    followed = follow(FEED, petra, title="Harbour Post", folder="Papers")
    feed = followed.feed
    assert (followed.was_here, feed.title, feed.added_by) == (False, "Harbour Post", petra)
    assert feed.outlet.domain == "harbour-post.example"
    assert [job.args["feed_id"] for job in waiting("newsroom.poll")] == [feed.pk]


def test_an_address_is_followed_once_however_it_is_written(petra: User, wren: User) -> None:
    first = follow(FEED, petra)
    again = follow("http://www.harbour-post.example/feed/?utm_source=x", wren)
    assert (again.was_here, again.feed) == (True, first.feed)
    assert Feed.objects.get().added_by == petra


@pytest.mark.parametrize("stop", [pause, unfollow])
def test_a_feed_that_was_stopped_is_asked_no_more_until_it_is_followed_again(stop: object) -> None:
    feed = follow(FEED).feed
    stop(feed)
    feed.refresh_from_db()
    assert feed.next_poll_at is None
    assert not Feed.objects.due().exists()
    follow(FEED)
    feed.refresh_from_db()
    assert feed.state == Feed.State.FOLLOWED
    assert feed.next_poll_at is not None


def test_a_feed_that_is_no_longer_followed_keeps_what_it_named() -> None:
    feed = follow(FEED).feed
    feed.entries.create(key="k", outcome="taken")
    unfollow(feed)
    assert not Feed.objects.kept().exists()
    assert follow(FEED).feed.entries.count() == 1


def test_a_feed_that_ended_is_followed_again_as_if_it_had_never_failed() -> None:
    feed = follow(FEED).feed
    feed.state, feed.failures, feed.failure = Feed.State.ENDED, 9, "not_found"
    feed.failure_status, feed.next_poll_at = 410, None
    feed.save()
    follow_again(feed)
    feed.refresh_from_db()
    assert (feed.state, feed.failures, feed.failure) == ("followed", 0, "")
    assert feed.failure_status is None


@pytest.mark.parametrize("url", ["http://10.0.0.1/feed", "http://localhost/feed"])
def test_what_is_not_public_is_not_followed(url: str) -> None:
    with pytest.raises(NotPublic):
        follow(url)
    assert not Feed.objects.exists()
    assert not Outlet.objects.exists()


@pytest.mark.parametrize(
    "url", ["", "ftp://a.example/f", "file:///etc/passwd", "https://u:p@a.example/"]
)
def test_what_is_no_address_is_not_followed(url: str) -> None:
    with pytest.raises(BadAddress):
        follow(url)


@pytest.mark.parametrize(
    ("url", "site", "host"),
    [
        (FEED, "", "harbour-post.example"),
        ("https://feeds.harbour-post.example/all", "", "harbour-post.example"),
        ("https://feeds.example/all", "", "feeds.example"),
        (
            "https://mill.example/harbour-post",
            "https://www.harbour-post.example/",
            "harbour-post.example",
        ),
        (FEED, "not an address", "harbour-post.example"),
    ],
)
def test_an_outlet_is_known_by_the_site_and_not_by_where_its_feed_lies(
    url: str, site: str, host: str
) -> None:
    assert outlet_host(url, site) == host


# Files of feeds


def outlines(*urls: str) -> list[Outline]:
    return [Outline(f"Feed {n}", url) for n, url in enumerate(urls)]


def test_the_feeds_of_a_file_are_followed_and_the_bad_ones_named(petra: User) -> None:
    follow(FEED)
    given = outlines(FEED, "https://ledger.example/rss", "file:///etc/passwd", "http://10.0.0.1/x")
    came = follow_all([*given, given[1]], petra)
    assert (came.followed, came.were_here, came.left_over) == (1, 1, 0)
    assert [one.title for one in came.refused] == ["Feed 2", "Feed 3"]
    assert set(Feed.objects.values_list("outlet__domain", flat=True)) == {
        "harbour-post.example",
        "ledger.example",
    }


def test_the_first_polls_of_many_feeds_are_spread_out() -> None:
    follow_all(outlines(*(f"https://paper-{n}.example/feed" for n in range(100))))
    times = Feed.objects.order_by("next_poll_at").values_list("next_poll_at", flat=True)
    assert times[99] - times[0] > timedelta(seconds=60)


def test_so_many_feeds_are_followed_at_once_and_the_rest_another_time(
    django_assert_max_num_queries: object,
) -> None:
    many = outlines(*(f"https://paper.example/{n}" for n in range(MOST_AT_ONCE + 5)))
    with django_assert_max_num_queries(20):
        came = follow_all(many)
    assert (came.followed, came.left_over) == (MOST_AT_ONCE, 5)
    assert follow_all(many).followed == 5


def test_what_somebody_stopped_following_is_followed_again_with_a_file() -> None:
    feed = follow(FEED).feed
    unfollow(feed)
    follow_all(outlines(FEED))
    assert Feed.objects.kept().get() == feed


@needs_shared
def test_every_hostile_file_is_followed_without_harm(subtests: pytest.Subtests) -> None:
    for row in rows("opml/manifest.jsonl"):
        with subtests.test(row["file"]):
            body = (SHARED / "hostile" / "opml" / row["file"]).read_bytes()
            try:
                came = follow_all(read_opml(body))
            except ValueError:
                continue
            assert came.followed <= MOST_AT_ONCE
    kept = "".join(f"{feed.url}{feed.title}{feed.folder}" for feed in Feed.objects.all())
    assert not any(word in kept for word in ("file:", "user:pass", "root:", "canary", "169.254"))


# Sites


@pytest.fixture
def site(settings: object) -> Iterator[Site]:
    """A server whose pages a test fills in."""
    pages: dict[str, object] = {}
    with serving(pages) as base:
        settings.FETCH_ALLOW = base.allow
        base.pages = pages
        yield base


def rss(title: str) -> Answer:
    body = f"<rss version='2.0'><channel><title>{title}</title><link>/</link></channel></rss>"
    return Answer(body, headers=XML)


def page(head: str = "", body: str = "") -> str:
    name = '<meta property="og:site_name" content="Harbour Post">'
    title = "<title>Politics | Harbour Post</title>"
    return f"<html><head>{title}{name}{head}</head><body>{body}</body></html>"


def declared(*feeds: tuple[str, str]) -> str:
    return "".join(
        f'<link rel="alternate" type="application/rss+xml" title="{title}" href="{href}">'
        for href, title in feeds
    )


ARTICLES = "".join(
    f'<article><h2><a href="/2026/05/{day:02}/ferry-levy-vote">The ferry levy passes vote {day}'
    "</a></h2></article>"
    for day in range(1, 9)
)


def looked(url: str, by: User) -> Discovery:
    """Return what the worker makes of an address."""
    found = follow_site(url, by)
    assert [job.args for job in waiting("newsroom.find_feeds")][-1] == {"discovery_id": found.pk}
    find(found)
    return Discovery.objects.get(pk=found.pk)


def offered(found: Discovery) -> list[tuple[str, str]]:
    return [(choice["title"], choice["kind"]) for choice in found.choices]


def test_the_address_of_a_feed_is_followed_at_once(site: Site, petra: User) -> None:
    site.pages["/feed/"] = rss("Harbour Post")
    found = looked(f"{site}/feed/", petra)
    assert found.state == "followed"
    assert [feed.title for feed in found.feeds.all()] == ["Harbour Post"]
    assert site.asked == ["/feed/"]


def test_a_feed_that_moved_for_good_is_followed_where_it_is_now(site: Site, petra: User) -> None:
    site.pages["/rss"] = Answer(status=301, headers={"Location": "/feed/"})
    site.pages["/feed/"] = rss("Harbour Post")
    assert looked(f"{site}/rss", petra).feeds.get().url == f"{site}/feed/"


def test_the_only_feed_of_a_front_page_is_followed(site: Site, petra: User) -> None:
    site.pages["/"] = page(declared(("/feed/", "All news")), ARTICLES)
    found = looked(f"{site}/", petra)
    feed = found.feeds.get()
    assert (found.state, feed.title, feed.url) == ("followed", "All news", f"{site}/feed/")
    assert feed.outlet.name == "Harbour Post"


def test_of_several_feeds_somebody_chooses(site: Site, petra: User) -> None:
    site.pages["/"] = page(declared(("/feed/", "All news"), ("/politics.xml", "Politics only")))
    found = looked(f"{site}/", petra)
    assert found.state == "choosing"
    assert offered(found) == [("All news", "feed"), ("Politics only", "feed")]
    assert not Feed.objects.exists()
    follow_chosen(found, [1, 7])
    assert [feed.title for feed in found.feeds.all()] == ["Politics only"]


def test_a_section_can_be_followed_beside_its_feed(site: Site, petra: User) -> None:
    site.pages["/politics/"] = page(declared(("/feed/", "All news")), ARTICLES)
    found = looked(f"{site}/politics/", petra)
    assert offered(found) == [("All news", "feed"), ("Politics", "section")]


def test_where_no_feed_is_found_the_section_and_the_news_sitemap_are_offered(
    site: Site, petra: User
) -> None:
    site.pages["/politics/"] = page("", ARTICLES)
    site.pages["/robots.txt"] = Answer(
        "User-agent: *\nAllow: /\nSitemap: /news.xml\nSitemap: /all.xml\n",
        headers={"Content-Type": "text/plain"},
    )
    urls = "<url><loc>/2026/05/01/a</loc><news:news><news:title>A</news:title></news:news></url>"
    site.pages["/news.xml"] = Answer(f"<urlset>{urls}</urlset>", headers=XML)
    site.pages["/all.xml"] = Answer("<urlset><url><loc>/a</loc></url></urlset>", headers=XML)
    found = looked(f"{site}/politics/", petra)
    assert [kind for _title, kind in offered(found)] == ["section", "sitemap"]
    follow_chosen(found, [0])
    assert found.feeds.get().kind == Feed.Kind.SECTION


def test_feeds_that_a_page_only_links_to_are_tried_first(site: Site, petra: User) -> None:
    site.pages["/"] = page("", '<a href="/rss">RSS</a><a href="/feeds/">Our feeds</a>')
    site.pages["/rss"] = rss("Harbour Post")
    site.pages["/feeds/"] = page()
    found = looked(f"{site}/", petra)
    assert [feed.title for feed in found.feeds.all()] == ["Harbour Post"]


def test_a_page_without_feeds_is_followed_by_the_feeds_of_the_front_page(
    site: Site, petra: User
) -> None:
    site.pages["/about"] = page("", "<p>About us.</p>")
    site.pages["/"] = page(declared(("/feed/", "All news")))
    assert looked(f"{site}/about", petra).feeds.get().title == "All news"


def test_a_news_sitemap_is_followed_as_one(site: Site, petra: User) -> None:
    site.pages["/news.xml"] = Answer("<urlset><url><loc>/a</loc></url></urlset>", headers=XML)
    assert looked(f"{site}/news.xml", petra).feeds.get().kind == Feed.Kind.SITEMAP


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (page("", "<p>About us.</p>"), "no_feed"),
        (Answer(status=404), "not_found"),
        (Answer(status=403), "forbidden"),
        (Answer(b"\x89PNG\r\n", headers={"Content-Type": "image/png"}), "not_html"),
        (Answer("{}", headers={"Content-Type": "application/json"}), "no_feed"),
    ],
)
def test_where_nothing_can_be_followed_the_reason_is_kept(
    site: Site, petra: User, answer: object, failure: str
) -> None:
    site.pages["/"] = answer
    found = looked(f"{site}/", petra)
    assert (found.state, found.failure) == ("failed", failure)
    assert not Feed.objects.exists()


def test_a_page_that_the_outlet_keeps_from_programs_is_left_alone(site: Site, petra: User) -> None:
    site.pages["/robots.txt"] = Answer(
        "User-agent: *\nDisallow: /", headers={"Content-Type": "text/plain"}
    )
    site.pages["/politics/"] = page("", ARTICLES)
    assert looked(f"{site}/politics/", petra).failure == "robots"
    assert "/politics/" not in site.asked


def test_asking_twice_looks_once(petra: User, tomas: User) -> None:
    found = follow_site("https://harbour-post.example/", petra)
    assert follow_site("http://www.harbour-post.example", petra) == found
    assert follow_site("https://harbour-post.example/", tomas) != found
    assert len(waiting("newsroom.find_feeds")) == 2


def test_asking_again_begins_again_when_the_search_is_over_or_lost(petra: User) -> None:
    found = follow_site("https://harbour-post.example/", petra)
    Discovery.objects.update(asked_at=timezone.now() - timedelta(minutes=6))
    again = follow_site("https://harbour-post.example/", petra)
    assert (again, again.is_looking) == (found, True)
    assert len(waiting("newsroom.find_feeds")) == 2


def test_looking_twice_finds_once(site: Site, petra: User) -> None:
    site.pages["/feed/"] = rss("Harbour Post")
    found = looked(f"{site}/feed/", petra)
    find(found)
    assert site.asked == ["/feed/"]


@needs_shared
def test_a_misbehaving_host_neither_hangs_nor_fools_the_search(
    misbehaving: tuple[int, int],
    settings: object,
    monkeypatch: pytest.MonkeyPatch,
    petra: User,
) -> None:
    base = f"http://127.0.0.1:{misbehaving[0]}"
    settings.FETCH_ALLOW = frozenset({f"127.0.0.1:{misbehaving[0]}"})
    monkeypatch.setattr(finding, "_LIMITS", Limits(seconds=1))
    left = {}
    for row in rows("hostile_paths.jsonl"):
        Host.objects.all().delete()
        found = looked(base + row["path"], petra)
        if found.state == "looking" or found.failure == "unexpected":
            left[row["path"]] = (found.state, found.failure)
    assert left == {}
    assert hits(base) == []
    assert {feed.url.removeprefix(base) for feed in Feed.objects.all()} >= {"/feed"}
    assert all(feed.url.startswith(base) for feed in Feed.objects.all())
