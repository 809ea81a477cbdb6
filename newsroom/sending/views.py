"""The bookmarklet, sharing from a phone, and the page where what came is looked at first."""

from collections.abc import Iterable
from urllib.parse import urlencode
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from newsroom.ingestion.files import ACCEPTED, LARGEST_FILE
from newsroom.ingestion.forms import MOST_FILES
from newsroom.sending import bookmarklet as bookmarks
from newsroom.sending.forms import SentForm, Shared, looked_into, shared_by, told

SHARED = ("title", "text", "url")


@require_safe
@never_cache
def bookmarklet(request: HttpRequest) -> HttpResponse:
    """The bookmark to drag, and how to make it where nothing can be dragged."""
    context = {"bookmarklet": bookmarks.bookmarklet(request)}
    return render(request, "sending/bookmarklet.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def sent_page(request: HttpRequest) -> HttpResponse:
    """Show what came; take it in when that is posted."""
    if request.method != "POST":
        return _page(request, _form(request))
    form = SentForm(request.POST, request.FILES, user=request.user, shared=shared_by(request.POST))
    if not form.is_valid():
        return _page(request, form, status=422)
    here = [article.pk for article in form.save()]
    for words in form.left_out:
        messages.warning(request, words)
    query = urlencode({"here": here}, doseq=True)
    return redirect(reverse("add") + (f"?{query}" if query else ""))


def _form(request: HttpRequest, shared: Iterable[Shared] = ()) -> SentForm:
    given = request.POST if request.method == "POST" else request.GET
    return SentForm(
        initial={"client_key": uuid4(), **told(given.dict())}, user=request.user, shared=shared
    )


def _page(
    request: HttpRequest, form: SentForm, problems: Iterable[str] = (), status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "problems": problems,
        "is_sent": request.GET.get("sent") == "yes",
        "ready": bookmarks.READY,
        "page": bookmarks.PAGE,
        "most": LARGEST_FILE,
    }
    response = render(request, "sending/sent_page.html", context, status=status)
    # The page that was left behind hands over its contents; otherwise it could not be heard.
    response["Cross-Origin-Opener-Policy"] = "unsafe-none"
    return response


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def share_target(request: HttpRequest) -> HttpResponse:
    """Show what a phone shares. It comes without a token, so nothing is kept here."""
    given = request.POST if request.method == "POST" else request.GET
    query = urlencode({name: given[name][:2000] for name in SHARED if given.get(name)})
    page = reverse("sent_page") + (f"?{query}" if query else "")
    if not request.user.is_authenticated:
        return redirect_to_login(page)
    if request.method != "POST":
        return redirect(page)
    shared, problems = looked_into(request.FILES.getlist("files")[:MOST_FILES])
    return _page(request, _form(request, shared), problems)


@login_not_required
@require_safe
@cache_control(max_age=3600)
def manifest(request: HttpRequest) -> HttpResponse:
    """What a browser needs to install Margent and to share with it."""
    facts = {
        "id": "/",
        "name": settings.SITE_NAME,
        "short_name": settings.SITE_NAME[:12],
        "description": _("Read and annotate political news."),
        "lang": request.LANGUAGE_CODE,
        "start_url": reverse("library"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#15191c",
        "icons": [
            _icon("icon-192.png", "192x192", "any"),
            _icon("icon-512.png", "512x512", "any"),
            _icon("icon-maskable-512.png", "512x512", "maskable"),
        ],
        "share_target": {
            "action": reverse("share_target"),
            "method": "POST",
            "enctype": "multipart/form-data",
            "params": {
                **{name: name for name in SHARED},
                "files": [{"name": "files", "accept": ACCEPTED.split(",")}],
            },
        },
    }
    return JsonResponse(facts, content_type="application/manifest+json")


def _icon(name: str, sizes: str, purpose: str) -> dict[str, str]:
    return {
        "src": static(f"icons/{name}"),
        "sizes": sizes,
        "type": "image/png",
        "purpose": purpose,
    }
