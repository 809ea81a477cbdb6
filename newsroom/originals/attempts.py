"""Each attempt to take an article in, and what came of it, in words."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import FETCH_RAISE
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from newsroom.articles.models import Article, Capture, Version
from newsroom.ingestion.failures import explain


@dataclass(frozen=True, slots=True)
class Attempt:
    """One capture, without its bytes, and the versions that came of it."""

    capture: Capture
    versions: tuple[Version, ...]

    @property
    def has_bytes(self) -> bool:
        return bool(self.capture.sha256)

    @property
    def outcome(self) -> str:
        """What the attempt came to, as the start of a sentence."""
        if self.capture.failure:
            return self._failure()
        if not self.has_bytes:
            return _("Nothing was kept")
        return "" if self.versions else _("No new version: its text was not new, or not better")

    def _failure(self) -> str:
        fact = str(explain(self.capture.failure).fact)
        if not self.capture.status:
            return str(capfirst(fact))
        return _("Answered: %(status)s, %(fact)s") % {"status": self.capture.status, "fact": fact}


def attempts_at(article: Article) -> list[Attempt]:
    """Return all attempts to take `article` in, the newest first."""
    came_of: defaultdict[int, list[Version]] = defaultdict(list)
    for version in article.versions.only("pk", "number", "capture_id", "article_id"):
        came_of[version.capture_id].append(version)
    captures = article.captures.defer("packed").fetch_mode(FETCH_RAISE)
    return [Attempt(capture, tuple(came_of[capture.pk])) for capture in captures]
