"""The focus is never lost: what is swapped away hands it to what stands in its place."""

from playwright.sync_api import expect

from annotations.teams.models import User
from newsroom.ingestion.failures import Failure
from tests import factories
from tests.browser.conftest import OpenAs


def test_removing_and_undoing_by_keyboard_keep_the_focus(open_as: OpenAs, wren: User) -> None:
    for _ in range(3):
        factories.on_its_way(wren).fail(Failure.NO_ARTICLE)
    page = open_as(wren)
    page.goto("/add/")
    remove = page.get_by_role("button", name="Remove").filter(has_text="harbour-post")
    expect(remove).to_have_count(3)
    remove.first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    page.keyboard.press("Enter")
    expect(remove).to_have_count(3)
    expect(page.locator("main :focus")).to_have_count(1)
