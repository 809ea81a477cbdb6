"""Changing what is known of a speaker, merging and splitting."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from annotations.record.asked import AskedOfSpeaker
from annotations.record.edit_forms import EditForms
from annotations.record.record import quotations
from annotations.record.split_forms import SplitForm
from annotations.speakers.deletion import bring_back, delete, hold_on
from annotations.speakers.models import Speaker
from annotations.speakers.removals import Removal
from annotations.speakers.resemblance import Resemblance, consider_again, look_for_others, refuse
from annotations.speakers.transfers import Transfer, merge, split, undo
from annotations.teams.models import User

MOST_FOUND = 20
MOST_REMOVALS = 50


def known_speaker(request: HttpRequest, pk: int) -> Speaker:
    """Return a speaker the reader may know of; else it is a 404."""
    return get_object_or_404(Speaker.objects.known_to(request.user), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def speaker_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Names, offices, links and a note of a speaker."""
    found = known_speaker(request, pk)
    forms = EditForms(request.POST or None, found)
    if request.method == "POST" and forms.is_valid():
        saved, removal = forms.save(request.user)
        look_for_others(saved)
        if removal:
            return redirect(f"{saved.get_absolute_url()}?{urlencode({'removed': removal.pk})}")
        messages.success(request, _("Saved."))
        return redirect("speaker", pk=pk)
    transfers = Transfer.objects.standing().around(found).open_to(request.user)
    transfers = transfers.select_related("source", "target", "by")
    context = {
        "speaker": Speaker.objects.get(pk=pk),
        "forms": forms,
        "transfers": transfers,
        "hold": hold_on(found),
        "removals": found.removals.standing().select_related("by")[:MOST_REMOVALS],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "record/edit.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def merging(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose who is the same as this speaker; posting makes them one."""
    found = known_speaker(request, pk)
    if request.method == "POST":
        other = _other(request, found)
        made = merge(found, other, by=request.user) if other else None
        if other and made:
            return redirect(f"{found.get_absolute_url()}?{urlencode({'moved': made.pk})}")
    words = request.GET.get("q", "").replace("\0", "").strip()[:200]
    context = {
        "speaker": found,
        "words": words,
        "alike": _alike(found, request.user),
        "found": _found(found, words, request.user) if words else [],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "record/merging.html", context, status=status)


@require_http_methods(["POST", "DELETE"])
def difference(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that this speaker and another are not the same; deleting it, that they may be."""
    found = known_speaker(request, pk)
    if other := _other(request, found):
        if request.method == "DELETE" or "undo" in request.POST:
            consider_again(found, other)
        else:
            refuse(found, other, by=request.user)
    return redirect(_back(request, found))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def splitting(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose what is somebody else's; posting gives it to them."""
    found = known_speaker(request, pk)
    rows = quotations(pk, request.user, AskedOfSpeaker.read(request.GET))
    form = SplitForm(request.POST or None, speaker=found, quotations=rows)
    if form.is_valid():
        target = form.target()
        made = split(found, target, form.chosen(), by=request.user)
        look_for_others(target)
        return redirect(f"{found.get_absolute_url()}?{urlencode({'moved': made.pk})}")
    context = {"speaker": found, "form": form, "asked": AskedOfSpeaker.read(request.GET)}
    status = 422 if form.is_bound else 200
    return render(request, "record/splitting.html", context, status=status)


@require_POST
def transfer_undoing(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a merge or a split. Undoing it again changes nothing."""
    transfers = Transfer.objects.open_to(request.user).select_related("source", "target")
    made = get_object_or_404(transfers, pk=pk)
    if undo(made, by=request.user):
        messages.success(request, _("Undone: everything is where it was."))
    shown = made.target if made.kind == Transfer.Kind.MERGE else made.source
    return redirect("speaker", pk=shown.pk)


@require_POST
def removal_undoing(request: HttpRequest, pk: int) -> HttpResponse:
    """Put back what was taken off a speaker. Undoing it again changes nothing."""
    made = get_object_or_404(Removal.objects.select_related("speaker"), pk=pk)
    shown = known_speaker(request, made.speaker.now.pk)
    if made.undo():
        messages.success(request, _("Undone: everything is where it was."))
    return redirect("speaker", pk=shown.pk)


@require_http_methods(["POST", "DELETE"])
def deletion(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a speaker whom nothing needs; deleting that, or posting `undo`, brings them back."""
    speakers = Speaker.objects.known_to(request.user) | Speaker.objects.removed_for(request.user)
    found = get_object_or_404(speakers, pk=pk)
    if request.method == "DELETE" or "undo" in request.POST:
        if bring_back(found):
            messages.success(request, _("Undone: everything is where it was."))
        return redirect("speaker", pk=pk)
    if hold := delete(found, by=request.user):
        messages.error(request, f"{_('Not deleted.')} {hold.label}")
        return redirect("speaker_edit", pk=pk)
    return redirect(f"{reverse('speakers')}?{urlencode({'deleted': pk})}")


def _other(request: HttpRequest, found: Speaker) -> Speaker | None:
    """The other speaker that is named in what was posted."""
    key = request.POST.get("other") or request.GET.get("other") or ""
    if not key.isdecimal() or len(key) > 18:
        return None
    known = Speaker.objects.known_to(request.user).exclude(pk=found.pk)
    return known.filter(pk=key).first()


def _alike(found: Speaker, user: User) -> list[Speaker]:
    """Who may be the same, of those nobody said they are not."""
    pairs = Resemblance.objects.open_to(user)
    ones = pairs.filter(first=found).values_list("second", flat=True)
    others = pairs.filter(second=found).values_list("first", flat=True)
    keys = [*ones[:MOST_FOUND], *others[:MOST_FOUND]]
    return list(Speaker.objects.filter(pk__in=keys))


def _found(found: Speaker, words: str, user: User) -> list[Speaker]:
    return list(Speaker.objects.known_to(user).named(words).exclude(pk=found.pk)[:MOST_FOUND])


def _back(request: HttpRequest, found: Speaker) -> str:
    if request.POST.get("back") == "duplicates":
        return reverse("duplicates")
    return reverse("speaker_merging", args=[found.pk])
