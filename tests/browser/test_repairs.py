"""Repairing a text: a block is dropped, put back, and that undone, with and without script."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from annotations.teams.models import User
from newsroom.articles.models import Article
from newsroom.outlets.models import Repair
from tests.browser import hands
from tests.browser.conftest import WIDE, OpenAs
from tests.browser.scenes import LEVY, penny, sample

NARROW = {"width": 390, "height": 844}
CAPTION = "The Saint Ennoc leaving Vestrin"


@pytest.fixture
def story(db: None) -> Article:
    return sample(LEVY)


WITH_SCRIPT = {"viewport": WIDE}
WITHOUT_SCRIPT = {"viewport": NARROW, "java_script_enabled": False}


@pytest.fixture(params=[WITH_SCRIPT, WITHOUT_SCRIPT], ids=["wide", "narrow, no script"])
def page(request: pytest.FixtureRequest, story: Article, wren: User, open_as: OpenAs) -> Page:
    opened = open_as(wren, **request.param)
    opened.goto(story.get_absolute_url())
    opened.get_by_label("More about this article").click()
    opened.get_by_role("link", name="Repair text").click()
    return opened


def beside(page: Page, words: str, line: str) -> Locator:
    """The button with those words beside a line that begins so."""
    return page.get_by_role("button", name=re.compile(rf"{words}\s*: {line}"))


def text(page: Page) -> Locator:
    return page.locator(".prose")


def test_a_block_is_dropped_put_back_and_the_repair_undone(page: Page, story: Article) -> None:
    expect(text(page)).to_contain_text(CAPTION)
    beside(page, "Not part of the article", CAPTION).click()
    expect(page.get_by_text("Left out, here and in later articles of Harbour Post")).to_be_visible()
    expect(text(page)).not_to_contain_text(CAPTION)
    beside(page, "Put back", CAPTION).click()
    expect(text(page)).to_contain_text(CAPTION)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    assert not Repair.objects.exists()
    page.get_by_role("link", name="Done").click()
    expect(page.get_by_text("Not part of the article")).to_have_count(0)
    story.refresh_from_db()
    assert CAPTION in story.latest_version.text


def test_a_highlight_in_a_dropped_block_is_lost_openly_until_that_is_undone(page: Page) -> None:
    quote = penny()
    tool = beside(page, "Not part of the article", "“Let me say it so plainly")
    expect(tool.locator("..")).to_contain_text("highlights stand here")
    tool.click()
    lost = page.get_by_role("region", name="Not in this version any more")
    expect(lost).to_contain_text(quote.words)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(f"mark#highlight-{quote.pk}")).to_be_visible()
    expect(lost.get_by_text(quote.words)).to_have_count(0)


@pytest.mark.parametrize("page", [WITH_SCRIPT], indirect=True)
def test_a_text_is_repaired_by_the_keyboard_and_its_words_keep_their_places(
    page: Page, story: Article
) -> None:
    hands.wait_until_ready(page)
    assert hands.text_of(page) == story.latest_version.text
    beside(page, "Not part of the article", CAPTION).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Left out, here and in later articles of Harbour Post")).to_be_visible()
    page.keyboard.press("u")
    expect(text(page)).to_contain_text(CAPTION)
