"""The library in the browser: filters, rows by keyboard, what is done to many, and the way back."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from annotations.library.models import Reading, SavedView
from annotations.library.shelf import PAGE
from annotations.teams.models import User
from newsroom.articles.models import Article
from newsroom.outlets.models import Topic
from tests import factories
from tests.browser import hands
from tests.browser.conftest import OpenAs

NOON = datetime(2026, 5, 14, 12, 0, tzinfo=UTC)
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
OUTLETS = ("Harbour Post", "Northern Ledger")


def shelf(count: int) -> list[Article]:
    """Articles of two outlets in turn, the newest first."""
    return [
        factories.article(
            f"Article {number:03}",
            *(f"Paragraph {n}. " + "The levy was heard in the chamber. " * 12 for n in range(20)),
            outlet=OUTLETS[number % 2],
            published_at=NOON - timedelta(minutes=number),
        )
        for number in range(count)
    ]


@pytest.fixture
def page(open_as: OpenAs, wren: User) -> Page:
    return open_as(wren)


def titles(page: Page) -> list[str]:
    return page.locator(".art h3").all_inner_texts()


def column(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Lists and filters")


def counted(page: Page, name: str) -> Locator:
    return page.locator("#lists a", has_text=name).locator(".n")


# Filters


def test_a_filter_narrows_the_list_and_stands_in_the_address(page: Page) -> None:
    shelf(4)
    page.goto("/")
    expect(counted(page, "Inbox")).to_have_text("4 unread")
    column(page).get_by_label("Harbour Post").check()
    expect(page.locator(".art")).to_have_count(2)
    assert "list=inbox&outlet=" in page.url
    column(page).get_by_label("Date").select_option("Last 7 days")
    expect(page.get_by_text("No article fits these filters.")).to_be_visible()
    page.reload()
    expect(column(page).get_by_label("Harbour Post")).to_be_checked()
    expect(column(page).get_by_label("Date")).to_have_value("7")
    page.get_by_role("link", name="Remove filter: Last 7 days").click()
    expect(page.locator(".art")).to_have_count(2)
    expect(column(page).get_by_label("Date")).to_have_value("")
    page.get_by_role("link", name="Clear all").click()
    expect(page.locator(".art")).to_have_count(4)
    expect(column(page).get_by_label("Harbour Post")).not_to_be_checked()
    page.go_back()
    expect(page.locator(".art")).to_have_count(2)


def test_a_speaker_is_found_by_typing_and_filtered_by(page: Page, wren: User) -> None:
    first, second = shelf(2)
    factories.highlight(first, "Paragraph 3", wren, speaker_name="Dagny Ferrowe")
    factories.highlight(second, "Paragraph 4", wren, speaker_name="Oriel Tavasti")
    page.goto("/?list=all")
    find = column(page).get_by_role("searchbox", name="Find a speaker")
    find.press_sequentially("ferr")
    expect(column(page).get_by_label("Oriel Tavasti")).to_have_count(0)
    page.keyboard.press("Enter")
    column(page).get_by_label("Dagny Ferrowe").check()
    expect(page.locator(".art")).to_have_count(1)
    expect(page.locator(".chip", has_text="Dagny Ferrowe")).to_be_visible()


def test_a_list_is_saved_as_a_view_renamed_and_removed_and_comes_back(page: Page) -> None:
    shelf(2)
    page.goto("/?list=all")
    column(page).get_by_label("Harbour Post").check()
    page.get_by_text("Save as view").click()
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.type("Harbour levy watch")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Harbour levy watch")).to_be_visible()
    expect(counted(page, "Harbour levy watch")).to_have_text("1")
    page.locator("summary[aria-label='Change this view']").click()
    page.get_by_role("button", name="Remove view").click()
    expect(page.locator("#lists")).not_to_contain_text("Harbour levy watch")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", name="Harbour levy watch")).to_be_visible()
    assert SavedView.objects.get().removed_at is None


# Rows by keyboard, and what is done to many


def test_rows_are_selected_by_x_and_shift_and_marked_read_and_unread_again(page: Page) -> None:
    shelf(6)
    page.goto("/")
    for key in ("j", "x", "j", "j", "Shift+X"):
        page.keyboard.press(key)
    expect(page.get_by_text("3 selected")).to_be_visible()
    page.get_by_role("button", name="Mark read").click()
    expect(page.locator(".art.read")).to_have_count(3)
    expect(counted(page, "Inbox")).to_have_text("3 unread")
    expect(page.locator("body:focus")).to_have_count(0)
    page.keyboard.press("u")
    expect(page.locator(".art.read")).to_have_count(0)
    expect(counted(page, "Inbox")).to_have_text("6 unread")
    assert not Reading.objects.exists()


def test_the_mouse_selects_a_range_with_shift(page: Page) -> None:
    shelf(5)
    page.goto("/")
    picks = page.locator(".pick")
    picks.nth(0).click()
    picks.nth(3).click(modifiers=["Shift"])
    expect(page.get_by_text("4 selected")).to_be_visible()
    page.get_by_text("Topic…").click()
    page.locator("#bulk-topic").fill("Ferry levy")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("Ferry levy: 4 articles")).to_be_visible()
    assert Topic.objects.get().articles.count() == 4


def test_colleagues_are_named_before_articles_go_and_all_comes_back(
    page: Page, petra: User
) -> None:
    first = shelf(3)[0]
    factories.highlight(first, "Paragraph 3", petra)
    page.goto("/")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.locator(".bulk").get_by_role("button", name="Remove").click()
    dialog = page.get_by_role("dialog", name="Remove this article?")
    expect(dialog).to_contain_text("Petra Salloway")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.locator(".bulk").get_by_role("button", name="Remove").click()
    dialog.get_by_role("button", name="Remove").click()
    expect(page.locator(".art")).to_have_count(2)
    expect(counted(page, "Removed")).to_have_text("1")
    page.keyboard.press("u")
    expect(page.locator(".art")).to_have_count(3)


def test_rows_stay_compact_for_whoever_chose_it(page: Page, wren: User) -> None:
    shelf(2)
    page.goto("/")
    page.get_by_role("button", name="Compact").click()
    expect(page.locator(".art.compact")).to_have_count(2)
    page.goto("/?list=all")
    expect(page.locator(".art.compact")).to_have_count(2)


# The way back


def test_going_back_from_an_article_of_the_third_page_shows_the_same_place(page: Page) -> None:
    shelf(3 * PAGE)
    page.goto("/?list=all")
    for pages in (2, 3):
        page.get_by_role("link", name="Show more").click()
        expect(page.locator(".art")).to_have_count(pages * PAGE)
    wanted = page.get_by_role("link", name="Article 110")
    wanted.scroll_into_view_if_needed()
    before, top = titles(page), wanted.bounding_box()["y"]
    wanted.click()
    page.wait_for_url("**/articles/**")
    page.go_back()
    expect(page.locator(".art")).to_have_count(3 * PAGE)
    page.wait_for_function(
        """([top]) => {
          const row = [...document.querySelectorAll(".art h3 a")]
            .find((link) => link.textContent === "Article 110");
          return Math.abs(row.getBoundingClientRect().y - top) < 3;
        }""",
        arg=[top],
    )
    assert titles(page) == before
    expect(page.locator(".day")).to_have_count(1)


def test_brackets_go_through_the_list_one_came_from(page: Page) -> None:
    articles = shelf(6)
    page.goto("/?list=all")
    column(page).get_by_label("Harbour Post").check()
    expect(page.locator(".art")).to_have_count(3)
    page.get_by_role("link", name="Article 002").click()
    page.wait_for_url(f"**{articles[2].get_absolute_url()}")
    page.keyboard.press("]")
    page.wait_for_url(f"**{articles[4].get_absolute_url()}")
    page.keyboard.press("[")
    page.wait_for_url(f"**{articles[2].get_absolute_url()}")
    page.get_by_role("link", name="Back to the library").click()
    expect(page.locator(".art")).to_have_count(3)


def test_a_long_article_is_gone_on_with_where_it_was_left(page: Page) -> None:
    [article] = shelf(1)
    with page.expect_response("**/reading/"):
        page.goto(article.get_absolute_url())
    block = page.locator(".prose [data-block]").nth(12)
    block.evaluate("block => scrollTo(0, block.getBoundingClientRect().top + scrollY - 130)")
    place = int(block.get_attribute("data-block"))
    page.goto("/")
    expect(counted(page, "Whole library")).to_have_text("1")
    assert Reading.objects.get().block == place
    page.goto(article.get_absolute_url())
    page.get_by_role("link", name="Continue where you were").click()
    expect(block).to_be_in_viewport()


def test_the_way_back_to_where_one_was_goes_when_another_is_taken(page: Page, wren: User) -> None:
    [article] = shelf(1)
    Reading.objects.create(reader=wren, article=article, version=article.latest_version, block=90)
    for go_on in (
        lambda: hands.select(page, (0, 9)),
        lambda: page.mouse.wheel(0, 200),
    ):
        page.goto(article.get_absolute_url())
        way = page.get_by_role("link", name="Continue where you were")
        expect(way).to_be_visible()
        page.keyboard.press("Tab")
        expect(way).to_be_visible()
        go_on()
        expect(way).to_have_count(0, timeout=5000)


# On a phone, and without script


def test_on_a_phone_the_filters_and_the_lists_are_in_a_sheet(open_as: OpenAs, wren: User) -> None:
    shelf(4)
    page = open_as(wren, **PHONE)
    page.goto("/?list=all")
    expect(column(page)).to_be_hidden()
    page.get_by_role("link", name="Filters", exact=True).tap()
    sheet = page.get_by_role("dialog", name="Filters")
    expect(sheet).to_be_visible()
    box = sheet.bounding_box()
    assert box["x"] == 0 and box["width"] == 390
    assert round(box["y"] + box["height"]) == 844
    expect(sheet.get_by_role("link", name="Inbox")).to_be_visible()
    sheet.get_by_label("Northern Ledger").tap()
    sheet.get_by_role("button", name="Show articles").tap()
    expect(page.locator(".art")).to_have_count(2)
    expect(page.get_by_role("link", name="Filters, 1 on")).to_be_visible()


def test_on_a_phone_rows_are_selected_by_touch(open_as: OpenAs, wren: User) -> None:
    shelf(3)
    page = open_as(wren, **PHONE)
    page.goto("/")
    page.locator("summary[aria-label='More about this list']").tap()
    page.get_by_text("Select articles").tap()
    page.touchscreen.tap(195, 60)
    page.locator(".pick").first.tap()
    page.get_by_role("button", name="Mark read").tap()
    expect(page.locator(".art.read")).to_have_count(1)


def test_without_script_the_page_of_filters_does_what_the_column_does(
    open_as: OpenAs, wren: User
) -> None:
    shelf(4)
    page = open_as(wren, java_script_enabled=False)
    page.goto("/?list=all")
    page.get_by_role("link", name="More filters").click()
    page.get_by_label("Harbour Post").check()
    page.get_by_label("English").check()
    page.get_by_role("button", name="Show articles").click()
    expect(page.locator(".art")).to_have_count(2)
    page.get_by_role("link", name="Remove filter: Harbour Post").click()
    expect(page.locator(".art")).to_have_count(4)
    page.locator(".pick").first.check()
    page.get_by_role("button", name="Mark read").click()
    expect(page.locator(".art.read")).to_have_count(1)
