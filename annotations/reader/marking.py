"""What is changed about a highlight from its card: its range, its kind, its verdict."""

from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from annotations.highlights.adjusting import Adjustment, adjust, take_back
from annotations.highlights.labels import Label
from annotations.highlights.models import Highlight
from annotations.highlights.nearest import nearest
from annotations.highlights.surroundings import around
from annotations.notes.verdicts import judge, withdraw
from annotations.reader.marking_forms import KindForm, VerdictForm
from annotations.reader.span_forms import SpanForm
from annotations.reader.views import Undo, changed, place_on, shown_version
from annotations.tasks import follow_adjusted
from newsroom.articles.models import Version


@dataclass(frozen=True, slots=True)
class Near:
    """A passage that may be meant, with the words around it; `start` and `end` in code points."""

    start: int
    end: int
    before: str
    words: str
    after: str


PARAGRAPH = 900
"""A passage is shown with its whole paragraph, if that reaches no farther than so many code points
on either side of it."""


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def span(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a highlight another range; posting `undo` gives it back the one before that."""
    found = editable(request, pk)
    on = shown_version(request, found)
    stood = place_on(found, on)
    if undo := request.POST.get("undo", ""):
        if undo.isdecimal() and take_back(found, int(undo)) and not request.htmx:
            messages.success(request, _("Undone: everything is where it was."))
        return changed(request, found, on, stood=stood)
    form = SpanForm(request.POST or None, version=on, initial={"words": found.words})
    if not form.is_valid():
        return _by_hand(request, form, found, on)
    with transaction.atomic():
        before = adjust(found, on, form.span, by=request.user)
        if before:
            follow_later(before)
    if before and not request.htmx:
        page, _hash, place = found.get_absolute_url().partition("#")
        return redirect(f"{page}?adjusted={before.pk}#{place}")
    takes_back = before and _undo(_("Range changed"), "highlight_span", found, on, undo=before.pk)
    return changed(request, found, on, stood=stood, undo=takes_back)


@require_POST
def kind(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a highlight a quote, a claim or a passage."""
    found = editable(request, pk)
    on, before = shown_version(request, found), found.kind
    form = KindForm(request.POST, instance=found)
    if not form.is_valid():
        return HttpResponse(status=422)
    form.save()
    words = _("Changed to: %(kind)s") % {"kind": found.get_kind_display().lower()}
    undo = (
        None if "undo" in request.POST else _undo(words, "highlight_kind", found, on, kind=before)
    )
    return changed(request, found, on, undo=undo)


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def verdict(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whether a claim holds up, and by which sources; posting `undo` withdraws that."""
    claims = Highlight.objects.visible_to(request.user).filter(kind=Highlight.Kind.CLAIM)
    found = get_object_or_404(claims.select_related("version"), pk=pk)
    on = shown_version(request, found)
    if undo := request.POST.get("undo", ""):
        if undo.isdecimal():
            withdraw(found, int(undo), by=request.user)
        return changed(request, found, on)
    last = found.verdicts.first()
    shown = {"verdict": found.verdict, "sources": last.sources if last else ""}
    form = VerdictForm(request.POST or None, initial=shown)
    if not form.is_valid():
        return _verdict_form(request, form, found, on)
    given = judge(found, **form.cleaned_data, by=request.user)
    words = _("Checked: %(verdict)s") % {"verdict": found.get_verdict_display().lower()}
    takes_back = given and _undo(words, "highlight_verdict", found, on, undo=given.pk)
    return changed(request, found, on, undo=takes_back)


@require_safe
def labels(request: HttpRequest) -> HttpResponse:
    """The labels there are, as options of a field."""
    known = Label.objects.known_to(request.user)[:200]
    return render(request, "reader/labels.html", {"labels": known})


def editable(request: HttpRequest, pk: int) -> Highlight:
    """Return the highlight `pk`, which the reader may change; else raise Http404."""
    own = Highlight.objects.editable_by(request.user)
    seen = Highlight.objects.visible_to(request.user).select_related("version")
    return get_object_or_404(seen.filter(pk__in=own), pk=pk)


def follow_later(made: Adjustment) -> None:
    """Have the worker follow a highlight with another range into the other versions."""
    found = made.highlight
    lock = f"article-{found.version.article_id}"
    follow_adjusted.configure(lock=lock).defer(highlight_id=found.pk, adjustment_id=made.pk)


def _undo(words: str, name: str, found: Highlight, on: Version, **values: object) -> Undo:
    return Undo(words, reverse(name, args=[found.pk]), {"on": on.pk, "undo": "yes", **values})


def _by_hand(request: HttpRequest, form: SpanForm, found: Highlight, on: Version) -> HttpResponse:
    """The words to be quoted by hand, on a page of its own; htmx is told only that it failed."""
    if request.htmx and form.is_bound:
        return HttpResponse(status=400)
    stands = place_on(found, on) is not None
    quoted = form["words"].value() or found.words
    near = _near(quoted, on.text) if form.is_bound or not stands else []
    context = {
        "form": form,
        "highlight": found,
        "version": on,
        "article": on.article,
        "stands": stands,
        "was": None if stands else _shown(found.version.text, found.start, found.end),
        "near": near,
        "whole": _whole(on.text, near),
    }
    status = 422 if form.is_bound else 200
    return render(request, "reader/span_page.html", context, status=status)


def _near(words: str, text: str) -> list[Near]:
    """Return the passages of a text that are most like some words."""
    return [_shown(text, start, end) for start, end in nearest(words, text)]


def _shown(text: str, start: int, end: int) -> Near:
    first, last = around(text, start, end)
    floor, ceiling = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    ceiling = len(text) if ceiling < 0 else ceiling
    first = min(first, floor) if start - floor <= PARAGRAPH else first
    last = max(last, ceiling) if ceiling - end <= PARAGRAPH else last
    return Near(start, end, text[first:start], text[start:end], text[end:last])


def _whole(text: str, near: list[Near]) -> list[tuple[str, bool]]:
    """Return a text in pieces, each with whether it is one of the passages that are `near`.

    An empty line stands between its paragraphs.
    """
    pieces, place = [], 0
    for one in sorted(near, key=lambda one: one.start):
        pieces += [(text[place : one.start], False), (one.words, True)]
        place = one.end
    pieces.append((text[place:], False))
    return [(words.replace("\n", "\n\n"), is_near) for words, is_near in pieces]


def _verdict_form(
    request: HttpRequest, form: VerdictForm, found: Highlight, on: Version
) -> HttpResponse:
    """The form alone for htmx, on a page of its own without JavaScript."""
    context = {"form": form, "highlight": found, "version": on, "article": on.article}
    template = "reader/verdict_form.html" if request.htmx else "reader/verdict_page.html"
    return render(request, template, context, status=422 if form.is_bound else 200)
