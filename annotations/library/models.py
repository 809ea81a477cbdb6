from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotations.teams.models import User
from newsroom.articles.models import Article, Version

LONGEST_QUERY = 2000


class ReadingQuerySet(models.QuerySet["Reading"]):
    def note_edits(self, article: Article) -> None:
        """Note, for all who have read `article`, whether its outlet changed it since."""
        now = article.latest_version
        if now is None:
            return
        since = Version.objects.filter(
            article=article,
            repaired=False,
            number__gt=OuterRef("version__number"),
            number__lte=now.number,
        )
        theirs = self.filter(article=article)
        behind = theirs.filter(Exists(since) | Q(version__number__gt=now.number))
        self.filter(pk__in=behind.filter(behind=False).values("pk")).update(behind=True)
        theirs.filter(behind=True).exclude(pk__in=behind.values("pk")).update(behind=False)


class Reading(models.Model):
    """Somebody has read an article, in this version."""

    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="readings")
    article = models.ForeignKey(Article, models.CASCADE, related_name="readings")
    version = models.ForeignKey(Version, models.CASCADE, related_name="+")
    read_at = models.DateTimeField(default=timezone.now)
    #: The outlet has changed the article since.
    behind = models.BooleanField(default=False)
    #: How far they came: so many blocks of the version stood above what they saw last.
    block = models.PositiveIntegerField(default=0)
    #: The article that was read, where that has been merged with this one.
    came_from = models.ForeignKey(Article, models.CASCADE, null=True, blank=True, related_name="+")

    objects: ClassVar = ReadingQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["reader", "article"], name="reading_once"),)
        indexes = (
            models.Index(fields=["reader"], name="reading_behind", condition=Q(behind=True)),
        )

    def __str__(self) -> str:
        return f"{self.reader}: {self.article}"


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def shown_to(self, user: User) -> SavedViewQuerySet:
        """The views that stand in the left column of `user`, their own and those for everyone."""
        return self.visible_to(user).filter(removed_at__isnull=True)

    def visible_to(self, user: User) -> SavedViewQuerySet:
        return self.filter(Q(owner=user) | Q(visibility=SavedView.Visibility.EVERYONE))

    def editable_by(self, user: User) -> SavedViewQuerySet:
        """The views `user` may rename, remove and put back: their own."""
        return self.filter(owner=user)


class SavedView(models.Model):
    """A list with its filters, under a name."""

    class Visibility(models.TextChoices):
        ONLY_ME = "only_me", _("Only me")
        EVERYONE = "everyone", _("Everyone here")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="views")
    name = models.CharField(_("name"), max_length=80)
    #: `filters.Filters.query`
    query = models.CharField(max_length=LONGEST_QUERY)
    visibility = models.CharField(
        _("visible to"), max_length=10, choices=Visibility, default=Visibility.ONLY_ME
    )
    created_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ("name", "pk")
        constraints = (models.UniqueConstraint(fields=["owner", "query"], name="view_saved_once"),)

    def __str__(self) -> str:
        return self.name
