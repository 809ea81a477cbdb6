"""Saying by hand where an article is from, when it came out and who wrote it; taking it back."""

from datetime import datetime, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from annotations.teams.models import User
from newsroom.articles.models import Article
from newsroom.ingestion.details import details_of
from newsroom.ingestion.identity import article_at, made_at
from newsroom.ingestion.merging import merge, split
from newsroom.outlets.models import Outlet
from tests import factories, served
from tests.cast import HTMX

pytestmark = pytest.mark.django_db

LINK = "https://quay-letters.example/2026/the-boat"
TOLD = {
    "outlet": " Quay  Letters ",
    "day": "2026-05-10",
    "hour": "07:30",
    "authors": "Malou Ostrander,  Ilka  Brandeveer ,",
    "link": LINK,
}


@pytest.fixture
def pasted(petra: User) -> Article:
    """A text that was pasted: nobody knows where it is from."""
    made = Article.objects.create(added_by=petra)
    made.revise(factories.extract())
    return made


def address(article: Article) -> str:
    return f"/articles/{article.pk}/details/"


def say(client: Client, article: Article, **told: str) -> HttpResponse:
    """Send the form as it is shown, but for what is told."""
    where = address(article)
    return client.post(where, served.fields(client.get(where), where) | told, follow=True)


def told_of(article: Article) -> tuple[str, str, datetime | None, list[str]]:
    found = details_of(Article.objects.get(pk=article.pk))
    return found.outlet, found.url, found.published_at, found.authors


def undo(client: Client, article: Article, pk: int) -> HttpResponse:
    return client.post(address(article), {"undo": pk}, follow=True)


def test_the_page_of_a_pasted_text_asks_where_it_is_from(as_petra: Client, pasted: Article) -> None:
    page = as_petra.get(pasted.get_absolute_url())
    [asks] = [
        one for one in served.page(page).iter("a") if served.text(one) == "Say where this is from"
    ]
    assert asks.get("href") == address(pasted)


def test_what_is_said_of_a_pasted_text_stands_on_its_page_and_in_the_lists(
    as_tomas: Client, pasted: Article
) -> None:
    answer = say(as_tomas, pasted, **TOLD)
    assert answer.status_code == 200
    seen = " ".join(served.seen(answer).split())
    assert "Quay Letters Sunday 10 May 2026, 07:30" in seen
    assert "Malou Ostrander, Ilka Brandeveer" in seen
    assert LINK in {one.get("href") for one in served.page(answer).iter("a")}
    assert "Details changed" in seen and "Say where this is from" not in seen
    found = Article.objects.get(pk=pasted.pk)
    assert found.dated_at == found.published_at == found.latest_version.published_at
    assert found.latest_version.text == pasted.latest_version.text
    page = as_tomas.get(f"/?list=all&outlet={found.outlet_id}")
    assert factories.TITLE in served.seen(page)
    assert found.outlet.domain == "quay-letters.example"


def test_it_is_undone_in_one_press_once_and_the_latest_first(
    as_petra: Client, pasted: Article
) -> None:
    before = told_of(pasted)
    say(as_petra, pasted, **TOLD)
    first = pasted.amendments.get()
    between = told_of(pasted)
    say(as_petra, pasted, authors="Zora Quill")
    second = pasted.amendments.first()
    assert second.changes == {"authors": [["Malou Ostrander", "Ilka Brandeveer"], ["Zora Quill"]]}
    refused = undo(as_petra, pasted, first.pk)
    assert refused.status_code == 422
    assert "Undo the latest first." in served.seen(refused)
    assert told_of(pasted)[3] == ["Zora Quill"]
    for _ in range(2):
        undo(as_petra, pasted, second.pk)
        assert told_of(pasted) == between
    undo(as_petra, pasted, first.pk)
    assert told_of(pasted) == before
    again = Article.objects.get(pk=pasted.pk)
    assert (again.address, again.dated_at) == (None, again.added_at)


def test_the_dialog_says_who_said_what_and_offers_to_undo_the_latest(
    as_petra: Client, as_tomas: Client, pasted: Article
) -> None:
    say(as_petra, pasted, outlet="Quay Letters")
    say(as_tomas, pasted, day="2026-05-10")
    page = as_petra.get(address(pasted), headers=HTMX)
    seen = " ".join(served.seen(page).split())
    assert "Date Tomas Reyl-Aska" in seen and "Outlet Petra Salloway" in seen
    [button] = [one for one in served.page(page).iter("button") if one.get("name") == "undo"]
    assert button.get("value") == str(pasted.amendments.first().pk)


def test_what_was_said_holds_for_the_next_version_whatever_that_says(
    as_petra: Client, pasted: Article
) -> None:
    say(as_petra, pasted, **TOLD)
    pasted.refresh_from_db()
    day = timezone.now() - timedelta(days=3)
    pasted.revise(factories.extract("Another headline", authors=("A. Robot",), published_at=day))
    assert pasted.latest_version.number == 2
    assert told_of(pasted)[3] == ["Malou Ostrander", "Ilka Brandeveer"]
    assert pasted.published_at == pasted.latest_version.published_at != day


def test_an_outlet_that_is_known_is_not_made_again(as_petra: Client, pasted: Article) -> None:
    known = Outlet.objects.create(name="Quay Letters", domain="quay-letters.example")
    say(as_petra, pasted, outlet="QUAY letters")
    assert Article.objects.get(pk=pasted.pk).outlet == known
    assert Outlet.objects.count() == 1


def test_the_link_of_another_article_is_refused_and_nothing_typed_is_lost(
    as_petra: Client, pasted: Article
) -> None:
    other = factories.article("Ferry fund passes", factories.SECOND)
    answer = say(as_petra, pasted, outlet="Quay Letters", link=f"{other.url}/?utm_source=letter")
    assert answer.status_code == 422
    assert "This is the link of “Ferry fund passes”" in served.seen(answer)
    where = address(pasted)
    assert served.fields(answer, where)["outlet"] == "Quay Letters"
    assert pasted.amendments.count() == 0


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"day": "2999-01-01"}, "This day is still to come."),
        ({"hour": "07:30"}, "Give the day as well."),
        ({"link": "mailto:somebody"}, "cannot be the link"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    as_petra: Client, pasted: Article, told: dict[str, str], said: str
) -> None:
    answer = say(as_petra, pasted, **told)
    assert answer.status_code == 422
    assert said in served.seen(answer)
    assert told_of(pasted) == ("", "", None, [])


def test_the_link_that_a_page_was_fetched_from_stays(as_petra: Client) -> None:
    article = factories.article()
    where = address(article)
    assert "link" not in served.fields(as_petra.get(where), where)
    say(as_petra, article, link="https://elsewhere.example/a", outlet="Quay Letters")
    assert told_of(article)[:2] == ("Quay Letters", article.url)


def test_the_same_again_leaves_no_trace(as_petra: Client, pasted: Article) -> None:
    for fields, count, told in (({}, 0, True), (TOLD, 1, False), (TOLD, 1, True)):
        page = say(as_petra, pasted, **fields)
        assert pasted.amendments.count() == count
        assert ("Nothing was changed." in served.seen(page)) == told


def test_a_version_that_came_since_says_what_it_says_itself_once_all_is_undone(
    as_petra: Client, pasted: Article
) -> None:
    for authors in ("Malou Ostrander", "Zora Quill"):
        say(as_petra, pasted, day="2026-05-10", authors=authors)
    day = timezone.now() - timedelta(days=3)
    pasted.revise(factories.extract("Another headline", authors=("Ilka Vey",), published_at=day))
    second, first = pasted.amendments.values_list("pk", flat=True)
    undo(as_petra, pasted, second)
    assert told_of(pasted)[3] == ["Malou Ostrander"]
    undo(as_petra, pasted, first)
    assert told_of(pasted)[2:] == (day, ["Ilka Vey"])


def test_what_was_said_holds_for_what_is_merged_and_leaves_it_with_a_split(
    as_petra: Client, pasted: Article
) -> None:
    other = factories.article("Ferry fund passes", factories.SECOND)
    say(as_petra, pasted, day="2026-05-10", authors="Zora Quill")
    told = told_of(pasted)[2:]
    kept = merge(pasted, other)
    assert {tuple(one.authors) for one in kept.versions.all()} == {("Zora Quill",)}
    assert told_of(pasted)[2:] == told
    split(other)
    assert told_of(other)[3] == ["Lena Dorrowby"]
    merge(pasted, other)
    undo(as_petra, pasted, pasted.amendments.get().pk)
    assert [one.authors for one in kept.versions.order_by("pk")] == [[], ["Lena Dorrowby"]]


def test_the_link_of_what_was_merged_may_be_said_and_still_leads_here(
    as_petra: Client, pasted: Article
) -> None:
    other = factories.article("Ferry fund passes", factories.SECOND)
    merge(pasted, other)
    assert say(as_petra, pasted, link=other.url).status_code == 200
    assert told_of(pasted)[1] == other.url
    assert article_at(other.address) == pasted
    undo(as_petra, pasted, pasted.amendments.get().pk)
    assert told_of(pasted)[1] == ""


def test_a_link_is_taken_back_though_it_has_become_another_article_since(
    as_petra: Client, pasted: Article
) -> None:
    say(as_petra, pasted, link=LINK)
    say(as_petra, pasted, link=f"{LINK}-again")
    there, _made = made_at(LINK)
    assert undo(as_petra, pasted, pasted.amendments.first().pk).status_code == 200
    assert told_of(pasted)[1] == LINK
    assert article_at(there.address) == there


def test_an_outlet_that_was_renamed_since_is_given_back_itself(as_petra: Client) -> None:
    article = factories.article()
    was = article.outlet
    say(as_petra, article, outlet="Quay Letters")
    Outlet.objects.filter(pk=was.pk).update(name="Harbour Evening Post")
    undo(as_petra, article, article.amendments.get().pk)
    assert Article.objects.get(pk=article.pk).outlet == was


def test_what_somebody_else_said_while_the_dialog_was_open_stays(
    as_petra: Client, as_tomas: Client, pasted: Article
) -> None:
    where = address(pasted)
    shown = served.fields(as_petra.get(where), where)
    say(as_tomas, pasted, outlet="Quay Letters")
    as_petra.post(where, shown | {"authors": "Zora Quill"})
    assert told_of(pasted) == ("Quay Letters", "", None, ["Zora Quill"])


def test_facts_that_nobody_touched_stay_to_the_letter(as_petra: Client) -> None:
    day = timezone.now().replace(hour=7, minute=30, second=12) - timedelta(days=2)
    article = factories.article(authors=("Lena Dorrowby, on the quay",), published_at=day)
    say(as_petra, article, outlet="Quay Letters")
    assert article.amendments.get().changes.keys() == {"outlet"}
    assert told_of(article)[2:] == (day, ["Lena Dorrowby, on the quay"])


def test_an_article_whose_own_link_leads_to_what_was_split_off_may_be_told_its_outlet(
    as_petra: Client,
) -> None:
    article, split_off = factories.article(), factories.article("Ferry fund passes")
    Article.objects.filter(pk=article.pk).update(url=split_off.url)
    assert say(as_petra, article, outlet="Quay Letters").status_code == 200
    assert told_of(article)[:2] == ("Quay Letters", split_off.url)


def test_all_who_are_named_as_authors_are_kept(as_petra: Client, pasted: Article) -> None:
    names = [f"Reporter {letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    say(as_petra, pasted, authors=", ".join(names))
    assert told_of(pasted)[3] == names
