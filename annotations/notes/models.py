from __future__ import annotations

from html import unescape
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

from annotations.highlights.models import Highlight
from annotations.notes.markdown import render
from annotations.teams.models import User

LONGEST = 20_000


class NoteQuerySet(models.QuerySet["Note"]):
    def visible_to(self, user: User) -> NoteQuerySet:
        """Notes on highlights `user` may see."""
        return self.filter(
            deleted_at__isnull=True, highlight__in=Highlight.objects.visible_to(user)
        )

    def editable_by(self, user: User) -> NoteQuerySet:
        """Notes `user` may change, delete and bring back, deleted ones included."""
        return self.filter(author=user, highlight__in=Highlight.objects.visible_to(user))


class Note(models.Model):
    """An entry in the thread on a highlight. `body` is Markdown, `html` what it renders to."""

    highlight = models.ForeignKey(Highlight, models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notes")
    body = models.TextField(_("note"), max_length=LONGEST)
    html = models.TextField(editable=False)
    client_key = models.UUIDField()
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = NoteQuerySet.as_manager()

    class Meta:
        ordering = ("created_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=["author", "client_key"], name="note_made_once"),
        )

    def __str__(self) -> str:
        return self.body

    @property
    def preview(self) -> str:
        """The note's words without its Markdown, on one line."""
        return " ".join(unescape(strip_tags(self.html)).split())

    def save(self, *args: object, **kwargs: object) -> None:
        self.html = render(self.body)
        super().save(*args, **kwargs)
