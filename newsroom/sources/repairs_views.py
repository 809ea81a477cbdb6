"""Repairs of texts by those who read them: a block dropped, a line put back, and the way back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from newsroom.articles.models import Article, Version
from newsroom.articles.text import Kind
from newsroom.ingestion.absence import NoArticle
from newsroom.ingestion.confined import TooHard
from newsroom.ingestion.repairs import repair as keep
from newsroom.ingestion.taking_in import read_again
from newsroom.outlets.models import Repair


@require_POST
def repairs(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop the block that begins at `start`, or put back the `place`th of the lines left out.

    It holds for all texts of the outlet; this one is read again at once.
    """
    version = get_object_or_404(Version.objects.select_related("article__outlet"), pk=pk)
    article = version.article
    if place := request.POST.get("place", ""):
        line, action = _line_left_out(version, place), Repair.Action.RESTORE
    else:
        line, action = _block(version, request.POST.get("start", "")), Repair.Action.DROP
    made = keep(article, line, action, request.user)
    _apply(request, article)
    return redirect(_back_to(article, line, before=version, made=made))


@require_http_methods(["POST", "DELETE"])
def repair(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a repair: for all texts of the outlet, and at once for the one it was made on."""
    made = get_object_or_404(Repair.objects.select_related("outlet", "made_on"), pk=pk)
    article = made.made_on or made.article
    made.delete()
    if article:
        _apply(request, article)
    if request.POST.get("from") == "outlet" and made.outlet:
        return redirect(f"{made.outlet.get_absolute_url()}#repairs")
    return redirect(_back_to(article, made.line) if article else "library")


def _apply(request: HttpRequest, article: Article) -> None:
    try:
        applied = read_again(article)
    except (NoArticle, TooHard):
        applied = None
    if applied is None:
        messages.warning(
            request,
            _(
                "This text stays as it is: what was kept of its page cannot be read again. "
                "Later articles are repaired."
            ),
        )


def _block(version: Version, start: str) -> str:
    for extent in version.extents:
        if str(extent.start) == start and extent.kind is not Kind.TITLE:
            return version.text[extent.start : extent.end]
    raise Http404


def _line_left_out(version: Version, place: str) -> str:
    if place.isdecimal() and len(place) < 6 and int(place) < len(version.left_out):
        return version.left_out[int(place)]
    raise Http404


def _back_to(
    article: Article, line: str, before: Version | None = None, made: Repair | None = None
) -> str:
    """The page of `article`, being repaired, at the place where `line` stands or stood."""
    query = f"?repair=1&repaired={made.pk}" if made else "?repair=1"
    place = _place_of(article.latest_version, line) or _place_of(before, line)
    return f"{reverse('article', args=[article.pk])}{query}#repair-{place}"


def _place_of(version: Version | None, line: str) -> int:
    """The number of the block before `line`, and 0 where it does not stand."""
    lines = version.text.split("\n") if version else []
    return max(0, lines.index(line) - 1) if line in lines else 0
