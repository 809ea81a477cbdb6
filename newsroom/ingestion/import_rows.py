"""An import as a row of the list: how far it is, and what can be done."""

from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newsroom.articles.models import Import


@dataclass(frozen=True, slots=True)
class ImportRow:
    """An import with its counts (`ImportQuerySet.with_counts`)."""

    one: Import

    @property
    def title(self) -> str:
        return self.one.name or _links(self.one.total)

    @property
    def is_live(self) -> bool:
        """Whether something of it is still on its way."""
        return self.one.state == Import.State.RUNNING or self.one.busy > 0

    @property
    def is_stopped(self) -> bool:
        return self.one.state == Import.State.STOPPED

    @property
    def done(self) -> int:
        """How many of the links have come to an end, good or bad."""
        return max(0, self.one.total - self.one.left - self.one.busy)

    @property
    def were_here(self) -> int:
        return self.one.were_here + self.one.twins

    @property
    def articles(self) -> int:
        """How many articles it has by now."""
        one = self.one
        return one.busy + one.ready + one.failed + one.twins + one.feeds

    @property
    def kind(self) -> str:
        if self.is_live:
            return ""
        return "bad" if self.one.failed or self.is_stopped else "ok"

    @property
    def icon(self) -> str:
        return {"bad": "warn", "ok": "check"}.get(self.kind, "clock")

    @property
    def progress(self) -> str:
        """How far it is: "132 of 500: 120 ready, 9 were here, 3 need you"."""
        whole = self.is_live or self.is_stopped
        far = _("%(done)d of %(total)d") % {"done": self.done, "total": self.one.total}
        parts = ", ".join(self._parts)
        if not whole:
            return parts or _("Nothing came of it")
        return _("%(far)s: %(parts)s") % {"far": far, "parts": parts} if parts else far

    @property
    def _parts(self) -> list[str]:
        one, here = self.one, self.were_here
        told = [
            (one.ready, _("%d ready")),
            (here, ngettext("%d was here", "%d were here", here)),
            (one.feeds, ngettext("%d feed followed", "%d feeds followed", one.feeds)),
            (one.failed, ngettext("%d needs you", "%d need you", one.failed)),
        ]
        return [words % count for count, words in told if count]

    @property
    def can_go_on(self) -> bool:
        return self.is_stopped and self.one.left > 0

    @property
    def can_retry(self) -> bool:
        return not self.is_live and self.one.failed > 0

    @property
    def look(self) -> list[object]:
        """What changes when the row does."""
        one = self.one
        return [one.pk, one.state, one.left, one.busy, one.ready, one.failed, one.twins, one.feeds]


def _links(count: int) -> str:
    return ngettext("%(count)d link", "%(count)d links", count) % {"count": count}


def is_own(one: Import, user: AbstractBaseUser) -> bool:
    """Whether `user` may see and steer an import."""
    return one.added_by_id in (user.pk, None) or user.is_superuser
