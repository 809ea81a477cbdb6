"""What is done to many articles at once, and how it is taken back."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from annotations.library.models import Reading
from annotations.teams.models import User
from newsroom.articles.models import Article, ArticleQuerySet
from newsroom.ingestion.adding import add_link
from newsroom.outlets.models import Topic
from tests import cast, factories, served
from tests.annotations.library.test_library import published, titles
from tests.cast import HTMX
from tests.racing import ahead_of

pytestmark = pytest.mark.django_db

#: What htmx says when it is on the page of the whole library.
THERE = {**HTMX, "HX-Current-URL": "http://testserver/?list=all"}


@pytest.fixture
def three(db: None) -> list[Article]:
    return [published(title) for title in ("One", "Two", "Three")]


def keys(articles: list[Article]) -> list[int]:
    return [article.pk for article in articles]


def undo(answer: HttpResponse) -> tuple[str, dict[str, list[str]]]:
    """Where the toast's form leads, and what it sends."""
    toasts = served.page(answer).iter("toast-message")
    [form] = [form for one in toasts if one.get("role") == "status" for form in one.iter("form")]
    fields: dict[str, list[str]] = {"undo": ["yes"]}
    for one in form.iter("input"):
        if one.get("name") != "csrfmiddlewaretoken":
            fields.setdefault(one.get("name"), []).append(one.get("value"))
    return form.get("action"), fields


def test_articles_are_marked_read_and_only_the_new_ones_unread_again(
    as_petra: Client, three: list[Article], petra: User
) -> None:
    as_petra.post(f"/articles/{three[0].pk}/reading/")
    answer = as_petra.post("/library/readings/", {"article": keys(three)}, headers=THERE)
    assert sorted(titles(answer)) == ["One", "Three", "Two"]
    assert "2 articles read" in served.seen(answer)
    assert Reading.objects.filter(reader=petra).count() == 3
    address, fields = undo(answer)
    as_petra.post(address, fields, headers=THERE)
    assert [one.article for one in Reading.objects.all()] == [three[0]]


def test_without_javascript_what_was_done_is_said_on_the_list(
    as_petra: Client, three: list[Article]
) -> None:
    given = {"article": keys(three[:2]), "here": "list=all"}
    answer = as_petra.post("/library/readings/", given, follow=True)
    assert answer.redirect_chain[-1][0] == "/?list=all"
    assert "2 articles read" in served.seen(answer)


def test_a_topic_is_given_to_many_and_taken_off_those_it_is_new_to(
    as_petra: Client, three: list[Article]
) -> None:
    ferries = Topic.objects.called("Ferries")
    three[0].give_topic(ferries)
    given = {"article": keys(three), "name": " ferries "}
    answer = as_petra.post("/library/topics/", given, headers=THERE)
    assert set(ferries.articles.all()) == set(three)
    address, fields = undo(answer)
    as_petra.post(address, fields, headers=THERE)
    assert list(ferries.articles.all()) == three[:1]


def test_a_removed_article_is_in_no_list_and_comes_back(
    as_petra: Client, as_tomas: Client, three: list[Article]
) -> None:
    answer = as_petra.post("/library/removals/", {"article": keys(three[:2])}, headers=THERE)
    assert titles(answer) == ["Three"]
    assert "2 articles removed" in served.seen(answer)
    for address in ("/", "/?list=all", f"/outlets/{three[0].outlet_id}/"):
        assert "One" not in served.seen(as_tomas.get(address))
    assert sorted(titles(as_tomas.get("/?list=removed"))) == ["One", "Two"]
    address, fields = undo(answer)
    as_petra.post(address, fields, headers=THERE)
    assert len(titles(as_tomas.get("/"))) == 3


def test_its_page_says_who_removed_it_and_anybody_puts_it_back(
    as_petra: Client, as_tomas: Client, three: list[Article], petra: User
) -> None:
    factories.highlight(three[0], "never asked", petra)
    page = three[0].get_absolute_url()
    removal = {"article": three[0].pk, "back": three[0].pk}
    assert as_petra.post("/library/removals/", removal)["Location"] == page
    assert "You removed this article" in served.seen(as_petra.get(page))
    said = served.seen(as_tomas.get(page))
    assert "Petra Salloway removed this article" in said and "never asked" in said
    as_tomas.post("/library/removals/", {**removal, "undo": "yes"})
    assert "removed this article" not in served.seen(as_petra.get(page))


@pytest.mark.parametrize("headers", [{}, THERE], ids=["plain", "htmx"])
def test_colleagues_whose_highlights_are_on_it_are_named_before(
    as_petra: Client, three: list[Article], tomas: User, petra: User, headers: dict[str, str]
) -> None:
    factories.highlight(three[0], "never asked", tomas)
    factories.highlight(three[1], "never asked", petra)
    factories.highlight(three[1], "warned", tomas, visibility="only_me")
    chosen = {"article": keys(three)}
    answer = as_petra.post("/library/removals/", chosen, headers=headers)
    said = served.seen(answer)
    assert "Remove 3 articles?" in said and "Tomas Reyl-Aska" in said
    assert [served.text(one) for one in served.page(answer).iter("li")][-1:] == ["One"]
    assert Article.objects.readable().count() == 3
    as_petra.post("/library/removals/", {**chosen, "sure": "yes"}, headers=headers)
    assert Article.objects.readable().count() == 0


def test_what_was_shared_of_a_removed_article_goes_on_working(
    as_petra: Client, client: Client, three: list[Article], petra: User
) -> None:
    shared = factories.share(petra, article=three[0])
    as_petra.post("/library/removals/", {"article": three[0].pk})
    answer = client.get(shared)
    assert answer.status_code == 200 and "One" in served.seen(answer)


def test_adding_a_removed_article_again_puts_it_back(three: list[Article], petra: User) -> None:
    Article.objects.filter(pk=three[0].pk).remove(petra)
    assert add_link(three[0].url, petra).was_here
    assert Article.objects.readable().count() == 3


def test_a_removed_article_that_its_outlet_changes_stays_removed(
    three: list[Article], petra: User
) -> None:
    Article.objects.filter(pk=three[0].pk).remove(petra)
    three[0].revise(factories.extract("One", "Edited."))
    assert three[0] not in Article.objects.readable()


@pytest.mark.parametrize("where", ["readings", "topics", "removals"])
@pytest.mark.parametrize("sent", ["", "x", "-1", "99999999999999999999", "\0", "²"])
def test_what_is_no_article_changes_nothing(
    as_petra: Client, three: list[Article], where: str, sent: str
) -> None:
    answer = as_petra.post(f"/library/{where}/", {"article": sent, "name": "\0"}, headers=THERE)
    assert answer.status_code == 200
    assert Article.objects.readable().count() == 3 and not Reading.objects.exists()


def test_forty_articles_cost_no_more_queries_than_one(
    as_petra: Client, three: list[Article], django_assert_max_num_queries: Any
) -> None:
    many = [published(f"Article {number}") for number in range(30)]
    for chosen in (three[:1], many):
        with django_assert_max_num_queries(16):
            as_petra.post("/library/readings/", {"article": keys(chosen)}, headers=THERE)
        with django_assert_max_num_queries(16):
            as_petra.post("/library/removals/", {"article": keys(chosen)}, headers=THERE)


@pytest.mark.usefixtures("transactional_db")
@pytest.mark.parametrize("back", [False, True])
def test_two_who_remove_the_same_articles_at_once_do_not_wait_for_each_other(back: bool) -> None:
    first, second = published("One"), published("Two")
    by = cast.petra()

    def act(articles: ArticleQuerySet) -> None:
        articles.put_back() if back else articles.remove(by)

    if back:
        Article.objects.all().remove(by)
    # The row that was written last stands last in the table.
    Article.objects.filter(pk=first.pk).update(title="One, edited")
    with ahead_of(lambda: act(Article.objects.all())) as begin:
        act(Article.objects.filter(pk=first.pk))
        begin()
        act(Article.objects.filter(pk=second.pk))
    assert Article.objects.readable().count() == (2 if back else 0)
