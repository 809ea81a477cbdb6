"""Feeds: followed, paused, left and polled by hand; what is found at an address; OPML."""

from datetime import timedelta

from django.db.models import FETCH_RAISE, Count, QuerySet
from django.db.models.functions import Coalesce, TruncWeek
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)
from procrastinate.contrib.django.models import ProcrastinateJob

from newsroom.ingestion.followed import what_was_followed, what_was_not
from newsroom.ingestion.following import (
    follow_again,
    follow_all,
    follow_chosen,
    follow_site,
    pause,
    unfollow,
)
from newsroom.ingestion.opml import Outline, write_opml
from newsroom.ingestion.polling import poll_soon
from newsroom.jobs import POLL
from newsroom.outlets.models import Discovery, Entry, Feed
from newsroom.sources.discoveries import discoveries_of
from newsroom.sources.entries import Named
from newsroom.sources.forms import FollowForm, OpmlForm
from newsroom.sources.health import Health
from newsroom.sources.numbers import number
from newsroom.sources.outlets_views import outlets_page
from newsroom.sources.rules_views import panel
from newsroom.sources.weeks import WEEKS, Weeks, weeks

ENTRIES = 40


@require_POST
@never_cache
def follow(request: HttpRequest) -> HttpResponse:
    """Have the worker look for what can be followed at an address."""
    form = FollowForm(request.POST)
    if form.is_valid():
        follow_site(form.cleaned_data["address"], request.user)
        form = FollowForm()
    if request.htmx:
        status = 422 if form.is_bound else 200
        return _searches(request, status, "sources/followed.html", form=form)
    return outlets_page(request, form=form, status=422) if form.is_bound else redirect("outlets")


@require_GET
@never_cache
def discoveries(request: HttpRequest) -> HttpResponse:
    """What came of the addresses that were asked for, as long as some are looked into."""
    return _searches(request)


@require_POST
@never_cache
def discovery(request: HttpRequest, pk: int) -> HttpResponse:
    """Follow what was chosen of what was found; or look again, or put the matter away."""
    found = get_object_or_404(Discovery, pk=pk, asked_by=request.user)
    if request.POST.get("again") == "yes":
        follow_site(found.url, request.user)
    elif request.POST.get("away") == "yes":
        found.put_away_at = timezone.now()
        found.save(update_fields=["put_away_at"])
    elif found.state == Discovery.State.CHOOSING:
        chosen = [
            place for one in request.POST.getlist("choice") if (place := number(one)) is not None
        ]
        if chosen:
            follow_chosen(found, chosen)
    return _searches(request, changed=True) if request.htmx else redirect("outlets")


def _searches(
    request: HttpRequest,
    status: int = 200,
    template: str = "sources/discoveries.html",
    *,
    changed: bool = False,
    **context: object,
) -> HttpResponse:
    found = discoveries_of(request.user)
    before = [pk for one in request.GET.getlist("busy") if (pk := number(one)) is not None]
    settled = found.settled(before)
    context |= {"found": found, "settled": settled, "fragment": True}
    answer = render(request, template, context, status=status)
    if changed or settled:
        answer["HX-Trigger"] = "outlets-changed"
    return answer


@require_safe
@never_cache
def feed(request: HttpRequest, pk: int) -> HttpResponse:
    """One feed: how it is doing, what it named lately, and what became of that."""
    found = get_object_or_404(Feed.objects.select_related("outlet"), pk=pk)
    context = {
        "feed": found,
        "health": Health(found),
        "is_asked": _is_asked(found),
        "weeks": _weeks(found),
        "entries": [Named(entry) for entry in _entries(found)],
        "panel": panel(request, feed=found),
    }
    return render(request, "sources/feed.html", context)


def _is_asked(feed: Feed) -> bool:
    """Whether a worker is asking it, or will at once."""
    jobs = ProcrastinateJob.objects.filter(
        task_name=POLL, lock=f"feed-{feed.pk}", status__in=("todo", "doing")
    )
    return jobs.exclude(scheduled_at__gt=timezone.now()).exists()


def _weeks(feed: Feed) -> Weeks:
    now = timezone.localtime()
    since = now - timedelta(weeks=WEEKS)
    dated = feed.entries.annotate(at=Coalesce("published_at", "seen_at"))
    recent = dated.filter(at__gte=since, at__lte=now).order_by()
    counted = recent.annotate(week=TruncWeek("at")).values("week").annotate(n=Count("pk"))
    return weeks({one["week"].date(): one["n"] for one in counted}, now.date())


def _entries(feed: Feed) -> QuerySet[Entry]:
    return feed.entries.select_related("article").fetch_mode(FETCH_RAISE)[:ENTRIES]


@require_http_methods(["POST", "DELETE"])
def feed_following(request: HttpRequest, pk: int) -> HttpResponse:
    """Follow a feed again; with `pause`, pause it; by DELETE (or `stop`), stop following it."""
    found = get_object_or_404(Feed, pk=pk)
    if request.method == "DELETE" or request.POST.get("stop") == "yes":
        unfollow(found)
        return redirect(f"{reverse('outlets')}?left={found.pk}")
    if request.POST.get("pause") == "yes":
        pause(found)
    elif found.state != Feed.State.FOLLOWED:
        follow_again(found)
    return redirect(found)


@require_POST
def feed_poll(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a feed polled now."""
    found = get_object_or_404(Feed, pk=pk)
    if found.state == Feed.State.FOLLOWED and not _is_asked(found):
        poll_soon(found)
    return redirect(found)


# --- OPML


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def opml(request: HttpRequest) -> HttpResponse:
    """All feeds as an OPML file; by POST, follow the feeds of one."""
    return _bring_in(request) if request.method == "POST" else _hand_out()


def _hand_out() -> HttpResponse:
    kept = Feed.objects.kept().order_by("folder", "title", "pk")
    outlines = [Outline(feed.title, feed.url, feed.site_url, feed.folder) for feed in kept]
    answer = HttpResponse(write_opml(outlines, _("Feeds of Margent")), "text/x-opml")
    answer["Content-Disposition"] = 'attachment; filename="margent.opml"'
    return answer


def _bring_in(request: HttpRequest) -> HttpResponse:
    form = OpmlForm(request.POST, request.FILES)
    if not form.is_valid():
        return outlets_page(request, opml=form, status=422)
    came = follow_all(form.outlines, request.user)
    told = {"came": what_was_followed(came), "did_not": what_was_not(came)}
    return outlets_page(request, **told)
