"""Among the highlights of many, those of one person, kind, label or speaker are picked out."""

import pytest
from playwright.sync_api import Page, expect

from annotations.highlights.labels import put_labels
from annotations.highlights.models import Highlight
from annotations.teams.models import User
from newsroom.articles.models import Article
from tests import factories
from tests.browser import hands
from tests.browser.conftest import OpenAs
from tests.browser.test_phone import PHONE


@pytest.fixture
def marked(db: None, wren: User, petra: User) -> list[Highlight]:
    story = factories.article()
    quote = factories.highlight(story, "never asked", petra, speaker_name="Dagny Ferrowe")
    claim = factories.highlight(
        story, "4,200 jobs", petra, kind="claim", speaker_name="Oriel Tavasti"
    )
    hers = factories.highlight(story, "the forecast", wren, kind="claim")
    put_labels(hers, ["Forecast"])
    return [quote, claim, hers]


@pytest.fixture
def story(marked: list[Highlight]) -> Article:
    return marked[0].version.article


def shown(page: Page) -> list[str]:
    cards = page.locator("#cards .card:visible")
    bright = page.locator(".col:not(.dim) mark.hl, mark.hl.keep")
    kept = bright.evaluate_all("marks => marks.map((one) => one.dataset.h)")
    ids = cards.evaluate_all("cards => cards.map((one) => one.dataset.for)")
    assert ids == kept
    return ids


def keys(*highlights: Highlight) -> list[str]:
    return [str(one.pk) for one in highlights]


def test_filters_combine_and_the_link_shows_the_same(
    open_as: OpenAs, wren: User, petra: User, story: Article, marked: list[Highlight]
) -> None:
    quote, claim, hers = marked
    page = open_as(wren)
    page.goto(story.get_absolute_url())
    hands.wait_until_ready(page)
    cast = page.get_by_role("navigation", name="In this article")
    cast.get_by_role("button", name="Claims").click()
    expect(page.locator("#live")).to_have_text("2 of 3 highlights")
    assert shown(page) == keys(claim, hers)
    cast.get_by_role("button", name="Petra Salloway").click()
    expect(page.locator("#live")).to_have_text("1 of 3 highlights")
    assert shown(page) == keys(claim)
    other = open_as(petra)
    other.goto(page.url)
    hands.wait_until_ready(other)
    button = other.get_by_role("button", name="Claims")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(other.locator("#cards .card:visible")).to_have_count(1)
    assert shown(other) == keys(claim)
    other.get_by_role("button", name="Show all").click()
    assert shown(other) == keys(quote, claim, hers)
    assert "?" not in other.url.split("#")[0] or other.url.endswith("?")


def test_a_label_picks_out_and_the_export_follows(
    open_as: OpenAs, wren: User, story: Article, marked: list[Highlight]
) -> None:
    page = open_as(wren)
    page.goto(story.get_absolute_url())
    hands.wait_until_ready(page)
    page.get_by_role("button", name="Forecast").click()
    expect(page.locator("#live")).to_have_text("1 of 3 highlights")
    assert shown(page) == keys(marked[2])
    page.get_by_label("More about this article").click()
    with page.expect_download() as coming:
        page.get_by_role("link", name="Markdown").click()
    said = coming.value.path().read_text()
    assert "the forecast" in said
    assert "never asked" not in said


def test_a_change_keeps_the_filter(
    open_as: OpenAs, wren: User, story: Article, marked: list[Highlight]
) -> None:
    page = open_as(wren)
    page.goto(f"{story.get_absolute_url()}?kind=claim")
    hands.wait_until_ready(page)
    card = hands.press_on(page, str(marked[2].pk))
    card.get_by_role("button", name="Passage").click()
    expect(card).to_have_attribute("data-kind", "passage")
    expect(page.get_by_role("button", name="Claims")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Passages").click()
    expect(page.locator("#cards .card:visible")).to_have_count(2)


def test_on_a_phone_the_filters_open_as_a_sheet(
    open_as: OpenAs, wren: User, story: Article, marked: list[Highlight]
) -> None:
    page = open_as(wren, **PHONE)
    page.goto(story.get_absolute_url())
    hands.wait_until_ready(page)
    page.get_by_role("button", name="Filter").tap()
    sheet = page.get_by_role("dialog", name="Filter highlights")
    sheet.get_by_role("button", name="Quotes").tap()
    sheet.get_by_role("button", name="Close").tap()
    expect(page.locator(".dock")).to_contain_text("1 of 3 highlights")
    expect(page.locator("mark.hl.keep")).to_have_count(1)
