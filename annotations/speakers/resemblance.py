"""Speakers who may be one: suggested, never merged without somebody saying so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from annotations.speakers.alike import keys_of, may_be_one
from annotations.speakers.models import NameWord, Speaker, SpeakerName
from annotations.teams.models import User

MOST_COMPARED = 200
"""So many speakers that share a word are looked at for one name."""


class ResemblanceQuerySet(models.QuerySet["Resemblance"]):
    def open_to(self, user: User) -> ResemblanceQuerySet:
        """Pairs nobody has decided on, both of whom `user` knows."""
        known = Speaker.objects.known_to(user)
        return self.filter(refused_at__isnull=True, first__in=known, second__in=known)

    def between(self, one: Speaker, other: Speaker) -> ResemblanceQuerySet:
        low, high = sorted([one.pk, other.pk])
        return self.filter(first=low, second=high)


class Resemblance(models.Model):
    """Two speakers whose names may be one person's; refused where somebody said they are not."""

    first = models.ForeignKey(Speaker, models.CASCADE, related_name="+")
    second = models.ForeignKey(Speaker, models.CASCADE, related_name="+")
    refused_at = models.DateTimeField(null=True, blank=True)
    refused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects: ClassVar = ResemblanceQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=["first", "second"], name="resemblance_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="resemblance_in_order"),
        )

    def __str__(self) -> str:
        return f"{self.first} ~ {self.second}"


def look_for_others(speaker: Speaker) -> None:
    """Write down who may be `speaker` under another name. Decisions are kept."""
    if speaker.kind == Speaker.Kind.UNNAMED or speaker.merged_into_id:
        return
    names = list(speaker.names.values_list("name", flat=True))
    others = {pk for name in names for pk in _sharing_a_word(name)} - {speaker.pk}
    found = [pk for pk, theirs in _names_of(others).items() if _alike(names, theirs)]
    pairs = [sorted([speaker.pk, pk]) for pk in found]
    Resemblance.objects.bulk_create(
        [Resemblance(first_id=low, second_id=high) for low, high in pairs], ignore_conflicts=True
    )


@transaction.atomic
def refuse(one: Speaker, other: Speaker, by: User) -> None:
    """Say that they are not the same; remembered."""
    low, high = sorted([one.pk, other.pk])
    made, _new = Resemblance.objects.get_or_create(first_id=low, second_id=high)
    if made.refused_at is None:
        made.refused_at, made.refused_by = timezone.now(), by
        made.save()


def consider_again(one: Speaker, other: Speaker) -> None:
    """Undo that somebody said they are not the same."""
    Resemblance.objects.between(one, other).update(refused_at=None, refused_by=None)


def _alike(names: Iterable[str], others: Iterable[str]) -> bool:
    return any(may_be_one(one, other) for one in names for other in others)


def _sharing_a_word(name: str) -> list[int]:
    present = Speaker.objects.present()
    words = NameWord.objects.filter(word__in=keys_of(name), speaker__in=present)
    unnamed = Speaker.Kind.UNNAMED
    found = words.exclude(speaker__kind=unnamed).values_list("speaker", flat=True)
    return list(found[:MOST_COMPARED])


def _names_of(speakers: Iterable[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = SpeakerName.objects.filter(speaker__in=speakers).values_list("speaker", "name")
    for pk, name in rows:
        found.setdefault(pk, []).append(name)
    return found
