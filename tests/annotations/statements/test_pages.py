"""Statements on their pages: the wordings side by side, splitting, joining, and who sees what."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from annotations.highlights.models import Highlight
from annotations.statements.models import Ruling, Telling
from annotations.statements.placing import place_all
from annotations.teams.models import User
from newsroom.articles.models import Article
from tests import factories, served
from tests.annotations.statements import told
from tests.cast import HTMX

pytestmark = pytest.mark.django_db


@pytest.fixture
def four(petra: User) -> list[Highlight]:
    """What four outlets made of one sentence."""
    words = {
        "Harbour Post": told.FULL,
        "Statehouse Daily": told.ONE_PENNY,
        "Radio Marenia One": told.OURS,
        "Northern Ledger": told.SHORT,
    }
    made = [told.quoted(said, petra, outlet) for outlet, said in words.items()]
    place_all()
    return made


def speaker_page(of: Highlight) -> str:
    return reverse("speaker_statements", args=[Telling.objects.get(pk=of.pk).speaker_id])


def statement_of(one: Highlight) -> int | None:
    return Telling.objects.get(pk=one.pk).statement_id


def split(client: Client, one: Highlight, **fields: Any) -> Any:
    address = reverse("statement_splitting", args=[statement_of(one)])
    return client.post(address, fields, follow=True)


def take_back(client: Client, html: str, **fields: Any) -> Any:
    [address] = re.findall(r'action="(/rulings/\d+/)"', html)
    return client.post(address, fields, follow=True)


def test_a_speakers_page_has_the_wordings_side_by_side(
    as_petra: Client, four: list[Highlight]
) -> None:
    html = as_petra.get(speaker_page(four[0])).content.decode()
    assert "One statement, 4 wordings" in html
    for outlet in ("Harbour Post", "Statehouse Daily", "Radio Marenia One", "Northern Ledger"):
        assert f"<bdi>{outlet}</bdi>" in html
    assert html.count("Shortened") == 1
    assert html.count("In context") == 4
    words = re.findall(r"<em>.*?</span>(.*?)</em>", html)
    assert {"one", "islanders"} <= set(words)
    assert f'href="/articles/{four[3].version.article_id}/#highlight-{four[3].pk}"' in html


def test_the_same_words_twice_in_one_article_are_one_line(
    as_petra: Client, petra: User, tomas: User
) -> None:
    article = factories.article("On the levy", f"“{told.FULL}”")
    first = told.on(article, told.FULL, petra)
    told.on(article, told.FULL, tomas)
    place_all()
    assert "One statement" not in as_petra.get(speaker_page(first)).content.decode()
    told.quoted(told.SHORT, tomas, "Northern Ledger")
    place_all()
    html = as_petra.get(speaker_page(first)).content.decode()
    assert html.count("In context") == 2


def test_who_says_the_contrary_is_not_said_to_have_said_the_same(
    as_petra: Client, petra: User
) -> None:
    one = told.quoted(told.FULL, petra)
    told.quoted(told.CONTRARY, petra, "Northern Ledger")
    place_all()
    html = as_petra.get(speaker_page(one)).content.decode()
    assert "One statement" not in html
    assert "Much the same words, 2 wordings" in html
    assert "A “not” differs" in html


def test_what_is_split_stays_split_whatever_comes(
    as_petra: Client, petra: User, four: list[Highlight]
) -> None:
    html = split(as_petra, four[0]).content.decode()
    assert "One statement" not in html
    place_all()
    assert {statement_of(one) for one in four} == {None}
    fifth = told.quoted(told.FULL, petra, "Fifth Outlet")
    place_all()
    assert sum(statement_of(one) == statement_of(fifth) for one in four) == 1


def test_a_split_is_taken_back_by_its_toast(as_petra: Client, four: list[Highlight]) -> None:
    html = split(as_petra, four[0]).content.decode()
    answer = take_back(as_petra, html)
    assert "One statement, 4 wordings" in answer.content.decode()
    assert Ruling.objects.get().taken_back_at is not None
    before = statement_of(four[0])
    take_back(as_petra, html)
    assert told.together(*four)
    assert statement_of(four[0]) == before


def test_one_is_split_off_and_the_others_stay(as_petra: Client, four: list[Highlight]) -> None:
    split(as_petra, four[0], off=four[3].pk, on=four[0].pk)
    assert told.together(*four[:3])
    assert statement_of(four[3]) is None


def test_two_are_joined_by_hand_and_parted_by_undo(as_petra: Client, petra: User) -> None:
    one, other = told.quoted(told.FULL, petra), told.quoted(told.ANOTHER, petra, "Ledger")
    place_all()
    address = reverse("highlight_statement", args=[one.pk])
    assert f'value="{other.pk}"' in as_petra.get(address).content.decode()
    found = as_petra.get(address, {"q": "forecast harbour"}).content.decode()
    assert f'value="{other.pk}"' in found
    assert "has these words" in as_petra.get(address, {"q": "bread"}).content.decode()
    joining = reverse("statement_joining", args=[one.pk])
    html = as_petra.post(joining, {"other": other.pk}, follow=True).content.decode()
    assert "Joined by hand" in html
    assert told.together(one, other)
    as_petra.post(joining, {"other": other.pk})
    assert Ruling.objects.count() == 1
    take_back(as_petra, html, on=one.pk)
    assert not told.together(one, other)


def test_joining_what_was_split_brings_back_the_whole_statement(
    as_petra: Client, four: list[Highlight]
) -> None:
    split(as_petra, four[0], off=four[3].pk)
    as_petra.post(reverse("statement_joining", args=[four[3].pk]), {"other": four[0].pk})
    assert told.together(*four)


def record_page(of: Highlight) -> str:
    return reverse("speaker", args=[Telling.objects.get(pk=of.pk).speaker_id])


def quoted_alone(answer: Any) -> list[str]:
    """What stands on a speaker's page as quotations of their own."""
    return [served.text(one) for one in served.page(answer).iter("blockquote")]


def test_a_statement_stands_once_in_the_month_in_which_it_was_told_last(
    as_petra: Client, petra: User, four: list[Highlight]
) -> None:
    other = told.quoted("Nobody will notice it before the spring", petra, "Harbour Post")
    for one, day in ((four[3], 14), (other, 10), (four[0], 3)):
        at = datetime(2026, 5, day, 12, tzinfo=UTC)
        Article.objects.filter(pk=one.version.article_id).update(dated_at=at)
    for one in four[1:3]:
        at = datetime(2026, 4, 20, 12, tzinfo=UTC)
        Article.objects.filter(pk=one.version.article_id).update(dated_at=at)
    place_all()
    answer = as_petra.get(record_page(four[0]))
    html, said = answer.content.decode(), " ".join(served.seen(answer).split())
    assert html.count("One statement, 4 wordings") == 1
    assert quoted_alone(answer) == [other.words]
    may, april = html.index("<h2>May 2026<"), html.index("<h2>April 2026<")
    assert may < html.index("One statement, 4 wordings") < html.index(other.words) < april
    assert "2 quotes stand above, where they were told last." in said
    filtered = as_petra.get(record_page(four[0]) + "?kind=quote")
    assert len(quoted_alone(filtered)) == 5


def test_a_statement_goes_over_pages_once(
    as_petra: Client, petra: User, four: list[Highlight], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotations.record.views.PAGE", 2)
    first = as_petra.get(record_page(four[0]))
    [more] = [one for one in served.page(first).iter("a") if "after=" in one.get("href", "")]
    second = as_petra.get(record_page(four[0]) + more.get("href", ""))
    pages = [answer.content.decode() for answer in (first, second)]
    assert [page.count("One statement, 4 wordings") for page in pages] == [1, 0]
    assert quoted_alone(second) == []
    assert "2 quotes stand above, where they were told last." in pages[1]


def test_the_same_words_elsewhere_are_one_quotation_that_says_so(
    as_petra: Client, petra: User
) -> None:
    for outlet in ("Harbour Post", "Northern Ledger", "Radio Marenia One"):
        one = told.quoted(told.FULL, petra, outlet)
    place_all()
    answer = as_petra.get(record_page(one))
    assert len(quoted_alone(answer)) == 1
    assert "Also in 2 other outlets" in served.seen(answer)


def test_quotations_are_joined_on_the_speakers_page_and_parted_by_undo(
    as_petra: Client, petra: User, four: list[Highlight]
) -> None:
    other = told.quoted("Nobody will notice it before the spring", petra, "Harbour Post")
    third = told.quoted("Let them come in winter and look at it", petra, "Northern Ledger")
    place_all()
    where = record_page(other)
    page = as_petra.get(where + "?join=yes")
    offered = {
        int(one.get("value", "0"))
        for one in served.page(page).iter("input")
        if one.get("name") == "quotation"
    }
    assert {other.pk, third.pk} < offered and len(offered) == 3
    answer = as_petra.post(where + "joins/", {"quotation": sorted(offered)}, follow=True)
    assert "Joined: one statement" in served.seen(answer)
    assert "One statement, 6 wordings" in answer.content.decode()
    take_back(as_petra, answer.content.decode(), back="speaker")
    assert len({statement_of(one) for one in four}) == 1
    assert statement_of(other) is None and statement_of(third) is None


def test_what_is_split_on_the_speakers_page_leads_back_there(
    as_petra: Client, four: list[Highlight]
) -> None:
    answer = split(as_petra, four[0], back="speaker")
    assert answer.redirect_chain[-1][0].startswith(record_page(four[0]) + "?ruling=")
    assert len(quoted_alone(answer)) == 4
    answer = take_back(as_petra, answer.content.decode(), back="speaker")
    assert "One statement, 4 wordings" in answer.content.decode()


def test_one_quotation_alone_is_not_joined_nor_one_of_another_speaker(
    as_petra: Client, petra: User, four: list[Highlight]
) -> None:
    article = factories.article("On bread", "“Bread will be dear”", outlet="Harbour Post")
    strange = factories.highlight(article, "Bread will be dear", petra, speaker_name="Ilka")
    where = record_page(four[0])
    for chosen in ([], [four[0].pk], [four[0].pk, four[1].pk], [four[0].pk, strange.pk]):
        answer = as_petra.post(where + "joins/", {"quotation": chosen}, follow=True)
        assert "Choose two or more quotes" in served.seen(answer)
    assert not Ruling.objects.exists()


def test_quotations_of_two_speakers_cannot_be_joined(as_petra: Client, petra: User) -> None:
    one = told.quoted(told.FULL, petra)
    other = told.quoted(told.FULL, petra, "Ledger", speaker_name="Ilka Brandeveer")
    as_petra.post(reverse("statement_joining", args=[one.pk]), {"other": other.pk})
    assert not told.together(one, other)
    assert not Ruling.objects.exists()


def test_what_is_only_mine_is_in_nobody_elses_statement(
    as_petra: Client, as_tomas: Client, petra: User, tomas: User, four: list[Highlight]
) -> None:
    mine = told.quoted(told.FULL, petra, "Secret Sheet", visibility="only_me")
    place_all()
    page = speaker_page(four[0])
    assert "Secret Sheet" in as_petra.get(page).content.decode()
    assert "Secret Sheet" not in as_tomas.get(page).content.decode()
    elsewhere = reverse("highlight_elsewhere", args=[four[0].pk])
    assert "Also in 4 other outlets" in as_petra.get(elsewhere).content.decode()
    assert "Also in 3 other outlets" in as_tomas.get(elsewhere).content.decode()
    joins = as_tomas.get(reverse("highlight_statement", args=[four[0].pk]))
    assert str(mine.pk) not in re.findall(r'value="(\d+)"', joins.content.decode())
    split(as_tomas, four[0])
    assert statement_of(mine) is not None
    assert not Ruling.objects.get().pairs.filter(other=mine).exists()


def test_a_statement_seen_by_one_telling_only_is_none(
    as_petra: Client, as_tomas: Client, petra: User, tomas: User
) -> None:
    one = told.quoted(told.FULL, tomas)
    told.quoted(told.ONE_PENNY, petra, "Secret Sheet", visibility="only_me")
    place_all()
    assert "One statement, 2 wordings" in as_petra.get(speaker_page(one)).content.decode()
    assert "No statement" in as_tomas.get(speaker_page(one)).content.decode()


def test_what_was_deleted_is_gone_before_the_worker_comes(
    as_petra: Client, petra: User, four: list[Highlight]
) -> None:
    as_petra.post(reverse("highlight_deletion", args=[four[3].pk]))
    assert "Northern Ledger" not in as_petra.get(speaker_page(four[0])).content.decode()
    four[1].visibility = Highlight.Visibility.ONLY_ME
    four[1].author = User.objects.create_user("someone@statehouse.example", name="Someone")
    four[1].save()
    assert "Statehouse Daily" not in as_petra.get(speaker_page(four[0])).content.decode()


def test_what_stands_in_a_removed_article_is_gone_at_once_and_comes_back(
    as_petra: Client, petra: User, four: list[Highlight]
) -> None:
    gone = Article.objects.filter(pk=four[3].version.article_id)
    gone.remove(petra)
    html = as_petra.get(speaker_page(four[0])).content.decode()
    assert "Northern Ledger" not in html and "One statement, 3 wordings" in html
    place_all()
    assert statement_of(four[3]) is None
    gone.put_back()
    place_all()
    assert "One statement, 4 wordings" in as_petra.get(speaker_page(four[0])).content.decode()
    assert statement_of(four[3]) == statement_of(four[0])


def test_the_card_leads_to_the_other_wordings(as_petra: Client, four: list[Highlight]) -> None:
    card = as_petra.get(reverse("highlight_card", args=[four[0].pk]), headers=HTMX)
    elsewhere = reverse("highlight_elsewhere", args=[four[0].pk])
    assert f'hx-get="{elsewhere}"' in card.content.decode()
    alone = as_petra.get(elsewhere, headers=HTMX).content.decode()
    assert "<html" not in alone
    assert "Also in 3 other outlets" in alone
    own = as_petra.get(reverse("highlight_statement", args=[four[0].pk])).content.decode()
    assert "One statement, 4 wordings" in own


def test_htmx_is_answered_by_what_stands_on_the_page(
    as_petra: Client, four: list[Highlight]
) -> None:
    address = reverse("statement_splitting", args=[statement_of(four[0])])
    answer = as_petra.post(address, headers=HTMX).content.decode()
    assert "<html" not in answer
    assert 'hx-swap-oob="true"' in answer
    assert "Undo" in answer


def test_earlier_statements_follow_on_the_next_page(
    as_petra: Client, petra: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(22):
        word = "abcdefghijklmnopqrstuvw"[n] * 6
        words = f"The {word} levy costs {word} families dearly in {word} harbour towns."
        for outlet in ("Post", "Ledger"):
            last = told.quoted(words, petra, outlet)
    place_all()
    first = as_petra.get(speaker_page(last)).content.decode()
    assert first.count("One statement") == 20
    [more] = re.findall(r'href="([^"]+\?after=[^"]+)"', first)
    assert as_petra.get(more).content.decode().count("One statement") == 2


def test_a_page_with_many_statements_asks_no_more_than_one_with_a_few(
    as_petra: Client, four: list[Highlight], django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(6):
        as_petra.get(speaker_page(four[0]))
    with django_assert_max_num_queries(4):
        as_petra.get(reverse("highlight_elsewhere", args=[four[0].pk]))


def test_a_statement_that_was_told_very_often_stands_whole_on_its_own_page(
    as_petra: Client, petra: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotations.statements.showing.MOST_LINES", 3)
    made = [told.quoted(told.FULL, petra, f"Outlet {at}") for at in range(5)]
    place_all()
    page = served.page(as_petra.get(speaker_page(made[0])))
    assert len([one for one in page.iter("li") if one.find("p") is not None]) == 3
    [more] = [one for one in page.iter("a") if "2 more, told later" in served.text(one)]
    whole = as_petra.get(more.get("href", "")).content.decode()
    assert [f"Outlet {at}" in whole for at in range(5)] == [True] * 5
    assert "told later" not in whole


@pytest.mark.parametrize(("without", "told_of"), [({1}, False), ({0}, True), ({0, 1}, False)])
def test_a_title_is_no_other_outlet(
    without: set[int], told_of: bool, as_petra: Client, petra: User
) -> None:
    """`without` are those of the two tellings that no outlet printed; the first is the latest."""
    made = [told.quoted(told.FULL, petra) for _time in range(2)]
    for at, one in enumerate(made):
        article = Article.objects.filter(pk=one.version.article_id)
        article.update(dated_at=datetime(2026, 5, 2 - at, tzinfo=UTC))
        if at in without:
            article.update(outlet=None)
    place_all()
    speaker = Telling.objects.get(pk=made[0].pk).speaker
    assert speaker is not None
    page = " ".join(served.seen(as_petra.get(speaker.get_absolute_url())).split())
    assert ("Also in 1 other outlet" in page) == ("Also in" in page) == told_of
