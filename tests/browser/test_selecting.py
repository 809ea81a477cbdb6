"""Words are selected as people do it, and become exactly the highlight that was meant."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from annotations.highlights.models import Highlight
from annotations.quotations.finding import find_quotations
from annotations.teams.models import User
from newsroom.articles.models import Article
from newsroom.articles.text import Block, Kind
from tests import factories
from tests.browser import hands
from tests.browser.conftest import OpenAs

FIRST = "“The islands were never asked,” Dagny Ferrowe said on the quay in Vestrin."
SECOND = "The fund will protect 4,200 jobs in the northern yards, Oriel Tavasti told the chamber."
ITEMS = ("The winter timetable returns in October.", "The hospital boat sails daily.")
CAPTION = "The Saint Ennoc leaving Vestrin with every seat taken"
HEADING = "What the auditor found"
LAST = "Ilka Brandeveer, the auditor general, warned that nobody had seen the forecast."


@pytest.fixture
def story(db: None) -> Article:
    return factories.article(
        "Ferry fund passes by four votes",
        FIRST,
        SECOND,
        *(Block(Kind.LIST_ITEM, item) for item in ITEMS),
        Block(Kind.CAPTION, CAPTION, credit="Ansel Rivney"),
        Block(Kind.HEADING, HEADING, level=2),
        LAST,
    )


@pytest.fixture
def page(open_as: OpenAs, wren: User, story: Article) -> Page:
    page = open_as(wren)
    page.goto(story.get_absolute_url())
    hands.wait_until_ready(page)
    return page


type Place = tuple[float, float]


@pytest.fixture
def at(page: Page) -> Callable[..., Place]:
    """Return where in the window some words begin, or (with `end`) end."""

    def place(words: str, end: bool = False) -> Place:
        start = hands.text_of(page).index(words)
        return tuple(
            page.evaluate(
                """async ([start, end, atEnd]) => {
                  const { rangeOf } = await import("/static/js/text-offsets.js");
                  const boxes = rangeOf(start, end).getClientRects();
                  const box = atEnd ? boxes[boxes.length - 1] : boxes[0];
                  return [atEnd ? box.right - 1 : box.left + 1, box.top + box.height / 2];
                }""",
                [start, start + len(words), end],
            )
        )

    return place


def drag(page: Page, start: Place, end: Place) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2, steps=4)
    page.mouse.move(*end, steps=4)
    page.mouse.up()


def made(page: Page) -> str:
    """Highlight what is selected and return its words, which stand where the highlight does."""
    hands.make(page, "Passage")
    hands.save(page)
    kept = Highlight.objects.latest("pk")
    assert kept.words == kept.version.text[kept.start : kept.end]
    assert kept.words == kept.words.strip()
    return kept.words


def test_a_double_click_takes_a_word(page: Page, at: Callable[..., Place]) -> None:
    x, y = at("islands")
    page.mouse.dblclick(x + 8, y)
    assert made(page) == "islands"


@pytest.mark.parametrize("words", [FIRST, ITEMS[0], ITEMS[1], CAPTION, HEADING, LAST])
def test_a_triple_click_takes_the_block_and_nothing_of_the_next(
    page: Page, at: Callable[..., Place], words: str
) -> None:
    x, y = at(words)
    page.mouse.click(x + 20, y, click_count=3)
    assert made(page) == words


def test_a_drag_over_paragraphs_and_list_items_takes_what_lies_between(
    page: Page, at: Callable[..., Place]
) -> None:
    drag(page, at("4,200 jobs"), at("The hospital boat", end=True))
    text = "\n".join((SECOND, *ITEMS))
    assert made(page) == text[text.index("4,200") : text.index(" sails daily")]


def test_a_drag_that_ends_where_the_next_block_begins_takes_nothing_of_it(
    page: Page, at: Callable[..., Place]
) -> None:
    start, (x, y) = at("4,200 jobs"), at(ITEMS[0])
    drag(page, start, (x - 1, y))
    assert made(page) == SECOND[SECOND.index("4,200") :]


def test_a_selection_backwards_is_the_same(page: Page, at: Callable[..., Place]) -> None:
    drag(page, at("northern yards", end=True), at("4,200"))
    assert made(page) == "4,200 jobs in the northern yards"


def test_shift_and_click_extend_to_there(page: Page, at: Callable[..., Place]) -> None:
    x, y = at("islands")
    page.mouse.dblclick(x + 8, y)
    page.keyboard.down("Shift")
    page.mouse.click(*at("Dagny Ferrowe", end=True))
    page.keyboard.up("Shift")
    assert made(page).startswith("islands were never asked,” Dagny")


def test_half_words_stay_and_white_space_at_the_ends_goes(page: Page) -> None:
    start = hands.text_of(page).index("lands were never ")
    hands.select(page, (start, start + len("lands were never ")))
    assert made(page) == "lands were never"


@pytest.mark.parametrize(
    ("marked", "words"),
    [
        ("were never asked", "never"),
        ("were never asked", "islands were never asked,” Dagny"),
        ("were never asked", "asked,” Dagny Ferrowe"),
    ],
    ids=["inside", "around", "across"],
)
def test_inside_and_across_other_highlights(
    page: Page, story: Article, wren: User, at: Callable[..., Place], marked: str, words: str
) -> None:
    factories.highlight(story, marked, wren)
    page.reload()
    hands.wait_until_ready(page)
    drag(page, at(words), at(words, end=True))
    got = made(page)
    assert got in words and len(got) >= len(words) - 2


@pytest.mark.parametrize("marked", ["highlighted", "with the focus", "suggested"])
def test_exactly_the_words_that_are_marked_already(page: Page, wren: User, marked: str) -> None:
    words = "“Nobody here was asked by anybody,”"
    line = f"When the boat had left the quay, {words} Dagny Ferrowe said, and went home."
    article = factories.article("What the ferry left behind", line)
    if marked == "suggested":
        find_quotations(article)
    else:
        factories.highlight(article, words, wren)
    page.goto(article.get_absolute_url())
    hands.wait_until_ready(page)
    expect(page.locator("mark.hl")).to_have_text(words)
    if marked == "with the focus":
        page.keyboard.press("j")
        expect(page.locator(".grip:visible")).to_have_count(2)
        page.keyboard.press("Escape")
        expect(page.locator(".grip:visible")).to_have_count(0)
        expect(page.locator("mark.hl:focus")).to_be_visible()
    hands.drag_over(page, words)
    assert made(page) == words


def test_a_selection_of_the_heading_and_caption_leaves_the_credit_out(
    page: Page, at: Callable[..., Place]
) -> None:
    drag(page, at("Saint Ennoc"), at("auditor found", end=True))
    assert made(page).startswith(f"{CAPTION[CAPTION.index('Saint') :]}\n{HEADING[:-2]}")


def test_in_passage_mode_the_sentences_are_taken_one_by_one(page: Page) -> None:
    for key in ("e", "ArrowDown", "ArrowDown", "Shift+ArrowDown", "n"):
        page.keyboard.press(key)
    hands.save(page)
    kept = Highlight.objects.latest("pk")
    assert kept.words == "\n".join((SECOND, ITEMS[0]))


def test_the_link_to_words_leads_to_them_without_a_highlight(
    page: Page, story: Article, at: Callable[..., Place]
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    drag(page, at(FIRST), at(ITEMS[1], end=True))
    tools = page.get_by_role("toolbar", name="Highlight the selection")
    tools.get_by_role("button", name="Link").click()
    expect(tools).to_contain_text("Copied")
    address = page.evaluate("navigator.clipboard.readText()")
    version = story.latest_version.get_absolute_url()
    assert address.endswith(
        f"{version}#:~:text=%E2%80%9CThe%20islands%20were%20never%20asked%2C%E2%80%9D,"
        "The%20hospital%20boat%20sails%20daily."
    )
    expect(tools).not_to_contain_text("Copied")
    page.mouse.dblclick(*at("auditor general"))
    page.keyboard.press("y")
    expect(tools).to_contain_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()").endswith("#:~:text=auditor")
    assert not Highlight.objects.exists()
