"""Suggestions of all articles stand in one list, each with what it takes to decide."""

from typing import Any

import pytest
from django.test import Client

from annotations.quotations.checking import PAGE
from annotations.quotations.finding import find_quotations
from annotations.quotations.models import Suggestion
from annotations.speakers.models import Speaker
from annotations.teams.models import User
from newsroom.articles.models import Article
from tests import factories, served
from tests.cast import HTMX

pytestmark = pytest.mark.django_db

LIST_QUERIES = 6
BEFORE = "It rained all morning. Nobody had come by boat."
PENNY = "“This levy will not cost a penny,” Oriel Tavasti told the chamber. Then she sat down."


def searched(*blocks: str, **fields: Any) -> Article:
    article = factories.article(*blocks, **fields)
    find_quotations(article)
    return article


def items(answer: Any) -> list[str]:
    return [
        " ".join(served.text(one).split())
        for one in served.page(answer).iter("li")
        if "item" in one.get("class", "")
    ]


def test_each_has_the_sentences_around_it_and_its_speaker(as_petra: Client) -> None:
    searched("Levy passes", f"{BEFORE} {PENNY}")
    [item] = items(as_petra.get("/suggestions/"))
    assert "Nobody had come by boat. “This levy will not cost a penny,” Oriel Tavasti told" in item
    assert "It rained" not in item
    assert "Oriel Tavasti Accept" in item


def test_why_it_is_that_speaker_is_said_where_the_text_does_not_say_the_name(
    as_petra: Client,
) -> None:
    searched("Levy passes", PENNY, "“Not this year,” she said.")
    assert "Oriel Tavasti Named here as “she”" in items(as_petra.get("/suggestions/"))[1]


def test_they_stand_under_the_headline_and_outlet_of_their_article(as_petra: Client) -> None:
    searched("Levy passes", PENNY)
    page = served.page(as_petra.get("/suggestions/"))
    [heading] = [
        one for one in page.iter("h2") if any(each.tag == "a" for each in one)
    ]  # fmt: skip
    said = " ".join(served.text(heading).split())
    assert said.startswith("Harbour Post") and said.endswith("Levy passes")


def test_one_outlet_or_one_speaker_can_be_asked_for(as_petra: Client) -> None:
    ours = searched("Levy passes", PENNY)
    searched("Other paper", factories.FIRST, outlet="Northern Ledger")
    [item] = items(as_petra.get(f"/suggestions/?outlet={ours.outlet_id}"))
    assert "a penny" in item
    [item] = items(as_petra.get("/suggestions/?speaker=dagny+FERROWE"))
    assert "never asked" in item


def test_a_speaker_is_found_by_any_name(as_petra: Client) -> None:
    searched("Levy passes", PENNY)
    known = Speaker.objects.add("Oriel Tavasti")
    known.names.create(name="The transport minister")
    assert len(items(as_petra.get("/suggestions/?speaker=the+transport+minister"))) == 1


def test_what_is_asked_for_wrongly_is_left_out(as_petra: Client) -> None:
    searched("Levy passes", PENNY)
    for query in ("outlet=x", "outlet=" + "9" * 30, "after=1_2", "after=a_b_c", "speaker=%00"):
        assert len(items(as_petra.get(f"/suggestions/?{query}"))) == 1


def test_decided_and_removed_ones_are_not_listed(as_petra: Client, petra: User) -> None:
    searched("Levy passes", PENNY)
    gone = searched("Removed", factories.FIRST)
    Article.objects.filter(pk=gone.pk).remove(petra)
    key = Suggestion.objects.get(words__contains="a penny").pk
    as_petra.post("/suggestions/decisions/", {"dismissed": key}, headers=HTMX)
    answer = as_petra.get("/suggestions/")
    assert items(answer) == []
    assert "Everything is checked" in served.seen(answer)


def test_pages_follow_each_other_without_a_gap(
    as_petra: Client, django_assert_max_num_queries: Any
) -> None:
    lines = [f"“We have counted boat {at} twice now,” Dagny Ferrowe said." for at in range(30)]
    searched("Boats", *lines)
    searched("Levy passes", PENNY)
    as_petra.get("/suggestions/")
    with django_assert_max_num_queries(LIST_QUERIES):
        first = as_petra.get("/suggestions/")
    every = Suggestion.objects.count()
    assert str(every) in served.seen(first)
    [more] = [one for one in served.page(first).iter("a") if one.get("hx-target") == "#more"]
    second = as_petra.get(more.get("href", ""), headers={**HTMX, "HX-Target": "more"})
    assert "<html" not in second.content.decode()
    assert (len(items(first)), len(items(second))) == (PAGE, every - PAGE)
    assert len({*items(first), *items(second)}) == every > PAGE


def test_the_number_in_the_list_goes_down_with_each_decision_and_up_with_undo(
    as_petra: Client,
) -> None:
    ours = searched("Levy passes", PENNY, "“Not this year,” Oriel Tavasti said.")
    searched("Other paper", factories.FIRST, outlet="Northern Ledger")
    keys = [one.pk for one in Suggestion.objects.of(ours)]

    def left(what: str, key: int, asked: str = "") -> str:
        decision = {what: key, "list": asked}
        page = served.page(as_petra.post("/suggestions/decisions/", decision, headers=HTMX))
        [count] = [one for one in page.iter("span") if one.get("id") == "count"]
        assert count.get("hx-swap-oob") == "true"
        return served.text(count)

    assert "3" in served.seen(as_petra.get("/suggestions/"))
    assert [left("accepted", keys[0]), left("dismissed", keys[1])] == ["2", "1"]
    assert left("reopened", keys[1]) == "2"
    assert left("dismissed", keys[1], f"outlet={ours.outlet_id}") == "0"


def test_the_answer_to_a_decision_in_the_list_is_only_what_was_done(as_petra: Client) -> None:
    article = searched("Levy passes", PENNY)
    key = Suggestion.objects.of(article).get().pk
    answer = as_petra.post("/suggestions/decisions/", {"accepted": key}, headers=HTMX)
    assert "1 quote accepted" in served.seen(answer)
    assert not served.blocks(answer)


def test_without_script_a_decision_leads_back_to_the_list_with_its_filters(
    as_petra: Client,
) -> None:
    article = searched("Levy passes", PENNY)
    key = Suggestion.objects.of(article).get().pk
    page = as_petra.get(f"/suggestions/?outlet={article.outlet_id}")
    sent = served.fields(page, "/suggestions/decisions/")
    answer = as_petra.post("/suggestions/decisions/", {**sent, "dismissed": key})
    assert answer["Location"] == f"/suggestions/?outlet={article.outlet_id}&dismissed={key}"
    assert "1 suggestion dismissed" in served.seen(as_petra.get(answer["Location"]))


def test_a_surname_is_said_to_be_that_of_the_one_who_has_it_or_of_which_ones(
    as_petra: Client,
) -> None:
    searched("Levy passes", "“Not this year,” Tavasti said.")
    Speaker.objects.add("Oriel Tavasti")
    [item] = items(as_petra.get("/suggestions/"))
    assert "Oriel Tavasti Named here as “Tavasti”" in item
    Speaker.objects.add("Anna Tavasti")
    [item] = items(as_petra.get("/suggestions/"))
    assert "Tavasti Which one? Anna Tavasti, Oriel Tavasti" in item
