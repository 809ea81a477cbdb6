from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotations.highlights.models import OPEN, Highlight
from annotations.speakers.words import LONGEST_FOLDED, LONGEST_WORD, fold, words_of, words_typed
from annotations.teams.models import User, initials
from newsroom.links import link

LONGEST_REASON = 1000
LONGEST_NOTE = 2000
# What is limited to one row is looked up row by row, not by reading whole tables.
KNOWN = f"""((
    SELECT said.id FROM annotations_attribution AS said WHERE said.speaker_id = speaker.id LIMIT 1
) IS NULL OR (
    SELECT said.id FROM annotations_attribution AS said
    JOIN annotations_highlight AS highlight ON highlight.id = said.highlight_id
    WHERE said.speaker_id = speaker.id AND {OPEN} LIMIT 1
) IS NOT NULL)"""
"""What `known_to` asks for of those who are present, for the queries that are written in SQL."""
PRESENT = "speaker.merged_into_id IS NULL AND speaker.removed_at IS NULL"
"""What `present` asks for, for the queries that are written in SQL."""
NOW = "annotations_speaker_now({key})"
"""Whoever the speaker with a key turned out to be, in SQL; as `followed` gives them."""
ALL_NOW = f"ARRAY(SELECT {NOW.format(key='named')} FROM unnest({{keys}}::bigint[]) AS named)"
"""The same of several keys."""


class SpeakerQuerySet(models.QuerySet["Speaker"]):
    def named(self, words: str) -> SpeakerQuerySet:
        """Speakers whose names have every word of `words` at the start of a word, or as initials.

        The longest is looked up first: it is mostly the rarest.
        """
        found = self
        for word in sorted(words_typed(words), key=len, reverse=True):
            having = NameWord.objects.filter(word__startswith=word)
            found = found.filter(pk__in=having.values("speaker"))
        return found

    def present(self) -> SpeakerQuerySet:
        """Speakers that were not merged into another, and not deleted."""
        return self.filter(merged_into__isnull=True, removed_at__isnull=True)

    def followed(self, keys: Iterable[int]) -> dict[int, int]:
        """Return, for each of `keys`, the key of whoever that speaker turned out to be."""
        now = models.Func(
            F("pk"), function="annotations_speaker_now", output_field=models.BigIntegerField()
        )
        return dict(self.filter(pk__in=list(keys)).values_list("pk", now))

    def known_to(self, user: User) -> SpeakerQuerySet:
        """Speakers, without those only named on highlights `user` may not see."""
        return self.present()._open_to(user)

    def removed_for(self, user: User) -> SpeakerQuerySet:
        """Deleted speakers whom `user` knew."""
        return self.filter(removed_at__isnull=False)._open_to(user)

    def _open_to(self, user: User) -> SpeakerQuerySet:
        said = Attribution.objects.filter(speaker=OuterRef("pk"))
        seen = said.filter(highlight__in=Highlight.objects.open_to(user))
        return self.filter(Exists(seen) | ~Exists(said))

    def known_in_turn(self, user: User) -> SpeakerQuerySet:
        """As `known_to`, looked up one by one: for the beginning of a list in an order."""
        condition = KNOWN.replace("speaker.id", "annotations_speaker.id").replace("%(user)s", "%s")
        users = [user.pk] * condition.count("%s")
        is_known = RawSQL(condition, users, output_field=models.BooleanField())
        return self.present().filter(is_known)

    def after(self, name: str, pk: int) -> SpeakerQuerySet:
        """Speakers that come after one in the order of names."""
        return self.filter(Q(name__gt=name) | Q(name=name, pk__gt=pk), name__gte=name)

    def add(self, name: str, **fields: str) -> Speaker:
        """Make a speaker called `name`."""
        with transaction.atomic():
            speaker = self.create(name=name, **fields)
            speaker.names.create(name=name)
        return speaker


class Speaker(models.Model):
    """Who is quoted: a person, an organisation, or somebody a text leaves unnamed."""

    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        ORGANISATION = "organisation", _("Organisation")
        UNNAMED = "unnamed", _("Unnamed")

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.PERSON)
    #: What they are where no office says it.
    role = models.CharField(_("role"), max_length=200, blank=True)
    note = models.TextField(_("note"), max_length=LONGEST_NOTE, blank=True, db_default="")
    #: Whoever this one turned out to be; all that was theirs is there.
    merged_into = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    #: When they were deleted, and by whom; all that is known of them is kept.
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects: ClassVar = SpeakerQuerySet.as_manager()

    class Meta:
        ordering = ("name", "pk")
        indexes = (
            models.Index(
                fields=["name", "id"], condition=Q(merged_into=None), name="speakers_by_name"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return link("speaker", self.pk)

    @property
    def initials(self) -> str:
        return initials_of(self.name, self.kind)

    @property
    def now(self) -> Speaker:
        """Whoever this one turned out to be: mostly themselves."""
        return self.merged_into.now if self.merged_into_id else self


def initials_of(name: str, kind: str) -> str:
    """Return what stands for a speaker where there is little room."""
    return "?" if kind == Speaker.Kind.UNNAMED else initials(name)


class SpeakerName(models.Model):
    """One of the names a speaker is known by, in whatever script."""

    class Kind(models.TextChoices):
        NAME = "name", _("Name")
        ALIAS = "alias", _("Also written")
        FORMER = "former", _("Former name")

    speaker = models.ForeignKey(Speaker, models.CASCADE, related_name="names")
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(
        _("kind"), max_length=6, choices=Kind, default=Kind.NAME, db_default=Kind.NAME
    )
    folded = models.CharField(max_length=LONGEST_FOLDED, editable=False)

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=["folded"]),)

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the name, and the words by which it is found."""
        self.folded = fold(self.name)
        with transaction.atomic():
            super().save(*args, **kwargs)
            self.words.all().delete()
            NameWord.objects.bulk_create(NameWord.of(self))


class NameWord(models.Model):
    """A word of a name, or its initials, as somebody types it: so speakers are found quickly.

    `speaker` is the name's, so that one index answers: which speakers have a word, and whether one
    of them has.
    """

    name = models.ForeignKey(SpeakerName, models.CASCADE, related_name="words")
    speaker = models.ForeignKey(Speaker, models.CASCADE, db_index=False, related_name="+")
    word = models.CharField(max_length=LONGEST_WORD)

    class Meta:
        indexes = (
            models.Index(
                fields=["word", "speaker"],
                name="speakers_by_word",
                opclasses=["varchar_pattern_ops", "int8_ops"],
            ),
            models.Index(
                fields=["speaker", "word"],
                name="words_by_speaker",
                opclasses=["int8_ops", "varchar_pattern_ops"],
            ),
        )

    def __str__(self) -> str:
        return self.word

    @classmethod
    def of(cls, name: SpeakerName) -> list[NameWord]:
        """Return the words of a name, to be kept."""
        words = sorted(words_of(name.name))
        return [cls(name=name, speaker_id=name.speaker_id, word=word) for word in words]


class AttributionQuerySet(models.QuerySet["Attribution"]):
    def standing(self) -> AttributionQuerySet:
        """The one of each highlight that is shown and counts."""
        return self.filter(shown=True)

    def opinions(self) -> AttributionQuerySet:
        """All that nobody has withdrawn: people may disagree."""
        return self.filter(withdrawn_at__isnull=True)


class Attribution(models.Model):
    """This highlight was said by this speaker, says this person, since then, for this reason.

    Each person has at most one opinion on a highlight. One attribution is `shown`: the first, until
    it is withdrawn or a decision (`decides`) settles otherwise; `instead_of` is what was shown
    before the decision. None is ever changed or deleted: it is withdrawn.
    """

    highlight = models.ForeignKey(Highlight, models.CASCADE, related_name="attributions")
    speaker = models.ForeignKey(Speaker, models.PROTECT, related_name="attributions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="attributions")
    at = models.DateTimeField(default=timezone.now)
    reason = models.TextField(_("why"), max_length=LONGEST_REASON, blank=True, db_default="")
    shown = models.BooleanField(default=True, db_default=True)
    decides = models.BooleanField(default=False, db_default=False)
    instead_of = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects: ClassVar = AttributionQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["highlight"], condition=Q(shown=True), name="one_shown_attribution"
            ),
            models.UniqueConstraint(
                fields=["highlight", "by"],
                condition=Q(withdrawn_at__isnull=True, decides=False),
                name="one_opinion_each",
            ),
            models.CheckConstraint(
                condition=Q(shown=False) | Q(withdrawn_at__isnull=True),
                name="withdrawn_is_not_shown",
            ),
        )

    def __str__(self) -> str:
        return f"{self.speaker}: {self.highlight}"
