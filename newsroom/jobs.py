"""Handing work to the worker, in the very transaction that is its reason.

Inside the worker procrastinate has a connection of its own, on which a job could be begun before
what it is about is there to be seen. So jobs are deferred through Django's connection, always.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.manager import JobManager

from newsroom.articles.models import Article
from newsroom.outlets.models import Feed

INGEST = "newsroom.ingest"
POLL = "newsroom.poll"
COMPARE = "newsroom.compare"
IN_TIME = -10
"""The priority of what nobody waits for: many links at once let a single one go first."""

_queue = JobManager(DjangoConnector())


def defer(
    task: str,
    *,
    lock: str | None = None,
    priority: int = 0,
    at: datetime | None = None,
    **arguments: Any,
) -> None:
    """Have the worker do `task`, once the transaction around this is kept and `at` has come."""
    job = app.configure_task(task, lock=lock, priority=priority, schedule_at=at)
    _queue.defer_job(job.make_new_job(**arguments))


def begin(article: Article) -> None:
    """Have `article` taken in, from the start, as soon as the transaction around this is kept."""
    article.begin()
    _take_in([article.pk], priority=0)


def begin_all(articles: Iterable[int], priority: int = 0) -> None:
    """Have the articles of these primary keys taken in, as `begin` does, in a few queries."""
    pks = list(articles)
    if pks:
        Article.objects.filter(pk__in=pks).begin()
        _take_in(pks, priority)


def _take_in(pks: list[int], priority: int) -> None:
    # A job that waits to try again would hold up the new one.
    withdraw(pks)
    jobs = [
        app.configure_task(INGEST, lock=_lock(pk), priority=priority).make_new_job(article_id=pk)
        for pk in pks
    ]
    _queue.batch_defer_jobs(jobs)


def begin_polls(feeds: Iterable[Feed], at: datetime | None = None) -> None:
    """Have feeds polled that were claimed until their `next_poll_at`, not before `at`.

    Those that failed the last time let the others go first.
    """
    jobs = [
        app.configure_task(
            POLL,
            lock=f"feed-{feed.pk}",
            priority=IN_TIME // 2 if feed.failures else 0,
            schedule_at=at,
        ).make_new_job(feed_id=feed.pk, claim=str(feed.next_poll_at))
        for feed in feeds
    ]
    if jobs:
        _queue.batch_defer_jobs(jobs)


def withdraw(pks: Iterable[int]) -> None:
    """Call off what waits to be done for these articles."""
    locks = [_lock(pk) for pk in pks]
    waiting = ProcrastinateJob.objects.filter(task_name=INGEST, lock__in=locks, status="todo")
    for job in waiting.values_list("pk", flat=True):
        _queue.cancel_job_by_id(job)


def _lock(pk: int) -> str:
    return f"article-{pk}"
