from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from annotations.highlights.models import Anchor, Highlight
from annotations.reader.marks import Span, html, segments
from annotations.reader.page import Card, cards_on, page_with
from annotations.sharing.citations import Source, citations
from annotations.sharing.forms import ShareForm
from annotations.sharing.models import ShareLink
from annotations.sharing.passages import Context, in_context, text_fragment
from annotations.teams.tokens import digest, public_address
from newsroom.articles.models import Article, Version


@require_http_methods(["GET", "POST"])
@vary_on_headers("HX-Request")
def share_highlight(request: HttpRequest, pk: int) -> HttpResponse:
    """The share dialog of a highlight; posting makes a link."""
    highlight = get_object_or_404(
        Highlight.objects.visible_to(request.user).select_related("version__article__outlet"), pk=pk
    )
    return _share(
        request, ShareLink(highlight=highlight, shared_by=request.user), highlight.version.article
    )


@require_http_methods(["GET", "POST"])
@vary_on_headers("HX-Request")
def share_article(request: HttpRequest, pk: int) -> HttpResponse:
    """The share dialog of an article with its highlights; posting makes a link."""
    article = get_object_or_404(Article.objects.readable().select_related("outlet"), pk=pk)
    return _share(request, ShareLink(article=article, shared_by=request.user), article)


@require_POST
def ending(request: HttpRequest, pk: int) -> HttpResponse:
    """End a link: it answers 410 from now on."""
    link = get_object_or_404(ShareLink.objects.endable_by(request.user), pk=pk)
    if link.ended_at is None:
        link.ended_at = timezone.now()
        link.save(update_fields=["ended_at"])
    name = "share_highlight" if link.highlight_id else "share_article"
    return redirect(name, pk=link.highlight_id or link.article_id)


@require_GET
@never_cache
@login_not_required
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """What an outsider sees. An ended link says so and nothing else."""
    link = get_object_or_404(
        ShareLink.objects.select_related("shared_by"), token_digest=digest(token)
    )
    shown = _shown(link) if ShareLink.objects.open().filter(pk=link.pk).exists() else None
    if shown is None:
        response = render(request, "sharing/ended.html", status=410)
    else:
        template = "sharing/highlight.html" if link.highlight_id else "sharing/article.html"
        address = public_address(request, request.path)
        response = render(request, template, {**shown, "address": address})
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def _share(request: HttpRequest, link: ShareLink, article: Article) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    form = ShareForm(posted, instance=link)
    address = ""
    if form.is_valid():
        form.share()
        path = reverse("shared", args=[form.cleaned_data["token"]])
        address = public_address(request, path)
    open_links = ShareLink.objects.open().endable_by(request.user).select_related("shared_by")
    context = {
        "form": form,
        "link": link,
        "article": article,
        "address": address,
        "action": request.path,
        "open_links": open_links.filter(article=link.article, highlight=link.highlight),
    }
    template = "sharing/dialog.html" if request.htmx else "sharing/dialog_page.html"
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, template, context, status=status)


def _shown(link: ShareLink) -> dict[str, Any] | None:
    """What the link shows, or None where what it led to is gone."""
    common = {"link": link, "shared_by": link.shared_by, "site_name": settings.SITE_NAME}
    if link.article_id:
        return common | _article_shown(link)
    highlight = (
        Highlight.objects.visible_to(link.shared_by)
        .select_related("version__article__outlet", "version__article__latest_version")
        .filter(pk=link.highlight_id)
        .first()
    )
    return common | _highlight_shown(link, highlight) if highlight else None


def _highlight_shown(link: ShareLink, highlight: Highlight) -> dict[str, Any]:
    version = highlight.version
    [card] = cards_on(version, Highlight.objects.filter(pk=highlight.pk))
    latest = highlight.anchors.filter(version=version.article.latest_version_id).first()
    since = latest.status if latest and latest.version_id != version.pk else ""
    return {
        "card": card,
        "highlight": highlight,
        "version": version,
        "article": version.article,
        "context": _context(version, _made_on(highlight)),
        "notes": card.notes if link.shows_notes else [],
        "since": since,
        "now": _words_of(latest) if since == Anchor.Status.CHANGED else "",
        "citations": citations(_source(version, card)),
        "original": _original(version, highlight),
    }


def _article_shown(link: ShareLink) -> dict[str, Any]:
    article = Article.objects.select_related("outlet", "latest_version").get(pk=link.article_id)
    version = article.latest_version
    version.article = article
    page = page_with(version, Highlight.objects.for_outsiders())
    cards = page.cards if link.shows_notes else [_silent(card) for card in page.cards]
    return {
        "page": replace(page, cards=cards, lost=[]),
        "article": article,
        "version": version,
        "passages": list(_passages(version, cards)),
        "citations": citations(_source(version)),
        "original": article.url,
    }


def _silent(card: Card) -> Card:
    """A card without what colleagues said to each other."""
    return replace(card, thread=replace(card.thread, entries=[]))


def _passages(version: Version, cards: Iterable[Card]) -> Iterator[tuple[SafeString, list[Card]]]:
    """Return what stands around the highlights, each piece once, with all that stand in it."""

    def around(card: Card) -> Context:
        return in_context(version.text, card.span.start, card.span.end)

    for _piece, inside in groupby(cards, key=around):
        together = list(inside)
        yield _context(version, *(card.span for card in together)), together


def _words_of(anchor: Anchor) -> str:
    return anchor.version.text[anchor.start : anchor.end]


def _made_on(highlight: Highlight) -> Span:
    return Span(highlight.pk, highlight.start, highlight.end, highlight.kind)


def _context(version: Version, first: Span, *others: Span) -> SafeString:
    """The passage and the sentences around it, as HTML; `others` stand in the same sentences."""
    shown = in_context(version.text, first.start, first.end)
    words = html(segments(version.text, shown.start, shown.end, [first, *others]))  # escaped there
    before, after = "… " * shown.has_more_before, " …" * shown.has_more_after
    return mark_safe(f"{before}{words}{after}")


def _original(version: Version, highlight: Highlight) -> str:
    url = version.article.url
    return (
        url.partition("#")[0] + text_fragment(version.text, highlight.start, highlight.end)
        if url
        else ""
    )


def _said_by(card: Card) -> str:
    """The speaker, and what they were on the day."""
    if card.speaker and card.role:
        return f"{card.speaker} ({card.role})"
    return str(card.speaker or "")


def _source(version: Version, card: Card | None = None) -> Source:
    published = version.published_at
    return Source(
        title=version.title,
        authors=version.authors,
        outlet=str(version.article.outlet or ""),
        url=version.article.url,
        published_at=timezone.localtime(published) if published else None,
        kept_at=timezone.localtime(version.captured_at),
        version=version.number,
        speaker=_said_by(card) if card else "",
        is_quoted=card is None or card.kind == Highlight.Kind.QUOTE,
    )
