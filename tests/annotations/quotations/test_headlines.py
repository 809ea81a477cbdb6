"""A quotation in a headline has to stand in the text in those words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.quotations.headlines import strays

BODY = (
    "Oriel Tavasti told the chamber: “This levy will not cost island families a penny. Not this "
    "year.” The auditor general said she would have wished to see the forecast first.\n"
    "“We’ve counted the oars, and there is one,” Ottoline Grebe said. It was a reckless plan."
)


@pytest.mark.parametrize(
    "headline",
    [
        "Levy ‘will not cost island families a penny’",
        "Levy “WILL NOT COST island families a penny”, says minister",
        "„This levy will not cost island families“: minister speaks",
        "'We've counted the oars': islands answer",
        "‘Not this year’",
        "‘This levy … a penny’, minister says",
        "Plan is ‘reckless’",
        "Ferrowe’s boat and Grebe’s oars",
        "No quotation at all",
        "",
    ],
)
def test_a_headline_that_quotes_what_is_there_is_not_flagged(headline: str) -> None:
    assert strays(headline, BODY) == []


def test_other_words_are_flagged_with_the_nearest_passage() -> None:
    headline = "Levy ‘should not cost most island families more’, minister says"
    [stray] = strays(headline, BODY)
    assert headline[stray.start : stray.end] == "‘should not cost most island families more’"
    assert "not cost island families" in BODY[stray.near_start : stray.near_end]


def test_where_nothing_comes_near_nothing_is_named() -> None:
    [stray] = strays("Minister: ‘Zeppelins, zeppelins!’", BODY)
    assert (stray.near_start, stray.near_end) == (None, None)


def test_words_in_another_order_than_the_text_has_them_are_flagged() -> None:
    assert len(strays("‘Not this year … This levy’", BODY)) == 1


def test_half_a_word_is_not_the_word() -> None:
    assert len(strays("A plan ‘less’ good", BODY)) == 1


def test_where_there_is_no_text_nothing_can_be_said() -> None:
    assert strays("‘Not a penny’", " \n ") == []


@given(st.text(max_size=80), st.text(max_size=300))
def test_any_headline_and_any_text_give_spans_inside_them(headline: str, text: str) -> None:
    for stray in strays(headline, text):
        assert 0 <= stray.start < stray.end <= len(headline)
        if stray.near_start is not None:
            assert 0 <= stray.near_start < stray.near_end <= len(text)


@given(st.text("abcde .,\n", min_size=1, max_size=60), st.data())
def test_whatever_is_quoted_from_the_text_is_never_flagged(text: str, data: st.DataObject) -> None:
    words = text.split()
    if not words:
        return
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first + 1, len(words)))
    assert strays(f"He said “{' '.join(words[first:last])}”", text) == []
