"""An import: its page, going on and stopping, and taking it out of the list."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from newsroom.articles.models import Article
from newsroom.ingestion import importing
from newsroom.ingestion.answers import changed, listed, own_import, shown


@require_GET
@never_cache
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The articles of an import, those that need somebody first."""
    own_import(request, pk)
    request.GET = request.GET.copy()
    request.GET["import"] = str(pk)
    return render(request, "ingestion/import.html", listed(shown(request)))


@require_http_methods(["POST", "DELETE"])
def attempt(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with an import and try again what failed of it; by DELETE, begin no more of it."""
    one = own_import(request, pk)
    if request.method == "DELETE" or request.POST.get("stop") == "yes":
        importing.stop(one.pk)
    else:
        importing.try_again(one.pk)
    return changed(request)


@require_POST
def removal(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop an import and take it out of the list, with what failed of it; or put it back."""
    one = own_import(request, pk)
    back = request.POST.get("undo") == "yes"
    stranded = Article.objects.stranded().filter(import_of=one)
    with transaction.atomic():
        importing.stop(one.pk)
        if back:
            stranded.filter(removed_at=one.removed_at).update(removed_at=None)
            one.removed_at = None
        elif one.removed_at is None:
            one.removed_at = timezone.now()
            stranded.filter(removed_at=None).update(removed_at=one.removed_at)
        one.save(update_fields=["removed_at"])
    return changed(request, imported=None if back else one)
