"""Whether a claim holds up: who says so, since when, and by which sources."""

from __future__ import annotations

import re

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotations.highlights.models import Highlight
from annotations.notes.markdown import render
from annotations.teams.models import User

LONGEST_SOURCES = 2000
_BARE_ADDRESS = re.compile(r"(?<![<(\[\"'\w/])https?://[^\s<>()\[\]]*[^\s<>()\[\].,;:!?\"']")


class Verdict(models.Model):
    """What one person found about a claim. The latest stands; earlier ones are its history."""

    highlight = models.ForeignKey(Highlight, models.CASCADE, related_name="verdicts")
    verdict = models.CharField(_("checked?"), max_length=10, choices=Highlight.Verdict)
    sources = models.TextField(_("sources"), max_length=LONGEST_SOURCES, blank=True)
    #: What the Markdown of `sources` renders to.
    html = models.TextField(editable=False, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.get_verdict_display()}: {self.highlight}"

    def save(self, *args: object, **kwargs: object) -> None:
        self.html = render(_BARE_ADDRESS.sub(r"<\g<0>>", self.sources)) if self.sources else ""
        super().save(*args, **kwargs)


@transaction.atomic
def judge(highlight: Highlight, verdict: str, sources: str, by: User) -> Verdict | None:
    """Give a verdict on a claim. None, and nothing changes, where `by` has just said the same."""
    Highlight.objects.select_for_update(no_key=True).get(pk=highlight.pk)
    last = highlight.verdicts.first()
    said = (last.verdict, last.sources, last.by_id) if last else None
    nothing = last is None and verdict == Highlight.Verdict.NOT_YET and not sources
    if nothing or said == (verdict, sources, by.pk):
        return None
    given = highlight.verdicts.create(verdict=verdict, sources=sources, by=by)
    _stand(highlight, verdict)
    return given


@transaction.atomic
def withdraw(highlight: Highlight, pk: int, by: User) -> bool:
    """Take the verdict `pk` back, if it is the last one and `by` gave it."""
    Highlight.objects.select_for_update(no_key=True).get(pk=highlight.pk)
    last = highlight.verdicts.first()
    if last is None or (last.pk, last.by_id) != (pk, by.pk):
        return False
    last.delete()
    before = highlight.verdicts.first()
    _stand(highlight, before.verdict if before else Highlight.Verdict.NOT_YET)
    return True


def _stand(highlight: Highlight, verdict: str) -> None:
    highlight.verdict = verdict
    highlight.save(update_fields=["verdict"])
