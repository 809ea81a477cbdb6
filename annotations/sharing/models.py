from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotations.highlights.models import Highlight
from annotations.teams.models import User
from newsroom.articles.models import Article


class ShareLinkQuerySet(models.QuerySet["ShareLink"]):
    def open(self) -> ShareLinkQuerySet:
        """Links that still answer: not ended, not expired, by somebody who is still here."""
        return self.filter(ended_at__isnull=True, shared_by__is_active=True).filter(
            Q(expires_at__isnull=True) | Q(expires_at__gt=timezone.now())
        )

    def endable_by(self, user: User) -> ShareLinkQuerySet:
        """The links `user` may end: their own, and for the owner all."""
        return self.all() if user.owns_installation else self.filter(shared_by=user)


class ShareLink(models.Model):
    """A link by which somebody without an account reads one highlight or one article."""

    token_digest = models.CharField(max_length=64, unique=True)
    article = models.ForeignKey(
        Article, models.CASCADE, null=True, blank=True, related_name="share_links"
    )
    highlight = models.ForeignKey(
        Highlight, models.CASCADE, null=True, blank=True, related_name="share_links"
    )
    shared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="share_links"
    )
    shows_notes = models.BooleanField(_("show our notes"), default=False)
    shows_full_text = models.BooleanField(_("show the full text"), default=False)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    #: The article that was shared, where that has been merged with this one.
    came_from = models.ForeignKey(Article, models.CASCADE, null=True, blank=True, related_name="+")

    objects: ClassVar = ShareLinkQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(article__isnull=True) ^ Q(highlight__isnull=True),
                name="share_one_thing",
            ),
        )

    def __str__(self) -> str:
        return str(self.highlight or self.article)
