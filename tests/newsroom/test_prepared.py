"""Queries that are written and planned once give what they would give anew."""

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from newsroom.articles.models import Article
from newsroom.prepared import Prepared, PreparedObjects
from tests import factories

pytestmark = pytest.mark.django_db

BY_KEY = PreparedObjects[Article](
    lambda pk: (
        Article.objects.with_parts()
        .select_related("outlet", "latest_version", "twin")
        .filter(pk=pk)
        .order_by()
    ),
    numbers=1,
)
NUMBERS = Prepared(
    lambda low, high: (
        Article.objects.filter(pk__gte=low, pk__lt=high).order_by("pk").values_list("pk")
    ),
    numbers=2,
)


def plans() -> int:
    """Return how many statements the database keeps for this connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        return cursor.fetchone()[0]


def test_an_object_comes_with_all_that_belongs_to_it(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for title in ("The first", "The second"):
        factories.article(title, f"The words of {title}.")
    for one in Article.objects.select_related("outlet", "latest_version"):
        with django_assert_num_queries(1):
            found = BY_KEY.get(one.pk)
            assert found == one
            assert found.outlet == one.outlet
            assert found.twin is None
            assert found.has_parts is False
            assert found.latest_version.text == one.latest_version.text
            assert found.latest_version.blocks == one.latest_version.blocks
            assert found.latest_version.captured_at == one.latest_version.captured_at


@pytest.mark.parametrize("key", [0, 2**63 - 1, 2**63, 10**30])
def test_there_is_nothing_for_a_key_that_nothing_has(key: int) -> None:
    assert BY_KEY.get(key) is None


def test_numbers_of_all_sizes_are_planned_once() -> None:
    article = factories.article()
    NUMBERS.rows(0, 1)
    before = plans()
    for high in (2, 70_000, 2**40):
        assert NUMBERS.rows(article.pk, article.pk + high) == [(article.pk,)]
    assert plans() == before
