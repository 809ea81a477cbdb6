"""Saying who said a highlight."""

from django.db import transaction
from django.utils import timezone

from annotations.highlights.models import Highlight
from annotations.speakers.models import Attribution, Speaker, fold
from annotations.teams.models import User


def speakers_known_as(name: str) -> list[Speaker]:
    """Return the speakers known by exactly `name` (case and accents apart), at most two."""
    return list(Speaker.objects.filter(names__folded=fold(name)).distinct()[:2])


def speaker_called(name: str, kind: str = Speaker.Kind.PERSON) -> Speaker:
    """Return the one speaker known by exactly `name`, or a new one of `kind`."""
    known = speakers_known_as(name)
    return known[0] if len(known) == 1 else Speaker.objects.add(name.strip(), kind=kind)


def attribute(highlight: Highlight, speaker: Speaker | None, by: User) -> None:
    """Say that `speaker` said `highlight`; with None, that nobody is known to have.

    What was said before is withdrawn and kept. Saying the same again changes nothing.
    """
    with transaction.atomic():
        # Rows that point at the highlight may come in meanwhile: they wait for the same pulse.
        Highlight.objects.select_for_update(no_key=True).get(pk=highlight.pk)
        standing = highlight.attributions.standing().first()
        if standing and speaker and standing.speaker_id == speaker.pk:
            return
        highlight.attributions.standing().update(withdrawn_at=timezone.now())
        if speaker:
            Attribution.objects.create(highlight=highlight, speaker=speaker, by=by)
