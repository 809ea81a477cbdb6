"""Topics are given and taken by hand, renamed, removed and put back."""

from typing import Any

import pytest
from django.test import Client

from newsroom.articles.models import Article
from newsroom.outlets.models import Topic
from tests import factories, served
from tests.cast import HTMX

pytestmark = pytest.mark.django_db


@pytest.fixture
def article() -> Article:
    return factories.article()


def topics(article: Article) -> list[str]:
    return [str(topic) for topic in article.standing_topics()]


def seen(answer: Any) -> str:
    return " ".join(served.seen(answer).split())


def test_a_topic_is_given_by_hand_and_shown_on_the_article(
    as_petra: Client, article: Article
) -> None:
    answer = as_petra.post(f"/articles/{article.pk}/topics/", {"name": " Ferry  fund "})
    assert answer["Location"] == article.get_absolute_url()
    assert topics(article) == ["Ferry fund"]
    page = as_petra.get(article.get_absolute_url())
    assert "Ferry fund" in seen(page)
    assert served.article_text(page) == article.latest_version.text


def test_giving_it_twice_gives_it_once(as_petra: Client, article: Article) -> None:
    for name in ("Ferries", "FERRIES", ""):
        as_petra.post(f"/articles/{article.pk}/topics/", {"name": name})
    assert topics(article) == ["Ferries"]


def test_a_topic_is_taken_off_and_the_answer_offers_to_undo(
    as_petra: Client, article: Article
) -> None:
    topic = Topic.objects.called("Ferries")
    article.give_topic(topic)
    answer = as_petra.post(
        f"/articles/{article.pk}/topics/", {"remove": "yes", "topic": topic.pk}, headers=HTMX
    )
    assert topics(article) == []
    assert "Ferries taken off." in seen(answer)
    as_petra.post(f"/articles/{article.pk}/topics/", {"name": "Ferries"}, headers=HTMX)
    assert topics(article) == ["Ferries"]
    as_petra.delete(f"/articles/{article.pk}/topics/?topic={topic.pk}")
    assert topics(article) == []


def test_the_library_shows_the_articles_of_a_topic(as_petra: Client, article: Article) -> None:
    factories.article("Another story", "Nothing much.")
    topic = Topic.objects.called("Ferries")
    article.give_topic(topic)
    page = as_petra.get(f"/?topic={topic.pk}")
    assert [served.text(one) for one in served.page(page).iter("h3")] == [article.title]
    assert "Ferries" in seen(page)


def test_the_page_of_topics_counts_articles_and_names_rules(
    as_petra: Client, article: Article
) -> None:
    as_petra.post(
        "/rules/", {"action": "topic", "field": "words", "value": "ferry", "topic_name": "Ferries"}
    )
    article.give_topic(Topic.objects.get())
    page = seen(as_petra.get("/topics/"))
    assert "Ferries 1 article" in page and "Given by Words: ferry" in page


def test_many_topics_ask_the_database_as_often_as_one(
    as_petra: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        sent = {"action": "topic", "field": "words", "value": "x", "topic_name": f"Topic {number}"}
        as_petra.post("/rules/", sent)
    with django_assert_max_num_queries(8):
        assert "Topic 29" in seen(as_petra.get("/topics/"))


def test_a_topic_is_renamed_but_not_to_the_name_of_another(as_petra: Client) -> None:
    topic, other = Topic.objects.called("Ferrys"), Topic.objects.called("Levy")
    as_petra.post(f"/topics/{topic.pk}/", {"name": "Ferries"})
    topic.refresh_from_db()
    assert topic.name == "Ferries"
    answer = as_petra.post(f"/topics/{topic.pk}/", {"name": "levy"})
    assert answer.status_code == 422
    assert "There is a topic of this name already." in seen(answer)
    assert Topic.objects.get(pk=other.pk).name == "Levy"


def test_a_topic_that_is_removed_comes_back_with_its_articles(
    as_petra: Client, article: Article
) -> None:
    topic = Topic.objects.called("Ferries")
    article.give_topic(topic)
    answer = as_petra.post(f"/topics/{topic.pk}/", {"remove": "yes"}, follow=True)
    assert "Removed: Ferries" in seen(answer)
    assert topics(article) == []
    as_petra.post(f"/topics/{topic.pk}/", {"undo": "yes"})
    assert topics(article) == ["Ferries"]
