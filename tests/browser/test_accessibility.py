"""No page and no state shuts anybody out: wide and narrow, light and dark, zoomed or still."""

from collections.abc import Callable
from importlib.resources import files
from typing import Any

from playwright.sync_api import BrowserContext, Page

from annotations.teams.models import User
from tests.browser.conftest import OpenAs
from tests.browser.tour import Stop, tour

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
#: How wide a page is once it is laid out anew.
WIDTH = """
() => new Promise((tell) => requestAnimationFrame(() => requestAnimationFrame(
  () => tell(document.scrollingElement.scrollWidth))))
"""
#: What a screen of 1440 px has at 200 % zoom.
ZOOMED = 720
#: What still moves for readers who asked for less motion.
MOVES = """
() => [...document.querySelectorAll("body, body *")].filter((one) => {
  const { transitionDuration, animationName, animationDuration, scrollBehavior } =
    getComputedStyle(one);
  const lasting = (said) => said.split(",").some((each) => parseFloat(each) > .01);
  return lasting(transitionDuration) || scrollBehavior === "smooth"
    || (animationName !== "none" && lasting(animationDuration));
}).map((one) => one.outerHTML.slice(0, 80))
"""
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


def both(make: Callable[..., BrowserContext], member: Page, **options: Any) -> dict[bool, Page]:
    """Return the page of a guest and that of a member, by whether it is the guest's."""
    guest = make(**options).new_page()
    for page in (member, guest):
        page.context.add_init_script(AXE)
    return {True: guest, False: member}


def test_axe_finds_nothing_on_any_page(
    wren: User, open_as: OpenAs, new_context: Callable[..., BrowserContext]
) -> None:
    pages = both(new_context, open_as(wren))
    found: dict[str, list[str]] = {}
    for stop in tour(wren):
        found |= objections(pages[stop.guest], stop)
    assert found == {}


def test_on_a_phone_axe_finds_nothing_and_no_page_scrolls_sideways_or_moves(
    wren: User, open_as: OpenAs, new_context: Callable[..., BrowserContext]
) -> None:
    pages = both(new_context, open_as(wren, **PHONE), **PHONE)
    found: dict[str, list[str]] = {}
    too_wide, moving = {}, {}
    for stop in tour(wren):
        page = pages[stop.guest]
        page.set_viewport_size(PHONE["viewport"])
        found |= objections(page, stop)
        for width in (ZOOMED, 390, 320):
            page.set_viewport_size({"width": width, "height": 844})
            needed = page.evaluate(WIDTH)
            if needed > width:
                too_wide[f"{stop.name}, {width} px"] = needed
        if moved := page.evaluate(MOVES):
            moving[stop.name] = moved
    assert found == {}
    assert too_wide == {}
    assert moving == {}


def test_axe_does_find_what_is_wrong(wren: User, open_as: OpenAs) -> None:
    page = open_as(wren)
    page.context.add_init_script(AXE)
    page.goto("/people/")
    page.evaluate("document.querySelector('h1').insertAdjacentHTML('afterend', '<img src=\"\">')")
    assert any(found.startswith("image-alt") for found in findings(page))
