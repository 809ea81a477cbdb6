"""What was kept of a page: the facts, a view that can do nothing, and the bytes as a file."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from newsroom.articles.models import Capture
from newsroom.originals.attempts import attempts_at
from newsroom.originals.inert import HEADERS, POLICY, shown


@require_safe
@never_cache
def capture(request: HttpRequest, pk: int) -> HttpResponse:
    """What one attempt brought and what came of it, with all attempts at the same article."""
    found = get_object_or_404(Capture.objects.select_related("article__outlet"), pk=pk)
    attempts = attempts_at(found.article)
    this = next(one for one in attempts if one.capture.pk == found.pk)
    context = {"capture": found, "article": found.article, "this": this, "attempts": attempts}
    return render(request, "originals/capture.html", context)


@require_safe
@never_cache
@xframe_options_sameorigin
@csp_override(POLICY)
def original(request: HttpRequest, pk: int) -> HttpResponse:
    """The page as it came, unable to run, load or send anything, framed or opened alone."""
    kept = _kept(pk)
    body, content_type = shown(kept.body, kept.content_type, kept.charset)
    return HttpResponse(body, content_type=content_type, headers=HEADERS)


@require_safe
@never_cache
def original_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The bytes as they came, to be kept and not to be shown."""
    kept = _kept(pk)
    headers = {
        "Content-Disposition": content_disposition_header(True, _file_name(kept)),
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    return HttpResponse(kept.body, content_type="application/octet-stream", headers=headers)


def _kept(pk: int) -> Capture:
    kept = get_object_or_404(Capture.objects.select_related("article"), pk=pk)
    if not kept.sha256:
        raise Http404
    return kept


def _file_name(kept: Capture) -> str:
    name = slugify(kept.article.title)[:60].strip("-") or f"original-{kept.pk}"
    ending = "txt" if kept.content_type == "text/plain" else "html"
    return f"{name}-{kept.captured_at:%Y-%m-%d}.{ending}"
