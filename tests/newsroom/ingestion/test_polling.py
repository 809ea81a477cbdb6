"""Feeds over real HTTP: what comes in, what does not, and when they are asked again."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from threading import Semaphore

import pytest
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateEvent

from newsroom import tasks
from newsroom.articles.models import Article
from newsroom.ingestion import polling
from newsroom.ingestion.addresses import canonical
from newsroom.ingestion.fetching import Limits
from newsroom.jobs import POLL
from newsroom.outlets.models import Entry, Feed, Host, Outlet, Rule
from tests.hostile import rows
from tests.newsroom.ingestion.test_fetching import hits
from tests.newsroom.ingestion.test_fetching import misbehaving as misbehaving
from tests.newsroom.ingestion.test_taking_in import page
from tests.racing import together
from tests.servers import Answer, Raw, Site, serving
from tests.shared import needs_shared
from tests.worker import forget_jobs, short_connections, waiting, work

pytestmark = pytest.mark.django_db(transaction=True)

XML = {"Content-Type": "application/rss+xml"}
LONG_AGO = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def site(settings: object) -> Iterator[Site]:
    """A server whose pages a test fills in."""
    pages: dict[str, object] = {}
    with serving(pages) as base:
        settings.FETCH_ALLOW = base.allow
        base.pages = pages
        yield base


def item(
    link: str, title: str = "", guid: str | None = None, at: datetime | None = None, more: str = ""
) -> str:
    """Return an entry of an RSS feed; its link is its id, unless it is given one."""
    date = f"<pubDate>{format_datetime(at)}</pubDate>" if at else ""
    guid = link if guid is None else guid
    return (
        f"<item><title>{title or link}</title><link>{link}</link>"
        f'<guid isPermaLink="false">{guid}</guid>{date}{more}</item>'
    )


def rss(*items: str, title: str = "Harbour Post", link: str = "") -> str:
    head = f"<title>{title}</title><link>{link}</link>"
    return f'<rss version="2.0"><channel>{head}{"".join(items)}</channel></rss>'


def served(*items: str, **headers: str) -> Answer:
    return Answer(rss(*items), headers={**XML, **headers})


def followed(url: str, **fields: object) -> Feed:
    return Feed.objects.create(address=canonical(url), url=url, **fields)


def polled(feed: Feed) -> Feed:
    """Poll a feed and return it as it stands then."""
    polling.poll(feed)
    feed.refresh_from_db()
    return feed


def outcomes(feed: Feed) -> dict[str, str]:
    return {entry.title: entry.outcome for entry in feed.entries.all()}


def minutes_until(moment: datetime | None) -> float:
    assert moment is not None
    return (moment - timezone.now()).total_seconds() / 60


# --- What comes in


def test_what_a_feed_names_becomes_articles_with_their_texts(site: Site) -> None:
    site.pages["/feed"] = served(item(f"{site}/fund", "Ferry fund passes by four votes"))
    site.pages["/fund"] = page()
    feed = followed(f"{site}/feed")
    tasks.poll_due(timestamp=0)
    work()
    article = Article.objects.get()
    assert (article.state, article.title) == ("ready", "Ferry fund passes by four votes")
    assert article.added_by is None
    entry = feed.entries.get()
    assert (entry.outcome, entry.article) == ("taken", article)
    feed.refresh_from_db()
    assert (feed.title, feed.failures, feed.failure) == ("Harbour Post", 0, "")
    assert feed.polled_at == feed.answered_at is not None


def test_until_its_page_is_there_an_article_is_called_what_the_feed_calls_it(site: Site) -> None:
    site.pages["/feed"] = served(item(f"{site}/fund", "Ferry fund &amp;amp; levy"))
    polled(followed(f"{site}/feed"))
    assert Article.objects.get().title == "Ferry fund & levy"


def test_of_a_new_feed_the_newest_come_in_and_the_rest_is_remembered(
    site: Site, settings: object
) -> None:
    settings.FEED_FIRST = 3
    days = [LONG_AGO + timedelta(days=day) for day in range(8)]
    site.pages["/feed"] = [
        served(*(item(f"{site}/{day.day}", f"Day {day.day}", at=day) for day in days)),
        served(item(f"{site}/2", "Day 2"), item(f"{site}/new", "New"), item(f"{site}/9", "Day 9")),
    ]
    feed = polled(followed(f"{site}/feed"))
    taken = [title for title, outcome in outcomes(feed).items() if outcome == "taken"]
    assert sorted(taken) == ["Day 7", "Day 8", "Day 9"]
    assert list(outcomes(feed)).index("Day 9") == 0
    assert (feed.entries.count(), Article.objects.count()) == (8, 3)
    polled(feed)
    assert outcomes(feed)["New"] == "taken"
    assert Article.objects.count() == 4


def test_a_feed_without_dates_is_taken_from_its_top(site: Site, settings: object) -> None:
    settings.FEED_FIRST = 2
    site.pages["/feed"] = served(*(item(f"{site}/{n}", f"No. {n}") for n in range(5)))
    feed = polled(followed(f"{site}/feed"))
    taken = [title for title, outcome in outcomes(feed).items() if outcome == "taken"]
    assert taken == ["No. 0", "No. 1"]


def test_the_date_of_the_feed_stands_in_where_the_page_has_none(site: Site) -> None:
    site.pages["/feed"] = served(item(f"{site}/fund", at=LONG_AGO))
    site.pages["/fund"] = page()
    polled(followed(f"{site}/feed"))
    work()
    article = Article.objects.get()
    assert (article.state, article.published_at, article.dated_at) == ("ready", LONG_AGO, LONG_AGO)


def test_a_date_in_the_future_pins_nothing_to_the_top(site: Site) -> None:
    soon = timezone.now() + timedelta(days=400)
    site.pages["/feed"] = served(
        item(f"{site}/a", "A", at=soon), item(f"{site}/b", "B", at=datetime(1970, 1, 1, tzinfo=UTC))
    )
    feed = polled(followed(f"{site}/feed"))
    dates = {entry.title: entry.published_at for entry in feed.entries.all()}
    assert dates["A"] <= timezone.now()
    assert dates["B"] is None
    assert not Article.objects.filter(published_at__gt=timezone.now()).exists()


def test_links_that_cannot_be_fetched_are_remembered_and_left(site: Site) -> None:
    site.pages["/feed"] = served(
        item("javascript:alert(1)", "Script", guid="1"),
        item("http://169.254.169.254/latest/", "Inside", guid="2"),
        item("", "Nothing", guid="3"),
        item(f"{site}/fund", "Good"),
    )
    feed = polled(followed(f"{site}/feed"))
    assert outcomes(feed) == {
        "Script": "unfit",
        "Inside": "unfit",
        "Nothing": "unfit",
        "Good": "taken",
    }
    assert Article.objects.get().url == f"{site}/fund"


def test_what_is_in_the_library_already_is_not_fetched_again(site: Site) -> None:
    known = Article.objects.create(address=canonical(f"{site}/fund"), url=f"{site}/fund")
    site.pages["/feed"] = served(item(f"{site}/fund?utm_source=rss", "Fund"))
    feed = polled(followed(f"{site}/feed"))
    entry = feed.entries.get()
    assert (entry.outcome, entry.article) == ("known", known)
    assert not waiting()


def test_a_rule_leaves_entries_out(site: Site) -> None:
    site.pages["/feed"] = served(
        item(f"{site}/a", "Ferry fund"),
        item(f"{site}/b", "Regatta results"),
    )
    feed = followed(f"{site}/feed")
    Rule.objects.create(
        feed=feed, field=Rule.Field.WORDS, value="regatta", action=Rule.Action.LEAVE_OUT
    )
    polled(feed)
    assert outcomes(feed) == {"Ferry fund": "taken", "Regatta results": "filtered"}
    assert Article.objects.count() == 1


def test_a_json_feed_is_read_too(site: Site) -> None:
    body = (
        '{"version": "https://jsonfeed.org/version/1.1", "title": "Northern Ledger",'
        f'"items": [{{"id": "7", "url": "{site}/fund", "title": "Fund"}}]}}'
    )
    site.pages["/feed"] = Answer(body, headers={"Content-Type": "application/feed+json"})
    feed = polled(followed(f"{site}/feed"))
    assert (feed.title, outcomes(feed)) == ("Northern Ledger", {"Fund": "taken"})


def test_a_section_page_is_followed_like_a_feed(site: Site) -> None:
    links = "".join(
        f'<h2><a href="/2026/politics/{word}-vote-in-the-chamber-on-thursday">'
        f"The {word} vote in the chamber on Thursday</a></h2>"
        for word in ("ferry", "harbour", "school", "budget", "levy", "hospital")
    )
    site.pages["/politics"] = f"<html><head><title>Politics</title></head><body><main>{links}"
    feed = polled(followed(f"{site}/politics", kind=Feed.Kind.SECTION))
    assert feed.failure == ""
    assert feed.entries.filter(outcome="taken").count() == 6
    assert "/robots.txt" in site.asked


def test_an_index_of_sitemaps_leads_to_its_news(site: Site) -> None:
    site.pages["/sitemap.xml"] = Answer(
        f"<sitemapindex><sitemap><loc>{site}/news.xml</loc></sitemap></sitemapindex>",
        headers={"Content-Type": "application/xml"},
    )
    site.pages["/news.xml"] = [
        Answer(f"<urlset>{''.join(map(loc, paths))}</urlset>", headers={"Content-Type": "text/xml"})
        for paths in ([f"{site}/a"], [f"{site}/b", f"{site}/a"])
    ]
    feed = polled(followed(f"{site}/sitemap.xml", kind=Feed.Kind.SITEMAP))
    assert feed.entries.count() == 1
    assert polled(feed).entries.count() == 2


def loc(url: str) -> str:
    return f"<url><loc>{url}</loc></url>"


# --- No twins


def test_the_same_entries_in_another_guise_are_no_new_ones(site: Site) -> None:
    first = [item(f"{site}/{name}", name, guid=f"id-{name}", at=LONG_AGO) for name in "abc"]
    later = LONG_AGO + timedelta(days=1)
    site.pages["/feed"] = [
        served(*first),
        # Re-ordered.
        served(*reversed(first)),
        # Re-dated and re-titled.
        served(*(item(f"{site}/{n}", n.upper(), guid=f"id-{n}", at=later) for n in "abc")),
        # With other ids.
        served(*(item(f"{site}/{name}", name, guid=f"other-{name}") for name in "abc")),
        # With those other ids, and other links.
        served(*(item(f"{site}/{name}-2", name, guid=f"other-{name}") for name in "abc")),
        # With those other links, and ids that were never seen.
        served(*(item(f"{site}/{name}-2", name, guid=f"third-{name}") for name in "abc")),
        # With tracking parameters, in the mobile form.
        served(*(item(f"{site}/{n}-2?utm_medium=rss#top", n, guid=f"fourth-{n}") for n in "abc")),
    ]
    feed = followed(f"{site}/feed")
    for _ in range(7):
        polled(feed)
        assert Article.objects.count() == 3
    assert len(site.asked) == 7
    assert feed.entries.filter(outcome="taken").count() == 3


def test_twins_within_one_feed_come_in_once(site: Site) -> None:
    site.pages["/feed"] = served(
        item(f"{site}/a", "A", guid="1"),
        item(f"{site}/a", "A", guid="1"),
        item(f"{site}/a?utm_source=x", "A", guid="2"),
    )
    feed = polled(followed(f"{site}/feed"))
    assert (Article.objects.count(), feed.entries.count()) == (1, 1)


def test_one_id_for_all_entries_hides_none_of_them(site: Site) -> None:
    site.pages["/feed"] = served(
        *(item(f"{site}/{name}", name, guid="https://harbour-post.example/") for name in "abc")
    )
    polled(followed(f"{site}/feed"))
    assert Article.objects.count() == 3


def test_two_feeds_with_the_same_story_make_one_article(site: Site) -> None:
    site.pages["/one"] = site.pages["/two"] = served(item(f"{site}/fund", "Fund"))
    one, two = polled(followed(f"{site}/one")), polled(followed(f"{site}/two"))
    assert Article.objects.count() == 1
    assert (one.entries.get().outcome, two.entries.get().outcome) == ("taken", "known")


def test_two_workers_with_the_same_feed_make_no_twins(site: Site) -> None:
    site.pages["/feed"] = served(*(item(f"{site}/{name}", name) for name in "abcdef"))
    feed = followed(f"{site}/feed")
    together(*[lambda: polling.poll(Feed.objects.get())] * 3)
    assert (Article.objects.count(), feed.entries.count()) == (6, 6)
    assert len(waiting()) == 6


# --- Asking politely


def test_what_has_not_changed_is_neither_sent_nor_read_again(site: Site) -> None:
    when = "Tue, 17 Nov 2026 10:00:00 GMT"
    site.pages["/feed"] = [
        served(item(f"{site}/a"), ETag='"v1"', **{"Last-Modified": when}),
        Answer(status=304),
    ]
    feed = polled(followed(f"{site}/feed"))
    polled(feed)
    assert site.headers[1]["if-none-match"] == '"v1"'
    assert site.headers[1]["if-modified-since"] == when
    assert (feed.failures, feed.etag, feed.entries.count()) == (0, '"v1"', 1)
    assert feed.answered_at == feed.polled_at


def test_the_same_bytes_are_not_read_twice(site: Site) -> None:
    site.pages["/feed"] = served(item(f"{site}/a"))
    feed = polled(followed(f"{site}/feed"))
    Entry.objects.all().delete()
    polled(feed)
    assert not Entry.objects.exists()


def test_what_a_host_says_of_its_answer_is_sent_back_only_where_that_is_safe(site: Site) -> None:
    site.pages["/feed"] = served(item(f"{site}/a"), ETag=f'"{"e" * 600}"')
    feed = polled(followed(f"{site}/feed"))
    polled(feed)
    assert feed.etag == ""
    assert "if-none-match" not in site.headers[1]


def test_a_feed_that_has_moved_for_good_is_asked_at_its_new_address(site: Site) -> None:
    site.pages["/old"] = Answer(status=301, headers={"Location": "/new"})
    site.pages["/new"] = served(item(f"{site}/a"))
    feed = polled(followed(f"{site}/old"))
    assert (feed.url, feed.address) == (f"{site}/new", canonical(f"{site}/new"))
    polled(feed)
    assert site.asked == ["/old", "/new", "/new"]


def test_a_feed_that_is_elsewhere_for_now_keeps_its_address(site: Site) -> None:
    site.pages["/feed"] = Answer(status=302, headers={"Location": "/today"})
    site.pages["/today"] = Answer(status=301, headers={"Location": "/now"})
    site.pages["/now"] = served(item(f"{site}/a"))
    feed = polled(followed(f"{site}/feed"))
    assert (feed.url, feed.entries.count()) == (f"{site}/feed", 1)


def test_a_feed_does_not_move_to_what_is_no_feed(site: Site) -> None:
    site.pages["/feed"] = Answer(status=301, headers={"Location": "/"})
    site.pages["/"] = "<!doctype html><title>Welcome</title><p>Our new site"
    feed = polled(followed(f"{site}/feed"))
    assert (feed.url, feed.failure) == (f"{site}/feed", "not_feed")


def test_a_feed_that_moves_to_where_another_is_becomes_one_with_it(site: Site) -> None:
    site.pages["/new"] = served(item(f"{site}/a", "A"), item(f"{site}/b", "B"))
    site.pages["/old"] = [served(item(f"{site}/a", "A"), item(f"{site}/z", "Z")), moved_to("/new")]
    old = polled(followed(f"{site}/old", folder="Politics"))
    rule = Rule.objects.create(
        feed=old, field=Rule.Field.WORDS, value="regatta", action=Rule.Action.LEAVE_OUT
    )
    new = followed(f"{site}/new", state=Feed.State.PAUSED, next_poll_at=None)
    polling.poll(old)
    assert Feed.objects.get() == new
    new.refresh_from_db()
    rule.refresh_from_db()
    assert (new.folder, new.state, rule.feed) == ("Politics", "followed", new)
    assert new.next_poll_at is not None
    assert outcomes(new) == {"A": "taken", "Z": "taken", "B": "taken"}
    assert Article.objects.count() == 3


def moved_to(place: str) -> Answer:
    return Answer(status=308, headers={"Location": place})


# --- When to ask again


def test_a_feed_with_news_is_asked_sooner_and_a_quiet_one_later(site: Site) -> None:
    numbers = iter(range(100))
    site.pages["/busy"] = lambda: served(item(f"{site}/{next(numbers)}"))
    site.pages["/quiet"] = served(item(f"{site}/one"))
    busy, quiet = followed(f"{site}/busy"), followed(f"{site}/quiet")
    for _ in range(12):
        polled(busy)
        polled(quiet)
    assert timedelta(minutes=5) <= busy.interval <= timedelta(minutes=10)
    assert timedelta(hours=3) < quiet.interval <= timedelta(hours=4)
    assert 4 < minutes_until(busy.next_poll_at) < 11
    assert 3 * 60 < minutes_until(quiet.next_poll_at) < 4.5 * 60


@pytest.mark.parametrize(
    ("answer", "failure", "status"),
    [
        (Answer(status=404), "not_found", 404),
        (Answer(status=500), "server_error", 500),
        (Answer(status=401), "forbidden", 401),
        (Answer("<!doctype html><title>Sign in</title>"), "not_feed", 200),
        (Answer(b"%PDF-1.7", headers={"Content-Type": "application/pdf"}), "not_feed", None),
        (Answer("", headers=XML), "not_feed", 200),
        (Answer(status=302, headers={"Location": "http://10.0.0.1/"}), "refused", None),
    ],
)
def test_a_feed_that_fails_is_left_alone_for_longer_and_longer(
    site: Site, answer: Answer, failure: str, status: int | None
) -> None:
    site.pages["/feed"] = answer
    feed, waits = followed(f"{site}/feed"), []
    for _ in range(9):
        polled(feed)
        waits.append(minutes_until(feed.next_poll_at))
    assert (feed.failure, feed.failure_status, feed.failures) == (failure, status, 9)
    assert feed.answered_at is None
    assert waits == sorted(waits[:6]) + waits[6:]
    assert 20 < waits[0] <= 30
    assert 19 * 60 < waits[-1] <= 24 * 60


def test_a_feed_that_recovers_starts_afresh(site: Site) -> None:
    site.pages["/feed"] = [Answer(status=500), Answer(status=500), served(item(f"{site}/a"))]
    feed = followed(f"{site}/feed")
    for _ in range(3):
        polled(feed)
    assert (feed.failures, feed.failure, feed.failure_status) == (0, "", None)
    assert minutes_until(feed.next_poll_at) < 40
    assert Article.objects.count() == 1


@pytest.mark.parametrize("status", [429, 503])
def test_the_pause_that_a_host_asks_for_is_kept(site: Site, status: int) -> None:
    site.pages["/feed"] = Answer(status=status, headers={"Retry-After": str(5 * 3600)})
    feed = polled(followed(f"{site}/feed"))
    assert 4.9 * 60 < minutes_until(feed.next_poll_at) < 5.1 * 60


def test_what_is_gone_is_asked_no_more_and_its_articles_stay(site: Site) -> None:
    site.pages["/feed"] = [served(item(f"{site}/a")), Answer(status=410)]
    feed = polled(followed(f"{site}/feed"))
    polled(feed)
    assert (feed.state, feed.next_poll_at, feed.failure_status) == ("ended", None, 410)
    assert (feed.entries.count(), Article.objects.count()) == (1, 1)


def test_a_feed_that_was_paused_while_it_was_asked_stays_paused(site: Site) -> None:
    def paused_meanwhile() -> Answer:
        Feed.objects.update(state=Feed.State.PAUSED, next_poll_at=None)
        return served(item(f"{site}/a"))

    site.pages["/feed"] = paused_meanwhile
    feed = polled(followed(f"{site}/feed"))
    assert (feed.state, feed.next_poll_at) == ("paused", None)


def test_a_fault_of_our_own_is_logged_and_harms_no_other_feed(
    site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fault(*_: object) -> None:
        raise ZeroDivisionError("a fault of our own")

    monkeypatch.setitem(polling._KINDS, Feed.Kind.FEED, polling._Kind(polling.FEEDS, fault))
    site.pages["/feed"] = served(item(f"{site}/a"))
    feed = polled(followed(f"{site}/feed"))
    assert (feed.failure, f"feed-{feed.pk}" in caplog.text) == ("unexpected", True)
    assert 20 < minutes_until(feed.next_poll_at) <= 30


# --- Claims


def test_each_feed_that_is_due_is_claimed_by_one_worker(site: Site) -> None:
    for number in range(40):
        followed(f"{site}/{number}")
    together(*[polling.claim_due] * 4)
    jobs = waiting("newsroom.poll")
    assert sorted(job.args["feed_id"] for job in jobs) == sorted(
        Feed.objects.values_list("pk", flat=True)
    )
    assert polling.claim_due() == 0


def test_feeds_that_are_not_due_or_not_followed_are_not_claimed(site: Site) -> None:
    followed(f"{site}/later", next_poll_at=timezone.now() + timedelta(minutes=1))
    followed(f"{site}/paused", state=Feed.State.PAUSED, next_poll_at=None)
    assert polling.claim_due() == 0


def test_what_a_dead_worker_had_claimed_comes_again(site: Site) -> None:
    site.pages["/feed"] = served(item(f"{site}/a"))
    feed = followed(f"{site}/feed")
    polling.claim_due()
    forget_jobs()
    feed.refresh_from_db()
    assert 0 < minutes_until(feed.next_poll_at) <= 10
    Feed.objects.update(next_poll_at=timezone.now())
    assert polling.claim_due() == 1


def test_a_job_whose_claim_has_passed_to_another_does_nothing(site: Site) -> None:
    site.pages["/feed"] = served(item(f"{site}/a"))
    feed = followed(f"{site}/feed")
    polling.claim_due()
    Feed.objects.update(next_poll_at=timezone.now())
    polling.claim_due()
    work()
    assert site.pages_asked.count("/feed") == 1
    feed.refresh_from_db()
    assert feed.answered_at is not None


def test_feeds_that_failed_let_the_others_go_first(site: Site) -> None:
    long_due = timezone.now() - timedelta(hours=1)
    bad = [followed(f"{site}/bad{n}", failures=2, next_poll_at=long_due) for n in range(4)]
    good = [followed(f"{site}/good{n}") for n in range(6)]
    for feed in good:
        site.pages[feed.url.removeprefix(site)] = served()
    tasks.poll_due(timestamp=0)
    work()
    assert [path[1:4] for path in site.asked] == ["goo"] * 6 + ["bad"] * 4
    for feed in (*good, *bad):
        feed.refresh_from_db()
    assert all(feed.answered_at and feed.failures == 0 for feed in good)
    assert all(feed.failures == 3 for feed in bad)


def test_a_feed_whose_host_is_at_work_for_another_is_asked_in_its_turn(
    site: Site, settings: object
) -> None:
    settings.FETCH_PAUSE = 20.0
    site.pages["/one"] = site.pages["/two"] = served()
    one, two = polled(followed(f"{site}/one")), followed(f"{site}/two")
    polling.claim_due()
    forget_jobs()
    polled(two)
    (job,) = waiting("newsroom.poll")
    assert (site.asked, two.failures, two.polled_at) == (["/one"], 0, None)
    assert 15 < (job.scheduled_at - timezone.now()).total_seconds() <= 21
    assert (job.args["feed_id"], job.args["claim"]) == (two.pk, str(two.next_poll_at))
    assert one.answered_at is not None


def test_a_feed_whose_host_wants_an_hour_of_rest_comes_back_after_it(site: Site) -> None:
    site.pages["/one"] = Answer(status=503, headers={"Retry-After": "3000"})
    polled(followed(f"{site}/one"))
    two = polled(followed(f"{site}/two"))
    assert (site.asked, two.failures) == (["/one"], 0)
    assert 49 < minutes_until(two.next_poll_at) <= 50
    assert not waiting("newsroom.poll")


def test_claiming_reads_only_the_feeds_that_are_due() -> None:
    soon = timezone.now() + timedelta(hours=1)
    Feed.objects.bulk_create(
        Feed(
            address=f"https://feeds.harbour-post.example/{number}",
            url=f"https://feeds.harbour-post.example/{number}",
            next_poll_at=None if number % 3 == 0 else soon,
        )
        for number in range(3000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE newsroom_feed")
    with transaction.atomic():
        due = Feed.objects.due().select_for_update(skip_locked=True)[:200]
        assert "feed_by_next_poll" in due.explain()


def test_an_outlet_is_known_by_the_site_that_its_feed_names(site: Site) -> None:
    harbour = Outlet.objects.create(name="Harbour Post", domain="harbour-post.example")
    site.pages["/feed"] = Answer(rss(link="https://www.harbour-post.example/"), headers=XML)
    feed = polled(followed(f"{site}/feed"))
    assert (feed.outlet, feed.site_url) == (harbour, "https://www.harbour-post.example/")


# --- Neighbours


def work_side_by_side() -> None:
    """Do all the jobs that wait, four at a time, as the worker does that `start` runs."""
    with short_connections(), app.replace_connector(app.connector.get_worker_connector()):
        app.run_worker(
            wait=False, concurrency=4, install_signal_handlers=False, listen_notify=False
        )


def test_feeds_are_polled_on_time_however_their_neighbours_fail(settings: object) -> None:
    """Forty in a hundred fail, each in its way; some say nothing until all others were asked."""
    good_asked = Semaphore(0)

    def good() -> Answer:
        good_asked.release()
        return served()

    def hanging() -> Answer:
        for _ in range(60):
            good_asked.acquire(timeout=10)
        good_asked.release(60)
        return Answer(status=500)

    paths = [f"/{number}" for number in range(20)]
    ways_to_fail = (
        dict.fromkeys(paths[:10], Answer(status=500)),
        dict.fromkeys(paths[:10], Raw(b"\x00\x01garbage")),
        dict.fromkeys(paths[:10], "<!doctype html><title>Sign in</title>"),
        dict.fromkeys(paths[:5], hanging),
    )
    with ExitStack() as stack:
        sound = [stack.enter_context(serving(dict.fromkeys(paths, good))) for _ in range(3)]
        broken = [(stack.enter_context(serving(way)), way) for way in ways_to_fail]
        with serving({}) as gone:
            broken.append((gone, dict.fromkeys(paths[:5], Answer())))
        settings.FETCH_ALLOW = frozenset().union(
            *(one.allow for one in (*sound, *(site for site, _ in broken)))
        )
        due = timezone.now()
        for number in range(20):
            for site in sound:
                followed(f"{site}/{number}", next_poll_at=due)
            for site, pages in broken:
                if f"/{number}" in pages:
                    followed(f"{site}/{number}", next_poll_at=due, failures=1, failure="connect")
        polling.claim_due()
        work_side_by_side()
    fine = Feed.objects.filter(failures=0)
    assert (fine.count(), Feed.objects.filter(failures=2).count()) == (60, 40)
    assert all(feed.answered_at for feed in fine)
    started = ProcrastinateEvent.objects.filter(type="started", job__task_name=POLL)
    feeds = started.order_by("pk").values_list("job__args__feed_id", flat=True)
    assert set(feeds[:60]) == {feed.pk for feed in fine}
    next_polls = [minutes_until(feed.next_poll_at) for feed in fine]
    assert 25 < min(next_polls) <= max(next_polls) < 42


# --- Hosts that were made to do harm


HOSTILE_PATHS = [row["path"] for row in rows("hostile_paths.jsonl")]


@needs_shared
def test_a_misbehaving_host_neither_hangs_nor_fools_the_polling(
    misbehaving: tuple[int, int], settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = f"http://127.0.0.1:{misbehaving[0]}"
    settings.FETCH_ALLOW = frozenset({f"127.0.0.1:{misbehaving[0]}"})
    monkeypatch.setattr(polling, "_LIMITS", Limits(seconds=2))
    wrong = {}
    for path in HOSTILE_PATHS:
        Host.objects.all().delete()
        feed, begun = followed(base + path), time.monotonic()
        polled(feed)
        if time.monotonic() - begun > 5 or feed.failure == "unexpected" or not feed.polled_at:
            wrong[path] = (feed.failure, time.monotonic() - begun)
    assert wrong == {}
    assert hits(base) == []
    good = Feed.objects.filter(failures=0).values_list("url", flat=True)
    assert {url.removeprefix(base) for url in good} == {
        "/feed",
        "/cache/etag-huge",
        "/cache/etag-crlfish",
    }
    gone = Feed.objects.get(url=f"{base}/status/410")
    assert (gone.state, gone.next_poll_at) == ("ended", None)
    slow_down = Feed.objects.get(url=f"{base}/status/429")
    assert minutes_until(slow_down.next_poll_at) > 9
    again = polled(Feed.objects.get(url=f"{base}/feed"))
    assert (again.failures, again.entries.count()) == (0, 3)
    huge = Feed.objects.get(url=f"{base}/cache/etag-huge")
    assert huge.etag == Feed.objects.get(url=f"{base}/cache/etag-crlfish").etag == ""
    assert not Article.objects.exclude(url__startswith=base).exists()
