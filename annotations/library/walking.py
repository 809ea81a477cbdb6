"""Reading on: what has been read and how far, and the next article of a list."""

from django.contrib import messages
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotations.library.filters import Filters
from annotations.library.lists import Values, newest
from annotations.library.models import Reading
from annotations.library.readings import mark_opened, mark_unread
from newsroom.articles.models import Article
from newsroom.articles.places import Place


@require_http_methods(["POST", "DELETE"])
def reading(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the reader has read an article; deleting it makes the article unread."""
    article = get_object_or_404(Article.objects.filter(latest_version__isnull=False), pk=pk)
    if request.method == "DELETE" or request.POST.get("undo") == "yes":
        mark_unread(request.user, [article])
        place = 0
    else:
        place = mark_opened(request.user, article)
    if not request.htmx:
        return redirect("library")
    # Whoever was led to a passage did not come to go on reading.
    if place and "#" not in (request.htmx.current_url or ""):
        return render(request, "library/continue.html", {"place": place})
    return HttpResponse(status=204)


@require_POST
def reading_place(request: HttpRequest, pk: int) -> HttpResponse:
    """Note how far the reader came: the block, by its first code point, that they see on top."""
    start, version = request.POST.get("start", ""), request.POST.get("version", "")
    if all(one.isascii() and one.isdecimal() and len(one) < 10 for one in (start, version)):
        theirs = Reading.objects.filter(reader=request.user, article=pk, version=version)
        theirs.update(block=int(start))
    return HttpResponse(status=204)


@require_safe
@never_cache
def next_article(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to the article that comes after this one in the list that the address asks for."""
    return _step(request, pk, forward=True)


@require_safe
@never_cache
def previous_article(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to the article that comes before this one in the list that the address asks for."""
    return _step(request, pk, forward=False)


def _step(request: HttpRequest, pk: int, *, forward: bool) -> HttpResponse:
    here = get_object_or_404(Article.objects.only("pk", "added_at", "dated_at"), pk=pk)
    filters, values = Filters.read(request.GET), Values(request.user)
    place = Place(here.added_at if filters.by_arrival else here.dated_at, here.pk)
    with connection.cursor() as cursor:
        cursor.execute(newest(request.user, filters, values, 1, place, forward=forward), values)
        found = cursor.fetchone()
    if found is None:
        end = _("This is the last article of the list.")
        messages.info(request, end if forward else _("This is the first article of the list."))
    return redirect("article", pk=found[1] if found else pk)
