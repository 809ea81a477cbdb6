"""The lists of the Add page and of an import, as they are answered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newsroom.articles.models import Article, Import
from newsroom.ingestion.arrivals import JustNow, just_now, of_import
from newsroom.ingestion.import_rows import ImportRow, is_own

LIST = "ingestion/arrivals.html"


@dataclass(frozen=True, slots=True)
class Undo:
    """What was removed: the address that puts it back, in words, and which articles it were."""

    url: str
    words: str
    articles: Sequence[int] = ()


def undo(removed: Sequence[Article], imported: Import | None = None) -> Undo | None:
    """Return how to put back what was removed; None where that is nothing."""
    if imported:
        words = _("Removed: %(name)s") % {"name": ImportRow(imported).title}
        return Undo(reverse("import_removal", args=[imported.pk]), words)
    if not removed:
        return None
    if len(removed) == 1:
        words = _("Removed: %(name)s") % {"name": removed[0]}
        return Undo(reverse("article_removal", args=[removed[0].pk]), words)
    words = ngettext("Removed %(count)d article", "Removed %(count)d articles", len(removed))
    pks = [article.pk for article in removed]
    return Undo(reverse("removals"), words % {"count": len(removed)}, pks)


def own_import(request: HttpRequest, pk: int) -> Import:
    """Return an import that the reader may see and steer, without its links, or raise Http404."""
    one = Import.objects.defer("links").filter(pk=pk).first()
    if one is None or not is_own(one, request.user):
        raise Http404
    return one


def shown(request: HttpRequest, here: Iterable[int] = ()) -> JustNow:
    """Return the list that is looked at: that of an import where one is named, else "Just now"."""
    for pk in numbers(request, "import")[:1]:
        page = next(iter(numbers(request, "page")), 1)
        return of_import(own_import(request, pk), request.user, min(max(page, 1), 1000))
    return just_now(request.user, [*here, *numbers(request, "here")])


def changed(
    request: HttpRequest, removed: Sequence[Article] = (), imported: Import | None = None
) -> HttpResponse:
    """Answer a change to the list: the list again, or the way back to it."""
    if request.htmx:
        return answer(request, LIST, undo=undo(removed, imported))
    for pk in numbers(request, "import")[:1]:
        return redirect("import", pk)
    query = {
        "here": numbers(request, "here"),
        "removed": [article.pk for article in removed],
        "removed_import": [imported.pk] if imported else [],
    }
    return redirect(add_url(**query))


def answer(
    request: HttpRequest,
    template: str,
    here: Iterable[int] = (),
    found: JustNow | None = None,
    **context: object,
) -> HttpResponse:
    """The list, and what has come to its end since the reader's page was made."""
    one = found or shown(request, here)
    settled = one.settled(numbers(request, "busy"))
    ended = one.ended(numbers(request, "running"))
    context |= {"fragment": True, "settled": settled, "ended": ended}
    return render(request, template, context | listed(one))


def listed(one: JustNow) -> dict[str, object]:
    """What a template needs to show a list and to ask for it again."""
    state = {"look": one.look, "here": one.old, "busy": one.busy, "running": one.running}
    if one.of:
        state |= {"import": [one.of.one.pk], "page": [one.page]}
    poll = f"{reverse('arrivals')}?{urlencode(state, doseq=True)}"
    again = one.of.one.get_absolute_url() if one.of else add_url(here=one.old)
    return {"list": one, "poll": poll, "again": again}


def add_url(**pks: list[int]) -> str:
    query = urlencode({name: some for name, some in pks.items() if some}, doseq=True)
    return reverse("add") + (f"?{query}" if query else "")


def numbers(request: HttpRequest, name: str) -> list[int]:
    """Return the whole numbers that are given under `name`; what is none is left out."""
    given = request.GET.getlist(name) + request.POST.getlist(name)
    return [int(one) for one in given if one.isascii() and one.isdigit() and len(one) < 19]
