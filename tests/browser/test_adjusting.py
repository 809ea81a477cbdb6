"""The range of a highlight is changed with a mouse, a finger and keys; its kind in one press."""

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from annotations.highlights.models import Highlight
from annotations.teams.models import User
from newsroom.articles.models import Article
from tests.browser import hands
from tests.browser.conftest import OpenAs
from tests.browser.scenes import LEVY, sample
from tests.browser.test_phone import FINGER_PX, PHONE

JOBS = "protect 2,400 jobs in the northern yards"
POINTER_PX = 24


@pytest.fixture
def story(db: None) -> Article:
    return sample(LEVY)


@pytest.fixture
def one(story: Article) -> Highlight:
    return Highlight.objects.get(words__startswith="could be exhausted")


def opened(page: Page, story: Article, one: Highlight) -> Locator:
    page.goto(f"{story.get_absolute_url()}#highlight-{one.pk}")
    hands.wait_until_ready(page)
    card = page.locator(f"#card-{one.pk}.sel")
    expect(card).to_be_visible()
    return card


def words_of(one: Highlight) -> str:
    one.refresh_from_db()
    assert one.words == one.version.text[one.start : one.end]
    return one.words


def test_an_end_is_dragged_to_another_word_and_the_toast_takes_it_back(
    open_as: OpenAs, wren: User, story: Article, one: Highlight
) -> None:
    page = open_as(wren)
    opened(page, story, one)
    before = words_of(one)
    grip = page.locator(".grip[data-end=end]").bounding_box()
    assert grip and grip["width"] >= POINTER_PX
    x, y = grip["x"] + 3, grip["y"] + grip["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 40, y, steps=4)
    page.mouse.move(x - 90, y, steps=4)
    page.mouse.up()
    expect(page.get_by_role("status").filter(has_text="Range changed")).to_be_visible()
    after = words_of(one)
    assert before.startswith(after) and after != before
    expect(page.locator(f"#card-{one.pk}.sel")).to_contain_text("Range changed by Wren Adeyo")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(f"#card-{one.pk}.sel")).not_to_contain_text("Range changed by")
    assert words_of(one) == before


def test_both_ends_are_as_large_as_a_finger_and_follow_it(
    open_as: OpenAs, wren: User, story: Article, one: Highlight
) -> None:
    page = open_as(wren, **PHONE)
    opened(page, story, one)
    for end in ("start", "end"):
        found = page.locator(f".grip[data-end={end}]").bounding_box()
        assert found
        assert round(found["width"]) >= FINGER_PX and round(found["height"]) >= FINGER_PX
        assert found["x"] + found["width"] > FINGER_PX and found["x"] < 390 - FINGER_PX
    before = words_of(one)
    page.locator(".grip[data-end=start]").evaluate(
        """(grip) => {
          const { left, top, width, height } = grip.getBoundingClientRect();
          const at = (type, by) => grip.dispatchEvent(new PointerEvent(type, {
            pointerId: 1, pointerType: "touch", bubbles: true, cancelable: true,
            clientX: left + width / 2 + by, clientY: top + height / 2,
          }));
          grip.setPointerCapture = () => {};
          at("pointerdown", 0); at("pointermove", 30); at("pointermove", 60); at("pointerup", 60);
        }"""
    )
    expect(page.locator("toast-message")).to_contain_text("Range changed")
    assert before.endswith(words_of(one)) and words_of(one) != before


def test_an_end_that_is_dragged_before_the_rest_of_its_card_is_there_is_not_lost(
    open_as: OpenAs, wren: User, story: Article, one: Highlight
) -> None:
    page = open_as(wren)
    held: list[Route] = []
    page.route(f"**/highlights/{one.pk}/card/**", lambda route: held.append(route))
    opened(page, story, one)
    before = words_of(one)
    grip = page.locator(".grip[data-end=end]")
    expect(grip).to_be_visible()
    box = grip.bounding_box()
    assert box
    x, y = box["x"] + 3, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 90, y, steps=6)
    page.mouse.up()
    [rest] = held
    rest.continue_()
    expect(page.get_by_role("status").filter(has_text="Range changed")).to_be_visible()
    assert words_of(one) != before


def test_the_ends_go_word_by_word_with_the_arrows_and_enter_saves(
    open_as: OpenAs, wren: User, story: Article, one: Highlight
) -> None:
    page = open_as(wren)
    card = opened(page, story, one)
    before = words_of(one)
    card.get_by_role("link", name="Adjust").press("Enter")
    group = page.get_by_role("group", name="Adjust the range")
    expect(group).to_be_focused()
    for key in ("ArrowLeft", "ArrowLeft", "Shift+ArrowRight"):
        page.keyboard.press(key)
    wanted = " ".join(before.split()[1:-2])
    expect(page.locator("#live")).to_have_text(wanted)
    page.keyboard.press("Enter")
    expect(page.locator("toast-message")).to_contain_text("Range changed")
    expect(page.locator("mark.hl.sel:focus").first).to_be_visible()
    assert words_of(one) == wanted


def test_escape_gives_up_and_goes_back_to_the_passage(
    open_as: OpenAs, wren: User, story: Article, one: Highlight
) -> None:
    page = open_as(wren)
    card = opened(page, story, one)
    before = words_of(one)
    card.get_by_role("link", name="Adjust").press("Enter")
    expect(page.get_by_role("group", name="Adjust the range")).to_be_visible()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect(page.get_by_role("group", name="Adjust the range")).to_have_count(0)
    expect(card).to_be_visible()
    expect(page.locator("mark.hl.sel:focus")).to_be_visible()
    assert page.evaluate("CSS.highlights.has('annotating')") is False
    assert words_of(one) == before


def test_a_press_on_an_end_that_moves_nothing_goes_to_the_words_below(
    open_as: OpenAs, wren: User, story: Article, one: Highlight
) -> None:
    page = open_as(wren)
    opened(page, story, one)
    grip = page.locator(".grip[data-end=end]").bounding_box()
    assert grip
    page.mouse.click(grip["x"] + 12, grip["y"] + grip["height"] / 2)
    expect(page.locator(".card.sel")).to_have_count(0)
    assert one.adjustments.count() == 0


def test_the_kind_changes_at_once_in_text_card_rail_and_cast(
    open_as: OpenAs, wren: User, story: Article, one: Highlight
) -> None:
    page = open_as(wren)
    card = opened(page, story, one)
    card.get_by_role("button", name="Claim").click()
    expect(card).to_have_attribute("data-kind", "claim")
    mark = page.locator(f"#highlight-{one.pk}")
    expect(mark).to_have_attribute("data-kind", "claim")
    assert mark.evaluate("mark => getComputedStyle(mark).textDecorationStyle") == "double"
    expect(page.locator(".brk.sel")).to_have_attribute("data-kind", "claim")
    expect(mark).to_be_focused()
    page.keyboard.press("u")
    expect(card).to_have_attribute("data-kind", "quote")
