"""The list "Just now": how what somebody brought in is getting on."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newsroom.articles.models import Article
from newsroom.ingestion.failures import Action, Explanation, Failure, explain
from newsroom.ingestion.taking_in import reference

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
    def has_failed(self) -> bool:
        return self.article.state == Article.State.FAILED and not self.is_twin

    @property
    def kind(self) -> str:
        if self.has_failed:
            return "bad"
        return "ok" if self.is_ready and not self.is_old else ""

    @property
    def icon(self) -> str:
        if self.is_old:
            return "doc"
        return {"bad": "warn", "ok": "check"}.get(self.kind, "clock")

    @property
    def title(self) -> str:
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
        explanation = self.explanation
        if not self.has_failed or explanation is None:
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
    """The list of what somebody brought in lately, the newest first."""

    arrivals: Sequence[Arrival]

    @property
    def busy(self) -> list[int]:
        return [one.article.pk for one in self.arrivals if one.is_busy]

    @property
    def pace(self) -> int:
        """Seconds until it is worth looking again: long where all that is under way only waits."""
        return 1 if any(one.is_busy and not one.will_try_again for one in self.arrivals) else 10

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

    @property
    def look(self) -> str:
        """A digest that changes when anything in the list does."""
        fields = ("pk", "state", "step", "failure", "next_attempt_at", "latest_version_id", "title")
        rows = [[getattr(one.article, name) for name in fields] for one in self.arrivals]
        return hashlib.sha256(repr(rows).encode()).hexdigest()[:16]


def just_now(user: AbstractBaseUser, was_here: Iterable[int] = ()) -> JustNow:
    """Return the articles `was_here`, then all else that `user` brought in during the last day."""
    rows = Article.objects.select_related("twin").fetch_mode(models.FETCH_RAISE)
    first = list(was_here)[:MOST]
    own = rows.added_lately(user, timezone.now() - LATELY).exclude(pk__in=first)
    others = rows.filter(pk__in=first).order_by("-added_at", "-pk")
    return JustNow(
        [
            *(Arrival(article, user, was_here=True) for article in others),
            *(Arrival(article, user) for article in own[:MOST]),
        ]
    )
