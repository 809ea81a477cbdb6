"""Accepting and dismissing suggestions, and taking that back."""

from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from annotations.highlights.making import make
from annotations.highlights.models import Highlight
from annotations.quotations.models import Suggestion, SuggestionQuerySet
from annotations.quotations.sources import without_article
from annotations.speakers.forgetting import forget
from annotations.speakers.meant import Meant, meant_by
from annotations.speakers.models import Speaker, fold
from annotations.speakers.naming import attribute, speaker_called, speakers_known_as
from annotations.teams.models import User


class SeveralSpeakers(ValueError):
    """More than one speaker has the name, so somebody has to choose."""


def accept(suggestion: Suggestion, by: User, speaker: Speaker | None = None) -> bool:
    """Make a quote of a suggestion, said by `speaker`, else by whom the text names.

    A correction holds for the article's other suggestions with the same mention. Returns whether
    anything changed; what is a quote already stays as it is. Raises SeveralSpeakers.
    """
    with transaction.atomic():
        if speaker:
            # Others with the same mention are changed too.
            Suggestion.objects.of(suggestion.version.article).hold()
        now = _locked(suggestion)
        if now.state == Suggestion.State.ACCEPTED:
            return False
        # The quote is there first: no speaker who was made for it is older.
        now.highlight = _highlight(now, by)
        meant = speaker or now.said_by or _speaker(now, by)
        if meant:
            attribute(now.highlight, meant, by)
        if speaker and not _is_known_as(speaker, now):
            now.said_by, now.taught_by = speaker, None
            _teach(now, speaker)
        _decide(now, Suggestion.State.ACCEPTED, by)
    return True


def dismiss(suggestion: Suggestion, by: User) -> bool:
    """Have a suggestion made no more; returns whether it was, until now. A quote stays one."""
    with transaction.atomic():
        now = _locked(suggestion)
        if now.state != Suggestion.State.OPEN:
            return False
        _decide(now, Suggestion.State.DISMISSED, by)
    return True


def reopen(suggestion: Suggestion, by: User) -> bool:
    """Take back what `by` decided on a suggestion, the quote it became included.

    A speaker who was made for that quote and has nothing else is removed.
    """
    with transaction.atomic():
        # Others with the same mention are changed too.
        Suggestion.objects.of(suggestion.version.article).hold()
        now = _locked(suggestion)
        if now.state == Suggestion.State.OPEN or now.decided_by_id != by.pk:
            return False
        made = now.highlight
        if made and made.client_key == _key(now):
            made.deleted_at = made.deleted_at or timezone.now()
            made.save(update_fields=["deleted_at"])
        now.taught.filter(state=Suggestion.State.OPEN).update(said_by=None, taught_by=None)
        now.highlight = now.said_by = now.taught_by = None
        now.state, now.decided_by, now.decided_at = Suggestion.State.OPEN, None, None
        now.save()
        _learn_again(now)
        if made and made.client_key == _key(now):
            _forget_speaker(made, now, by)
    return True


def _forget_speaker(made: Highlight, suggestion: Suggestion, by: User) -> None:
    """Remove who said `made`, if they have nothing but quotes whose acceptance `by` took back."""
    said = made.attributions.filter(by=by).select_related("speaker").first()
    if said is None:
        return
    theirs = Highlight.objects.filter(attributions__speaker=said.speaker, deleted_at__isnull=False)
    quotes = [one for one in theirs.filter(author=by).distinct() if _is_taken_back(one)]
    if quotes:
        forget(said.speaker, quotes, plain_name(suggestion), _kind(suggestion))


def _is_taken_back(quote: Highlight) -> bool:
    here = Suggestion.objects.filter(version=quote.version_id, start=quote.start)
    return any(_key(one) == quote.client_key for one in here.filter(state=Suggestion.State.OPEN))


def plain_name(suggestion: Suggestion) -> str:
    """Return what a speaker is called: a source without a name loses its article and is begun
    with a capital ("a spokesman for the ministry")."""
    if suggestion.named or not suggestion.speaker:
        return suggestion.speaker
    return without_article(suggestion.speaker)


def _locked(suggestion: Suggestion) -> Suggestion:
    rows = Suggestion.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("version", "said_by", "highlight").get(pk=suggestion.pk)


def speakers_meant(suggestion: Suggestion, user: User) -> list[Meant]:
    """Return who, of those `user` knows, may be the one that a suggestion names."""
    if not suggestion.named or suggestion.said_by_id:
        return []
    called = (suggestion.folded, suggestion.version.article_id)
    return meant_by([called], user).get(called, [])


def _speaker(suggestion: Suggestion, by: User) -> Speaker | None:
    name = plain_name(suggestion)
    if not name:
        return None
    kind = _kind(suggestion)
    # Whom `by` does not know may have this very name all the same.
    known = speakers_meant(suggestion, by) or speakers_known_as(name, kind)
    if len(known) > 1:
        raise SeveralSpeakers(name)
    return Speaker.objects.get(pk=known[0].pk) if known else speaker_called(name, kind)


def _kind(suggestion: Suggestion) -> Speaker.Kind:
    return Speaker.Kind.PERSON if suggestion.named else Speaker.Kind.UNNAMED


def _highlight(suggestion: Suggestion, by: User) -> Highlight:
    """Return the quote that a suggestion becomes: the one it was before, if it was taken back."""
    key = _key(suggestion)
    made = Highlight.objects.filter(author=by, client_key=key).first()
    if made is None:
        made = Highlight(
            author=by,
            client_key=key,
            version=suggestion.version,
            start=suggestion.start,
            end=suggestion.end,
            words=suggestion.words,
            kind=Highlight.Kind.QUOTE,
        )
        make(made)
    elif made.deleted_at:
        made.deleted_at = None
        made.save(update_fields=["deleted_at"])
    return made


def _key(suggestion: Suggestion) -> UUID:
    place = f"{suggestion.pk} {suggestion.version_id} {suggestion.start}"
    return uuid5(NAMESPACE_URL, f"suggestion {place}")


def _is_known_as(speaker: Speaker, suggestion: Suggestion) -> bool:
    names = {fold(speaker.name), *speaker.names.values_list("folded", flat=True)}
    return fold(plain_name(suggestion)) in names


def _teach(suggestion: Suggestion, speaker: Speaker) -> None:
    """Have the article's other suggestions with the same mention be by `speaker`."""
    _with_same_mention(suggestion).standing().update(said_by=speaker, taught_by=suggestion)


def _learn_again(suggestion: Suggestion) -> None:
    """Have what stands of earlier corrections of the same mention hold again."""
    others = _with_same_mention(suggestion).filter(state=Suggestion.State.ACCEPTED)
    said = others.filter(said_by__isnull=False, said_by__removed_at=None, taught_by=None)
    for one in said.order_by("decided_at", "pk"):
        _teach(one, one.said_by)


def _with_same_mention(suggestion: Suggestion) -> SuggestionQuerySet:
    """The article's other suggestions with the same mention."""
    if suggestion.mention_start is None:
        return Suggestion.objects.none()
    same = Q(mention_start=suggestion.mention_start)
    if suggestion.constant:
        same |= Q(mention__iexact=suggestion.mention, constant=True)
    here = Suggestion.objects.filter(same, version=suggestion.version_id)
    return here.exclude(pk=suggestion.pk)


def _decide(suggestion: Suggestion, state: str, by: User) -> None:
    suggestion.state, suggestion.decided_by, suggestion.decided_at = state, by, timezone.now()
    suggestion.save()
