"""In Firefox, which selects and draws otherwise, words become the highlights that were meant."""

import os
from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from pytest_django.live_server_helper import LiveServer

from annotations.highlights.models import Highlight
from annotations.teams.models import User
from newsroom.articles.models import Article
from newsroom.articles.text import Block, Kind
from tests import cast, factories
from tests.browser.firefox import CONTROL, ENTER, ESCAPE, FIREFOX, SHIFT, Firefox, Place, started

NO_FIREFOX = "NO FIREFOX: what readers see was not tried there (apt-get install firefox-esr)"
FIRST = "“The islands were never asked,” Dagny Ferrowe said on the quay in Vestrin."
SECOND = "The fund will protect 4,200 jobs in the northern yards, Oriel Tavasti told the chamber."
CAPTION = "The Saint Ennoc leaving Vestrin with every seat taken"
LAST = "Ilka Brandeveer, the auditor general, warned that nobody had seen the forecast."


@pytest.fixture(scope="module")
def running() -> Iterator[Firefox]:
    if not FIREFOX:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(NO_FIREFOX)
    with started() as firefox:
        yield firefox


@pytest.fixture
def firefox(running: Firefox, live_server: LiveServer, wren: User) -> Firefox:
    """Firefox on an article of four blocks, `FIRST` to `LAST`, where Wren is signed in."""
    cache.clear()
    article = factories.article("Fund passes", FIRST, SECOND, Block(Kind.CAPTION, CAPTION), LAST)
    factories.highlight(article, "protect 4,200 jobs", wren, speaker_name="Oriel Tavasti")
    session = cast.signed_in(wren).cookies["sessionid"].value
    running.take_cookie("sessionid", session, "127.0.0.1")
    running.open(live_server.url + article.get_absolute_url())
    running.wait_for("document.querySelector('margin-column.live')")
    return running


@pytest.fixture
def at(firefox: Firefox) -> Callable[..., Place]:
    """Return where in the window some words begin, or (with `end`) end."""

    def place(words: str, end: bool = False) -> Place:
        start = Article.objects.get().latest_version.text.index(words)
        left, top = firefox.run(
            f"""const {{ rangeOf }} = await import("/static/js/text-offsets.js");
            const boxes = rangeOf({start}, {start + len(words)}).getClientRects();
            const box = {"boxes[boxes.length - 1]" if end else "boxes[0]"};
            return [{"box.right - 1" if end else "box.left + 1"}, box.top + box.height / 2];"""
        )
        return left, top

    return place


def made(firefox: Firefox) -> str:
    """Highlight what is selected by keyboard and return the words that were kept."""
    before = Highlight.objects.latest("pk").pk
    firefox.wait_for("!document.querySelector('.tools').hidden")
    firefox.press("n")
    firefox.wait_for("document.querySelector('#new-card:not([hidden])')")
    firefox.press(CONTROL, ENTER)
    firefox.wait_for("document.querySelector('#cards .card.sel')")
    kept = Highlight.objects.latest("pk")
    assert kept.pk != before
    assert kept.words == kept.version.text[kept.start : kept.end]
    return kept.words


def test_double_and_triple_click_take_a_word_and_a_block(
    firefox: Firefox, at: Callable[..., Place]
) -> None:
    x, y = at("islands")
    firefox.click((x + 8, y), times=2)
    assert made(firefox) == "islands"
    firefox.press(ESCAPE)
    for block in (SECOND, CAPTION):
        x, y = at(block)
        firefox.click((x + 20, y), times=3)
        assert made(firefox) == block
        firefox.press(ESCAPE)


def test_a_drag_takes_what_lies_between_and_nothing_of_the_block_it_ends_before(
    firefox: Firefox, at: Callable[..., Place]
) -> None:
    firefox.drag(at("Oriel Tavasti told"), at("leaving", end=True))
    assert made(firefox) == "Oriel Tavasti told the chamber.\nThe Saint Ennoc leaving"
    firefox.press(ESCAPE)
    x, y = at(LAST)
    firefox.drag(at("said on the quay"), (at(SECOND)[0] - 1, at(SECOND)[1]))
    assert made(firefox) == "said on the quay in Vestrin."
    firefox.press(ESCAPE)
    firefox.click((x + 1, y))
    firefox.hold(SHIFT)
    firefox.click(at("Ilka Brandeveer", end=True))
    firefox.let_go(SHIFT)
    assert made(firefox) == "Ilka Brandeveer"


def test_a_drag_from_the_edge_of_a_highlight_selects_inside_it(
    firefox: Firefox, at: Callable[..., Place]
) -> None:
    firefox.drag(at("protect 4,200"), at("protect 4,200", end=True))
    assert made(firefox) == "protect 4,200"


def test_a_quote_is_made_with_its_speaker_and_walked_to_by_keyboard(
    firefox: Firefox, at: Callable[..., Place]
) -> None:
    firefox.drag(at("The islands"), at("never asked", end=True))
    firefox.wait_for("!document.querySelector('.tools').hidden")
    firefox.press("h")
    firefox.wait_for("document.activeElement.name === 'speaker_name'")
    firefox.write("Dagny Ferrowe")
    firefox.press(CONTROL, ENTER)
    firefox.wait_for("document.querySelector('#cards .card.sel')")
    quote = Highlight.objects.latest("pk")
    assert quote.words == "The islands were never asked"
    assert [said.speaker.name for said in quote.attributions.all()] == ["Dagny Ferrowe"]
    firefox.press("j")
    firefox.wait_for(
        "document.querySelector('#cards .card.sel')?.ariaLabel.includes('Oriel Tavasti')"
    )
    # Once the card has slid there, it stands level with its passage.
    firefox.wait_for(
        """Math.abs(document.querySelector("#cards .card.sel").getBoundingClientRect().top
          - document.querySelector("mark.hl.sel").getBoundingClientRect().top) < 20"""
    )
