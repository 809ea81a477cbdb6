from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from newsroom.articles.models import Article, Version


class Reading(models.Model):
    """Somebody has read an article, in this version."""

    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="readings")
    article = models.ForeignKey(Article, models.CASCADE, related_name="readings")
    version = models.ForeignKey(Version, models.CASCADE, related_name="+")
    read_at = models.DateTimeField(default=timezone.now)
    #: The article that was read, where that has been merged with this one.
    came_from = models.ForeignKey(Article, models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["reader", "article"], name="reading_once"),)

    def __str__(self) -> str:
        return f"{self.reader}: {self.article}"
