from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from annotations.highlights.models import Highlight
from annotations.library.models import Reading
from annotations.library.shelf import Place, shelf
from annotations.teams.models import User
from newsroom.articles.models import Article
from newsroom.outlets.models import Outlet, Topic

OUTLETS = 12


@require_safe
@never_cache
def library(request: HttpRequest) -> HttpResponse:
    """The articles, the newest first, by day, with what readers made of them."""
    chosen = {pk for pk in request.GET.getlist("outlet") if pk.isdecimal() and len(pk) < 10}
    show = request.GET.get("show", "")
    articles = _shown(request.user, show)
    if chosen:
        articles = articles.filter(outlet__in=chosen)
    topic = _topic(request.GET.get("topic", ""))
    if topic:
        articles = articles.filter(topics=topic)
    page = shelf(request.user, articles, Place.read(request.GET.get("after", "")))
    context = {
        "shelf": page,
        "show": show,
        "compact": request.GET.get("rows") == "compact",
        "chosen": chosen,
        "outlets": _outlets(),
        "more": _with(request.GET, after=str(page.next)) if page.next else "",
        "topic": topic,
        "filtered": bool(chosen or show or topic),
    }
    rows_only = request.htmx and request.htmx.target == "more"
    template = "library/rows.html" if rows_only else "library/library.html"
    return render(request, template, context)


@require_http_methods(["POST", "DELETE"])
def reading(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the reader has read an article; deleting it makes the article unread."""
    article = get_object_or_404(Article.objects.readable(), pk=pk)
    if request.method == "DELETE" or request.POST.get("undo") == "yes":
        Reading.objects.filter(reader=request.user, article=article).delete()
    else:
        Reading.objects.update_or_create(
            reader=request.user, article=article, defaults={"version_id": article.latest_version_id}
        )
    return HttpResponse(status=204) if request.htmx else redirect("library")


def _shown(user: User, show: str) -> QuerySet[Article]:
    articles = Article.objects.readable()
    if show == "unread":
        read = Reading.objects.filter(reader=user, article=OuterRef("pk"))
        return articles.filter(~Exists(read))
    if show == "annotated":
        made = Highlight.objects.visible_to(user).filter(version__article=OuterRef("pk"))
        return articles.filter(Exists(made))
    return articles


def _topic(pk: str) -> Topic | None:
    known = pk.isdecimal() and len(pk) < 10
    return Topic.objects.standing().filter(pk=pk).first() if known else None


def _outlets() -> QuerySet[Outlet]:
    """The outlets with most articles, each with how many (`n`)."""
    readable = Count("articles", filter=Q(articles__latest_version__isnull=False))
    return Outlet.objects.annotate(n=readable).filter(n__gt=0).order_by("-n", "name")[:OUTLETS]


def _with(query: QueryDict, **changes: str) -> str:
    changed = query.copy()
    for name, value in changes.items():
        changed[name] = value
    return changed.urlencode()
