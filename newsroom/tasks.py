"""What the worker does for the texts. Tasks take primary keys and may run twice."""

from contextlib import suppress
from datetime import timedelta

from asgiref.sync import async_to_sync
from django.db.models import QuerySet
from django.utils import timezone
from procrastinate import BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job, Status

from newsroom.articles.models import Article
from newsroom.ingestion.failures import Failure
from newsroom.ingestion.taking_in import MOST_ATTEMPTS, TryAgain, take_in

SILENT = timedelta(seconds=30)
"""A worker from which nothing is heard for so long is dead; they beat every ten seconds."""
FORSAKEN = timedelta(minutes=10)
"""An article that came so long ago and has no job has lost it."""
KEPT_HOURS = 48


class WhenItSays(BaseRetryStrategy):
    """Tries again at the moment that TryAgain names; every other fault is final."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        return RetryDecision(retry_at=exception.at) if isinstance(exception, TryAgain) else None


@app.task(name="newsroom.ingest", retry=WhenItSays(), pass_context=True)
def ingest(context: JobContext, article_id: int) -> None:
    for article in Article.objects.filter(pk=article_id):
        take_in(article, attempt=context.job.attempts + 1)


def begin(article: Article) -> None:
    """Have `article` taken in, from the start, as soon as the transaction around this is kept."""
    lock = f"article-{article.pk}"
    article.begin()
    # A job that waits to try again would hold up the new one.
    waiting = ProcrastinateJob.objects.filter(task_name=ingest.name, lock=lock, status="todo")
    for job in waiting.values_list("pk", flat=True):
        app.job_manager.cancel_job_by_id(job)
    ingest.configure(lock=lock).defer(article_id=article.pk)


@app.periodic(cron="* * * * *")
@app.task(name="newsroom.rescue", queueing_lock="rescue")
def rescue(timestamp: int) -> None:
    """Hand the jobs of workers that died to the living, and leave no article waiting for ever."""
    silent = async_to_sync(app.job_manager.get_stalled_jobs)
    for job in silent(seconds_since_heartbeat=SILENT.total_seconds()):
        # Another worker may have been quicker.
        with suppress(ConnectorException):
            _rescue_job(job)
    for article in _forsaken():
        article.fail(Failure.INTERRUPTED)


def _rescue_job(job: Job) -> None:
    # What comes again by itself need not be retried; what took worker after worker down must not.
    if not job.queueing_lock and job.attempts + 1 < MOST_ATTEMPTS:
        app.job_manager.retry_job_by_id(job.id, retry_at=timezone.now())
        return
    async_to_sync(app.job_manager.finish_job)(job, Status.FAILED, delete_job=False)
    jobs = ProcrastinateJob.objects.filter(pk=job.id, task_name=ingest.name)
    for article in Article.objects.filter(pk__in=_article_ids(jobs)):
        article.fail(Failure.INTERRUPTED)


def _article_ids(jobs: QuerySet[ProcrastinateJob]) -> list[int]:
    return list(jobs.values_list("args__article_id", flat=True))


def _forsaken() -> list[Article]:
    jobs = ProcrastinateJob.objects.filter(task_name=ingest.name, status__in=("todo", "doing"))
    since = timezone.now() - FORSAKEN
    waiting = Article.objects.filter(state=Article.State.FETCHING, added_at__lt=since)
    return list(waiting.exclude(pk__in=_article_ids(jobs)))


@app.periodic(cron="7 3 * * *")
@app.task(name="newsroom.forget_old_jobs", queueing_lock="forget_old_jobs")
def forget_old_jobs(timestamp: int) -> None:
    async_to_sync(app.job_manager.delete_old_jobs)(
        KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )
