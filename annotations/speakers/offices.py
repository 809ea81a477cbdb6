"""What a speaker is, and was on the day of a quotation: title, party, from when to when."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat, NullIf
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from annotations.speakers.models import Attribution, Speaker

ROLE_ON = """
    coalesce((SELECT office.title || coalesce(', ' || nullif(office.party, ''), '')
        FROM annotations_office AS office WHERE office.speaker_id = speaker.id
        AND coalesce(office.first <= {day}, true) AND coalesce(office.last >= {day}, true)
        ORDER BY coalesce(office.first, office.last) IS NULL, office.first DESC NULLS LAST,
            office.id
        LIMIT 1), speaker.role)
"""
"""What `roles_on` gives, for the few queries that are written in SQL; `{{day}}` is a date."""


class OfficeQuerySet(models.QuerySet["Office"]):
    def on(self, day: date) -> OfficeQuerySet:
        """Offices held on `day`, the latest begun first; those without any date come last."""
        begun = Q(first__isnull=True) | Q(first__lte=day)
        not_over = Q(last__isnull=True) | Q(last__gte=day)
        undated = models.ExpressionWrapper(
            Q(first__isnull=True, last__isnull=True), output_field=models.BooleanField()
        )
        latest = F("first").desc(nulls_last=True)
        return self.filter(begun & not_over).order_by(undated, latest, "pk")


class Office(models.Model):
    """An office somebody holds or held; both days included, None where they are not known."""

    speaker = models.ForeignKey(Speaker, models.CASCADE, related_name="offices")
    title = models.CharField(_("office"), max_length=200)
    party = models.CharField(_("party or body"), max_length=200, blank=True)
    first = models.DateField(_("from"), null=True, blank=True)
    last = models.DateField(_("until"), null=True, blank=True)

    objects: ClassVar = OfficeQuerySet.as_manager()

    class Meta:
        ordering = (F("first").desc(nulls_last=True), "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(first__isnull=True) | Q(last__isnull=True) | Q(last__gte=F("first")),
                name="office_ends_after_it_began",
                violation_error_message=_("An office ends after it began."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.title}, {self.party}" if self.party else self.title

    def is_held_on(self, day: date) -> bool:
        """Whether it is held on `day`; one without dates always is."""
        return (self.first is None or self.first <= day) and (self.last is None or self.last >= day)


def roles_on(attributions: QuerySet[Attribution], day: date) -> QuerySet[Attribution]:
    """Return `attributions`, each with the `role` its speaker had on `day`."""
    party = Coalesce(Concat(Value(", "), NullIf("party", Value(""))), Value(""))
    words = Concat("title", party, output_field=models.CharField())
    held = Office.objects.filter(speaker=OuterRef("speaker")).on(day)
    return attributions.annotate(
        role=Coalesce(Subquery(held.values(words=words)[:1]), "speaker__role")
    )


def role_of(said: Attribution) -> str:
    """Return what its speaker was on the day that `roles_on` was told; or that they are unnamed."""
    unnamed = said.speaker.kind == Speaker.Kind.UNNAMED
    return said.role or (gettext("unnamed") if unnamed else "")
