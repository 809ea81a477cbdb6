"""Topics: all of them with their rules, and those of one article."""

from django.contrib import messages
from django.db.models import Prefetch, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from newsroom.articles.models import Article
from newsroom.outlets.models import Rule, Topic
from newsroom.sources.numbers import number
from newsroom.sources.rules_views import panel
from newsroom.sources.topic_forms import TopicForm

MOST = 500


@require_safe
@never_cache
def topics(request: HttpRequest) -> HttpResponse:
    """All topics with their rules and how many articles have them, and the rules for all feeds."""
    return _page(request)


@require_http_methods(["POST", "DELETE"])
def topic(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a topic; by DELETE (or `remove`), remove it; by `undo`, put it back."""
    found = get_object_or_404(Topic, pk=pk)
    if request.POST.get("undo") == "yes":
        found.removed_at = None
    elif request.method == "DELETE" or request.POST.get("remove") == "yes":
        found.removed_at = found.removed_at or timezone.now()
    else:
        form = TopicForm(request.POST, instance=found)
        if not form.is_valid():
            return _page(request, refused=form, status=422)
        form.save()
    found.save()
    query = f"?removed={found.pk}" if found.removed_at else ""
    return redirect(reverse("topics") + query)


@require_http_methods(["POST", "DELETE"])
def article_topics(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an article a topic by its `name`; by DELETE (or `remove`), take the `topic` off it."""
    article = get_object_or_404(Article.objects.readable(), pk=pk)
    sent = request.POST if request.method == "POST" else request.GET
    removing = request.method == "DELETE" or sent.get("remove") == "yes"
    taken = given = None
    if removing:
        taken = _of(article, sent.get("topic", ""))
        article.refuse_topic(taken)
    else:
        given = _named(sent.get("name", ""))
        if given:
            article.give_topic(given)
    if request.htmx:
        context = {"article": article, "topics": article.standing_topics(), "taken": taken}
        context |= {"open": removing or bool(given), "fragment": True}
        return render(request, "sources/article_topics.html", context)
    if taken:
        messages.success(request, _("%(topic)s taken off this article.") % {"topic": taken})
    return redirect(article)


def _of(article: Article, pk: str) -> Topic:
    return get_object_or_404(Topic, pk=number(pk))


def _named(name: str) -> Topic | None:
    name = " ".join(name.replace("\x00", "").split())[:100]
    return Topic.objects.called(name) if name else None


def _page(
    request: HttpRequest, refused: TopicForm | None = None, status: int = 200
) -> HttpResponse:
    asked = Topic.objects.filter(pk=number(request.GET.get("removed", "")))
    context = {
        "topics": [(one, _form(one, refused)) for one in _topics()],
        "removed": asked.filter(removed_at__isnull=False).first(),
        "panel": panel(request),
    }
    return render(request, "sources/topics.html", context, status=status)


def _form(topic: Topic, refused: TopicForm | None) -> TopicForm:
    if refused and refused.instance.pk == topic.pk:
        return refused
    return TopicForm(instance=topic, auto_id=f"topic-{topic.pk}-%s")


def _topics() -> QuerySet[Topic]:
    """The topics, each with how many articles have it (`n`) and its rules (`giving`)."""
    giving = Rule.objects.standing().select_related("feed", "outlet")
    counted = Topic.objects.standing().annotate(n=Sum("tallies__change", default=0))
    return counted.prefetch_related(Prefetch("rules", giving, to_attr="giving"))[:MOST]
