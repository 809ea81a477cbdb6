"""The library: lists of articles, and what stands beside them."""

from datetime import UTC, datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from annotations.library import choices, frame
from annotations.library.chips import chips
from annotations.library.column import column, counted, list_name
from annotations.library.filters import Filters
from annotations.library.rows import days_html
from annotations.library.shelf import Place, shelf
from annotations.library.side import shown_views, side
from annotations.library.toasts import told
from newsroom.articles.models import Article

MOST_PAGES = 10
"""So many pages are shown as one to somebody who comes back to them."""
MOST_CHOICES = 500
IN_THE_COLUMN = ("outlet", "speaker", "topic", "date", "from", "to")
"""Filters that have a field in the left column."""
LISTED = "margent:listed"
"""Tells the column that another list is shown."""


@require_safe
@never_cache
def library(request: HttpRequest) -> HttpResponse:
    """A list of articles by day, the newest first, with what readers made of them."""
    if request.htmx and request.htmx.target == "more":
        return _more(request)
    toast = told(request) if request.GET.keys() & {"emptied", "removed_view"} else None
    response = list_page(request, request.GET, toast=toast)
    if request.htmx:
        response["HX-Push-Url"] = address(Filters.read(request.GET))
        response["HX-Trigger-After-Settle"] = LISTED
    return response


def address(filters: Filters, **more: object) -> str:
    """Return the address of a list; `more` are parameters besides its filters."""
    query = QueryDict(filters.query, mutable=True)
    for name, value in more.items():
        query[name] = str(value)
    return reverse("library") + (f"?{query.urlencode()}" if query else "")


def list_page(request: HttpRequest, query: QueryDict, **context: object) -> HttpResponse:
    """Answer the page of the list that `query` asks for; `context` is for its toast."""
    filters = Filters.read(query)
    after = Place.read(query.get("after", ""))
    chosen = side(request.user, filters)
    heading = chosen.here.name if chosen.here else list_name(filters.which)
    context |= {
        **rows(request, filters, after, 0 if after else _pages(query) or 1),
        "query": filters.query,
        "heading": heading,
        "beside": frame.beside(filters, chosen, column(filters, chosen.views)),
        "head": frame.head(request, filters, chosen, heading),
        "bulk": frame.bulk(request, filters, chosen),
        "chips": chips(filters, chosen),
        "savable": chosen.here is None,
        "all_filters": reverse("library_filters"),
        "hidden": [(name, value) for name, value in filters.pairs if name not in IN_THE_COLUMN],
    }
    bare = not (context["shelf"].days or chosen.outlets or filters.is_filtered)
    context["is_empty"] = bare and not Article.objects.readable().exists()
    return render(request, "library/library.html", context)


def _more(request: HttpRequest) -> HttpResponse:
    """The rows after a place; the address then says how many pages there are, for going back."""
    filters, pages = Filters.read(request.GET), _pages(request.GET)
    after = Place.read(request.GET.get("after", ""))
    context = rows(request, filters, after, pages, continuing=True)
    response = render(request, "library/rows.html", context)
    if pages > 1:
        response["HX-Replace-Url"] = address(filters, pages=pages)
    return response


def rows(
    request: HttpRequest,
    filters: Filters,
    after: Place | None,
    pages: int,
    *,
    continuing: bool = False,
) -> dict[str, object]:
    """Return what the rows need; `pages` are shown with these, and 0 means: not from the top.

    `continuing`: they come below the rows that stand before them.
    """
    page = shelf(request.user, filters, after, pages=1 if after else pages)
    compact = request.user.compact_rows
    more = [*filters.pairs, ("after", str(page.next))]
    more += [("pages", str(pages + 1))] if pages else []
    return {
        "shelf": page,
        "filters": filters,
        "compact": compact,
        "days": days_html(page.days, compact=compact, continuing=continuing),
        "more": urlencode(more) if page.next else "",
        "home": reverse("library"),
    }


def _pages(query: QueryDict) -> int:
    text = query.get("pages", "")
    known = text.isascii() and text.isdecimal() and len(text) < 3
    return min(int(text), MOST_PAGES) if known else 0


@require_safe
@never_cache
def lists(request: HttpRequest) -> HttpResponse:
    """The lists of the left column, each with how many articles it has."""
    filters = Filters.read(request.GET)
    views = shown_views(request.user, filters)
    links = frame.links_html(counted(request.user, filters, views))
    context = {"list_links": links, "fragment": True}
    return render(request, "library/lists.html", context)


@require_safe
@never_cache
def filters(request: HttpRequest) -> HttpResponse:
    """All filters; a part of the page for htmx, a page of its own without JavaScript."""
    asked = Filters.read(request.GET)
    offered = side(request.user, asked, most=MOST_CHOICES)
    kinds, people = choices.makings(request.user, asked)
    context = {
        "filters": asked,
        "list_links": frame.links_html(counted(request.user, asked, offered.views)),
        "outlets": frame.choices_html("outlet", offered.outlets),
        "speakers": frame.choices_html("speaker", offered.speakers),
        "topics": frame.choices_html("topic", offered.topics),
        "people": frame.choices_html("person", people),
        "languages": choices.languages(asked),
        "kinds": kinds,
        "dates": frame.dates_html(asked),
        "home": reverse("library"),
    }
    template = "library/filters.html" if request.htmx else "library/filters_page.html"
    return render(request, template, context)


@require_safe
@never_cache
def speakers(request: HttpRequest) -> HttpResponse:
    """Speakers to filter by whose name fits what is typed; without any, those heard lately."""
    asked = Filters.read(request.GET)
    words = request.GET.get("find", "").replace("\0", "").strip()[:200]
    found = (
        choices.speakers(request.user, asked, words)
        if words
        else side(request.user, asked).speakers
    )
    return HttpResponse(frame.choices_html("speaker", found))


@require_POST
def density(request: HttpRequest) -> HttpResponse:
    """Have rows roomy or compact, for whoever asks."""
    request.user.compact_rows = request.POST.get("rows") == "compact"
    request.user.save(update_fields=["compact_rows"])
    return redirect(address(Filters.read_text(request.POST.get("here", ""))))


@require_POST
def inbox_emptying(request: HttpRequest) -> HttpResponse:
    """Put all away that came into the Inbox; by `undo`, have it stand there again."""
    user, before = request.user, request.user.inbox_from
    undoing = request.POST.get("undo") == "yes"
    user.inbox_from = _moment(request.POST.get("before", "")) if undoing else timezone.now()
    user.save(update_fields=["inbox_from"])
    emptied = "" if before is None else before.isoformat()
    return redirect("library") if undoing else redirect(address(Filters(), emptied=emptied))


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (OverflowError, ValueError):
        return None
