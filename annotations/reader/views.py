from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from annotations.highlights.adjusting import Adjustment
from annotations.highlights.models import Highlight
from annotations.quotations.decided import decided_in
from annotations.reader.blank import blank
from annotations.reader.closed import AT_ONCE, MOST_OPEN, Made, closed_cards, closed_on, page_around
from annotations.reader.forms import EditorForm, HighlightForm, said
from annotations.reader.page import Card, cards_on
from annotations.reader.plain_cards import is_plain, plain_card
from annotations.reader.surroundings import surroundings_of
from annotations.speakers.models import Attribution, Speaker
from annotations.speakers.opinions import opinions_of
from annotations.tasks import follow
from newsroom.articles.models import Amendment, Article, Version
from newsroom.asking import keys_of
from newsroom.ingestion.merging import parts_of
from newsroom.ingestion.wire import also_at
from newsroom.outlets.models import Repair
from newsroom.prepared import PreparedObjects


@dataclass(frozen=True, slots=True)
class Undo:
    """How a change is taken back: what the toast says, and what is posted where."""

    words: str
    address: str
    values: dict[str, Any]


@require_safe
@never_cache
def article(request: HttpRequest, pk: int) -> HttpResponse:
    """The latest version of an article with what readers made of it."""
    found = _ARTICLE.get(pk)
    if found is None:
        raise Http404
    if found.latest_version is None and found.twin:
        return redirect(found.twin)
    if found.latest_version is None:
        kept = found.captures.only("pk").first()
        return render(request, "reader/waiting.html", {"article": found, "kept": kept})
    found.latest_version.article = found
    return _read(request, found.latest_version)


@require_safe
@never_cache
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """One version of an article, whether it is the latest or not."""
    return _read(request, _version(pk))


@require_POST
def highlights(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a highlight on a version."""
    on = _MARKED.get(pk)
    if on is None:
        raise Http404
    form = HighlightForm(request.POST, version=on, author=request.user)
    if not form.is_valid():
        return _editor(request, form, on, status=422)
    if on.pk == on.article.latest_version_id:
        made = form.save()
    else:
        with transaction.atomic():
            made = form.save()
            follow.configure(lock=f"article-{on.article_id}").defer(article_id=on.article_id)
    words = _("%(kind)s saved") % {"kind": made.get_kind_display()}
    return changed(
        request,
        made,
        on,
        shown_before=not form.is_new,
        made=form.made,
        starts_afresh=True,
        undo=Undo(words, reverse("highlight_deletion", args=[made.pk]), {"on": on.pk}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def highlight(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to a highlight; with `on`, its editor. Posting changes what the editor says."""
    if request.method in {"GET", "HEAD"} and "on" not in request.GET:
        return redirect(get_object_or_404(Highlight.objects.visible_to(request.user), pk=pk))
    found = get_object_or_404(
        Highlight.objects.visible_to(request.user).filter(
            pk__in=Highlight.objects.editable_by(request.user)
        ),
        pk=pk,
    )
    on = shown_version(request, found)
    if request.method in {"GET", "HEAD"}:
        return _editor(request, _form_for(found, request), on)
    before = _form_for(found, request).initial
    form = EditorForm(request.POST, instance=found, author=request.user)
    if not form.is_valid():
        return _editor(request, form, on, status=422)
    return changed(request, form.save(), on, before=before)


@require_safe
@never_cache
@vary_on_headers("HX-Request")
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """The open card of a highlight, for htmx; a page of its own without JavaScript."""
    found = get_object_or_404(Highlight.objects.visible_to(request.user), pk=pk)
    on = shown_version(request, found)
    [shown] = cards_on(on, Highlight.objects.filter(pk=pk), request.user) or [None]
    if shown is None:
        return redirect(found)
    if request.htmx and is_plain(shown):
        return HttpResponse(plain_card(shown, get_token(request), on))
    template = "reader/card.html" if request.htmx else "reader/card_page.html"
    return render(request, template, {"card": shown, "version": on, "article": on.article})


@require_safe
@never_cache
@vary_on_headers("HX-Request")
def cards(request: HttpRequest, pk: int) -> HttpResponse:
    """Closed cards that follow a page with very many: those after the first `from`."""
    on = _version(pk)
    first = request.GET.get("from", "")
    first = int(first) if first.isdecimal() and len(first) < 10 else 0
    found = closed_on(on, request.user, first, AT_ONCE + 1)
    here = [card for card in found[:AT_ONCE] if card.start is not None]
    context = {
        "closed_cards": closed_cards(here),
        "further": first + AT_ONCE if len(found) > AT_ONCE else None,
        "version": on,
        "article": on.article,
    }
    template = "reader/cards.html" if request.htmx else "reader/cards_page.html"
    return render(request, template, context)


@require_http_methods(["GET", "HEAD", "POST", "DELETE"])
def deletion(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a highlight, or, by deleting the deletion, bring it back."""
    found = get_object_or_404(Highlight.objects.editable_by(request.user), pk=pk)
    on = shown_version(request, found)
    if request.method in {"GET", "HEAD"}:
        return render(request, "reader/deletion.html", {"highlight": found, "version": on})
    back = request.method == "DELETE" or request.POST.get("undo") == "yes"
    found.deleted_at = None if back else found.deleted_at or timezone.now()
    found.save(update_fields=["deleted_at"])
    if not request.htmx and not back:
        return redirect("highlight_deletion", pk=pk)
    return changed(request, found, on, shown_before=not back)


def _version(pk: int) -> Version:
    found = _VERSION.get(pk)
    if found is None:
        raise Http404
    return found


_ARTICLE = PreparedObjects[Article](
    lambda pk: (
        Article.objects.with_parts()
        .select_related("outlet", "latest_version", "twin")
        .filter(pk=pk)
        .order_by()
    ),
    numbers=1,
)
#: What is needed to mark words on it.
_MARKED = PreparedObjects[Version](
    lambda pk: (
        Version.objects.select_related("article")
        .only(
            "text",
            "blocks",
            "language",
            "article__latest_version",
            "article__dated_at",
            "article__outlet",
        )
        .filter(pk=pk)
        .order_by()
    ),
    numbers=1,
)
_VERSION = PreparedObjects[Version](
    lambda pk: Version.objects.select_related("article__outlet").filter(pk=pk).order_by(),
    numbers=1,
)


def shown_version(request: HttpRequest, found: Highlight) -> Version:
    """The version the reader is looking at, where the request says; else the highlight's own."""
    asked = request.POST.get("on") or request.GET.get("on") or ""
    if asked.isdecimal():
        article_id = found.version.article_id
        shown = Version.objects.filter(pk=asked, article_id=article_id)
        if shown := shown.select_related("article__outlet").first():
            return shown
    return _version(found.version_id)


def _read(request: HttpRequest, shown: Version) -> HttpResponse:
    if query := _of_speakers_now(request):
        return redirect(f"{request.path}?{query}")
    all_open = request.GET.get("cards", request.COOKIES.get("cards")) == "open"
    page = page_around(shown, request.user, all_open=all_open)
    around = surroundings_of(shown.article, request.user)
    is_latest = shown.pk == shown.article.latest_version_id
    # Each call masks it anew.
    token = get_token(request)
    context = {
        "csrf_token": token,
        "article": shown.article,
        "closed_cards": closed_cards(page.margin),
        "further": AT_ONCE if len(page.cards) > AT_ONCE else None,
        "all_open": all_open and len(page.cards) <= MOST_OPEN,
        "version": shown,
        "page": page,
        "versions": around.versions,
        "is_latest": is_latest,
        "behind": around.behind if is_latest else 0,
        "new_card": blank("reader/new_card.html", token, shown),
        "by_hand": blank("reader/by_hand.html", token, shown),
        "removed": shown.article.removed_at is not None,
        "topics": around.topics,
        "also_at": also_at(shown.article) if is_latest and around.is_copied else [],
        "decided": decided_in(request),
        **_other_articles(request, shown),
        **_repair_mode(request, shown),
    }
    response = render(request, "reader/article.html", context)
    if "cards" in request.GET:
        # Where no script runs, whoever asked for open cards once has them on every article.
        kept = {"max_age": timedelta(days=365), "httponly": True, "samesite": "Lax"}
        response.set_cookie("cards", "open" if all_open else "closed", **kept)
    return response


def _of_speakers_now(request: HttpRequest) -> str:
    """What is asked for by whom its speakers turned out to be, where some were merged since."""
    asked = request.GET.getlist("speaker")
    now = Speaker.objects.followed(keys_of(asked)) if asked else {}
    if all(key == one for key, one in now.items()):
        return ""
    query = request.GET.copy()
    # Sources without a name stand there as words.
    voices = [str(now.get(int(one), one)) if one.isdecimal() else one for one in asked]
    query.setlist("speaker", list(dict.fromkeys(voices)))
    return query.urlencode()


def _other_articles(request: HttpRequest, shown: Version) -> dict[str, object]:
    """Where else the words are, what was merged with the article, and what has just been."""
    article = shown.article
    parts = parts_of(article) if getattr(article, "has_parts", False) else []
    merged = request.GET.get("merged", "")
    return {
        "parts": parts,
        "amended": _just_amended(request, article),
        "merged": next((one for one in parts if str(one.pk) == merged), None),
        "was_part_of": _was_part_of(request),
        "adjusted": _just_adjusted(request),
    }


def _just_amended(request: HttpRequest, article: Article) -> Amendment | None:
    keys = _told(request, "amended")
    return article.amendments.filter(undone_at=None, pk__in=keys).first() if keys else None


def _just_adjusted(request: HttpRequest) -> Adjustment | None:
    """The range that the reader has just given a highlight, on a page of its own."""
    keys = _told(request, "adjusted")
    if not keys:
        return None
    own = Highlight.objects.visible_to(request.user).editable_by(request.user)
    return Adjustment.objects.filter(pk__in=keys, highlight__in=own).first()


def _was_part_of(request: HttpRequest) -> Article | None:
    """The article from which this one has just been split."""
    keys = _told(request, "split")
    return Article.objects.readable().filter(pk__in=keys).first() if keys else None


def _told(request: HttpRequest, name: str) -> tuple[int, ...]:
    """What the address tells of by its key, if it does: most tell nothing, and cost no query."""
    return keys_of([request.GET.get(name, "")])


def _repair_mode(request: HttpRequest, shown: Version) -> dict[str, object]:
    """Whether the text can be repaired, whether it is being, and the repair just made."""
    is_latest = shown.pk == shown.article.latest_version_id
    can_repair = is_latest and shown.capture_id is not None
    repairing = can_repair and "repair" in request.GET
    return {
        "can_repair": can_repair,
        "repairing": repairing,
        "repaired": _just_repaired(request) if repairing else None,
    }


def _just_repaired(request: HttpRequest) -> Repair | None:
    keys = _told(request, "repaired")
    return Repair.objects.select_related("outlet").filter(pk__in=keys).first() if keys else None


def _form_for(found: Highlight, request: HttpRequest) -> EditorForm:
    said_by = _own_or_shown(found, request)
    speaker = said_by.speaker if said_by else None
    initial = {
        "client_key": uuid4(),
        "speaker": speaker,
        "speaker_name": speaker.name if speaker else "",
        "speaker_was": said(speaker, speaker.name if speaker else ""),
        "label": [label.name for label in found.labels.all()],
        **_verdict_of(found),
    }
    return EditorForm(instance=found, author=request.user, initial=initial)


def _own_or_shown(found: Highlight, request: HttpRequest) -> Attribution | None:
    """What the reader says, who does not edit what others say; else what is shown."""
    said = opinions_of(found.attributions.opinions().select_related("speaker"))
    own = (one for one in said.others if one.by_id == request.user.pk)
    return next(own, said.shown)


def _verdict_of(found: Highlight) -> dict[str, Any]:
    if found.kind != Highlight.Kind.CLAIM:
        return {}
    last = found.verdicts.first()
    return {"sources": last.sources, "verdict_seen": last.pk} if last else {}


def _editor(request: HttpRequest, form: EditorForm, on: Version, status: int = 200) -> HttpResponse:
    """The editor alone for htmx, on a page of its own without JavaScript."""
    found = form.instance if form.instance.pk else None
    context = {"form": form, "version": on, "article": on.article, "highlight": found}
    template = "reader/editor.html" if request.htmx else "reader/editor_page.html"
    return render(request, template, context, status=status)


def changed(
    request: HttpRequest,
    found: Highlight,
    on: Version,
    *,
    shown_before: bool = True,
    made: Made | None = None,
    starts_afresh: bool = False,
    before: dict[str, Any] | None = None,
    undo: Undo | None = None,
    stood: tuple[int, int] | None = None,
) -> HttpResponse:
    """What a change to one highlight touches: its blocks, its card, the cast.

    `shown_before` says that the reader's page has a card of it, `made` what all
    hangs on it where it was just made; the editor for a new one `starts_afresh`.
    `before` is what the editor said until then, so that it can be undone; `undo` is how
    anything else is. `stood` is where it was on `on` until now, if elsewhere.
    """
    if not request.htmx:
        return redirect(found)
    wanted = set() if made else {found.pk}
    page = page_around(on, request.user, wanted, made=made, lost=False)
    card = page.card(found)
    now = (card.start, card.end) if card else place_on(found, on)
    places = [place for place in (stood, now) if place]
    token = get_token(request)
    context = {
        "csrf_token": token,
        "version": on,
        "article": on.article,
        "page": page,
        "highlight": found,
        "card": card,
        "plain_card": plain_card(card, token, on) if card and is_plain(card) else "",
        "blocks": page.blocks_over(*_around(places)) if places else [],
        "new_card": blank("reader/new_card.html", token, on, oob=_OOB) if starts_afresh else "",
        "deleted": found.deleted_at is not None,
        "shown_before": shown_before,
        "before": before,
        "undo": undo,
        "saved": _form_for(found, request).initial if before else None,
        "notes_gone": found.deleted_at and found.notes.filter(deleted_at__isnull=True).count(),
    }
    response = render(request, "reader/changed.html", context)
    response["HX-Reswap"] = "none"
    response["HX-Trigger-After-Settle"] = _selecting(card)
    return response


_OOB = mark_safe(' hx-swap-oob="true"')


def _around(places: list[tuple[int, int]]) -> tuple[int, int]:
    return min(start for start, _end in places), max(end for _start, end in places)


def place_on(found: Highlight, on: Version) -> tuple[int, int] | None:
    """Where a highlight stands on a version, in code points; None where it is lost."""
    anchor = found.anchors.filter(version=on, start__isnull=False).first()
    return (anchor.start, anchor.end) if anchor else None


def _selecting(card: Card | None) -> str:
    return f'{{"margent:changed": {{"highlight": {card.highlight.pk if card else "null"}}}}}'
