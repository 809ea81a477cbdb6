"""Two versions of an article beside each other: what changed, and what became of highlights."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby, pairwise

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from annotations.highlights.adjusting import adjust, take_back
from annotations.highlights.following import refuse, take_refusal_back
from annotations.highlights.models import Anchor, Highlight
from annotations.reader.marking import editable, follow_later
from annotations.reader.marks import Mark, Span, segments
from annotations.reader.page import Card, cards_on
from annotations.reader.views import place_on
from annotations.teams.models import User
from newsroom.articles.changes import Change, Piece, State, Text, compare
from newsroom.articles.models import Article, Version
from newsroom.articles.text import BODY_KINDS, Extent, Kind
from newsroom.asking import keys_of

#: The worst first.
ORDER = (Anchor.Status.LOST, Anchor.Status.CHANGED, Anchor.Status.MOVED, Anchor.Status.SAME)
_ELEMENTS = {State.ADDED: "ins", State.REMOVED: "del"}
#: What the list of versions says of each.
SHORT_FIELDS = ("pk", "number", "captured_at", "article", "repaired")
#: Of so many versions, the latest, it is counted how many words came and went; not where they
#: have more code points than these together, for that would take a second.
MOST_COUNTED, LONGEST_COUNTED = 8, 250_000


@dataclass(frozen=True, slots=True)
class Row:
    """A block as the comparison shows it; `from_paragraph` is where it was moved from.

    `before` and `after` are its two sides alone, empty where it is not there.
    """

    kind: Kind
    html: SafeString
    before: SafeString
    after: SafeString
    is_same: bool
    from_paragraph: int | None
    went_down: bool


@dataclass(frozen=True, slots=True)
class Stage:
    """A version in the list of them: how much was highlighted on it, and what changed to it.

    `added` and `removed` are words; None where they are not counted.
    """

    version: Version
    made_here: int
    added: int | None = None
    removed: int | None = None


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a highlight; `words` are its own, with what changed in them ruled.

    `refused_on` is the key of the version on which somebody said that it is not the same.
    """

    card: Card
    words: SafeString
    may_edit: bool
    refused_on: int | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from one version to another, and the cards of what stands on the later one."""

    old: Version
    new: Version
    rows: list[Row]
    cards: list[Card]
    added: int
    removed: int

    @property
    def changes(self) -> int:
        return sum(not row.is_same for row in self.rows)

    @property
    def runs(self) -> list[tuple[bool, list[Row]]]:
        """The rows; those without changes that follow each other are together (True)."""
        shown = groupby(self.rows, key=lambda row: row.is_same and row.kind is not Kind.TITLE)
        return [(is_same, list(rows)) for is_same, rows in shown]

    @property
    def unchanged(self) -> int:
        return sum(card.status == Anchor.Status.SAME for card in self.cards)


@require_safe
@never_cache
def comparison(request: HttpRequest, pk: int) -> HttpResponse:
    """Compare two versions, named by their numbers; the latest with the one before it if not."""
    found = get_object_or_404(Article.objects.select_related("outlet"), pk=pk)
    versions = list(found.versions.only(*SHORT_FIELDS).order_by("number"))
    if not versions:
        raise Http404
    numbers = {str(one.number): one.number for one in versions}
    to = numbers.get(request.GET.get("to", ""), versions[-1].number)
    before = max((one.number for one in versions if one.number < to), default=to)
    start = numbers.get(request.GET.get("from", ""), before)
    both = {one.number: one for one in found.versions.filter(number__in=(start, to))}
    made = compared(both[start], both[to], request.user)
    beside = request.GET.get("as") == "sides"
    context = {
        "article": found,
        "stages": _stages(found, versions, request.user),
        "comparison": made,
        "fates": _fates(made, request.user),
        "beside": beside,
        "layout": "&as=sides" if beside else "",
        "told": _told(request),
    }
    return render(request, "reader/comparison.html", context)


@require_POST
def followed(request: HttpRequest, pk: int) -> HttpResponse:
    """Say of what a highlight became on a version: not the same, the same after all, or follow it.

    Posting `undo` gives it back the range it had before it was told to follow the new words.
    """
    found = editable(request, pk)
    on = get_object_or_404(
        Version.objects.filter(article=found.version.article_id), pk=_number(request.POST.get("on"))
    )
    answer, told = request.POST.get("same", ""), ""
    if answer == "no" and refuse(found, on):
        told = f"&refused={found.pk}"
    elif answer == "yes":
        take_refusal_back(found, on)
    elif answer == "words" and (span := place_on(found, on)):
        with transaction.atomic():
            if before := adjust(found, on, span, by=request.user):
                follow_later(before)
                told = f"&adjusted={before.pk}"
    elif answer == "before":
        take_back(found, _number(request.POST.get("undo")))
    start = _number(request.POST.get("from"))
    there = reverse("article_comparison", args=[on.article_id])
    to = _number(request.POST.get("to")) or on.number
    return redirect(f"{there}?from={start}&to={to}{told}#became")


def _number(given: str | None) -> int:
    return next(iter(keys_of([given or ""])), 0)


def _told(request: HttpRequest) -> dict[str, object] | None:
    """What was just done here, to be taken back by the toast that tells of it."""
    own = Highlight.objects.visible_to(request.user)
    if refused := _number(request.GET.get("refused")):
        found = own.filter(pk=refused).first()
        return found and {"highlight": found, "answer": "yes"}
    if adjusted := _number(request.GET.get("adjusted")):
        found = own.filter(adjustments=adjusted).first()
        return found and {"highlight": found, "answer": "before", "undo": adjusted}
    return None


def _stages(article: Article, versions: list[Version], reader: User) -> list[Stage]:
    """Return the versions, the latest last, with what changed from one to the next."""
    seen = Highlight.objects.visible_to(reader).filter(version__article=article)
    made = Counter(seen.values_list("version", flat=True))
    last = article.versions.filter(number__gte=versions[-MOST_COUNTED:][0].number)
    texts = {one.pk: _text(one) for one in last.only("text", "blocks").order_by("number")}
    counted = {}
    if sum(len(one.text) for one in texts.values()) > LONGEST_COUNTED:
        texts = {}
    for (_, old), (pk, new) in pairwise(texts.items()):
        pieces = [piece for change in compare(old, new) for piece in change.pieces]
        counted[pk] = _counts(pieces, old, new)
    return [Stage(one, made[one.pk], *counted.get(one.pk, ())) for one in versions]


def _text(version: Version) -> Text:
    return Text(version.text, list(version.extents))


def _counts(pieces: Iterable[Piece], old: Text, new: Text) -> tuple[int, int]:
    """Return how many words were added and how many removed."""
    added = removed = 0
    for piece in pieces:
        added += new.words(piece) if piece.state is State.ADDED else 0
        removed += old.words(piece) if piece.state is State.REMOVED else 0
    return added, removed


def _fates(made: Comparison, reader: User) -> list[Fate]:
    """What became of the highlights that do not stand as they stood, the worst first."""
    cards = [card for card in made.cards if card.status != Anchor.Status.SAME]
    keys = [card.highlight.pk for card in cards]
    own = Highlight.objects.editable_by(reader).filter(pk__in=keys)
    mine = set(own.values_list("pk", flat=True))
    refused = _refused(made.new, [card.highlight.pk for card in cards if card.start is None])
    return [
        Fate(card, _ruled(card, made.new.text), pk in mine, refused.get(pk))
        for pk, card in zip(keys, cards, strict=True)
    ]


def _refused(new: Version, lost: list[int]) -> dict[int, int]:
    """The version, up to `new`, that somebody detached each of the highlights `lost` from."""
    found = Anchor.objects.filter(
        highlight__in=lost, is_refused=True, version__number__lte=new.number
    )
    keys = found.order_by("version__number").values_list("highlight_id", "version_id")
    return dict(keys) if lost else {}


def _ruled(card: Card, text: str) -> SafeString:
    """The words of a highlight; those that were changed inside are ruled."""
    was = card.highlight.words
    if card.status != Anchor.Status.CHANGED:
        return escape(was)
    now = text[card.start : card.end]
    texts = [Text(words, [Extent(Kind.PARAGRAPH, 0, len(words))]) for words in (was, now)]
    pieces = [piece for change in compare(*texts) for piece in change.pieces]
    return mark_safe("".join(_html(one, texts, ([], [])) for one in pieces))  # escaped


def compared(old: Version, new: Version, reader: User) -> Comparison:
    """Return what changed from `old` to `new`, with what `reader` may see of highlights."""
    texts = _text(old), _text(new)
    visible = Highlight.objects.visible_to(reader)
    cards = cards_on(new, visible)
    before = Anchor.objects.filter(version=old, highlight__in=visible, start__isnull=False)
    kept = before.values_list("highlight_id", "start", "end", "highlight__kind")
    here = [card.span for card in cards if card.start is not None]
    spans = [Span(*anchor) for anchor in kept], here
    changes = _with_one_title(compare(*texts), texts)
    added, removed = _counts((one for change in changes for one in change.pieces), *texts)
    return Comparison(
        old=old,
        new=new,
        rows=[_row(change, texts, spans) for change in changes],
        cards=sorted(cards, key=lambda card: ORDER.index(card.status)),
        added=added,
        removed=removed,
    )


def _with_one_title(changes: list[Change], texts: tuple[Text, Text]) -> list[Change]:
    """Return the changes; a title that became quite another one is one change and not two."""
    titles = [one for one in changes if _extent(one, texts).kind is Kind.TITLE]
    if len(titles) != 2:
        return changes
    gone, come = sorted(titles, key=lambda one: one.new is not None)
    both = Change(gone.old, come.new, gone.pieces + come.pieces)
    return [both, *(one for one in changes if one not in titles)]


def _extent(change: Change, texts: tuple[Text, Text]) -> Extent:
    old, new = texts
    return old.extents[change.old or 0] if change.new is None else new.extents[change.new]


def _row(change: Change, texts: tuple[Text, Text], spans: tuple[list[Span], list[Span]]) -> Row:
    old, _ = texts
    both, before, after = (
        mark_safe("".join(_html(one, texts, spans) for one in change.pieces if one.state != other))
        for other in (None, State.ADDED, State.REMOVED)
    )  # escaped
    return Row(
        kind=_extent(change, texts).kind,
        html=both,
        before=before,
        after=after,
        is_same=change.is_same,
        from_paragraph=_paragraph(old, change.old) if change.is_moved else None,
        went_down=change.is_moved and (change.new or 0) > (change.old or 0),
    )


def _paragraph(text: Text, place: int | None) -> int:
    return sum(one.kind in BODY_KINDS for one in text.extents[: (place or 0) + 1])


def _html(piece: Piece, texts: tuple[Text, Text], spans: tuple[list[Span], list[Span]]) -> str:
    side = 0 if piece.state is State.REMOVED else 1
    near = [one for one in spans[side] if one.start < piece.end and one.end > piece.start]
    words = "".join(_marked(segments(texts[side].text, piece.start, piece.end, near)))
    element = _ELEMENTS.get(piece.state)
    return f"<{element}>{words}</{element}>" if element else words


def _marked(pieces: Iterable[Mark | str]) -> Iterable[str]:
    """Yield words and marks, without what only the reader's page needs; all text is escaped."""
    for piece in pieces:
        if isinstance(piece, str):
            yield escape(piece)
        else:
            yield f'<mark class="hl" data-kind="{escape(piece.span.kind)}">'
            yield from _marked(piece.children)
            yield "</mark>"
