"""axe-core finds nothing on any page, in any state, wide and narrow, light and dark."""

from collections.abc import Callable
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from annotations.teams.models import User
from tests.browser.conftest import WIDE, OpenAs
from tests.browser.tour import Stop, tour

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
NARROW = {"width": 390, "height": 844}
COLOURS = {"runOnly": ["color-contrast"]}


def findings(page: Page, options: dict[str, Any] | None = None) -> list[str]:
    """Return what axe-core objects to: the rule, and where."""
    return page.evaluate(
        """async options => {
          const { violations } = await axe.run(document, options);
          return violations.flatMap(({ id, help, nodes }) =>
            nodes.map(({ html }) => `${id} (${help}): ${html.slice(0, 160)}`));
        }""",
        {"resultTypes": ["violations"], **(options or {})},
    )


def objections(page: Page, stop: Stop) -> dict[str, list[str]]:
    """Return the objections to a stop by theme; the themes differ in nothing but colours."""
    page.emulate_media(color_scheme="light")
    stop.visit(page)
    light = findings(page)
    page.emulate_media(color_scheme="dark")
    dark = findings(page, COLOURS)
    named = {f"{stop.name}, light": light, f"{stop.name}, dark": dark}
    return {name: found for name, found in named.items() if found}


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_axe_finds_nothing_on_any_page(
    viewport: dict[str, int],
    wren: User,
    open_as: OpenAs,
    new_context: Callable[..., BrowserContext],
) -> None:
    member = open_as(wren, viewport=viewport)
    guest = new_context(viewport=viewport).new_page()
    for page in (member, guest):
        page.context.add_init_script(AXE)
    found: dict[str, list[str]] = {}
    for stop in tour(wren):
        found |= objections(guest if stop.guest else member, stop)
    assert found == {}


def test_axe_does_find_what_is_wrong(wren: User, open_as: OpenAs) -> None:
    page = open_as(wren)
    page.context.add_init_script(AXE)
    page.goto("/people/")
    page.evaluate("document.querySelector('h1').insertAdjacentHTML('afterend', '<img src=\"\">')")
    assert any(found.startswith("image-alt") for found in findings(page))
