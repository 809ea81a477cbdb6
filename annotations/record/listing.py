"""All speakers: who they are, and how many highlights are theirs."""

from dataclasses import dataclass

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from annotations.record.record import SAID
from annotations.speakers.models import Speaker, initials_of
from annotations.speakers.resemblance import Resemblance
from annotations.teams.models import User
from newsroom.asking import keys_of

PAGE = 60
_LONGEST_PLACE = 220
"""A name and a key."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A speaker in the list and how many highlights of theirs the reader may see."""

    pk: int
    name: str
    kind: str
    role: str
    n: int

    @property
    def initials(self) -> str:
        return initials_of(self.name, self.kind)


@require_safe
@never_cache
def speakers(request: HttpRequest) -> HttpResponse:
    """The speakers in the order of their names; `q` are words of a name, `kind` is theirs."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:200]
    kind = request.GET.get("kind", "")
    kind = kind if kind in Speaker.Kind.values else ""
    after = request.GET.get("after", "").replace("\0", "")[:_LONGEST_PLACE]
    found = _listed(request.user, words, kind, after)
    deleted = Speaker.objects.removed_for(request.user).filter(
        pk__in=keys_of([request.GET.get("deleted", "")])
    )
    context = {
        "deleted": deleted.first(),
        "speakers": found[:PAGE],
        "next": found[PAGE - 1] if len(found) > PAGE else None,
        "words": words,
        "kind": kind,
        "kinds": Speaker.Kind.choices,
        "alike": Resemblance.objects.open_to(request.user).count(),
    }
    return render(request, "record/speakers.html", context)


@require_safe
@never_cache
def duplicates(request: HttpRequest) -> HttpResponse:
    """Pairs of speakers who may be one, to be merged or kept apart."""
    pairs = Resemblance.objects.open_to(request.user).select_related("first", "second")[:PAGE]
    keys = {speaker.pk for pair in pairs for speaker in (pair.first, pair.second)}
    counts = _counts(request.user, sorted(keys))
    rows = [(_with_count(pair.first, counts), _with_count(pair.second, counts)) for pair in pairs]
    return render(request, "record/duplicates.html", {"pairs": rows})


def _with_count(one: Speaker, counts: dict[int, int]) -> Listed:
    return Listed(one.pk, one.name, one.kind, one.role, counts.get(one.pk, 0))


def _listed(user: User, words: str, kind: str, after: str) -> list[Listed]:
    known = Speaker.objects.known_in_turn(user).named(words)
    known = known.filter(kind=kind) if kind else known
    name, _, pk = after.rpartition("~")
    if pk.isdecimal() and len(pk) < 19:
        known = known.after(name, int(pk))
    rows = known.order_by("name", "pk").values_list("pk", "name", "kind", "role")[: PAGE + 1]
    counts = _counts(user, [pk for pk, *_more in rows])
    return [Listed(*row, counts.get(row[0], 0)) for row in rows]


_COUNTS = f"""
    SELECT wanted.id, counted.n FROM unnest(%(speakers)s::bigint[]) AS wanted (id)
    CROSS JOIN LATERAL (
        SELECT count(*) AS n FROM {SAID} WHERE highlight.speaker_id = wanted.id
    ) AS counted
"""


def _counts(user: User, speakers: list[int]) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"speakers": speakers, "user": user.pk})
        return dict(cursor.fetchall())
