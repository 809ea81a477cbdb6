"""Saying who said a highlight."""

from django.db import transaction
from django.utils import timezone

from annotations.highlights.models import Highlight
from annotations.speakers.deletion import keep
from annotations.speakers.models import Attribution, Speaker, fold
from annotations.speakers.resemblance import look_for_others
from annotations.teams.models import User


def speakers_known_as(name: str, kind: str = "") -> list[Speaker]:
    """Return the speakers known by exactly `name` (case and accents apart), at most two.

    A source without a name is none of those who have one.
    """
    known = Speaker.objects.present().filter(names__folded=fold(name))
    if kind == Speaker.Kind.UNNAMED:
        known = known.filter(kind=kind)
    return list(known.distinct()[:2])


def speaker_called(name: str, kind: str = Speaker.Kind.PERSON) -> Speaker:
    """Return the one speaker known by exactly `name`, or a new one of `kind`."""
    known = speakers_known_as(name, kind)
    if len(known) == 1:
        return known[0]
    made = Speaker.objects.add(name.strip(), kind=kind)
    look_for_others(made)
    return made


@transaction.atomic
def attribute(highlight: Highlight, speaker: Speaker | None, by: User, reason: str = "") -> None:
    """Say that `speaker` said `highlight`; with None, that nobody is known to have.

    What `by` said before is withdrawn and kept; what others say stays beside it, and stays shown.
    Nobody known: `by` withdraws what they said, else what is shown. Agreeing without a reason with
    what is shown, or saying the same again, changes nothing more.
    """
    _hold(highlight)
    shown = highlight.attributions.standing().first()
    mine = highlight.attributions.opinions().filter(by=by, decides=False).first()
    if speaker is None:
        _withdraw(mine or shown, by)
    elif mine and mine.speaker_id == speaker.pk and reason in ("", mine.reason):
        return
    elif shown and shown != mine and shown.speaker_id == speaker.pk and not reason:
        _withdraw(mine, by)
    else:
        keep(speaker)
        _end(mine, by)
        is_shown = shown is None or shown == mine
        highlight.attributions.create(speaker=speaker, by=by, reason=reason, shown=is_shown)


@transaction.atomic
def settle(highlight: Highlight, speaker: Speaker, reason: str, by: User) -> Attribution | None:
    """Decide, for `reason`, that `speaker` said `highlight`, whatever anybody says.

    None, and nothing changes, where `by` has just decided the same.
    """
    _hold(highlight)
    shown = highlight.attributions.standing().first()
    said = (shown.decides, shown.speaker_id, shown.reason, shown.by_id) if shown else None
    if said == (True, speaker.pk, reason, by.pk):
        return None
    keep(speaker)
    highlight.attributions.standing().update(shown=False)
    return highlight.attributions.create(
        speaker=speaker, by=by, reason=reason, decides=True, instead_of=shown
    )


@transaction.atomic
def take_back(highlight: Highlight, pk: int, by: User) -> bool:
    """Withdraw what `by` said or decided (its key): what was shown before is shown again."""
    _hold(highlight)
    found = highlight.attributions.opinions().filter(pk=pk, by=by).first()
    _withdraw(found, by)
    return found is not None


def _hold(highlight: Highlight) -> None:
    # Rows that point at the highlight may come in meanwhile: they wait for the same pulse.
    Highlight.objects.select_for_update(no_key=True).get(pk=highlight.pk)


def _withdraw(said: Attribution | None, by: User) -> None:
    """Withdraw it; if it was shown, show what it was decided instead of, or else what is left."""
    _end(said, by)
    if said is None or not said.shown:
        return
    left = Attribution.objects.opinions().filter(highlight=said.highlight_id)
    before = left.filter(pk=said.instead_of_id)
    now = before.first() or left.order_by("-decides", "pk").first()
    if now:
        Attribution.objects.filter(pk=now.pk).update(shown=True)


def _end(said: Attribution | None, by: User) -> None:
    if said:
        ended = {"withdrawn_at": timezone.now(), "withdrawn_by": by, "shown": False}
        Attribution.objects.filter(pk=said.pk).update(**ended)
