"""Names, offices and links that somebody took off a speaker, kept so that they can come back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.conf import settings
from django.core import serializers
from django.db import models, transaction
from django.utils import timezone

from annotations.speakers.models import Speaker
from annotations.teams.models import User


class RemovalQuerySet(models.QuerySet["Removal"]):
    def standing(self) -> RemovalQuerySet:
        """Those nobody has undone."""
        return self.filter(undone_at__isnull=True)

    def note(self, speaker: Speaker, rows: Sequence[models.Model], by: User) -> Removal | None:
        """Keep what `rows` of `speaker` say, which `by` is about to delete; None without any.

        What is stored counts, not what a form has put into the rows since.
        """
        stored = [one for row in rows for one in type(row)._base_manager.filter(pk=row.pk)]
        if not stored:
            return None
        kept = serializers.serialize("python", stored)
        return self.create(speaker=speaker, rows=kept, words=[str(one) for one in stored], by=by)


class Removal(models.Model):
    """What somebody took off a speaker at once. `words` say what the `rows` were."""

    speaker = models.ForeignKey(Speaker, models.CASCADE, related_name="removals")
    rows = models.JSONField(encoder=serializers.json.DjangoJSONEncoder)
    words = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = RemovalQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return ", ".join(self.words)

    @transaction.atomic
    def undo(self) -> bool:
        """Put everything back; False, and nothing changes, where that was done before.

        It has the keys it had: a merge that brought it takes it along when it is undone. Who was
        merged since has it where they are now.
        """
        now = Removal.objects.select_for_update().get(pk=self.pk)
        if now.undone_at:
            return False
        for one in serializers.deserialize("python", now.rows):
            one.object.speaker = now.speaker.now
            one.object.save(force_insert=True)
        now.undone_at = timezone.now()
        now.save(update_fields=["undone_at"])
        return True
