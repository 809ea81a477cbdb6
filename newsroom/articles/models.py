from __future__ import annotations

import gzip
import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from newsroom.articles.moments import of_day
from newsroom.articles.signals import article_revised
from newsroom.articles.text import Extent, Extract, Kind, PageForm, direction
from newsroom.links import link
from newsroom.outlets.models import Outlet, Topic

WORDS_A_MINUTE = 230


def called(title: str, url: str) -> str:
    """Return what an article is called: by its title, else by its link."""
    return title or url or str(_("Pasted text"))


def minutes_of(words: int) -> int:
    """Return how long a usual reader takes for so many words, at least one minute."""
    return max(1, round(words / WORDS_A_MINUTE))


class ArticleQuerySet(models.QuerySet["Article"]):
    def readable(self) -> ArticleQuerySet:
        """Articles that have a text and that nobody removed."""
        return self.filter(latest_version__isnull=False, removed_at__isnull=True)

    def put_away(self) -> ArticleQuerySet:
        """Articles that have a text and were removed; all that they have is kept."""
        return self.filter(latest_version__isnull=False, removed_at__isnull=False)

    def remove(self, by: AbstractBaseUser) -> int:
        """Take them out of all lists; return how many. Their texts and all on them stay."""
        return self.readable()._put(removed_at=timezone.now(), removed_by=by)

    def put_back(self) -> int:
        """Have removed articles stand in the lists again; return how many."""
        return self.put_away()._put(removed_at=None, removed_by=None)

    @transaction.atomic
    def _put(self, **where: Any) -> int:
        """Write this of all of them; return how many.

        They are held in one order: in another, two who do that at once would wait for each other.
        """
        held = self.order_by("pk").select_for_update(no_key=True, of=("self",))
        return Article.objects.filter(pk__in=list(held.values_list("pk", flat=True))).update(
            **where
        )

    def stranded(self) -> ArticleQuerySet:
        """Articles that failed and have no text, those that joined another apart."""
        failed = self.filter(latest_version__isnull=True, state=Article.State.FAILED)
        return failed.filter(merged_at__isnull=True)

    def wanting_text(self) -> ArticleQuerySet:
        """Articles whose text somebody may hand over: stranded ones, and mere beginnings."""
        beginnings = self.filter(latest_version__form=PageForm.STUB)
        return self.stranded() | beginnings

    def with_parts(self) -> ArticleQuerySet:
        """The same, each saying whether another article was merged with it (`has_parts`)."""
        merged = Article.objects.filter(twin=models.OuterRef("pk"), merged_at__isnull=False)
        return self.annotate(has_parts=models.Exists(merged))

    def added_lately(self, user: AbstractBaseUser, since: datetime) -> ArticleQuerySet:
        """What `user` brought in after `since` and left in the list, the newest first."""
        lately = self.filter(added_by=user, added_at__gte=since, removed_at__isnull=True)
        return lately.order_by("-added_at", "-pk")

    def begin(self) -> int:
        """Begin an attempt to take each of them in; return how many they are."""
        return self.update(
            state=Article.State.FETCHING,
            step=Article.Step.WAITING,
            removed_at=None,
            failure="",
            failure_status=None,
            next_attempt_at=None,
        )


class ImportQuerySet(models.QuerySet["Import"]):
    def with_counts(self) -> ImportQuerySet:
        """Imports with how their articles get on, without the links that are to come.

        `left` are links that are no articles yet; `busy`, `ready`, `failed`, `twins` (that turned
        out to be others) and `feeds` are articles.
        """
        state, here = Article.State, models.Q(articles__removed_at=None)
        same, feed = models.Q(articles__failure="already"), models.Q(articles__failure="feed")
        failed = models.Q(articles__state=state.FAILED)
        return self.defer("links").annotate(
            left=models.Func("links", function="jsonb_array_length", output_field=_COUNT),
            busy=models.Count("articles", models.Q(articles__state=state.FETCHING)),
            ready=models.Count("articles", models.Q(articles__state=state.READY)),
            failed=models.Count("articles", failed & here & ~same & ~feed),
            twins=models.Count("articles", failed & same),
            feeds=models.Count("articles", failed & here & feed),
        )

    def added_lately(self, user: AbstractBaseUser, since: datetime) -> ImportQuerySet:
        """What `user` brought in after `since` and left in the list, the newest first."""
        lately = self.filter(added_by=user, added_at__gte=since, removed_at__isnull=True)
        return lately.order_by("-added_at", "-pk")


_COUNT = models.IntegerField()


class Import(models.Model):
    """Many links that were brought in at once; the worker makes articles of them bit by bit."""

    class State(models.TextChoices):
        RUNNING = "running", _("On its way")
        STOPPED = "stopped", _("Stopped")
        DONE = "done", _("Done")

    name = models.CharField(max_length=200, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now)
    client_key = models.UUIDField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    #: Links not yet made into articles, in their order.
    links = models.JSONField(default=list)
    #: How many links there were, and how many of them were in the library before.
    total = models.PositiveIntegerField(default=0)
    were_here = models.PositiveIntegerField(default=0)
    #: Sentences on links that were left out from the start, as they cannot be fetched.
    unfit = models.JSONField(default=list)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = ImportQuerySet.as_manager()

    class Meta:
        ordering = ("-added_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["added_by", "client_key"], name="import_added_once"),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("import", args=[self.pk])


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
    #: When somebody said that this is the same story as `twin`, and who; all it has went there.
    merged_at = models.DateTimeField(null=True, blank=True)
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    #: What a split needs to give back what was there before (`ingestion.merging.Memory`).
    before_merging = models.JSONField(default=dict, blank=True)
    #: Somebody split it off: whatever its page claims, it is an article of its own.
    stands_alone = models.BooleanField(default=False)
    latest_version = models.ForeignKey(
        "Version", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now)
    #: The import it came with.
    import_of = models.ForeignKey(
        Import, models.SET_NULL, null=True, blank=True, related_name="articles"
    )
    topics = models.ManyToManyField(Topic, blank=True, related_name="articles")
    #: Topics that somebody took off it; no rule gives them again.
    refused_topics = models.ManyToManyField(Topic, blank=True, related_name="+")
    #: Made by the page that adds, so that adding twice makes one article.
    client_key = models.UUIDField(null=True, blank=True)
    #: When somebody gave up an article that never had a text, or took one out of the lists.
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
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
            models.Index(
                models.F("added_at").desc(),
                models.F("id").desc(),
                name="order_of_arrival",
                condition=models.Q(latest_version__isnull=False),
            ),
            models.Index(
                fields=["-dated_at"],
                name="removed_articles",
                condition=models.Q(latest_version__isnull=False, removed_at__isnull=False),
            ),
            models.Index(fields=["outlet", "-dated_at"]),
            models.Index(fields=["language", "-dated_at"], name="article_by_language"),
            models.Index(fields=["added_by", "-added_at"]),
            models.Index(
                fields=["twin"],
                name="merged_with",
                condition=models.Q(merged_at__isnull=False),
            ),
        )
        constraints = (
            models.UniqueConstraint(fields=["added_by", "client_key"], name="article_added_once"),
        )

    def __str__(self) -> str:
        return called(self.title, self.url)

    def get_absolute_url(self) -> str:
        return link("article", self.pk)

    @property
    def direction(self) -> str:
        return direction(self.language)

    @property
    def minutes(self) -> int:
        """How long a usual reader takes, at least one minute."""
        return minutes_of(self.word_count)

    def standing_topics(self) -> models.QuerySet[Topic]:
        """Its topics, less those that somebody removed for all articles."""
        return self.topics.filter(removed_at__isnull=True)

    def give_topic(self, topic: Topic) -> None:
        """Give it a topic by hand."""
        self.topics.add(topic)
        self.refused_topics.remove(topic)

    def refuse_topic(self, topic: Topic) -> None:
        """Take a topic off it, for good: no rule gives it again."""
        self.topics.remove(topic)
        self.refused_topics.add(topic)

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
        version = self.versions.create(
            number=last + 1,
            capture=capture,
            captured_at=capture.captured_at if capture else timezone.now(),
            digest=extract.digest,
            text=extract.text,
            blocks=[_as_json(extent) for extent in extract.extents],
            title=extract.title,
            language=extract.language,
            authors=list(extract.authors),
            published_at=of_day(extract.published_at),
            sections=list(extract.sections),
            tags=list(extract.tags),
            lead_image=extract.lead_image,
            left_out=list(extract.left_out),
            form=extract.form,
            sources=dict(extract.sources),
            repaired=self._is_repaired(extract, capture),
        )
        self.tell([version])
        return version

    def told_by_hand(self) -> set[str]:
        """Of which facts somebody said what they are, and did not take it back: `outlet`, `url`."""
        return {name for one in self.amendments.filter(undone_at=None) for name in one.changes}

    def tell(self, versions: Sequence[Version]) -> None:
        """Have versions that came in say what was said of it by hand, as those before them do."""
        for one in self.amendments.filter(undone_at=None).order_by("pk"):
            one.tell(versions)

    def untell(self, versions: Sequence[Version]) -> None:
        """Have versions that go to another article say again what they said of themselves."""
        for one in self.amendments.filter(undone_at=None).order_by("-pk"):
            one.untell(versions)

    def _is_repaired(self, extract: Extract, capture: Capture | None) -> bool:
        """Whether the outlet changed nothing: the words are there, read or left out, as before."""
        last = self.latest_version
        if last is None:
            return False
        if capture and last.capture_id == capture.pk:
            return True
        old, new = last.text.split("\n"), extract.text.split("\n")
        gone, come = set(old).difference(new), set(new).difference(old)
        stayed = [line for line in old if line not in gone]
        return (
            gone.issubset(extract.left_out)
            and come.issubset(last.left_out)
            and stayed == [line for line in new if line not in come]
        )

    def turn_to(self, version: Version) -> None:
        """Make one of its versions the latest; `article_revised` is sent if it was not."""
        revised = self.latest_version_id != version.pk
        self._take_from(version)
        self.save()
        if revised:
            article_revised.send(sender=Article, article=self, version=version)

    def _take_from(self, version: Version) -> None:
        self.latest_version = version
        self.title, self.language = version.title, version.language
        self.published_at = version.published_at or self.published_at
        self.dated_at = self.published_at or self.added_at
        self.word_count = len(version.text.split())

    def _show(self, version: Version) -> None:
        if self.latest_version_id is None:
            # It was given up, and came after all. One that somebody removed stays removed.
            self.removed_at = None
        self._take_from(version)
        self.state, self.step, self.failure = Article.State.READY, Article.Step.DONE, ""
        self.failure_status = self.next_attempt_at = None
        self.save()


def _as_json(extent: Extent) -> dict[str, str | int]:
    row: dict[str, str | int] = {"kind": extent.kind, "start": extent.start, "end": extent.end}
    if extent.level:
        row["level"] = extent.level
    if extent.credit:
        row["credit"] = extent.credit
    return row


class Amendment(models.Model):
    """What somebody said of an article by hand: its outlet, link, day or authors."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="amendments")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    #: What each fact was and is now, by its name (`ingestion.details.Details`); days in ISO 8601.
    changes = models.JSONField()
    #: Authors and days that its versions had until then, or say themselves if they came later, by
    #: the key of the version; and the key of the `outlet`.
    before = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return ", ".join(self.changes)

    def tell(self, versions: Sequence[Version]) -> None:
        """Have versions say what it says, and remember what they said until now."""
        told = {name: after for name, (_before, after) in self.changes.items()}
        for version in versions:
            at = version.published_at
            self.before[str(version.pk)] = {
                "authors": version.authors,
                "published_at": at.isoformat() if at else None,
            }
            self._put_on(version, told)
        self.save(update_fields=["before"])
        Version.objects.bulk_update(versions, _BY_HAND)

    def untell(self, versions: Sequence[Version]) -> None:
        """Have versions say again what they said before `tell`, those that it told."""
        for version in versions:
            self._put_on(version, self.before.get(str(version.pk), {}))
        Version.objects.bulk_update(versions, _BY_HAND)

    def _put_on(self, version: Version, facts: dict[str, Any]) -> None:
        for name in facts.keys() & self.changes.keys() & set(_BY_HAND):
            setattr(version, name, moment(facts[name]) if name == "published_at" else facts[name])


_BY_HAND = ("authors", "published_at")
"""Facts of each version that may be said by hand."""


def moment(stored: str | None) -> datetime | None:
    """Return a moment that is stored in ISO 8601, if there is one."""
    return datetime.fromisoformat(stored) if stored else None


class Alias(models.Model):
    """Another address that leads to an article: of a mobile page, a redirect, a merged one."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="aliases")
    address = models.TextField(unique=True)
    url = models.TextField(blank=True)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("since", "pk")

    def __str__(self) -> str:
        return self.address


class Capture(models.Model):
    """What one attempt to take an article in brought: the bytes, or why there are none."""

    class Source(models.TextChoices):
        LINK = "link", _("Fetched from its address")
        PASTED = "pasted", _("Pasted")
        FILE = "file", _("A file")
        SENT = "sent", _("Sent by a reader’s browser")

    article = models.ForeignKey(Article, models.CASCADE, related_name="captures")
    captured_at = models.DateTimeField(default=timezone.now)
    source = models.CharField(max_length=10, choices=Source)
    url = models.TextField(blank=True)
    #: The identity of the address that was asked; empty where there was none.
    address = models.TextField(blank=True)
    #: The article that it was made for, where that has been merged with this one.
    came_from = models.ForeignKey(Article, models.CASCADE, null=True, blank=True, related_name="+")
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

    @property
    def size(self) -> int:
        """How many bytes came; a gzip file ends with this number (RFC 1952)."""
        return int.from_bytes(bytes(self.packed[-4:]), "little")


class Version(models.Model):
    """The text of an article as it was captured. Never changed once stored.

    Only its day and authors may be said otherwise by hand (`Amendment`).

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
    #: What sort of page it is (`articles.text.PageForm`), and which source each fact came from.
    form = models.CharField(max_length=12, default="article")
    sources = models.JSONField(default=dict)
    #: The outlet changed nothing; what is left out of the text became another.
    repaired = models.BooleanField(default=False)
    #: The article it was kept for, where that has been merged with this one, and its number there.
    came_from = models.ForeignKey(Article, models.CASCADE, null=True, blank=True, related_name="+")
    came_as = models.PositiveIntegerField(null=True, blank=True)
    #: When the texts of other outlets were searched for the same words.
    compared_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("article", "number")
        constraints = (
            models.UniqueConstraint(fields=["article", "number"], name="version_number_once"),
            models.UniqueConstraint(
                fields=["article", "digest"],
                name="version_text_once",
                condition=models.Q(came_from=None),
            ),
        )
        indexes = (
            models.Index(
                fields=["id"],
                name="version_not_compared",
                condition=models.Q(compared_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    def get_absolute_url(self) -> str:
        return link("version", self.pk)

    @property
    def direction(self) -> str:
        return direction(self.language)

    @property
    def extents(self) -> list[Extent]:
        return [Extent(**{**row, "kind": Kind(row["kind"])}) for row in self.blocks]


class Sample(models.Model):
    """One of the sequences of words by which copies of a version are found (`articles.copies`)."""

    pk = models.CompositePrimaryKey("hash", "version_id")
    hash = models.BigIntegerField()
    version = models.ForeignKey(Version, models.CASCADE, related_name="samples")

    def __str__(self) -> str:
        return f"{self.hash:x}"


class CopyQuerySet(models.QuerySet["Copy"]):
    def of(self, article: Article) -> CopyQuerySet:
        """Where else the words of an article are now, the earliest first, with the outlets."""
        theirs = self.filter(
            version=article.latest_version_id, other__article__latest_version=models.F("other")
        )
        found = theirs.exclude(other__article=article.pk).select_related("other__article__outlet")
        return found.only(
            "version_id", "other__article__outlet", *(f"other__article__{one}" for one in _LISTED)
        ).order_by("other__article__dated_at", "pk")


_LISTED = ("title", "url", "dated_at", "word_count")


class Copy(models.Model):
    """Another outlet has the words of `version`, or a good part of them, in `other`.

    Each pair has two rows, one for either side.
    """

    version = models.ForeignKey(Version, models.CASCADE, related_name="copies")
    other = models.ForeignKey(Version, models.CASCADE, related_name="+")
    #: How much of the shorter of the two stands in the longer, from 0 to 1.
    shared = models.FloatField()
    found_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar = CopyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "copies"
        constraints = (
            models.UniqueConstraint(fields=["version", "other"], name="copy_found_once"),
        )

    def __str__(self) -> str:
        return f"{self.version} – {self.other}"
