"""Which quotations are one statement, given which ones can be. Pure.

The answer depends on the quotations alone and not on the order in which they came: the strongest
ties are tied first. A quotation that only its author sees never ties together what others see.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

BY_HAND = 2.0
"""The strength of a tie that somebody made; those that were found have at most 1."""


@dataclass(frozen=True, slots=True)
class Member:
    """A quotation: who said it, and, where only its author sees it, that author (keys)."""

    speaker: int
    kept_by: int | None

    def may_meet(self, other: "Member") -> bool:
        """Whether anybody may see both, and one speaker said them."""
        theirs = {self.kept_by, other.kept_by} - {None}
        return self.speaker == other.speaker and len(theirs) < 2


@dataclass(frozen=True, slots=True)
class Tie:
    """Two quotations, by key, that can be one statement."""

    one: int
    other: int
    strength: float


def grouped(
    members: Mapping[int, Member], ties: Iterable[Tie], apart: Iterable[tuple[int, int]]
) -> list[frozenset[int]]:
    """Return the quotations of each statement, those that are alone as well.

    Pairs in `apart` are never in one, not even by way of others.
    """
    groups = {pk: {pk} for pk in members}
    kept = defaultdict(set)
    for one, other in apart:
        kept[one].add(other)
        kept[other].add(one)
    for tie in sorted(ties, key=lambda tie: _order(members, tie)):
        ours, theirs = groups[tie.one], groups[tie.other]
        if ours is theirs or not members[tie.one].may_meet(members[tie.other]):
            continue
        small, large = sorted((ours, theirs), key=len)
        if any(not kept[pk].isdisjoint(large) for pk in small if pk in kept):
            continue
        if not _is_open(members, tie) and _has_open(members, small) and _has_open(members, large):
            continue
        large |= small
        groups.update(dict.fromkeys(small, large))
    return list({id(group): frozenset(group) for group in groups.values()}.values())


def _order(members: Mapping[int, Member], tie: Tie) -> tuple[bool, float, int, int]:
    """What all can see comes before what only some do, so that it cannot depend on that."""
    return not _is_open(members, tie), -tie.strength, tie.one, tie.other


def _is_open(members: Mapping[int, Member], tie: Tie) -> bool:
    return members[tie.one].kept_by is None and members[tie.other].kept_by is None


def _has_open(members: Mapping[int, Member], group: Iterable[int]) -> bool:
    return any(members[pk].kept_by is None for pk in group)
