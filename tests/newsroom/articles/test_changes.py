"""What changed between two texts is all that changed, in words a reader would say changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.articles.changes import Change, Piece, State, Text, compare
from newsroom.articles.text import Block, Kind, clean, extents
from tests import factories

blocks = st.lists(st.text(st.sampled_from("ab, .“ü🎉")).map(clean), max_size=6)


def text(*lines: str) -> Text:
    return Text("\n".join(lines), list(extents(Block(Kind.PARAGRAPH, line) for line in lines)))


def told(old: Text, new: Text) -> list[str]:
    """Return each block that changed, with [-what went-] and {+what came+}."""
    brackets = {State.SAME: "{}", State.ADDED: "{{+{}+}}", State.REMOVED: "[-{}-]"}

    def said(change: Change) -> str:
        pieces = "".join(brackets[one.state].format(words(one, old, new)) for one in change.pieces)
        return f"moved: {pieces}" if change.is_moved else pieces

    return [said(change) for change in compare(old, new) if not change.is_same]


def words(piece: Piece, old: Text, new: Text) -> str:
    side = old if piece.state is State.REMOVED else new
    return side.text[piece.start : piece.end]


@given(blocks, blocks)
def test_both_texts_can_be_read_from_what_changed(before: list[str], after: list[str]) -> None:
    old, new = text(*before), text(*after)
    changes = compare(old, new)

    def side(state: State, change: Change) -> str:
        return "".join(words(one, old, new) for one in change.pieces if one.state is not state)

    assert [side(State.REMOVED, one) for one in changes if one.new is not None] == after
    was = {one.old: side(State.ADDED, one) for one in changes if one.old is not None}
    assert [was[place] for place in range(len(before))] == before


@given(blocks)
def test_nothing_changed_in_the_same_text(lines: list[str]) -> None:
    assert told(text(*lines), text(*lines)) == []


FIRST, SECOND, THIRD = factories.STORY[1:]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([SECOND], [SECOND.replace("4,200", "2,400")], "[-4,200-]{+2,400+}"),
        ([SECOND], [SECOND.replace("will protect", "may save")], "[-will protect-]{+may save+}"),
        ([FIRST, SECOND], [FIRST], f"[-{SECOND}-]"),
        ([FIRST], [FIRST, THIRD], f"{{+{THIRD}+}}"),
        ([FIRST, SECOND, THIRD], [SECOND, THIRD, FIRST], f"moved: {FIRST}"),
        ([FIRST], [THIRD], f"[-{FIRST}-]"),
    ],
    ids=["a figure", "two words", "a block gone", "one come", "one moved", "another instead"],
)
def test_what_changed_is_told_as_a_reader_would(
    before: list[str], after: list[str], expected: str
) -> None:
    found = told(text(*before), text(*after))
    assert any(expected in change for change in found), found
    if expected.startswith("moved"):
        assert found == [expected]


def test_a_moved_block_that_was_edited_is_both() -> None:
    edited = FIRST.replace("never", "hardly")
    found = told(text(FIRST, SECOND, THIRD), text(SECOND, THIRD, edited))
    assert found == [f"moved: {FIRST.replace('never', '[-never-]{+hardly+}')}"]


def test_what_is_gone_stands_where_it_stood() -> None:
    changes = compare(text(FIRST, SECOND, THIRD), text(FIRST, THIRD))
    assert [(one.old, one.new) for one in changes] == [(0, 0), (1, None), (2, 1)]


def test_very_long_blocks_are_taken_as_replaced() -> None:
    before, after = "one two " * 2000, "three four " * 2000
    [change, *others] = compare(text(before.strip()), text(after.strip()))
    assert not others or len(others) == 1
    assert {piece.state for one in (change, *others) for piece in one.pieces} == {
        State.ADDED,
        State.REMOVED,
    }
