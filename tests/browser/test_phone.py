"""On a phone: 390 px wide (and 320), touched with a finger."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from annotations.highlights.models import Highlight
from annotations.teams.models import User
from newsroom.articles.models import Article
from tests import factories
from tests.browser import hands
from tests.browser.conftest import OpenAs
from tests.browser.scenes import ARABIC, LEVY, penny, sample

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
FINGER_PX = 44


@pytest.fixture
def story(db: None) -> Article:
    return sample(LEVY)


@pytest.fixture
def reader(open_as: OpenAs, wren: User, story: Article) -> Page:
    page = open_as(wren, **PHONE)
    page.goto(story.get_absolute_url())
    hands.wait_until_ready(page)
    return page


def box(of: Locator) -> dict[str, float]:
    found = of.bounding_box()
    assert found
    return found


def tap(page: Page, pk: int, at: float) -> Locator:
    """Tap words that are this highlight's alone, `at` so much of the screen's height.

    Return its sheet.
    """
    x, y = page.locator(f"#highlight-{pk}").evaluate(
        """(mark, at) => {
          const widest = () => [...mark.childNodes]
            .filter((node) => node.nodeType === Node.TEXT_NODE)
            .flatMap((node) => {
              const range = document.createRange();
              range.selectNode(node);
              return [...range.getClientRects()];
            })
            .reduce((one, other) => (other.width > one.width ? other : one));
          scrollBy({ top: widest().top - innerHeight * at });
          const { left, top, width, height } = widest();
          return [left + width / 2, top + height / 2];
        }""",
        at,
    )
    page.touchscreen.tap(x, y)
    sheet = page.locator(f"#card-{pk}.sel")
    expect(sheet).to_be_visible()
    return sheet


def expect_the_passage_above(page: Page, sheet: Locator, pk: int) -> None:
    bar = box(page.locator(".bar"))
    page.wait_for_function(
        """([id, top, sheet]) => {
          const rects = document.getElementById(id).getClientRects();
          return rects[0].top >= top && rects[rects.length - 1].bottom
            <= document.querySelector(sheet).getBoundingClientRect().top;
        }""",
        arg=[f"highlight-{pk}", bar["y"] + bar["height"], "#cards .card.sel"],
    )


def expect_at_the_bottom(page: Page, sheet: Locator) -> None:
    found, screen = box(sheet), page.viewport_size
    assert screen
    assert found["x"] == 0
    assert found["width"] == screen["width"]
    assert found["y"] + found["height"] == pytest.approx(screen["height"], abs=1)
    assert found["height"] <= screen["height"] * 0.75


@pytest.mark.parametrize("at", [0.2, 0.5, 0.85], ids=["high", "middle", "low"])
def test_a_tap_opens_a_sheet_and_the_passage_stays_in_sight_above_it(
    reader: Page, at: float
) -> None:
    for highlight in Highlight.objects.order_by("start", "-end"):
        sheet = tap(reader, highlight.pk, at)
        expect_at_the_bottom(reader, sheet)
        expect_the_passage_above(reader, sheet, highlight.pk)
        sheet.get_by_role("button", name="Close").tap()
        expect(reader.locator(".card.sel")).to_have_count(0)


def test_the_sheet_steps_from_highlight_to_highlight(reader: Page) -> None:
    first, second, *_ = Highlight.objects.order_by("start", "-end")
    sheet = tap(reader, first.pk, 0.5)
    sheet.get_by_role("button", name="Next highlight").tap()
    following = reader.locator(f"#card-{second.pk}.sel")
    expect(following).to_be_visible()
    expect(sheet).to_be_hidden()
    expect(following).to_contain_text("Highlight 2 of 10")
    expect_the_passage_above(reader, following, second.pk)
    following.get_by_role("button", name="Previous highlight").tap()
    expect(reader.locator(f"#card-{first.pk}.sel")).to_be_visible()


def test_where_highlights_overlap_taps_go_from_the_innermost_outwards(reader: Page) -> None:
    inside = ["This levy", "This levy will not cost island families a penny"]
    marks = [Highlight.objects.get(words=words).pk for words in inside] + [penny().pk]
    for pk in marks:
        place = reader.locator(f"#highlight-{marks[0]}")
        place.scroll_into_view_if_needed()
        found = box(place)
        reader.touchscreen.tap(found["x"] + 4, found["y"] + found["height"] / 2)
        sheet = reader.locator(f"#card-{pk}.sel")
        expect(sheet).to_be_visible()
        expect_the_passage_above(reader, sheet, pk)
        reader.wait_for_load_state("networkidle")


def test_the_editor_opens_in_the_sheet_and_saves(reader: Page) -> None:
    quote = penny()
    sheet = tap(reader, quote.pk, 0.5)
    sheet.get_by_role("link", name="Edit").first.tap()
    editor = sheet.locator("form.editor")
    expect(editor).to_be_visible()
    expect_at_the_bottom(reader, sheet)
    expect_the_passage_above(reader, sheet, quote.pk)
    editor.get_by_label("Note").fill("Written with one thumb.")
    editor.get_by_role("button", name="Save").tap()
    expect(sheet).to_contain_text("Written with one thumb.")
    expect_at_the_bottom(reader, sheet)


def test_words_selected_by_touch_are_highlighted_in_a_sheet(reader: Page) -> None:
    words = "a ring-fenced fund for the eleven state ferry routes"
    start = hands.text_of(reader).index(words)
    hands.select(reader, (start, start + len(words)))
    tools = reader.get_by_role("toolbar", name="Highlight the selection")
    expect(tools).to_be_visible()
    assert box(tools)["y"] + box(tools)["height"] <= box(reader.locator(".dock"))["y"]
    tools.get_by_role("button", name="Passage").tap()
    editor = reader.get_by_role("group", name="New highlight")
    expect(editor).to_be_visible()
    expect_at_the_bottom(reader, editor)
    passage = reader.evaluate(
        """() => {
          const [range] = CSS.highlights.get("annotating");
          const { top, bottom } = range.getBoundingClientRect();
          return [top, bottom];
        }"""
    )
    assert passage[0] >= box(reader.locator(".bar"))["height"]
    assert passage[1] <= box(editor)["y"]
    editor.get_by_role("button", name="Save").tap()
    expect(reader.locator("#cards .card.sel")).to_contain_text(words)
    assert Highlight.objects.latest("pk").words == words


def test_what_is_pressed_in_the_sheet_and_the_bars_is_as_large_as_a_finger(reader: Page) -> None:
    sheet = tap(reader, penny().pk, 0.5)
    for button in [*sheet.locator(".btn").all(), *reader.locator(".bar .btn, .dock .btn").all()]:
        if button.is_visible():
            found = box(button)
            assert round(found["height"]) >= FINGER_PX, button
            assert round(found["width"]) >= FINGER_PX, button


def test_an_arabic_page_is_read_and_tapped_from_the_right(open_as: OpenAs, wren: User) -> None:
    story = sample(ARABIC)
    page = open_as(wren, **PHONE)
    page.goto(story.get_absolute_url())
    hands.wait_until_ready(page)
    assert (
        page.locator("p[data-block]").first.evaluate("block => getComputedStyle(block).direction")
        == "rtl"
    )
    first = Highlight.objects.earliest("start")
    sheet = tap(page, first.pk, 0.5)
    expect_at_the_bottom(page, sheet)
    expect_the_passage_above(page, sheet, first.pk)


def test_who_has_a_link_taps_a_highlight_and_its_note_comes_up_from_below(
    new_context: Callable[..., BrowserContext], wren: User, story: Article
) -> None:
    shared = factories.share(wren, article=story, shows_notes=True, shows_full_text=True)
    page = new_context(**PHONE).new_page()
    page.goto(shared)
    hands.wait_until_ready(page)
    sheet = tap(page, penny().pk, at=0.3)
    expect(sheet).to_contain_text("Four outlets, four wordings.")
    assert box(sheet)["y"] + box(sheet)["height"] == pytest.approx(844, abs=1)
    sheet.get_by_role("button", name="Close").tap()
    expect(sheet).to_have_count(0)
