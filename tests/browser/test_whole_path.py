"""The whole path, as somebody walks it who has just started Margent for the first time."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

import pytest
from django.conf import settings as configured
from django.db import connection
from playwright.sync_api import BrowserContext, Locator, Page, expect
from pytest_django.fixtures import Settings

from annotations.highlights.models import Highlight
from annotations.teams.signin import one_time_link
from tests.browser import hands
from tests.browser.scenes import LEVY, PAGES
from tests.servers import serving
from tests.worker import forget_jobs

WORDS = "“Find me one,” she said, “and I will pay their fare myself.”"
SECRET = "Worth keeping. Somebody in Vestrin will take her at her word."
A_WHILE_MS = 45_000


@contextmanager
def worker(allow: frozenset[str]) -> Iterator[None]:
    """The worker that `manage.py start` runs, on the database of the tests."""
    place = connection.settings_dict
    query = urlencode({"host": place["HOST"], "port": place["PORT"]})
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "DATABASE_URL": f"postgresql://{place['USER']}@/{place['NAME']}?{query}",
        "MARGENT_FETCH_ALLOW": ",".join(allow),
    }
    command = [sys.executable, "-m", "django", "procrastinate", "worker"]
    running = subprocess.Popen(
        [*command, "--shutdown-graceful-timeout=1"], env=environment, cwd=configured.ROOT
    )
    try:
        yield
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(20)


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    return new_context(reduced_motion="no-preference").new_page()


def test_a_new_user_goes_from_the_printed_link_to_an_ended_share(
    page: Page, new_context: Callable[..., BrowserContext], settings: Settings
) -> None:
    story = next(one for one in PAGES if one.file.startswith(LEVY))
    gate = threading.Event()

    def answer() -> bytes:
        gate.wait(60)
        return story.body

    forget_jobs()
    with serving({"/ferry-levy": answer}) as site, worker(site.allow):
        settings.FETCH_ALLOW = tuple(site.allow)
        make_the_first_account(page)
        watch_a_page_come_in(page, f"{site}/ferry-levy", gate)
        card = highlight_who_said_it(page)
        reply(card)
        address = share(page, card)
        stranger = new_context().new_page()
        read_without_an_account(stranger, address, original=f"{site}/ferry-levy")
        end_the_link(page)
        find_nothing_there(stranger, address)


def make_the_first_account(page: Page) -> None:
    page.goto(one_time_link())
    expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
    page.get_by_label("Name").fill("Wren Adeyo")
    page.get_by_label("E-mail address").fill("wren@statehouse.example")
    page.get_by_label("Password").fill("a quay in the morning fog")
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_role("heading", name="Nothing to read yet")).to_be_visible()


def watch_a_page_come_in(page: Page, link: str, gate: threading.Event) -> None:
    page.get_by_role("link", name="Add an article").click()
    page.get_by_label("Links, or the text itself").fill(link)
    expect(page.get_by_text("1 link", exact=True)).to_be_visible()
    page.get_by_role("button", name="Add 1 article").click()
    coming = page.get_by_role("region", name="Just now").get_by_role("listitem")
    expect(coming).to_contain_text("Fetching the page", timeout=A_WHILE_MS)
    expect(coming.get_by_role("progressbar")).to_be_visible()
    gate.set()
    expect(coming).to_contain_text("Ready.", timeout=A_WHILE_MS)
    expect(coming.get_by_role("progressbar")).to_have_count(0)
    coming.get_by_role("link", name="Read").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ferry levy")


def highlight_who_said_it(page: Page) -> Locator:
    hands.drag_over(page, WORDS)
    card = hands.make(page, "Quote")
    card.get_by_role("combobox", name="Who says so?").press_sequentially("Oriel Tavasti")
    card.get_by_role("option", name="Add “Oriel Tavasti” as a new speaker").click()
    card.get_by_label("Note").fill(SECRET.replace("Vestrin", "**Vestrin**"))
    saved = hands.save(page)
    expect(saved.locator(".who")).to_contain_text("Oriel Tavasti")
    expect(saved).to_contain_text(SECRET)
    made = Highlight.objects.get()
    assert made.words == WORDS == made.version.text[made.start : made.end]
    ours = page.locator("mark.hl[data-kind=quote]", has_text=WORDS)
    expect(ours).to_have_text([WORDS])
    return saved


def reply(card: Locator) -> None:
    card.get_by_label("Reply").fill("The port authority keeps a list of fares.")
    card.get_by_role("button", name="Send").click()
    expect(card.locator(".msg")).to_have_count(2)
    expect(card.locator(".msg").last).to_contain_text("The port authority keeps a list of fares.")


def share(page: Page, card: Locator) -> str:
    card.get_by_role("link", name="Share").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Show our notes").check()
    dialog.get_by_role("button", name="Make a link").click()
    return dialog.get_by_label("Link", exact=True).input_value()


def read_without_an_account(stranger: Page, address: str, original: str) -> None:
    answer = stranger.goto(address)
    assert answer.status == 200
    expect(stranger.get_by_text("Wren Adeyo shared this with you")).to_be_visible()
    expect(stranger.locator(".bigq")).to_have_text(WORDS)
    expect(stranger.locator(".said")).to_contain_text("Oriel Tavasti")
    expect(stranger.get_by_text(SECRET)).to_be_visible()
    link = stranger.get_by_role("link", name="Original at Harbour Post")
    assert link.get_attribute("href").startswith(f"{original}#:~:text=")
    assert stranger.context.cookies() == []


def end_the_link(page: Page) -> None:
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("End", exact=True).click()
    dialog.get_by_role("button", name="End this link").click()
    expect(dialog.get_by_text("Links that are open")).to_have_count(0)
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()


def find_nothing_there(stranger: Page, address: str) -> None:
    answer = stranger.goto(address)
    assert answer.status == 410
    expect(stranger.get_by_role("heading", name="This link has ended")).to_be_visible()
    shown = stranger.content()
    assert not [words for words in (WORDS, SECRET, "Tavasti", "Harbour Post") if words in shown]
