"""Rules: added, changed, removed and put back, and what they would have done."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from newsroom.outlets.models import Feed, Outlet, Rule
from newsroom.sources.numbers import number
from newsroom.sources.rule_forms import RuleForm
from newsroom.sources.rule_preview import preview


@dataclass(frozen=True, slots=True)
class Panel:
    """What `sources/rules.html` shows: the rules of a feed, of an outlet, or of all.

    `form` adds one; `forms` has one to change each rule; `removed` is the one just removed.
    """

    feed: Feed | None
    outlet: Outlet | None
    forms: list[RuleForm]
    form: RuleForm
    removed: Rule | None = None

    @property
    def where(self) -> str:
        """The page on which it stands."""
        return _page_of(self.feed, self.outlet)


def panel(
    request: HttpRequest,
    feed: Feed | None = None,
    outlet: Outlet | None = None,
    form: RuleForm | None = None,
    changed: RuleForm | None = None,
    removed: Rule | None = None,
) -> Panel:
    """Return the rules of `feed`, of `outlet`, or, without either, those that hold everywhere.

    `form` and `changed` are what somebody sent and could not be kept.
    """
    rules = Rule.objects.standing().filter(feed=feed, outlet=None if feed else outlet)
    forms = [
        changed
        if changed and changed.instance.pk == rule.pk
        else RuleForm(instance=rule, auto_id=f"rule-{rule.pk}-%s")
        for rule in rules.select_related("topic")
    ]
    blank = RuleForm(initial={"feed": feed, "outlet": None if feed else outlet}, auto_id="rule-%s")
    return Panel(feed, outlet, forms, form or blank, removed or _just_removed(request))


@require_POST
def rules(request: HttpRequest) -> HttpResponse:
    """Add a rule."""
    form = RuleForm(request.POST, auto_id="rule-%s")
    if not form.is_valid():
        return _refused(request, form)
    form.instance.added_by = request.user
    return _answer(request, form.save())


@require_http_methods(["POST", "DELETE"])
def rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a rule; by DELETE (or `remove`), remove it; by `undo`, put it back."""
    found = get_object_or_404(Rule.objects.select_related("feed", "outlet", "topic"), pk=pk)
    if request.POST.get("undo") == "yes":
        found.removed_at = None
    elif request.method == "DELETE" or request.POST.get("remove") == "yes":
        found.removed_at = found.removed_at or timezone.now()
    else:
        return _change(request, found)
    found.save(update_fields=["removed_at"])
    return _answer(request, found)


def _change(request: HttpRequest, found: Rule) -> HttpResponse:
    # A rule stays where it is: the form cannot move it to another feed.
    data = request.POST.copy()
    data["feed"], data["outlet"] = found.feed_id or "", found.outlet_id or ""
    form = RuleForm(data, instance=found, auto_id=f"rule-{found.pk}-%s")
    if not form.is_valid():
        return _refused(request, form)
    return _answer(request, form.save())


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def rule_preview(request: HttpRequest) -> HttpResponse:
    """What of the last entries would have come in by the rules, with the one in the form added.

    Nothing is kept.
    """
    sent = request.POST if request.method == "POST" else request.GET
    changed = Rule.objects.filter(pk=number(sent.get("rule", ""))).first()
    form = RuleForm(sent, instance=changed, auto_id="rule-%s")
    tried = form.condition
    feed, outlet = form.cleaned_data.get("feed"), form.cleaned_data.get("outlet")
    entries = preview(feed, outlet, tried, changed.pk if changed else None)
    context = {
        "entries": entries,
        "kept": sum(one.keep for one in entries),
        "tried": tried,
        "form": form if sent.get("value") else RuleForm(initial=form.cleaned_data),
        "rule": changed,
        "where": _page_of(feed, outlet),
        "feed": feed,
        "outlet": outlet,
    }
    page = "sources/rule_preview.html" if request.htmx else "sources/rule_preview_page.html"
    return render(request, page, context)


def _answer(request: HttpRequest, changed: Rule) -> HttpResponse:
    if not request.htmx:
        page = _page_of(changed.feed, changed.outlet)
        query = f"?removed_rule={changed.pk}" if changed.removed_at else ""
        return redirect(f"{page}{query}#rules")
    removed = changed if changed.removed_at else None
    shown = panel(request, changed.feed, changed.outlet, removed=removed)
    return _panel(request, shown)


def _refused(request: HttpRequest, form: RuleForm) -> HttpResponse:
    feed, outlet = form.cleaned_data.get("feed"), form.cleaned_data.get("outlet")
    sent = {"changed": form} if form.instance.pk else {"form": form}
    if request.htmx:
        return _panel(request, panel(request, feed, outlet, **sent), status=422)
    context: dict[str, Any] = {"form": form, "where": _page_of(feed, outlet)}
    context |= {"rule": form.instance if form.instance.pk else None, "feed": feed, "outlet": outlet}
    return render(request, "sources/rule_preview_page.html", context, status=422)


def _panel(request: HttpRequest, shown: Panel, status: int = 200) -> HttpResponse:
    return render(request, "sources/rules.html", {"panel": shown}, status=status)


def _just_removed(request: HttpRequest) -> Rule | None:
    pk = number(request.GET.get("removed_rule", ""))
    return Rule.objects.filter(pk=pk, removed_at__isnull=False).first() if pk else None


def _page_of(feed: Feed | None, outlet: Outlet | None) -> str:
    if feed:
        return feed.get_absolute_url()
    return outlet.get_absolute_url() if outlet else reverse("topics")
