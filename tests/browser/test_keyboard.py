"""Everything a reader does can be done without a mouse, and the focus never gets lost."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from annotations.highlights.models import Highlight
from annotations.notes.models import Note
from annotations.teams.models import User
from newsroom.articles.models import Article
from newsroom.ingestion.finding import find
from newsroom.outlets.models import Discovery, Feed, Rule
from tests import factories
from tests.browser import hands
from tests.browser.conftest import OpenAs
from tests.browser.scenes import LEVY, sample
from tests.servers import Answer, serving
from tests.worker import forget_jobs

LINES = (
    "The chamber sat late into the night before the fund came to a vote at last.",
    "Nobody had seen the forecast, Ilka Brandeveer said, and nobody had asked for it.",
)


@pytest.fixture
def story(db: None) -> Article:
    """The ferry levy story as it was first told, with the ten highlights of two colleagues."""
    return sample(LEVY)


@pytest.fixture
def page(open_as: OpenAs, wren: User) -> Iterator[Page]:
    """A page whose mouse nobody touches."""
    page = open_as(wren)
    page.add_init_script(
        """for (const type of ["pointerdown", "mousedown", "touchstart"])
             addEventListener(type, () => console.error("a pointer was used"), true);"""
    )
    yield page


@pytest.fixture
def reader(page: Page, story: Article) -> Page:
    page.goto(story.get_absolute_url())
    hands.wait_until_ready(page)
    return page


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def chosen(page: Page) -> Locator:
    return page.locator("#cards .card.sel")


def expect_focus_on_the_mark(page: Page) -> None:
    expect(page.locator("mark.hl.sel:focus")).to_be_visible()


def tab_to(page: Page, wanted: Locator, most: int = 90) -> None:
    for _ in range(most):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"Tab does not lead to {wanted}")


def test_j_and_k_walk_the_library_and_enter_opens(page: Page, story: Article) -> None:
    older = factories.article("An older story", "Nothing much happened in Calder Quay.")
    Article.objects.filter(pk=older.pk).update(dated_at="2020-01-01T00:00Z")
    page.goto("/")
    press(page, "j")
    expect(page.get_by_role("link", name=story.title)).to_be_focused()
    press(page, "j")
    expect(page.get_by_role("link", name="An older story")).to_be_focused()
    press(page, "k", "Enter")
    page.wait_for_url(f"**{story.get_absolute_url()}")


def test_words_are_selected_by_sentences_tagged_and_saved_by_keyboard(reader: Page) -> None:
    press(reader, "e", "ArrowDown", "ArrowDown", "ArrowDown", "Shift+ArrowDown")
    reader.wait_for_function("() => getSelection().toString().includes('Let me say it so plainly')")
    words = reader.evaluate("getSelection().toString()")
    press(reader, "h")
    editor = reader.get_by_role("group", name="New highlight")
    who = editor.get_by_role("combobox", name="Who says so?")
    expect(who).to_be_focused()
    reader.keyboard.type("brand")
    known = editor.get_by_role("option").first
    expect(known).to_contain_text("Ilka Brandeveer")
    press(reader, "ArrowDown")
    expect(known).to_have_attribute("aria-selected", "true")
    press(reader, "Enter")
    expect(who).to_have_value("Ilka Brandeveer")
    expect(who).to_be_focused()
    tab_to(reader, editor.get_by_label("Note"))
    reader.keyboard.type("Written without a mouse.")
    press(reader, "Control+Enter")
    expect(chosen(reader)).to_contain_text("Ilka Brandeveer")
    expect(chosen(reader)).to_contain_text("Written without a mouse.")
    expect_focus_on_the_mark(reader)
    made = Highlight.objects.latest("pk")
    assert made.kind == "quote"
    assert made.words == made.version.text[made.start : made.end]
    assert made.words.split() == words.split()


def test_arrows_with_shift_take_in_one_sentence_more_each(reader: Page) -> None:
    press(reader, "e", "ArrowDown")
    expect(reader.get_by_role("toolbar", name="Highlight the selection")).to_be_visible()
    lengths = []
    for _ in range(3):
        lengths.append(len(reader.evaluate("getSelection().toString()")))
        press(reader, "Shift+ArrowDown")
    assert lengths == sorted(set(lengths))
    press(reader, "Shift+ArrowUp")
    assert len(reader.evaluate("getSelection().toString()")) == lengths[-1]


def test_a_link_that_is_pasted_before_the_scripts_come_is_recognised(page: Page) -> None:
    held: list[Route] = []
    page.route(re.compile(r"/htmx-2\b"), lambda route: held.append(route))
    page.goto("/add/", wait_until="commit")
    page.get_by_label("Links, or the text itself").fill("https://harbour-post.example/ferry-fund")
    while not held:
        page.wait_for_timeout(20)
    held.pop().continue_()
    expect(page.get_by_text("1 link", exact=True)).to_be_visible()


def test_keys_that_come_before_their_script_does_are_not_lost(page: Page, story: Article) -> None:
    held: list[Route] = []

    def let_go() -> None:
        while not held:
            page.wait_for_timeout(20)
        held.pop().continue_()

    page.route(re.compile(r"/js/(passage-mode|article-reader)\b"), lambda route: held.append(route))
    page.goto(story.get_absolute_url())
    hands.wait_until_ready(page)
    with page.expect_request(re.compile("passage-mode")):
        press(page, "e", "ArrowDown", "ArrowDown", "Shift+ArrowDown", "n")
    with page.expect_request(re.compile("article-reader")):
        let_go()
    page.keyboard.type("A long way to go.")
    let_go()
    editor = page.get_by_role("group", name="New highlight")
    expect(editor.get_by_label("Note")).to_have_value("A long way to go.")
    press(page, "Control+Enter")
    expect(chosen(page)).to_contain_text("A long way to go.")
    made = Highlight.objects.latest("pk")
    assert made.words.count("\n") == 1 or made.words.count(". ") == 1


def test_a_new_speaker_is_added_by_arrows_and_enter(reader: Page) -> None:
    press(reader, "e", "c")
    editor = reader.get_by_role("group", name="New highlight")
    expect(editor.get_by_role("radio", name="Claim")).to_be_checked()
    reader.keyboard.type("Bram Kessendorf")
    new = editor.get_by_role("option", name="Add “Bram Kessendorf” as a new speaker")
    expect(new).to_be_visible()
    while new.get_attribute("aria-selected") != "true":
        press(reader, "ArrowDown")
    press(reader, "Enter", "Control+Enter")
    expect(chosen(reader)).to_contain_text("Bram Kessendorf")
    made = Highlight.objects.latest("pk")
    assert made.kind == "claim"
    assert made.attributions.get().speaker.name == "Bram Kessendorf"


def test_j_and_k_walk_the_highlights_and_say_where_they_are(reader: Page) -> None:
    cards = reader.locator("#cards .card")
    count = cards.count()
    for number in (1, 2, 3):
        press(reader, "j")
        expect(reader.locator("#live")).to_contain_text(f"Highlight {number} of {count}")
        expect(chosen(reader)).to_have_id(cards.nth(number - 1).get_attribute("id"))
        expect_focus_on_the_mark(reader)
    press(reader, "k")
    expect(reader.locator("#live")).to_contain_text(f"Highlight 2 of {count}")
    expect_focus_on_the_mark(reader)


def test_r_replies_and_the_focus_stays_in_the_thread(reader: Page) -> None:
    press(reader, "j", "r")
    expect(chosen(reader).get_by_label("Reply")).to_be_focused()
    reader.keyboard.type("Seen, thank you.")
    press(reader, "Control+Enter")
    expect(chosen(reader).locator(".msg").last).to_contain_text("Seen, thank you.")
    expect(chosen(reader).get_by_label("Reply")).to_be_focused()
    expect(chosen(reader).get_by_label("Reply")).to_have_value("")
    assert Note.objects.latest("pk").body == "Seen, thank you."
    press(reader, "Escape")
    expect(reader.locator("mark.hl:focus")).to_be_visible()


def test_s_opens_the_editor_and_escape_leaves_it_for_the_text(reader: Page) -> None:
    press(reader, "j", "s")
    editor = chosen(reader).locator("form.editor")
    expect(editor).to_be_visible()
    expect(editor.locator(":focus")).to_be_visible()
    press(reader, "Escape")
    expect(editor).to_have_count(0)
    expect(reader.locator("mark.hl:focus")).to_be_visible()


def test_another_speaker_is_named_by_keyboard_beside_what_a_colleague_says(reader: Page) -> None:
    press(reader, "j", "s")
    editor = chosen(reader).locator("form.editor")
    who = editor.get_by_role("combobox", name="Who says so?")
    expect(who).to_be_focused()
    expect(who).not_to_have_value("")
    press(reader, "Control+a")
    reader.keyboard.type("Dagny")
    expect(editor.get_by_role("option").first).to_contain_text("Dagny Ferrowe")
    press(reader, "ArrowDown", "Enter", "Control+Enter")
    expect(chosen(reader)).to_contain_text("Dagny Ferrowe, says Wren Adeyo")
    expect_focus_on_the_mark(reader)


def test_a_deleted_highlight_comes_back_with_u(reader: Page) -> None:
    press(reader, "j")
    gone = chosen(reader).get_attribute("data-for")
    text = hands.text_of(reader)
    tab_to(reader, chosen(reader).get_by_role("button", name="Delete this highlight"))
    press(reader, "Enter")
    expect(reader.locator(f"#card-{gone}")).to_have_count(0)
    expect(reader.get_by_text("Highlight deleted", exact=True).first).to_be_visible()
    expect(reader.locator("body:focus")).to_have_count(0)
    expect(reader.locator(":focus")).to_have_count(1)
    press(reader, "u")
    expect(chosen(reader)).to_have_attribute("data-for", gone)
    expect_focus_on_the_mark(reader)
    assert hands.text_of(reader) == text


def test_u_takes_back_the_highlight_that_was_just_made(reader: Page) -> None:
    words = "a ring-fenced fund for the eleven state ferry routes"
    start = hands.text_of(reader).index(words)
    hands.select(reader, (start, start + len(words)))
    press(reader, "n")
    expect(reader.get_by_role("group", name="New highlight")).to_be_visible()
    press(reader, "Control+Enter")
    expect(reader.locator("#toasts")).to_contain_text("Passage saved")
    made = chosen(reader).get_attribute("data-for")
    press(reader, "u")
    expect(reader.locator(f"#card-{made}")).to_have_count(0)
    assert Highlight.objects.get(words=words).deleted_at
    press(reader, "u")
    expect(reader.locator(f"#card-{made}")).to_have_count(1)


def test_a_note_is_edited_and_deleted_and_brought_back_by_keyboard(
    reader: Page, wren: User
) -> None:
    press(reader, "j", "r")
    reader.keyboard.type("A thought.")
    expect(chosen(reader).get_by_label("Reply")).to_have_value("A thought.")
    press(reader, "Control+Enter")
    own = chosen(reader).locator(".msg.me")
    expect(own).to_contain_text("A thought.")
    press(reader, "Escape", "j", "k")
    more = own.get_by_label("More about the note of Wren Adeyo")
    tab_to(reader, more)
    press(reader, "Enter")
    tab_to(reader, own.get_by_role("link", name="Edit"))
    press(reader, "Enter")
    field = chosen(reader).get_by_label("Note", exact=True)
    expect(field).to_be_focused()
    reader.keyboard.type(" And another.")
    press(reader, "Control+Enter")
    expect(own).to_contain_text("And another.")
    expect(reader.locator(":focus")).to_have_count(1)
    tab_to(reader, more)
    press(reader, "Enter")
    tab_to(reader, own.get_by_role("button", name="Delete"))
    press(reader, "Enter")
    expect(own).to_have_count(0)
    expect(reader.locator(":focus")).to_have_count(1)
    press(reader, "u")
    expect(own).to_contain_text("And another.")


def test_v_compares_the_versions(page: Page) -> None:
    story = sample(LEVY[:-1])
    page.goto(story.get_absolute_url())
    hands.wait_until_ready(page)
    press(page, "v")
    expect(page).to_have_title(re.compile("^Compare versions: "))
    expect(page.locator("ins").first).to_be_visible()
    expect(page.locator("change-stepper:defined")).to_be_visible()
    for key, words in (("j", "Change 1 of"), ("j", "Change 2 of"), ("k", "Change 1 of")):
        press(page, key)
        expect(page.locator("change-stepper")).to_contain_text(words)
        expect(page.locator(".chg:focus")).to_be_in_viewport()


def test_the_question_mark_shows_all_keys_and_escape_puts_them_away(reader: Page) -> None:
    press(reader, "j", "?")
    sheet = reader.get_by_role("dialog", name="Keys")
    expect(sheet).to_be_visible()
    expect(sheet.locator(":focus")).to_have_count(1)
    press(reader, "Escape")
    expect(sheet).to_be_hidden()
    expect_focus_on_the_mark(reader)


def test_the_share_dialog_opens_holds_the_focus_and_closes_by_keyboard(reader: Page) -> None:
    press(reader, "j")
    button = chosen(reader).get_by_role("link", name="Share")
    tab_to(reader, button)
    press(reader, "Enter")
    dialog = reader.get_by_role("dialog", name="Share by link")
    expect(dialog).to_be_visible()
    tab_to(reader, dialog.get_by_role("button", name="Make a link"))
    press(reader, "Enter")
    expect(dialog.get_by_label("Link", exact=True)).to_be_visible()
    expect(dialog.locator(":focus")).to_have_count(1)
    press(reader, "Escape")
    expect(dialog).to_be_hidden()
    expect(button).to_be_focused()


def test_single_letters_do_nothing_where_the_settings_say_so(
    page: Page, story: Article, wren: User
) -> None:
    User.objects.filter(pk=wren.pk).update(single_keys=False)
    page.goto(story.get_absolute_url())
    hands.wait_until_ready(page)
    press(page, "j", "e", "h", "?")
    expect(chosen(page)).to_have_count(0)
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.evaluate("getSelection().isCollapsed")


def test_escape_closes_the_card_and_returns_to_the_words(reader: Page) -> None:
    press(reader, "j")
    expect_focus_on_the_mark(reader)
    mark = reader.locator("mark.hl.sel").first.get_attribute("id")
    press(reader, "Escape")
    expect(chosen(reader)).to_have_count(0)
    expect(reader.locator(f"#{mark}")).to_be_focused()


# -- Feeds, rules, repairs, merging, pages that were sent --------------------------------------


def test_a_feed_is_followed_paused_and_left_by_keyboard(page: Page, settings: object) -> None:
    forget_jobs()
    channel = "<rss version='2.0'><channel><title>All news</title></channel></rss>"
    xml = {"Content-Type": "application/rss+xml"}
    with serving({"/feed/": Answer(channel, headers=xml)}) as site:
        settings.FETCH_ALLOW = site.allow
        page.goto("/outlets/")
        tab_to(page, page.get_by_label("Address of an outlet, a section or a feed"))
        page.keyboard.type(f"{site}/feed/")
        press(page, "Enter")
        expect(page.get_by_text("Looking for what can be followed there.")).to_be_visible()
        expect(page.locator(":focus")).to_have_count(1)
        find(Discovery.objects.get())
        expect(page.get_by_text("Followed now:")).to_be_visible()
    tab_to(page, page.get_by_role("link", name="All news").first)
    press(page, "Enter")
    pause = page.get_by_role("button", name="Pause")
    tab_to(page, pause)
    press(page, "Enter")
    expect(page.get_by_text("Paused")).to_be_visible()
    tab_to(page, page.get_by_role("button", name="Stop following"))
    press(page, "Enter")
    expect(page.get_by_text("No longer followed: All news")).to_be_visible()
    tab_to(page, page.get_by_role("button", name="Undo"))
    press(page, "Enter")
    expect(pause).to_be_visible()
    assert Feed.objects.get().state == Feed.State.FOLLOWED


def test_a_rule_is_added_removed_and_brought_back_by_keyboard(page: Page) -> None:
    page.goto("/topics/")
    tab_to(page, page.locator("#rule-action"))
    while page.locator("#rule-action").input_value() != "topic":
        press(page, "ArrowDown")
    tab_to(page, page.locator("#rule-value"))
    page.keyboard.type("levy")
    expect(page.locator("#preview-new")).not_to_be_empty()
    expect(page.locator("#rule-value")).to_be_focused()
    tab_to(page, page.locator("#rule-topic_name"))
    page.keyboard.type("Ferry levy")
    tab_to(page, page.get_by_role("button", name="Add rule"))
    press(page, "Enter")
    expect(page.get_by_text("Give a topic: Ferry levy")).to_be_visible()
    expect(page.locator("body:focus")).to_have_count(0)
    tab_to(page, page.get_by_role("button", name="Remove").last)
    press(page, "Enter")
    undo = page.get_by_role("button", name="Undo")
    expect(undo).to_be_focused()
    press(page, "Enter")
    expect(page.get_by_text("Give a topic: Ferry levy")).to_be_visible()
    assert Rule.objects.get().value == "levy"


def test_a_block_is_left_out_and_put_back_by_keyboard(reader: Page, story: Article) -> None:
    tab_to(reader, reader.get_by_label("More about this article"))
    press(reader, "Enter")
    tab_to(reader, reader.get_by_role("link", name="Repair text"))
    press(reader, "Enter")
    caption = "The Saint Ennoc leaving Vestrin"
    drop = reader.get_by_role("button", name=re.compile(rf"Not part of the article\s*: {caption}"))
    tab_to(reader, drop)
    press(reader, "Enter")
    expect(reader.get_by_text("Left out, here and in later articles")).to_be_visible()
    expect(reader.locator(".prose")).not_to_contain_text(caption)
    hands.wait_until_ready(reader)
    press(reader, "u")
    expect(reader.locator(".prose")).to_contain_text(caption)
    tab_to(reader, reader.get_by_role("link", name="Done"))
    press(reader, "Enter")
    expect(drop).to_have_count(0)


def test_two_articles_are_merged_and_split_by_keyboard(page: Page) -> None:
    story, other = factories.article(), factories.article("The fund, told elsewhere", *LINES)
    page.goto(story.get_absolute_url())
    hands.wait_until_ready(page)
    tab_to(page, page.get_by_label("More about this article"))
    press(page, "Enter")
    opener = page.get_by_role("link", name="This is the same story as…")
    tab_to(page, opener)
    press(page, "Enter")
    dialog = page.get_by_role("dialog", name="This is the same story as…")
    link = dialog.get_by_label("Its link, here or at its outlet")
    expect(link).to_be_visible()
    if not link.evaluate("field => field === document.activeElement"):
        tab_to(page, link)
    page.keyboard.type("https://nothing.example/here")
    press(page, "Enter")
    expect(dialog.get_by_role("alert")).to_be_visible()
    expect(dialog.locator(":focus")).to_have_count(1)
    if not link.evaluate("field => field === document.activeElement"):
        tab_to(page, link)
    press(page, "Control+a")
    page.keyboard.type(other.url)
    press(page, "Enter")
    split = page.get_by_role("button", name="Split The fund, told elsewhere")
    expect(split).to_be_visible()
    tab_to(page, split)
    press(page, "Enter")
    expect(page.get_by_role("heading", name="The fund, told elsewhere")).to_be_visible()
    other.refresh_from_db()
    assert other.latest_version is not None


def test_a_text_that_was_sent_is_kept_by_keyboard(page: Page) -> None:
    page.goto(f"/add/page/?title=Ferry+fund&text={'The fund passed. ' * 12}")
    text = page.get_by_label("The text")
    tab_to(page, text)
    press(page, "Control+End")
    page.keyboard.type(" By four votes.")
    tab_to(page, page.get_by_role("button", name="Keep this text"))
    press(page, "Enter")
    page.wait_for_url("**/add/**")
    expect(page.get_by_role("heading", name="Just now")).to_be_visible()
    assert Article.objects.count() == 1
