"""Many links at once: the worker makes articles of them, some at a time, and nothing twice."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from newsroom.articles.models import Article, Import
from newsroom.ingestion.addresses import canonical, unwrapped
from newsroom.ingestion.failures import Failure
from newsroom.ingestion.identity import articles_at, reserve
from newsroom.jobs import IN_TIME, begin_all, defer, withdraw

TASK = "newsroom.bring_in"
AT_ONCE = 50
"""Links that become articles in one transaction."""
MOST_LINKS = 5_000

_LONGEST_NAME = 200


def import_links(
    links: Sequence[str],
    name: str,
    by: AbstractBaseUser | None,
    key: UUID | None = None,
    unfit: Sequence[str] = (),
) -> Import:
    """Have the worker bring in `links`, good ones all; with the same `key` nothing more is done.

    `name` is what the import is called; `unfit` are sentences on links that were left out.
    """
    new = {
        "name": name[:_LONGEST_NAME],
        "links": list(links),
        "total": len(links),
        "unfit": list(unfit),
    }
    with transaction.atomic():
        if key is None:
            made, is_new = Import.objects.create(added_by=by, **new), True
        else:
            made, is_new = Import.objects.get_or_create(added_by=by, client_key=key, defaults=new)
        if is_new:
            _go_on(made)
    return made


def bring_in(pk: int) -> None:
    """Make articles of the next links of an import that is under way, and come back for more."""
    with transaction.atomic():
        running = Import.objects.select_for_update().filter(pk=pk, state=Import.State.RUNNING)
        for one in running:
            now, one.links = one.links[:AT_ONCE], one.links[AT_ONCE:]
            one.were_here += len(now) - _begin(now, one)
            if one.links:
                _go_on(one)
            else:
                one.state = Import.State.DONE
            one.save(update_fields=["links", "were_here", "state"])


def _go_on(one: Import) -> None:
    defer(TASK, lock=f"import-{one.pk}", import_id=one.pk)


def _begin(links: Iterable[str], one: Import) -> int:
    """Begin to take in those of `links` that are not here; return how many they are."""
    urls = {canonical(link): unwrapped(link) for link in links}
    reserve(urls)
    known = articles_at(urls)
    failed = list(dict.fromkeys(one.pk for one in known.values() if _has_failed(one)))
    # They are tried again, and belong to this import now.
    Article.objects.filter(pk__in=failed).update(
        added_by=one.added_by_id, added_at=timezone.now(), client_key=None, import_of=one
    )
    made = Article.objects.bulk_create(
        Article(address=address, url=url, added_by_id=one.added_by_id, import_of=one)
        for address, url in urls.items()
        if address not in known
    )
    fresh = [*failed, *(article.pk for article in made)]
    begin_all(fresh, priority=IN_TIME)
    return len(fresh)


def _has_failed(article: Article) -> bool:
    stranded = article.state == Article.State.FAILED and article.latest_version_id is None
    return stranded and article.twin_id is None


def stop(pk: int) -> None:
    """Begin no more of an import's links, and call off what only waits."""
    with transaction.atomic():
        stopped = Import.objects.filter(pk=pk, state=Import.State.RUNNING)
        stopped.update(state=Import.State.STOPPED)
        waiting = Article.objects.filter(import_of=pk, state=Article.State.FETCHING)
        waiting = waiting.filter(step=Article.Step.WAITING)
        pks = list(waiting.values_list("pk", flat=True))
        waiting.filter(pk__in=pks).update(
            state=Article.State.FAILED, failure=Failure.STOPPED, next_attempt_at=None
        )
        withdraw(pks)


def try_again(pk: int) -> None:
    """Go on with an import that was stopped, and begin anew with its articles that failed."""
    with transaction.atomic():
        one = Import.objects.select_for_update().get(pk=pk)
        begin_all(again(one).values_list("pk", flat=True), priority=IN_TIME)
        if one.state == Import.State.STOPPED:
            one.state = Import.State.RUNNING if one.links else Import.State.DONE
            one.save(update_fields=["state"])
            if one.links:
                _go_on(one)


def again(one: Import) -> QuerySet[Article]:
    """The articles of an import that failed in a way that is worth another attempt."""
    failed = Article.objects.filter(import_of=one, state=Article.State.FAILED)
    return failed.exclude(failure__in=(Failure.ALREADY, Failure.FEED)).order_by("pk")


def go_on_with_forsaken() -> None:
    """Go on with imports that have lost their job."""
    jobs = ProcrastinateJob.objects.filter(task_name=TASK, status__in=("todo", "doing"))
    kept = list(jobs.values_list("args__import_id", flat=True))
    for one in Import.objects.filter(~Q(pk__in=kept), state=Import.State.RUNNING):
        with transaction.atomic():
            _go_on(one)
