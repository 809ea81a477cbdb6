from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from annotations.notes.models import Mention
from annotations.teams.models import User

MOST_SHOWN = 100


@require_safe
@never_cache
def mentions(request: HttpRequest) -> HttpResponse:
    """The notes in which the reader is mentioned, the latest first."""
    found = Mention.objects.standing().filter(person=request.user)
    shown = found.select_related("note__author", "note__highlight__version__article__outlet")
    return render(request, "notes/mentions.html", {"mentions": shown[:MOST_SHOWN]})


@require_POST
def seeing(request: HttpRequest) -> HttpResponse:
    """The reader has seen the list."""
    mine = Mention.objects.filter(person=request.user, seen_at__isnull=True)
    mine.update(seen_at=timezone.now())
    Mention.objects.count_again([request.user.pk])
    return HttpResponse(status=204) if request.htmx else redirect("mentions")


@require_safe
def people_options(request: HttpRequest) -> HttpResponse:
    """Everybody a note can mention, as the options of a list."""
    others = User.objects.filter(is_active=True).exclude(pk=request.user.pk).exclude(name="")
    return render(request, "notes/people_options.html", {"people": others.order_by("name", "pk")})
