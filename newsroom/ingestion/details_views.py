"""Saying by hand what an article is: the dialog."""

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
    if undo:
        take_back(article, int(undo) if undo.isdecimal() and len(undo) < 19 else 0)
        return _to(request, article.get_absolute_url())
    form = DetailsForm(request.POST if request.method == "POST" else None, article=article)
    if form.is_valid():
        try:
            made = amend(article, form.details, by=request.user)
        except Elsewhere as elsewhere:
            words = _("This is the link of “%(title)s”, which is here already. Merge the two.")
            form.add_error("link", words % {"title": elsewhere.article})
        else:
            told = f"?amended={made.pk}" if made else ""
            return _to(request, f"{article.get_absolute_url()}{told}")
    context = {
        "article": article,
        "form": form,
        "outlets": Outlet.objects.order_by("name").values_list("name", flat=True)[:MOST_OUTLETS],
        "amendments": article.amendments.filter(undone_at=None).select_related("made_by")[
            :MOST_CHANGES
        ],
    }
    template = "ingestion/details.html" if request.htmx else "ingestion/details_page.html"
    return render(request, template, context, status=422 if form.errors else 200)


def _to(request: HttpRequest, address: str) -> HttpResponse:
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)
