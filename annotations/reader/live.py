"""What colleagues do to an article while somebody reads it."""

from collections.abc import Iterable

from django.contrib.auth.decorators import login_not_required
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, OuterRef, When
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from annotations.highlights.changes import NEWS, Change, ChangeQuerySet
from annotations.highlights.models import Anchor, Highlight, seen_by
from annotations.notes.models import Note
from annotations.notes.threads import Thread
from annotations.reader.closed import page_around
from annotations.reader.page import ArticlePage, BlockView, cards_on
from annotations.teams.models import User
from annotations.teams.signin import signed_in_with
from newsroom.articles.models import Article, Version

LONGEST_NUMBER = 18


@require_safe
@never_cache
@login_not_required
def changes(request: HttpRequest, pk: int) -> HttpResponse:
    """What changed on an article after the number `since`, for a page that shows version `on`.

    Asked by every open page every few seconds: 204 where nothing did, after two queries, one for
    the session and one for the reader together with whether there is anything to tell.
    """
    since, on = (_number(request.GET.get(name, "")) for name in ("since", "on"))
    reader = signed_in_with(request, NEWS, article=pk, since=since)
    if reader is None:
        return HttpResponse(status=401)
    if not reader.told:
        return HttpResponse(status=204)
    return JsonResponse(_told(Change.objects.news(pk, since, reader.pk), on, reader))


@require_safe
@never_cache
def news(request: HttpRequest, pk: int) -> HttpResponse:
    """The parts of an article's page that changed, and the words for what waits to be shown.

    `cards`, `fresh`, `gone` and `threads` are keys of highlights whose cards, new cards, marks or
    threads are wanted; `highlights`, `notes` and `others` count what waits.
    """
    article = get_object_or_404(Article, pk=pk)
    on = _number(request.GET.get("on", "")) or article.latest_version_id
    version = get_object_or_404(Version.objects.select_related("article__outlet"), pk=on)
    asked = {
        name: _numbers(request.GET.get(name, "")) for name in ("cards", "fresh", "gone", "threads")
    }
    context = {
        "article": version.article,
        "version": version,
        "threads": _threads(version, asked["threads"], request.user),
        "gone": sorted(asked["gone"]),
        "count": {
            name: _number(request.GET.get(name, "")) for name in ("highlights", "notes", "others")
        },
        **_cards(version, asked, request.user),
    }
    return render(request, "reader/news.html", context)


def _told(news: ChangeQuerySet, on: int, reader: User) -> dict[str, object]:
    """What the page is told: of each highlight it shows, or showed, what changed when."""
    here = Anchor.objects.filter(version=on, start__isnull=False, highlight=OuterRef("highlight"))
    notes = Note.objects.filter(highlight=OuterRef("highlight"), deleted_at__isnull=True)
    found = news.filter(Exists(here)).annotate(
        seen=Case(When(seen_by(reader, "highlight__"), then=True), default=False),
        notes=ArraySubquery(notes.values("pk")),
    )
    changed = [
        {
            "id": one.pk,
            "card": one.card,
            "thread": one.thread,
            "notes": one.notes if one.seen else None,
        }
        for one in found
    ]
    return {
        "since": news.order_by("-number").values_list("number", flat=True)[0],
        "changed": changed,
    }


def _threads(version: Version, keys: set[int], reader: User) -> list[Thread]:
    wanted = Highlight.objects.visible_to(reader).filter(pk__in=keys)
    return [card.thread for card in cards_on(version, wanted, reader)] if keys else []


def _cards(version: Version, asked: dict[str, set[int]], reader: User) -> dict[str, object]:
    """The cards that are wanted, those that are new, and the blocks under them and those gone."""
    touched = asked["cards"] | asked["fresh"] | asked["gone"]
    if not touched:
        return {}
    page = page_around(version, reader, asked["cards"] | asked["fresh"], lost=False)
    by_key = {card.highlight.pk: card for card in page.cards}
    return {
        "page": page,
        "cards": [by_key[pk] for pk in asked["cards"] if pk in by_key],
        "fresh": [by_key[pk] for pk in asked["fresh"] if pk in by_key],
        "blocks": _blocks_under(page, version, touched, reader),
    }


def _blocks_under(
    page: ArticlePage, version: Version, keys: set[int], reader: User
) -> Iterable[BlockView]:
    """The blocks on which those of the highlights stand that `reader` may know of."""
    known = Change.objects.news(version.article_id, 0, reader.pk).filter(highlight__in=keys)
    places = Anchor.objects.filter(
        version=version, start__isnull=False, highlight__in=known.values("highlight")
    )
    under = {
        block.start: block
        for start, end in places.values_list("start", "end")
        for block in page.blocks_over(start, end)
    }
    return under.values()


def _number(given: str) -> int:
    return int(given) if given.isdecimal() and len(given) <= LONGEST_NUMBER else 0


def _numbers(given: str) -> set[int]:
    return {_number(one) for one in given.split(",")} - {0}
