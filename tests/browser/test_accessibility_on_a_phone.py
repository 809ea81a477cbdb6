"""No page and no state shuts anybody out who has a phone, a zoomed page or asked for rest."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext

from annotations.teams.models import User
from tests.browser.axe import both, objections, too_small
from tests.browser.conftest import OpenAs
from tests.browser.tour import tour

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


def test_on_a_phone_axe_finds_nothing_and_no_page_scrolls_sideways_or_moves(
    wren: User, open_as: OpenAs, new_context: Callable[..., BrowserContext]
) -> None:
    pages = both(new_context, open_as(wren, **PHONE), **PHONE)
    found: dict[str, list[str]] = {}
    too_wide, moving, small = {}, {}, {}
    for stop in tour(wren):
        page = pages[stop.guest]
        page.set_viewport_size(PHONE["viewport"])
        found |= objections(page, stop)
        if low := too_small(page, stop):
            small[stop.name] = low
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
    assert small == {}
