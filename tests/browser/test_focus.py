"""The focus is never lost: what is swapped away hands it to what stands in its place."""

from playwright.sync_api import expect

from annotations.teams.models import User
from newsroom.ingestion.failures import Failure
from tests import factories
from tests.browser.conftest import OpenAs


def test_removing_one_of_several_gives_the_focus_to_the_next(open_as: OpenAs, wren: User) -> None:
    for _ in range(3):
        factories.on_its_way(wren).fail(Failure.NO_ARTICLE)
    page = open_as(wren)
    page.goto("/add/")
    remove = page.get_by_role("button", name="Remove").filter(has_text="harbour-post")
    expect(remove).to_have_count(3)
    following = remove.nth(1).inner_text()
    remove.first.focus()
    page.keyboard.press("Enter")
    expect(remove).to_have_count(2)
    focused = page.locator(":focus")
    expect(focused).to_have_count(1)
    assert focused.inner_text() == following


def test_removing_the_last_one_leaves_the_focus_in_the_page(open_as: OpenAs, wren: User) -> None:
    factories.on_its_way(wren).fail(Failure.NO_ARTICLE)
    page = open_as(wren)
    page.goto("/add/")
    remove = page.get_by_role("button", name="Remove").filter(has_text="harbour-post")
    remove.focus()
    page.keyboard.press("Enter")
    expect(remove).to_have_count(0)
    expect(page.locator("main :focus")).to_have_count(1)
