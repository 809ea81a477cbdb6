"""The open cards of most highlights, which have nothing yet but perhaps a speaker.

They differ in what stands in them alone, so each shape of them is drawn once for each language.
"""

from functools import lru_cache
from types import SimpleNamespace

from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from annotations.highlights.models import Highlight
from annotations.reader.page import Card
from annotations.speakers.models import Speaker
from annotations.templatetags.remembered import put_in, slot
from newsroom.articles.models import Version


def is_plain(card: Card) -> bool:
    """Whether a card has nothing that only few have."""
    highlight = card.highlight
    return (
        card.editable
        and not (card.labels or card.changed or card.opinions.others or card.thread.entries)
        and not (card.thread.resolution or card.history.verdicts or card.history.ranges)
        and highlight.visibility == Highlight.Visibility.EVERYONE
        and highlight.verdict == Highlight.Verdict.NOT_YET
        and (card.is_spoken or highlight.kind != Highlight.Kind.PASSAGE)
    )


def plain_card(card: Card, csrf_token: str, on: Version) -> SafeString:
    """Return what `reader/card.html` makes of a card that `is_plain`, on a version."""
    speaker, highlight = card.speaker, card.highlight
    unnamed = speaker is not None and speaker.kind == Speaker.Kind.UNNAMED
    card_stamp, thread_stamp = card.stamps
    values = {
        "pk": highlight.pk,
        "stamp": card_stamp,
        "thread_stamp": thread_stamp,
        "number": card.number,
        "by": highlight.author_id,
        "start": card.start,
        "end": card.end,
        "label": card.label,
        "words": highlight.words,
        "address": highlight.get_absolute_url(),
        "on": on.pk,
        "language": on.language,
        "speaker": speaker.pk if speaker else "",
        "name": str(speaker or ""),
        "role": card.role,
        "reply_key": card.thread.reply_key,
        "says": _says(card, on) if speaker else "",
        "csrf_token": csrf_token,
    }
    return put_in(_drawn(get_language(), card.kind, card.is_spoken, unnamed), values)


def _says(card: Card, on: Version) -> SafeString:
    context = {"opinions": card.opinions, "highlight": card.highlight, "version": on}
    return get_template("reader/says.html").render(context)


@lru_cache
def _drawn(language: str | None, kind: Highlight.Kind, is_spoken: bool, unnamed: bool) -> str:
    highlight = SimpleNamespace(
        pk=slot("pk"),
        change=SimpleNamespace(card=slot("stamp"), thread=slot("thread_stamp")),
        kind=kind.value,
        verdict=Highlight.Verdict.NOT_YET,
        author_id=slot("by"),
        words=slot("words"),
        get_absolute_url=slot("address"),
    )
    card = SimpleNamespace(
        highlight=highlight,
        kind=kind,
        number=slot("number"),
        editable=True,
        start=slot("start"),
        end=slot("end"),
        label=slot("label"),
        role=slot("role"),
        is_spoken=is_spoken,
        speaker=_Somebody(unnamed) if is_spoken else None,
        opinions=SimpleNamespace(shown=None, all=()),
        history=SimpleNamespace(),
        thread=SimpleNamespace(highlight=highlight, reply_key=slot("reply_key"), has_notes=False),
    )
    context = {
        "card": card,
        "version": {"pk": slot("on"), "language": slot("language")},
        "says": slot("says") if is_spoken else "",
        "csrf_token": slot("csrf_token"),
    }
    return get_template("reader/card.html").render(context)


class _Somebody:
    """Stands for the speaker."""

    def __init__(self, unnamed: bool) -> None:
        self.pk, self.kind = slot("speaker"), Speaker.Kind.UNNAMED if unnamed else ""

    def __str__(self) -> str:
        return slot("name")
