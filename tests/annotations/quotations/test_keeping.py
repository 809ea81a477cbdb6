"""What was decided on a quotation stays decided when its text is searched again."""

from hypothesis import given
from hypothesis import strategies as st

from annotations.quotations.keeping import Cover, Known, Place, keep, key_of

NEVER = "“The islands were never asked,”"
BOAT = "“I would like to buy a boat from her before the winter timetable.”"
YES = "“Yes,”"


def places(*words: str) -> list[Place]:
    return [Place(at * 100, at * 100 + len(one), one) for at, one in enumerate(words)]


def test_a_quotation_that_nobody_saw_is_new() -> None:
    assert keep(places(NEVER, BOAT), [], []).new == [0, 1]


def test_a_suggestion_goes_along_with_its_words() -> None:
    outcome = keep(places(BOAT, NEVER), [Known(7, NEVER, False)], [])
    assert (outcome.moved, outcome.new, outcome.gone) == ({7: 1}, [0], [])


def test_what_was_dismissed_is_known_again_with_other_marks_and_a_word_changed() -> None:
    edited = "‘I would like to buy a ship from her before the winter timetable’"
    outcome = keep(places(edited), [Known(7, BOAT, True)], [])
    assert (outcome.moved, outcome.new) == ({7: 0}, [])


def test_short_words_are_the_same_only_where_no_letter_differs() -> None:
    assert keep(places("“No.”"), [Known(7, "“Now.”", True)], []).new == [0]


def test_dismissing_one_of_two_that_read_alike_leaves_the_other() -> None:
    outcome = keep(places(YES, YES), [Known(1, YES, True), Known(2, YES, False)], [])
    assert (outcome.moved, outcome.new, outcome.gone) == ({1: 0, 2: 1}, [], [])


def test_an_open_suggestion_without_its_words_goes_and_a_decision_stays() -> None:
    outcome = keep([], [Known(1, NEVER, False), Known(2, BOAT, True)], [])
    assert outcome.gone == [1]


def test_what_readers_highlighted_is_not_suggested() -> None:
    [place] = places(NEVER)
    quote = Cover(place.start + 1, place.end - 1, is_quote=True)
    paragraph = Cover(0, 2000, is_quote=False)
    word = Cover(place.start + 5, place.start + 12, is_quote=True)
    assert keep([place], [], [quote]).new == []
    assert keep([place], [], [paragraph]).new == [0]
    assert keep([place], [], [word]).new == [0]


WORDS = st.text("abc “”", min_size=1, max_size=30)


@given(st.lists(WORDS, max_size=8), st.lists(st.tuples(WORDS, st.booleans()), max_size=8))
def test_no_decision_is_lost_and_no_quotation_is_there_twice(
    found: list[str], known: list[tuple[str, bool]]
) -> None:
    rows = [Known(pk, words, decided) for pk, (words, decided) in enumerate(known)]
    outcome = keep(places(*found), rows, [])
    taken = list(outcome.moved.values())
    assert sorted(taken + outcome.new) == list(range(len(found)))
    assert not set(outcome.gone) & set(outcome.moved)
    decided = {one.pk for one in rows if one.decided}
    assert not decided & set(outcome.gone)
    for pk, at in outcome.moved.items():
        if len(key_of(found[at])) < 12:
            assert key_of(found[at]) == key_of(rows[pk].words)


@given(st.lists(st.tuples(WORDS, st.booleans()), max_size=8))
def test_searching_the_same_text_again_changes_nothing(known: list[tuple[str, bool]]) -> None:
    rows = [Known(pk, words, decided) for pk, (words, decided) in enumerate(known)]
    outcome = keep(places(*(one.words for one in rows)), rows, [])
    assert sorted(outcome.moved) == [one.pk for one in rows]
    assert (outcome.new, outcome.gone) == ([], [])
