"""Many links at once become articles bit by bit; nothing comes twice, nothing is lost."""

from uuid import uuid4

import pytest

from annotations.teams.models import User
from newsroom import tasks
from newsroom.articles.models import Article, Import
from newsroom.ingestion import importing
from newsroom.ingestion.importing import AT_ONCE, bring_in, import_links, stop, try_again
from tests import factories
from tests.racing import together
from tests.worker import forget_jobs, waiting

LINKS = [f"https://harbour-post.example/2026/{number}" for number in range(120)]

pytestmark = pytest.mark.django_db


def counted(one: Import) -> Import:
    return Import.objects.with_counts().get(pk=one.pk)


def finish(one: Import) -> None:
    """Do what the worker does for an import, up to its end."""
    while Import.objects.get(pk=one.pk).state == Import.State.RUNNING:
        bring_in(one.pk)


def test_links_become_articles_some_at_a_time(petra: User) -> None:
    one = import_links(LINKS, "links.txt", petra)
    bring_in(one.pk)
    now = counted(one)
    assert (now.left, now.busy, now.total) == (120 - AT_ONCE, AT_ONCE, 120)
    assert [job.args["import_id"] for job in waiting(importing.TASK)] == [one.pk, one.pk]
    finish(one)
    assert (counted(one).left, counted(one).busy, counted(one).state) == (0, 120, "done")
    assert len(waiting()) == 120


def test_articles_come_in_the_order_of_the_links_and_belong_to_who_brought_them(
    petra: User,
) -> None:
    finish(import_links(LINKS, "", petra))
    made = Article.objects.order_by("pk")
    assert [article.url for article in made] == LINKS
    assert {article.added_by for article in made} == {petra}
    assert [job.args["article_id"] for job in waiting()] == [article.pk for article in made]


def test_a_single_link_does_not_wait_for_many(petra: User) -> None:
    finish(import_links(LINKS, "", petra))
    assert {job.priority for job in waiting()} == {-10}


def test_links_that_are_here_are_counted_and_not_made_again(petra: User) -> None:
    here = factories.article()
    one = import_links([here.url, *LINKS[:3]], "", petra)
    finish(one)
    assert (counted(one).were_here, counted(one).busy) == (1, 3)
    assert Article.objects.count() == 4


def test_links_that_failed_before_are_tried_again_with_the_import(petra: User, tomas: User) -> None:
    failed = factories.on_its_way(tomas)
    failed.fail("timeout")
    one = import_links([failed.url], "", petra)
    finish(one)
    failed.refresh_from_db()
    assert (failed.state, failed.import_of, failed.added_by) == ("fetching", one, petra)
    assert counted(one).were_here == 0


def test_adding_the_same_import_twice_makes_one(petra: User) -> None:
    key = uuid4()
    first = import_links(LINKS, "", petra, key)
    assert import_links(LINKS, "", petra, key) == first
    assert len(waiting(importing.TASK)) == 1


def test_the_same_links_again_bring_nothing_new(petra: User) -> None:
    finish(import_links(LINKS, "", petra))
    again = import_links(LINKS, "", petra)
    finish(again)
    assert (counted(again).were_here, Article.objects.count()) == (120, 120)


def test_a_job_that_runs_twice_makes_nothing_twice(petra: User) -> None:
    one = import_links(LINKS[:10], "", petra)
    bring_in(one.pk)
    bring_in(one.pk)
    assert (Article.objects.count(), counted(one).were_here) == (10, 0)


def test_stop_begins_no_more_and_calls_off_what_waits(petra: User) -> None:
    one = import_links(LINKS, "", petra)
    bring_in(one.pk)
    begun = Article.objects.order_by("pk").first()
    begun.at("fetching")
    stop(one.pk)
    now = counted(one)
    assert (now.state, now.left, now.busy, now.failed) == ("stopped", 70, 1, AT_ONCE - 1)
    assert [job.args["article_id"] for job in waiting()] == [begun.pk]
    bring_in(one.pk)
    assert Article.objects.count() == AT_ONCE


def test_what_was_stopped_goes_on(petra: User) -> None:
    one = import_links(LINKS, "", petra)
    bring_in(one.pk)
    stop(one.pk)
    forget_jobs()
    try_again(one.pk)
    assert len(waiting()) == AT_ONCE
    finish(one)
    assert (counted(one).busy, counted(one).state) == (120, "done")


def test_only_what_failed_is_tried_again(petra: User) -> None:
    one = import_links(LINKS[:4], "", petra)
    finish(one)
    ready, failed, twin, feed = Article.objects.order_by("pk")
    ready.revise(factories.extract())
    failed.fail("timeout")
    twin.fail("already")
    feed.fail("feed")
    forget_jobs()
    try_again(one.pk)
    assert [job.args["article_id"] for job in waiting()] == [failed.pk]
    now = counted(one)
    assert (now.ready, now.busy, now.twins, now.feeds, now.failed) == (1, 1, 1, 1, 0)


def test_an_import_that_lost_its_job_goes_on(petra: User) -> None:
    one = import_links(LINKS, "", petra)
    forget_jobs()
    tasks.rescue(timestamp=0)
    assert [job.args["import_id"] for job in waiting(importing.TASK)] == [one.pk]
    tasks.rescue(timestamp=0)
    assert len(waiting(importing.TASK)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_the_same_links_at_once_share_the_articles(petra: User, tomas: User) -> None:
    one = import_links(LINKS[:60], "", petra)
    other = import_links(LINKS[:60][::-1], "", tomas)
    together(lambda: finish(one), lambda: finish(other))
    assert Article.objects.count() == 60
    counts = [counted(one), counted(other)]
    assert sum(each.busy for each in counts) == sum(each.were_here for each in counts) == 60
    forget_jobs()
