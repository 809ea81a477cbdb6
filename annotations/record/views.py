"""A speaker's page: everything they said, by month, across outlets and versions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.timezone import localdate
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
from annotations.speakers.deletion import hold_on
from annotations.speakers.models import Speaker, SpeakerName
from annotations.speakers.transfers import Transfer
from annotations.statements.ruling import rulings_of
from annotations.statements.showing import Shown, shown
from annotations.teams.models import User
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
class Item:
    """What stands in a month: a highlight, or the statement it is the latest telling of.

    `elsewhere` is in how many other outlets the same words stand.
    """

    quotation: Quotation
    statement: Shown | None = None
    elsewhere: int = 0


@dataclass(frozen=True, slots=True)
class Month:
    """What was said in a month, on this page; `n` is how many highlights there are in all.

    `above` are those that stand in a statement of a later month.
    """

    first: date
    n: int
    items: list[Item]
    above: int
    continued: bool


@dataclass(frozen=True, slots=True)
class Shelf:
    """An outlet with `n` highlights; `query` asks for these alone."""

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
    if found.removed_at:
        gone = get_object_or_404(Speaker.objects.removed_for(request.user), pk=pk)
        return render(request, "record/deleted.html", {"speaker": gone}, status=410)
    found = known_speaker(request, pk)
    asked, after = AskedOfSpeaker.read(request.GET), Place.read(request.GET.get("after", ""))
    printed = "print" in request.GET
    said = record(pk, request.user, asked, after, PRINTED if printed else PAGE)
    context = {
        "speaker": found,
        "record": said,
        "asked": asked,
        "months": _months(said, after, _statements(asked, said, request.user)),
        "more": _more(asked, said),
        "printed": printed,
        "joining": "join" in request.GET,
    }
    if request.htmx and request.htmx.target == "more":
        return render(request, "record/months.html", context)
    context |= {**_about(found), "undo": _undo(request, found)}
    if not said.totals.highlights:
        context |= {"asks_deletion": True, "hold": hold_on(found)}
    return render(request, "record/speaker.html", context | _around(asked, said))


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
    told = ("moved", "removed", "ruling")
    moved, removed, ruled = (keys_of([request.GET.get(name, "")]) for name in told)
    if removed:
        gone = found.removals.standing().filter(pk__in=removed).first()
        words = _("Saved. Removed: %(what)s") % {"what": gone}
        return gone and Undo(words, reverse("removal_undoing", args=[gone.pk]))
    if ruled:
        ruling = rulings_of(request.user).filter(pk__in=ruled, taken_back_at=None).first()
        return ruling and Undo(ruling.words, reverse("ruling", args=[ruling.pk]))
    if not moved:
        return None
    made = Transfer.objects.standing().around(found).open_to(request.user)
    made = made.select_related("source", "target").filter(pk__in=moved).first()
    if made is None:
        return None
    is_merge = made.kind == Transfer.Kind.MERGE
    words = _("Merged: %(who)s") if is_merge else _("Split off: %(who)s")
    who = made.source if is_merge else made.target
    return Undo(words % {"who": who}, reverse("transfer_undoing", args=[made.pk]))


def _statements(asked: AskedOfSpeaker, record: Record, user: User) -> dict[int, Shown]:
    """The statements that stand in their month; where something is filtered, quotations do."""
    wanted = {one.statement for one in record.quotations if one.statement}
    return {} if asked.query else shown(wanted, user)


def _months(record: Record, after: Place | None, statements: dict[int, Shown]) -> list[Month]:
    before = after and localdate(after.dated_at).replace(day=1)
    months = []
    for first, rows in groupby(record.quotations, key=lambda one: one.at.date().replace(day=1)):
        quotations = list(rows)
        items = [item for one in quotations for item in _items(one, statements)]
        here = {item.quotation.statement for item in items}
        told = [one for one in quotations if one.statement in statements]
        above = sum(one.statement not in here for one in told)
        months.append(Month(first, record.months[first], items, above, first == before))
    return months


def _items(one: Quotation, statements: dict[int, Shown]) -> Iterator[Item]:
    """What stands for a quotation: nothing where a later telling of it does."""
    statement = statements.get(one.statement or 0)
    if statement is None:
        yield Item(one)
    elif one.is_latest_telling and statement.wordings > 1:
        yield Item(one, statement)
    elif one.is_latest_telling:
        yield Item(one, elsewhere=len(statement.outlets - {one.outlet_pk}))


def _more(asked: AskedOfSpeaker, shown: Record) -> str:
    """The query of the next page, if there is one."""
    return shown.next and "&".join(
        part for part in (asked.query, urlencode({"after": str(shown.next)})) if part
    )


def _about(found: Speaker) -> dict[str, object]:
    """Who a speaker is today, and was."""
    today, offices = localdate(), list(found.offices.all())
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
    quotes, claims = (Highlight.Kind.QUOTE.value,), (Highlight.Kind.CLAIM.value,)
    disputed = (Highlight.Verdict.DISPUTED.value,)
    if 0 < shown.totals.quotes < shown.totals.highlights:
        is_on = asked.kinds == quotes
        yield Chip(_("Quotes only"), asked.only(kinds=() if is_on else quotes), is_on)
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
