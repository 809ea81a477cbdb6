"""Hosts are asked one thing at a time, with a pause, and only what they let robots ask."""

import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from django.db import connections
from django.utils import timezone

from newsroom.ingestion import hosts
from newsroom.ingestion.adding import add_link, article_for
from newsroom.ingestion.addresses import parse
from newsroom.ingestion.fetching import FetchCode, FetchFailed, fetch
from newsroom.ingestion.hosts import HostBusy, Pace, RobotsSayNo, for_feeds, for_people, visit
from newsroom.ingestion.taking_in import take_in
from newsroom.jobs import begin
from newsroom.outlets.models import Host
from tests.newsroom.ingestion.test_taking_in import page
from tests.racing import together
from tests.servers import Answer, Site, serving
from tests.worker import waiting, work

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = Pace(0.0)
SLOWLY = Pace(30.0)


@pytest.fixture
def site(settings: object) -> Iterator[Site]:
    """A server whose pages a test fills in."""
    pages: dict[str, object] = {}
    with serving(pages) as base:
        settings.FETCH_ALLOW = base.allow
        base.pages = pages
        yield base


def asked(site: Site, path: str = "/", pace: Pace = AT_ONCE, robots: bool = False) -> int:
    """Ask a host for a page as politely as can be, and return its status."""
    with visit(pace, obeying_robots=robots) as asking:
        return fetch(f"{site}{path}", asking=asking).status


def in_seconds(moment: datetime) -> float:
    return (moment - timezone.now()).total_seconds()


# --- Turns


def test_a_host_is_asked_one_thing_at_a_time_by_all_workers_together(site: Site) -> None:
    at_work, most = [], []
    busy = threading.Lock()

    def answer() -> str:
        with busy:
            at_work.append(1)
            most.append(len(at_work))
        time.sleep(0.05)
        with busy:
            at_work.pop()
        return page()

    site.pages["/"] = answer
    together(*[lambda: asked(site)] * 6)
    assert most == [1] * 6


def test_different_hosts_are_asked_at_the_same_time(site: Site, settings: object) -> None:
    both = threading.Barrier(2)

    def answer() -> str:
        both.wait(10)
        return page()

    with serving({"/": answer}) as other:
        settings.FETCH_ALLOW = site.allow | other.allow
        site.pages["/"] = answer
        together(lambda: asked(site), lambda: asked(other))
        assert site.asked == other.asked == ["/"]


def test_after_a_request_the_host_has_a_pause(site: Site) -> None:
    site.pages["/"] = page()
    asked(site, pace=SLOWLY)
    with pytest.raises(HostBusy) as busy:
        asked(site)
    assert 28 < in_seconds(busy.value.at) <= 30
    assert site.asked == ["/"]


def test_a_short_pause_is_simply_waited_for(site: Site) -> None:
    site.pages["/"] = page()
    for _ in range(3):
        assert asked(site, pace=Pace(0.05)) == 200
    assert len(site.asked) == 3


def test_those_who_must_wait_get_turns_one_after_the_other(site: Site) -> None:
    site.pages["/"] = page()
    asked(site, pace=SLOWLY)
    turns = []
    for _ in range(3):
        with pytest.raises(HostBusy) as busy:
            asked(site, pace=Pace(10.0))
        turns.append(busy.value.at)
    steps = [later - sooner for sooner, later in pairwise(turns)]
    assert all(step >= timedelta(seconds=10) for step in steps)


def test_the_pages_of_feeds_let_people_go_first(site: Site) -> None:
    site.pages["/"] = page()
    asked(site, pace=SLOWLY)
    turns = {}
    for name, pace in (
        ("feed", Pace(5.0, gives_way=True)),
        ("person", Pace(5.0)),
        ("later feed", Pace(5.0, gives_way=True)),
    ):
        with pytest.raises(HostBusy) as busy:
            asked(site, pace=pace)
        turns[name] = busy.value.at
    assert turns["person"] < turns["later feed"]
    assert turns["feed"] < turns["later feed"]


def test_who_comes_back_in_turn_does_not_go_to_the_end_of_the_queue(site: Site) -> None:
    site.pages["/"] = page()
    asked(site, pace=Pace(0.5))
    Host.objects.update(turn_at=timezone.now() + timedelta(minutes=1))
    with pytest.raises(HostBusy) as busy:
        asked(site)
    assert in_seconds(busy.value.at) > 50
    assert asked(site, pace=Pace(0.0, in_turn=True)) == 200


def test_turns_are_not_given_out_for_ever(site: Site) -> None:
    site.pages["/"] = page()
    asked(site, pace=SLOWLY)
    for _ in range(40):
        with pytest.raises(HostBusy) as busy:
            asked(site, pace=Pace(10.0))
    assert in_seconds(busy.value.at) < 200


@pytest.mark.parametrize("status", [429, 503])
def test_a_host_that_asks_for_a_rest_has_it(site: Site, status: int) -> None:
    site.pages["/"] = Answer(status=status, headers={"Retry-After": "600"})
    with pytest.raises(FetchFailed):
        asked(site)
    with pytest.raises(HostBusy) as busy:
        asked(site, "/other")
    assert 590 < in_seconds(busy.value.at) <= 600
    assert site.asked == ["/"]


def test_no_host_is_left_alone_for_longer_than_an_hour_for_one_answer(site: Site) -> None:
    site.pages["/"] = Answer(status=503, headers={"Retry-After": "9999999"})
    with pytest.raises(FetchFailed):
        asked(site)
    with pytest.raises(HostBusy) as busy:
        asked(site)
    assert in_seconds(busy.value.at) <= 3600


def test_a_redirect_waits_for_the_turn_at_the_other_host(site: Site, settings: object) -> None:
    with serving({"/": page()}) as other:
        settings.FETCH_ALLOW = site.allow | other.allow
        site.pages["/"] = Answer(status=302, headers={"Location": f"{other}/"})
        asked(other, pace=SLOWLY)
        with pytest.raises(HostBusy):
            asked(site)
        assert other.asked == ["/"]
        # The first host is free again, whatever became of it.
        Host.objects.update(free_at=timezone.now())
        assert asked(site) == 200


def test_a_redirect_within_a_host_needs_no_turn_of_its_own(site: Site) -> None:
    site.pages["/"] = Answer(status=302, headers={"Location": "/there"})
    site.pages["/there"] = page()
    assert asked(site, pace=SLOWLY) == 200


# --- Workers die


def hold(site: Site) -> None:
    """Hold a host as a worker does that is in the middle of a fetch."""
    hosts._await_turn(parse(f"{site}/").netloc, AT_ONCE)


def test_the_hold_of_a_worker_ends_with_it(site: Site) -> None:
    site.pages["/"] = page()
    # At the end of this thread its connection is closed, as by the end of a worker.
    together(lambda: hold(site))
    assert Host.objects.get().busy_until > timezone.now()
    assert asked(site) == 200


def test_the_hold_of_a_living_worker_holds(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosts, "PATIENCE", timedelta(0))
    site.pages["/"] = page()
    held, over = threading.Event(), threading.Event()

    def working() -> None:
        hold(site)
        held.set()
        over.wait(20)
        connections.close_all()

    worker = threading.Thread(target=working)
    worker.start()
    assert held.wait(10)
    try:
        with pytest.raises(HostBusy):
            asked(site)
        assert site.asked == []
        # Whatever the database believes, no hold lasts longer than that.
        Host.objects.update(busy_until=timezone.now())
        assert asked(site) == 200
    finally:
        over.set()
        worker.join(10)


# --- Jobs


def test_a_job_whose_host_is_not_free_comes_back_without_using_up_an_attempt(
    site: Site, settings: object
) -> None:
    settings.FETCH_PAUSE = settings.FETCH_FEED_PAUSE = 30.0
    site.pages["/a"] = site.pages["/b"] = page()
    first, second = add_link(f"{site}/a").article, add_link(f"{site}/b").article
    work()
    (job,) = waiting()
    assert job.args == {"article_id": second.pk, "attempts": 0, "in_turn": True}
    assert (job.attempts, job.lock) == (0, f"article-{second.pk}")
    assert 20 < in_seconds(job.scheduled_at) <= 60
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state, second.step) == ("ready", "fetching", "waiting")
    assert second.failure == ""
    assert site.pages_asked == ["/a"]


def test_who_waits_for_a_host_that_wants_a_long_rest_is_told_so(site: Site) -> None:
    site.pages["/a"] = Answer(status=503, headers={"Retry-After": "1800"})
    add_link(f"{site}/a")
    second = add_link(f"{site}/b").article
    work()
    second.refresh_from_db()
    assert (second.state, second.failure) == ("fetching", "rate_limited")
    assert in_seconds(second.next_attempt_at) > 1700
    assert "/b" not in site.asked


def test_pages_of_feeds_are_asked_for_more_slowly(settings: object) -> None:
    settings.FETCH_PAUSE, settings.FETCH_FEED_PAUSE = 1.0, 4.0
    assert for_feeds().pause > for_people().pause
    assert for_feeds().gives_way
    assert not for_people().gives_way


# --- robots.txt


KEEP_OUT = "User-agent: *\nDisallow: /private/\n"


@pytest.mark.parametrize("by_feed", [True, False])
def test_a_page_that_programs_shall_leave_alone_is_left_alone(
    site: Site, by_feed: bool, wren: object
) -> None:
    site.pages["/robots.txt"] = Answer(KEEP_OUT, headers={"Content-Type": "text/plain"})
    site.pages["/private/fund"] = page()
    article, _ = article_for(f"{site}/private/fund", added_by=None if by_feed else wren)
    begin(article)
    work()
    article.refresh_from_db()
    assert (article.state, article.failure) == ("failed", "robots")
    assert site.asked == ["/robots.txt"]
    assert not waiting()


def test_other_pages_of_that_host_are_read(site: Site) -> None:
    site.pages["/robots.txt"] = KEEP_OUT
    site.pages["/fund"] = page()
    assert asked(site, "/fund", robots=True) == 200


def test_a_redirect_to_a_page_that_programs_shall_leave_alone_is_not_followed(site: Site) -> None:
    site.pages["/robots.txt"] = KEEP_OUT
    site.pages["/fund"] = Answer(status=302, headers={"Location": "/private/fund"})
    with pytest.raises(RobotsSayNo):
        asked(site, "/fund", robots=True)
    assert "/private/fund" not in site.asked


def test_what_is_said_to_us_by_name_counts(site: Site) -> None:
    site.pages["/robots.txt"] = "User-agent: *\nAllow: /\n\nUser-agent: margent\nDisallow: /\n"
    with pytest.raises(RobotsSayNo):
        asked(site, "/fund", robots=True)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(status=404),
        Answer(status=403),
        Answer(status=401),
        Answer(status=410),
        Answer("<!doctype html><title>Welcome</title>"),
        Answer("", headers={"Content-Type": "text/plain"}),
        Answer(b"\x89PNG\r\n\x1a\n", headers={"Content-Type": "image/png"}),
        Answer("Disallow\n:::\nUser-agent\nCrawl-delay: soon"),
        Answer(status=302, headers={"Location": "/robots.txt"}),
        Answer("x" * 2_100_000),
    ],
)
def test_a_host_that_says_nothing_clear_forbids_nothing(site: Site, answer: Answer) -> None:
    site.pages["/robots.txt"] = answer
    site.pages["/fund"] = page()
    assert asked(site, "/fund", robots=True) == 200


@pytest.mark.parametrize("status", [500, 503, 429])
def test_while_a_host_cannot_say_it_is_not_asked(site: Site, status: int) -> None:
    site.pages["/robots.txt"] = [Answer(status=status), KEEP_OUT]
    site.pages["/fund"] = page()
    article = add_link(f"{site}/fund").article
    work()
    article.refresh_from_db()
    assert (article.state, article.next_attempt_at is not None) == ("fetching", True)
    assert site.asked == ["/robots.txt"]
    article.refresh_from_db()
    take_in(article)
    article.refresh_from_db()
    assert article.state == "ready"


def test_what_a_host_says_to_robots_is_remembered_for_a_day(site: Site) -> None:
    site.pages["/robots.txt"] = KEEP_OUT
    site.pages["/fund"] = page()
    for _ in range(3):
        asked(site, "/fund", robots=True)
    assert site.asked.count("/robots.txt") == 1
    Host.objects.update(robots_at=timezone.now() - timedelta(hours=25))
    asked(site, "/fund", robots=True)
    assert site.asked.count("/robots.txt") == 2


def test_what_a_host_said_before_holds_while_it_cannot_say_it_again(site: Site) -> None:
    site.pages["/robots.txt"] = [KEEP_OUT, Answer(status=500)]
    site.pages["/fund"] = page()
    asked(site, "/fund", robots=True)
    Host.objects.update(robots_at=timezone.now() - timedelta(hours=25))
    assert asked(site, "/fund", robots=True) == 200
    with pytest.raises(RobotsSayNo):
        asked(site, "/private/fund", robots=True)


@pytest.mark.parametrize(("delay", "pause"), [("12", 12), ("99999", 30), ("-5", 0), ("x", 0)])
def test_the_pause_that_a_host_wants_from_robots_is_kept_within_bounds(
    site: Site, delay: str, pause: int
) -> None:
    site.pages["/robots.txt"] = f"User-agent: *\nCrawl-delay: {delay}\n"
    site.pages["/fund"] = page()
    asked(site, "/fund", robots=True)
    assert pause - 1 < in_seconds(Host.objects.get().free_at) <= pause


def test_a_host_that_is_not_there_is_told_as_such(settings: object) -> None:
    with serving({}) as gone:
        settings.FETCH_ALLOW = gone.allow
    with pytest.raises(FetchFailed) as failed:
        asked(gone, "/fund", robots=True)
    assert (failed.value.code, failed.value.url) == (FetchCode.CONNECT, f"{gone}/fund")
