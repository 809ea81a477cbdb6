"""What the article page shows: blocks with their marks, cards in text order, who speaks."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from operator import itemgetter

from django.db.models import FETCH_RAISE, Min, Prefetch, QuerySet
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from annotations.highlights.models import Anchor, Highlight
from annotations.notes.models import Note
from annotations.notes.threads import Thread, thread_of
from annotations.reader.histories import History, history_of, with_histories
from annotations.reader.marks import SUGGESTED, Span, html, segments
from annotations.reader.suggested import SuggestedCards, SuggestedHere
from annotations.speakers.models import Attribution, Speaker
from annotations.speakers.offices import role_of, roles_on
from annotations.speakers.opinions import Opinions, opinions_of
from annotations.teams.models import User
from newsroom.articles.models import Version
from newsroom.articles.text import Kind

#: Of the version a highlight was made on, the page needs only number and article.
LONG_FIELDS = ("text", "blocks", "left_out", "title", "sections", "tags", "authors", "lead_image")


@dataclass(frozen=True, slots=True)
class Card:
    """A highlight as the margin shows it; `start` and `end` are where it stands on this version."""

    highlight: Highlight
    opinions: Opinions
    thread: Thread
    start: int | None
    end: int | None
    status: str
    number: int
    editable: bool
    history: History

    @property
    def speaker(self) -> Speaker | None:
        return self.opinions.speaker

    @property
    def is_spoken(self) -> bool:
        return self.speaker is not None

    @property
    def kind(self) -> Highlight.Kind:
        return Highlight.Kind(self.highlight.kind)

    @property
    def role(self) -> str:
        """What the speaker was on the day of the article."""
        return role_of(self.opinions.shown) if self.opinions.shown else ""

    @property
    def labels(self) -> list[tuple[int, str]]:
        """Each label as key and name, in order."""
        return self.history.labels

    @property
    def author(self) -> int:
        return self.highlight.author_id

    @property
    def author_name(self) -> str:
        return str(self.highlight.author)

    @property
    def changed(self) -> bool:
        return self.status == Anchor.Status.CHANGED

    @property
    def notes(self) -> list[Note]:
        return self.thread.notes

    @property
    def stamps(self) -> tuple[int, int]:
        """The numbers of the latest change to itself and to its thread."""
        change = getattr(self.highlight, "change", None)
        return (change.card, change.thread) if change else (0, 0)

    @property
    def label(self) -> str:
        kind = self.highlight.get_kind_display().lower()
        return f"{kind}, {self.speaker}" if self.speaker else kind

    @property
    def span(self) -> Span:
        closing = _("end of %(kind)s") % {"kind": self.highlight.get_kind_display().lower()}
        return Span(
            id=self.highlight.pk,
            start=self.start or 0,
            end=self.end or 0,
            kind=self.highlight.kind,
            label=self.label,
            closing=closing,
            number=self.number,
        )


@dataclass(frozen=True, slots=True)
class BlockView:
    """A block with its marks. `start` counts code points of `text`, that of the version.

    `place` counts the blocks before it; `spans` are those that may touch it.
    """

    kind: Kind
    start: int
    end: int
    text: str
    spans: list[Span]
    level: int
    credit: str
    place: int

    @property
    def html(self) -> SafeString:
        """Its words with the marks around them; an answer to a change shows few of the blocks."""
        pieces = segments(self.text, self.start, self.end, self.spans)
        return mark_safe(html(pieces))  # every character of the text is escaped there

    @property
    def highlights(self) -> int:
        """How many highlights touch it."""
        return len({span.id for span in self.spans if _touches(span, self.start)})


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody in the cast list, with how many highlights and suggestions are theirs.

    `value` is what the page finds these by.
    """

    value: str
    speaker: Speaker
    count: int


@dataclass(frozen=True)
class ArticlePage:
    version: Version
    blocks: list[BlockView]
    cards: list[Card]
    lost: list[Card]
    found: SuggestedHere = field(default_factory=SuggestedHere)

    @property
    def margin(self) -> list[Card | SafeString]:
        """The cards of highlights and, as HTML, those of suggestions, in text order."""
        suggestions = self.found.suggestions
        cards = SuggestedCards(self.version, suggestions)
        every = [(one.start, -one.end, 0, one) for one in self.cards]
        every += [(one.start, -one.end, 1, cards.html(one)) for one in suggestions]
        return [one for *_place, one in sorted(every, key=itemgetter(0, 1, 2))]

    @property
    def troubled(self) -> int:
        """How many highlights stand on changed words or lost their passage."""
        return len(self.lost) + sum(card.changed for card in self.cards)

    @cached_property
    def troubled_since(self) -> int | None:
        """The number of the earliest version that one of these was made on."""
        troubled = [*self.lost, *(card for card in self.cards if card.changed)]
        made = Highlight.objects.filter(pk__in=[card.highlight.pk for card in troubled])
        return made.aggregate(first=Min("version__number"))["first"]

    @cached_property
    def latest_change(self) -> int:
        """The number of the latest change that the page shows."""
        return max((max(card.stamps) for card in [*self.cards, *self.lost]), default=0)

    @property
    def title(self) -> BlockView | None:
        return next((block for block in self.blocks if block.kind is Kind.TITLE), None)

    @property
    def standfirst(self) -> BlockView | None:
        return next((block for block in self.blocks if block.kind is Kind.STANDFIRST), None)

    @property
    def groups(self) -> list[tuple[bool, list[BlockView]]]:
        """The body's blocks; those that follow each other in a list are together (True)."""
        body = [block for block in self.blocks if block.kind not in (Kind.TITLE, Kind.STANDFIRST)]
        return [
            (is_list, list(blocks))
            for is_list, blocks in groupby(body, key=lambda block: block.kind is Kind.LIST_ITEM)
        ]

    @cached_property
    def cast(self) -> list[Voice]:
        """Who speaks here, the most quoted first; those without a speaker are left out."""
        suggested = [one for one in self.found.suggestions if one.name]
        speakers = {str(card.speaker.pk): card.speaker for card in self.cards if card.speaker}
        speakers = {one.voice: one.speaker for one in suggested} | speakers
        counts = Counter(str(card.speaker.pk) for card in self.cards if card.speaker)
        counts.update(one.voice for one in suggested)
        return [Voice(value, speakers[value], n) for value, n in counts.most_common()]

    @cached_property
    def kinds(self) -> list[tuple[str, str, int]]:
        """Each kind with its name in the plural and how many there are."""
        counts = Counter(card.highlight.kind for card in self.cards)
        names = {
            Highlight.Kind.QUOTE: pgettext("kind of highlight", "Quotes"),
            Highlight.Kind.CLAIM: pgettext("kind of highlight", "Claims"),
            Highlight.Kind.PASSAGE: pgettext("kind of highlight", "Passages"),
        }
        suggested = (SUGGESTED, pgettext("quotations", "Suggested"), len(self.found.suggestions))
        return [*((kind.value, name, counts[kind]) for kind, name in names.items()), suggested]

    @cached_property
    def labels(self) -> list[tuple[int, str, int]]:
        """Each label here with its key, its name and how many highlights have it."""
        counts = Counter(tuple(one) for card in self.cards for one in card.labels)
        return [(*label, count) for label, count in sorted(counts.items(), key=_by_name)]

    @cached_property
    def people(self) -> list[tuple[int, str, int]]:
        """Who highlighted here, with their key, their name and how often."""
        authors = [(card.author, card.author_name) for card in self.cards]
        return [(*who, n) for who, n in sorted(Counter(authors).items(), key=_by_name)]

    def blocks_over(self, start: int, end: int) -> list[BlockView]:
        """The blocks that share code points with `start` to `end`."""
        return [block for block in self.blocks if block.start < end and block.end > start]

    def card(self, highlight: Highlight) -> Card | None:
        return next((one for one in self.cards if one.highlight.pk == highlight.pk), None)


def _by_name(counted: tuple[tuple[int, str], int]) -> tuple[str, int]:
    (pk, name), _count = counted
    return name.casefold(), pk


def page_of(version: Version, user: User) -> ArticlePage:
    """Return what `user` sees on `version`."""
    return page_with(version, Highlight.objects.visible_to(user), user)


def page_with(
    version: Version, highlights: QuerySet[Highlight], editor: User | None = None
) -> ArticlePage:
    """Return `version` with those of `highlights` that stand on it, editable as `editor` may."""
    cards = cards_on(version, highlights, editor)
    here = [card for card in cards if card.start is not None]
    spans = [card.span for card in here]
    return ArticlePage(
        version=version,
        blocks=list(blocks_on(version, spans)),
        cards=here,
        lost=[card for card in cards if card.start is None],
    )


def cards_on(
    version: Version, highlights: QuerySet[Highlight] | list[int], editor: User | None = None
) -> list[Card]:
    """Return the cards of those of `highlights` that have an anchor on `version`, in text order.

    `highlights` may be keys: that saves the database from thinking long about a short answer.
    """
    day = timezone.localdate(version.article.dated_at)
    anchors = (
        Anchor.objects.filter(version=version, highlight__in=highlights)
        .select_related(
            "highlight__author",
            "highlight__version",
            "highlight__change",
            "highlight__resolution__by",
        )
        .defer(*(f"highlight__version__{name}" for name in LONG_FIELDS))
        .prefetch_related(
            Prefetch(
                "highlight__attributions",
                roles_on(Attribution.objects.opinions(), day).select_related("speaker", "by"),
                to_attr="opinions",
            ),
            Prefetch("highlight__notes", Note.objects.with_people(), to_attr="all_notes"),
        )
        .order_by("start", "-end", "highlight_id")
        .fetch_mode(FETCH_RAISE)
    )
    return [
        Card(
            highlight=anchor.highlight,
            opinions=opinions_of(anchor.highlight.opinions),
            thread=thread_of(anchor.highlight, anchor.highlight.all_notes),
            start=anchor.start,
            end=anchor.end,
            status=anchor.status,
            number=number,
            editable=editor is not None and anchor.highlight.is_editable_by(editor),
            history=history_of(anchor),
        )
        for number, anchor in enumerate(with_histories(anchors), 1)
    ]


def blocks_on(version: Version, spans: list[Span]) -> Iterable[BlockView]:
    """Yield the blocks of `version` with the marks of `spans` on them."""
    waiting = sorted(spans, key=lambda span: span.start)
    near: list[Span] = []
    for place, extent in enumerate(version.extents):
        near = [span for span in near if span.end > extent.start]
        while waiting and waiting[0].start < extent.end:
            near.append(waiting.pop(0))
        yield BlockView(
            kind=extent.kind,
            start=extent.start,
            end=extent.end,
            text=version.text,
            spans=list(near),
            level=extent.level,
            credit=extent.credit,
            place=place,
        )


def _touches(span: Span, start: int) -> bool:
    return span.end > start and span.kind != SUGGESTED
