"""Light or dark, small or large: the system decides until a reader does."""

import pytest
from playwright.sync_api import Page, expect

from annotations.teams.models import User
from newsroom.articles.models import Article
from tests import factories
from tests.browser import hands
from tests.browser.conftest import OpenAs
from tests.browser.scenes import LEVY, penny, sample

# The design's own numbers, not the style sheet's.
LIGHT = {
    "--paper": "#fff",
    "--desk": "#f3f5f4",
    "--ink": "#15191c",
    "--ink-2": "#474f54",
    "--quote-soft": "#fff2bf",
    "--claim-soft": "#e2ecff",
    "--passage-soft": "#fbe6f5",
    "--focus": "#0b57d0",
}
DARK = {
    "--paper": "#14181b",
    "--desk": "#0e1113",
    "--ink": "#e7e9e7",
    "--ink-2": "#b6bec0",
    "--quote-soft": "#42360a",
    "--claim-soft": "#1b2a4d",
    "--passage-soft": "#3d1a34",
    "--focus": "#9cc2ff",
}


@pytest.fixture
def story(db: None) -> Article:
    return sample(LEVY)


def tokens(page: Page) -> dict[str, str]:
    return page.evaluate(
        """names => {
          const style = getComputedStyle(document.documentElement);
          return Object.fromEntries(names.map(name => [name, style.getPropertyValue(name)]));
        }""",
        list(LIGHT),
    )


def rgb(hexadecimal: str) -> str:
    full = hexadecimal.removeprefix("#")
    full = full if len(full) == 6 else "".join(digit * 2 for digit in full)
    return "rgb({}, {}, {})".format(*bytes.fromhex(full))


def expect_painted(page: Page, theme: dict[str, str]) -> None:
    """The tokens are the theme's, and what the reader sees is painted with them."""
    assert tokens(page) == theme
    expect(page.locator("body")).to_have_css("background-color", rgb(theme["--paper"]))
    expect(page.locator("body")).to_have_css("color", rgb(theme["--ink"]))


@pytest.mark.parametrize(
    ("theme", "system", "shown"),
    [
        ("auto", "light", LIGHT),
        ("auto", "dark", DARK),
        ("light", "dark", LIGHT),
        ("dark", "light", DARK),
    ],
    ids=["system light", "system dark", "chosen light", "chosen dark"],
)
def test_the_page_is_as_the_reader_chose_or_else_as_the_system_is(
    theme: str, system: str, shown: dict[str, str], story: Article, wren: User, open_as: OpenAs
) -> None:
    User.objects.filter(pk=wren.pk).update(theme=theme)
    page = open_as(wren, color_scheme=system)
    for path in ("/", story.get_absolute_url(), "/add/", "/settings/"):
        page.goto(path)
        expect_painted(page, shown)


def test_the_kinds_keep_their_colours_apart_in_the_dark(
    story: Article, wren: User, open_as: OpenAs
) -> None:
    page = open_as(wren, color_scheme="dark")
    page.goto(story.get_absolute_url())
    for kind in ("quote", "claim", "passage"):
        wash = rgb(DARK[f"--{kind}-soft"])
        mark = page.locator(f".prose > p > mark.hl[data-kind={kind}]").first
        image = mark.evaluate("mark => getComputedStyle(mark).backgroundImage")
        assert image == f"linear-gradient({wash}, {wash})"
        expect(mark).to_have_css("color", rgb(DARK["--ink"]))


def test_the_theme_is_chosen_in_the_settings_and_stays(wren: User, open_as: OpenAs) -> None:
    page = open_as(wren)
    page.goto("/settings/")
    expect_painted(page, LIGHT)
    page.locator("label").filter(has_text="Dark").click()
    expect_painted(page, DARK)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Settings saved.")).to_be_visible()
    page.goto("/")
    expect_painted(page, DARK)
    wren.refresh_from_db()
    assert wren.theme == "dark"


def test_the_page_turns_with_the_system_while_it_is_open(
    story: Article, wren: User, open_as: OpenAs
) -> None:
    page = open_as(wren)
    page.goto(story.get_absolute_url())
    hands.press_on(page, str(penny().pk))
    card = page.locator("#cards .card.sel")
    expect(card).to_have_css("background-color", rgb("#ffffff"))
    page.emulate_media(color_scheme="dark")
    expect_painted(page, DARK)
    expect(card).to_have_css("background-color", rgb("#1c2226"))


def test_outsiders_see_a_shared_page_as_their_system_is(
    story: Article, wren: User, outsider: Page
) -> None:
    shared = factories.share(wren, highlight=penny())
    outsider.emulate_media(color_scheme="dark")
    outsider.goto(shared)
    expect_painted(outsider, DARK)


def test_text_size_and_theme_are_changed_over_the_article_by_keyboard_and_stay(
    story: Article, wren: User, open_as: OpenAs
) -> None:
    page = open_as(wren)
    page.goto(story.get_absolute_url())
    words = page.locator(".prose > p").first
    menu = page.locator(".bar").get_by_label("Text size and theme")
    menu.focus()
    page.keyboard.press("Enter")
    size = page.get_by_role("radio", name="Usual")
    size.focus()
    with page.expect_response("**/settings/looks/"):
        page.keyboard.press("ArrowRight")
    expect(words).to_have_css("font-size", "23px")
    page.get_by_role("radio", name="As the system").focus()
    for _ in range(2):
        with page.expect_response("**/settings/looks/"):
            page.keyboard.press("ArrowRight")
    expect_painted(page, DARK)
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    page.reload()
    expect_painted(page, DARK)
    expect(words).to_have_css("font-size", "23px")


def test_the_reader_chooses_how_large_the_words_are(
    story: Article, wren: User, open_as: OpenAs
) -> None:
    page = open_as(wren)
    words = page.locator(".prose > p").first
    for size in (17, 20, 23, 26):
        User.objects.filter(pk=wren.pk).update(text_size=size)
        page.goto(story.get_absolute_url())
        expect(words).to_have_css("font-size", f"{size}px")
