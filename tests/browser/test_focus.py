"""What is swapped away loses neither the focus nor what was just pressed in it."""

from contextlib import suppress

from playwright.sync_api import Error, Route, expect

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


def test_what_is_pressed_while_the_list_looks_for_news_is_done(open_as: OpenAs, wren: User) -> None:
    factories.on_its_way(wren)
    factories.on_its_way(wren).fail(Failure.NO_ARTICLE)
    page = open_as(wren)
    looks: list[Route] = []
    page.route("**/add/arrivals/*", lambda route: looks.append(route))

    def answer_in_turn(route: Route) -> None:
        removed = route.fetch()
        for look in looks:
            with suppress(Error):  # one that gave way
                look.fulfill(response=look.fetch())
        route.fulfill(response=removed)

    page.route("**/removal/", answer_in_turn)
    page.goto("/add/")
    with page.expect_request("**/add/arrivals/*"):
        pass
    page.get_by_role("button", name="Remove").first.click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
