"""What axe-core objects to on the pages of a tour, in either theme."""

from collections.abc import Callable
from importlib.resources import files
from typing import Any

from playwright.sync_api import BrowserContext, Page

from tests.browser.tour import Stop

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
COLOURS = {"runOnly": ["color-contrast"]}
#: All style sheets would be read anew for a single rule, which axe-core runs only when told to.
USUAL = {"resultTypes": ["violations"], "preload": {"assets": ["media"]}}
#: How high what is pressed has to be; a box with its label counts as one.
TARGET_PX = 24
SMALL = """
least => [...document.querySelectorAll("main :is(button, summary, input, select)")]
  .map((one) => one.closest("label") ?? one)
  .filter((one) => one.getClientRects().length && one.getBoundingClientRect().height < least)
  .map((one) => one.outerHTML.slice(0, 120))
"""


def findings(page: Page, options: dict[str, Any] | None = None) -> list[str]:
    """Return what axe-core objects to: the rule, and where."""
    return page.evaluate(
        """async options => {
          const { violations } = await axe.run(document, options);
          return violations.flatMap(({ id, help, nodes }) =>
            nodes.map(({ html }) => `${id} (${help}): ${html.slice(0, 160)}`));
        }""",
        {**USUAL, **(options or {})},
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


def too_small(page: Page, stop: Stop) -> list[str]:
    """Return what of a page of speakers is pressed and is lower than a shaky hand needs."""
    return page.evaluate(SMALL, TARGET_PX) if stop.name.startswith("speaker") else []


def both(make: Callable[..., BrowserContext], member: Page, **options: Any) -> dict[bool, Page]:
    """Return the page of a guest and that of a member, by whether it is the guest's."""
    guest = make(**options).new_page()
    for page in (member, guest):
        page.context.add_init_script(AXE)
    return {True: guest, False: member}
