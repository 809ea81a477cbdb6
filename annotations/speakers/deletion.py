"""A speaker who was made by mistake is deleted, and comes back."""

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotations.speakers.models import Speaker
from annotations.speakers.resemblance import look_for_others
from annotations.teams.models import User


class Hold(models.TextChoices):
    """What a speaker is still needed for."""

    HIGHLIGHTS = "highlights", _("Highlights are theirs, or deleted ones that can be brought back.")
    SUGGESTIONS = "suggestions", _("Suggestions were corrected to them.")
    MERGED = "merged", _("Others were merged with them.")


def hold_on(speaker: Speaker) -> Hold | None:
    """Return why `speaker` cannot be deleted, if they cannot.

    Nothing needs them for what somebody said once and withdrew: that stays written down.
    """
    if speaker.attributions.opinions().exists():
        return Hold.HIGHLIGHTS
    if speaker.suggestions.standing().exists():
        return Hold.SUGGESTIONS
    return Hold.MERGED if Speaker.objects.filter(merged_into=speaker).exists() else None


@transaction.atomic
def delete(speaker: Speaker, by: User) -> Hold | None:
    """Delete `speaker` unless something holds them, which is returned. All theirs is kept."""
    now = Speaker.objects.select_for_update().get(pk=speaker.pk)
    if held := hold_on(now):
        return held
    if not now.removed_at:
        now.removed_at, now.removed_by = timezone.now(), by
        now.save(update_fields=["removed_at", "removed_by"])
    return None


def bring_back(speaker: Speaker) -> bool:
    """Have a deleted speaker again as they were; False where they are not deleted."""
    gone = Speaker.objects.filter(pk=speaker.pk, removed_at__isnull=False)
    is_back = bool(gone.update(removed_at=None, removed_by=None))
    if is_back:
        # Somebody may have made another of the name meanwhile.
        look_for_others(speaker)
    return is_back


def keep(speaker: Speaker) -> None:
    """Have nobody delete `speaker` until the end of the transaction; a deleted one is back."""
    # Whoever merges speakers need not wait for this lock; whoever deletes one does.
    held = "SELECT * FROM annotations_speaker WHERE id = %s FOR KEY SHARE"
    for now in Speaker.objects.raw(held, [speaker.pk]):
        if now.removed_at:
            bring_back(now)
