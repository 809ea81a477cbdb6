"""A speaker who was made for a quote goes with it, if nothing else is theirs."""

from collections.abc import Collection

from django.db import models, transaction

from annotations.highlights.models import Highlight
from annotations.speakers.models import Attribution, NameWord, Speaker, SpeakerName
from annotations.speakers.resemblance import Resemblance

#: What the program itself writes down of a new speaker, besides the words of their name.
_OWN = (SpeakerName, NameWord, Resemblance)


@transaction.atomic
def forget(speaker: Speaker, quotes: Collection[Highlight], name: str, kind: str) -> bool:
    """Remove a speaker whom nobody has touched since they were made for `quotes`.

    They are still called `name` and of `kind`, are no older than the quotes, and no row of any
    table is about them but that they said these, without a reason. Returns whether they are gone.
    """
    as_made = Speaker.objects.select_for_update().filter(
        pk=speaker.pk,
        name=name,
        kind=kind,
        role="",
        note="",
        merged_into=None,
        created_at__gte=min(one.created_at for one in quotes),
    )
    if as_made.first() is None or _has_more(speaker):
        return False
    said = Attribution.objects.filter(speaker=speaker)
    plain = said.filter(highlight__in=quotes, reason="", decides=False, withdrawn_at=None)
    if said.count() != plain.count() or Attribution.objects.filter(instead_of__in=said).exists():
        return False
    said.delete()
    speaker.delete()
    return True


def _has_more(speaker: Speaker) -> bool:
    """Whether anything but attributions, and what the program derives, is about `speaker`."""
    names = list(speaker.names.values_list("name", "kind"))
    refused = Resemblance.objects.filter(refused_at__isnull=False)
    about = models.Q(first=speaker) | models.Q(second=speaker)
    if names != [(speaker.name, SpeakerName.Kind.NAME)] or refused.filter(about).exists():
        return True
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: speaker}).exists()
        for relation in Speaker._meta.get_fields(include_hidden=True)
        if relation.auto_created
        and not relation.concrete
        and relation.related_model not in (*_OWN, Attribution)
    )
