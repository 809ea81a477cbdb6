"""What one speaker said, in one or more wordings.

A `Telling` stands for each quotation with a speaker. Triggers of the database keep it (see the
migration `statements`), in the transaction of the change itself: nothing that writes a highlight,
an attribution or an article can forget to. What it is grouped with is found later, by the worker:
`Telling.objects.unplaced()` are those it has not looked at since they changed.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotations.highlights.models import Highlight
from annotations.speakers.models import Speaker
from annotations.teams.models import User
from newsroom.outlets.models import Outlet


class Statement(models.Model):
    """What was said, where more than one quotation tells it."""

    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("statement")

    def __str__(self) -> str:
        return str(self.pk)


class TellingQuerySet(models.QuerySet["Telling"]):
    def unplaced(self) -> TellingQuerySet:
        """Those that changed since the worker last looked which statement they are."""
        return self.exclude(placed=F("change"))

    def standing(self) -> TellingQuerySet:
        """Those of quotations that are not deleted and have a speaker."""
        return self.filter(speaker__isnull=False)

    def seen_by(self, user: User) -> TellingQuerySet:
        """Those of highlights `user` may see."""
        return self.standing().filter(Q(kept_by=None) | Q(kept_by=user.pk))


class Telling(models.Model):
    """A quotation as one telling of a statement; `statement` is null where it is the only one.

    What repeats other tables is kept by triggers, so that many can be counted at once: the speaker
    (null where the highlight is deleted, has none or is no quote, or its article was removed), the
    outlet and the time of the article, and, where only its author sees the highlight, that author
    (`kept_by`). `counts` is false where another outlet has the same words in the same agency copy,
    and had them earlier.
    """

    highlight = models.OneToOneField(
        Highlight, models.CASCADE, primary_key=True, related_name="telling"
    )
    statement = models.ForeignKey(
        Statement, models.SET_NULL, null=True, blank=True, related_name="tellings"
    )
    speaker = models.ForeignKey(
        Speaker, models.SET_NULL, null=True, db_index=False, related_name="tellings"
    )
    outlet = models.ForeignKey(
        Outlet, models.SET_NULL, null=True, db_index=False, related_name="tellings"
    )
    dated_at = models.DateTimeField()
    kept_by = models.BigIntegerField(null=True)
    counts = models.BooleanField(default=True, db_default=True)
    #: Counts changes, and which of them the worker has seen.
    change = models.PositiveIntegerField(default=1, db_default=1)
    placed = models.PositiveIntegerField(default=0, db_default=0)

    objects: ClassVar = TellingQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(
                fields=["highlight"], condition=~Q(placed=F("change")), name="telling_unplaced"
            ),
            models.Index(
                fields=["speaker", "statement"],
                condition=Q(statement__isnull=False),
                name="telling_of_speaker",
            ),
            models.Index(
                fields=["speaker", "dated_at"],
                condition=Q(speaker__isnull=False),
                name="telling_by_day",
            ),
            models.Index(
                fields=["dated_at", "outlet", "speaker"],
                condition=Q(counts=True, kept_by=None, speaker__isnull=False),
                name="telling_counted",
            ),
            models.Index(
                fields=["kept_by", "dated_at"],
                condition=Q(kept_by__isnull=False),
                name="telling_kept",
            ),
        )

    def __str__(self) -> str:
        return str(self.highlight)


class Fingerprint(models.Model):
    """One of the runs of words by which the quotations of a speaker are found (`wording`)."""

    pk = models.CompositePrimaryKey("speaker_id", "hash", "highlight_id")
    speaker_id = models.BigIntegerField()
    hash = models.BigIntegerField()
    highlight = models.ForeignKey(Highlight, models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.hash:x}"


class Likeness(models.Model):
    """Two quotations of one speaker that can be one statement: the keys of highlights in order."""

    pk = models.CompositePrimaryKey("one_id", "other_id")
    one = models.ForeignKey(Highlight, models.CASCADE, related_name="+", db_index=False)
    other = models.ForeignKey(Highlight, models.CASCADE, related_name="+")
    #: How much of the shorter stands in the longer, from 0 to 1.
    share = models.FloatField()

    class Meta:
        verbose_name_plural = "likenesses"

    def __str__(self) -> str:
        return f"{self.one_id} – {self.other_id}"


class Ruling(models.Model):
    """What somebody decided about quotations: that they are one statement, or that they are not.

    Of the rulings on a pair the latest that nobody took back holds.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    together = models.BooleanField()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """What was decided, as it is told to whoever did."""
        return str(_("Joined: one statement") if self.together else _("Split"))


class RuledPair(models.Model):
    """Two quotations a ruling is about: the keys of highlights in order."""

    pk = models.CompositePrimaryKey("one_id", "other_id", "ruling_id")
    ruling = models.ForeignKey(Ruling, models.CASCADE, related_name="pairs")
    one = models.ForeignKey(Highlight, models.CASCADE, related_name="+", db_index=False)
    other = models.ForeignKey(Highlight, models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.one_id} – {self.other_id}"
