"""Laws of grouping, whatever the quotations."""

from hypothesis import given
from hypothesis import strategies as st

from annotations.statements.grouping import Member, Tie, grouped

KEYS = st.integers(1, 9)
PAIRS = st.tuples(KEYS, KEYS).filter(lambda pair: pair[0] < pair[1])
MEMBERS = st.fixed_dictionaries(
    {
        key: st.builds(Member, st.integers(1, 2), st.sampled_from([None, None, 7, 8]))
        for key in range(1, 10)
    }
)
TIES = st.dictionaries(PAIRS, st.floats(0.65, 2), max_size=14).map(
    lambda found: [Tie(*pair, strength) for pair, strength in found.items()]
)


@given(MEMBERS, TIES, st.sets(PAIRS, max_size=5), st.randoms())
def test_the_order_does_not_matter(
    members: dict, ties: list[Tie], apart: set, chance: object
) -> None:
    shuffled = list(ties)
    chance.shuffle(shuffled)
    assert set(grouped(members, ties, apart)) == set(grouped(members, shuffled, apart))


@given(MEMBERS, TIES, st.sets(PAIRS, max_size=5))
def test_everyone_is_in_one_group_and_none_that_are_kept_apart_in_the_same(
    members: dict, ties: list[Tie], apart: set
) -> None:
    groups = grouped(members, ties, apart)
    assert sorted(pk for group in groups for pk in group) == sorted(members)
    assert not any({one, other} <= group for one, other in apart for group in groups)
    assert all(len({members[pk].speaker for pk in group}) == 1 for group in groups)


@given(MEMBERS, TIES, st.sets(PAIRS, max_size=5))
def test_what_all_see_is_grouped_as_if_there_were_nothing_else(
    members: dict, ties: list[Tie], apart: set
) -> None:
    """Nobody can tell from a group that somebody has a quotation of their own in it."""
    seen = {pk: one for pk, one in members.items() if one.kept_by is None}
    among = [tie for tie in ties if tie.one in seen and tie.other in seen]
    alone = set(grouped(seen, among, apart))
    groups = grouped(members, ties, apart)
    shown = {frozenset(group & seen.keys()) for group in groups} - {frozenset()}
    assert shown == alone
