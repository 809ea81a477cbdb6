"""A speaker's page: everything they said, by month, across outlets and versions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from annotations.highlights.models import Highlight
from annotations.record.asked import AskedOfSpeaker
from annotations.record.chart import bars
from annotations.record.editing import known_speaker
from annotations.record.record import PAGE, Quotation, Record, quotations, record
from annotations.speakers.models import Speaker, SpeakerName
from annotations.speakers.transfers import Transfer
from annotations.teams.tokens import public_address
from newsroom.articles.places import Place
from newsroom.asking import keys_of
from newsroom.links import links
from newsroom.tables import csv_lines

PRINTED = 2000
"""So many quotations are printed at once."""
CHIPS = 3
"""So many topics are one press away."""
SHOWN_OUTLETS = 4


@dataclass(frozen=True, slots=True)
class Month:
    """Quotations of a month on this page; `n` is how many there are in all."""

    first: date
    n: int
    quotations: list[Quotation]
    continued: bool


@dataclass(frozen=True, slots=True)
class Shelf:
    """An outlet with `n` quotations; `query` asks for these alone."""

    name: str
    n: int
    query: str


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter one press away."""

    words: str
    query: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class Undo:
    """What was just done, and where to post to take it back."""

    words: str
    url: str


@require_safe
@never_cache
@vary_on_headers("HX-Request")
def speaker(request: HttpRequest, pk: int) -> HttpResponse:
    """What a speaker said, the newest first; for htmx, the page of it after a place."""
    found = get_object_or_404(Speaker, pk=pk)
    if found.merged_into_id:
        return _led_on(request, found, "speaker")
    found = known_speaker(request, pk)
    asked, after = AskedOfSpeaker.read(request.GET), Place.read(request.GET.get("after", ""))
    printed = "print" in request.GET
    shown = record(pk, request.user, asked, after, PRINTED if printed else PAGE)
    context = {
        "speaker": found,
        "record": shown,
        "asked": asked,
        "months": _months(shown, after),
        "more": _more(asked, shown),
        "printed": printed,
    }
    if request.htmx and request.htmx.target == "more":
        return render(request, "record/months.html", context)
    context |= {**_about(found), "undo": _undo(request, found)}
    return render(request, "record/speaker.html", context | _around(asked, shown))


@require_safe
@never_cache
def table(request: HttpRequest, pk: int) -> HttpResponse | StreamingHttpResponse:
    """What a speaker said as a table to take away, filtered as the page is."""
    found = get_object_or_404(Speaker, pk=pk)
    if found.merged_into_id:
        return _led_on(request, found, "speaker_table")
    found = known_speaker(request, pk)
    rows = quotations(pk, request.user, AskedOfSpeaker.read(request.GET))
    head = [
        _("Words"), _("Kind"), _("Checked?"), _("Speaker"), _("Published"), _("Outlet"),
        _("Article"), _("Version"), _("Highlighted by"), _("Link"),
    ]  # fmt: skip
    response = StreamingHttpResponse(
        csv_lines(head, _rows(rows, found, request)), content_type="text/csv; charset=utf-8"
    )
    name = f"{slugify(found.name)[:60] or found.pk}-quotations.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _led_on(request: HttpRequest, found: Speaker, name: str) -> HttpResponse:
    """Lead to the same page of whoever `found` turned out to be, filtered as it was."""
    query = request.META["QUERY_STRING"]
    return redirect(reverse(name, args=[found.now.pk]) + (f"?{query}" if query else ""))


def _rows(
    rows: list[Quotation], said_by: Speaker, request: HttpRequest
) -> Iterator[list[str | int]]:
    to_article = links("article")
    for one in rows:
        is_claim = one.kind == Highlight.Kind.CLAIM
        yield [
            one.words,
            str(Highlight.Kind(one.kind).label),
            str(Highlight.Verdict(one.verdict).label) if is_claim else "",
            said_by.name,
            one.at.strftime("%Y-%m-%d %H:%M"),
            one.outlet,
            one.title,
            one.version_number,
            one.by,
            public_address(request, f"{to_article(one.article)}#highlight-{one.pk}"),
        ]


def _undo(request: HttpRequest, found: Speaker) -> Undo | None:
    """What was just done to `found`, of which the address tells, to be undone."""
    moved, removed = (keys_of([request.GET.get(name, "")]) for name in ("moved", "removed"))
    if removed:
        gone = found.removals.standing().filter(pk__in=removed).first()
        words = _("Saved. Removed: %(what)s") % {"what": gone}
        return gone and Undo(words, reverse("removal_undoing", args=[gone.pk]))
    made = Transfer.objects.standing().around(found).open_to(request.user)
    made = made.select_related("source", "target").filter(pk__in=moved).first()
    if made is None:
        return None
    is_merge = made.kind == Transfer.Kind.MERGE
    words = _("Merged: %(who)s") if is_merge else _("Split off: %(who)s")
    who = made.source if is_merge else made.target
    return Undo(words % {"who": who}, reverse("transfer_undoing", args=[made.pk]))


def _months(shown: Record, after: Place | None) -> list[Month]:
    begun = after.dated_at.astimezone(shown.quotations[0].at.tzinfo) if _any(shown, after) else None
    before = begun and begun.date().replace(day=1)
    return [
        Month(first, shown.months[first], list(rows), first == before)
        for first, rows in groupby(shown.quotations, key=lambda one: one.at.date().replace(day=1))
    ]


def _any(shown: Record, after: Place | None) -> bool:
    return after is not None and bool(shown.quotations)


def _more(asked: AskedOfSpeaker, shown: Record) -> str:
    """The query of the next page, if there is one."""
    return shown.next and "&".join(
        part for part in (asked.query, urlencode({"after": str(shown.next)})) if part
    )


def _about(found: Speaker) -> dict[str, object]:
    """Who a speaker is today, and was."""
    today, offices = timezone.localdate(), list(found.offices.all())
    names = [name for name in found.names.all() if name.name != found.name]
    return {
        "offices": [one for one in offices if one.is_held_on(today)],
        "past_offices": [one for one in offices if not one.is_held_on(today)],
        "names": [one for one in names if one.kind != SpeakerName.Kind.FORMER],
        "former_names": [one for one in names if one.kind == SpeakerName.Kind.FORMER],
        "identifiers": list(found.identifiers.all()),
    }


def _around(asked: AskedOfSpeaker, shown: Record) -> dict[str, object]:
    """What stands around the quotations."""
    outlets = [Shelf(one.name, one.n, asked.only(outlets=(one.pk,))) for one in shown.outlets]
    return {
        "bars": bars(shown.months),
        "table": sorted(shown.months.items(), reverse=True),
        "outlets": outlets[:SHOWN_OUTLETS],
        "other_outlets": outlets[SHOWN_OUTLETS:],
        "quoted_in_others": sum(one.n for one in outlets[SHOWN_OUTLETS:]),
        "chips": list(_chips(asked, shown)),
        "kinds": _kinds(),
        "verdicts": Highlight.Verdict.choices,
    }


def _kinds() -> list[tuple[str, str]]:
    return [
        (Highlight.Kind.QUOTE, pgettext("kind of highlight", "Quotes")),
        (Highlight.Kind.CLAIM, pgettext("kind of highlight", "Claims")),
        (Highlight.Kind.PASSAGE, pgettext("kind of highlight", "Passages")),
    ]


def _chips(asked: AskedOfSpeaker, shown: Record) -> Iterator[Chip]:
    """The filters most used; pressing one that is on takes it away."""
    yield Chip(_("All"), "", not asked.query)
    claims, disputed = (Highlight.Kind.CLAIM.value,), (Highlight.Verdict.DISPUTED.value,)
    if shown.totals.claims:
        is_on = asked.kinds == claims
        yield Chip(_("Claims only"), asked.only(kinds=() if is_on else claims), is_on)
    if shown.totals.disputed:
        is_on = asked.verdicts == disputed
        yield Chip(_("Disputed"), asked.only(verdicts=() if is_on else disputed), is_on)
    chosen = [one for one in shown.topics if one.pk in asked.topics]
    others = [one for one in shown.topics if one.pk not in asked.topics]
    for one in [*chosen, *others[: max(0, CHIPS - len(chosen))]]:
        is_on = one.pk in asked.topics
        yield Chip(one.name, asked.only(topics=() if is_on else (one.pk,)), is_on)
