"""From a link to a text that can be read: the worker, a real server, and what may go wrong."""

import logging
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django import app

from annotations.teams.models import User
from newsroom import tasks
from newsroom.articles.models import Article, Capture, Version
from newsroom.articles.text import Kind
from newsroom.ingestion import fetching, taking_in
from newsroom.ingestion.adding import Added, Handed, add_link, hand_in, hand_over, try_again
from newsroom.ingestion.failures import explain
from newsroom.ingestion.fetching import Limits
from newsroom.ingestion.identity import is_same_site
from newsroom.outlets.models import Host, Outlet
from tests.hostile import rows
from tests.newsroom.ingestion.test_fetching import hits
from tests.newsroom.ingestion.test_fetching import misbehaving as misbehaving
from tests.served import seen
from tests.servers import Answer, Site, serving
from tests.shared import needs_shared
from tests.worker import forget_jobs, waiting, work

pytestmark = pytest.mark.django_db(transaction=True)

PARAGRAPHS = (
    "The chamber passed the ferry fund on Thursday evening, after a debate of nine hours.",
    "“The islands were never asked,” Dagny Ferrowe said on the quay in Vestrin that night.",
    "Oriel Tavasti, the transport minister, told members that the levy would cost a penny a loaf.",
    "Ilka Brandeveer, the auditor general, has asked three times to see the forecast behind it.",
)
ELSEWHERE = (
    "The hospital boat from Vestrin sailed full for the ninth week running on Monday morning.",
    "Seven patients were left standing on the quay, the harbour master wrote in his book.",
    "The ministry said that a second boat had been promised for the spring and would be built.",
)


def page(
    title: str = "Ferry fund passes by four votes",
    paragraphs: tuple[str, ...] = PARAGRAPHS,
    canonical: str = "",
    outlet: str = "Harbour Post",
) -> str:
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title>{link}'
        f'<meta property="og:site_name" content="{outlet}"></head>'
        f"<body><article><h1>{title}</h1>{text}</article></body></html>"
    )


@pytest.fixture
def site(settings: object) -> Iterator[Site]:
    """A server whose pages a test fills in."""
    pages: dict[str, object] = {}
    with serving(pages) as base:
        settings.FETCH_ALLOW = base.allow
        base.pages = pages
        yield base


def brought(site: Site, path: str) -> Article:
    """Add the link to a page, let the worker work, and return what has become of it."""
    added = add_link(f"{site}{path}")
    work()
    added.article.refresh_from_db()
    return added.article


def pasted(text: str, url: str = "") -> Added:
    return hand_in(Handed(text.encode(), Capture.Source.PASTED, "text/plain", "", url), key=uuid4())


# --- It works


def test_a_link_becomes_a_text_with_its_outlet(site: Site) -> None:
    site.pages["/fund"] = page()
    article = brought(site, "/fund")
    assert (article.state, article.step, article.failure) == ("ready", "done", "")
    assert article.title == "Ferry fund passes by four votes"
    assert article.latest_version.text.split("\n")[1:] == list(PARAGRAPHS)
    assert (article.outlet.name, article.outlet.domain) == ("Harbour Post", "127.0.0.1")
    capture = article.captures.get()
    assert (capture.source, capture.status, capture.body.decode()) == ("link", 200, page())


def test_each_step_is_written_down_as_it_begins(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    begun = Article.at
    monkeypatch.setattr(Article, "at", lambda one, step: steps.append(step) or begun(one, step))
    site.pages["/fund"] = page()
    brought(site, "/fund")
    assert steps == ["fetching", "reading", "storing"]


def test_the_same_page_again_is_stored_once(site: Site) -> None:
    site.pages["/fund"] = page()
    article = brought(site, "/fund")
    tasks.begin(article)
    work()
    assert (Version.objects.count(), Capture.objects.count()) == (1, 2)


def test_a_pasted_text_is_read_with_its_outlet_by_name(db: None) -> None:
    known = Outlet.objects.create(name="Statehouse Daily")
    lines = ("Ferry fund passes", *PARAGRAPHS, "© 2026 Statehouse Daily. All rights reserved")
    added = pasted("\n\n".join(lines))
    work()
    article = Article.objects.get(pk=added.article.pk)
    assert article.state == "ready"
    assert article.latest_version.extents[-1].kind == Kind.PARAGRAPH
    assert PARAGRAPHS[-1] in article.latest_version.text
    assert article.outlet == known


def test_a_text_pasted_for_a_page_behind_a_paywall_keeps_its_link(site: Site) -> None:
    site.pages["/premium"] = Answer("Subscribe", status=402)
    article = brought(site, "/premium")
    assert (article.state, article.failure, article.failure_status) == ("failed", "paywall", 402)
    text = "\n\n".join(("Ferry fund passes by four votes", *PARAGRAPHS))
    hand_over(Handed(text.encode(), Capture.Source.PASTED, "text/plain"), article)
    work()
    article.refresh_from_db()
    assert (article.state, article.url) == ("ready", f"{site}/premium")
    assert article.outlet.domain == "127.0.0.1"


def test_a_page_in_another_charset_reads_as_it_was_written(site: Site) -> None:
    title = "Fährabgabe: „Keinen Pfennig“"
    site.pages["/de"] = Answer(
        page(title).encode("cp1252"), headers={"Content-Type": "text/html; charset=windows-1252"}
    )
    assert brought(site, "/de").title == title


# --- It fails, and says why


@pytest.mark.parametrize(
    ("answer", "failure", "status"),
    [
        (Answer("", status=404), "not_found", 404),
        (Answer("", status=410), "not_found", 410),
        (Answer("", status=402), "paywall", 402),
        (Answer("", status=403), "forbidden", 403),
        (Answer(b"%PDF-1.7", headers={"Content-Type": "application/pdf"}), "not_html", None),
        (Answer("", status=302, headers={"Location": "/x"}), "redirect_loop", None),
        (Answer("", status=302, headers={"Location": "http://10.0.0.1/"}), "refused", None),
        ("<html><body></body></html>", "no_article", None),
        ("", "no_article", None),
    ],
)
def test_a_page_that_gives_no_article_fails_with_its_cause(
    site: Site, answer: object, failure: str, status: int | None
) -> None:
    site.pages["/x"] = answer
    article = brought(site, "/x")
    assert (article.state, article.failure) == ("failed", failure)
    assert article.failure_status == status
    assert not waiting()


def test_a_refused_address_is_not_fetched(db: None) -> None:
    added = add_link("http://127.0.0.1:9/")
    work()
    added.article.refresh_from_db()
    assert (added.article.state, added.article.failure) == ("failed", "refused")


def test_a_fault_of_our_own_is_logged_and_leaves_nothing_on_its_way(
    site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fault(*_: object) -> None:
        raise ZeroDivisionError("a fault of our own")

    monkeypatch.setattr(taking_in, "extract_confined", fault)
    site.pages["/fund"] = page()
    with caplog.at_level(logging.ERROR):
        article = brought(site, "/fund")
    assert (article.state, article.failure) == ("failed", "unexpected")
    assert f"article-{article.pk}" in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_a_second_attempt_can_succeed(site: Site) -> None:
    site.pages["/fund"] = [Answer("", status=404), page()]
    article = brought(site, "/fund")
    try_again(article)
    work()
    article.refresh_from_db()
    assert (article.state, article.failure, article.failure_status) == ("ready", "", None)


def test_a_failed_attempt_at_an_article_we_have_leaves_its_text(site: Site) -> None:
    site.pages["/fund"] = [page(), Answer("", status=404)]
    article = brought(site, "/fund")
    text = article.latest_version.text
    tasks.begin(article)
    work()
    article.refresh_from_db()
    assert (article.state, article.failure) == ("failed", "not_found")
    assert article.latest_version.text == text
    assert article in Article.objects.readable()
    assert set(article.captures.values_list("failure", flat=True)) == {"", "not_found"}


def test_a_page_that_comes_back_much_shorter_leaves_the_text(site: Site) -> None:
    site.pages["/fund"] = [page(), page(paragraphs=PARAGRAPHS[:1])]
    article = brought(site, "/fund")
    tasks.begin(article)
    work()
    article.refresh_from_db()
    assert (article.failure, article.latest_version.number) == ("worse", 1)


def test_an_edited_page_becomes_a_second_version(site: Site) -> None:
    site.pages["/fund"] = [page(), page(paragraphs=(*PARAGRAPHS[:3], ELSEWHERE[0]))]
    article = brought(site, "/fund")
    tasks.begin(article)
    work()
    article.refresh_from_db()
    assert (article.state, article.latest_version.number) == ("ready", 2)


# --- It may pass


@pytest.mark.parametrize(
    ("answer", "failure", "least"),
    [
        (Answer("", status=503), "server_error", timedelta(seconds=25)),
        (Answer("", status=429, headers={"Retry-After": "900"}), "rate_limited", timedelta(900)),
    ],
)
def test_a_fault_that_may_pass_is_tried_again_later(
    site: Site, answer: Answer, failure: str, least: timedelta
) -> None:
    site.pages["/fund"] = answer
    article = brought(site, "/fund")
    assert (article.state, article.failure) == ("fetching", failure)
    (job,) = waiting()
    assert article.next_attempt_at == job.scheduled_at
    assert site.pages_asked == ["/fund"]


def test_a_pause_that_the_site_asks_for_is_kept(site: Site) -> None:
    site.pages["/fund"] = Answer("", status=429, headers={"Retry-After": "900"})
    article = brought(site, "/fund")
    assert article.next_attempt_at > timezone.now() + timedelta(seconds=890)


def test_after_three_attempts_it_is_over(site: Site) -> None:
    site.pages["/fund"] = Answer("", status=503)
    article = brought(site, "/fund")
    for _ in range(3):
        hurry()
        work()
    article.refresh_from_db()
    assert (article.state, article.failure, article.failure_status) == (
        "failed",
        "server_error",
        503,
    )
    assert len(site.pages_asked) == 3


def test_trying_now_does_not_wait_for_the_next_attempt(site: Site) -> None:
    site.pages["/fund"] = [Answer("", status=503), page()]
    article = brought(site, "/fund")
    try_again(article)
    work()
    article.refresh_from_db()
    assert (article.state, len(site.pages_asked)) == ("ready", 2)
    assert not waiting()


def hurry() -> None:
    """Let the pause before the next attempt be over."""
    for job in waiting():
        type(job).objects.filter(pk=job.pk)
        with app.connector.connection.cursor() as cursor:
            cursor.execute(
                "UPDATE procrastinate_jobs SET scheduled_at = now() WHERE id = %s", [job.pk]
            )


# --- It is called off


def test_what_was_stopped_before_its_turn_is_not_fetched(site: Site) -> None:
    added = add_link(f"{site}/fund")
    added.article.fail("stopped")
    work()
    added.article.refresh_from_db()
    assert (added.article.state, added.article.failure, site.asked) == ("failed", "stopped", [])


def test_what_is_stopped_on_its_way_stays_stopped(site: Site) -> None:
    added = add_link(f"{site}/fund")

    def stopped_meanwhile() -> str:
        Article.objects.get().fail("stopped")
        return page()

    site.pages["/fund"] = stopped_meanwhile
    work()
    added.article.refresh_from_db()
    assert (added.article.state, added.article.failure) == ("failed", "stopped")
    assert not Version.objects.exists()


def test_an_article_that_is_deleted_on_its_way_harms_nobody(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    add_link(f"{site}/fund")

    def deleted_meanwhile() -> str:
        Article.objects.all().delete()
        return page()

    site.pages["/fund"] = deleted_meanwhile
    work()
    assert not Article.objects.exists()


# --- Workers die


def died(article: Article, attempts: int = 0) -> None:
    """Leave the job of `article` as a worker leaves it that was killed in the middle."""
    with app.connector.connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - interval '1 hour') RETURNING id"
        )
        (worker,) = cursor.fetchone()
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s, attempts = %s"
            " WHERE lock = %s",
            [worker, attempts, f"article-{article.pk}"],
        )
    article.at(Article.Step.FETCHING)


def test_the_job_of_a_dead_worker_is_done_by_another(site: Site) -> None:
    site.pages["/fund"] = page()
    article = add_link(f"{site}/fund").article
    died(article)
    tasks.rescue(timestamp=0)
    work()
    article.refresh_from_db()
    assert article.state == "ready"


def test_a_job_that_takes_worker_after_worker_down_is_given_up(site: Site) -> None:
    article = add_link(f"{site}/fund").article
    died(article, attempts=tasks.MOST_DEATHS - 1)
    tasks.rescue(timestamp=0)
    article.refresh_from_db()
    assert (article.state, article.failure) == ("failed", "interrupted")
    assert not waiting()


def test_an_article_that_lost_its_job_does_not_wait_for_ever(site: Site) -> None:
    article, other = add_link(f"{site}/fund").article, add_link(f"{site}/other").article
    forget_jobs()
    Article.objects.filter(pk=article.pk).update(added_at=timezone.now() - timedelta(hours=1))
    tasks.rescue(timestamp=0)
    article.refresh_from_db()
    other.refresh_from_db()
    assert (article.state, article.failure) == ("failed", "interrupted")
    assert other.state == "fetching"


def test_an_article_that_waits_for_its_next_attempt_is_not_given_up(site: Site) -> None:
    site.pages["/fund"] = Answer("", status=503)
    article = brought(site, "/fund")
    Article.objects.filter(pk=article.pk).update(added_at=timezone.now() - timedelta(hours=1))
    tasks.rescue(timestamp=0)
    article.refresh_from_db()
    assert article.state == "fetching"


# --- Which story it is


def test_another_link_to_the_same_page_leads_to_the_article_we_have(site: Site) -> None:
    site.pages["/fund"] = page()
    site.pages["/short"] = Answer("", status=301, headers={"Location": "/fund"})
    first, second = brought(site, "/fund"), brought(site, "/short")
    assert (second.state, second.failure, second.twin) == ("failed", "already", first)
    assert Article.objects.readable().count() == 1


def test_a_page_that_names_its_address_is_kept_under_it(site: Site) -> None:
    site.pages["/fund?page=1"] = page(canonical=f"{site}/fund")
    article = brought(site, "/fund?page=1")
    assert article.address == f"https://{site.place}/fund"
    assert brought(site, "/fund?page=1") == article
    assert site.pages_asked == ["/fund?page=1"]


def test_two_links_to_one_story_in_the_same_box_make_one_article(site: Site) -> None:
    site.pages["/a"] = site.pages["/b"] = page(canonical=f"{site}/fund")
    add_link(f"{site}/a")
    add_link(f"{site}/b")
    work()
    assert sorted(Article.objects.values_list("failure", flat=True)) == ["", "already"]
    assert Article.objects.readable().count() == 1


def test_a_page_cannot_claim_the_address_of_another_site(site: Site) -> None:
    victim = add_link("https://harbour-post.example/fund").article
    forget_jobs()
    site.pages["/evil"] = page(canonical="https://harbour-post.example/fund")
    article = brought(site, "/evil")
    victim.refresh_from_db()
    assert (article.state, victim.latest_version) == ("ready", None)
    assert article.address == f"https://{site.place}/evil"


def test_a_page_that_claims_the_address_of_another_story_is_an_article_of_its_own(
    site: Site,
) -> None:
    site.pages["/fund"] = page()
    site.pages["/boat"] = page("Hospital boat sails full", ELSEWHERE, canonical=f"{site}/fund")
    first, second = brought(site, "/fund"), brought(site, "/boat")
    assert (second.state, second.twin) == ("ready", None)
    first.refresh_from_db()
    assert first.latest_version.number == 1


def test_a_front_page_is_nobodys_address(site: Site) -> None:
    site.pages["/fund"] = page(canonical=f"{site}/")
    assert brought(site, "/fund").address == f"https://{site.place}/fund"


@pytest.mark.parametrize(
    ("claim", "url", "same"),
    [
        ("https://harbour-post.example/a", "http://www.harbour-post.example/b", True),
        ("https://harbour-post.example/a", "https://m.harbour-post.example/a", True),
        ("https://harbour-post.example/a", "https://news.harbour-post.example/a", True),
        ("https://news.harbour-post.example/a", "https://harbour-post.example/a", True),
        ("https://post.example/a", "https://harbour-post.example/a", False),
        ("https://harbour-post.example:8443/a", "https://harbour-post.example/a", False),
        ("https://harbour-post.example/", "https://harbour-post.example/a", False),
        ("javascript:alert(1)", "https://harbour-post.example/a", False),
        ("", "https://harbour-post.example/a", False),
    ],
)
def test_a_page_is_believed_about_its_own_site_only(claim: str, url: str, same: bool) -> None:
    assert is_same_site(claim, url) is same


def test_the_same_text_pasted_again_is_already_here(db: None) -> None:
    text = "\n\n".join(("Ferry fund passes by four votes", *PARAGRAPHS))
    first, second = pasted(text).article, pasted(text).article
    work()
    second.refresh_from_db()
    assert (second.failure, second.twin) == ("already", first)


def test_a_pasted_text_does_not_replace_the_article_it_names(site: Site) -> None:
    site.pages["/fund"] = page()
    article = brought(site, "/fund")
    text = "\n\n".join(("Ferry fund passes by four votes", f"{site}/fund", *PARAGRAPHS[:3]))
    second = pasted(text).article
    work()
    second.refresh_from_db()
    article.refresh_from_db()
    assert (second.failure, second.twin) == ("already", article)
    assert article.versions.count() == 1


def test_a_file_for_an_address_we_have_becomes_its_next_version(site: Site) -> None:
    site.pages["/fund"] = page()
    article = brought(site, "/fund")
    edited = page(paragraphs=(*PARAGRAPHS[:3], ELSEWHERE[0])).encode()
    added = hand_in(Handed(edited, Capture.Source.FILE, "text/html", "fund.html", f"{site}/fund"))
    work()
    article.refresh_from_db()
    assert (added.article, added.was_here) == (article, True)
    assert (article.state, article.versions.count()) == ("ready", 2)


def test_an_outlet_that_had_no_name_gets_the_one_its_pages_give(site: Site) -> None:
    Outlet.objects.create(name="127.0.0.1", domain="127.0.0.1")
    site.pages["/fund"] = page(outlet="Northern Ledger")
    assert brought(site, "/fund").outlet.name == "Northern Ledger"
    assert Outlet.objects.count() == 1


# Hosts that were made to do harm


@pytest.fixture
def harmful(misbehaving: tuple[int, int], settings: object, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of the misbehaving server, new, which may take a second for an answer."""
    place = f"127.0.0.1:{misbehaving[0]}"
    settings.FETCH_ALLOW = frozenset({place})
    usual = fetching.door
    monkeypatch.setattr(fetching, "door", lambda: replace(usual(), limits=Limits(seconds=1)))
    with urllib.request.urlopen(f"http://{place}/__reset", timeout=5):
        return f"http://{place}"


def attempted(article: Article) -> Article:
    """Take `article` in, whose host is asked as if for the first time."""
    Host.objects.all().delete()
    Article.objects.filter(pk=article.pk).update(state=Article.State.FETCHING)
    article.refresh_from_db()
    taking_in.take_in(article)
    article.refresh_from_db()
    return article


@needs_shared
def test_a_misbehaving_host_ends_in_an_article_or_in_words_for_who_waits(
    harmful: str, as_petra: Client, petra: User
) -> None:
    left = {}
    for row in rows("hostile_paths.jsonl"):
        article = attempted(add_link(harmful + row["path"], by=petra).article)
        told = article.failure and str(explain(article.failure).advice)
        is_told = not told or article.twin or told in seen(as_petra.get("/add/arrivals/"))
        if article.state == "fetching" or article.failure == "unexpected" or not is_told:
            left[row["path"]] = (article.state, article.failure)
    assert left == {}
    assert hits(harmful) == []
    ready = Article.objects.filter(state=Article.State.READY)
    assert all(it.latest_version.text.count("voted 7-4") >= 11 for it in ready)
    assert not ready.filter(latest_version__text__contains="INSIDE-SECRET").exists()


@needs_shared
@pytest.mark.parametrize("path", ["/change/gutted", "/change/deleted"])
def test_a_text_stays_when_its_page_is_taken_away(harmful: str, petra: User, path: str) -> None:
    article = attempted(add_link(f"{harmful}{path}", by=petra).article)
    before = article.latest_version
    assert before and before.text.count("voted 7-4") == 12
    again = attempted(article)
    assert again.failure in {"no_article", "worse", "not_found"}
    assert (again.latest_version, again.versions.count()) == (before, 1)


@needs_shared
def test_a_host_that_fails_at_first_gives_one_article(harmful: str, petra: User) -> None:
    article = add_link(f"{harmful}/status/flaky", by=petra).article
    tries = [attempted(article).state for _ in range(3)]
    assert tries == [Article.State.FAILED, Article.State.FAILED, Article.State.READY]
    assert (Article.objects.count(), article.versions.count()) == (1, 1)
