"""The words on the page are the words that are kept, and their places are counted alike."""

import random
from collections.abc import Iterable
from uuid import uuid4

import pytest
from playwright.sync_api import Page

from annotations.highlights.models import Highlight
from annotations.reader.forms import HighlightForm
from annotations.teams.models import User
from newsroom.articles.models import Article, Version
from newsroom.ingestion.extraction import extract
from newsroom.outlets.models import Outlet
from tests import factories
from tests.browser import hands
from tests.browser.conftest import OpenAs
from tests.browser.scenes import ARABIC, GERMAN, PAGES

STORIES = dict.fromkeys(page.url for page in PAGES)
each_story = pytest.mark.parametrize("url", STORIES, ids=lambda url: url.rpartition("/")[2])

MIXED = (
    "Ferry 🚢 fund: naïve, or nai\u0308ve?",
    "The minister wrote “👩🏽\u200d✈️ we fly the flag 🇲🇱 and "
    "👨\u200d👩\u200d👧\u200d👦 families”, then left.",
    "Za\u0341lgo t\u0324\u0308ext and q\u0323\u0307 marks stand beside Kra\u0301kow\u0308.",
    "Ver\u00adkehrs\u00admini\u00adste\u00adri\u00adum kostet "
    "4\u00a0200\u202f000 Mark,\u00a0sagt sie.",
    "He said \u2068«لن ندفع الرسوم»\u2069 and left (עברית too), 12 345 times.",
    "قالت الوزيرة: «لن ندفع 🚢 شيئًا» ثم غادرت القاعة.",
    "𝔐athematical 𝒔𝒄𝒓𝒊𝒑𝒕 and \u200bzero\u2060width\ufeff signs end here.",
)


@pytest.fixture
def versions(url: str, db: None) -> list[Version]:
    """Every version of a sample story, the oldest first."""
    found = [extract(page.body, url) for page in PAGES if page.url == url]
    outlet = Outlet.objects.known_as(found[0].outlet_name, found[0].outlet_domain)
    story = Article.objects.create(address=url, url=url, outlet=outlet)
    return [story.revise(one) for one in found]


@pytest.fixture
def mixed() -> Version:
    """A text in which code points, UTF-16 units and what looks like a letter all differ."""
    return factories.article(*MIXED, language="en").latest_version


def some_spans(text: str, count: int, longest: int = 200) -> list[hands.Span]:
    """Return spans of the text that begin and end with a sign one can see, the same each time."""
    chance = random.Random(text)
    shown = [place for place, sign in enumerate(text) if not sign.isspace() and sign != "\ufeff"]
    starts = (chance.choice(shown) for _ in range(count))
    ends = ((start, start + chance.randint(1, longest)) for start in starts)
    return [(start, max(place for place in shown if place < end) + 1) for start, end in ends]


def highlight(version: Version, spans: Iterable[hands.Span], by: User) -> None:
    for number, (start, end) in enumerate(spans):
        kind = Highlight.Kind.values[number % 3]
        words = version.text[start:end]
        data = {"start": start, "end": end, "words": words, "kind": kind, "client_key": uuid4()}
        form = HighlightForm(data, version=version, author=by)
        assert form.is_valid(), form.errors
        form.save()


def open_version(page: Page, version: Version) -> None:
    page.goto(version.get_absolute_url())
    hands.wait_until_ready(page)


def assert_counted_alike(page: Page, text: str) -> None:
    """Check some spans: what the page counts them to be is what the kept text says."""
    spans = some_spans(text, 24)
    for (start, end), found in zip(spans, hands.counted(page, spans), strict=True):
        words = text[start:end]
        assert found["span"] == {"start": start, "end": end, "words": words}
        assert found["back"] == found["span"]
        if "\n" not in words:
            assert found["words"] == words


def assert_shows_its_text(page: Page, version: Version) -> None:
    open_version(page, version)
    assert hands.text_of(page) == version.text
    assert_counted_alike(page, version.text)


@each_story
def test_a_sample_page_is_its_text_and_counts_it_alike_with_and_without_highlights(
    versions: list[Version], wren: User, open_as: OpenAs
) -> None:
    page = open_as(wren)
    for version in versions:
        assert_shows_its_text(page, version)
        highlight(version, some_spans(version.text, 12, longest=600), wren)
        assert_shows_its_text(page, version)
        assert page.locator("mark.hl").count() >= 12


def test_emoji_combining_signs_soft_hyphens_and_hebrew_keep_every_offset_right(
    mixed: Version, wren: User, open_as: OpenAs
) -> None:
    page = open_as(wren)
    assert_shows_its_text(page, mixed)
    highlight(mixed, some_spans(mixed.text, 12), wren)
    assert_shows_its_text(page, mixed)


def test_a_highlight_made_by_the_toolbar_holds_exactly_the_words_selected(
    mixed: Version, wren: User, open_as: OpenAs
) -> None:
    page = open_as(wren)
    open_version(page, mixed)
    wanted = [
        "Ferry 🚢 fund",
        "👩🏽\u200d✈️ we fly the flag 🇲🇱",
        "t\u0324\u0308ext and q\u0323\u0307 marks",
        "Ver\u00adkehrs\u00admini\u00adste\u00adri\u00adum kostet 4\u00a0200",
        "«لن ندفع الرسوم»\u2069 and left (עברית",
        "«لن ندفع 🚢 شيئًا»",
        "𝒔𝒄𝒓𝒊𝒑𝒕 and \u200bzero\u2060width\ufeff signs",
    ]
    for count, words in enumerate(wanted, 1):
        start = mixed.text.index(words)
        hands.select(page, (start, start + len(words)))
        hands.make(page, "Quote")
        hands.save(page)
        made = Highlight.objects.latest("pk")
        assert Highlight.objects.count() == count
        assert made.words == words
        assert made.words == mixed.text[made.start : made.end]
    assert hands.text_of(page) == mixed.text


@pytest.mark.parametrize(
    "url", [page.url for page in PAGES if page.file.startswith((GERMAN, ARABIC))]
)
def test_a_highlight_made_on_a_german_or_arabic_page_holds_exactly_the_words_selected(
    versions: list[Version], wren: User, open_as: OpenAs
) -> None:
    page = open_as(wren)
    version = versions[0]
    open_version(page, version)
    for span in some_spans(version.text, 3, longest=500):
        hands.select(page, span)
        hands.make(page, "Claim")
        hands.save(page)
        made = Highlight.objects.latest("pk")
        assert (made.start, made.end) == span
        assert made.words == version.text[made.start : made.end]
    assert hands.text_of(page) == version.text
