from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from annotations.highlights.models import Highlight
from annotations.speakers.models import Speaker
from annotations.statements.models import Ruling, Telling
from annotations.statements.ruling import MOST, join, rulings_of, split, take_back
from annotations.statements.showing import joinable, of_highlight, of_speaker, other_outlets
from newsroom.articles.places import Place
from newsroom.asking import keys_of

_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Toast:
    """What was decided, and where to post to take it back."""

    words: str
    undo: str


@require_safe
@never_cache
@vary_on_headers("HX-Request")
def of_a_speaker(request: HttpRequest, pk: int) -> HttpResponse:
    """The statements of a speaker; for htmx what stands on the speaker's page."""
    speaker = get_object_or_404(Speaker.objects.known_to(request.user), pk=pk)
    return _speaker_page(request, speaker)


@require_safe
@never_cache
@vary_on_headers("HX-Request")
def of_a_highlight(request: HttpRequest, pk: int) -> HttpResponse:
    """The statement that a highlight is a telling of, and what can be joined to it."""
    return _highlight_page(request, _quotation(request, pk))


@require_safe
@never_cache
def elsewhere(request: HttpRequest, pk: int) -> HttpResponse:
    """In how many other outlets the statement of a highlight stands: a link for its card."""
    found = get_object_or_404(Highlight.objects.visible_to(request.user), pk=pk)
    context = {"highlight": found, "outlets": other_outlets(found.pk, request.user)}
    return render(request, "statements/elsewhere.html", context)


@require_POST
def splitting(request: HttpRequest, pk: int) -> HttpResponse:
    """Split a statement, or (`off`) one quotation off it."""
    seen = Telling.objects.seen_by(request.user).filter(statement=pk)
    telling = seen.select_related("speaker").order_by("pk").first()
    telling = telling or get_object_or_404(seen)
    ruling = split(pk, by=request.user, off=_key(request.POST.get("off", "")))
    return _decided(request, telling.speaker, ruling)


@require_POST
def joining(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that another quotation (`other`) is the same statement as this one."""
    found = _quotation(request, pk)
    known = Highlight.objects.visible_to(request.user)
    other = get_object_or_404(known, pk=_key(request.POST.get("other", "")))
    ruling = join([found.pk, other.pk], by=request.user)
    return _decided(request, found.telling.speaker, ruling, found)


@require_POST
def joining_of_speaker(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that some quotations of a speaker (`quotation`: their keys) are one statement."""
    speaker = get_object_or_404(Speaker.objects.known_to(request.user), pk=pk)
    chosen = keys_of(request.POST.getlist("quotation"), MOST)
    theirs = Telling.objects.seen_by(request.user).filter(pk__in=chosen, speaker=speaker)
    ruling = join(theirs.values_list("pk", flat=True), by=request.user)
    if ruling is None:
        messages.error(request, _("Choose two or more quotes that are not one statement yet."))
        return redirect(f"{speaker.get_absolute_url()}?join=yes")
    return _back_to(speaker, ruling)


@require_http_methods(["POST", "DELETE"])
def ruling(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was decided."""
    found = get_object_or_404(rulings_of(request.user), pk=pk)
    take_back(found)
    ends = Telling.objects.seen_by(request.user).filter(pk__in=found.pairs.values("one"))
    telling = ends.select_related("speaker").order_by("pk").first()
    return _decided(request, telling.speaker if telling else None, None)


def _decided(
    request: HttpRequest,
    speaker: Speaker | None,
    ruling: Ruling | None,
    highlight: Highlight | None = None,
) -> HttpResponse:
    """Show what is there now: on the page of the highlight it was decided on, or the speaker's."""
    if speaker and request.POST.get("back") == "speaker":
        return _back_to(speaker, ruling)
    on = highlight or _asked_on(request)
    if request.htmx and on:
        return _highlight_page(request, on, ruling)
    if request.htmx and speaker:
        return _speaker_page(request, speaker, ruling)
    query = f"?ruling={ruling.pk}" if ruling else ""
    if on:
        return HttpResponseRedirect(reverse("highlight_statement", args=[on.pk]) + query)
    if speaker:
        return HttpResponseRedirect(reverse("speaker_statements", args=[speaker.pk]) + query)
    return redirect("library")


def _back_to(speaker: Speaker, ruling: Ruling | None) -> HttpResponse:
    """Lead to the page of a speaker, which tells of the ruling."""
    return redirect(speaker.get_absolute_url() + (f"?ruling={ruling.pk}" if ruling else ""))


def _asked_on(request: HttpRequest) -> Highlight | None:
    """The highlight from whose page something was posted."""
    key = _key(request.POST.get("on", ""))
    known = Highlight.objects.visible_to(request.user)
    return known.filter(pk=key, telling__speaker__isnull=False).first() if key else None


def _speaker_page(
    request: HttpRequest, speaker: Speaker, ruling: Ruling | None = None
) -> HttpResponse:
    page = of_speaker(speaker.pk, request.user, Place.read(request.GET.get("after", "")))
    context = {"speaker": speaker, "page": page, **_told(request, ruling)}
    template = "statements/of_speaker.html" if request.htmx else "statements/speaker_page.html"
    return render(request, template, context)


def _highlight_page(
    request: HttpRequest, found: Highlight, ruling: Ruling | None = None
) -> HttpResponse:
    words = request.GET.get("q", "").replace("\0", "").strip()[:200]
    context = {
        "highlight": found,
        "speaker": found.telling.speaker,
        "statement": of_highlight(found.pk, request.user),
        "others": joinable(found, request.user, words),
        "q": words,
        **_told(request, ruling),
    }
    template = "statements/of_highlight.html" if request.htmx else "statements/highlight_page.html"
    return render(request, template, context)


def _told(request: HttpRequest, ruling: Ruling | None) -> dict[str, Any]:
    """The toast for what was just decided: now, or before somebody was led here."""
    key = _key(request.GET.get("ruling", ""))
    if ruling is None and key and request.method == "GET":
        ruling = rulings_of(request.user).filter(pk=key, taken_back_at=None).first()
    if ruling is None:
        return {"toast": None}
    return {"toast": Toast(ruling.words, reverse("ruling", args=[ruling.pk]))}


def _quotation(request: HttpRequest, pk: int) -> Highlight:
    """The highlight `pk`, if it is seen and has a speaker."""
    seen = Highlight.objects.visible_to(request.user).filter(telling__speaker__isnull=False)
    return get_object_or_404(seen.select_related("telling__speaker", "version"), pk=pk)


def _key(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _DIGITS else None
