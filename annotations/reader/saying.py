"""Who says who said a highlight: giving one's opinion, and settling what people disagree on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from annotations.highlights.models import Highlight
from annotations.reader.saying_forms import DecisionForm, OpinionForm
from annotations.reader.views import Undo, changed, shown_version
from annotations.speakers.models import Attribution
from annotations.speakers.naming import attribute, settle, take_back
from annotations.speakers.opinions import opinions_of
from newsroom.articles.models import Version


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@vary_on_headers("HX-Request")
def speaker(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who said a highlight, whoever named somebody before; posting `undo` withdraws that."""
    found = _seen(request, pk)
    on = shown_version(request, found)
    if "undo" in request.POST:
        return _taken_back(request, found, on)
    form = OpinionForm(request.POST or None)
    if not form.is_valid():
        return _page(request, found, on, opinion=form)
    attribute(found, form.named_speaker(), by=request.user, reason=form.cleaned_data["reason"])
    own = found.attributions.opinions().filter(by=request.user, decides=False).first()
    words = _("You say: %(name)s") % {"name": own.speaker} if own else ""
    return changed(request, found, on, undo=own and _undo(words, "highlight_speaker", found, own))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@vary_on_headers("HX-Request")
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """Settle who said a highlight, with a reason; posting `undo` withdraws that."""
    found = _seen(request, pk)
    on = shown_version(request, found)
    if "undo" in request.POST:
        return _taken_back(request, found, on)
    form = DecisionForm(request.POST or None, highlight=found)
    if not form.is_valid():
        return _page(request, found, on, decision=form)
    made = settle(found, **form.cleaned_data, by=request.user)
    words = _("Settled: %(name)s") % {"name": form.cleaned_data["speaker"]}
    return changed(
        request, found, on, undo=made and _undo(words, "highlight_decision", found, made)
    )


def _seen(request: HttpRequest, pk: int) -> Highlight:
    seen = Highlight.objects.visible_to(request.user).select_related("version")
    return get_object_or_404(seen, pk=pk)


def _taken_back(request: HttpRequest, found: Highlight, on: Version) -> HttpResponse:
    said = request.POST["undo"]
    if said.isdecimal() and len(said) < 19:
        take_back(found, int(said), by=request.user)
    return changed(request, found, on)


def _undo(words: str, name: str, found: Highlight, said: Attribution) -> Undo:
    return Undo(words, reverse(name, args=[found.pk]), {"undo": said.pk})


def _page(
    request: HttpRequest,
    found: Highlight,
    on: Version,
    opinion: OpinionForm | None = None,
    decision: DecisionForm | None = None,
) -> HttpResponse:
    """What is said and was said, and both forms: alone for htmx, else on a page of its own."""
    history = list(found.attributions.select_related("speaker", "by", "withdrawn_by"))
    bound = any(form and form.is_bound for form in (opinion, decision))
    context = {
        "highlight": found,
        "version": on,
        "article": on.article,
        "opinions": opinions_of(one for one in history if not one.withdrawn_at),
        "history": history,
        "form": opinion or OpinionForm(),
        "decision": decision or DecisionForm(highlight=found),
        "own": next(
            (one for one in history if one.by_id == request.user.pk and not one.withdrawn_at), None
        ),
    }
    template = "reader/saying.html" if request.htmx else "reader/saying_page.html"
    return render(request, template, context, status=422 if bound else 200)
