"""A page of the library: articles by day, each with what readers made of it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import groupby

from django.db.models import FETCH_RAISE, Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from annotations.highlights.models import Anchor, Highlight
from annotations.library.models import Reading
from annotations.speakers.models import Attribution, Speaker
from annotations.teams.models import User
from newsroom.articles.models import Article

PAGE = 40
FACES = 5


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: after the article dated `dated_at` with key `pk`."""

    dated_at: datetime
    pk: int

    def __str__(self) -> str:
        return f"{self.dated_at.isoformat()}_{self.pk}"

    @classmethod
    def read(cls, text: str) -> "Place | None":
        """Return the place `text` names, or None where it names none."""
        moment, _, pk = text.rpartition("_")
        try:
            return cls(datetime.fromisoformat(moment).astimezone(UTC), int(pk))
        except (OverflowError, ValueError):
            return None


@dataclass(slots=True)
class Row:
    """An article in the list."""

    article: Article
    counts: list[tuple[str, int]] = field(default_factory=list)
    quotation: Highlight | None = None
    speaker: Speaker | None = None
    faces: list[Speaker] = field(default_factory=list)

    @property
    def edits(self) -> int:
        return self.article.version_count - 1


@dataclass(frozen=True, slots=True)
class Shelf:
    days: list[tuple[date, list[Row]]]
    next: Place | None


def shelf(user: User, articles: QuerySet[Article], after: Place | None) -> Shelf:
    """Return the page of `articles` that begins after a place, as `user` sees it."""
    found = list(_page(user, articles, after))
    page = found[:PAGE]
    rows = _rows(user, page)
    days = groupby(rows, key=lambda row: timezone.localtime(row.article.dated_at).date())
    last = page[-1] if len(found) > PAGE else None
    return Shelf(
        days=[(day, list(group)) for day, group in days],
        next=Place(last.dated_at, last.pk) if last else None,
    )


def _page(user: User, articles: QuerySet[Article], after: Place | None) -> Iterable[Article]:
    if after:
        articles = articles.filter(
            Q(dated_at__lt=after.dated_at) | Q(dated_at=after.dated_at, pk__lt=after.pk),
            dated_at__lte=after.dated_at,
        )
    return (
        articles.readable()
        .select_related("outlet")
        .annotate(
            version_count=F("latest_version__number"),
            read=Exists(Reading.objects.filter(reader=user, article=OuterRef("pk"))),
        )
        .order_by("-dated_at", "-pk")
        .fetch_mode(FETCH_RAISE)[: PAGE + 1]
    )


def _rows(user: User, page: list[Article]) -> list[Row]:
    rows = {article.latest_version_id: Row(article) for article in page}
    here = Anchor.objects.filter(
        version__in=rows, start__isnull=False, highlight__in=Highlight.objects.visible_to(user)
    )
    counts = here.values("version", "highlight__kind").annotate(n=Count("pk")).order_by()
    for count in counts:
        row = rows[count["version"]]
        row.counts = sorted([*row.counts, (count["highlight__kind"], count["n"])], key=_kind_order)
    _quote(rows, here)
    _face(rows, here)
    return list(rows.values())


def _kind_order(count: tuple[str, int]) -> int:
    return Highlight.Kind.values.index(count[0])


def _quote(rows: dict[int, Row], here: QuerySet[Anchor]) -> None:
    """Put the strongest quotation on each row: the first with a speaker."""
    said = (
        Attribution.objects.standing()
        .filter(
            highlight__kind=Highlight.Kind.QUOTE,
            highlight__anchors__in=here,
        )
        .annotate(version=F("highlight__anchors__version"), start=F("highlight__anchors__start"))
        .select_related("highlight", "speaker")
        .order_by("version", "start")
        .distinct("version")
        .fetch_mode(FETCH_RAISE)
    )
    for attribution in said:
        row = rows[attribution.version]
        row.quotation, row.speaker = attribution.highlight, attribution.speaker


def _face(rows: dict[int, Row], here: QuerySet[Anchor]) -> None:
    heard = (
        Speaker.objects.filter(
            attributions__withdrawn_at__isnull=True, attributions__highlight__anchors__in=here
        )
        .annotate(version=F("attributions__highlight__anchors__version"), n=Count("pk"))
        .order_by("-n", "name")
    )
    faces: dict[int, list[Speaker]] = defaultdict(list)
    for speaker in heard:
        faces[speaker.version].append(speaker)
    for version, speakers in faces.items():
        rows[version].faces = speakers[:FACES]
