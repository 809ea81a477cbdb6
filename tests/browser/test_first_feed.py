"""From an empty library to the first feed: two presses, and the address in between."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from annotations.teams.models import User
from newsroom.ingestion.finding import find
from newsroom.outlets.models import Discovery, Feed
from tests.browser.conftest import WIDE, OpenAs
from tests.servers import Answer, Site, serving
from tests.worker import forget_jobs

NARROW = {"width": 390, "height": 844}
XML = {"Content-Type": "application/rss+xml"}
HEAD = '<meta property="og:site_name" content="Harbour Post">'


def feed(title: str) -> Answer:
    body = f"<rss version='2.0'><channel><title>{title}</title><link>/</link></channel></rss>"
    return Answer(body, headers=XML)


def named(href: str, title: str) -> str:
    return f'<link rel="alternate" type="application/rss+xml" title="{title}" href="{href}">'


@pytest.fixture
def outlet(settings: object) -> Iterator[Site]:
    """An outlet whose front page a test fills in."""
    pages: dict[str, object] = {"/feed/": feed("All news"), "/ships.xml": feed("Ships")}
    with serving(pages) as base:
        settings.FETCH_ALLOW = base.allow
        base.pages = pages
        forget_jobs()
        yield base


def give(page: Page, address: str) -> None:
    """Press the step of the empty library, write the address, press the button."""
    page.goto("/")
    page.get_by_role("link", name="Add feeds").click()
    page.get_by_label("Address of an outlet, a section or a feed").press_sequentially(address)
    page.get_by_role("button", name="Follow", exact=True).click()
    expect(page.get_by_text("Looking for what can be followed there.")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_first_feed_is_two_presses_away(
    open_as: OpenAs, wren: User, outlet: Site, viewport: dict[str, int], scripts: bool
) -> None:
    page = open_as(wren, viewport=viewport, java_script_enabled=scripts)
    outlet.pages["/"] = (
        f"<html><head>{HEAD}{named('/feed/', 'All news')}</head><body></body></html>"
    )
    give(page, str(outlet))
    find(Discovery.objects.get())
    if not scripts:
        page.get_by_role("link", name="Look again").click()
    expect(page.get_by_text("Followed now:")).to_be_visible()
    listed = page.get_by_role("region", name="All outlets")
    expect(listed.get_by_role("link", name="Harbour Post")).to_be_visible()
    expect(listed.get_by_role("link", name="All news")).to_be_visible()
    assert Feed.objects.get().url == f"{outlet}/feed/"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("scripts", [True, False], ids=["script", "no script"])
def test_of_several_feeds_the_first_is_chosen_and_another_can_be(
    open_as: OpenAs, wren: User, outlet: Site, scripts: bool
) -> None:
    page = open_as(wren, viewport=NARROW, java_script_enabled=scripts)
    feeds = named("/feed/", "All news") + named("/ships.xml", "Ships and harbours")
    outlet.pages["/"] = f"<html><head>{HEAD}{feeds}</head><body></body></html>"
    give(page, str(outlet))
    find(Discovery.objects.get())
    if not scripts:
        page.get_by_role("link", name="Look again").click()
    expect(page.get_by_label("All news")).to_be_checked()
    page.get_by_label("Ships and harbours").check()
    page.locator("#discoveries").get_by_role("button", name="Follow").click()
    expect(page.get_by_text("Followed now:")).to_have_count(2)
    assert Feed.objects.count() == 2


def test_a_feed_is_paused_left_and_followed_again(
    open_as: OpenAs, wren: User, outlet: Site
) -> None:
    page = open_as(wren)
    outlet.pages["/"] = outlet.pages["/feed/"]
    give(page, f"{outlet}/feed/")
    find(Discovery.objects.get())
    page.get_by_role("link", name="All news").first.click()
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("Paused")).to_be_visible()
    page.get_by_role("button", name="Stop following").click()
    expect(page.get_by_text("No longer followed: All news")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    assert Feed.objects.get().state == Feed.State.FOLLOWED


def test_what_cannot_be_followed_stays_in_the_box_with_the_reason(
    open_as: OpenAs, wren: User
) -> None:
    page = open_as(wren)
    page.goto("/outlets/")
    box = page.get_by_label("Address of an outlet, a section or a feed")
    box.fill("http://10.0.0.1/feed")
    box.press("Enter")
    expect(page.get_by_role("alert").first).to_contain_text("private network")
    expect(box).to_have_value("http://10.0.0.1/feed")
