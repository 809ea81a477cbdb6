"""Another range for a highlight: new words on a version, the old ones kept in its history."""

from __future__ import annotations

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from annotations.highlights.following import anchors_of, put_back
from annotations.highlights.models import Anchor, Highlight
from annotations.teams.models import User
from newsroom.articles.models import Version


class Adjustment(models.Model):
    """Where a highlight stood until somebody gave it another range."""

    highlight = models.ForeignKey(Highlight, models.CASCADE, related_name="adjustments")
    version = models.ForeignKey(Version, models.CASCADE, related_name="+")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    words = models.TextField()
    #: The anchors it had until then, in all versions.
    anchors = models.JSONField(default=list)
    #: Whether the range that came after it has been followed into the other versions.
    followed = models.BooleanField(default=False, db_default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return self.words


@transaction.atomic
def adjust(highlight: Highlight, on: Version, span: tuple[int, int], by: User) -> Adjustment | None:
    """Let `highlight` stand at `span` (code points) of `on`, and return where it stood until now.

    None where it stands there already. In other versions it is still where it was followed to
    before: `following.follow_again` is for the caller to defer.
    """
    found = Highlight.objects.select_for_update(no_key=True).get(pk=highlight.pk)
    if (found.version_id, found.start, found.end) == (on.pk, *span):
        return None
    last = found.adjustments.first()
    # Anchors that still stand where an earlier range was would come back wrong.
    anchors = anchors_of(found) if last is None or last.followed else []
    before = Adjustment.objects.create(highlight=found, by=by, anchors=anchors, **_place(found))
    start, end = span
    _stand(highlight, on, start, end, before.at)
    return before


@transaction.atomic
def take_back(highlight: Highlight, pk: int) -> bool:
    """Undo the adjustment `pk`, if it is the last one of `highlight`, in all versions."""
    found = Highlight.objects.select_for_update(no_key=True).get(pk=highlight.pk)
    last, *earlier = [*found.adjustments.select_related("version")[:2], None]
    if last is None or last.pk != pk:
        return False
    since = earlier[0].at if earlier and earlier[0] else None
    _stand(highlight, last.version, last.start, last.end, since)
    put_back(highlight, last.anchors)
    last.delete()
    return True


def _place(highlight: Highlight) -> dict[str, object]:
    return {name: getattr(highlight, name) for name in ("version_id", "start", "end", "words")}


def _stand(highlight: Highlight, on: Version, start: int, end: int, at: object) -> None:
    highlight.version, highlight.start, highlight.end = on, start, end
    highlight.words, highlight.adjusted_at = on.text[start:end], at
    highlight.save(update_fields=["version", "start", "end", "words", "adjusted_at"])
    place = {"status": Anchor.Status.SAME, "start": start, "end": end, "is_refused": False}
    highlight.anchors.update_or_create(version=on, defaults=place)
