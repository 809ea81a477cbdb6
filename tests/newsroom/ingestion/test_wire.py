"""Agency copy at several outlets is recognised and shown, and nothing is merged by it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from newsroom.articles.models import Article, Copy, Sample
from newsroom.ingestion.merging import merge, split
from newsroom.ingestion.wire import also_at, compare, not_compared
from newsroom.tasks import compare_missed
from tests import factories, served
from tests.newsroom.articles.wire import AGENCY, OWN_REPORT, edited, longer
from tests.racing import together
from tests.worker import work

pytestmark = pytest.mark.django_db


def story(title: str, text: str, outlet: str, **fields: Any) -> Article:
    return factories.article(title, *text.split("\n"), outlet=outlet, **fields)


def three() -> list[Article]:
    """The agency's text at three outlets: as it came, edited, and inside a story of their own."""
    return [
        story("Levy passes by four", "\n".join(AGENCY), "Harbour Post"),
        story("Four votes for the ferries", edited(1 / 20, seed=3), "Northern Ledger"),
        story("The night of the levy", longer(), "Statehouse Daily"),
    ]


def compared(articles: list[Article]) -> None:
    for article in articles:
        compare(Article.objects.get(pk=article.pk))


def outlets(article: Article) -> set[str]:
    return {str(one.there.outlet) for one in also_at(Article.objects.get(pk=article.pk))}


def test_the_same_agency_text_at_three_outlets_is_recognised_at_each() -> None:
    post, ledger, daily = articles = three()
    compared(articles)
    assert outlets(post) == {"Northern Ledger", "Statehouse Daily"}
    assert outlets(ledger) == {"Harbour Post", "Statehouse Daily"}
    assert outlets(daily) == {"Harbour Post", "Northern Ledger"}


def test_nothing_is_merged_by_it() -> None:
    articles = three()
    compared(articles)
    assert Article.objects.readable().count() == 3
    assert not Article.objects.filter(twin__isnull=False).exists()


@pytest.mark.usefixtures("transactional_db")
def test_the_worker_compares_each_text_as_it_comes_in() -> None:
    articles = three()
    work()
    assert all(len(outlets(article)) == 2 for article in articles)
    assert not not_compared(10)


def test_a_report_of_the_same_event_is_no_copy() -> None:
    post, *_ = articles = [*three(), story("Bells", "\n".join(OWN_REPORT), "Carriers' Weekly")]
    compared(articles)
    assert "Carriers' Weekly" not in outlets(post)


def test_two_articles_of_one_outlet_are_no_copies_of_each_other() -> None:
    articles = [story(title, "\n".join(AGENCY), "Harbour Post") for title in ("Levy", "Levy again")]
    compared(articles)
    assert not Copy.objects.exists()


def test_when_an_outlet_rewrites_its_story_it_is_a_copy_no_longer() -> None:
    post, ledger, _ = articles = three()
    compared(articles)
    ledger.revise(factories.extract("Four votes", *OWN_REPORT))
    assert outlets(post) == {"Statehouse Daily"}
    compared([ledger])
    assert outlets(post) == {"Statehouse Daily"}
    assert not Copy.objects.filter(version__article=post, other__article=ledger).exists()


def test_only_what_an_article_says_now_is_looked_for() -> None:
    post, *_ = three()
    compared([post])
    post.revise(factories.extract("Levy", *AGENCY, "A correction was made to this text later."))
    compared([post])
    post.refresh_from_db()
    assert set(Sample.objects.values_list("version", flat=True)) == {post.latest_version_id}


def test_comparing_twice_changes_nothing_more() -> None:
    articles = three()
    compared(articles)
    before = set(Copy.objects.values_list("version", "other", "shared"))
    compared(articles)
    assert set(Copy.objects.values_list("version", "other", "shared")) == before


@pytest.mark.django_db(transaction=True)
def test_copies_that_come_in_at_once_find_each_other(transactional_db: None) -> None:
    articles = three()
    together(*[lambda one=one: compare(one) for one in articles])
    assert all(len(outlets(article)) == 2 for article in articles)


def test_what_came_before_texts_were_compared_is_compared_later() -> None:
    articles = three()
    assert {one.pk for one in not_compared(10)} == {one.pk for one in articles}
    compare_missed(timestamp=0)
    assert outlets(articles[0]) == {"Northern Ledger", "Statehouse Daily"}
    assert not not_compared(10)


def test_after_a_merging_and_a_split_the_copies_are_as_they_were() -> None:
    post, ledger, daily = articles = three()
    compared(articles)
    merge(post, ledger)
    compared([post])
    assert outlets(post) == {"Statehouse Daily"}
    split(ledger)
    compared([post, ledger])
    assert outlets(post) == {"Northern Ledger", "Statehouse Daily"}
    assert outlets(daily) == {"Harbour Post", "Northern Ledger"}


def test_a_few_words_are_not_looked_for() -> None:
    articles = [story("Brief", AGENCY[0], outlet) for outlet in ("Harbour Post", "Northern Ledger")]
    compared(articles)
    assert not Sample.objects.exists()
    assert not not_compared(10)


# --- On the page


def test_the_article_page_says_where_else_the_words_are_with_their_time_and_length(
    as_petra: Client,
) -> None:
    post, ledger, daily = articles = three()
    when = datetime(2026, 5, 4, 9, 15, tzinfo=UTC)
    Article.objects.filter(pk=ledger.pk).update(dated_at=when)
    compared(articles)
    page = as_petra.get(post.get_absolute_url())
    [line] = [one for one in served.page(page).iter("p") if "also" in one.get("class", "").split()]
    words = " ".join(served.text(line).split())
    assert words.startswith("Also at: Northern Ledger (4 May 2026, 09:15")
    post.refresh_from_db()
    daily.refresh_from_db()
    assert f"{daily.word_count - post.word_count} words longer" in words
    links = [one.get("href") for one in line.iter("a")]
    assert links == [ledger.get_absolute_url(), daily.get_absolute_url()]


def test_the_words_elsewhere_are_no_part_of_the_text(as_petra: Client) -> None:
    articles = three()
    compared(articles)
    page = as_petra.get(articles[0].get_absolute_url())
    assert served.article_text(page) == articles[0].latest_version.text


def test_an_article_that_stands_nowhere_else_says_nothing_of_it(as_petra: Client) -> None:
    page = as_petra.get(factories.article().get_absolute_url())
    assert "Also at" not in served.seen(page)


def test_ten_outlets_cost_as_many_queries_as_one(
    as_petra: Client, django_assert_max_num_queries: Any
) -> None:
    articles = [
        story(f"Levy {number}", edited(1 / 30, seed=number), f"Outlet {number}")
        for number in range(10)
    ]
    compared(articles)
    as_petra.get(articles[0].get_absolute_url())
    with django_assert_max_num_queries(10):
        page = as_petra.get(articles[0].get_absolute_url())
    assert all(f"Outlet {number} (" in served.seen(page) for number in range(1, 10))
