"""Where no script runs, the pages are read and the plain forms do what they say."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from annotations.highlights.models import Highlight
from annotations.management.commands.load_samples import SAMPLES
from annotations.notes.models import Note
from annotations.teams.models import User
from newsroom.articles.models import Article
from newsroom.ingestion.taking_in import take_in
from tests import factories
from tests.browser.conftest import WIDE, OpenAs
from tests.browser.scenes import LEVY, penny, sample

NARROW = {"width": 390, "height": 844}


@pytest.fixture
def story(db: None) -> Article:
    return sample(LEVY)


@pytest.fixture
def page(open_as: OpenAs, wren: User) -> Page:
    return open_as(wren, java_script_enabled=False)


@pytest.fixture
def reader(page: Page, story: Article) -> Page:
    page.goto(story.get_absolute_url())
    page.get_by_role("link", name="Open all cards").click()
    return page


def card(page: Page, highlight: Highlight) -> Locator:
    return page.locator(f"#card-{highlight.pk}")


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_all_highlights_and_notes_can_be_read(
    viewport: dict[str, int], story: Article, wren: User, open_as: OpenAs
) -> None:
    page = open_as(wren, java_script_enabled=False, viewport=viewport)
    page.goto(story.get_absolute_url())
    for highlight in Highlight.objects.all():
        expect(page.locator(f"#highlight-{highlight.pk}")).to_be_visible()
        expect(card(page, highlight).locator(".who")).to_be_visible()
        for note in highlight.notes.all():
            words = r"[\s•]+".join(re.escape(word) for word in note.preview.split())
            expect(card(page, highlight)).to_contain_text(re.compile(words))
    page.get_by_role("link", name="Open all cards").click()
    page.goto(story.get_absolute_url())
    for highlight in Highlight.objects.all():
        for note in highlight.notes.all():
            expect(page.locator(f"#note-{note.pk} .note-html")).to_be_visible()
    assert Note.objects.count() == 8


def test_nothing_is_offered_that_only_script_could_do(reader: Page) -> None:
    for controls in (".dock", ".stepper", ".tools", "[data-close]", "[data-only-speaker]"):
        for control in reader.locator(controls).all():
            expect(control).to_be_hidden()


def fill_by_hand(page: Page, words: str) -> Locator:
    page.get_by_text("Highlight by quoting the words").click()
    form = page.locator("details.by-hand form")
    form.get_by_label("The words, as they stand in the article").fill(words)
    return form


def test_words_are_highlighted_by_quoting_them(reader: Page) -> None:
    words = "a ring-fenced fund for the eleven state ferry routes"
    form = fill_by_hand(reader, words)
    form.get_by_label("Kind").select_option("Claim")
    form.get_by_label("Who says so?").fill("Harbour Labour")
    form.get_by_label("Note").fill("Is it *ring-fenced*?")
    form.get_by_role("button", name="Highlight").click()
    made = Highlight.objects.latest("pk")
    expect(reader.locator(f"#highlight-{made.pk}")).to_have_text(words)
    expect(card(reader, made)).to_contain_text("Harbour Labour")
    expect(card(reader, made)).to_contain_text("Is it ring-fenced?")
    assert made.words == made.version.text[made.start : made.end] == words
    assert made.kind == "claim"


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("the", "These words stand in the article more than once."),
        ("the bill died at sea", "These words do not stand in this version of the article."),
    ],
)
def test_words_that_cannot_be_placed_are_handed_back_with_the_reason(
    words: str, answer: str, reader: Page
) -> None:
    count = Highlight.objects.count()
    form = fill_by_hand(reader, words)
    form.get_by_label("Note").fill("Not to be lost.")
    form.get_by_role("button", name="Highlight").click()
    expect(reader.get_by_text(answer)).to_be_visible()
    expect(reader.get_by_label("The words, as they stand in the article")).to_have_value(words)
    expect(reader.get_by_label("Note")).to_have_value("Not to be lost.")
    assert Highlight.objects.count() == count


def test_a_highlight_is_changed(reader: Page) -> None:
    quote = penny()
    card(reader, quote).locator("[data-edit]").click()
    expect(reader.get_by_role("heading", name="Edit a highlight")).to_be_visible()
    reader.get_by_label("Who says so?").fill("Dagny Ferrowe")
    reader.get_by_role("button", name="Save").click()
    expect(card(reader, quote).get_by_role("link", name="Dagny Ferrowe")).to_be_visible()


def test_a_highlight_is_deleted_and_brought_back(reader: Page) -> None:
    quote = penny()
    card(reader, quote).get_by_role("button", name="Delete this highlight").click()
    expect(reader.get_by_role("heading", name="Highlight deleted")).to_be_visible()
    expect(reader.get_by_text(quote.words)).to_be_visible()
    reader.get_by_role("button", name="Undo").click()
    expect(reader.locator(f"#highlight-{quote.pk}")).to_be_visible()
    expect(card(reader, quote)).to_be_visible()


def test_a_note_is_added_changed_deleted_and_brought_back(reader: Page) -> None:
    thread = card(reader, penny()).locator(".thread")
    thread.get_by_label("Reply").fill("A first thought.")
    thread.get_by_role("button", name="Send").click()
    own = thread.locator(".msg.me")
    expect(own).to_contain_text("A first thought.")
    own.locator("summary").click()
    own.get_by_role("link", name="Edit").click()
    reader.get_by_label("Note").fill("A second thought.")
    reader.get_by_role("button", name="Save").click()
    expect(own).to_contain_text("A second thought.")
    own.locator("summary").click()
    own.get_by_role("button", name="Delete").click()
    expect(reader.get_by_role("heading", name="Note deleted")).to_be_visible()
    reader.get_by_role("button", name="Undo").click()
    expect(own).to_contain_text("A second thought.")


def test_a_link_is_made_read_and_ended(
    reader: Page, new_context: Callable[..., BrowserContext]
) -> None:
    quote = penny()
    card(reader, quote).get_by_role("link", name="Share").click()
    reader.get_by_label("Show our notes").check()
    reader.get_by_role("button", name="Make a link").click()
    address = reader.get_by_label("Link", exact=True).input_value()
    outsider = new_context(java_script_enabled=False).new_page()
    outsider.goto(address)
    expect(outsider.locator(".bigq")).to_have_text(quote.words)
    expect(outsider.locator(".note-html").first).to_be_visible()
    reader.get_by_text("End", exact=True).click()
    reader.get_by_role("button", name="End this link").click()
    expect(reader.get_by_text("Links that are open")).to_have_count(0)
    assert outsider.goto(address).status == 410
    expect(outsider.get_by_text(quote.words)).to_have_count(0)


def test_a_text_is_added_and_read(page: Page) -> None:
    page.goto("/add/")
    words = "\n\n".join([*factories.STORY, *(f"{factories.SECOND} ({n})" for n in range(9))])
    page.get_by_label("Links, or the text itself").fill(words)
    page.locator("#add-button").click()
    arrival = page.get_by_role("region", name="Just now").get_by_role("listitem")
    expect(arrival).to_contain_text("Waiting for its turn")
    take_in(Article.objects.get())
    page.reload()
    expect(arrival).to_contain_text("Ready.")
    arrival.get_by_role("link", name="Read").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(factories.TITLE)


def test_a_saved_page_is_added_by_the_file_picker(page: Page) -> None:
    page.goto("/add/")
    page.locator("input[type=file]").set_input_files(SAMPLES / f"{LEVY}.html")
    page.locator("#add-button").click()
    arrival = page.get_by_role("region", name="Just now").get_by_role("listitem")
    expect(arrival).to_be_visible()
    take_in(Article.objects.get())
    page.reload()
    arrival.get_by_role("link", name="Read").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ferry levy")


def test_what_cannot_be_fetched_is_refused_and_stays_in_the_box(page: Page) -> None:
    page.goto("/add/")
    page.get_by_label("Links, or the text itself").fill("http://10.0.0.1/private")
    page.locator("#add-button").click()
    expect(page.get_by_role("alert").first).to_contain_text("http://10.0.0.1/private")
    expect(page.get_by_label("Links, or the text itself")).to_have_value("http://10.0.0.1/private")
    assert not Article.objects.exists()


def test_the_library_is_filtered_by_outlet(page: Page, story: Article) -> None:
    other = factories.article("Another story", "Nothing much.", outlet="Northern Ledger")
    page.goto("/")
    expect(page.get_by_role("link", name=other.title)).to_be_visible()
    filters = page.get_by_role("complementary", name="Filters")
    filters.get_by_label("Harbour Post").check()
    filters.get_by_role("button", name="Show").click()
    expect(page.get_by_role("link", name=story.title)).to_be_visible()
    expect(page.get_by_role("link", name=other.title)).to_have_count(0)
