"""How fast suggestions are decided by keyboard: sixty of them, each when it is shown.

    .venv/bin/python tests/benchmarks/deciding.py [--decisions 60] [--articles 20]

Has quotations found in articles on a throw-away database, serves them by gunicorn as `manage.py
start` does, opens "Suggestions to check" in Chromium, and presses `a` or `x` as soon as the next
suggestion is the current one; every twelfth time `s`, a name and Ctrl+Enter. Prints the seconds it
took until the last decision was answered, the longest time from a press to the next suggestion, and
how many decisions the database has.
"""

import argparse
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
# In place of this folder, whose names are others' too.
sys.path[0] = str(ROOT)

from playwright.sync_api import Page, expect  # noqa: E402

from tests.benchmarks.browser import PEOPLE, WORDS, browser, database, serving  # noqa: E402

AN_ARTICLE = 8
NAMING = 12


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--decisions", type=int, default=60)
    parser.add_argument("--articles", type=int, default=20)
    options = parser.parse_args(arguments)
    with database():
        session = _prepared(options.articles)
        with serving() as site, browser(site, session) as page:
            seconds, longest = _decided(page, options.decisions)
        print(f"\n{options.decisions} decisions in {seconds:.1f} s, the next one after at most")
        print(f"{longest * 1000:.0f} ms; {_landed()} of them are in the database.")


def _prepared(articles: int) -> str:
    """Have quotations suggested; return the session of somebody who may decide on them."""
    import django

    django.setup()
    from django.core.management import call_command

    from annotations.quotations.finding import find_quotations
    from tests import cast, factories

    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    chance = random.Random(1)
    for number in range(articles):
        said = (" ".join(chance.choices(WORDS, k=14)).capitalize() for _ in range(AN_ARTICLE))
        lines = [f"“{words},” {chance.choice(PEOPLE)} said on the quay." for words in said]
        find_quotations(factories.article(f"Night {number}", *lines))
    return cast.signed_in(cast.wren()).cookies["sessionid"].value


def _decided(page: Page, decisions: int) -> tuple[float, float]:
    """Decide; return how many seconds it took, and the longest from a press to the next one."""
    page.goto("/suggestions/")
    page.locator(".item.cur").wait_for()
    count = page.locator("#count")
    before, longest, begun = int(count.inner_text()), 0.0, time.monotonic()
    for at in range(decisions):
        was = page.locator(".item.cur").get_attribute("id")
        pressed = time.monotonic()
        _decide(page, at)
        expect(page.locator(f".item.cur:not(#{was})")).to_be_visible()
        longest = max(longest, time.monotonic() - pressed)
    expect(count).to_have_text(str(before - decisions))
    return time.monotonic() - begun, longest


def _decide(page: Page, at: int) -> None:
    if at % NAMING < NAMING - 1:
        page.keyboard.press("x" if at % 3 == 2 else "a")
        return
    page.keyboard.press("s")
    expect(page.get_by_role("combobox", name="Who says so?")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("Edda Lorn")
    page.keyboard.press("Control+Enter")


def _landed() -> int:
    from annotations.quotations.models import Suggestion

    return Suggestion.objects.exclude(state=Suggestion.State.OPEN).count()


if __name__ == "__main__":
    main(sys.argv[1:])
