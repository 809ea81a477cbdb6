"""Merging articles by hand, and splitting them: the dialog and what it does."""

import re
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseClientRedirect

from newsroom.articles.models import Article
from newsroom.ingestion.identity import article_at, identity, standing
from newsroom.ingestion.likeness import likely
from newsroom.ingestion.merging import Hindered, Hindrance, merge, parts_of, split, split_off

_WORDS = {
    Hindrance.SAME: _("That is this article itself. Give the link of the other one."),
    Hindrance.NO_TEXT: _("That article has no text yet. Merge the two once it has come in."),
    Hindrance.SAMPLE: _(
        "One of the two belongs to the sample library, which can be removed as a whole, "
        "so they stay apart."
    ),
    Hindrance.NOT_MERGED: _("It is an article of its own already."),
    Hindrance.ALL_OF_IT: _("All that this article says came from that address."),
}
_NOWHERE = _("No article in the library has this link. Add it first, or choose one of the list.")
_OWN_PAGE = re.compile(r"/articles/(\d{1,18})/")


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def merging(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the article that is the same story; posting makes it part of this one."""
    article = get_object_or_404(
        Article.objects.readable().select_related("outlet", "latest_version"), pk=pk
    )
    if request.method != "POST":
        return _dialog(request, article)
    other = _other(request)
    if other is None:
        return _dialog(request, article, _NOWHERE)
    try:
        merge(article, other, by=request.user)
    except Hindered as hindered:
        return _dialog(request, article, _WORDS[hindered.code])
    return _to(request, f"{article.get_absolute_url()}?merged={other.pk}")


@require_POST
def splitting(request: HttpRequest, pk: int) -> HttpResponse:
    """Make an article that was merged with another one of its own again.

    With `alias`, the key of one of its addresses, what came by that address becomes one.
    """
    article = get_object_or_404(Article, pk=pk)
    kept = standing(article)
    try:
        if "alias" in request.POST:
            alias = get_object_or_404(article.aliases, pk=_number(request, "alias"))
            article = split_off(alias)
        else:
            article = split(article)
    except Hindered as hindered:
        if hindered.code is Hindrance.NOT_MERGED:
            return _to(request, article.get_absolute_url())
        return _dialog(request, kept, _WORDS[hindered.code])
    return _to(request, f"{article.get_absolute_url()}?split={kept.pk}")


def _other(request: HttpRequest) -> Article | None:
    """The article that was chosen in the list, or that a link leads to."""
    chosen = _number(request, "other")
    link = request.POST.get("link", "").strip()
    own = _OWN_PAGE.fullmatch(_path(link))
    if chosen or (own and _is_ours(request, link)):
        return Article.objects.filter(pk=chosen or int(own[1])).first()
    return article_at(identity(link)) if identity(link) else None


def _path(link: str) -> str:
    try:
        return urlsplit(link).path
    except ValueError:
        return ""


def _is_ours(request: HttpRequest, link: str) -> bool:
    return urlsplit(link).netloc in {"", request.get_host()}


def _number(request: HttpRequest, name: str) -> int:
    given = request.POST.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0


def _dialog(request: HttpRequest, article: Article, wrong: str | Promise = "") -> HttpResponse:
    context = {
        "article": article,
        "likely": likely(article),
        "parts": parts_of(article),
        "aliases": article.aliases.all(),
        "wrong": wrong,
        "link": request.POST.get("link", ""),
    }
    template = "ingestion/merging.html" if request.htmx else "ingestion/merging_page.html"
    return render(request, template, context, status=422 if wrong else 200)


def _to(request: HttpRequest, address: str) -> HttpResponse:
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)
