from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotations.highlights.models import Highlight
from annotations.speakers.models import LONGEST_FOLDED, Speaker
from newsroom.articles.models import Article, Version
from newsroom.outlets.models import Outlet

LONGEST_NAME = 200


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def standing(self) -> SuggestionQuerySet:
        """Suggestions nobody has decided on."""
        return self.filter(state=Suggestion.State.OPEN)

    def to_check(self) -> SuggestionQuerySet:
        """Those to decide on: in the latest version of an article that nobody removed."""
        return self.standing().filter(
            version__article__latest_version=F("version"), version__article__removed_at=None
        )

    def of(self, article: Article) -> SuggestionQuerySet:
        """All on any version of an article, decided or not."""
        return self.filter(version__article=article)

    def hold(self) -> None:
        """Have everybody else wait who changes these, until the end of the transaction.

        They are held in one order, before the highlights and the article: in another, two would
        wait for each other.
        """
        list(self.order_by("pk").only("pk").select_for_update(no_key=True, of=("self",)))


class Suggestion(models.Model):
    """A quotation the program found: code points `start` to `end` of `version.text`.

    It goes along to the latest version of its article while its words are there. `speaker` is who
    said it as the text has it, a name where `named`; `said_by` is who readers say it was, of
    this suggestion or of another one with the same mention (`taught_by`).
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        ACCEPTED = "accepted", _("Accepted")
        DISMISSED = "dismissed", _("Dismissed")

    version = models.ForeignKey(Version, models.CASCADE, related_name="suggestions")
    #: That of the article, so that the list of one outlet is found at once.
    outlet = models.ForeignKey(
        Outlet, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    words = models.TextField()
    speaker = models.CharField(_("speaker"), max_length=LONGEST_NAME, blank=True)
    #: `speaker`, as names are looked up.
    folded = models.CharField(max_length=LONGEST_FOLDED, blank=True)
    named = models.BooleanField(default=False)
    #: The words beside the quotation that say who it was, and where they stand.
    mention = models.CharField(max_length=LONGEST_NAME, blank=True)
    mention_start = models.PositiveIntegerField(null=True, blank=True)
    #: Whether the mention means the same one wherever it stands: "he" does not.
    constant = models.BooleanField(default=False)
    confidence = models.FloatField(default=0.0)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    #: What stands in its place: the quote it became, or what a reader made of the same words.
    highlight = models.ForeignKey(
        Highlight, models.SET_NULL, null=True, blank=True, related_name="suggestions"
    )
    said_by = models.ForeignKey(
        Speaker, models.SET_NULL, null=True, blank=True, related_name="suggestions"
    )
    taught_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="taught"
    )

    objects: ClassVar = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ("-version_id", "start", "pk")
        indexes = (
            models.Index(
                F("version").desc(),
                "start",
                "id",
                name="suggestions_to_check",
                condition=Q(state="open"),
            ),
            models.Index(
                "outlet",
                F("version").desc(),
                "start",
                "id",
                name="suggestions_of_outlet",
                condition=Q(state="open"),
            ),
            models.Index(
                "folded",
                F("version").desc(),
                "start",
                "id",
                name="suggestions_of_speaker",
                condition=Q(state="open"),
            ),
        )
        constraints = (
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="suggestion_not_empty"),
        )

    def __str__(self) -> str:
        return self.words


class Examination(models.Model):
    """That the quotations of an article were looked for, last in `version`.

    `strays` are the quotations of its headline whose words are not in the text
    (`headlines.Stray`).
    """

    article = models.OneToOneField(
        Article, models.CASCADE, primary_key=True, related_name="examination"
    )
    version = models.ForeignKey(Version, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    strays = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.article}: {self.at:%Y-%m-%d %H:%M}"
