"""The page of a feed and the page of an outlet."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from newsroom.ingestion import polling
from newsroom.ingestion.following import follow
from newsroom.outlets.models import Entry, Feed, Outlet
from newsroom.sources.outlets_views import ARTICLES
from newsroom.sources.weeks import HEIGHT, WEEKS, weeks
from tests import factories, hostile, served
from tests.servers import Answer, serving
from tests.shared import SHARED, needs_shared
from tests.test_policy import inline_or_foreign
from tests.worker import forget_jobs, waiting

pytestmark = pytest.mark.django_db

FEED = "https://harbour-post.example/feed/"


@pytest.fixture
def feed() -> Feed:
    made = follow(FEED, title="All news", outlet_name="Harbour Post").feed
    forget_jobs()
    return made


def seen(answer: HttpResponse) -> str:
    return " ".join(served.seen(answer).split())


def named(feed: Feed, number: int, **fields: object) -> Entry:
    fields = {"outcome": Entry.Outcome.TAKEN, **fields}
    url = f"https://harbour-post.example/{number}"
    return feed.entries.create(key=str(number), title=f"Story {number}", url=url, **fields)


# A feed


def test_a_feed_shows_how_it_is_doing(as_petra: Client, feed: Feed) -> None:
    Feed.objects.update(
        polled_at=datetime(2026, 5, 14, 9, 30, tzinfo=UTC),
        answered_at=datetime(2026, 5, 14, 9, 30, tzinfo=UTC),
        next_poll_at=datetime(2026, 5, 14, 10, 0, tzinfo=UTC),
    )
    page = seen(as_petra.get(feed.get_absolute_url()))
    assert "Outlets / Harbour Post" in page
    assert f"Feed: {FEED}" in page
    assert "HealthAnswers" in page
    assert "Last polled 14 May 2026, 09:30" in page
    assert "Next 14 May 2026, 10:00" in page


def test_a_feed_that_fails_says_why_and_what_can_be_done(as_petra: Client, feed: Feed) -> None:
    Feed.objects.update(failures=4, failure="forbidden", failure_status=403)
    page = seen(as_petra.get(feed.get_absolute_url()))
    assert "HealthNeeds you" in page
    assert "Answered: 403, not handed out." in page
    assert "Follow a section page or its news sitemap instead." in page
    assert "Polls that failed in a row 4" in page


def test_what_became_of_each_entry_stands_beside_it(as_petra: Client, feed: Feed) -> None:
    ready, busy, failed = (factories.article(), factories.on_its_way(None), None)
    failed = factories.on_its_way(None)
    failed.fail("paywall", 402)
    named(feed, 1, article=ready)
    named(feed, 2, article=busy)
    named(feed, 3, article=failed)
    named(feed, 4, outcome=Entry.Outcome.FILTERED)
    page = seen(as_petra.get(feed.get_absolute_url()))
    for words in (
        "Story 1 Taken in",
        "Story 2 On its way",
        "Story 3 For subscribers only",
        "Story 4 Left out by a filter",
    ):
        assert words in page
    assert (
        f'href="{ready.get_absolute_url()}"'
        in as_petra.get(feed.get_absolute_url()).content.decode()
    )


def test_the_weeks_have_bars_and_words(as_petra: Client, feed: Feed) -> None:
    now = timezone.now()
    for number in range(6):
        named(feed, number, published_at=now - timedelta(weeks=1 + number // 3))
    answer = as_petra.get(feed.get_absolute_url())
    picture = next(one for one in served.page(answer).iter() if "weeks" in one.get("class", ""))
    bars = [one for one in picture if str(one.tag).endswith("rect")]
    assert len(bars) == WEEKS
    assert picture.get("aria-label").endswith("0, 0, 3, 3, 0")
    assert "About 3 a week" in seen(answer)


def test_a_member_polls_a_feed_by_hand_and_once_is_enough(as_petra: Client, feed: Feed) -> None:
    for _ in range(2):
        answer = as_petra.post(f"/feeds/{feed.pk}/poll/")
        assert (answer.status_code, answer.url) == (302, feed.get_absolute_url())
    assert len(waiting("newsroom.poll")) == 1
    page = as_petra.get(feed.get_absolute_url())
    assert "Asking the outlet." in seen(page)
    assert served.by_id(page, "feed-state").get("hx-trigger") == "every 2s"


def test_a_paused_feed_is_not_polled_by_hand_but_followed_again(
    as_petra: Client, feed: Feed
) -> None:
    as_petra.post(f"/feeds/{feed.pk}/following/", {"pause": "yes"})
    as_petra.post(f"/feeds/{feed.pk}/poll/")
    assert waiting("newsroom.poll") == []
    page = seen(as_petra.get(feed.get_absolute_url()))
    assert "Follow again" in page
    assert "Not until it is followed again" in page
    as_petra.post(f"/feeds/{feed.pk}/following/")
    feed.refresh_from_db()
    assert feed.state == Feed.State.FOLLOWED


@pytest.mark.parametrize("method", ["post", "delete"])
def test_stopping_can_be_undone(as_petra: Client, feed: Feed, method: str) -> None:
    named(feed, 1)
    data = {"stop": "yes"} if method == "post" else None
    answer = getattr(as_petra, method)(f"/feeds/{feed.pk}/following/", data)
    assert answer.url == f"/outlets/?left={feed.pk}"
    left = as_petra.get(answer.url)
    assert "No longer followed: All news" in seen(left)
    assert f'action="/feeds/{feed.pk}/following/"' in left.content.decode()
    as_petra.post(f"/feeds/{feed.pk}/following/")
    feed.refresh_from_db()
    assert (feed.state, feed.entries.count()) == ("followed", 1)
    assert "No longer followed" not in seen(as_petra.get(answer.url))


def test_the_queries_of_a_feed_do_not_grow_with_its_entries(as_petra: Client, feed: Feed) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            as_petra.get(feed.get_absolute_url())
        return len(found)

    named(feed, 0, article=factories.article())
    queries()
    few = queries()
    for number in range(1, 30):
        named(feed, number, article=factories.article())
    assert queries() == few <= 12


def test_weeks_begin_on_monday_and_the_tallest_bar_fills_the_row() -> None:
    today = date(2026, 5, 14)
    row = weeks({date(2026, 5, 11): 2, date(2026, 5, 4): 8, date(2025, 1, 6): 99}, today)
    assert [bar.begins for bar in row.bars][-2:] == [date(2026, 5, 4), date(2026, 5, 11)]
    assert [bar.height for bar in row.bars][-3:] == [1, HEIGHT, HEIGHT // 4]
    assert all(bar.y + bar.height == HEIGHT for bar in row.bars)
    assert row.usual == 8
    assert weeks({}, today).usual == 0


# An outlet


@pytest.fixture
def outlet() -> Outlet:
    return factories.article(authors=("Lena Dorrowby", "Mattis Orlundh")).outlet


def test_an_outlet_gathers_feeds_articles_and_names(as_petra: Client, outlet: Outlet) -> None:
    factories.article(authors=("Lena Dorrowby",))
    Feed.objects.create(address=FEED, url=FEED, title="All news", outlet=outlet)
    page = seen(as_petra.get(outlet.get_absolute_url()))
    assert "2 articles" in page
    assert "All news Not asked yet" in page
    assert page.index("Lena Dorrowby2 articles") < page.index("Mattis Orlundh1 article")
    assert factories.TITLE in page


def test_the_articles_of_an_outlet_come_page_by_page(as_petra: Client, outlet: Outlet) -> None:
    for number in range(ARTICLES + 1):
        factories.article(f"Story {number:02}", "Nothing much.")
    first = as_petra.get(outlet.get_absolute_url())
    more = next(
        one.get("href") for one in served.page(first).iter("a") if "after=" in one.get("href", "")
    )
    second = seen(as_petra.get(outlet.get_absolute_url() + more))
    assert f"Story {ARTICLES:02}" in seen(first) and "Story 00" not in seen(first)
    assert "Story 00" in second and f"Story {ARTICLES:02}" not in second


def test_a_member_renames_an_outlet(as_petra: Client, outlet: Outlet) -> None:
    answer = as_petra.post(outlet.get_absolute_url(), {"name": " The  Harbour Post "})
    assert answer.status_code == 302
    outlet.refresh_from_db()
    assert outlet.name == "The Harbour Post"


@pytest.mark.parametrize("name", ["", "NORTHERN LEDGER"])
def test_a_name_that_is_missing_or_taken_is_refused(
    as_petra: Client, outlet: Outlet, name: str
) -> None:
    factories.article(outlet="Northern Ledger")
    answer = as_petra.post(outlet.get_absolute_url(), {"name": name})
    assert answer.status_code == 422
    assert served.text(next(served.page(answer).iter("h1"))) == "Harbour Post"
    outlet.refresh_from_db()
    assert outlet.name == "Harbour Post"


def test_the_queries_of_an_outlet_do_not_grow_with_what_it_has(
    as_petra: Client, outlet: Outlet
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            as_petra.get(outlet.get_absolute_url())
        return len(found)

    queries()
    few = queries()
    for number in range(30):
        factories.article()
        url = f"{FEED}{number}"
        Feed.objects.create(address=url, url=url, title="All news", outlet=outlet)
    assert queries() == few <= 14


# Feeds that were made to do harm


@needs_shared
def test_no_feed_can_do_harm_by_what_is_shown_of_it(
    as_petra: Client, settings: object, subtests: pytest.Subtests
) -> None:
    names = [row["file"] for row in hostile.rows("feeds/manifest.jsonl")]
    bodies = {name: (SHARED / "hostile" / "feeds" / name).read_bytes() for name in names}
    headers = {"Content-Type": "application/xml"}
    answers = {f"/{name}": Answer(body, headers=headers) for name, body in bodies.items()}
    with serving(answers) as site:
        settings.FETCH_ALLOW = site.allow
        for name in names:
            with subtests.test(name):
                feed = follow(f"{site}/{name}", outlet_name="Harbour Post").feed
                polling.poll(feed)
                feed.refresh_from_db()
                assert feed.polled_at and feed.failure != "unexpected"
                page = as_petra.get(feed.get_absolute_url())
                assert page.status_code == 200
                assert inline_or_foreign(page) == []
                assert (feed.failures == 0) == ("HealthAnswers" in seen(page))
    for address in ("/outlets/", Outlet.objects.get().get_absolute_url(), "/", "/add/"):
        assert inline_or_foreign(as_petra.get(address)) == []
    kept = Entry.objects.values_list("url", flat=True)
    assert any(kept) and all(url.startswith(("http://", "https://")) for url in kept if url)
