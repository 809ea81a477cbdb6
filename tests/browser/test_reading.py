"""Reading with a mouse: links to a passage, overlaps, the cast, and what goes wrong on the way."""

import pytest
from playwright.sync_api import Locator, Page, expect

from annotations.highlights.models import Highlight
from annotations.teams.models import User
from newsroom.articles.models import Article
from tests import factories
from tests.browser import hands
from tests.browser.conftest import OpenAs, Watch
from tests.browser.scenes import LEVY, penny, sample

WORDS = "a ring-fenced fund for the eleven state ferry routes"


@pytest.fixture
def story(db: None) -> Article:
    return sample(LEVY)


@pytest.fixture
def reader(open_as: OpenAs, wren: User, story: Article) -> Page:
    page = open_as(wren)
    page.goto(story.get_absolute_url())
    hands.wait_until_ready(page)
    return page


def chosen(page: Page) -> Locator:
    return page.locator("#cards .card.sel")


def test_the_link_to_a_highlight_scrolls_to_its_passage_and_opens_its_card(
    story: Article, wren: User, open_as: OpenAs
) -> None:
    last = Highlight.objects.latest("start")
    page = open_as(wren)
    page.goto(last.get_absolute_url())
    expect(page.locator(f"#highlight-{last.pk}")).to_be_in_viewport()
    expect(chosen(page)).to_have_id(f"card-{last.pk}")


def test_cards_stand_level_with_their_passages_and_do_not_overlap(reader: Page) -> None:
    tops: dict[int, float] = {}
    below = 0.0
    for highlight in Highlight.objects.order_by("start", "-end"):
        card = reader.locator(f"#card-{highlight.pk}").bounding_box()
        mark = reader.locator(f"#highlight-{highlight.pk}").bounding_box()
        assert card and mark
        assert card["y"] >= below
        tops[highlight.pk] = card["y"] - mark["y"]
        below = card["y"] + card["height"]
    assert abs(tops[penny().pk]) < 12
    assert min(tops.values()) > -12


def test_pressing_where_highlights_overlap_goes_from_the_innermost_outwards(reader: Page) -> None:
    inner = Highlight.objects.get(words="This levy")
    middle = Highlight.objects.get(words="This levy will not cost island families a penny")
    for expected in (inner, middle, penny(), inner):
        hands.press_on(reader, str(inner.pk))
        expect(chosen(reader)).to_have_id(f"card-{expected.pk}")


def test_choosing_a_speaker_dims_what_others_said_and_again_shows_all(reader: Page) -> None:
    cards = reader.locator("#cards .card:visible")
    expect(cards).to_have_count(10)
    voice = reader.get_by_role("button", name="Oriel Tavasti")
    voice.click()
    expect(cards).to_have_count(5)
    expect(voice).to_have_attribute("aria-pressed", "true")
    voice.click()
    expect(cards).to_have_count(10)


def test_a_selection_over_several_paragraphs_becomes_one_highlight(reader: Page) -> None:
    text = hands.text_of(reader)
    start = text.index("“Let me say it so plainly")
    end = text.index("a ring-fenced fund") + len("a ring-fenced fund")
    hands.select(reader, (start, end))
    hands.make(reader, "Passage")
    hands.save(reader)
    made = Highlight.objects.latest("pk")
    assert (made.start, made.end, made.words) == (start, end, text[start:end])
    assert "\n" in made.words
    shown = reader.locator(f"mark.hl[data-h~='{made.pk}']")
    assert shown.count() >= 2
    assert hands.text_of(reader) == text


def test_what_could_not_be_sent_is_said_and_stays_in_its_field(reader: Page, watch: Watch) -> None:
    start = hands.text_of(reader).index(WORDS)
    hands.select(reader, (start, start + len(WORDS)))
    card = hands.make(reader, "Quote")
    card.get_by_label("Note").fill("Not to be lost.")
    reader.route("**/highlights/", lambda route: route.fulfill(status=503))
    card.get_by_role("button", name="Save").click()
    expect(reader.get_by_role("alert").filter(has_text="Not saved.")).to_be_visible()
    expect(card.get_by_label("Note")).to_have_value("Not to be lost.")
    reader.unroute("**/highlights/")
    assert all("503" in said for said in watch.complaints)
    watch.complaints.clear()
    hands.save(reader)
    made = Highlight.objects.latest("pk")
    assert made.words == WORDS
    assert made.notes.get().body == "Not to be lost."


def test_two_readers_mark_the_same_paragraph_and_lose_nothing(
    reader: Page, story: Article, petra: User
) -> None:
    hers = factories.highlight(story, "about 310 million marks a year", petra, note="How much?")
    start = hands.text_of(reader).index(WORDS)
    hands.select(reader, (start, start + len(WORDS)))
    hands.make(reader, "Claim")
    hands.save(reader)
    expect(reader.locator(f"#highlight-{hers.pk}")).to_be_visible()
    hands.press_on(reader, str(hers.pk))
    expect(chosen(reader)).to_contain_text("How much?")


def test_the_card_of_a_passage_low_in_the_window_comes_into_sight_to_its_end(
    reader: Page, wren: User
) -> None:
    for n in range(4):
        factories.note(penny(), f"Thought number {n} about fares.", wren)
    reader.reload()
    hands.wait_until_ready(reader)
    mark = reader.locator(f"#highlight-{penny().pk}")
    mark.evaluate("mark => mark.scrollIntoView({ block: 'end' })")
    hands.press_on(reader, str(penny().pk))
    expect(chosen(reader).get_by_role("button", name="Delete this highlight")).to_be_in_viewport()
    expect(mark).to_be_in_viewport()
    card, next_to_it = chosen(reader).bounding_box(), None
    for one in reader.locator("#cards .card:not(.sel):visible").all():
        next_to_it = one.bounding_box()
        assert card and next_to_it
        above = next_to_it["y"] + next_to_it["height"] <= card["y"]
        assert above or next_to_it["y"] >= card["y"] + card["height"]


def test_a_card_has_all_it_can_do_in_one_row(reader: Page) -> None:
    hands.press_on(reader, str(penny().pk))
    buttons = ["Edit", "Adjust", "Copy link", "Share", "Delete this highlight"]
    foot = chosen(reader).locator(".foot")
    tops = []
    for name in buttons:
        box = foot.get_by_role("button" if "Delete" in name else "link", name=name).bounding_box()
        assert box
        tops.append(round(box["y"] + box["height"] / 2))
    assert max(tops) - min(tops) <= 1


def test_what_could_not_be_loaded_is_said_and_works_at_the_next_press(
    reader: Page, watch: Watch
) -> None:
    reader.context.route("**/highlight-adjust*", lambda route: route.abort(), times=1)
    hands.press_on(reader, str(penny().pk))
    expect(reader.locator("#toasts")).to_contain_text("Not loaded. The server did not answer.")
    chosen(reader).get_by_role("link", name="Adjust").click()
    expect(reader.locator(".adjusting")).to_be_visible()
    assert all("/static/js/highlight-adjust" in said for said in watch.complaints)
    watch.complaints.clear()
