"""What is done to many articles of a list at once, each with a way back."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from annotations.highlights.models import Highlight
from annotations.library.filters import Filters
from annotations.library.readings import mark_read, mark_unread
from annotations.library.toasts import Toast
from annotations.library.views import LISTED, address, list_page
from annotations.statements.noticing import PLACE_CHANGED
from annotations.teams.models import User
from newsroom.articles.models import Article, ArticleQuerySet
from newsroom.asking import keys_of
from newsroom.jobs import defer
from newsroom.outlets.models import Topic

MOST = 400
"""So many articles are changed at once: all that a page shows."""
MOST_NAMED = 20


@require_POST
@never_cache
def readings(request: HttpRequest) -> HttpResponse:
    """Mark articles read; by `undo`, unread."""
    chosen = _chosen(request).readable()
    if request.POST.get("undo") == "yes":
        n = mark_unread(request.user, chosen)
        words = ngettext("%(n)d article unread", "%(n)d articles unread", n)
        return _answer(request, Toast(words % {"n": n}))
    new = mark_read(request.user, chosen)
    words = ngettext("%(n)d article read", "%(n)d articles read", len(new)) % {"n": len(new)}
    return _answer(request, Toast(words, reverse("readings") if new else "", _fields(new)))


@require_POST
@never_cache
def topics_given(request: HttpRequest) -> HttpResponse:
    """Give articles a topic by its `name`; by `undo`, take it off them."""
    name = " ".join(request.POST.get("name", "").replace("\0", "").split())[:100]
    if not name:
        return _answer(request, Toast(_("Name a topic.")))
    topic = Topic.objects.called(name)
    chosen = _chosen(request).readable()
    given = Article.topics.through.objects.filter(topic=topic)
    if request.POST.get("undo") == "yes":
        given.filter(article__in=chosen).delete()
        return _answer(request, Toast(_("%(topic)s taken off") % {"topic": topic}))
    new = list(chosen.exclude(pk__in=given.values("article")))
    for article in new:
        article.give_topic(topic)
    words = ngettext("%(topic)s: %(n)d article", "%(topic)s: %(n)d articles", len(new))
    fields = [("name", topic.name), *_fields(article.pk for article in new)]
    toast = Toast(words % {"topic": topic, "n": len(new)}, reverse("topics_given"), fields)
    return _answer(request, toast)


@require_POST
@never_cache
def removals(request: HttpRequest) -> HttpResponse:
    """Take articles out of all lists; by `undo`, put them back.

    Where others have highlights on them, they are named first, and `sure` is asked for.
    """
    chosen = _chosen(request)
    if request.POST.get("undo") == "yes":
        n = chosen.put_back()
        defer(PLACE_CHANGED)
        words = ngettext("%(n)d article put back", "%(n)d articles put back", n)
        return _answer(request, Toast(words % {"n": n}))
    going = [article.pk for article in chosen.readable()]
    others = others_on(request.user, going)
    if others and request.POST.get("sure") != "yes":
        return _ask(request, going, others)
    n = chosen.remove(request.user)
    defer(PLACE_CHANGED)
    words = ngettext("%(n)d article removed", "%(n)d articles removed", n) % {"n": n}
    return _answer(request, Toast(words, reverse("articles_removal") if n else "", _fields(going)))


def others_on(user: User, articles: Iterable[int]) -> list[tuple[int, str]]:
    """Return who else has highlights that `user` sees on these articles, by article."""
    made = Highlight.objects.visible_to(user).exclude(author=user)
    rows = made.filter(version__article__in=articles).order_by("author__name", "author")
    found = rows.values_list("version__article", "author__name", "author__email").distinct()
    return [(article, name or email) for article, name, email in found]


def _ask(request: HttpRequest, going: list[int], others: list[tuple[int, str]]) -> HttpResponse:
    marked = {article for article, _name in others}
    context = {
        "count": len(going),
        "chosen": going,
        "articles": Article.objects.filter(pk__in=marked)[:MOST_NAMED],
        "n": len(marked),
        "names": ", ".join(dict.fromkeys(name for _article, name in others)),
        "here": _here(request).query,
        "back": request.POST.get("back", ""),
        "home": reverse("library"),
    }
    if not request.htmx:
        return render(request, "library/removal_page.html", context)
    response = render(request, "library/removal.html", context)
    response["HX-Retarget"], response["HX-Reswap"] = "#dialog", "innerHTML"
    response["HX-Reselect"] = "#removal"
    return response


def _chosen(request: HttpRequest) -> ArticleQuerySet:
    return Article.objects.filter(pk__in=keys_of(request.POST.getlist("article"), MOST))


def _fields(articles: Iterable[int]) -> list[tuple[str, object]]:
    return [("article", pk) for pk in articles]


def _answer(request: HttpRequest, toast: Toast) -> HttpResponse:
    """The list as it is now, with a toast; without JavaScript, the way back to it."""
    if not request.htmx:
        messages.success(request, toast.words)
        [back] = keys_of([request.POST.get("back", "")]) or [None]
        return redirect("article", pk=back) if back else redirect(address(_here(request)))
    asked = urlsplit(request.htmx.current_url or "")
    in_list = asked.path == reverse("library")
    response = list_page(request, QueryDict(asked.query if in_list else ""), toast=toast)
    response["HX-Trigger-After-Settle"] = LISTED
    return response


def _here(request: HttpRequest) -> Filters:
    return Filters.read_text(request.POST.get("here", ""))
