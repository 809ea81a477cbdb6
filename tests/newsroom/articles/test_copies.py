"""The same words are recognised in two texts, however the second outlet cut and edited them."""

from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.management.commands.load_samples import Page, manifest
from newsroom.articles.copies import (
    LEAST,
    MOST,
    WORDS,
    body_of,
    containment,
    sample,
    shared,
    shingles,
)
from newsroom.articles.text import Block, Kind, extents
from newsroom.ingestion.extraction import extract
from newsroom.ingestion.wire import ENOUGH
from tests.newsroom.articles.wire import AGENCY, OWN_REPORT, edited, longer, shortened

TEXT = "\n".join(AGENCY)
words = st.lists(st.sampled_from("levy ferry fund island crate harbour vote Ilka".split()))


def test_agency_copy_is_recognised_under_another_headline_and_cut_from_the_end() -> None:
    assert shared(TEXT, shortened(3)) >= 0.9


@pytest.mark.parametrize("seed", range(5))
def test_agency_copy_is_recognised_when_one_word_in_fifteen_is_edited(seed: int) -> None:
    assert shared(TEXT, edited(1 / 15, seed)) > ENOUGH


def test_agency_copy_is_recognised_inside_a_longer_story() -> None:
    assert shared(TEXT, longer()) > 0.95
    assert shared(longer(), TEXT) > 0.95


def test_house_style_and_typography_are_no_edits() -> None:
    styled = TEXT.replace("“", '"').replace("”", '"').replace("’", "'").replace(" – ", " - ")
    assert shared(TEXT, styled.upper()) == 1


def test_a_report_of_the_same_vote_with_the_same_quotations_is_no_copy() -> None:
    assert 0 < shared(TEXT, "\n".join(OWN_REPORT)) < ENOUGH - 0.1


def test_the_samples_tell_one_story_at_three_outlets_in_words_of_their_own() -> None:
    said = [(page.url, _body(page)) for page in manifest()]
    pairs = [(a, b) for (one, a), (other, b) in combinations(said, 2) if one != other]
    assert len(pairs) > 50
    assert max(containment(a, b) for a, b in pairs) < ENOUGH / 4


def _body(page: Page) -> set[int]:
    found = extract(page.body, page.url)
    return shingles(body_of(found.text, list(found.extents)))


def test_a_text_whose_script_has_no_spaces_is_recognised_too() -> None:
    text = "".join(Random(1).choices([chr(0x4E00 + at) for at in range(400)], k=500))
    assert shared(text, text[40:300] + "。") > 0.9
    assert shared(text, text[::-1]) < 0.1


def test_headlines_and_captions_which_each_outlet_makes_are_not_compared() -> None:
    blocks = [Block(Kind.TITLE, "Levy"), Block(Kind.PARAGRAPH, "One"), Block(Kind.CAPTION, "Quay")]
    text = "\n".join(block.text for block in blocks)
    assert body_of(text, list(extents(blocks))) == "One"


@given(words, words)
def test_how_much_two_texts_share_does_not_depend_on_which_comes_first(
    one: list[str], other: list[str]
) -> None:
    share = shared(" ".join(one), " ".join(other))
    assert share == shared(" ".join(other), " ".join(one))
    assert 0 <= share <= 1
    assert shared(" ".join(one), " ".join(one)) == (1 if len(one) >= WORDS else 0)


@given(st.sets(st.integers(-(2**63), 2**63 - 1), max_size=800), st.data())
def test_the_sample_of_a_part_is_in_the_sample_of_the_whole(
    whole: set[int], data: st.DataObject
) -> None:
    part = data.draw(st.sets(st.sampled_from(sorted(whole)))) if whole else set()
    if len(part) >= LEAST:
        assert set(sample(part)) <= set(sample(whole)) or len(sample(whole)) == MOST


def test_a_few_words_are_no_text_to_be_found() -> None:
    assert sample(shingles(" ".join(AGENCY[0].split()[:30]))) == []


def test_a_very_long_text_has_a_sample_that_is_not() -> None:
    assert len(sample(shingles(" ".join(map(str, range(9_000)))))) == MOST


def test_nothing_shares_anything_with_nothing() -> None:
    assert containment(set(), shingles(TEXT)) == 0
