"""For words that are gone, the passages that are most like them are offered."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.highlights.nearest import ALIGNED, MOST, nearest

TEXT = (
    "Ferry fund passes by four votes\n"
    "“We are asking much of people on the islands, and we know it,” Dagny Ferrowe said.\n"
    "The fund will protect 3,900 jobs in the northern yards. Nobody has seen the forecast.\n"
    "The bill goes to a committee. It has twelve days."
)


def passages(words: str, text: str = TEXT) -> list[str]:
    return [text[start:end] for start, end in nearest(words, text)]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (
            "The fund will protect 4,200 jobs in the southern yards.",
            "The fund will protect 3,900 jobs in the northern yards.",
        ),
        ("4,200 jobs in the northern", "3,900 jobs in the northern"),
        (
            "“We are gambling with people, and we know it,”",
            "“We are asking much of people on the islands, and we know it,”",
        ),
        (
            "The bill went to the committee. It had twelve days.",
            "The bill goes to a committee. It has twelve days.",
        ),
    ],
)
def test_the_passage_that_was_rewritten_comes_first(words: str, found: str) -> None:
    assert passages(words)[0] == found


@pytest.mark.parametrize("words", ["Quelque chose d'autre encore", "…", ""])
def test_what_is_like_nothing_in_the_text_is_given_nothing(words: str) -> None:
    assert passages(words) == []


def test_words_that_stand_there_more_than_once_are_offered_in_each_place() -> None:
    text = "Not a penny. Who pays the levy? Not a penny."
    assert passages("Not a penny.", text) == ["Not a penny.", "Not a penny."]
    assert nearest("Not a penny.", text)[0][0] != nearest("Not a penny.", text)[1][0]


@given(st.text(), st.text(alphabet="aä. \n”…🥖لا", max_size=200))
def test_what_is_offered_stands_in_the_text_and_nothing_of_it_twice(words: str, text: str) -> None:
    found = sorted(nearest(words or text, text))
    assert len(found) <= MOST
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in found)
    assert all(first[1] <= then[0] for first, then in pairwise(found))


def test_a_long_passage_that_was_rewritten_is_offered_as_a_whole() -> None:
    told = [
        f"On day {day} of the strike, ferry {day * 7} stayed in the harbour." for day in range(9)
    ]
    words = " ".join(told[3:8])
    text = " ".join(told).replace("stayed in", "never left")
    [start, end] = nearest(words, text)[0]
    assert len(words) > ALIGNED
    assert text[start:end] == words.replace("stayed in", "never left")
