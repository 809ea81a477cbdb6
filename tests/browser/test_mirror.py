"""An article that is written from right to left is read from right to left, margin and all."""

import pytest
from playwright.sync_api import Locator, Page, expect

from annotations.teams.models import User
from tests.browser import hands
from tests.browser.conftest import OpenAs
from tests.browser.scenes import ARABIC, sample


@pytest.fixture
def reader(open_as: OpenAs, wren: User) -> Page:
    page = open_as(wren)
    page.goto(sample(ARABIC).get_absolute_url())
    hands.wait_until_ready(page)
    return page


def left(of: Locator) -> float:
    found = of.bounding_box()
    assert found
    return found["x"]


def scale(of: Locator) -> float:
    """-1 where something is drawn mirrored."""
    return of.evaluate("one => new DOMMatrix(getComputedStyle(one).transform).a")


def test_the_whole_reader_mirrors_arrows_flip_and_glyphs_do_not(reader: Page) -> None:
    card = hands.press_on(reader, reader.locator("#cards .card").nth(1).get_attribute("data-for"))
    cast, text, rail = (reader.locator(one) for one in (".cast", ".prose", ".rail"))
    assert left(card) < left(rail) < left(text) < left(cast)
    back, share = (
        reader.locator(f".bar {one}").first for one in ("a.btn.icon", "a.btn:not(.icon)")
    )
    assert left(share) < left(text) < left(back)
    assert scale(back.locator("svg")) == -1
    assert scale(card.locator(".hd svg").first) == 1
    # Its rule leads to the words, which stand to its right.
    rule = card.evaluate("card => getComputedStyle(card, '::before').right")
    assert float(rule.removesuffix("px")) < 0
    who = card.locator(".hd .who")
    assert left(card.locator(".hd .role")) < left(who) < left(card.locator(".hd svg").first)


def test_dates_in_a_mirrored_card_read_from_their_own_side(reader: Page) -> None:
    card = hands.press_on(reader, reader.locator("#cards .card").nth(1).get_attribute("data-for"))
    expect(card.locator(".msg time")).to_be_visible()
    first, last = card.locator(".msg time").evaluate(
        """time => {
          const at = (from, to) => {
            const range = document.createRange();
            range.setStart(time.firstChild, from);
            range.setEnd(time.firstChild, to);
            return range.getBoundingClientRect().left;
          };
          return [at(0, 1), at(time.textContent.length - 1, time.textContent.length)];
        }"""
    )
    assert first < last


def test_a_note_and_a_speaker_keep_their_own_direction(reader: Page) -> None:
    card = hands.press_on(reader, reader.locator("#cards .card").nth(1).get_attribute("data-for"))
    card.get_by_label("Reply").fill("Fares only, says the bill.")
    card.get_by_role("button", name="Send").click()
    notes = card.locator(".note-html").filter(has_text="Fares only")
    expect(notes).to_have_css("direction", "ltr")
    expect(card.locator(".msg .note-html").first).to_have_css("direction", "rtl")
