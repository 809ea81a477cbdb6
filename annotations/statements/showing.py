"""Statements as pages show them: who printed which wording, and where the wordings differ."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Q, QuerySet
from django.utils.timezone import localtime

from annotations.highlights.models import Highlight
from annotations.statements.models import Telling
from annotations.statements.wording import (
    Likeness,
    Piece,
    Wording,
    differences,
    judge,
    omissions,
    pieces,
    wording,
)
from annotations.teams.models import User
from newsroom.articles.models import called
from newsroom.articles.places import Place
from newsroom.articles.text import direction
from newsroom.links import link

MOST_LINES = 100
"""So many quotations of one statement are shown among others."""
MOST_ON_PAGE = 2000
"""So many on a page of its own."""
MOST_COMPARED = 12
"""So many are compared with each other to find the one from which the others differ least."""
_FULL = 0.7
"""Wordings shorter than that, next to the longest, are not the first to be shown."""
_FIELDS = (
    "pk",
    "words",
    "visibility",
    "version__number",
    "version__language",
    "version__form",
    "version__article",
    "version__article__latest_version__number",
    "version__article__title",
    "version__article__url",
    "version__article__outlet",
    "version__article__outlet__name",
    "version__article__dated_at",
)


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation with where it stands; `at` is in local time, `outlet` may be empty."""

    pk: int
    words: str
    only_mine: bool
    language: str
    direction: str
    form: str
    article: int
    title: str
    outlet_pk: int | None
    outlet: str
    at: datetime
    version: int
    is_latest: bool

    @property
    def url(self) -> str:
        return f"{link('article', self.article)}#highlight-{self.pk}"

    @property
    def source(self) -> str:
        """The outlet; the title where there is none."""
        return self.outlet or self.title


@dataclass(frozen=True, slots=True)
class Line:
    """One telling of a statement, its wording in pieces, and what it is to the first line's."""

    quotation: Quotation
    pieces: Sequence[Piece]
    likeness: Likeness
    turned: bool
    other_number: bool
    same_day: bool

    @property
    def shortened(self) -> bool:
        return self.likeness is Likeness.SHORTENED

    @property
    def by_hand(self) -> bool:
        """Whether only a person can have joined it."""
        return self.likeness is Likeness.DIFFERENT


@dataclass(frozen=True, slots=True)
class Shown:
    """A statement; the first of `lines` is what the others are compared with, these by time.

    `more` are how many others there are, the latest ones. `outlets` are the keys of all.
    """

    pk: int
    lines: Sequence[Line]
    wordings: int
    more: int
    outlets: frozenset[int]

    @property
    def day(self) -> date:
        return self.lines[0].quotation.at.date()

    @property
    def is_contrary(self) -> bool:
        """Whether some say what others deny: then it is not called one statement."""
        return any(line.turned or line.other_number for line in self.lines)

    @property
    def differs(self) -> bool:
        return any(piece.differs or piece.missing for line in self.lines for piece in line.pieces)


def shown(statements: Collection[int], user: User, *, whole: bool = False) -> dict[int, Shown]:
    """Return those statements of which `user` sees more than one telling, by key, in one query.

    Each with so many lines as stand among others, or, where it is shown as a `whole`, alone.
    """
    if not statements:
        return {}
    seen = Highlight.objects.visible_to(user).filter(
        telling__statement__in=statements, telling__speaker__isnull=False
    )
    many: dict[int, list[Quotation]] = defaultdict(list)
    for statement, one in _quotations(seen, "telling__statement"):
        many[statement].append(one)
    most = MOST_ON_PAGE if whole else MOST_LINES
    found = {pk: _shown(pk, _distinct(quotations), most) for pk, quotations in many.items()}
    return {pk: one for pk, one in found.items() if one}


def quotations(seen: QuerySet[Highlight]) -> list[Quotation]:
    """Return the highlights of a queryset as quotations, in its order."""
    return [one for _pk, one in _quotations(seen, "pk")]


def _quotations(seen: QuerySet[Highlight], by: str) -> Iterable[tuple[int, Quotation]]:
    for key, *row in seen.values_list(by, *_FIELDS):
        pk, words, visibility, number, language, form, article, last, title, url, *rest = row
        outlet_pk, outlet, at = rest
        yield (
            key,
            Quotation(
                pk=pk,
                words=words,
                only_mine=visibility != Highlight.Visibility.EVERYONE,
                language=language,
                direction=direction(language),
                form=form,
                article=article,
                title=called(title, url),
                outlet_pk=outlet_pk,
                outlet=outlet or "",
                at=localtime(at),
                version=number,
                is_latest=number == last,
            ),
        )


def _distinct(many: Sequence[Quotation]) -> list[tuple[Quotation, Wording]]:
    """Each wording of an article once, the earliest articles first."""
    found: dict[tuple[int, tuple[str, ...]], tuple[Quotation, Wording]] = {}
    for one in sorted(many, key=lambda one: (one.at, one.pk)):
        of = wording(one.words)
        found.setdefault((one.article, tuple(of.folded)), (one, of))
    return list(found.values())


def _shown(pk: int, many: Sequence[tuple[Quotation, Wording]], most: int) -> Shown | None:
    if len(many) < 2:
        return None
    often = Counter(tuple(of.folded) for _one, of in many)
    lead = _lead(many, often)
    others = [each for each in many if each is not lead][: most - 1]
    lines = [_line(one, of, lead) for one, of in others]
    marked = set().union(
        *(
            differences(lead[1], of)
            for (_one, of), line in zip(others, lines, strict=True)
            if line.likeness is Likeness.NEARLY
        )
    )
    first = Line(lead[0], pieces(lead[1], marked), Likeness.SAME, False, False, True)
    outlets = frozenset(one.outlet_pk for one, _of in many if one.outlet_pk)
    return Shown(pk, [first, *lines], len(often), len(many) - 1 - len(lines), outlets)


def _lead(
    many: Sequence[tuple[Quotation, Wording]], often: Counter[tuple[str, ...]]
) -> tuple[Quotation, Wording]:
    """The full wording from which the others differ least; of those, the one printed most."""
    longest = max(len(of.folded) for _one, of in many)
    full = [each for each in many if len(each[1].folded) > longest * _FULL][:MOST_COMPARED]

    def apart(each: tuple[Quotation, Wording]) -> int:
        return sum(
            len(differences(each[1], of)) + len(differences(of, each[1])) for _one, of in full
        )

    return min(full, key=lambda each: (apart(each), -often[tuple(each[1].folded)]))


def _line(one: Quotation, of: Wording, lead: tuple[Quotation, Wording]) -> Line:
    judgement = judge(of, lead[1])
    differing, missing = set[int](), set[int]()
    if judgement.is_one_statement:
        differing, missing = differences(of, lead[1]), omissions(of, lead[1])
    # So few words that they say nothing are one statement in one agency copy.
    is_same = of.folded == lead[1].folded
    return Line(
        one,
        pieces(of, differing, missing),
        Likeness.SAME if is_same else judgement.likeness,
        judgement.turned,
        judgement.other_number,
        one.at.date() == lead[0].at.date(),
    )


# --- Which ones


@dataclass(frozen=True, slots=True)
class Page:
    """Statements of a speaker, those told last first; `next` is where the next page begins."""

    statements: Sequence[Shown]
    next: Place | None


def of_speaker(
    speaker: int,
    user: User,
    after: Place | None = None,
    most: int = 20,
    days: tuple[datetime | None, datetime | None] = (None, None),
) -> Page:
    """Return the statements of a speaker (by key) that `user` sees told more than once.

    `days` are the first moment and the one after the last in which they were told last.
    """
    told = Telling.objects.seen_by(user).filter(speaker=speaker, statement__isnull=False)
    known = told.order_by().values("statement").annotate(n=Count("pk"), last=Max("dated_at"))
    known = known.filter(n__gt=1)
    if after:
        known = known.filter(
            Q(last__lt=after.dated_at) | Q(last=after.dated_at, statement__lt=after.pk)
        )
    first, end = days
    known = known.filter(last__gte=first) if first else known
    known = known.filter(last__lt=end) if end else known
    rows = list(known.order_by("-last", "-statement")[: most + 1])
    page = rows[:most]
    found = shown([row["statement"] for row in page], user)
    last = page[-1] if len(rows) > most else None
    return Page(
        [found[row["statement"]] for row in page if row["statement"] in found],
        Place(last["last"], last["statement"]) if last else None,
    )


def of_highlight(highlight: int, user: User) -> Shown | None:
    """Return the statement a highlight (by key) is a telling of, if `user` sees others of it."""
    own = Telling.objects.seen_by(user).filter(pk=highlight, statement__isnull=False)
    key = own.values_list("statement", flat=True).first()
    return shown([key], user, whole=True).get(key) if key else None


def other_outlets(highlight: int, user: User) -> int:
    """Return in how many outlets but its own a highlight's statement stands, as `user` sees it."""
    seen = Telling.objects.seen_by(user)
    own = seen.filter(pk=highlight, statement__isnull=False).values("statement")
    outlets = dict(seen.filter(statement__in=own).values_list("pk", "outlet"))
    return len({*outlets.values()} - {outlets.get(highlight), None})


def joinable(highlight: Highlight, user: User, words: str = "", most: int = 10) -> list[Quotation]:
    """Return other quotations of the same speaker that have `words`, the newest first."""
    own = Telling.objects.filter(pk=highlight.pk).values("speaker", "statement").first()
    if own is None or own["speaker"] is None:
        return []
    others = Highlight.objects.visible_to(user).filter(telling__speaker=own["speaker"])
    others = others.exclude(pk=highlight.pk)
    if own["statement"]:
        others = others.exclude(telling__statement=own["statement"])
    for word in words.split()[:10]:
        others = others.filter(words__icontains=word)
    return quotations(others.order_by("-telling__dated_at", "-pk")[:most])
