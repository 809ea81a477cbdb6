"""The pages of speakers: by keyboard alone, and on paper."""

import pytest
from playwright.sync_api import Locator, Page, expect

from annotations.speakers.models import Speaker
from annotations.speakers.transfers import Transfer
from annotations.teams.models import User
from tests.browser.conftest import OpenAs
from tests.browser.scenes import statement


@pytest.fixture
def oriel(db: None) -> Speaker:
    return statement().telling.speaker


@pytest.fixture
def page(open_as: OpenAs, wren: User) -> Page:
    return open_as(wren)


def tab_to(page: Page, wanted: Locator, most: int = 60) -> None:
    """Press Tab until `wanted` has the focus, and see that it shows it."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if wanted.evaluate("one => one === document.activeElement"):
            ring = wanted.evaluate("one => getComputedStyle(one).outlineStyle")
            assert ring != "none", wanted.evaluate("one => one.outerHTML")
            return
    raise AssertionError(f"Tab does not lead to {wanted}")


def toast(page: Page, words: str) -> None:
    """See that `words` are told; by then keys are heard."""
    expect(page.locator("#toasts .toast", has_text=words)).to_be_visible()
    page.wait_for_load_state()


def test_a_speaker_is_found_read_and_filtered_by_keyboard(page: Page, oriel: Speaker) -> None:
    page.goto("/speakers/")
    find = page.get_by_role("searchbox", name="Find a speaker")
    tab_to(page, find)
    page.keyboard.type("tavasti o")
    page.keyboard.press("Enter")
    page.wait_for_url("**/speakers/?q=tavasti*")
    tab_to(page, page.get_by_role("link", name="Oriel Tavasti"))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{oriel.get_absolute_url()}")
    tab_to(page, page.get_by_role("link", name="Claims only"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/?kind=claim")
    expect(page.get_by_role("status").filter(has_text="2 of")).to_contain_text("2 of 7 highlights")


def test_names_are_edited_and_what_is_removed_comes_back_by_keyboard(
    page: Page, oriel: Speaker
) -> None:
    oriel.offices.create(title="Transport minister")
    page.goto(oriel.get_absolute_url())
    tab_to(page, page.get_by_role("link", name="Edit names and offices"))
    page.keyboard.press("Enter")
    tab_to(page, page.locator("[name=names-1-name]"))
    page.keyboard.type("O. Tavasti")
    tab_to(page, page.locator("[name=offices-0-DELETE]"))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="Save"))
    page.keyboard.press("Enter")
    toast(page, "Saved. Removed: Transport minister")
    expect(page.get_by_text("Also written: O. Tavasti")).to_be_visible()
    page.keyboard.press("u")
    toast(page, "Undone")
    assert [one.title for one in oriel.offices.all()] == ["Transport minister"]


def test_two_are_merged_and_parted_again_by_keyboard(page: Page, oriel: Speaker) -> None:
    Speaker.objects.add("Oriel M. Tavasti")
    page.goto(f"/speakers/{oriel.pk}/merging/")
    tab_to(page, page.get_by_role("searchbox", name="Find a speaker"))
    page.keyboard.type("tavasti")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=tavasti")
    tab_to(page, page.get_by_role("button", name="Merge"))
    page.keyboard.press("Enter")
    toast(page, "Merged: Oriel M. Tavasti")
    expect(page.locator("[data-undo] kbd")).to_have_text("u")
    expect(page.get_by_text("Also written: Oriel M. Tavasti")).to_be_visible()
    page.keyboard.press("u")
    toast(page, "Undone")
    assert not Speaker.objects.exclude(merged_into=None).exists()


def test_one_is_split_and_made_whole_by_keyboard(page: Page, oriel: Speaker) -> None:
    said = oriel.attributions.count()
    page.goto(f"/speakers/{oriel.pk}/edit/")
    tab_to(page, page.get_by_role("link", name="Split", exact=True))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_label("Who is it?"))
    page.keyboard.type("Somebody Else")
    tab_to(page, page.locator("[name=quotations]").first)
    page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="Split", exact=True))
    page.keyboard.press("Enter")
    toast(page, "Split off: Somebody Else")
    assert oriel.attributions.count() == said - 1
    page.keyboard.press("u")
    toast(page, "Undone")
    assert oriel.attributions.count() == said
    assert Transfer.objects.get().undone_at


def test_quotations_are_joined_on_the_page_and_parted_by_keyboard(
    page: Page, oriel: Speaker
) -> None:
    page.goto(oriel.get_absolute_url())
    tab_to(page, page.get_by_role("link", name="Join wordings"))
    page.keyboard.press("Enter")
    boxes = page.locator("[name=quotation]")
    expect(boxes.first).to_be_visible()
    together = page.locator(".same [name=quotation]")
    other = page.locator(".q [name=quotation]").last
    for one in (together, other):
        one.focus()
        page.keyboard.press("Space")
    page.get_by_role("button", name="Join").focus()
    page.keyboard.press("Enter")
    toast(page, "Joined: one statement")
    expect(page.get_by_role("heading", name="wordings")).to_contain_text("4 wordings")
    expect(page.get_by_text("Joined by hand")).to_be_visible()
    page.keyboard.press("u")
    expect(page.get_by_role("heading", name="One statement, 3 wordings")).to_be_visible()


def test_coverage_is_narrowed_and_widened_by_keyboard(page: Page, oriel: Speaker) -> None:
    page.goto("/coverage/?from=2026-01-01&to=2026-12-31")
    tab_to(page, page.get_by_role("rowheader").get_by_role("link", name="Oriel Tavasti"))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**speaker={oriel.pk}**")
    tab_to(page, page.get_by_role("link", name="Without Oriel Tavasti"))
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "speaker=" not in url)


def test_on_paper_the_words_stand_without_what_is_pressed(page: Page, oriel: Speaker) -> None:
    page.goto(f"{oriel.get_absolute_url()}?print=yes&join=yes")
    page.emulate_media(media="print")
    for seen in (".phead h1", ".facts", ".month h2", ".q blockquote", ".same li p", ".chart svg"):
        expect(page.locator(seen).first).to_be_visible()
    for pressed in (".bar", ".filters", ".narrowing", "#joining", "[name=quotation]", ".same form"):
        expect(page.locator(pressed).first).to_be_hidden()
    washes = page.locator(".same em").evaluate_all(
        "all => all.map(one => getComputedStyle(one).backgroundColor)"
    )
    assert set(washes) == {"rgba(0, 0, 0, 0)"}
