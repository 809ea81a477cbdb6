"""Working through suggestions by keyboard, in an article and in the list of all."""

import pytest
from playwright.sync_api import Page, Route, expect

from annotations.highlights.models import Highlight
from annotations.quotations.finding import find_quotations
from annotations.quotations.models import Suggestion
from annotations.speakers.models import Speaker
from annotations.teams.models import User
from newsroom.articles.models import Article
from tests import factories
from tests.browser.conftest import OpenAs
from tests.browser.hands import text_of, wait_until_ready

pytestmark = pytest.mark.django_db(transaction=True)

LINES = [
    "“The islands were never asked,” Dagny Ferrowe said on the quay in Vestrin.",
    "“This levy will not cost a penny,” Oriel Tavasti told the chamber.",
    "“Not this year, and not the next,” Tavasti said. “And not after the election.”",
    "A spokesman for the ministry said: “We have nothing to add to what was said before.”",
]
PHONE = {"width": 390, "height": 844}


def searched(*lines: str) -> Article:
    article = factories.article(factories.TITLE, *(lines or LINES))
    find_quotations(article)
    return article


def reading(open_as: OpenAs, user: User, article: Article, **options: object) -> Page:
    page = open_as(user, **options)
    page.goto(f"/articles/{article.pk}/")
    wait_until_ready(page)
    expect(page.locator(".card.sugg").first).to_be_attached()
    return page


def toast(page: Page, words: str) -> None:
    expect(page.locator("#toasts .toast", has_text=words)).to_be_visible()


def states() -> list[str]:
    return list(Suggestion.objects.order_by("start").values_list("state", flat=True))


def test_one_box_is_open_at_once_and_what_was_written_waits_in_the_other(
    open_as: OpenAs, petra: User
) -> None:
    page = reading(open_as, petra, searched())
    boxes = page.locator(".naming [name=speaker_name]:visible")
    card = page.locator(".card.sugg.sel")
    for place, name in enumerate(("Edda", "Bram")):
        page.locator("mark.hl").nth(place).click(position={"x": 30, "y": 10})
        card.get_by_role("link", name="Another speaker").click()
        expect(boxes).to_be_focused()
        boxes.fill(name)
        expect(boxes).to_have_count(1)
    page.locator("mark.hl").first.click(position={"x": 30, "y": 10})
    expect(boxes).to_have_value("Edda")


def test_what_is_being_written_outlives_that_its_suggestion_is_corrected_with_another(
    open_as: OpenAs, petra: User
) -> None:
    lines = ("“We were never asked,” Dagny Ferrowe said.", "“It is late,” Dagny Ferrowe said.")
    page = reading(open_as, petra, searched(*lines))
    boxes = page.locator(".naming [name=speaker_name]:visible")
    card = page.locator(".card.sugg.sel")
    for place, name in ((1, "Bram"), (0, "Edda")):
        page.locator("mark.hl").nth(place).click(position={"x": 30, "y": 10})
        card.get_by_role("link", name="Another speaker").click()
        expect(boxes).to_be_focused()
        boxes.fill(name)
    boxes.press("Enter")
    toast(page, "1 more suggestion was corrected, too")
    page.locator("mark[data-kind=suggested]").click(position={"x": 30, "y": 10})
    expect(card.locator(".who")).to_contain_text("Edda")
    expect(boxes).to_have_value("Bram")


def test_a_and_x_decide_and_move_on_and_u_takes_it_back(open_as: OpenAs, petra: User) -> None:
    article = searched()
    page = reading(open_as, petra, article)
    page.keyboard.press("j")
    expect(page.locator(".card.sugg.sel")).to_contain_text("Dagny Ferrowe")
    page.keyboard.press("a")
    expect(page.locator(".card.sugg.sel")).to_contain_text("Oriel Tavasti")
    page.keyboard.press("a")
    toast(page, "2 quotes accepted")
    page.keyboard.press("x")
    toast(page, "1 suggestion dismissed")
    assert states() == ["accepted", "accepted", "dismissed", "open", "open"]
    assert text_of(page) == article.latest_version.text
    expect(page.locator("#cards .card:not(.sugg)")).to_have_count(2)
    expect(page.locator("mark[data-kind=suggested]")).to_have_count(2)
    expect(page.locator(".card.sugg.sel")).to_have_count(1)
    page.keyboard.press("u")
    toast(page, "Undone")
    expect(page.locator(".card.sugg.sel")).to_contain_text("Oriel Tavasti")
    assert states() == ["accepted", "accepted", "open", "open", "open"]


def test_presses_quicker_than_answers_are_all_kept(open_as: OpenAs, petra: User) -> None:
    page = reading(open_as, petra, searched())
    for key in "aaxa":
        page.keyboard.press(key)
    toast(page, "1 quote accepted")
    expect(page.locator("#cards .card:not(.sugg)")).to_have_count(3)
    assert states() == ["accepted", "accepted", "dismissed", "accepted", "open"]


def test_all_of_one_speaker_by_one_press(open_as: OpenAs, petra: User) -> None:
    page = reading(open_as, petra, searched())
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Shift+A")
    toast(page, "3 quotes accepted")
    assert states() == ["open", "accepted", "accepted", "accepted", "open"]


def test_an_unnamed_source_is_named_from_the_keyboard(open_as: OpenAs, petra: User) -> None:
    page = reading(open_as, petra, searched())
    page.locator(".card.sugg", has_text="Spokesman for the ministry").locator("[data-edit]").click()
    field = page.get_by_role("combobox", name="Who says so?")
    expect(field).to_be_focused()
    field.fill("Edda Lorn")
    page.keyboard.press("Control+Enter")
    toast(page, "1 quote accepted")
    assert Highlight.objects.get().attributions.get().speaker.name == "Edda Lorn"
    expect(page.locator("#cards .card:not(.sugg)")).to_contain_text("Edda Lorn")


def test_another_name_is_typed_over_the_suggested_one_and_the_next_comes_then(
    open_as: OpenAs, petra: User
) -> None:
    page = reading(open_as, petra, searched())
    page.keyboard.press("j")
    expect(page.locator(".card.sugg.sel")).to_contain_text("Dagny Ferrowe")
    page.keyboard.press("s")
    field = page.get_by_role("combobox", name="Who says so?")
    expect(field).to_be_focused()
    page.keyboard.type("Ilka Brandeveer")
    expect(field).to_have_value("Ilka Brandeveer")
    page.keyboard.press("Control+Enter")
    toast(page, "1 quote accepted")
    expect(page.locator(".card.sugg.sel")).to_contain_text("Oriel Tavasti")
    assert states() == ["accepted", "open", "open", "open", "open"]
    assert Speaker.objects.get().name == "Ilka Brandeveer"


@pytest.mark.parametrize("in_list", [False, True])
def test_whose_surname_it_is_is_chosen_from_the_keyboard(
    in_list: bool, open_as: OpenAs, petra: User
) -> None:
    article = searched("“Not this year,” Tavasti said. “And not after the election.”")
    for name in ("Anna Tavasti", "Oriel Tavasti"):
        Speaker.objects.add(name)
    page = reading(open_as, petra, article)
    if in_list:
        page.goto("/suggestions/")
    else:
        page.keyboard.press("j")
    first = page.locator(".item.cur" if in_list else ".card.sugg.sel")
    expect(first).to_contain_text("Which one? Anna Tavasti, Oriel Tavasti")
    page.keyboard.press("a")
    choices = page.get_by_role("listbox", name="Who says so?").get_by_role("option")
    expect(choices.first).to_contain_text("Anna Tavasti")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Enter")
    toast(page, "1 quote accepted")
    said = Highlight.objects.get().attributions.standing().get()
    assert (said.speaker.name, Speaker.objects.count()) == ("Oriel Tavasti", 2)
    left = Suggestion.objects.standing().get()
    assert left.said_by == said.speaker


def test_on_a_phone_a_suggestion_opens_as_a_sheet_and_is_accepted_by_a_tap(
    open_as: OpenAs, petra: User
) -> None:
    page = reading(open_as, petra, searched(), viewport=PHONE, has_touch=True)
    left, top = page.locator("mark[data-kind=suggested]").first.evaluate(
        "mark => { const { left, top, height } = mark.getClientRects()[0];"
        " return [left + 8, top + height / 2]; }"
    )
    page.touchscreen.tap(left, top)
    sheet = page.locator(".card.sugg.sel")
    expect(sheet.get_by_role("button", name="Accept", exact=True)).to_be_in_viewport()
    sheet.get_by_role("button", name="Accept", exact=True).tap()
    toast(page, "1 quote accepted")
    assert states()[0] == "accepted"
    told, asked = page.locator("#toasts").bounding_box(), sheet.bounding_box()
    assert told and asked
    assert told["y"] + told["height"] <= asked["y"]


def test_the_list_is_worked_through_by_keyboard_and_more_comes_before_its_end(
    open_as: OpenAs, petra: User
) -> None:
    lines = [f"“We have counted boat {at} twice now,” Dagny Ferrowe said." for at in range(45)]
    searched(*lines)
    page = open_as(petra)
    page.goto("/suggestions/")
    expect(page.locator(".item.cur")).to_contain_text("boat 0")
    expect(page.locator("#count")).to_have_text("45")
    for at in range(42):
        page.keyboard.press("x" if at % 3 else "a")
        expect(page.locator(".item.cur")).to_contain_text(f"boat {at + 1} ")
    page.keyboard.press("u")
    expect(page.locator(".item.cur")).to_contain_text("boat 41")
    toast(page, "Undone")
    expect(page.locator("#count")).to_have_text("4")
    assert states() == [("dismissed" if at % 3 else "accepted") for at in range(41)] + ["open"] * 4
    page.keyboard.press("j")
    page.keyboard.press("s")
    field = page.get_by_role("combobox", name="Who says so?")
    expect(field).to_be_focused()
    field.fill("Edda Lorn")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".item.cur")).to_contain_text("boat 43")
    expect(page.locator("#count")).to_have_text("3")
    page.keyboard.press("k")
    expect(page.locator(".item.cur")).to_contain_text("boat 41")
    page.keyboard.press("Enter")
    expect(page.locator(".card.sugg.sel")).to_be_visible()


def test_what_is_taken_back_before_it_was_answered_stays_in_the_list(
    open_as: OpenAs, petra: User
) -> None:
    searched(*LINES)
    page = open_as(petra)
    page.goto("/suggestions/")
    expect(page.locator(".item.cur")).to_contain_text("Dagny Ferrowe")
    for key in "aaxuuu":
        page.keyboard.press(key)
    toast(page, "Undone")
    expect(page.locator("#count")).to_have_text("5")
    expect(page.locator(".item:visible")).to_have_count(5)
    expect(page.locator(".item.cur")).to_contain_text("Dagny Ferrowe")
    assert states() == ["open"] * 5


def test_when_all_is_decided_the_list_says_so(open_as: OpenAs, petra: User) -> None:
    searched(LINES[0])
    page = open_as(petra)
    page.goto("/suggestions/")
    expect(page.locator(".item.cur")).to_be_visible()
    page.keyboard.press("a")
    expect(page.get_by_role("heading", name="Everything is checked")).to_be_visible()
    page.keyboard.press("u")
    expect(page.locator(".item.cur")).to_contain_text("never asked")
    toast(page, "Undone")


def test_what_is_taken_back_before_its_answer_is_here_stays_taken_back(
    open_as: OpenAs, petra: User
) -> None:
    searched(LINES[0])
    page = open_as(petra)
    page.goto("/suggestions/")
    expect(page.locator(".item.cur")).to_be_visible()
    held: list[Route] = []
    page.route("**/suggestions/**", lambda route: held.append(route), times=1)
    with page.expect_request("**/suggestions/**"):
        page.keyboard.press("a")
    expect(page.get_by_role("heading", name="Everything is checked")).to_be_visible()
    page.keyboard.press("u")
    expect(page.locator(".item.cur")).to_contain_text("never asked")
    held.pop().continue_()
    toast(page, "Undone")
    expect(page.locator(".item.cur")).to_contain_text("never asked")
    assert states() == ["open"]
