"""On paper: numbered highlights in the text, and who said what below it."""

import re

import pytest
from playwright.sync_api import Page, expect

from annotations.teams.models import User
from newsroom.articles.models import Article
from tests import factories
from tests.browser import hands
from tests.browser.conftest import OpenAs
from tests.browser.scenes import LEVY, penny, sample

A4 = {"width": 680, "height": 960}
#: What each mark says at its end and each note before it, and what marks are painted with.
GENERATED = """
() => ({
  ends: [...document.querySelectorAll("mark.hl")].map((mark) => getComputedStyle(mark, "::after"))
    .map((style) => style.content.replaceAll('"', "")).filter((said) => /^\\d+$/.test(said)),
  notes: [...document.querySelectorAll("#cards .card")].map((card) => [
    getComputedStyle(card, "::before").content.replace(/[". ]/g, ""),
    getComputedStyle(card, "::before").display, Math.round(card.getBoundingClientRect().left)]),
  washes: [...document.querySelectorAll("mark.hl")].map((mark) => getComputedStyle(mark))
    .filter(({ backgroundImage, backgroundColor }) => backgroundImage !== "none"
      || backgroundColor !== "rgba(0, 0, 0, 0)").length,
  lines: [...new Set([...document.querySelectorAll("mark.hl")].map(
    (mark) => getComputedStyle(mark).textDecorationStyle))].sort(),
})
"""


@pytest.fixture
def story(db: None) -> Article:
    return sample(LEVY[:-1])


def printed(page: Page) -> str:
    """Turn to paper and return the words on it."""
    page.emulate_media(media="print", color_scheme="dark")
    page.set_viewport_size(A4)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    return page.evaluate("document.body.innerText")


def test_the_menu_of_an_article_and_the_page_of_an_outsider_print(
    open_as: OpenAs, outsider: Page, wren: User, story: Article
) -> None:
    page = open_as(wren)
    page.goto(f"/articles/{story.pk}/")
    page.get_by_label("More about this article").click()
    outsider.goto(factories.share(wren, article=story))
    for one in (page, outsider):
        one.evaluate("addEventListener('beforeprint', () => { document.title += ', on paper'; })")
        one.get_by_role("button", name="Print").click()
        expect(one).to_have_title(re.compile("[^r], on paper$"))


def test_an_article_is_printed_with_numbered_highlights_speakers_and_whole_threads(
    open_as: OpenAs, wren: User, story: Article
) -> None:
    first = story.versions.get(number=1)
    for n in range(6):
        factories.note(penny(), f"Thought number {n} about fares.", wren)
    page = open_as(wren)
    page.goto(f"{first.get_absolute_url()}#highlight-{penny().pk}")
    hands.wait_until_ready(page)
    page.get_by_role("button", name="Oriel Tavasti").first.click()
    words = printed(page)
    found = page.evaluate(GENERATED)
    numbers = [str(n) for n in range(1, first.anchors.count() + 1)]
    assert sorted(found["ends"], key=int) == numbers
    assert [number for number, _display, _left in found["notes"]] == numbers
    assert {display for _number, display, _left in found["notes"]} == {"block"}
    assert len({left for _number, _display, left in found["notes"]}) == 1
    assert found["washes"] == 0
    assert found["lines"] == ["dotted", "double", "solid"]
    for n in range(6):
        assert f"Thought number {n} about fares." in words
    assert words.index(story.latest_version.text[-40:]) < words.index("Thought number 0")
    people = "Highlights: Petra Salloway, Tomas Reyl"
    foot = r"Harbour Post, 14 May 2026, \d\d:\d\d, version 1 of 3, kept 1\d May 2026, \d\d:\d\d\. "
    assert re.search(foot + people, words)
    for left_out in ("Reply", "Share", "Copy link", "Library", "Delete", "Edit", "Resolve"):
        assert not re.search(rf"^\s*{left_out}\s*$", words, re.MULTILINE), left_out
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("document.scrollingElement.scrollWidth") <= A4["width"]


def test_what_changed_and_what_was_lost_is_printed_too(
    open_as: OpenAs, wren: User, story: Article
) -> None:
    page = open_as(wren)
    page.goto(story.get_absolute_url())
    hands.wait_until_ready(page)
    words = printed(page)
    assert "Highlighted as:" in words
    assert "Not in this version any more" in words


def test_the_paragraphs_and_items_of_a_note_are_printed_one_below_the_other(
    open_as: OpenAs, wren: User, story: Article
) -> None:
    factories.note(penny(), "I have the recording:\n\n- minute 12\n- minute 14\n\nBoth.", wren)
    factories.note(penny(), "Thanks.", wren)
    page = open_as(wren)
    page.goto(story.get_absolute_url())
    hands.wait_until_ready(page)
    said = (
        f"{wren.name}: I have the recording:\n• minute 12\n• minute 14\nBoth.\n{wren.name}: Thanks."
    )
    assert said in printed(page)


def test_an_article_with_very_many_highlights_is_printed_with_all_their_notes(
    open_as: OpenAs, wren: User
) -> None:
    story = factories.article()
    for n in range(30):
        words = factories.SECOND[n : n + 9].strip()
        factories.highlight(story, words, wren, note=f"Remark {n} about the yards.")
    page = open_as(wren)
    page.goto(story.get_absolute_url())
    hands.wait_until_ready(page)
    words = printed(page)
    assert [n for n in range(30) if f"Remark {n} about the yards." not in words] == []
    assert len(page.evaluate(GENERATED)["ends"]) == 30


def test_a_shared_article_is_printed_with_its_notes(
    outsider: Page, wren: User, story: Article
) -> None:
    shared = factories.share(wren, article=story, shows_notes=True, shows_full_text=True)
    outsider.goto(shared)
    words = printed(outsider)
    found = outsider.evaluate(GENERATED)
    assert found["washes"] == 0
    assert sorted(found["ends"], key=int) == [number for number, *_ in found["notes"]]
    assert "Four outlets, four wordings." in words
    assert "Copy citation" not in words
