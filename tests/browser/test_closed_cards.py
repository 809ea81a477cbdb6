"""A card is fetched when it is first opened, and then is whole."""

import pytest
from playwright.sync_api import Page, expect

from annotations.highlights.models import Highlight
from annotations.teams.models import User
from newsroom.articles.models import Article
from tests import factories
from tests.browser import hands
from tests.browser.conftest import OpenAs, Watch


@pytest.fixture
def crowded(petra: User) -> Article:
    sentences = [f"Sentence {number:03} was heard." for number in range(5)]
    article = factories.article("Ferry fund passes", *sentences)
    for words in sentences:
        factories.highlight(article, words, petra, note="Which chamber?")
    return article


@pytest.fixture
def reader(open_as: OpenAs, petra: User, crowded: Article) -> Page:
    page = open_as(petra)
    page.goto(crowded.get_absolute_url())
    hands.wait_until_ready(page)
    return page


def test_pressing_a_passage_opens_its_card_with_all_that_can_be_done(reader: Page) -> None:
    made = Highlight.objects.order_by("start")[4]
    card = reader.locator(f"#card-{made.pk}")
    expect(card.get_by_text("Which chamber?")).to_be_visible()
    expect(card.get_by_role("link", name="Edit")).to_have_count(0)
    reader.locator(f"#highlight-{made.pk}").click(position={"x": 20, "y": 8})
    expect(reader.locator(f"#card-{made.pk}.sel")).to_be_visible()
    expect(card.get_by_role("link", name="Edit", exact=True)).to_be_visible()
    expect(card.locator(".note-html")).to_have_text("Which chamber?")


def test_by_keyboard_a_reply_is_written_on_a_card_that_was_closed(reader: Page) -> None:
    reader.keyboard.press("j")
    reader.keyboard.press("r")
    card = reader.locator("#cards .card.sel")
    expect(card.locator(".reply textarea")).to_be_focused()
    reader.keyboard.type("The lower one.")
    reader.keyboard.press("Control+Enter")
    expect(card.locator(".note-html").last).to_have_text("The lower one.")


def test_cards_walked_over_quicker_than_they_come_are_whole_all_the_same(reader: Page) -> None:
    for _ in range(5):
        reader.keyboard.press("j")
    expect(reader.locator("#cards .reply textarea")).to_have_count(5)


def test_a_card_that_could_not_be_fetched_is_asked_for_again(reader: Page, watch: Watch) -> None:
    reader.route("**/card/*", lambda route: route.fulfill(status=503))
    with reader.expect_response("**/card/*"):
        reader.keyboard.press("j")
    expect(reader.locator(".card.sel[data-closed]")).to_be_visible()
    reader.unroute("**/card/*")
    assert all("503" in said for said in watch.complaints)
    watch.complaints.clear()
    reader.keyboard.press("Escape")
    reader.keyboard.press("j")
    expect(reader.locator("#cards .card.sel .reply textarea")).to_be_attached()


def test_a_card_that_is_walked_to_is_wholly_in_sight_with_its_passage(
    open_as: OpenAs, petra: User
) -> None:
    filler = "The chamber sat late into the night before it came to a vote. " * 9
    sentences = [f"Sentence {number:03} was heard." for number in range(4)]
    article = factories.article(
        "Ferry fund passes",
        *(f"{filler}{one}" for one in sentences),
        filler,
        filler,
        filler,
        filler,
    )
    for words in sentences:
        factories.highlight(article, words, petra, note="Which chamber?")
    page = open_as(petra)
    page.goto(article.get_absolute_url())
    hands.wait_until_ready(page)
    for key in "jjjjkk":
        page.keyboard.press(key)
        expect(page.locator(".card.sel .reply textarea")).to_be_attached()
        page.wait_for_function(
            """() => {
              const [card, mark, bar] = [".card.sel", "mark.sel", ".bar"]
                .map((one) => document.querySelector(one).getBoundingClientRect());
              return card.bottom <= innerHeight && mark.top >= bar.bottom;
            }""",
            timeout=10_000,
        )
