"""The list "Just now": how what somebody brought in is getting on."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import Case, F, Q, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newsroom.articles.models import Article, ArticleQuerySet, Import
from newsroom.articles.text import PageForm
from newsroom.ingestion.failures import Action, Explanation, Failure, explain
from newsroom.ingestion.import_rows import ImportRow
from newsroom.ingestion.taking_in import reference
from newsroom.outlets.models import Feed

LATELY = timedelta(days=1)
MOST = 50

_DONE = {
    Article.Step.WAITING: 4,
    Article.Step.FETCHING: 25,
    Article.Step.READING: 60,
    Article.Step.STORING: 90,
}


@dataclass(frozen=True, slots=True)
class Arrival:
    """An article in the list "Just now", as `user` sees it. `was_here` before it was added."""

    article: Article
    user: AbstractBaseUser
    was_here: bool = False
    #: The feed that its link turned out to be.
    feed: Feed | None = None

    @property
    def is_busy(self) -> bool:
        return self.article.state == Article.State.FETCHING

    @property
    def is_twin(self) -> bool:
        return self.article.failure == Failure.ALREADY and self.article.twin is not None

    @property
    def in_library(self) -> Article | None:
        """The article that can be read: this one, or the one that it turned out to be."""
        if self.is_twin:
            return self.article.twin
        return self.article if self.article.latest_version_id else None

    @property
    def is_old(self) -> bool:
        """Whether it was in the library before it was added now."""
        return self.is_twin or (self.was_here and self.is_ready)

    @property
    def is_ready(self) -> bool:
        return self.article.state == Article.State.READY

    @property
    def is_feed(self) -> bool:
        return self.article.failure == Failure.FEED

    @property
    def has_failed(self) -> bool:
        failed = self.article.state == Article.State.FAILED
        return failed and not self.is_twin and not self.is_feed

    @property
    def form(self) -> str:
        """What sort of page it is (`PageForm`), once it is ready."""
        return getattr(self.article, "form", "") if self.is_ready and not self.is_old else ""

    @property
    def is_stub(self) -> bool:
        return self.form == PageForm.STUB

    @property
    def kind(self) -> str:
        if self.has_failed or self.is_stub:
            return "bad"
        return "ok" if self.is_feed or (self.is_ready and not self.is_old) else ""

    @property
    def icon(self) -> str:
        if self.is_feed:
            return "feed"
        if self.is_old:
            return "doc"
        return {"bad": "warn", "ok": "check"}.get(self.kind, "clock")

    @property
    def title(self) -> str:
        if self.feed and self.feed.title:
            return self.feed.title
        shown = self.in_library or self.article
        return shown.title or plain_link(shown.url) or str(shown)

    @property
    def site(self) -> str:
        """The site it comes from; nothing for a text without a link."""
        return plain_link(self.article.url).partition("/")[0]

    @property
    def is_own(self) -> bool:
        return is_for(self.article, self.user)

    @property
    def percent(self) -> int:
        return _DONE.get(self.article.step, 0)

    @property
    def will_try_again(self) -> bool:
        return self.is_busy and self.article.next_attempt_at is not None

    @property
    def tries_again_today(self) -> bool:
        again = self.article.next_attempt_at
        return again is not None and timezone.localdate(again) == timezone.localdate()

    @property
    def explanation(self) -> Explanation | None:
        given = not self.article.url
        return explain(self.article.failure, given=given) if self.article.failure else None

    @property
    def reference(self) -> str:
        """What to name to those who read the log, where the fault is our own."""
        return reference(self.article) if self.article.failure == Failure.UNEXPECTED else ""

    @property
    def actions(self) -> Sequence[str]:
        """What `user` can do about a failure."""
        if self.is_stub:
            return (Action.PASTE,)
        explanation = self.explanation
        if not (self.has_failed or self.is_feed) or explanation is None:
            return ()
        return [action for action in explanation.actions if self._offers(action)]

    def _offers(self, action: Action) -> bool:
        if action == Action.REMOVE:
            return self.is_own and self.article.latest_version_id is None
        return bool(self.article.url) or action == Action.PASTE


def plain_link(url: str) -> str:
    """Return a link as it is shown: no scheme, no `www.`, no final slash."""
    return url.partition("://")[2].removeprefix("www.").rstrip("/") or url


def is_for(article: Article, user: AbstractBaseUser) -> bool:
    """Whether `user` may stop or remove what is still on its way, or did not arrive."""
    return article.added_by_id in (user.pk, None) or user.is_superuser


@dataclass(frozen=True, slots=True)
class JustNow:
    """The list of what somebody brought in lately, the newest first.

    `of` is set where it is the list of one import; then `page` of it is shown.
    """

    arrivals: Sequence[Arrival]
    imports: Sequence[ImportRow] = ()
    of: ImportRow | None = None
    page: int = 1

    @property
    def busy(self) -> list[int]:
        return [one.article.pk for one in self.arrivals if one.is_busy]

    @property
    def running(self) -> list[int]:
        """The imports that are on their way."""
        return [row.one.pk for row in self.rows if row.is_live]

    @property
    def rows(self) -> Sequence[ImportRow]:
        return [self.of] if self.of else self.imports

    @property
    def is_live(self) -> bool:
        """Whether it is worth looking again."""
        return bool(self.busy or self.running)

    @property
    def pace(self) -> int:
        """Seconds until it is worth looking again: long where all that is under way only waits."""
        if any(one.is_busy and not one.will_try_again for one in self.arrivals):
            return 1
        return 2 if self.running else 10

    @property
    def stoppable(self) -> list[int]:
        return [one.article.pk for one in self.arrivals if one.is_busy and one.is_own]

    @property
    def retryable(self) -> list[int]:
        return [one.article.pk for one in self.arrivals if Action.RETRY in one.actions]

    @property
    def removable(self) -> list[int]:
        """Those that need somebody: what became a feed is left alone."""
        failed = (one for one in self.arrivals if one.has_failed)
        return [one.article.pk for one in failed if Action.REMOVE in one.actions]

    @property
    def has_many(self) -> bool:
        """Whether there is something to be done to several at once."""
        many = (self.stoppable, self.retryable, self.removable)
        return self.of is None and any(len(some) > 1 for some in many)

    @property
    def more(self) -> int:
        """The next page of an import; 0 where this is the last."""
        articles = self.of.articles if self.of else 0
        return self.page + 1 if self.page * MOST < articles else 0

    @property
    def old(self) -> list[int]:
        return [one.article.pk for one in self.arrivals if one.was_here]

    @property
    def summary(self) -> str:
        """How many are ready, on their way, and in need of somebody."""
        ready = sum(one.in_library is not None and not one.is_busy for one in self.arrivals)
        failed = sum(one.has_failed and one.in_library is None for one in self.arrivals)
        parts = [
            (ready, _("%d ready")),
            (len(self.busy), _("%d in progress")),
            (failed, ngettext("%d needs you", "%d need you", failed)),
        ]
        return ", ".join(words % count for count, words in parts if count)

    def settled(self, busy: Iterable[int]) -> list[Arrival]:
        """Those of the articles `busy` that are no longer on their way."""
        wanted = set(busy)
        return [one for one in self.arrivals if one.article.pk in wanted and not one.is_busy]

    def ended(self, running: Iterable[int]) -> list[ImportRow]:
        """Those of the imports `running` that are no longer on their way."""
        wanted = set(running)
        return [row for row in self.rows if row.one.pk in wanted and not row.is_live]

    @property
    def look(self) -> str:
        """A digest that changes when anything in the list does."""
        fields = ("pk", "state", "step", "failure", "next_attempt_at", "latest_version_id", "title")
        rows = [[getattr(one.article, name) for name in fields] for one in self.arrivals]
        rows += [row.look for row in self.rows]
        return hashlib.sha256(repr(rows).encode()).hexdigest()[:16]


def just_now(user: AbstractBaseUser, was_here: Iterable[int] = ()) -> JustNow:
    """Return the articles `was_here`, then all else that `user` brought in during the last day.

    Of what came with an import, the import alone is listed.
    """
    since, first = timezone.now() - LATELY, list(was_here)[:MOST]
    own = _rows().added_lately(user, since).filter(import_of=None).exclude(pk__in=first)
    others = _rows().filter(pk__in=first).order_by("-added_at", "-pk")
    arrivals = [*_arrivals(others, user, was_here=True), *_arrivals(own[:MOST], user)]
    imports = Import.objects.added_lately(user, since).with_counts()[:MOST]
    return JustNow(arrivals, [ImportRow(one) for one in imports])


def of_import(one: Import, user: AbstractBaseUser, page: int = 1) -> JustNow:
    """Return the articles of an import, one page of them: first those that need somebody."""
    needs = Case(
        When(Q(state=Article.State.FAILED) & ~Q(failure=Failure.ALREADY), then=0),
        When(state=Article.State.FETCHING, then=1),
        default=2,
    )
    found = _rows().filter(import_of=one, removed_at=None).order_by(needs, "pk")
    start = (page - 1) * MOST
    row = ImportRow(Import.objects.with_counts().get(pk=one.pk))
    return JustNow(_arrivals(found[start : start + MOST], user), of=row, page=page)


def _rows() -> ArticleQuerySet:
    rows = Article.objects.select_related("twin").annotate(form=F("latest_version__form"))
    return rows.fetch_mode(models.FETCH_RAISE)


def _arrivals(
    articles: Iterable[Article], user: AbstractBaseUser, *, was_here: bool = False
) -> list[Arrival]:
    found = list(articles)
    addresses = {one.address for one in found if one.failure == Failure.FEED}
    feeds = Feed.objects.filter(address__in=addresses) if addresses else ()
    by_address = {feed.address: feed for feed in feeds}
    return [Arrival(one, user, was_here, by_address.get(one.address)) for one in found]
