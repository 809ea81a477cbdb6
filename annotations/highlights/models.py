from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotations.teams.models import User
from newsroom.articles.models import Version

OPEN = "(highlight.visibility = 'everyone' OR highlight.author_id = %(user)s)"
SEEN = f"highlight.deleted_at IS NULL AND {OPEN}"
"""What `open_to` and `visible_to` ask for, for the few queries that are written in SQL."""


def seen_by(user: User, of: str = "") -> Q:
    """What holds for the highlights `user` may see. The one place that decides it, with `SEEN`.

    `of` leads to them from another model ("highlight__"), so that a query needs no other inside it.
    """
    return _open_to(user, of) & Q(**{f"{of}deleted_at__isnull": True})


def _open_to(user: User, of: str = "") -> Q:
    everyones = Q(**{f"{of}visibility": Highlight.Visibility.EVERYONE})
    return everyones | Q(**{f"{of}author": user})


class HighlightQuerySet(models.QuerySet["Highlight"]):
    def visible_to(self, user: User | AnonymousUser) -> HighlightQuerySet:
        """The highlights `user` may see."""
        return self.filter(seen_by(user)) if user.is_authenticated else self.none()

    def open_to(self, user: User) -> HighlightQuerySet:
        """What nobody keeps from `user`, deleted or not."""
        return self.filter(_open_to(user))

    def editable_by(self, user: User) -> HighlightQuerySet:
        """The highlights `user` may change, delete and bring back, deleted ones included."""
        own = Q(author=user)
        everyones = Q(visibility=Highlight.Visibility.EVERYONE)
        return self.filter(own | everyones if user.owns_installation else own)

    def for_outsiders(self) -> HighlightQuerySet:
        """What a link to a whole article shows: what everyone here sees."""
        return self.filter(deleted_at__isnull=True, visibility=Highlight.Visibility.EVERYONE)

    def behind(self) -> HighlightQuerySet:
        """Highlights with no anchor in the latest version of their article."""
        here = Anchor.objects.filter(
            highlight=OuterRef("pk"), version=OuterRef("version__article__latest_version")
        )
        return self.filter(~Exists(here), version__article__latest_version__isnull=False)


class Highlight(models.Model):
    """The words a reader selected on one version of an article.

    `start` and `end` are code points of `version.text`; `words` are the characters
    between them. They change only when somebody gives the highlight another range
    (`highlights.adjusting`). Where the words stand in other versions is said by the
    anchors. `verdict` is the latest of `verdicts`.
    """

    class Kind(models.TextChoices):
        QUOTE = "quote", _("Quote")
        CLAIM = "claim", _("Claim")
        PASSAGE = "passage", _("Passage")

        @property
        def each(self) -> list[Highlight.Kind]:
            """All kinds, for a template that has one."""
            return list(type(self))

    class Verdict(models.TextChoices):
        NOT_YET = "not_yet", _("Not yet")
        HOLDS_UP = "holds_up", _("Holds up")
        DISPUTED = "disputed", _("Disputed")

    class Visibility(models.TextChoices):
        EVERYONE = "everyone", _("Everyone here")
        ONLY_ME = "only_me", _("Only me")

    version = models.ForeignKey(Version, models.CASCADE, related_name="highlights")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    words = models.TextField()
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.QUOTE)
    verdict = models.CharField(
        _("checked?"), max_length=10, choices=Verdict, default=Verdict.NOT_YET
    )
    visibility = models.CharField(
        _("visible to"), max_length=10, choices=Visibility, default=Visibility.EVERYONE
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="highlights")
    #: Made by the page that asks, so that asking twice makes one highlight.
    client_key = models.UUIDField()
    created_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True, blank=True)
    #: When it got another range; what it was before stands in `adjustments`.
    adjusted_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = HighlightQuerySet.as_manager()

    class Meta:
        ordering = ("version", "start", "-end", "pk")
        indexes = (models.Index(fields=["author", "-created_at"]),)
        constraints = (
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="highlight_not_empty"),
            models.UniqueConstraint(fields=["author", "client_key"], name="highlight_made_once"),
        )

    def __str__(self) -> str:
        return self.words

    def get_absolute_url(self) -> str:
        return f"{reverse('article', args=[self.version.article_id])}#highlight-{self.pk}"

    def has_notes_of_others(self) -> bool:
        """Whether somebody but the author has a note on it."""
        notes = self.notes.filter(deleted_at__isnull=True) if self.pk else None
        return notes is not None and notes.exclude(author=self.author_id).exists()

    def is_editable_by(self, user: User) -> bool:
        """Whether `editable_by(user)` has it."""
        everyones = self.visibility == self.Visibility.EVERYONE
        return self.author_id == user.pk or (user.owns_installation and everyones)


class Anchor(models.Model):
    """Where a highlight stands in one version: code points of that version's text.

    On the version it was made on, a highlight has an anchor too, so that one
    query gives all that stands on a version.
    """

    class Status(models.TextChoices):
        SAME = "same", _("Same words, same place")
        MOVED = "moved", _("Same words, another place")
        CHANGED = "changed", _("Words changed")
        LOST = "lost", _("Passage removed")

    highlight = models.ForeignKey(Highlight, models.CASCADE, related_name="anchors")
    version = models.ForeignKey(Version, models.CASCADE, related_name="anchors")
    status = models.CharField(max_length=10, choices=Status)
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    #: A person said that the words found here are not those that were meant: so it is lost.
    is_refused = models.BooleanField(default=False, db_default=False)

    class Meta:
        ordering = ("version", "start", "-end", "highlight")
        constraints = (
            models.UniqueConstraint(fields=["version", "highlight"], name="anchor_once"),
            models.CheckConstraint(
                condition=Q(status="lost", start=None, end=None)
                | Q(~Q(status="lost"), end__gt=F("start")),
                name="anchor_lost_or_somewhere",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_status_display()} ({self.start}–{self.end})"
