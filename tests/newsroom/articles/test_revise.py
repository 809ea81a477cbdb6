"""An article keeps every text it ever had, each of them once."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from newsroom.articles.models import Article, Version
from newsroom.articles.signals import article_revised
from newsroom.articles.text import Block, Kind
from tests import factories
from tests.racing import together

OTHER = (factories.TITLE, "The fund will protect 3,900 jobs, Oriel Tavasti told the chamber.")


@pytest.fixture
def heard() -> Iterator[list[tuple[Version, bool]]]:
    """What `article_revised` said, and whether it was said inside a transaction."""
    said: list[tuple[Version, bool]] = []

    def listen(version: Version, **_said: object) -> None:
        said.append((version, connection.in_atomic_block))

    article_revised.connect(listen)
    yield said
    article_revised.disconnect(listen)


@pytest.mark.django_db
def test_the_first_text_of_an_article_is_its_first_version() -> None:
    article = factories.article()
    version = article.latest_version
    assert (version.number, version.text) == (1, "\n".join(factories.STORY))
    assert article.state == Article.State.READY
    assert (article.title, article.language) == (factories.TITLE, "en")
    assert article.word_count == len(version.text.split())


@pytest.mark.django_db
def test_the_blocks_of_a_version_come_back_as_they_were_taken_in() -> None:
    caption = Block(Kind.CAPTION, "The quay", credit="Mattis Orlundh")
    extract = factories.extract("Title", Block(Kind.HEADING, "Costs", level=3), caption)
    version = factories.article(*extract.blocks).latest_version
    assert version.extents == list(extract.extents)


@pytest.mark.django_db
def test_the_same_words_are_stored_once() -> None:
    article = factories.article()
    again = article.revise(factories.extract(authors=("Somebody Else",)))
    assert again == article.latest_version
    assert article.versions.count() == 1


@pytest.mark.django_db
def test_another_text_is_another_version_and_the_earlier_one_stays() -> None:
    article = factories.article()
    before = article.latest_version
    article.revise(factories.extract(*OTHER))
    assert article.latest_version.number == 2
    assert article.latest_version.text == "\n".join(OTHER)
    before.refresh_from_db()
    assert before.text == "\n".join(factories.STORY)


@pytest.mark.django_db
def test_a_text_that_returns_is_the_latest_again_without_being_stored_again() -> None:
    article = factories.article()
    first = article.latest_version
    article.revise(factories.extract(*OTHER))
    assert article.revise(factories.extract()) == first
    assert article.latest_version == first
    assert article.title == first.title
    assert article.versions.count() == 2


@pytest.mark.django_db
def test_the_list_shows_an_article_as_its_latest_version_says_it() -> None:
    article = factories.article()
    printed = datetime(2026, 5, 14, 18, 5, tzinfo=UTC)
    article.revise(factories.extract("Fährfonds beschlossen", language="de", published_at=printed))
    assert (article.title, article.language) == ("Fährfonds beschlossen", "de")
    assert article.dated_at == printed


@pytest.mark.django_db
def test_a_new_version_is_announced_inside_its_transaction_and_the_same_text_is_not(
    heard: list[tuple[Version, bool]],
) -> None:
    article = factories.article()
    article.revise(factories.extract())
    second = article.revise(factories.extract(*OTHER))
    first = article.revise(factories.extract())
    assert [version for version, _inside in heard] == [first, second, first]
    assert all(inside for _version, inside in heard)


@pytest.mark.django_db(transaction=True)
def test_when_a_listener_fails_the_version_is_not_kept_either() -> None:
    article = factories.article()

    def refuse(**_said: object) -> None:
        raise RuntimeError

    article_revised.connect(refuse)
    try:
        with pytest.raises(RuntimeError):
            article.revise(factories.extract(*OTHER))
    finally:
        article_revised.disconnect(refuse)
    article.refresh_from_db()
    assert article.versions.count() == 1
    assert article.latest_version.number == 1


@pytest.mark.django_db
def test_highlights_are_followed_by_a_job_that_is_gone_when_the_version_is() -> None:
    article = factories.article()
    with pytest.raises(RuntimeError), transaction.atomic():
        article.revise(factories.extract(*OTHER))
        assert _jobs(article) == 2
        raise RuntimeError
    assert _jobs(article) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_that_bring_the_same_text_at_once_make_one_version() -> None:
    article = factories.article()

    def bring() -> Version:
        return Article.objects.get(pk=article.pk).revise(factories.extract(*OTHER))

    together(bring, bring, bring, bring)
    article.refresh_from_db()
    assert [version.number for version in article.versions.all()] == [1, 2]
    assert article.latest_version.number == 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_that_bring_different_texts_at_once_make_a_version_each() -> None:
    article = factories.article()

    def bring(words: str) -> Callable[[], object]:
        return lambda: Article.objects.get(pk=article.pk).revise(factories.extract("Title", words))

    together(bring("One"), bring("Two"), bring("Three"))
    article.refresh_from_db()
    assert [version.number for version in article.versions.all()] == [1, 2, 3, 4]
    assert article.latest_version.text != "\n".join(factories.STORY)


@pytest.mark.django_db
def test_what_comes_later_never_changes_a_version_that_is_stored() -> None:
    article = factories.article()
    before = Version.objects.filter(pk=article.latest_version_id).values().get()
    article.revise(factories.extract(*OTHER))
    article.revise(factories.extract(authors=("Somebody Else",), language="de", tags=("x",)))
    assert Version.objects.filter(pk=before["id"]).values().get() == before


def _jobs(article: Article) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE lock = %s AND task_name = %s",
            [f"article-{article.pk}", "annotations.follow_highlights"],
        )
        return cursor.fetchone()[0]
