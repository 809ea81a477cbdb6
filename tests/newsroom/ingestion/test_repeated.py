"""What an outlet repeats, and what readers repaired, on the next page of the same outlet."""

from newsroom.articles.text import Block, Extract, Kind
from newsroom.ingestion.repeated import line_key, with_repairs, without_repeated

BUOY = "The Harbour Post is the paper of the whole coast, tides permitting."
NEWS = "The ferry levy was adopted on Tuesday by seven votes."
QUOTED = "“I have never seen a ferry wait for anybody,” Oriel Tavasti said."

FOUND = Extract(
    blocks=(
        Block(Kind.TITLE, "Ferry levy adopted"),
        Block(Kind.PARAGRAPH, NEWS),
        Block(Kind.PARAGRAPH, BUOY),
        Block(Kind.PARAGRAPH, QUOTED),
    ),
    left_out=("Menu", "Advertisement", "Correction: it was six votes.", "© 2026"),
    left_out_after=(0, 2, 2, 4),
)


def keys(*lines: str) -> frozenset[str]:
    return frozenset(map(line_key, lines))


def texts(found: Extract) -> list[str]:
    return [block.text for block in found.blocks]


def test_a_line_is_known_again_whatever_its_numbers_case_and_accents():
    assert line_key("214 Comments") == line_key("3 comments")
    assert line_key("Café «Zur Fähre», 12:30") == line_key("cafe zur fahre 9:05")
    assert line_key("12 comments") != line_key("12 shares")
    assert len(line_key("")) == 16


def test_a_line_that_an_outlet_repeats_is_left_out_where_it_stood():
    found = without_repeated(FOUND, keys(BUOY))

    assert texts(found) == ["Ferry levy adopted", NEWS, QUOTED]
    assert found.left_out == ("Menu", "Advertisement", FOUND.left_out[2], BUOY, "© 2026")
    assert found.left_out_after == (0, 2, 2, 2, 3)


def test_headline_long_paragraphs_and_words_that_were_said_are_never_taken_for_repeated():
    long = Block(Kind.PARAGRAPH, "The levy is a long story. " * 20)
    quote = Block(Kind.QUOTE, "None. It was tried.")
    extract = Extract(blocks=(*FOUND.blocks, long, quote))
    repeated = keys(*(block.text for block in extract.blocks if block.text != BUOY))

    assert without_repeated(extract, repeated).blocks == tuple(
        block for block in extract.blocks if block.text != NEWS
    )


def test_a_page_of_nothing_but_repeated_lines_stays_as_it_is():
    extract = Extract(blocks=(Block(Kind.TITLE, "Tides"), Block(Kind.PARAGRAPH, NEWS)))
    assert without_repeated(extract, keys(NEWS)) is extract


def test_a_line_that_was_restored_before_comes_back_where_it_stood():
    found = with_repairs(FOUND, keys(BUOY), keys("CORRECTION: It was six votes."))

    assert texts(found) == ["Ferry levy adopted", NEWS, "Correction: it was six votes.", QUOTED]
    assert found.left_out == ("Menu", "Advertisement", BUOY, "© 2026")
    assert found.left_out_after == (0, 2, 3, 4)


def test_what_is_dropped_and_restored_again_is_the_page_it_was():
    dropped = with_repairs(FOUND, keys(NEWS, QUOTED), frozenset())
    assert texts(dropped) == ["Ferry levy adopted", BUOY]
    assert texts(with_repairs(dropped, frozenset(), keys(NEWS, QUOTED))) == texts(FOUND)


def test_a_line_restored_from_above_the_headline_stands_below_it():
    found = with_repairs(FOUND, frozenset(), keys("Menu"))
    assert texts(found)[:2] == ["Ferry levy adopted", "Menu"]


def test_lines_whose_place_nobody_noted_come_back_at_the_end():
    found = with_repairs(
        Extract(blocks=FOUND.blocks, left_out=("A last word.",)), frozenset(), keys("A last word.")
    )
    assert texts(found)[-1] == "A last word."
