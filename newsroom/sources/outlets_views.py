"""The outlets: all of them with their feeds, and one with all that is known of it."""

from collections import Counter

from django.db.models import FETCH_RAISE
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from newsroom.articles.models import Article
from newsroom.articles.places import Place
from newsroom.outlets.models import Feed, Outlet
from newsroom.sources.discoveries import discoveries_of
from newsroom.sources.forms import FollowForm, OpmlForm, OutletForm
from newsroom.sources.health import Health
from newsroom.sources.listing import Row, count, listing
from newsroom.sources.numbers import number
from newsroom.sources.rules_views import panel

ARTICLES = 40
_RECENT = 200
_NAMES = 12


@require_safe
@never_cache
def outlets(request: HttpRequest) -> HttpResponse:
    """All outlets with their feeds, and the box that follows another."""
    return outlets_page(request)


def outlets_page(
    request: HttpRequest,
    form: FollowForm | None = None,
    opml: OpmlForm | None = None,
    status: int = 200,
    **context: object,
) -> HttpResponse:
    """Answer the page of all outlets; the forms are what could not be done."""
    left = Feed.objects.filter(pk=number(request.GET.get("left", "")))
    context |= {
        "list": listing(number(request.GET.get("after", ""))),
        "found": discoveries_of(request.user),
        "form": form or FollowForm(),
        "opml": opml or OpmlForm(),
        "left": left.filter(state=Feed.State.UNFOLLOWED).first(),
    }
    return render(request, "sources/outlets.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def outlet(request: HttpRequest, pk: int) -> HttpResponse:
    """One outlet: its feeds, its articles, the names in them; by POST, another name for it."""
    found = get_object_or_404(Outlet, pk=pk)
    form = OutletForm(request.POST if request.method == "POST" else None, instance=found)
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect(found)
    articles = _articles(found, Place.read(request.GET.get("after", "")))
    last = articles[ARTICLES - 1] if len(articles) > ARTICLES else None
    feeds = list(found.feeds.order_by("title", "pk"))
    context = {
        "outlet": found,
        "form": form,
        "site": f"https://{found.domain}/",
        "row": _counted(found),
        "feeds": [Health(feed) for feed in feeds if feed.state != Feed.State.UNFOLLOWED],
        "left": [feed for feed in feeds if feed.state == Feed.State.UNFOLLOWED],
        "articles": articles[:ARTICLES],
        "more": str(Place(last.dated_at, last.pk)) if last else "",
        "names": _names(found),
        "panel": panel(request, outlet=found),
        "repairs": found.repairs.select_related("made_by", "made_on"),
    }
    status = 422 if form.errors else 200
    return render(request, "sources/outlet.html", context, status=status)


def _articles(outlet: Outlet, after: Place | None) -> list[Article]:
    articles = Article.objects.readable().filter(outlet=outlet)
    if after:
        articles = articles.filter(after.after)
    return list(articles.order_by("-dated_at", "-pk").fetch_mode(FETCH_RAISE)[: ARTICLES + 1])


def _counted(outlet: Outlet) -> Row:
    row = Row(outlet)
    count({outlet.pk: row})
    return row


def _names(outlet: Outlet) -> list[tuple[str, int]]:
    """The names that stood over its recent articles most often, with how often."""
    latest = Article.objects.readable().filter(outlet=outlet).order_by("-dated_at", "-pk")
    authors = latest.values_list("latest_version__authors", flat=True)[:_RECENT]
    return Counter(name for names in authors for name in set(names)).most_common(_NAMES)
