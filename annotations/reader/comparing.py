"""Two versions of an article beside each other: what changed, and what became of highlights."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from annotations.highlights.models import Anchor, Highlight
from annotations.reader.marks import Mark, Span, segments
from annotations.reader.page import Card, cards_on
from annotations.teams.models import User
from newsroom.articles.changes import Change, Piece, State, Text, compare
from newsroom.articles.models import Article, Version
from newsroom.articles.text import BODY_KINDS, Kind

#: The worst first.
ORDER = (Anchor.Status.LOST, Anchor.Status.CHANGED, Anchor.Status.MOVED, Anchor.Status.SAME)
_ELEMENTS = {State.ADDED: "ins", State.REMOVED: "del"}


@dataclass(frozen=True, slots=True)
class Row:
    """A block as the comparison shows it; `from_paragraph` is where it was moved from."""

    kind: Kind
    html: SafeString
    is_same: bool
    from_paragraph: int | None
    went_down: bool


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
    def problems(self) -> list[Card]:
        return [card for card in self.cards if card.status != Anchor.Status.SAME]

    @property
    def unchanged(self) -> int:
        return len(self.cards) - len(self.problems)


@require_safe
@never_cache
def comparison(request: HttpRequest, pk: int) -> HttpResponse:
    """Compare two versions, named by their numbers; the latest with the one before it if not."""
    found = get_object_or_404(Article.objects.select_related("outlet"), pk=pk)
    versions = found.versions.order_by("number")
    choices = list(versions.only("pk", "number", "captured_at", "article", "repaired"))
    if not choices:
        raise Http404
    numbers = {str(one.number): one.number for one in choices}
    to = numbers.get(request.GET.get("to", ""), choices[-1].number)
    before = max((one.number for one in choices if one.number < to), default=to)
    start = numbers.get(request.GET.get("from", ""), before)
    both = {one.number: one for one in found.versions.filter(number__in=(start, to))}
    context = {
        "article": found,
        "versions": choices,
        "comparison": compared(both[start], both[to], request.user),
    }
    return render(request, "reader/comparison.html", context)


def compared(old: Version, new: Version, reader: User) -> Comparison:
    """Return what changed from `old` to `new`, with what `reader` may see of highlights."""
    texts = Text(old.text, list(old.extents)), Text(new.text, list(new.extents))
    visible = Highlight.objects.visible_to(reader)
    cards = cards_on(new, visible)
    before = Anchor.objects.filter(version=old, highlight__in=visible, start__isnull=False)
    kept = before.values_list("highlight_id", "start", "end", "highlight__kind")
    here = [card.span for card in cards if card.start is not None]
    spans = [Span(*anchor) for anchor in kept], here
    changes = compare(*texts)
    pieces = [piece for change in changes for piece in change.pieces]
    return Comparison(
        old=old,
        new=new,
        rows=[_row(change, texts, spans) for change in changes],
        cards=sorted(cards, key=lambda card: ORDER.index(card.status)),
        added=sum(texts[1].words(one) for one in pieces if one.state is State.ADDED),
        removed=sum(texts[0].words(one) for one in pieces if one.state is State.REMOVED),
    )


def _row(change: Change, texts: tuple[Text, Text], spans: tuple[list[Span], list[Span]]) -> Row:
    old, new = texts
    extent = old.extents[change.old or 0] if change.new is None else new.extents[change.new]
    return Row(
        kind=extent.kind,
        html=mark_safe("".join(_html(one, texts, spans) for one in change.pieces)),  # escaped
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
