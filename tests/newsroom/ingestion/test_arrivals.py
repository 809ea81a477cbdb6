"""The list "Just now": how what somebody brought in is getting on, and what can be done."""

from datetime import timedelta
from uuid import uuid4
from xml.etree.ElementTree import Element

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from annotations.teams.models import User
from newsroom.articles.models import Article
from newsroom.ingestion.fetching import FetchCode
from tests import factories
from tests.cast import HTMX
from tests.served import by_id, page, seen, text
from tests.worker import forget_jobs, waiting

LINK = "https://harbour-post.example/fund"

pytestmark = pytest.mark.django_db


@pytest.fixture
def on_its_way(as_petra: Client) -> Article:
    as_petra.post("/add/", {"text": LINK, "client_key": uuid4()})
    return Article.objects.get()


def jobs(answer: HttpResponse) -> list[Element]:
    return [one for one in page(answer).iter("li") if "job" in one.get("class", "").split()]


def the_list(client: Client) -> str:
    return " ".join(text(by_id(client.get("/add/"), "arrivals")).split())


def poll(client: Client) -> HttpResponse:
    """Ask again, as the list on the page does."""
    section = by_id(client.get("/add/"), "arrivals")
    return client.get(section.get("hx-get"), headers=HTMX)


def failed(article: Article, code: str, status: int | None = None) -> Article:
    article.begin()
    article.fail(code, status)
    return article


def ready(article: Article) -> Article:
    article.revise(factories.extract())
    article.refresh_from_db()
    return article


def test_nothing_brought_in_shows_no_list(as_petra: Client) -> None:
    answer = as_petra.get("/add/")
    assert not jobs(answer)
    assert by_id(answer, "arrivals").get("hx-get") is None


def test_each_step_is_told_in_words_with_a_bar(as_petra: Client, on_its_way: Article) -> None:
    told = {}
    for step in ("waiting", "fetching", "reading", "storing"):
        on_its_way.at(step)
        answer = as_petra.get("/add/")
        bar = next(page(answer).iter("progress"))
        told[step] = (int(bar.get("value")), text(jobs(answer)[0]))
    assert [value for value, _ in told.values()] == sorted(value for value, _ in told.values())
    assert "Waiting for its turn." in told["waiting"][1]
    assert "Fetching the page." in told["fetching"][1]
    assert "Page fetched. Finding the text." in told["reading"][1]
    assert "Text found. Storing it." in told["storing"][1]
    assert "1 in progress" in the_list(as_petra)


def test_the_list_asks_again_only_while_something_is_on_its_way(
    as_petra: Client, on_its_way: Article
) -> None:
    section = by_id(as_petra.get("/add/"), "arrivals")
    assert section.get("hx-trigger") == "every 1s"
    on_its_way.wait(timezone.now() + timedelta(minutes=5), "timeout")
    assert by_id(as_petra.get("/add/"), "arrivals").get("hx-trigger") == "every 10s"
    ready(on_its_way)
    assert by_id(as_petra.get("/add/"), "arrivals").get("hx-trigger") is None


def test_nothing_new_is_answered_with_nothing(as_petra: Client, on_its_way: Article) -> None:
    assert poll(as_petra).status_code == 204
    url = by_id(as_petra.get("/add/"), "arrivals").get("hx-get")
    on_its_way.at("reading")
    assert as_petra.get(url, headers=HTMX).status_code == 200


def test_what_has_become_ready_is_told_to_screen_readers(
    as_petra: Client, on_its_way: Article
) -> None:
    url = by_id(as_petra.get("/add/"), "arrivals").get("hx-get")
    ready(on_its_way)
    answer = as_petra.get(url, headers=HTMX)
    assert text(by_id(answer, "live")) == f"Ready: {factories.TITLE}"
    assert by_id(answer, "live").get("hx-swap-oob") == "innerHTML"
    assert by_id(answer, "arrivals").get("hx-trigger") is None


def test_what_has_failed_is_told_to_screen_readers(as_petra: Client, on_its_way: Article) -> None:
    url = by_id(as_petra.get("/add/"), "arrivals").get("hx-get")
    on_its_way.fail("timeout")
    answer = as_petra.get(url, headers=HTMX)
    assert text(by_id(answer, "live")) == "Needs you: harbour-post.example/fund"


def test_a_ready_article_can_be_read(as_petra: Client, on_its_way: Article) -> None:
    ready(on_its_way)
    answer = as_petra.get("/add/")
    assert f'href="/articles/{on_its_way.pk}/"' in answer.content.decode()
    assert f"Ready. {on_its_way.word_count} words." in seen(answer)
    assert "1 ready" in the_list(as_petra)


def test_a_failure_says_what_was_answered_why_and_the_way_round(
    as_petra: Client, on_its_way: Article
) -> None:
    failed(on_its_way, FetchCode.PAYWALL, 402)
    told = the_list(as_petra)
    assert "Answered: 402, for subscribers only" in told
    assert "This page is behind a paywall." in told
    assert "1 needs you" in told


@pytest.mark.parametrize(
    ("code", "offered"),
    [
        ("timeout", ["Retry", "Paste text", "Remove"]),
        ("not_found", ["Paste text", "Retry", "Remove"]),
        ("paywall", ["Paste text", "Remove"]),
        ("refused", ["Paste text", "Remove"]),
        ("stopped", ["Retry", "Paste text", "Remove"]),
        ("unexpected", ["Retry", "Paste text", "Remove"]),
    ],
)
def test_what_can_be_done_depends_on_the_cause(
    as_petra: Client, on_its_way: Article, code: str, offered: list[str]
) -> None:
    failed(on_its_way, code)
    (job,) = jobs(as_petra.get("/add/"))
    named = [
        text(one).partition(":")[0].strip() for one in job.iter() if one.tag in ("a", "button")
    ]
    assert named == offered


def test_a_fault_of_our_own_has_a_reference(as_petra: Client, on_its_way: Article) -> None:
    failed(on_its_way, "unexpected")
    told = the_list(as_petra)
    assert "Something went wrong on our side" in told
    assert f"Reference: article-{on_its_way.pk}." in told


def test_the_time_of_the_next_attempt_is_told(as_petra: Client, on_its_way: Article) -> None:
    again = timezone.now() + timedelta(days=1)
    on_its_way.wait(again, "timeout")
    told = the_list(as_petra)
    assert f"No answer in time. Will try again on {again.day} {again:%B, %H:%M}." in told
    assert "Try now" in told


def test_a_text_that_holds_no_article_can_be_pasted_again(as_petra: Client) -> None:
    as_petra.post("/add/", {"text": "Ferry fund. " * 20, "client_key": uuid4()})
    failed(Article.objects.get(), "no_article")
    told = the_list(as_petra)
    assert "There is no text in it that reads like an article." in told
    assert "Retry" not in told
    assert "Paste text" in told


def test_retry_begins_again(as_petra: Client, on_its_way: Article) -> None:
    failed(on_its_way, "timeout")
    forget_jobs()
    answer = as_petra.post(f"/articles/{on_its_way.pk}/attempt/", headers=HTMX)
    on_its_way.refresh_from_db()
    assert (on_its_way.state, on_its_way.failure, len(waiting())) == ("fetching", "", 1)
    assert by_id(answer, "arrivals").get("hx-trigger") == "every 1s"


def test_retrying_twice_does_no_more_than_once(as_petra: Client, on_its_way: Article) -> None:
    failed(on_its_way, "timeout")
    forget_jobs()
    for _ in range(2):
        as_petra.post(f"/articles/{on_its_way.pk}/attempt/")
    assert len(waiting()) == 1


def test_stop_ends_an_attempt(as_petra: Client, on_its_way: Article) -> None:
    as_petra.delete(f"/articles/{on_its_way.pk}/attempt/", headers=HTMX)
    on_its_way.refresh_from_db()
    assert (on_its_way.state, on_its_way.failure) == ("failed", "stopped")


def test_stop_works_without_javascript(as_petra: Client, on_its_way: Article) -> None:
    answer = as_petra.post(f"/articles/{on_its_way.pk}/attempt/", {"stop": "yes"})
    on_its_way.refresh_from_db()
    assert (on_its_way.failure, answer.url) == ("stopped", "/add/")


def test_stop_leaves_a_ready_article_alone(as_petra: Client, on_its_way: Article) -> None:
    ready(on_its_way)
    as_petra.delete(f"/articles/{on_its_way.pk}/attempt/")
    on_its_way.refresh_from_db()
    assert on_its_way.state == "ready"


def test_what_is_removed_leaves_the_list_and_can_be_put_back(
    as_petra: Client, on_its_way: Article
) -> None:
    failed(on_its_way, "not_found", 404)
    url = f"/articles/{on_its_way.pk}/removal/"
    answer = as_petra.post(url)
    assert answer.url == f"/add/?removed={on_its_way.pk}"
    left = as_petra.get(answer.url)
    assert not jobs(left)
    assert "Removed: https://harbour-post.example/fund" in seen(left)
    as_petra.post(url, {"undo": "yes"}, headers=HTMX)
    assert len(jobs(as_petra.get("/add/"))) == 1


def test_an_article_with_a_text_cannot_be_removed(as_petra: Client, on_its_way: Article) -> None:
    failed(ready(on_its_way), "not_found")
    assert as_petra.post(f"/articles/{on_its_way.pk}/removal/").status_code == 404


def test_nobody_stops_or_removes_what_another_member_brings_in(
    as_tomas: Client, on_its_way: Article
) -> None:
    assert as_tomas.delete(f"/articles/{on_its_way.pk}/attempt/").status_code == 404
    failed(on_its_way, "timeout")
    assert as_tomas.post(f"/articles/{on_its_way.pk}/removal/").status_code == 404


def test_the_owner_may_stop_what_anybody_brings_in(as_wren: Client, on_its_way: Article) -> None:
    assert as_wren.delete(f"/articles/{on_its_way.pk}/attempt/", headers=HTMX).status_code == 200


def test_everybody_sees_only_what_they_brought_in(
    as_petra: Client, as_tomas: Client, on_its_way: Article
) -> None:
    assert len(jobs(as_petra.get("/add/"))) == 1
    assert not jobs(as_tomas.get("/add/"))


def test_what_came_before_yesterday_is_no_longer_just_now(
    as_petra: Client, on_its_way: Article
) -> None:
    Article.objects.update(added_at=timezone.now() - timedelta(hours=25))
    assert not jobs(as_petra.get("/add/"))


def test_the_newest_stand_first_and_the_list_ends_at_fifty(as_petra: Client, petra: User) -> None:
    for _ in range(52):
        factories.on_its_way(petra)
    shown = jobs(as_petra.get("/add/"))
    assert len(shown) == 50
    assert Article.objects.order_by("-pk").first().url.removeprefix("https://") in text(shown[0])


def test_an_article_under_another_link_leads_to_the_one_we_have(
    as_petra: Client, on_its_way: Article
) -> None:
    here = factories.article()
    Article.objects.filter(pk=on_its_way.pk).update(twin=here)
    on_its_way.fail("already")
    told = the_list(as_petra)
    assert "The same article. Already in the library since" in told
    assert f'href="/articles/{here.pk}/"' in as_petra.get("/add/").content.decode()
    assert "need" not in told


def test_the_list_costs_the_same_for_one_and_for_fifty(
    as_petra: Client, petra: User, django_assert_max_num_queries: object
) -> None:
    for _ in range(50):
        factories.on_its_way(petra)
    with django_assert_max_num_queries(6):
        as_petra.get("/add/arrivals/", headers=HTMX)


def test_a_query_of_nonsense_is_answered_all_the_same(as_petra: Client) -> None:
    query = "?here=x&here=%F0%9F%98%80&here=²&busy=-1&here=99999999999999999999&look=é&removed=x"
    assert as_petra.get(f"/add/{query}&article=x").status_code == 200
    assert as_petra.get(f"/add/arrivals/{query}", headers=HTMX).status_code == 200


def test_a_title_cannot_become_markup(as_petra: Client, on_its_way: Article) -> None:
    on_its_way.revise(factories.extract("<script>alert(1)</script>", "A paragraph."))
    answer = as_petra.get("/add/").content.decode()
    assert "<script>alert" not in answer
    assert "&lt;script&gt;alert(1)" in answer
