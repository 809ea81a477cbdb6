from __future__ import annotations

import gzip
import hashlib
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from newsroom.articles.signals import article_revised
from newsroom.articles.text import Extent, Extract, Kind, direction
from newsroom.outlets.models import Outlet

WORDS_A_MINUTE = 230


class ArticleQuerySet(models.QuerySet["Article"]):
    def readable(self) -> ArticleQuerySet:
        """Articles that have a text."""
        return self.filter(latest_version__isnull=False)

    def stranded(self) -> ArticleQuerySet:
        """Articles that failed and have no text."""
        return self.filter(latest_version__isnull=True, state=Article.State.FAILED)

    def added_lately(self, user: AbstractBaseUser, since: datetime) -> ArticleQuerySet:
        """What `user` brought in after `since` and left in the list, the newest first."""
        lately = self.filter(added_by=user, added_at__gte=since, removed_at__isnull=True)
        return lately.order_by("-added_at", "-pk")


class Article(models.Model):
    """A story at one canonical address; what it said is in its versions."""

    class State(models.TextChoices):
        FETCHING = "fetching", _("On its way")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Needs you")

    class Step(models.TextChoices):
        WAITING = "waiting", _("Waiting for its turn")
        FETCHING = "fetching", _("Fetching the page")
        READING = "reading", _("Page fetched. Finding the text")
        STORING = "storing", _("Text found. Storing it")
        DONE = "done", _("Done")

    outlet = models.ForeignKey(
        Outlet,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="articles",
        verbose_name=_("outlet"),
    )
    #: The identity of the address (`addresses.canonical`); null for a text that was pasted.
    address = models.TextField(_("address"), null=True, blank=True, unique=True)
    #: The address as it was given, or where the page was found in the end.
    url = models.TextField(_("link"), blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.FETCHING)
    step = models.CharField(max_length=10, choices=Step, default=Step.WAITING)
    #: Why the last attempt failed: a code of `ingestion.failures`, and the HTTP status if any.
    failure = models.CharField(max_length=20, blank=True)
    failure_status = models.PositiveSmallIntegerField(null=True, blank=True)
    #: When a fault that may pass is tried again by itself.
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    #: The article that turned out to be this one.
    twin = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    latest_version = models.ForeignKey(
        "Version", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now)
    #: Made by the page that adds, so that adding twice makes one article.
    client_key = models.UUIDField(null=True, blank=True)
    #: When somebody gave up an article that never had a text.
    removed_at = models.DateTimeField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)

    # What the list shows, as the latest version says it.
    title = models.TextField(_("title"), blank=True)
    language = models.CharField(_("language"), max_length=35, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    word_count = models.PositiveIntegerField(default=0)
    #: What the library sorts by: when it was published, else when it came in.
    dated_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ("-dated_at", "-pk")
        indexes = (
            models.Index(
                models.F("dated_at").desc(),
                models.F("id").desc(),
                name="library_order",
                condition=models.Q(latest_version__isnull=False),
            ),
            models.Index(fields=["outlet", "-dated_at"]),
            models.Index(fields=["added_by", "-added_at"]),
        )
        constraints = (
            models.UniqueConstraint(fields=["added_by", "client_key"], name="article_added_once"),
        )

    def __str__(self) -> str:
        return self.title or self.url or str(_("Pasted text"))

    def get_absolute_url(self) -> str:
        return reverse("article", args=[self.pk])

    @property
    def direction(self) -> str:
        return direction(self.language)

    @property
    def minutes(self) -> int:
        """How long a usual reader takes, at least one minute."""
        return max(1, round(self.word_count / WORDS_A_MINUTE))

    def begin(self) -> None:
        """Begin an attempt to take it in; what the last one came to is forgotten."""
        self._note(state=Article.State.FETCHING, step=Article.Step.WAITING, removed_at=None)

    def at(self, step: str) -> bool:
        """Say which step has begun, for those who watch; False when the attempt was called off."""
        return self._go_on(step=step)

    def wait(self, until: datetime, failure: str, status: int | None = None) -> bool:
        """Note what stands in the way for now; False when the attempt was called off."""
        return self._go_on(
            step=Article.Step.WAITING,
            failure=failure,
            failure_status=status,
            next_attempt_at=until,
        )

    def fail(self, failure: str, status: int | None = None) -> bool:
        """End an attempt and note why; what is already kept stays readable.

        False when there is no attempt to end.
        """
        return self._go_on(state=Article.State.FAILED, failure=failure, failure_status=status)

    def _go_on(self, **changes: object) -> bool:
        return self._note(only_in=Article.State.FETCHING, **changes)

    def _note(self, only_in: str = "", **changes: object) -> bool:
        """Write down how the attempt stands, if the article is still in the state `only_in`."""
        changes = {"failure": "", "failure_status": None, "next_attempt_at": None, **changes}
        rows = Article.objects.filter(pk=self.pk, **({"state": only_in} if only_in else {}))
        if not rows.update(**changes):
            return False
        for name, value in changes.items():
            setattr(self, name, value)
        return True

    def revise(self, extract: Extract, capture: Capture | None = None) -> Version:
        """Keep what `extract` says as this article's latest version and return it.

        The same words are stored once: a text that is already kept becomes the
        latest again. `article_revised` is sent, in the same transaction, when
        the latest version has become another one.
        """
        with transaction.atomic():
            article = Article.objects.select_for_update().get(pk=self.pk)
            version = article.versions.filter(digest=extract.digest).first()
            version = version or article._keep(extract, capture)
            revised = article.latest_version_id != version.pk
            article._show(version)
            if revised:
                article_revised.send(sender=Article, article=article, version=version)
        self.refresh_from_db()
        return version

    def _keep(self, extract: Extract, capture: Capture | None) -> Version:
        last = self.versions.aggregate(last=models.Max("number"))["last"] or 0
        return self.versions.create(
            number=last + 1,
            capture=capture,
            captured_at=capture.captured_at if capture else timezone.now(),
            digest=extract.digest,
            text=extract.text,
            blocks=[_as_json(extent) for extent in extract.extents],
            title=extract.title,
            language=extract.language,
            authors=list(extract.authors),
            published_at=extract.published_at,
            sections=list(extract.sections),
            tags=list(extract.tags),
            lead_image=extract.lead_image,
            left_out=list(extract.left_out),
        )

    def _show(self, version: Version) -> None:
        self.latest_version = version
        self.title, self.language = version.title, version.language
        self.published_at = version.published_at or self.published_at
        self.dated_at = self.published_at or self.added_at
        self.word_count = len(version.text.split())
        self.state, self.step, self.failure = Article.State.READY, Article.Step.DONE, ""
        self.failure_status = self.next_attempt_at = self.removed_at = None
        self.save()


def _as_json(extent: Extent) -> dict[str, str | int]:
    row: dict[str, str | int] = {"kind": extent.kind, "start": extent.start, "end": extent.end}
    if extent.level:
        row["level"] = extent.level
    if extent.credit:
        row["credit"] = extent.credit
    return row


class Capture(models.Model):
    """What one attempt to take an article in brought: the bytes, or why there are none."""

    class Source(models.TextChoices):
        LINK = "link", _("Fetched from its address")
        PASTED = "pasted", _("Pasted")
        FILE = "file", _("A file")

    article = models.ForeignKey(Article, models.CASCADE, related_name="captures")
    captured_at = models.DateTimeField(default=timezone.now)
    source = models.CharField(max_length=10, choices=Source)
    url = models.TextField(blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    charset = models.CharField(max_length=40, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    packed = models.BinaryField(default=b"")
    failure = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ("-captured_at", "-pk")
        indexes = (models.Index(fields=["article", "-captured_at"]),)

    def __str__(self) -> str:
        return f"{self.get_source_display()}, {self.captured_at:%Y-%m-%d %H:%M}"

    @property
    def body(self) -> bytes:
        """The bytes as they came, after transport decoding."""
        return gzip.decompress(self.packed) if self.packed else b""

    @body.setter
    def body(self, body: bytes) -> None:
        self.sha256 = hashlib.sha256(body).hexdigest()
        self.packed = gzip.compress(body, compresslevel=6, mtime=0)


class Version(models.Model):
    """The text of an article as it was captured. Never changed once stored.

    `text` is all blocks joined by line breaks; `blocks` says kind and extent of
    each, in code points of `text` (see `newsroom.articles.text`).
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    capture = models.ForeignKey(Capture, models.SET_NULL, null=True, blank=True, related_name="+")
    captured_at = models.DateTimeField()
    digest = models.CharField(max_length=64, db_index=True)
    text = models.TextField()
    blocks = models.JSONField()
    title = models.TextField(blank=True)
    language = models.CharField(max_length=35, blank=True)
    authors = models.JSONField(default=list)
    published_at = models.DateTimeField(null=True, blank=True)
    sections = models.JSONField(default=list)
    tags = models.JSONField(default=list)
    lead_image = models.TextField(blank=True)
    left_out = models.JSONField(default=list)

    class Meta:
        ordering = ("article", "number")
        constraints = (
            models.UniqueConstraint(fields=["article", "number"], name="version_number_once"),
            models.UniqueConstraint(fields=["article", "digest"], name="version_text_once"),
        )

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    def get_absolute_url(self) -> str:
        return reverse("version", args=[self.pk])

    @property
    def direction(self) -> str:
        return direction(self.language)

    @property
    def extents(self) -> list[Extent]:
        return [Extent(**{**row, "kind": Kind(row["kind"])}) for row in self.blocks]
