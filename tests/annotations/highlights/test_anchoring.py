"""Highlights follow their words from one version of an article to the next."""

import gzip
import json
import random
import time
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.highlights.anchoring import Placement, Status, follow
from tests.shared import SHARED, needs_shared

HARBOUR = "\n".join(
    (
        "Marenia’s harbour toll survives a long night",
        "Calder Quay’s dockers will keep their toll for another year, the Statehouse decided.",
        "“We were promised a study, and we got a bill,” said Oriel Tavasti, who leads the carriers."
        " She had waited in the gallery since noon.",
        "The treasury declined to comment.",
        "Bram Kessendorf, the harbour minister, called the toll the price of a safe channel. His"
        " office put the cost of dredging at 40 million crowns.",
        "The treasury declined to comment.",
        "Ilka Brandeveer voted against. “Nobody asked the islands,” she said after the vote.",
        "A second reading is due on Thursday.",
    )
)
BLOCKS = HARBOUR.split("\n")


def span(text: str, words: str, nth: int = 0) -> tuple[int, int]:
    """Where the words stand for the nth time."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return start, start + len(words)


def followed(new: str, words: str, nth: int = 0, old: str = HARBOUR) -> Placement:
    return follow(old, new, [span(old, words, nth)])[0]


def at(status: Status, text: str, words: str, nth: int = 0) -> Placement:
    return Placement(status, *span(text, words, nth))


LOST = Placement(Status.LOST, None, None)


def test_a_highlight_stays_where_it_is_while_nothing_changes() -> None:
    words = "Nobody asked the islands"
    assert followed(HARBOUR, words) == at(Status.SAME, HARBOUR, words)


def test_a_highlight_keeps_its_words_when_a_paragraph_is_put_in_above_it() -> None:
    new = HARBOUR.replace("\n", "\nCorrected: an earlier text named the wrong pier.\n", 1)
    words = "the price of a safe channel"
    assert followed(new, words) == at(Status.SAME, new, words)


def test_a_sentence_that_occurs_twice_is_followed_to_its_own_copy() -> None:
    words = "The treasury declined to comment."
    new = "\n".join(["Radio Marenia One has asked for the minutes.", *BLOCKS])
    assert followed(new, words, 0) == at(Status.SAME, new, words, 0)
    assert followed(new, words, 1) == at(Status.SAME, new, words, 1)


def test_a_deleted_copy_of_a_sentence_is_lost_and_the_other_one_is_kept() -> None:
    words = "The treasury declined to comment."
    without_first = "\n".join(BLOCKS[:3] + BLOCKS[4:])
    without_second = "\n".join(BLOCKS[:5] + BLOCKS[6:])
    assert followed(without_first, words, 0) == LOST
    assert followed(without_first, words, 1) == at(Status.SAME, without_first, words)
    assert followed(without_second, words, 0) == at(Status.SAME, without_second, words)
    assert followed(without_second, words, 1) == LOST


def test_part_of_a_repeated_sentence_is_followed_to_its_own_copy() -> None:
    new = "\n".join(BLOCKS[:1] + BLOCKS[2:])
    assert followed(new, "declined", 1) == at(Status.SAME, new, "declined", 1)


def test_a_paragraph_with_the_same_words_elsewhere_has_moved() -> None:
    new = "\n".join([BLOCKS[0], BLOCKS[6], *BLOCKS[1:6], BLOCKS[7]])
    words = "“Nobody asked the islands,” she said after the vote."
    assert followed(new, words) == at(Status.MOVED, new, words)


def test_the_paragraphs_a_moved_one_has_passed_have_stayed() -> None:
    new = "\n".join([BLOCKS[0], BLOCKS[6], *BLOCKS[1:6], BLOCKS[7]])
    words = "His office put the cost of dredging at 40 million crowns."
    assert followed(new, words) == at(Status.SAME, new, words)


def test_a_single_word_moves_with_its_paragraph() -> None:
    new = "\n".join([BLOCKS[0], BLOCKS[6], *BLOCKS[1:6], BLOCKS[7]])
    assert followed(new, "islands") == at(Status.MOVED, new, "islands")


def test_a_paragraph_that_was_moved_and_edited_is_still_found() -> None:
    edited = BLOCKS[4].replace("called the toll", "on Monday called the levy")
    new = "\n".join([BLOCKS[0], edited, *BLOCKS[1:4], *BLOCKS[5:]])
    assert followed(new, BLOCKS[4]) == at(Status.CHANGED, new, edited)


def test_words_changed_inside_a_highlight_are_reported() -> None:
    new = HARBOUR.replace("40 million crowns", "55 million crowns")
    before = "put the cost of dredging at 40 million crowns"
    after = "put the cost of dredging at 55 million crowns"
    assert followed(new, before) == at(Status.CHANGED, new, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "Bram Kessendorf, the harbour minister, called the toll",
            "Mattis Orlundh, the harbour minister, called the toll",
        ),
        ("the price of a safe channel", "the price of a safe passage"),
    ],
)
def test_words_replaced_at_the_end_of_a_highlight_stay_inside_it(before: str, after: str) -> None:
    new = HARBOUR.replace(before, after)
    assert followed(new, before) == at(Status.CHANGED, new, after)


def test_a_corrected_spelling_is_the_same_passage() -> None:
    new = HARBOUR.replace("Ilka Brandeveer", "Ilka Brandevere")
    assert followed(new, "Ilka Brandeveer") == at(Status.CHANGED, new, "Ilka Brandevere")


def test_another_name_for_the_one_that_was_highlighted_is_another_passage() -> None:
    assert followed(HARBOUR.replace("Ilka Brandeveer", "Lena Dorrowby"), "Ilka Brandeveer") == LOST


def test_typography_alone_never_loses_a_highlight() -> None:
    new = HARBOUR.replace("“", '"').replace("”", '"').replace("’", "'")
    before = "“We were promised a study, and we got a bill,”"
    after = '"We were promised a study, and we got a bill,"'
    assert followed(new, before) == at(Status.CHANGED, new, after)
    assert followed(new, "a safe channel") == at(Status.SAME, new, "a safe channel")


def test_a_highlight_over_several_blocks_takes_in_a_block_put_between_them() -> None:
    added = "Dagny Ferrowe of the Northern Ledger was not let in."
    new = HARBOUR.replace(BLOCKS[4], f"{added}\n{BLOCKS[4]}")
    before = "\n".join(BLOCKS[2:5])
    after = "\n".join([*BLOCKS[2:4], added, BLOCKS[4]])
    assert followed(new, before) == at(Status.CHANGED, new, after)


def test_a_highlight_over_several_blocks_stays_whole() -> None:
    new = f"{HARBOUR}\nCarriers’ Weekly will report."
    words = "\n".join(BLOCKS[4:7])
    assert followed(new, words) == at(Status.SAME, new, words)


def test_a_paragraph_that_was_split_is_still_one_highlight() -> None:
    new = HARBOUR.replace("safe channel. His", "safe channel.\nHis")
    assert followed(new, BLOCKS[4]) == at(Status.CHANGED, new, BLOCKS[4].replace(". ", ".\n"))


def test_a_deleted_passage_is_lost() -> None:
    assert followed("\n".join(BLOCKS[:2] + BLOCKS[3:]), "we got a bill") == LOST


def test_a_rewritten_sentence_is_lost() -> None:
    new = HARBOUR.replace(
        BLOCKS[4], "Pilots asked for tugs in every berth. No minister was there to answer them."
    )
    assert followed(new, BLOCKS[4]) == LOST
    assert followed(new, "the harbour minister") == LOST


def test_a_deleted_sentence_is_not_found_in_a_similar_one_that_was_always_there() -> None:
    first = "Oriel Tavasti told Harbour Post that the carriers would vote on the toll in May."
    second = "Lena Dorrowby told Harbour Post that the carriers would vote on the toll in May."
    old = "\n".join([BLOCKS[1], first, BLOCKS[4], second, BLOCKS[7]])
    new = "\n".join([BLOCKS[1], BLOCKS[4], second, BLOCKS[7]])
    assert followed(new, first, old=old) == LOST
    assert followed(new, second, old=old) == at(Status.SAME, new, second)


def test_a_small_word_is_not_found_in_another_sentence() -> None:
    old = "The pilots left the harbour at dawn.\nBram Kessendorf stayed."
    new = "Nobody knows who paid for the new cranes on pier nine.\nBram Kessendorf stayed."
    assert followed(new, "the", old=old) == LOST


def test_one_new_place_for_two_deleted_copies_is_no_one_s() -> None:
    words = "The treasury declined to comment."
    new = "\n".join([BLOCKS[0], words, *BLOCKS[1:3], BLOCKS[4], *BLOCKS[6:]])
    assert {followed(new, words, nth) for nth in (0, 1)} == {LOST}


def test_offsets_count_code_points_whatever_the_script() -> None:
    old = "\n".join(
        (
            "🗳️ Votes 👩🏽‍💻 are in.",
            "صوّتت الجزر ضد الرسوم.",
            "„Wir zahlen nicht“, sagte sie.",
            "島は反対した。",
        )
    )
    new = f"🚢🚢 Calder Quay\n{old}"
    for words in ("Votes 👩🏽‍💻 are", "صوّتت الجزر", "„Wir zahlen nicht“", "反対"):
        assert followed(new, words, old=old) == at(Status.SAME, new, words)


def test_soft_hyphens_and_hard_spaces_do_not_hide_words() -> None:
    new = HARBOUR.replace("dredging at 40 million", "dred\u00adging at 40\u00a0mil\u00adlion")
    before, after = "of dredging at 40 million", "of dred\u00adging at 40\u00a0mil\u00adlion"
    assert followed(new, before) == at(Status.CHANGED, new, after)


def test_a_highlight_may_begin_and_end_inside_words() -> None:
    new = HARBOUR.replace("\n", "\nUpdated.\n", 1).replace("dredging", "dred\u00adging")
    assert followed(new, "afe chann") == at(Status.SAME, new, "afe chann")
    assert followed(new, "edging at") == at(Status.CHANGED, new, "ed\u00adging at")


def test_space_at_the_ends_of_a_highlight_is_kept_only_where_it_still_is() -> None:
    new = HARBOUR.replace("\n", "\nUpdated.\n", 1).replace("a safe channel. His", "a safe channel.")
    assert followed(new, " a safe ") == at(Status.SAME, new, " a safe ")
    spaced = "safe channel. "
    assert followed(HARBOUR.replace("channel. His", "channel.\nHis"), spaced) == at(
        Status.CHANGED, HARBOUR, "safe channel."
    )


def test_a_highlight_of_nothing_but_space_stays_between_its_words() -> None:
    old = "Calder Quay votes."
    assert followed("Today: Calder Quay votes.", " ", old=old) == Placement(Status.SAME, 13, 14)
    assert followed("Calder, Quay votes.", " ", old=old) == LOST


@pytest.mark.parametrize("wrong", [(3, 3), (5, 4), (-1, 4), (0, len(HARBOUR) + 1)])
def test_what_is_no_passage_of_the_text_is_refused(wrong: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="not a passage"):
        follow(HARBOUR, HARBOUR, [(0, 5), wrong])


def test_answers_come_in_the_order_of_the_highlights() -> None:
    spans = [span(HARBOUR, "islands"), span(HARBOUR, "toll"), span(HARBOUR, "islands")]
    new = f"Late edition\n{HARBOUR}"
    assert follow(HARBOUR, new, spans) == [follow(HARBOUR, new, [one])[0] for one in spans]


# Laws for any text. Few different words make repetitions, the hard case, likely.

WORDS = "the toll harbour vote Calder Quay “no” Ferrowe’s 40 crowns e\u0301🗳️ ضد 島は"
word = st.sampled_from(WORDS.split(" "))
sentence = st.lists(word, min_size=1, max_size=9).map(lambda words: f"{' '.join(words)}.")
block = st.lists(sentence, min_size=1, max_size=3).map(" ".join)
blocks = st.lists(block, min_size=1, max_size=8)
anything = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)


def spans_of(text: str) -> st.SearchStrategy[list[tuple[int, int]]]:
    one = st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text)))
    return st.lists(one.filter(lambda pair: pair[0] < pair[1]), min_size=1, max_size=6)


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, str]:
    """Two versions: blocks are left out, put in, moved, and their words replaced."""
    old = draw(blocks)
    new = draw(st.permutations(old)) if draw(st.booleans()) else list(old)
    new = [text for text in new if draw(st.integers(0, 3))]
    new += draw(st.lists(block, max_size=2))
    if new and draw(st.booleans()):
        at = draw(st.integers(0, len(new) - 1))
        new[at] = new[at].replace(draw(word), draw(word))
    return "\n".join(old), "\n".join(new)


@given(st.one_of(anything, blocks.map("\n".join)), st.data())
def test_an_unchanged_text_keeps_every_highlight(text: str, data: st.DataObject) -> None:
    spans = data.draw(spans_of(text))
    assert follow(text, text, spans) == [Placement(Status.SAME, *one) for one in spans]


@given(blocks, st.lists(st.sampled_from(["Zw", "Qx", "Jv"]), min_size=1), st.data())
def test_text_put_in_before_shifts_every_highlight(
    old: list[str], added: list[str], data: st.DataObject
) -> None:
    text, above = "\n".join(old), " ".join(added) + "\n"
    spans = data.draw(spans_of(text))
    shifted = [Placement(Status.SAME, a + len(above), b + len(above)) for a, b in spans]
    assert follow(text, above + text, spans) == shifted


@given(blocks, st.integers(min_value=0), st.data())
def test_a_deleted_block_is_lost_or_found_word_for_word_elsewhere(
    old: list[str], index: int, data: st.DataObject
) -> None:
    gone = index % len(old)
    text, left = "\n".join(old), "\n".join(old[:gone] + old[gone + 1 :])
    start = len("\n".join([*old[:gone], ""]))
    place = follow(text, left, [(start, start + len(old[gone]))])[0]
    assert place.status is Status.LOST or left[place.start : place.end] == old[gone]


@given(st.one_of(edited(), st.tuples(anything, anything)), st.data())
def test_highlights_stand_inside_the_text_and_exactly_where_they_are_said_to(
    versions: tuple[str, str], data: st.DataObject
) -> None:
    old, new = versions
    spans = data.draw(spans_of(old))
    for (start, end), place in zip(spans, follow(old, new, spans), strict=True):
        if place.status is Status.LOST:
            assert (place.start, place.end) == (None, None)
            continue
        assert place.start is not None and place.end is not None
        assert 0 <= place.start < place.end <= len(new)
        same = new[place.start : place.end] == old[start:end]
        assert same is (place.status in {Status.SAME, Status.MOVED})


@given(edited(), st.data())
def test_a_highlight_is_followed_the_same_alone_and_among_others(
    versions: tuple[str, str], data: st.DataObject
) -> None:
    old, new = versions
    spans = data.draw(spans_of(old))
    assert follow(old, new, spans) == [follow(old, new, [one])[0] for one in spans]


# Speed.


def long_pair(letters: int) -> tuple[str, str]:
    """A long text and its next version, in which every tenth block is gone or was edited."""
    chance = random.Random(1)
    words = ["".join(chance.choices("abdeiklmnorstu", k=chance.randint(2, 9))) for _ in range(3000)]
    often = [1 / (rank + 1) for rank in range(len(words))]
    old: list[str] = []
    while sum(map(len, old)) < letters:
        old.append(" ".join(chance.choices(words, often, k=chance.randint(20, 70))) + ".")
    new = [
        text.replace(" ", " new ", 3) if index % 10 == 1 else text for index, text in enumerate(old)
    ]
    return "\n".join(old), "\n".join(new[index] for index in range(len(new)) if index % 10 != 7)


def seconds(old: str, new: str, spans: list[tuple[int, int]]) -> float:
    start = time.process_time()
    follow(old, new, spans)
    return time.process_time() - start


def test_a_thousand_highlights_on_a_long_article_are_followed_within_a_second() -> None:
    old, new = long_pair(100_000)
    spans = [(start, start + 150) for start in range(0, 90_000, 90)]
    assert seconds(old, new, spans) < 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("The toll. " * 10_000, "The toll. " * 5_000 + "No. " + "The toll. " * 4_000),
        ("toll\n" * 20_000, "toll\nvote\n" * 10_000),
        ("." * 100_000, ". " * 50_000),
        (" ".join(map(str, range(20_000))), " ".join(map(str, range(20_000, 0, -1)))),
    ],
    ids=["repeated", "listed", "dotted", "reversed"],
)
def test_no_text_is_so_odd_that_it_takes_long(old: str, new: str) -> None:
    assert seconds(old, new, [(5, 60_000)]) < 5


# Real revisions, where they are there to measure with.


def right(place: Placement, expected: dict[str, int] | None) -> bool:
    """As the benchmark counts it: nine tenths of both spans in common, or rightly lost."""
    if expected is None or place.start is None or place.end is None:
        return expected is None and place.start is None
    both = min(place.end, expected["end"]) - max(place.start, expected["start"])
    return both >= 0.9 * (max(place.end, expected["end"]) - min(place.start, expected["start"]))


@needs_shared
def test_highlights_on_real_revisions_are_followed_rightly() -> None:
    with gzip.open(SHARED / "bench/anchors/cases_dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        cases = [json.loads(line) for line in lines]
    cases.sort(key=lambda case: (case["old_text"], case["new_text"]))
    pairs = [
        list(of) for _, of in groupby(cases, lambda case: (case["old_text"], case["new_text"]))
    ]
    results = [
        right(place, case["expected"])
        for of in pairs[::4]
        for case, place in zip(
            of,
            follow(of[0]["old_text"], of[0]["new_text"], [(c["start"], c["end"]) for c in of]),
            strict=True,
        )
    ]
    assert sum(results) >= 0.99 * len(results) > 0
