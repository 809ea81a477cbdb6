"""Two speakers become one, or one becomes two: what went over is written down, and goes back."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotations.highlights.models import Highlight
from annotations.speakers.identifiers import Identifier
from annotations.speakers.models import Attribution, NameWord, Speaker, SpeakerName
from annotations.speakers.offices import Office
from annotations.speakers.signals import speakers_merged, speakers_split
from annotations.teams.models import User

#: All that is somebody's, by what it is called in `Transfer.moved`, and the field that says whose.
#: What knows of speakers, but they not of it, is added by `annotations.merging`.
THEIRS: dict[str, tuple[type[models.Model], str]] = {
    "attributions": (Attribution, "speaker"),
    "names": (SpeakerName, "speaker"),
    "offices": (Office, "speaker"),
    "identifiers": (Identifier, "speaker"),
}
type Keys = dict[str, list[int]]


class TransferQuerySet(models.QuerySet["Transfer"]):
    def standing(self) -> TransferQuerySet:
        """Those nobody has undone."""
        return self.filter(undone_at__isnull=True)

    def around(self, speaker: Speaker) -> TransferQuerySet:
        """What came to `speaker` or went from them."""
        return self.filter(Q(source=speaker) | Q(target=speaker))

    def open_to(self, user: User) -> TransferQuerySet:
        """Those with speakers `user` knows, or knows who they are now.

        Who was merged is known by the name that went along; who was split off may not be.
        """
        known = Speaker.objects.known_to(user)
        both = Speaker.objects.filter(Q(pk__in=known) | Q(merged_into__in=known)).values("pk")
        return self.filter(Q(kind=Transfer.Kind.MERGE) | Q(source__in=both), target__in=both)


class Transfer(models.Model):
    """What went from one speaker to another, who said so and when.

    `moved` are the keys of all rows that went; `before` is what the two were until then.
    """

    class Kind(models.TextChoices):
        MERGE = "merge", _("Merged")
        SPLIT = "split", _("Split")

    kind = models.CharField(max_length=5, choices=Kind)
    source = models.ForeignKey(Speaker, models.CASCADE, related_name="+")
    target = models.ForeignKey(Speaker, models.CASCADE, related_name="+")
    moved = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = TransferQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"

    def went(self, name: str) -> int:
        """How many of a kind went: attributions, names, offices or identifiers."""
        return len(self.moved.get(name, ()))


@transaction.atomic
def merge(kept: Speaker, merged: Speaker, by: User) -> Transfer | None:
    """Make `merged` a part of `kept`, with all that is theirs.

    None, and nothing changes, where they are one already, or one of them was deleted.
    """
    kept, merged = _held(kept, merged)
    if kept == merged or any(one.merged_into_id or one.removed_at for one in (kept, merged)):
        return None
    made = Transfer(kind=Transfer.Kind.MERGE, source=merged, target=kept, by=by)
    made.before = {"role": kept.role, "note": kept.note}
    made.moved = _move(_all_of(merged), kept)
    kept.role = kept.role or merged.role
    kept.note = "\n\n".join(filter(None, (kept.note, merged.note)))
    merged.merged_into = kept
    _save(kept, merged)
    made.before["made"] = {"role": kept.role, "note": kept.note}
    made.save()
    _tell(speakers_merged, merged, kept, made.moved)
    return made


@transaction.atomic
def split(source: Speaker, target: Speaker, chosen: Keys, by: User) -> Transfer:
    """Give `target` those of `source`'s rows that were `chosen`, by their keys."""
    source, target = _held(source, target)
    rows = {name: _keys(name, [source.pk], chosen.get(name, ())) for name in THEIRS}
    made = Transfer(kind=Transfer.Kind.SPLIT, source=source, target=target, by=by)
    made.moved = _move(rows, target)
    made.save()
    _tell(speakers_split, source, target, made.moved)
    return made


@transaction.atomic
def undo(transfer: Transfer, by: User) -> bool:
    """Give back all that went; False, and nothing changes, where that was done before.

    What came to either of them since stays where it is. Somebody who was split off and has nothing
    of their own left becomes a part of the other again.
    """
    made = Transfer.objects.select_for_update().get(pk=transfer.pk)
    if made.undone_at:
        return False
    source, target = _held(made.source, made.target)
    if made.kind == Transfer.Kind.MERGE:
        source.merged_into = None
        now = {"role": target.role, "note": target.note}
        for name, was in made.before.get("made", {}).items():
            if now[name] == was:
                setattr(target, name, made.before[name])
    # Somebody who was split may be a part of others by now.
    went = _move(_still_there(made), source.now)
    if made.kind == Transfer.Kind.SPLIT and not target.merged_into_id and _has_nothing(target):
        target.merged_into = source
    _save(source, target)
    made.undone_at, made.undone_by = timezone.now(), by
    made.save(update_fields=["undone_at", "undone_by"])
    _tell(speakers_split, target, source.now, went)
    return True


def _held(*speakers: Speaker) -> list[Speaker]:
    """Return them as they are now, locked in one order."""
    keys = [one.pk for one in speakers]
    rows = Speaker.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    found = {one.pk: one for one in rows}
    return [found[pk] for pk in keys]


def _all_of(speaker: Speaker) -> Keys:
    return {name: _keys(name, [speaker.pk]) for name in THEIRS}


def _has_nothing(speaker: Speaker) -> bool:
    """Whether only names are theirs."""
    return not any(keys for name, keys in _all_of(speaker).items() if name != "names")


def _still_there(made: Transfer) -> Keys:
    """What went and was not taken elsewhere, though `target` may be a part of others by now."""
    holders = [made.target_id]
    while after := Speaker.objects.filter(pk=holders[-1]).values_list("merged_into", flat=True)[0]:
        holders.append(after)
    return {name: _keys(name, holders, made.moved.get(name, [])) for name in THEIRS}


def _keys(name: str, speakers: list[int], among: Iterable[int] | None = None) -> list[int]:
    """The keys of what `speakers` have of a kind, of those that are `among` some."""
    model, field = THEIRS[name]
    found = model._base_manager.filter(**{f"{field}__in": speakers})
    found = found if among is None else found.filter(pk__in=list(among))
    return sorted(found.values_list("pk", flat=True))


def _move(rows: Keys, to: Speaker) -> Keys:
    # Whoever decides on a suggestion holds it before its highlight, so attributions come last.
    for name, keys in reversed(rows.items()):
        model, field = THEIRS[name]
        theirs = model._base_manager.filter(pk__in=keys)
        if name == "attributions":
            _hold_highlights(keys)
        list(theirs.order_by("pk").select_for_update(no_key=True).values_list("pk"))
        theirs.update(**{field: to})
    NameWord.objects.filter(name__in=rows["names"]).update(speaker=to)
    return rows


def _hold_highlights(attributions: list[int]) -> None:
    # Whoever says who said one holds it first, and what was said of it then: in another order than
    # theirs, each would wait for the other.
    said = Attribution.objects.filter(pk__in=attributions).values("highlight")
    list(
        Highlight.objects.filter(pk__in=said)
        .order_by("pk")
        .only("pk")
        .select_for_update(no_key=True)
    )


def _save(*speakers: Speaker) -> None:
    for one in speakers:
        one.save(update_fields=["role", "note", "merged_into"])


def _tell(signal: object, source: Speaker, target: Speaker, moved: Keys) -> None:
    keys = moved.get("attributions", [])
    signal.send(sender=Speaker, source=source, target=target, attributions=keys)
