"""Rules give topics to articles; what a reader took off stays off."""

import pytest

from newsroom.articles.models import Article
from newsroom.ingestion.rules import SECTION, TOPIC, WORDS
from newsroom.ingestion.topics import give_topics
from newsroom.outlets.models import Entry, Feed, Rule, Topic
from tests import factories

pytestmark = pytest.mark.django_db


def topic_for(value: str, name: str, field: str = WORDS, **whose: object) -> Topic:
    topic = Topic.objects.called(name)
    Rule.objects.create(field=field, value=value, action=TOPIC, topic=topic, **whose)
    return topic


def topics(article: Article) -> list[str]:
    return [str(topic) for topic in article.standing_topics()]


def test_an_article_gets_the_topics_that_its_text_speaks_of() -> None:
    topic_for("auditor general", "Oversight")
    topic_for("northern yards, dry dock", "Yards")
    topic_for("football", "Sport")
    article = factories.article()
    give_topics(article)
    give_topics(article)
    assert topics(article) == ["Oversight", "Yards"]


def test_what_a_feed_says_of_its_entry_counts() -> None:
    article = factories.article()
    feed = Feed.objects.create(address="https://h.example/feed", url="https://h.example/feed")
    Entry.objects.create(
        feed=feed, key="k", outcome=Entry.Outcome.TAKEN, article=article, sections=["Ferries"]
    )
    topic_for("ferries", "Transport", field=SECTION, feed=feed)
    give_topics(article)
    assert topics(article) == ["Transport"]


def test_a_topic_taken_off_by_hand_is_not_given_again() -> None:
    oversight = topic_for("auditor", "Oversight")
    article = factories.article()
    give_topics(article)
    article.refuse_topic(oversight)
    article.revise(factories.extract("Ferry fund", "The auditor spoke once more.", "And left."))
    give_topics(article)
    assert topics(article) == []
    article.give_topic(oversight)
    give_topics(article)
    assert topics(article) == ["Oversight"]


def test_one_article_may_refuse_what_another_has() -> None:
    oversight = topic_for("auditor", "Oversight")
    one, other = factories.article(), factories.article()
    one.refuse_topic(oversight)
    give_topics(one)
    give_topics(other)
    assert (topics(one), topics(other)) == ([], ["Oversight"])


def test_a_topic_of_the_same_name_is_the_same_topic() -> None:
    made = Topic.objects.called("Ferries")
    made.removed_at = "2026-05-14T12:00Z"
    made.save()
    assert Topic.objects.called("FERRIES") == made
    assert Topic.objects.standing().get() == made
