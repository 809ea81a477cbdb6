"""Two people at one article: what one does comes to the other, and nothing written is lost."""

import pytest
from playwright.sync_api import Locator, Page, expect

from annotations.highlights.models import Highlight
from annotations.notes.models import Note
from annotations.teams.models import User
from newsroom.articles.models import Article
from tests import factories
from tests.browser import hands
from tests.browser.conftest import OpenAs, Watch
from tests.browser.scenes import LEVY, sample

SOON = 10_000
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def story(db: None) -> Article:
    return sample(LEVY)


@pytest.fixture
def hers(story: Article, petra: User) -> Highlight:
    return factories.highlight(
        story, "a ring-fenced fund for the eleven", petra, note="How much is in it?"
    )


@pytest.fixture
def bare(story: Article, petra: User) -> Highlight:
    return factories.highlight(story, "about 310 million marks a year", petra)


def opened(open_as: OpenAs, person: User, story: Article, **options: object) -> Page:
    page = open_as(person, **options)
    page.goto(story.get_absolute_url())
    hands.wait_until_ready(page)
    return page


def strip(page: Page) -> Locator:
    return page.locator("[data-news]:visible [data-show]")


def look(page: Page) -> None:
    """Come back to the page: it asks at once what changed."""
    with page.expect_response(lambda answer: "/changes/" in answer.url):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def reply(page: Page, highlight: Highlight, words: str) -> None:
    card = hands.press_on(page, str(highlight.pk))
    card.get_by_role("textbox", name="Reply").fill(words)
    card.get_by_role("button", name="Send").click()
    expect(card.locator(".msg").filter(has_text=words)).to_be_visible()


def test_what_one_reader_does_the_other_is_told_within_ten_seconds_and_shown_when_they_ask(
    open_as: OpenAs, petra: User, tomas: User, story: Article, hers: Highlight, bare: Highlight
) -> None:
    one, other = opened(open_as, petra, story), opened(open_as, tomas, story)
    hands.press_on(other, str(hers.pk))
    text = hands.text_of(other)
    reply(one, hers, "Four years of it.")
    expect(strip(other)).to_have_text("1 new note Show", timeout=SOON)
    assert other.locator(".msg").filter(has_text="Four years").count() == 0
    hands.drag_over(one, "four of which were cut")
    hands.make(one, "Claim")
    hands.save(one)
    look(other)
    expect(strip(other)).to_have_text("1 new highlight, 1 new note Show")
    made = Highlight.objects.latest("pk")
    assert other.locator(f"#card-{made.pk}").count() == 0
    strip(other).click()
    expect(other.locator(f"#card-{made.pk}")).to_be_visible()
    expect(other.locator(f"#highlight-{made.pk}")).to_be_visible()
    expect(other.locator(f"#card-{hers.pk} .msg")).to_have_count(2)
    expect(other.locator(f"#card-{hers.pk}")).to_have_class("card sel")
    expect(strip(other)).to_have_count(0)
    assert hands.text_of(other) == text
    look(one)
    expect(strip(one)).to_have_count(0)


def test_the_thread_of_a_closed_card_changes_in_place(
    open_as: OpenAs, petra: User, tomas: User, story: Article, hers: Highlight
) -> None:
    other = opened(open_as, tomas, story)
    factories.note(hers, "Four years of it.", petra)
    look(other)
    expect(other.locator(f"#card-{hers.pk} .preview")).to_contain_text("2 notes")
    expect(strip(other)).to_have_count(0)


def test_what_somebody_is_writing_is_left_alone_until_they_are_done(
    open_as: OpenAs, petra: User, tomas: User, story: Article, hers: Highlight
) -> None:
    mine = factories.note(hers, "Four years.", tomas)
    other = opened(open_as, tomas, story)
    card = hands.press_on(other, str(hers.pk))
    card.locator(f"#note-{mine.pk} summary").click()
    card.get_by_role("link", name="Edit").last.click()
    field = card.get_by_role("textbox", name="Note")
    field.fill("Four years of")
    factories.note(hers, "And then?", petra)
    look(other)
    expect(strip(other)).to_have_text("1 new note Show")
    strip(other).click()
    look(other)
    expect(field).to_have_value("Four years of")
    expect(strip(other)).to_have_text("1 new note Show")
    field.press_sequentially(" it.")
    card.get_by_role("button", name="Save").click()
    expect(card.locator(".msg")).to_have_count(3)
    look(other)
    expect(strip(other)).to_have_count(0)


def test_a_reply_that_is_being_typed_and_its_focus_survive_show(
    open_as: OpenAs, petra: User, tomas: User, story: Article, hers: Highlight
) -> None:
    other = opened(open_as, tomas, story)
    card = hands.press_on(other, str(hers.pk))
    field = card.get_by_role("textbox", name="Reply")
    field.fill("I think")
    factories.note(hers, "And then?", petra)
    look(other)
    strip(other).press("Enter")
    expect(card.locator(".msg")).to_have_count(2)
    expect(field).to_have_value("I think")


def test_of_two_who_change_a_note_the_second_sees_both_texts_beside_each_other(
    open_as: OpenAs, petra: User, wren: User, story: Article, hers: Highlight
) -> None:
    said = hers.notes.get()
    pages = [opened(open_as, one, story) for one in (petra, wren)]
    for page in pages:
        card = hands.press_on(page, str(hers.pk))
        card.locator(f"#note-{said.pk} summary").click()
        card.get_by_role("link", name="Edit").first.click()
        expect(card.get_by_role("textbox", name="Note")).to_be_focused()
    first, second = (page.locator(f"#card-{hers.pk}") for page in pages)
    first.get_by_role("textbox", name="Note").fill("From Petra.")
    first.get_by_role("button", name="Save").click()
    expect(first.locator(".msg")).to_contain_text("From Petra.")
    second.get_by_role("textbox", name="Note").fill("From Wren.")
    second.get_by_role("button", name="Save").click()
    expect(second.get_by_role("alert")).to_contain_text("Petra Salloway changed this note")
    expect(second.locator(".theirs")).to_have_text("From Petra.")
    mine = second.get_by_role("textbox", name="Yours")
    expect(mine).to_have_value("From Wren.")
    second.get_by_role("button", name="Save yours").click()
    expect(second.locator(".msg")).to_contain_text("From Wren.")
    second.get_by_role("link", name="edited by Wren Adeyo").click()
    history = pages[1].get_by_role("dialog", name="What this note said before")
    expect(history).to_contain_text("From Petra.")
    expect(history).to_contain_text("How much is in it?")


def test_a_draft_survives_a_lost_connection_a_reload_and_a_crash_but_no_sign_out(
    open_as: OpenAs, tomas: User, story: Article, hers: Highlight, watch: Watch
) -> None:
    page = opened(open_as, tomas, story)
    card = hands.press_on(page, str(hers.pk))
    card.get_by_role("textbox", name="Reply").fill("Not to be lost.")
    page.context.set_offline(True)
    card.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert").filter(has_text="Not saved.")).to_be_visible()
    page.context.set_offline(False)
    cut_off = [said for said in watch.complaints if "ERR_INTERNET_DISCONNECTED" in said]
    assert all(said in cut_off or "htmx:sendError" in said for said in watch.complaints)
    assert not any("/static/" in said for said in cut_off)
    watch.complaints.clear()
    page.reload()
    field = hands.press_on(page, str(hers.pk)).get_by_role("textbox", name="Reply")
    expect(field).to_have_value("Not to be lost.")
    again = page.context.new_page()
    page.close(run_before_unload=False)
    again.goto(story.get_absolute_url())
    field = hands.press_on(again, str(hers.pk)).get_by_role("textbox", name="Reply")
    expect(field).to_have_value("Not to be lost.")
    again.get_by_label("Account: Tomas Reyl-Aska").click()
    again.get_by_role("button", name="Sign out").click()
    again.wait_for_url("**/login/**")
    assert again.evaluate("Object.keys(localStorage).filter(key => key.startsWith('draft'))") == []


def test_a_double_click_sends_one_note(
    open_as: OpenAs, tomas: User, story: Article, hers: Highlight
) -> None:
    page = opened(open_as, tomas, story)
    card = hands.press_on(page, str(hers.pk))
    card.get_by_role("textbox", name="Reply").fill("Once.")
    card.get_by_role("button", name="Send").dblclick()
    expect(card.locator(".msg")).to_have_count(2)
    page.wait_for_load_state("networkidle")
    assert Note.objects.filter(body="Once.").count() == 1


@pytest.mark.parametrize("options", [{}, PHONE], ids=["wide", "phone"])
def test_a_colleague_is_mentioned_by_keyboard_or_finger_and_finds_it(
    open_as: OpenAs, petra: User, tomas: User, story: Article, hers: Highlight, options: dict
) -> None:
    page = opened(open_as, tomas, story, **options)
    card = hands.press_on(page, str(hers.pk))
    field = card.get_by_role("textbox", name="Reply")
    field.press_sequentially("Ask @pet")
    option = card.get_by_role("option", name="Petra Salloway")
    expect(option).to_be_visible()
    if options:
        option.tap()
    else:
        field.press("Enter")
    expect(field).to_have_value("Ask @Petra Salloway ")
    field.press_sequentially("for it.")
    card.get_by_role("button", name="Send").click()
    expect(card.locator(".at")).to_have_text("@Petra Salloway")
    hers_page = open_as(petra, **options)
    hers_page.goto("/")
    hers_page.get_by_label("Account: Petra Salloway, 1 new mention").click()
    hers_page.get_by_role("link", name="Mentions 1").click()
    hers_page.get_by_role("link", name="Tomas Reyl-Aska").click()
    hands.wait_until_ready(hers_page)
    note = hers_page.locator(f"#note-{Note.objects.latest('pk').pk}")
    expect(note).to_be_in_viewport()
    expect(hers_page.locator("#cards .card.sel")).to_have_id(f"card-{hers.pk}")


def test_the_address_of_a_note_opens_its_card_even_where_it_is_folded(
    open_as: OpenAs, petra: User, tomas: User, story: Article, hers: Highlight
) -> None:
    for number in range(6):
        factories.note(hers, f"Note {number}.", petra)
    folded = Note.objects.get(body="Note 2.")
    page = open_as(tomas)
    page.goto(folded.get_absolute_url())
    note = page.locator(f"#note-{folded.pk}")
    expect(note).to_be_in_viewport()
    expect(page.locator("#cards .card.sel")).to_have_id(f"card-{hers.pk}")


def test_the_address_of_a_note_opens_its_card_among_many(
    open_as: OpenAs, petra: User, tomas: User, story: Article, hers: Highlight
) -> None:
    text = story.latest_version.text
    for place in range(0, 300, 20):
        factories.highlight(story, text[place : place + 15].strip(), petra)
    note = factories.note(hers, "Here it is.", petra)
    page = open_as(tomas)
    page.goto(note.get_absolute_url())
    expect(page.locator(f"#note-{note.pk}")).to_be_in_viewport()
    other = opened(open_as, tomas, story)
    factories.note(hers, "And here.", petra)
    look(other)
    expect(other.locator(f"#card-{hers.pk} .preview")).to_contain_text("3 notes")
    expect(strip(other)).to_have_count(0)


def test_a_resolved_thread_is_one_line_until_it_is_opened_again(
    open_as: OpenAs, tomas: User, story: Article, hers: Highlight
) -> None:
    page = opened(open_as, tomas, story)
    card = hands.press_on(page, str(hers.pk))
    card.get_by_role("button", name="Resolve").click()
    expect(card.locator(".fold > summary")).to_contain_text("Resolved by Tomas Reyl-Aska")
    expect(card.locator(".msg")).to_be_hidden()
    card.locator(".fold > summary").click()
    expect(card.locator(".msg")).to_be_visible()
    card.get_by_role("button", name="Reopen").click()
    expect(card.get_by_role("textbox", name="Reply")).to_be_visible()
