"""The count beside an outlet is that of its articles, whatever happened to them."""

import pytest
from django.utils import timezone

from annotations.teams.models import User
from newsroom.articles.models import Article
from newsroom.ingestion.merging import merge, split
from newsroom.outlets.models import Outlet, Tally
from tests import factories

pytestmark = pytest.mark.django_db


def counts() -> dict[str, int]:
    return {outlet.name: outlet.n for outlet in Outlet.objects.with_counts()}


def test_an_outlet_counts_its_articles_and_the_largest_comes_first() -> None:
    for outlet in ("Northern Ledger", "Harbour Post", "Harbour Post"):
        factories.article(outlet=outlet)
    assert list(counts().items()) == [("Harbour Post", 2), ("Northern Ledger", 1)]


def test_an_article_on_its_way_does_not_count(petra: User) -> None:
    Outlet.objects.create(name="Harbour Post")
    article = factories.on_its_way(petra)
    Article.objects.filter(pk=article.pk).update(outlet=Outlet.objects.get())
    assert counts() == {}


def test_an_article_that_changes_counts_once() -> None:
    article = factories.article()
    article.revise(factories.extract("Ferry fund fails", *factories.STORY[1:]))
    assert counts() == {"Harbour Post": 1}


def test_an_article_that_turns_out_to_be_of_another_outlet_counts_there() -> None:
    article = factories.article()
    ledger = Outlet.objects.create(name="Northern Ledger")
    Article.objects.filter(pk=article.pk).update(outlet=ledger)
    assert counts() == {"Northern Ledger": 1}


def test_merged_articles_count_as_one_and_split_ones_as_two() -> None:
    kept, other = factories.article(), factories.article("Ferry fund fails", *factories.STORY[1:])
    merge(kept, other)
    assert counts() == {"Harbour Post": 1}
    split(Article.objects.get(pk=other.pk))
    assert counts() == {"Harbour Post": 2}


def test_an_article_taken_out_of_the_lists_does_not_count_until_it_is_put_back() -> None:
    factories.article()
    Article.objects.update(removed_at=timezone.now())
    assert counts() == {}
    Article.objects.update(removed_at=None)
    assert counts() == {"Harbour Post": 1}


def test_a_deleted_article_counts_no_more() -> None:
    factories.article()
    factories.article()
    Article.objects.order_by("pk")[0].delete()
    assert counts() == {"Harbour Post": 1}


def test_merging_the_rows_and_counting_afresh_change_no_count() -> None:
    for outlet in ("Northern Ledger", "Harbour Post", "Harbour Post"):
        factories.article(outlet=outlet)
    before = counts()
    Tally.objects.merge()
    assert counts() == before and Tally.objects.count() == 2
    Tally.objects.recount()
    assert counts() == before
