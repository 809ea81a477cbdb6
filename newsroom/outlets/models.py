from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, connection, models, transaction
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from newsroom.links import link

LATELY = timedelta(days=1)
LOST = timedelta(minutes=5)
"""After this time, a discovery that has come to nothing has lost its job."""


class OutletQuerySet(models.QuerySet["Outlet"]):
    def here(self, name: str, domain: str) -> Outlet | None:
        """Return the outlet at `domain`, else the one called `name`; None where there is none."""
        if domain:
            return self.filter(domain=domain).first()
        called = self.annotate(lower=Lower("name")).filter(lower=name.lower())
        return called.order_by("pk").first() if name else None

    def known_as(self, name: str, domain: str) -> Outlet | None:
        """Return the outlet at `domain`, else the one called `name`, made where there is none.

        None when both are empty.
        """
        if domain:
            return self.get_or_create(domain=domain, defaults={"name": name or domain})[0]
        if not name:
            return None
        called = self.annotate(lower=Lower("name")).filter(lower=name.lower()).order_by("pk")
        if found := called.first():
            return found
        try:
            with transaction.atomic():
                return self.create(name=name)
        except IntegrityError:
            return called.get(domain=None)

    def with_counts(self) -> OutletQuerySet:
        """Those that have articles to read, the one with most first; `n` says how many."""
        counted = self.annotate(n=models.Sum("tallies__change"))
        return counted.filter(n__gt=0).order_by("-n", "name")


class Outlet(models.Model):
    """Who publishes: a newspaper, a station, an agency."""

    name = models.CharField(_("name"), max_length=200)
    domain = models.CharField(_("domain"), max_length=253, null=True, unique=True)  # noqa: DJ001

    objects: ClassVar = OutletQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        indexes = (models.Index(Lower("name"), name="outlet_by_name"),)
        constraints = (
            models.UniqueConstraint(
                Lower("name"), condition=models.Q(domain=None), name="outlet_named_once"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return link("outlet", self.pk)


class TallyQuerySet(models.QuerySet["Tally"]):
    def merge(self) -> None:
        """Make one row of all rows of an outlet."""
        with connection.cursor() as cursor:
            cursor.execute(_MERGE)

    def recount(self) -> None:
        """Count all articles afresh."""
        with transaction.atomic(), connection.cursor() as cursor:
            # Nobody may count an article before we see it.
            cursor.execute("LOCK TABLE newsroom_tally IN SHARE ROW EXCLUSIVE MODE")
            cursor.execute(_RECOUNT)


_MERGE = """
    WITH gone AS (
        DELETE FROM newsroom_tally WHERE outlet_id IN (
            SELECT outlet_id FROM newsroom_tally GROUP BY outlet_id HAVING count(*) > 1
        ) RETURNING outlet_id, change
    )
    INSERT INTO newsroom_tally (outlet_id, change)
    SELECT outlet_id, sum(change) FROM gone GROUP BY outlet_id HAVING sum(change) <> 0
"""
_RECOUNT = """
    WITH gone AS (DELETE FROM newsroom_tally)
    INSERT INTO newsroom_tally (outlet_id, change)
    SELECT outlet_id, count(*) FROM newsroom_article
    WHERE latest_version_id IS NOT NULL AND removed_at IS NULL AND outlet_id IS NOT NULL
    GROUP BY outlet_id
"""


class Tally(models.Model):
    """By how many the readable articles of an outlet became more or fewer.

    The sum over an outlet is how many it has: always right, and no two who change it wait for each
    other. Triggers of the table of articles add the rows (migration `tallies`), so that
    whatever changes articles is counted; the worker merges them.
    """

    outlet = models.ForeignKey(Outlet, models.CASCADE, related_name="tallies")
    change = models.IntegerField()

    objects: ClassVar = TallyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "tallies"

    def __str__(self) -> str:
        return f"{self.outlet}: {self.change:+}"


class FeedQuerySet(models.QuerySet["Feed"]):
    def due(self) -> FeedQuerySet:
        """Feeds whose time to be polled has come, the longest overdue first."""
        return self.filter(next_poll_at__lte=timezone.now()).order_by("next_poll_at", "pk")

    def kept(self) -> FeedQuerySet:
        """Feeds that nobody has stopped following; paused and ended ones are among them."""
        return self.exclude(state=Feed.State.UNFOLLOWED)


class Feed(models.Model):
    """What is polled for new articles: a feed, the links of a section page, or a news sitemap."""

    class Kind(models.TextChoices):
        FEED = "feed", _("Feed")
        SECTION = "section", _("Section page")
        SITEMAP = "sitemap", _("News sitemap")

    class State(models.TextChoices):
        FOLLOWED = "followed", _("Followed")
        PAUSED = "paused", _("Paused")
        ENDED = "ended", _("Ended by its outlet")
        UNFOLLOWED = "unfollowed", _("No longer followed")

    outlet = models.ForeignKey(Outlet, models.SET_NULL, null=True, blank=True, related_name="feeds")
    #: The identity of the address (`addresses.canonical`).
    address = models.TextField(_("address"), unique=True)
    #: The address that is asked; a permanent redirect moves it.
    url = models.TextField(_("link"))
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.FEED)
    title = models.TextField(_("title"), blank=True)
    #: The page of the outlet that the feed says it belongs to.
    site_url = models.TextField(blank=True)
    #: A folder of the OPML file that it came with.
    folder = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.FOLLOWED)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now)

    #: When it is to be polled next; null when it is not followed.
    next_poll_at = models.DateTimeField(null=True, blank=True, default=timezone.now)
    interval = models.DurationField(default=timedelta(minutes=30))
    #: When it was asked last, and when it last answered as it should.
    polled_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    #: Of the last answer, so that the same bytes are not read again.
    sha256 = models.CharField(max_length=64, blank=True)
    #: Polls that failed in a row, why the last one did, and its HTTP status.
    failures = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=20, blank=True)
    failure_status = models.PositiveSmallIntegerField(null=True, blank=True)

    objects: ClassVar = FeedQuerySet.as_manager()

    class Meta:
        ordering = ("title", "pk")
        indexes = (
            models.Index(
                fields=["next_poll_at"],
                name="feed_by_next_poll",
                condition=models.Q(next_poll_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.title or self.url

    def get_absolute_url(self) -> str:
        return reverse("feed", args=[self.pk])


class DiscoveryQuerySet(models.QuerySet["Discovery"]):
    def shown_to(self, user: AbstractBaseUser) -> DiscoveryQuerySet:
        """What `user` asked for lately and has not put away, the newest first."""
        since = timezone.now() - LATELY
        return self.filter(asked_by=user, asked_at__gte=since, put_away_at__isnull=True)


class Discovery(models.Model):
    """An address that somebody wants to follow, and what the worker found there to choose from."""

    class State(models.TextChoices):
        LOOKING = "looking", _("Looking")
        CHOOSING = "choosing", _("Choose what to follow")
        FOLLOWED = "followed", _("Followed")
        FAILED = "failed", _("Needs you")

    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    #: The identity of the address, and the address as it was given.
    address = models.TextField()
    url = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.LOOKING)
    #: What the page calls itself, and its outlet.
    title = models.TextField(blank=True)
    site_name = models.CharField(max_length=200, blank=True)
    #: What can be followed, the likeliest first: the url, title and kind of each.
    choices = models.JSONField(default=list)
    feeds = models.ManyToManyField(Feed, blank=True, related_name="+")
    #: Why nothing was found: a code of `ingestion.failures`, and the HTTP status if any.
    failure = models.CharField(max_length=20, blank=True)
    failure_status = models.PositiveSmallIntegerField(null=True, blank=True)
    put_away_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = DiscoveryQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["asked_by", "address"], name="discovery_asked_once"),
        )

    def __str__(self) -> str:
        return self.title or self.url

    @property
    def is_looking(self) -> bool:
        """Whether the worker may still find something: a lost job does not look for ever."""
        return self.state == Discovery.State.LOOKING and timezone.now() - self.asked_at < LOST


class Entry(models.Model):
    """What a feed once named, remembered by its id so that it comes in once."""

    class Outcome(models.TextChoices):
        TAKEN = "taken", _("Taken in")
        KNOWN = "known", _("In the library already")
        FILTERED = "filtered", _("Left out by a filter")
        OLD = "old", _("Older than the following")
        UNFIT = "unfit", _("Its link cannot be fetched")

    feed = models.ForeignKey(Feed, models.CASCADE, related_name="entries")
    #: SHA-256, in hex, of the id that the feed gives it, else of its link.
    key = models.CharField(max_length=64)
    #: The identity of the address it leads to; empty where that cannot be fetched.
    address = models.TextField(blank=True)
    url = models.TextField(blank=True)
    title = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    sections = models.JSONField(default=list)
    language = models.CharField(max_length=35, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=10, choices=Outcome)
    article = models.ForeignKey(
        "newsroom.Article", models.SET_NULL, null=True, blank=True, related_name="entries"
    )

    class Meta:
        ordering = ("-seen_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["feed", "key"], name="entry_remembered_once"),
        )
        indexes = (
            models.Index(fields=["feed", "-seen_at"]),
            models.Index(fields=["feed", "address"]),
        )

    def __str__(self) -> str:
        return self.title or self.url


class TopicQuerySet(models.QuerySet["Topic"]):
    def standing(self) -> TopicQuerySet:
        """Topics that nobody removed."""
        return self.filter(removed_at__isnull=True)

    def called(self, name: str) -> Topic:
        """Return the topic of that name, made where there is none, put back if it was removed."""
        known = self.annotate(lower=Lower("name")).filter(lower=name.lower())
        try:
            with transaction.atomic():
                topic = known.first() or self.create(name=name)
        except IntegrityError:
            topic = known.get()
        if topic.removed_at:
            topic.removed_at = None
            topic.save(update_fields=["removed_at"])
        return topic


class Topic(models.Model):
    """What articles are about, in the words of those who read them."""

    name = models.CharField(_("name"), max_length=100)
    #: When somebody removed it; its articles and rules are kept, so that it can be put back.
    removed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = TopicQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(Lower("name"), name="topic_named_once"),)

    def __str__(self) -> str:
        return self.name


class RuleQuerySet(models.QuerySet["Rule"]):
    def standing(self) -> RuleQuerySet:
        """Rules that nobody removed, and whose topic nobody removed."""
        return self.filter(removed_at__isnull=True, topic__removed_at__isnull=True)


class Rule(models.Model):
    """What is done with new entries and articles that fit: of a feed, of an outlet, or of all.

    Without a feed and an outlet it holds everywhere.
    """

    class Field(models.TextChoices):
        WORDS = "words", _("Words")
        SECTION = "section", _("Section")
        LANGUAGE = "language", _("Language")

    class Action(models.TextChoices):
        KEEP = "keep", _("Take in only these")
        LEAVE_OUT = "leave_out", _("Leave these out")
        TOPIC = "topic", _("Give a topic")

    feed = models.ForeignKey(Feed, models.CASCADE, null=True, blank=True, related_name="rules")
    outlet = models.ForeignKey(Outlet, models.CASCADE, null=True, blank=True, related_name="rules")
    field = models.CharField(max_length=10, choices=Field)
    #: Words or phrases, names of sections, or language tags, with commas between them.
    value = models.CharField(max_length=500)
    action = models.CharField(max_length=10, choices=Action)
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, blank=True, related_name="rules")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = RuleQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.get_action_display()}: {self.value}"


class Host(models.Model):
    """A host we fetch from: when it may be asked again, and what it asks of robots."""

    name = models.CharField(max_length=260, primary_key=True)
    #: No request before this moment: the pause after the last one, or what `Retry-After` asked.
    free_at = models.DateTimeField(default=timezone.now)
    #: Whoever asks it now holds it until then at most.
    busy_until = models.DateTimeField(default=timezone.now)
    #: The next turn that is still to be had, for those who ask for people and for the others.
    turn_at = models.DateTimeField(default=timezone.now)
    later_turn_at = models.DateTimeField(default=timezone.now)
    robots = models.TextField(blank=True)
    robots_status = models.PositiveSmallIntegerField(null=True, blank=True)
    robots_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Repair(models.Model):
    """A line that a reader dropped from a text or restored to it; kept for all of its outlet."""

    class Action(models.TextChoices):
        DROP = "drop", _("Left out")
        RESTORE = "restore", _("Put back")

    outlet = models.ForeignKey(
        Outlet, models.CASCADE, null=True, blank=True, related_name="repairs"
    )
    #: Where there is no outlet, the one article it holds for.
    article = models.ForeignKey(
        "newsroom.Article", models.CASCADE, null=True, blank=True, related_name="repairs"
    )
    #: The article on which it was made.
    made_on = models.ForeignKey(
        "newsroom.Article", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    #: `ingestion.repeated.line_key` of the line.
    key = models.CharField(max_length=64)
    line = models.TextField()
    action = models.CharField(max_length=10, choices=Action)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-made_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["outlet", "key"], name="repaired_once_for_outlet"),
            models.UniqueConstraint(
                fields=["article", "key"],
                condition=models.Q(outlet=None),
                name="repaired_once_for_article",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_action_display()}: {self.line[:60]}"
