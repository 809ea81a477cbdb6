"""One statement in several wordings: by keyboard, on a phone, on paper, and from a card."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from annotations.highlights.models import Highlight
from annotations.teams.models import User
from tests.browser import hands
from tests.browser.conftest import OpenAs
from tests.browser.scenes import statement

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
TARGET_PX = 24
#: How the words that differ look, and what is written over them for who cannot see it.
RULED = """
() => [...document.querySelectorAll(".same em:not(.gap)")].map((em) => [
  getComputedStyle(em).textDecorationLine, em.querySelector(".vh").textContent.trim()])
"""


@pytest.fixture
def penny(db: None) -> Highlight:
    return statement()


def speaker_page(of: Highlight) -> str:
    return reverse("speaker", args=[of.telling.speaker_id])


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_statement_is_split_and_joined_again_by_keyboard(
    open_as: OpenAs, wren: User, penny: Highlight
) -> None:
    page = open_as(wren)
    page.goto(speaker_page(penny))
    split = page.get_by_role("button", name="Split")
    expect(page.get_by_role("heading", name="One statement, 3 wordings")).to_be_visible()
    split.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-undo]")).to_be_visible()
    expect(split).to_have_count(0)
    assert page.evaluate("document.activeElement !== document.body")
    page.keyboard.press("u")
    expect(page.get_by_role("heading", name="One statement, 3 wordings")).to_be_visible()
    page.reload()
    expect(split).to_be_visible()


def test_words_that_differ_are_ruled_and_said_to_differ(
    open_as: OpenAs, wren: User, penny: Highlight
) -> None:
    page = open_as(wren)
    page.goto(reverse("highlight_statement", args=[penny.pk]))
    found = page.evaluate(RULED)
    assert len(found) >= 3
    assert all(one == ["underline", "differs:"] for one in found)
    page.emulate_media(media="print")
    assert all(line == "underline" for line, _said in page.evaluate(RULED))
    expect(page.locator(".same form").first).to_be_hidden()
    expect(page.locator(".joining")).to_be_hidden()


def test_another_wording_is_found_and_joined_without_leaving_the_page(
    open_as: OpenAs, wren: User, penny: Highlight
) -> None:
    page = open_as(wren)
    page.goto(reverse("highlight_statement", args=[penny.pk]))
    page.locator("#join-q").fill("price of bread")
    page.keyboard.press("Enter")
    page.wait_for_url("**/statement/?q=price*")
    page.goto(reverse("highlight_statement", args=[penny.pk]))
    join = page.locator(".joining").get_by_role("button", name="Join").first
    join.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Joined by hand")).to_be_visible()
    page.keyboard.press("u")
    expect(page.get_by_text("Joined by hand")).to_have_count(0)
    expect(page.get_by_role("heading", name="One statement, 3 wordings")).to_be_visible()


def test_an_open_card_says_in_how_many_outlets_it_stands(
    open_as: OpenAs, wren: User, penny: Highlight
) -> None:
    page = open_as(wren)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(penny.version.get_absolute_url())
    hands.wait_until_ready(page)
    assert not any("/elsewhere/" in url for url in asked)
    page.keyboard.press("j")
    link = page.locator(f"#card-{penny.pk}.sel").get_by_role("link", name="Also in 2 other outlets")
    expect(link).to_be_visible()
    assert sum("/elsewhere/" in url for url in asked) >= 1
    link.click()
    expect(page.get_by_role("heading", name="One statement, 3 wordings")).to_be_visible()


@pytest.mark.parametrize("path", ["statements", "statement", "coverage"])
def test_nothing_is_wider_than_a_phone(
    path: str, open_as: OpenAs, wren: User, penny: Highlight
) -> None:
    page = open_as(wren, **PHONE)
    page.goto(
        {
            "statements": reverse("speaker_statements", args=[penny.telling.speaker_id]),
            "statement": reverse("highlight_statement", args=[penny.pk]),
            "coverage": "/coverage/?from=2025-01-01&to=2026-12-31",
        }[path]
    )
    assert fits(page)
    small = page.locator("main").locator("button, summary, input:not([type=hidden]), select")
    for one in small.all():
        box = one.bounding_box()
        assert box is None or box["height"] >= TARGET_PX, one.evaluate("one => one.outerHTML")


def test_the_table_of_coverage_is_scrolled_by_keyboard(
    open_as: OpenAs, wren: User, penny: Highlight
) -> None:
    page = open_as(wren, viewport={"width": 390, "height": 844})
    page.goto("/coverage/?from=2026-01-01&to=2026-12-31")
    table = page.get_by_role("region", name="Who is quoted where")
    table.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('.wide-table').scrollLeft > 0")
    assert fits(page)
