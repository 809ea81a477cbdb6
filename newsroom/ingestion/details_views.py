"""Saying by hand what an article is: the dialog."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseClientRedirect

from newsroom.articles.models import Article
from newsroom.ingestion.details import Elsewhere, amend, take_back
from newsroom.ingestion.details_forms import DetailsForm
from newsroom.outlets.models import Outlet

MOST_OUTLETS, MOST_CHANGES = 500, 10


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def details(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which outlet published an article, when, by whom and where; `undo` takes that back."""
    articles = Article.objects.readable().select_related("outlet", "latest_version")
    article = get_object_or_404(articles, pk=pk)
    undo = request.POST.get("undo", "")
    number = int(undo) if undo.isdecimal() and len(undo) < 19 else 0
    said_since = undo and _cannot_be_undone(article, number)
    if undo and not said_since:
        return _to(request, article.get_absolute_url())
    is_sent = request.method == "POST" and not undo
    form = DetailsForm(request.POST if is_sent else None, article=article)
    if form.is_valid():
        try:
            made = amend(article, form.details, by=request.user)
        except Elsewhere as elsewhere:
            words = _("This is the link of “%(title)s”, which is here already. Merge the two.")
            form.add_error("link", words % {"title": elsewhere.article})
        else:
            told = f"?amended={made.pk}" if made else ""
            if not made:
                messages.info(request, _("Nothing was changed."))
            return _to(request, f"{article.get_absolute_url()}{told}")
    context = {
        "article": article,
        "form": form,
        "said_since": said_since,
        "outlets": Outlet.objects.order_by("name").values_list("name", flat=True)[:MOST_OUTLETS],
        "amendments": article.amendments.filter(undone_at=None).select_related("made_by")[
            :MOST_CHANGES
        ],
    }
    template = "ingestion/details.html" if request.htmx else "ingestion/details_page.html"
    return render(request, template, context, status=422 if form.errors or said_since else 200)


def _cannot_be_undone(article: Article, number: int) -> bool:
    """Take an amendment back; tell whether it stands all the same, as others came after it."""
    done = take_back(article, number)
    return not done and article.amendments.filter(pk=number, undone_at=None).exists()


def _to(request: HttpRequest, address: str) -> HttpResponse:
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)
