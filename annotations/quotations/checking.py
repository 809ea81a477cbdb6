"""Suggestions to check: all that is suggested, article by article, for working through at speed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from urllib.parse import urlencode

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Greatest, Substr
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.timezone import localtime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from annotations.highlights.surroundings import REACH, around
from annotations.quotations.decided import decided_in
from annotations.quotations.models import LONGEST_NAME, Suggestion
from annotations.quotations.sources import said_otherwise, without_article
from annotations.speakers.meant import Called, Meant, meant_by
from annotations.speakers.models import SpeakerName, fold
from annotations.teams.models import User
from newsroom.articles.models import called
from newsroom.articles.text import direction
from newsroom.links import link
from newsroom.outlets.models import Outlet

PAGE = 20
MOST_COUNTED = 999
MOST_OUTLETS = 500
_WINDOW = REACH + 80
"""So many code points are read on either side of a quotation."""
_LONGEST_KEY = 18


@dataclass(frozen=True, slots=True)
class Asked:
    """Which suggestions are asked for: of one outlet, by one speaker, after a place."""

    outlet: int | None = None
    speaker: str = ""
    after: tuple[int, int, int] | None = None

    @classmethod
    def read(cls, query: QueryDict) -> "Asked":
        """Return what an address asks for; what it does not say right is left out."""
        get = query.get
        after = [_number(part) for part in get("after", "").split("_")]
        return cls(
            outlet=_number(get("outlet", "")),
            speaker=" ".join(get("speaker", "").replace("\0", "").split())[:LONGEST_NAME],
            after=(after[0], after[1], after[2]) if len(after) == 3 and None not in after else None,
        )

    @property
    def query(self) -> str:
        """The filters as they stand in an address."""
        return urlencode(self._pairs)

    def query_after(self, row: Suggestion) -> str:
        """The address of what comes after a suggestion."""
        return urlencode([*self._pairs, ("after", f"{row.version_id}_{row.start}_{row.pk}")])

    @property
    def _pairs(self) -> list[tuple[str, object]]:
        pairs = [("outlet", self.outlet), ("speaker", self.speaker)]
        return [(name, value) for name, value in pairs if value]


@dataclass(frozen=True, slots=True)
class ToCheck:
    """A suggestion in the list, with the sentence before it and the one after."""

    pk: int
    url: str
    before: str
    words: str
    after: str
    name: str
    nameless: bool
    mention: str
    either: str


@dataclass(frozen=True, slots=True)
class Source:
    """The article that suggestions come from. `at` is in local time."""

    title: str
    url: str
    outlet: str
    at: datetime
    language: str
    direction: str


@require_safe
@never_cache
@vary_on_headers("HX-Request")
def suggestions(request: HttpRequest) -> HttpResponse:
    """Suggestions by article, those of the newest texts first."""
    asked = Asked.read(request.GET)
    rows = list(_page(_fitting(asked), asked)[: PAGE + 1])
    meant = meant_by({_called(row) for row in rows if row.named}, request.user)
    context = {
        "groups": [(source, list(group)) for source, group in _groups(rows[:PAGE], meant)],
        "more": asked.query_after(rows[PAGE - 1]) if len(rows) > PAGE else "",
        "asked": asked,
    }
    if request.htmx and request.htmx.target == "more":
        return render(request, "quotations/rows.html", context)
    context |= {
        "count": how_many(asked),
        "outlets": Outlet.objects.order_by("name").values_list("pk", "name")[:MOST_OUTLETS],
        "decided": decided_in(request),
    }
    return render(request, "quotations/suggestions.html", context)


def rows_of(keys: Iterable[int], user: User) -> list[ToCheck]:
    """Return the suggestions `keys` that are to be checked, as they stand in the list."""
    rows = list(_page(Suggestion.objects.to_check().filter(pk__in=keys), Asked()))
    meant = meant_by({_called(row) for row in rows if row.named}, user)
    return [row for _source, group in _groups(rows, meant) for row in group]


def how_many(asked: Asked) -> str:
    """Return how many suggestions are to be checked, as the page says it: not counted on and on."""
    n = _fitting(asked).order_by()[: MOST_COUNTED + 1].count()
    return f"{MOST_COUNTED}+" if n > MOST_COUNTED else str(n)


def _number(text: str) -> int | None:
    good = text.isascii() and text.isdecimal() and len(text) <= _LONGEST_KEY
    return int(text) if good else None


def _fitting(asked: Asked) -> QuerySet[Suggestion]:
    found = Suggestion.objects.to_check()
    if asked.outlet:
        found = found.filter(outlet=asked.outlet)
    if asked.speaker:
        found = found.filter(folded__in=_names(asked.speaker))
    return found


def _names(name: str) -> list[str]:
    """All that the speaker with a name is called, and the name itself."""
    same = SpeakerName.objects.filter(speaker__names__folded=fold(name))
    return [fold(name), *same.values_list("folded", flat=True)[:50]]


def _page(found: QuerySet[Suggestion], asked: Asked) -> QuerySet[Suggestion]:
    if asked.after:
        version, start, pk = asked.after
        same = Q(version=version) & (Q(start__gt=start) | Q(start=start, pk__gt=pk))
        found = found.filter(Q(version__lt=version) | same, version__lte=version)
    window = Greatest(F("start") - Value(_WINDOW), Value(0))
    return (
        found.order_by("-version_id", "start", "pk")
        .annotate(
            window=window,
            around=Substr("version__text", window + 1, F("end") - window + Value(_WINDOW)),
            article=F("version__article"),
            title=F("version__article__title"),
            address=F("version__article__url"),
            at=F("version__article__dated_at"),
            language=F("version__article__language"),
            source=F("version__article__outlet__name"),
            given=F("said_by__name"),
        )
        .defer("decided_at")
    )


def _groups(
    rows: Iterable[Suggestion], meant: Mapping[Called, Sequence[Meant]]
) -> Iterable[tuple[Source, Iterable[ToCheck]]]:
    for _version, group in groupby(rows, key=lambda row: row.version_id):
        several = list(group)
        said_by = (meant.get(_called(row), ()) if row.named else () for row in several)
        yield _source(several[0]), map(_to_check, several, said_by)


def _called(row: Suggestion) -> Called:
    return row.folded, row.article


def _source(row: Suggestion) -> Source:
    return Source(
        title=called(row.title, row.address),
        url=link("article", row.article),
        outlet=row.source or "",
        at=localtime(row.at),
        language=row.language,
        direction=direction(row.language),
    )


def _to_check(row: Suggestion, meant: Sequence[Meant]) -> ToCheck:
    start, end = row.start - row.window, row.end - row.window
    first, last = around(row.around, start, end)
    plain = row.speaker if row.named else without_article(row.speaker)
    known = row.given or (meant[0].name if len(meant) == 1 else "")
    several = not known and fold(meant[0].name) != row.folded if meant else False
    return ToCheck(
        pk=row.pk,
        url=f"{link('article', row.article)}#highlight-s{row.pk}",
        before=row.around[first:start],
        words=row.around[start:end],
        after=row.around[end:last],
        name=known or plain,
        nameless=not (row.given or row.named),
        mention=said_otherwise(row.mention, row.speaker, known),
        either=", ".join(one.name for one in meant) if several else "",
    )
