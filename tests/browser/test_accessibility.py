"""No page and no state shuts anybody out who has a wide window, in light or dark."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext

from annotations.teams.models import User
from tests.browser.axe import AXE, both, findings, objections, too_small
from tests.browser.conftest import OpenAs
from tests.browser.tour import tour


def test_axe_finds_nothing_on_any_page_and_none_scrolls_sideways(
    wren: User, open_as: OpenAs, new_context: Callable[..., BrowserContext]
) -> None:
    pages = both(new_context, open_as(wren))
    found: dict[str, list[str]] = {}
    too_wide: list[str] = []
    small: dict[str, list[str]] = {}
    for stop in tour(wren):
        page = pages[stop.guest]
        found |= objections(page, stop)
        if page.evaluate("document.scrollingElement.scrollWidth > innerWidth"):
            too_wide.append(stop.name)
        if low := too_small(page, stop):
            small[stop.name] = low
    assert found == {}
    assert too_wide == []
    assert small == {}


def test_axe_does_find_what_is_wrong(wren: User, open_as: OpenAs) -> None:
    page = open_as(wren)
    page.context.add_init_script(AXE)
    page.goto("/people/")
    page.evaluate("document.querySelector('h1').insertAdjacentHTML('afterend', '<img src=\"\">')")
    assert any(found.startswith("image-alt") for found in findings(page))
