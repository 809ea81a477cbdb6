"""What people decide about statements: splitting and joining, each to be taken back."""

from collections.abc import Iterable
from itertools import combinations, product

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from annotations.highlights.models import Highlight
from annotations.statements.models import RuledPair, Ruling, Telling
from annotations.statements.placing import regroup
from annotations.teams.models import User

MOST = 200
"""So many quotations a ruling is about at most, on either side."""


@transaction.atomic
def split(statement: int, by: User, off: int | None = None) -> Ruling | None:
    """Say that quotations of a statement (by key) are not one; return the ruling.

    `off` is the key of the one to be split off; without it, each is to stand alone. About what `by`
    does not see nothing is said. None where there is nothing to split.
    """
    seen = _seen(by, Q(statement=statement))
    if off is None:
        return _rule(combinations(seen, 2), by, together=False)
    others = [pk for pk in seen if pk != off]
    return _rule(product([off], others), by, together=False) if off in seen else None


@transaction.atomic
def join(quotations: Iterable[int], by: User) -> Ruling | None:
    """Say that quotations of one speaker (by key), and all that is one with them, are one
    statement.

    None where they are already, or are not of one speaker.
    """
    tellings = list(Telling.objects.seen_by(by).filter(pk__in=quotations).order_by("pk")[:MOST])
    if len({one.speaker_id for one in tellings}) != 1:
        return None
    apart = {(one.statement_id or 0, 0 if one.statement_id else one.pk) for one in tellings}
    # So that the pairs do not grow with the square of what was chosen.
    most = max(1, 2 * MOST // len(apart))
    sides = [
        _seen(by, Q(statement=statement) if statement else Q(pk=pk), most)
        for statement, pk in sorted(apart)
    ]
    pairs = (pair for two in combinations(sides, 2) for pair in product(*two))
    return _rule(pairs, by, together=True)


@transaction.atomic
def take_back(ruling: Ruling) -> bool:
    """Have everything as if this had not been decided; return whether it was not so already."""
    taken = Ruling.objects.filter(pk=ruling.pk, taken_back_at=None)
    if not taken.update(taken_back_at=timezone.now()):
        return False
    regroup(_ends(ruling))
    return True


def rulings_of(user: User) -> QuerySet[Ruling]:
    """The rulings on quotations `user` sees."""
    seen = Highlight.objects.visible_to(user)
    pairs = RuledPair.objects.filter(one__in=seen, other__in=seen)
    return Ruling.objects.filter(pk__in=pairs.values("ruling"))


def _seen(by: User, which: Q, most: int = MOST) -> list[int]:
    found = Telling.objects.seen_by(by).filter(which).order_by("pk")
    return list(found.values_list("pk", flat=True)[:most])


def _rule(pairs: Iterable[tuple[int, int]], by: User, together: bool) -> Ruling | None:
    ordered = sorted({(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]})
    if not ordered:
        return None
    ruling = Ruling.objects.create(by=by, together=together)
    RuledPair.objects.bulk_create(
        RuledPair(ruling=ruling, one_id=one, other_id=other) for one, other in ordered
    )
    regroup(_ends(ruling))
    return ruling


def _ends(ruling: Ruling) -> set[int]:
    return {pk for pair in ruling.pairs.values_list("one_id", "other_id") for pk in pair}
