"""The Add page: the box, what is recognised in it, and the list "Just now"."""

from collections.abc import Iterable
from urllib.parse import urlencode
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from newsroom.articles.models import Article
from newsroom.ingestion.adding import count_here, try_again
from newsroom.ingestion.arrivals import JustNow, is_for, just_now
from newsroom.ingestion.failures import Failure
from newsroom.ingestion.forms import LONGEST_TEXT, MOST_FILES, AddForm
from newsroom.ingestion.recognition import Recognised, recognise


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@vary_on_headers("HX-Request")
def add(request: HttpRequest) -> HttpResponse:
    """Show the box and the list; take in what is posted from the box."""
    if request.method == "POST":
        return _add(request)
    form = _empty_form(request, article=_asked_for(request))
    if request.htmx and not request.htmx.history_restore_request:
        return render(request, "ingestion/paste_for.html", {"form": form})
    return _page(request, form)


def _add(request: HttpRequest) -> HttpResponse:
    form = AddForm(request.POST, request.FILES, user=request.user)
    if not form.is_valid():
        return _refused(request, form)
    here = [article.pk for article in form.save()]
    if not request.htmx:
        return redirect(_add_url(here=here))
    empty = {"form": _empty_form(request), "box": Recognised()}
    return _answer(request, "ingestion/added.html", here=here, **empty)


def _refused(request: HttpRequest, form: AddForm) -> HttpResponse:
    if not request.htmx:
        return _page(request, form, status=422)
    # Only the words beside the box change: text and chosen files stay as they are.
    response = render(request, "ingestion/errors.html", {"form": form}, status=422)
    response["HX-Retarget"], response["HX-Reswap"] = "#add-errors", "outerHTML"
    return response


def _page(request: HttpRequest, form: AddForm, status: int = 200) -> HttpResponse:
    removed = Article.objects.filter(pk__in=_numbers(request, "removed"), removed_at__isnull=False)
    box = recognise((form["text"].value() or "")[:LONGEST_TEXT])
    context = {
        "form": form,
        "removed": removed.first(),
        **_recognised(box, files=0),
        **_list(request, _numbers(request, "here")),
    }
    return render(request, "ingestion/add.html", context, status=status)


def _empty_form(request: HttpRequest, article: Article | None = None) -> AddForm:
    return AddForm(initial={"client_key": uuid4(), "article": article}, user=request.user)


def _asked_for(request: HttpRequest) -> Article | None:
    """The failed article whose text somebody wants to paste."""
    return Article.objects.stranded().filter(pk__in=_numbers(request, "article")).first()


@require_POST
@never_cache
def recognition(request: HttpRequest) -> HttpResponse:
    """Say what is in the box, and what the button will do."""
    text = request.POST.get("text", "")
    chosen = request.POST.get("chosen", "")
    files = min(int(chosen[:6]), MOST_FILES) if chosen.isascii() and chosen.isdigit() else 0
    box = recognise(text) if len(text) <= LONGEST_TEXT else Recognised(characters=len(text))
    return render(request, "ingestion/recognised.html", _recognised(box, files))


def _recognised(box: Recognised, files: int) -> dict[str, object]:
    here = count_here(box.good)
    new = len(box.good) - here + box.is_text + files
    return {"box": box, "chosen": files, "here": here, "new": new}


@require_GET
@never_cache
def arrivals(request: HttpRequest) -> HttpResponse:
    """The list again; nothing, with 204, where it looks as it did."""
    shown = just_now(request.user, _numbers(request, "here"))
    if request.GET.get("look") == shown.look:
        return HttpResponse(status=204)
    return _answer(request, "ingestion/arrivals.html", busy=_numbers(request, "busy"))


@require_http_methods(["POST", "DELETE"])
def attempt(request: HttpRequest, pk: int) -> HttpResponse:
    """Try again to take an article in; by DELETE, stop trying."""
    article = get_object_or_404(Article, pk=pk)
    if request.method == "POST" and request.POST.get("stop") != "yes":
        try_again(article)
    elif is_for(article, request.user):
        article.fail(Failure.STOPPED)
    else:
        raise Http404
    return _changed(request)


@require_POST
def removal(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an article that has no text out of the list, or put it back."""
    article = get_object_or_404(Article.objects.stranded(), pk=pk)
    if not is_for(article, request.user):
        raise Http404
    back = request.POST.get("undo") == "yes"
    article.removed_at = None if back else article.removed_at or timezone.now()
    article.save(update_fields=["removed_at"])
    return _changed(request, removed=None if back else article)


def _changed(request: HttpRequest, removed: Article | None = None) -> HttpResponse:
    if request.htmx:
        return _answer(request, "ingestion/arrivals.html", removed=removed)
    here = _numbers(request, "here")
    return redirect(_add_url(here=here, removed=[removed.pk] if removed else []))


def _answer(
    request: HttpRequest,
    template: str,
    here: Iterable[int] = (),
    busy: Iterable[int] = (),
    **context: object,
) -> HttpResponse:
    """The list, and what has come to its end since `busy` were on their way."""
    page = _list(request, [*here, *_numbers(request, "here")])
    context |= {"fragment": True, "settled": page["list"].settled(busy)}
    return render(request, template, context | page)


def _list(request: HttpRequest, here: Iterable[int]) -> dict[str, object]:
    shown: JustNow = just_now(request.user, here)
    state = {"look": shown.look, "here": shown.old, "busy": shown.busy}
    poll = f"{reverse('arrivals')}?{urlencode(state, doseq=True)}"
    return {"list": shown, "poll": poll, "again": _add_url(here=shown.old)}


def _add_url(**numbers: list[int]) -> str:
    query = urlencode({name: pks for name, pks in numbers.items() if pks}, doseq=True)
    return reverse("add") + (f"?{query}" if query else "")


def _numbers(request: HttpRequest, name: str) -> list[int]:
    given = request.GET.getlist(name) + request.POST.getlist(name)
    return [int(one) for one in given if one.isascii() and one.isdigit() and len(one) < 19]
