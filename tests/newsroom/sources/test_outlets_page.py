"""The list of outlets, the box that follows one, what is found, and OPML in and out."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from annotations.teams.models import User
from newsroom.articles.models import Article
from newsroom.ingestion.following import follow, follow_site, settle
from newsroom.ingestion.opml import read_opml
from newsroom.outlets.models import Discovery, Feed, Outlet
from newsroom.sources.listing import PAGE
from tests import factories, hostile, served
from tests.cast import HTMX
from tests.shared import SHARED, needs_shared
from tests.test_policy import inline_or_foreign
from tests.worker import waiting

pytestmark = pytest.mark.django_db

SITE = "https://harbour-post.example/"
FEED = f"{SITE}feed/"


def seen(answer: HttpResponse) -> str:
    return " ".join(served.seen(answer).split())


def choosing(by: User) -> Discovery:
    found = follow_site(SITE, by)
    found.state, found.site_name = Discovery.State.CHOOSING, "Harbour Post"
    found.choices = [
        {"url": FEED, "title": "All news", "kind": "feed"},
        {"url": f"{SITE}politics/", "title": "Politics", "kind": "section"},
    ]
    found.save()
    return found


# The list


def test_an_empty_page_says_what_will_be_here_and_offers_the_box(as_petra: Client) -> None:
    answer = as_petra.get("/outlets/")
    assert "Nothing is followed yet." in seen(answer)
    assert served.by_id(answer, "id_address") is not None
    assert "All outlets" not in seen(answer)


def test_outlets_stand_by_name_with_their_feeds_and_articles(as_petra: Client) -> None:
    factories.article(outlet="northern ledger")
    follow(FEED, title="Harbour Post: all news", outlet_name="Harbour Post")
    page = seen(as_petra.get("/outlets/"))
    assert page.index("Harbour Post: all news") < page.index("northern ledger")
    assert "Harbour Post: all news Not asked yet" in page
    assert "northern ledger No feed is followed. 1 article" in page


def test_feeds_that_need_somebody_come_first_with_the_way_out(as_petra: Client) -> None:
    Feed.objects.filter(pk=follow(FEED, title="Harbour Post").feed.pk).update(
        failures=5, failure="not_feed", failure_status=200
    )
    Feed.objects.filter(pk=follow(f"{SITE}old", title="Old feed").feed.pk).update(
        state=Feed.State.ENDED, failure="not_found", failure_status=410, next_poll_at=None
    )
    page = seen(as_petra.get("/outlets/"))
    before = page[: page.index("All outlets")]
    assert "Needs you2 feeds" in before
    assert "Answered: 200, not a feed." in before
    assert "follow the new one" in before
    assert "this feed is gone for good" in before


def test_a_feed_that_failed_once_needs_nobody(as_petra: Client) -> None:
    feed = follow(FEED, title="Harbour Post").feed
    Feed.objects.filter(pk=feed.pk).update(failures=1, failure="timeout")
    page = seen(as_petra.get("/outlets/"))
    assert "Last poll failed" in page
    assert "Needs you" not in page


def test_what_is_no_longer_followed_is_not_listed(as_petra: Client) -> None:
    feed = follow(FEED, title="Harbour Post: all news").feed
    answer = as_petra.post(f"/feeds/{feed.pk}/following/", {"stop": "yes"}, follow=True)
    page = seen(answer)
    assert "No longer followed: Harbour Post: all news" in page
    assert "All outlets" not in page
    as_petra.post(f"/feeds/{feed.pk}/following/")
    assert "All outlets" in seen(as_petra.get("/outlets/"))


def test_many_outlets_come_page_by_page(as_petra: Client) -> None:
    for number in range(PAGE + 2):
        feed = Feed(address=f"https://p{number}.example/", url=f"https://p{number}.example/")
        feed.outlet = Outlet.objects.create(name=f"Paper {number:03}", domain=f"p{number}.example")
        feed.save()
    first = as_petra.get("/outlets/")
    last = Outlet.objects.get(name=f"Paper {PAGE - 1:03}")
    assert f'href="?after={last.pk}"' in first.content.decode()
    second = seen(as_petra.get(f"/outlets/?after={last.pk}"))
    assert f"Paper {PAGE:03}" in second
    assert "Paper 000" not in second


@pytest.mark.parametrize("path", ["/outlets/", "/feeds/opml/"])
def test_the_queries_are_as_many_for_one_feed_as_for_fifty(as_petra: Client, path: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert as_petra.get(path).status_code == 200
        return len(found)

    def add(number: int) -> None:
        feed = follow(f"https://p{number}.example/feed").feed
        Feed.objects.filter(pk=feed.pk).update(failures=3 * (number % 2), failure="timeout")
        factories.article(outlet=f"Paper {number}")

    add(1)
    as_petra.get(path)
    few = queries()
    for number in range(2, 52):
        add(number)
    assert queries() == few <= 12


# The box


def test_a_member_gives_an_address_and_the_worker_looks_into_it(
    as_petra: Client, petra: User
) -> None:
    answer = as_petra.post("/feeds/", {"address": "harbour-post.example"})
    assert (answer.status_code, answer.url) == (302, "/outlets/")
    found = Discovery.objects.get()
    assert (found.url, found.asked_by) == ("https://harbour-post.example", petra)
    assert [job.args for job in waiting("newsroom.find_feeds")] == [{"discovery_id": found.pk}]
    assert "Looking for what can be followed there." in seen(as_petra.get("/outlets/"))


def test_with_htmx_the_box_comes_back_empty_and_the_search_beside_it(as_petra: Client) -> None:
    answer = as_petra.post("/feeds/", {"address": FEED}, headers=HTMX)
    assert answer.status_code == 200
    assert "<html" not in answer.content.decode()
    assert served.by_id(answer, "id_address").get("value") == ""
    search = served.by_id(answer, "discoveries")
    assert (search.get("hx-swap-oob"), search.get("hx-trigger")) == ("true", "every 1s")


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("", "Write the address"),
        ("http://10.0.0.1/feed", "private network"),
        ("localhost", "private network"),
        ("https://petra:secret@harbour-post.example/", "user name"),
        ("harbour post", "cannot be followed"),
    ],
)
def test_what_cannot_be_followed_is_refused_beside_the_box(
    as_petra: Client, address: str, fault: str
) -> None:
    for headers in ({}, HTMX):
        answer = as_petra.post("/feeds/", {"address": address}, headers=headers)
        assert answer.status_code == 422
        assert fault in served.text(served.by_id(answer, "follow-box"))
        assert served.by_id(answer, "id_address").get("value") == address
    assert not Discovery.objects.exists()


def test_what_was_found_is_offered_with_the_first_chosen(as_petra: Client, petra: User) -> None:
    found = choosing(petra)
    answer = as_petra.get("/outlets/")
    assert "All news Feed, harbour-post.example/feed" in seen(answer)
    assert "Politics Section page, harbour-post.example/politics" in seen(answer)
    assert served.fields(answer, f"/feeds/discoveries/{found.pk}/") is not None
    ticked = [one for one in served.page(answer).iter("input") if one.get("name") == "choice"]
    assert [("checked" in one.attrib) for one in ticked] == [True, False]


def test_what_is_chosen_is_followed(as_petra: Client, petra: User) -> None:
    found = choosing(petra)
    answer = as_petra.post(f"/feeds/discoveries/{found.pk}/", {"choice": ["0", "1", "9", "x"]})
    assert answer.status_code == 302
    assert set(Feed.objects.values_list("title", "kind")) == {
        ("All news", "feed"),
        ("Politics", "section"),
    }
    assert "Followed now: All news" in seen(as_petra.get("/outlets/"))
    as_petra.post(f"/feeds/discoveries/{found.pk}/", {"choice": ["0"]})
    assert Feed.objects.count() == 2


def test_choosing_nothing_follows_nothing(as_petra: Client, petra: User) -> None:
    found = choosing(petra)
    as_petra.post(f"/feeds/discoveries/{found.pk}/")
    found.refresh_from_db()
    assert (found.state, Feed.objects.count()) == ("choosing", 0)


def test_a_search_is_put_away_or_begun_again(as_petra: Client, petra: User) -> None:
    found = follow_site(SITE, petra)
    Discovery.objects.update(state="failed", failure="dns")
    assert "There is no site of this name" in seen(as_petra.get("/outlets/"))
    as_petra.post(f"/feeds/discoveries/{found.pk}/", {"again": "yes"})
    assert Discovery.objects.get().is_looking
    Discovery.objects.update(state="failed", failure="dns")
    as_petra.post(f"/feeds/discoveries/{found.pk}/", {"away": "yes"})
    assert "There is no site of this name" not in seen(as_petra.get("/outlets/"))


def test_a_search_that_lost_its_job_says_so(as_petra: Client, petra: User) -> None:
    follow_site(SITE, petra)
    Discovery.objects.update(asked_at=timezone.now() - timedelta(hours=1))
    assert "Margent was stopped while it was looking." in seen(as_petra.get("/outlets/"))


def test_what_has_come_to_its_end_is_said_and_the_list_renewed(
    as_petra: Client, petra: User
) -> None:
    found = follow_site(SITE, petra)
    busy = as_petra.get("/feeds/discoveries/")
    poll = served.by_id(busy, "discoveries").get("hx-get")
    assert "HX-Trigger" not in as_petra.get(poll)
    settle(found, [follow(FEED, petra, title="All news").feed])
    done = as_petra.get(poll)
    assert done["HX-Trigger"] == "outlets-changed"
    assert "Followed:" in served.text(served.by_id(done, "live"))
    assert served.by_id(done, "discoveries").get("hx-get") is None


def test_the_searches_of_others_are_theirs(as_tomas: Client, petra: User) -> None:
    found = choosing(petra)
    assert "All news" not in seen(as_tomas.get("/outlets/"))
    assert as_tomas.post(f"/feeds/discoveries/{found.pk}/", {"choice": "0"}).status_code == 404
    assert not Feed.objects.exists()


# OPML


def bring(client: Client, body: bytes) -> HttpResponse:
    return client.post("/feeds/opml/", {"file": SimpleUploadedFile("feeds.opml", body)})


def test_feeds_go_out_and_come_in_again(as_petra: Client) -> None:
    follow(FEED, title="All news", folder="Papers", site_url=SITE)
    stopped = follow(f"{SITE}old", title="Old").feed
    as_petra.post(f"/feeds/{stopped.pk}/following/", {"stop": "yes"})
    out = as_petra.get("/feeds/opml/")
    assert "attachment" in out["Content-Disposition"]
    read = read_opml(out.content)
    assert [(one.title, one.url, one.folder) for one in read] == [("All news", FEED, "Papers")]
    Feed.objects.all().delete()
    answer = bring(as_petra, out.content)
    assert "Margent follows 1 feed now." in seen(answer)
    assert Feed.objects.get().folder == "Papers"
    assert "1 feed was followed already." in seen(bring(as_petra, out.content))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "This file is empty."),
        (b"%PDF-1.7", "not an OPML file"),
        (b"<opml><body></body></opml>", "There is no feed in this file."),
    ],
)
def test_a_file_of_no_use_is_refused(as_petra: Client, body: bytes, words: str) -> None:
    answer = bring(as_petra, body)
    assert answer.status_code == 422
    assert words in seen(answer)


@needs_shared
def test_every_hostile_file_is_answered(as_petra: Client, subtests: pytest.Subtests) -> None:
    for row in hostile.rows("opml/manifest.jsonl"):
        with subtests.test(row["file"]):
            answer = bring(as_petra, (SHARED / "hostile" / "opml" / row["file"]).read_bytes())
            assert answer.status_code in {200, 422}
            html = answer.content.decode()
            assert "user:pass" not in html and "/etc/passwd" not in html
            assert inline_or_foreign(answer) == []
    assert inline_or_foreign(as_petra.get("/outlets/")) == []
    assert Article.objects.count() == 0
