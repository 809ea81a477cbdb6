"""How far somebody came in an article, and which one comes next in their list."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from annotations.library.models import Reading
from newsroom.articles.models import Article
from tests import served
from tests.annotations.library.test_library import NOON, published
from tests.annotations.library.test_lists import edited
from tests.cast import HTMX

pytestmark = pytest.mark.django_db


def open_(client: Client, article: Article, url: str = "") -> str:
    """Open an article as its page does by itself, and return what that says."""
    headers = {**HTMX, "HX-Current-URL": f"http://testserver{article.get_absolute_url()}{url}"}
    answer = client.post(f"/articles/{article.pk}/reading/", headers=headers)
    return served.seen(answer) if answer.status_code == 200 else ""


def scroll(client: Client, article: Article, start: object, version: int | None = None) -> int:
    given = {"start": start, "version": version or article.latest_version_id}
    return client.post(f"/articles/{article.pk}/reading/place/", given).status_code


def test_whoever_comes_back_is_offered_to_go_on_where_they_were(
    as_petra: Client, as_tomas: Client
) -> None:
    article = published("Levy")
    assert open_(as_petra, article) == ""
    scroll(as_petra, article, 33)
    assert "Continue where you were" in open_(as_petra, article)
    assert open_(as_petra, article, "#highlight-7") == ""
    assert open_(as_tomas, article) == ""


def test_in_a_text_that_was_changed_there_is_no_place_to_go_on(as_petra: Client) -> None:
    article = published("Levy")
    old = article.latest_version_id
    open_(as_petra, article)
    scroll(as_petra, article, 33)
    edited(article)
    article.refresh_from_db()
    assert open_(as_petra, article) == ""
    scroll(as_petra, article, 44, old)
    assert Reading.objects.get().block == 0


@pytest.mark.parametrize("start", ["", "x", "-1", "9999999999", "²", "\0", "1e3"])
def test_a_place_that_is_none_is_not_kept(as_petra: Client, start: str) -> None:
    article = published("Levy")
    open_(as_petra, article)
    assert scroll(as_petra, article, start) == 204
    assert Reading.objects.get().block == 0


def test_keeping_the_place_costs_one_query(
    as_petra: Client, django_assert_num_queries: Any
) -> None:
    article = published("Levy")
    open_(as_petra, article)
    # The session and its owner, and then the place.
    with django_assert_num_queries(3):
        scroll(as_petra, article, 33)


def test_the_next_article_is_that_of_the_list_one_came_from(as_petra: Client) -> None:
    made = {
        title: published(title, NOON - timedelta(hours=hours), outlet=outlet)
        for hours, (title, outlet) in enumerate(
            [("A", "Harbour Post"), ("B", "Northern Ledger"), ("C", "Harbour Post")]
        )
    }

    def step(way: str, title: str, query: str = "list=all") -> str:
        answer = as_petra.get(f"/articles/{made[title].pk}/{way}/?{query}", follow=True)
        [there] = [served.text(one) for one in served.page(answer).iter("h1")]
        return there

    assert [step("next", "A"), step("next", "B"), step("next", "C")] == ["B", "C", "C"]
    assert [step("previous", "C"), step("previous", "A")] == ["B", "A"]
    harbour = f"outlet={made['A'].outlet_id}"
    assert [step("next", "A", harbour), step("previous", "C", harbour)] == ["C", "A"]
    end = as_petra.get(f"/articles/{made['C'].pk}/next/?list=all", follow=True)
    assert "This is the last article of the list." in served.seen(end)


def test_from_the_inbox_one_steps_back_to_what_was_just_read(as_petra: Client) -> None:
    first, second = (published(title, NOON - timedelta(hours=n)) for n, title in enumerate("AB"))
    for article in (first, second):
        open_(as_petra, article)
    assert as_petra.get(f"/articles/{second.pk}/previous/")["Location"] == first.get_absolute_url()
