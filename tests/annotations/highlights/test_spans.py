"""The words a reader selects or quotes are found where they stand, or plainly not."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from annotations.highlights.spans import Ambiguous, NotInText, confirm, locate, trim

TEXT = "Four votes decided it.\nThe fund costs 4\u00a0200 marks.\nFour votes, she said."


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (0, 10, "Four vote"),
        (1, 11, "Four votes"),
        (10, 10, ""),
        (11, 5, ""),
        (-5, 4, "Four"),
        (0, len(TEXT) + 1, TEXT),
        (10_000, 10_004, "Four"),
        (10, 11, " "),
        (22, 23, "\n"),
        (0, 10, "four votes"),
    ],
)
def test_words_that_do_not_stand_where_they_are_said_to_are_refused(
    start: int, end: int, words: str
) -> None:
    with pytest.raises(NotInText):
        confirm(TEXT, start, end, words)


def test_white_space_at_the_ends_of_a_selection_is_left_out() -> None:
    start, end = confirm(TEXT, 10, 23, TEXT[10:23])
    assert TEXT[start:end] == "decided it."


def test_half_a_word_stays_half_a_word() -> None:
    assert confirm(TEXT, 2, 8, "ur vot") == (2, 8)


def test_words_quoted_by_hand_are_found_where_they_stand() -> None:
    start, end = locate(TEXT, "decided it")
    assert TEXT[start:end] == "decided it"


def test_words_quoted_by_hand_may_run_over_paragraphs_and_no_break_spaces() -> None:
    start, end = locate(TEXT, "  decided  it. The fund\r\ncosts 4 200 ")
    assert TEXT[start:end] == "decided it.\nThe fund costs 4\u00a0200"


def test_words_that_stand_twice_are_not_guessed_at() -> None:
    with pytest.raises(Ambiguous):
        locate(TEXT, "Four votes")
    start, end = locate(TEXT, "Four votes, she")
    assert TEXT[start:end] == "Four votes, she"


def test_words_that_overlap_themselves_are_not_guessed_at_either() -> None:
    with pytest.raises(Ambiguous):
        locate("no no no", "no no")


@pytest.mark.parametrize("words", ["", " ", "\n", "five votes", "Four votes decided it. Four"])
def test_words_that_stand_nowhere_are_refused(words: str) -> None:
    with pytest.raises(NotInText):
        locate(TEXT, words)


@given(st.text(), st.data())
def test_any_selection_a_browser_reports_is_kept_but_for_white_space_at_its_ends(
    text: str, data: st.DataObject
) -> None:
    places = st.integers(0, len(text))
    start, end = sorted((data.draw(places), data.draw(places)))
    assume(text[start:end].strip())
    first, last = confirm(text, start, end, text[start:end])
    assert start <= first < last <= end
    assert text[first:last] == text[start:end].strip()


def test_spaces_that_only_the_outlet_uses_need_not_be_typed() -> None:
    text = "«\u202fJamais\u202f», a dit la ministre \u00a0hier."
    assert locate(text, "« Jamais », a dit la ministre hier") == (0, len(text) - 1)
    assert locate(text, text) == (0, len(text))


@given(st.text(alphabet="ab \n\u00a0\u202f\u00ad👩🏽‍🚀e\u0301(.", min_size=1), st.data())
def test_words_copied_from_the_text_are_always_found_in_it(text: str, data: st.DataObject) -> None:
    places = st.integers(0, len(text))
    start, end = sorted((data.draw(places), data.draw(places)))
    words = text[start:end]
    assume(words.strip())
    try:
        first, last = locate(text, words)
    except Ambiguous:
        assert " ".join(text.split()).count(" ".join(words.split())[:1]) > 1
    else:
        assert (first, last) == trim(text, start, end)


@given(st.text(), st.integers(0, 40), st.integers(0, 40))
def test_trimming_never_reaches_outside_a_selection(text: str, one: int, two: int) -> None:
    start, end = sorted((min(one, len(text)), min(two, len(text))))
    first, last = trim(text, start, end)
    assert start <= first <= last <= end
    assert text[first:last] == text[start:end].strip()
