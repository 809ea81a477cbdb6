"""The Add page: the box, what is recognised in it, and the list "Just now"."""

from uuid import uuid4

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from newsroom.articles.models import Article, Import
from newsroom.ingestion.adding import count_here, try_again
from newsroom.ingestion.answers import (
    LIST,
    add_url,
    answer,
    changed,
    listed,
    numbers,
    shown,
    undo,
)
from newsroom.ingestion.arrivals import is_for
from newsroom.ingestion.failures import Failure
from newsroom.ingestion.followed import count_followed
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
        for words in form.told:
            messages.success(request, words)
        for words in form.left_out:
            messages.warning(request, words)
        return redirect(add_url(here=here))
    empty = {"form": _empty_form(request), "box": Recognised(), "left_out": form.left_out}
    empty["told"] = form.told
    return answer(request, "ingestion/added.html", here=here, **empty)


def _refused(request: HttpRequest, form: AddForm) -> HttpResponse:
    if not request.htmx:
        return _page(request, form, status=422)
    # Only the words beside the box change: text and chosen files stay as they are.
    response = render(request, "ingestion/errors.html", {"form": form}, status=422)
    response["HX-Retarget"], response["HX-Reswap"] = "#add-errors", "outerHTML"
    return response


def _page(request: HttpRequest, form: AddForm, status: int = 200) -> HttpResponse:
    removed = Article.objects.filter(pk__in=numbers(request, "removed"), removed_at__isnull=False)
    imported = Import.objects.defer("links").filter(
        pk__in=numbers(request, "removed_import"), added_by=request.user, removed_at__isnull=False
    )
    box = recognise((form["text"].value() or "")[:LONGEST_TEXT])
    context = {
        "form": form,
        "undo": undo(list(removed), imported.first()),
        **_recognised(box, files=0),
        **listed(shown(request)),
    }
    return render(request, "ingestion/add.html", context, status=status)


def _empty_form(request: HttpRequest, article: Article | None = None) -> AddForm:
    return AddForm(initial={"client_key": uuid4(), "article": article}, user=request.user)


def _asked_for(request: HttpRequest) -> Article | None:
    """The failed article whose text somebody wants to paste."""
    return Article.objects.wanting_text().filter(pk__in=numbers(request, "article")).first()


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
    here = count_followed(box.outlines) if box.outlines else count_here(box.good)
    new = len(box.good) - here + box.is_text + files
    return {"box": box, "chosen": files, "here": here, "new": new}


@require_GET
@never_cache
def arrivals(request: HttpRequest) -> HttpResponse:
    """The list again; nothing, with 204, where it looks as it did."""
    found = shown(request)
    if request.GET.get("look") == found.look:
        return HttpResponse(status=204)
    return answer(request, LIST, found=found)


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
    return changed(request)


@require_POST
def removal(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an article that has no text out of the list, or put it back."""
    article = get_object_or_404(Article.objects.stranded(), pk=pk)
    if not is_for(article, request.user):
        raise Http404
    back = request.POST.get("undo") == "yes"
    article.removed_at = None if back else article.removed_at or timezone.now()
    article.save(update_fields=["removed_at"])
    return changed(request, [] if back else [article])


@require_http_methods(["POST", "DELETE"])
def attempts(request: HttpRequest) -> HttpResponse:
    """Try again all of the list that failed; by DELETE, stop all that is on its way."""
    listed_now = shown(request)
    with transaction.atomic():
        if request.method == "DELETE" or request.POST.get("stop") == "yes":
            for article in Article.objects.filter(pk__in=listed_now.stoppable):
                article.fail(Failure.STOPPED)
        else:
            for article in Article.objects.filter(pk__in=listed_now.retryable):
                try_again(article)
    return changed(request)


@require_POST
def removals(request: HttpRequest) -> HttpResponse:
    """Take all that failed and has no text out of the list, or put it back."""
    if request.POST.get("undo") == "yes":
        gone = Article.objects.stranded().filter(pk__in=numbers(request, "article"))
        own = [article.pk for article in gone if is_for(article, request.user)]
        Article.objects.filter(pk__in=own).update(removed_at=None)
        return changed(request)
    gone = Article.objects.stranded().filter(pk__in=shown(request).removable)
    removed = list(gone.order_by("pk"))
    gone.update(removed_at=timezone.now())
    return changed(request, removed)
