"""A text is its blocks joined by line breaks, and says the same wherever it goes."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.articles.text import Block, Extract, Kind, clean, direction, extents
from tests import served

kinds = st.sampled_from(list(Kind))
lines = st.text().map(clean)
extracts = st.lists(st.builds(Block, kinds, lines), min_size=1).map(
    lambda blocks: Extract(tuple(blocks))
)


@given(extracts)
def test_every_block_stands_in_the_text_where_its_extent_says(extract: Extract) -> None:
    assert [extract.text[place.start : place.end] for place in extract.extents] == [
        block.text for block in extract.blocks
    ]


@given(extracts)
def test_the_line_breaks_of_a_text_are_exactly_the_borders_of_its_blocks(extract: Extract) -> None:
    assert extract.text.split("\n") == [block.text for block in extract.blocks]


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text())
def test_a_cleaned_line_comes_back_from_a_browser_as_it_was(text: str) -> None:
    line = clean(text)
    escaped = line.replace("&", "&amp;").replace("<", "&lt;")
    shown = served.blocks(f"<!doctype html><p data-block=0>{escaped}</p>")
    assert [served.text(block) for block in shown] == [line]
    line.encode()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("  4,200\t jobs\r\n in\u2028the yards ", "4,200 jobs in the yards"),
        ("4\u00a0200 Haf\u00aden", "4\u00a0200 Haf\u00aden"),
        ("\u00a0held apart\u00a0", "\u00a0held apart\u00a0"),
        ("👩🏽‍🚀 e\u0323\u0301", "👩🏽‍🚀 " + unicodedata.normalize("NFC", "e\u0323\u0301")),
        ("cafe\u0301", "caf\u00e9"),
        ("no\x00thing \ud83d le\x07ft", "nothing left"),
        ("\u202bلا\u202c", "\u202bلا\u202c"),
        ("", ""),
    ],
)
def test_a_line_keeps_what_the_outlet_set_and_drops_what_cannot_be_kept(
    given: str, kept: str
) -> None:
    assert clean(given) == kept


def test_texts_are_told_apart_by_their_words_and_by_what_their_blocks_are() -> None:
    said = Extract((Block(Kind.PARAGRAPH, "We counted the boats"),))
    same = Extract(
        (Block(Kind.PARAGRAPH, "We counted the boats", credit="Photo: none"),), ("Anna",)
    )
    other = Extract((Block(Kind.PARAGRAPH, "We counted the boats."),))
    quoted = Extract((Block(Kind.QUOTE, "We counted the boats"),))
    assert said.digest == same.digest
    assert len({said.digest, other.digest, quoted.digest}) == 3


def test_title_standfirst_and_captions_are_read_but_are_not_the_body() -> None:
    extract = Extract(
        (
            Block(Kind.TITLE, "Ferry fund passes"),
            Block(Kind.STANDFIRST, "By four votes."),
            Block(Kind.CAPTION, "The quay in Vestrin", credit="Mattis Orlundh"),
            Block(Kind.HEADING, "What it costs", level=2),
            Block(Kind.LIST_ITEM, "4,200 jobs"),
        )
    )
    assert extract.title == "Ferry fund passes"
    assert extract.standfirst == "By four votes."
    assert extract.body == "What it costs\n4,200 jobs"
    assert [caption.credit for caption in extract.captions] == ["Mattis Orlundh"]
    assert "Mattis Orlundh" not in extract.text
    assert list(extents(extract.blocks))[3].level == 2


@pytest.mark.parametrize(
    ("language", "expected"),
    [("ar", "rtl"), ("AR-eg", "rtl"), ("he", "rtl"), ("en", "ltr"), ("de-AT", "ltr"), ("", "ltr")],
)
def test_arabic_is_read_from_the_right_and_english_from_the_left(
    language: str, expected: str
) -> None:
    assert direction(language) == expected
