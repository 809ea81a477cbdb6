"""Deciding on suggestions: one press accepts or dismisses, one takes that back."""

import json
from collections.abc import Collection, Iterable

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from annotations.quotations.checking import Asked, how_many, rows_of
from annotations.quotations.decided import (
    ACCEPTED,
    DISMISSED,
    MOST,
    REOPENED,
    Decided,
    corrected_by,
    decided_on,
    keys_in,
)
from annotations.quotations.deciding import SeveralSpeakers, accept, dismiss, reopen
from annotations.quotations.forms import SpokenForm
from annotations.quotations.models import Suggestion
from annotations.reader.closed import closed_cards, page_around
from annotations.reader.page import ArticlePage, BlockView
from annotations.reader.suggested import Suggested, SuggestedCards
from annotations.speakers.models import Speaker
from annotations.teams.models import User
from newsroom.articles.models import Version

_LONGEST_QUERY = 500


@require_POST
@vary_on_headers("HX-Request")
def decisions(request: HttpRequest) -> HttpResponse:
    """Accept, dismiss or reopen suggestions: each name has keys, with spaces between.

    `on` is the version the reader looks at, `with` the keys that the toast already tells of.
    """
    for decision in (ACCEPTED, DISMISSED, REOPENED):
        if keys := keys_in(request.POST.getlist(decision)):
            return _decided(request, decision, _suggestions(keys))
    raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
@never_cache
def suggestion(request: HttpRequest, pk: int) -> HttpResponse:
    """The form that says who said what is suggested; posting it accepts."""
    found = get_object_or_404(
        Suggestion.objects.select_related("said_by", "version__article__outlet"), pk=pk
    )
    given = request.POST if request.method == "POST" else None
    form = SpokenForm(given, suggestion=found, user=request.user)
    if form.is_valid():
        return _decided(request, ACCEPTED, [found], form.named_speaker())
    context = {
        "form": form,
        "suggestion": found,
        "version": found.version,
        "article": found.version.article,
    }
    template = "reader/suggestion_form.html" if request.htmx else "reader/suggestion_page.html"
    return render(request, template, context, status=422 if form.is_bound else 200)


def _suggestions(keys: Iterable[int]) -> list[Suggestion]:
    rows = Suggestion.objects.filter(pk__in=list(keys)).select_related("version__article__outlet")
    found = list(rows.order_by("version_id", "start", "pk"))
    if not found:
        raise Http404
    return found


def _decided(
    request: HttpRequest, decision: str, found: list[Suggestion], speaker: Speaker | None = None
) -> HttpResponse:
    """Decide and answer; where somebody has to choose between speakers, ask them."""
    made, undecided = [], []
    corrected = corrected_by(one.pk for one in found)
    for one in found:
        try:
            if _decide(one, decision, request.user, speaker) or decision != REOPENED:
                made.append(one)
        except SeveralSpeakers:
            undecided.append(one)
    if not request.htmx:
        return _led_on(request, decision, made, undecided)
    told = decided_on(decision, _with(request, decision, made)) if made else None
    corrected = (corrected | corrected_by(one.pk for one in made)) - {one.pk for one in made}
    response = _shown(request, decision, made, told, corrected)
    response["HX-Reswap"] = "none"
    told_to_page = {
        "margent:decided": {"decision": decision, "ids": [f"s{one.pk}" for one in made]},
        "margent:unsure": {"ids": [f"s{one.pk}" for one in undecided]},
    }
    response["HX-Trigger-After-Settle"] = json.dumps(told_to_page)
    return response


def _decide(one: Suggestion, decision: str, by: User, speaker: Speaker | None) -> bool:
    if decision == ACCEPTED:
        return accept(one, by, speaker)
    return dismiss(one, by) if decision == DISMISSED else reopen(one, by)


def _with(request: HttpRequest, decision: str, made: list[Suggestion]) -> tuple[int, ...]:
    """The keys of which the toast tells: those it told of already, and these."""
    before = () if decision == REOPENED else keys_in(request.POST.getlist("with"))
    return tuple(dict.fromkeys([*before, *(one.pk for one in made)]))[-MOST:]


def _led_on(
    request: HttpRequest, decision: str, made: list[Suggestion], undecided: list[Suggestion]
) -> HttpResponse:
    """Where somebody without JavaScript goes on: in the list they came from, or the article."""
    if undecided:
        return redirect("suggestion", pk=undecided[0].pk)
    query = QueryDict(request.POST.get("list", "")[:_LONGEST_QUERY], mutable=True)
    if decision != REOPENED and made:
        query[decision] = " ".join(str(one.pk) for one in made)
    there = reverse("suggestions")
    if made and "list" not in request.POST:
        there = made[0].version.article.get_absolute_url()
    return redirect(f"{there}?{query.urlencode()}" if query else there)


def _shown(
    request: HttpRequest,
    decision: str,
    made: list[Suggestion],
    told: Decided | None,
    corrected: Collection[int],
) -> HttpResponse:
    """What decisions touch: in the list how many are left, on the page of a version blocks, cards
    and who speaks; on both the toast, and what is `corrected` (keys) by them."""
    if "list" in request.POST:
        left = how_many(Asked.read(QueryDict(request.POST["list"][:_LONGEST_QUERY])))
        rows = rows_of(corrected, request.user) if corrected else []
        context = {"decided": told, "count": left, "corrected": rows}
        return render(request, "quotations/decided.html", context)
    on = request.POST.get("on", "")
    version = (
        Version.objects.select_related("article__outlet").filter(pk=on).first()
        if on.isdecimal() and len(on) < 19
        else None
    )
    if version is None:
        return render(request, "quotations/decided.html", {"decided": told})
    page = page_around(version, request.user, ())
    here = [one for one in made if one.version_id == version.pk]
    others = [one for one in page.found.suggestions if one.pk in corrected]
    context = {
        "version": version,
        "article": version.article,
        "page": page,
        "decided": told,
        "blocks": _blocks(page, [*here, *others]),
        "corrected": _corrected(page, others),
        "cards": _cards(page, here, decision),
        "gone": _gone(here, decision),
    }
    return render(request, "reader/decided.html", context)


def _blocks(page: ArticlePage, here: Iterable[Suggestion | Suggested]) -> list[BlockView]:
    under = {block.start: block for one in here for block in page.blocks_over(one.start, one.end)}
    return list(under.values())


def _cards(page: ArticlePage, here: list[Suggestion], decision: str) -> SafeString:
    """The cards that decisions bring: those of quotes, or of suggestions that are open again."""
    keys = {one.pk for one in here}
    if decision == REOPENED:
        cards = SuggestedCards(page.version, page.found.suggestions)
        open_again = [one for one in page.found.suggestions if one.pk in keys]
        return mark_safe("".join(cards.html(one) for one in open_again))
    made = set(Suggestion.objects.filter(pk__in=keys).values_list("highlight_id", flat=True))
    return closed_cards(card for card in page.cards if card.highlight.pk in made)


def _corrected(page: ArticlePage, others: Iterable[Suggested]) -> SafeString:
    """The cards that take the place of those with the speaker they had until now."""
    cards = SuggestedCards(page.version, page.found.suggestions)
    return mark_safe("".join(cards.html(one, ' hx-swap-oob="true"') for one in others))


def _gone(here: list[Suggestion], decision: str) -> list[int]:
    """The cards of quotes that are suggestions again."""
    if decision != REOPENED:
        return []
    return [one.highlight_id for one in here if one.highlight_id]
