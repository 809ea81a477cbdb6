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
from newsroom.ingestion import importing, polling, wire
from newsroom.ingestion.failures import Failure
from newsroom.ingestion.finding import find
from newsroom.ingestion.following import FIND
from newsroom.ingestion.hosts import HostBusy
from newsroom.ingestion.taking_in import TryAgain, take_in
from newsroom.jobs import COMPARE, POLL, defer
from newsroom.jobs import begin as begin
from newsroom.outlets.models import Discovery, Feed, Tally
from newsroom.outlets.topic_tallies import TopicTally

SILENT = timedelta(seconds=15)
"""A worker from which nothing is heard for so long is dead; they beat every three seconds."""
MOST_DEATHS = 10
"""Workers that may die over a job; then it is the job that kills them."""
FORSAKEN = timedelta(minutes=10)
"""An article that came so long ago and has no job has lost it."""
KEPT_HOURS = 48
AT_ONCE = 500
"""Articles that are compared in one job."""


class WhenItSays(BaseRetryStrategy):
    """Tries again at the moment that TryAgain names; every other fault is final."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        return RetryDecision(retry_at=exception.at) if isinstance(exception, TryAgain) else None


@app.task(name="newsroom.ingest", retry=WhenItSays(), pass_context=True)
def ingest(context: JobContext, article_id: int, attempts: int = 0, in_turn: bool = False) -> None:
    """Take an article in; `attempts` were made before this job, which comes `in_turn` or not."""
    attempts += context.job.attempts
    try:
        for article in Article.objects.filter(pk=article_id):
            take_in(article, attempt=attempts + 1, in_turn=in_turn)
    except HostBusy as busy:
        job = context.job
        again = {"article_id": article_id, "attempts": attempts, "in_turn": True}
        defer(ingest.name, lock=job.lock, priority=job.priority, at=busy.at, **again)


@app.periodic(cron="* * * * * */15")
@app.task(name="newsroom.poll_due", queueing_lock="poll_due")
def poll_due(timestamp: int) -> None:
    """Have all feeds polled whose time has come."""
    while polling.claim_due() == polling.AT_ONCE:
        pass


@app.task(name=POLL)
def poll(feed_id: int, claim: str) -> None:
    """Poll a feed, unless somebody else has claimed it or polled it since `claim`."""
    for feed in Feed.objects.filter(pk=feed_id):
        if str(feed.next_poll_at) == claim:
            polling.poll(feed)


@app.task(name="newsroom.bring_in", retry=5)
def bring_in(import_id: int) -> None:
    """Make articles of the next links of an import."""
    importing.bring_in(import_id)


@app.task(name=FIND, retry=WhenItSays())
def find_feeds(discovery_id: int) -> None:
    """Look for what can be followed at an address that somebody gave."""
    for found in Discovery.objects.filter(pk=discovery_id):
        find(found)


@app.task(name=COMPARE, retry=3)
def compare(article_id: int) -> None:
    """Find the outlets that have the words of an article."""
    for article in Article.objects.filter(pk=article_id).select_related("latest_version"):
        wire.compare(article)


@app.periodic(cron="*/10 * * * *")
@app.task(name="newsroom.compare_missed", queueing_lock="compare_missed")
def compare_missed(timestamp: int) -> None:
    """Compare what was kept before texts were compared, and what a lost job left behind."""
    for article in wire.not_compared(AT_ONCE):
        wire.compare(article)


@app.periodic(cron="* * * * * */10")
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
    importing.go_on_with_forsaken()


def _rescue_job(job: Job) -> None:
    # What comes again by itself need not be retried; what took worker after worker down must not.
    if not job.queueing_lock and job.attempts + 1 < MOST_DEATHS:
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


@app.periodic(cron="* * * * *")
@app.task(name="newsroom.merge_tallies", queueing_lock="merge_tallies")
def merge_tallies(timestamp: int) -> None:
    """Keep short what the articles of outlets and topics are counted by."""
    Tally.objects.merge()
    TopicTally.objects.merge()


@app.periodic(cron="7 3 * * *")
@app.task(name="newsroom.forget_old_jobs", queueing_lock="forget_old_jobs")
def forget_old_jobs(timestamp: int) -> None:
    async_to_sync(app.job_manager.delete_old_jobs)(
        KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )
