"""Sources without a name are called by what the text says of them."""

import pytest

from annotations.quotations.sources import described, without_article


@pytest.mark.parametrize(
    ("text", "mention", "called"),
    [
        ("A spokesman for the ministry said", "A spokesman", "A spokesman for the ministry"),
        ("An official at the Harbour Fund told", "An official", "An official at the Harbour Fund"),
        ("an aide to be", "an aide", "an aide"),
        ("Ein Sprecher der Hafenbehörde sagte", "Ein Sprecher", "Ein Sprecher der Hafenbehörde"),
        ("A spokesman said of the bill", "A spokesman", "A spokesman"),
        ("the letter, of which", "the letter", "the letter"),
        ("a voter", "a voter", "a voter"),
    ],
)
def test_whose_source_it_is_belongs_to_what_it_is_called(
    text: str, mention: str, called: str
) -> None:
    assert described(text, mention, len(mention)) == called


def test_words_that_stand_alone_begin_with_a_capital_and_without_an_article() -> None:
    assert without_article("a spokesman for the ministry") == "Spokesman for the ministry"
    assert without_article("officials") == "Officials"
    assert without_article("") == ""
