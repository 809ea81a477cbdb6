"""A passage is shown with its sentences, and found again in the original."""

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.highlights.surroundings import REACH, around
from annotations.sharing.passages import LONG, in_context, text_fragment

TEXT = (
    "Ferry fund passes\n"
    "The chamber met late. “Nobody asked us,” Dagny Ferrowe said. The fund costs 4,200 marks. "
    "It passed by four votes!\n"
    "Ilka Brandeveer warned of it. Nobody listened."
)


def shown(words: str, text: str = TEXT) -> str:
    start = text.index(words)
    first, last = around(text, start, start + len(words))
    return text[first:last]


@pytest.mark.parametrize(
    ("words", "context"),
    [
        (
            "The fund costs",
            "“Nobody asked us,” Dagny Ferrowe said. The fund costs 4,200 marks. "
            "It passed by four votes!",
        ),
        (
            "Dagny Ferrowe",
            "The chamber met late. “Nobody asked us,” Dagny Ferrowe said. "
            "The fund costs 4,200 marks.",
        ),
        ("Ferry fund passes", "Ferry fund passes\nThe chamber met late."),
        (
            "It passed by four votes!",
            "The fund costs 4,200 marks. It passed by four votes!\nIlka Brandeveer warned of it.",
        ),
        ("Nobody listened.", "Ilka Brandeveer warned of it. Nobody listened."),
    ],
)
def test_a_passage_stands_between_the_sentence_before_and_the_one_after(
    words: str, context: str
) -> None:
    assert shown(words) == context


def test_sentences_of_scripts_without_spaces_end_where_their_signs_say() -> None:
    text = "港口关闭了。" + "船都停着。" + "「没有人问我们。」" + "她走了。" + "天黑了。"
    assert shown("没有人", text) == "船都停着。「没有人问我们。」她走了。"


def test_the_title_of_a_text_without_sentences_is_all_there_is() -> None:
    assert shown("fund", "Ferry fund passes") == "Ferry fund passes"


def test_a_sentence_that_never_ends_is_cut_at_a_space() -> None:
    endless = "word " * 400
    first, last = around(endless, 1000, 1004)
    assert 1000 - REACH <= first < 1000 and 1004 < last <= 1004 + REACH
    assert endless[first:last].startswith("word ") and endless[first:last].endswith(" word")


def test_words_without_any_space_are_cut_at_the_passage_itself() -> None:
    first, last = around("x" * 5000, 2000, 2010)
    assert first <= 2000 and last >= 2010
    assert last - first <= 10 + 2 * REACH


@given(st.text(alphabet="ab.!? \n”\u00a0"), st.data())
def test_the_passage_is_always_inside_what_is_shown(text: str, data: st.DataObject) -> None:
    places = st.integers(0, len(text))
    start, end = sorted((data.draw(places), data.draw(places)))
    if not text[start:end].strip() or text[start:end] != text[start:end].strip():
        return
    first, last = around(text, start, end)
    assert 0 <= first <= start < end <= last <= len(text)
    assert start - first <= REACH and last - end <= REACH


SAID = (
    "Budget hearing\n"
    "The hall was full. The bridge costs nine million crowns. "
    '"The committee is not tired. It has read the plan." Runa Ostvale left. It rained.\n'
    "The vote is on Monday."
)


def context(words: str, text: str = SAID) -> str:
    """What an outsider reads around `words`."""
    start = text.index(words)
    found = in_context(text, start, start + len(words))
    before, after = "… " * found.has_more_before, " …" * found.has_more_after
    return before + text[found.start : found.end] + after


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("Budget", "Budget hearing"),
        ("hall was", "The hall was full. The bridge costs nine million crowns. …"),
        ("It rained.", "… Runa Ostvale left. It rained."),
        ("Monday", "The vote is on Monday."),
        ("rained.\nThe vote", "… Runa Ostvale left. It rained.\nThe vote is on Monday."),
    ],
)
def test_an_outsider_reads_whole_sentences_of_the_same_paragraph(words: str, read: str) -> None:
    assert context(words) == read


def test_the_sentences_around_a_passage_cut_no_quotation() -> None:
    quoted = '"The committee is not tired. It has read the plan."'
    told = f"The hall was full. The bridge costs nine million crowns. {quoted} Runa Ostvale left. …"
    assert context("nine million") == told.replace(" Runa Ostvale left.", "")
    assert context("read the plan") == told.replace("The hall was full. ", "… ", 1)


def test_a_quotation_too_long_to_be_told_whole_is_left_out() -> None:
    long = "“" + "We have read it all again. " * 20 + "We are not tired.”"
    text = f"It rained. The bridge costs nine million. {long} She left."
    assert context("nine million", text) == "It rained. The bridge costs nine million. …"
    assert context("She left", text) == "… She left."


def test_a_passage_inside_an_endless_quotation_stands_by_itself() -> None:
    long = "“" + "We have read it all again. " * 60
    assert context("read it", f"It rained. {long}") == "… read it …"


@given(st.text(alphabet='ab.!? \n”“"\u00a0'), st.data())
def test_a_passage_in_context_stays_in_its_paragraphs(text: str, data: st.DataObject) -> None:
    places = st.integers(0, len(text))
    start, end = sorted((data.draw(places), data.draw(places)))
    if not text[start:end].strip() or text[start:end] != text[start:end].strip():
        return
    found = in_context(text, start, end)
    assert 0 <= found.start <= start < end <= found.end <= len(text)
    assert "\n" not in text[found.start : start] + text[end : found.end]


def fragment(words: str, text: str = TEXT) -> str:
    start = text.index(words)
    return text_fragment(text, start, start + len(words))


def test_a_short_passage_is_named_whole_in_the_link_to_the_original() -> None:
    assert fragment("The fund costs 4,200 marks.") == (
        "#:~:text=The%20fund%20costs%204%2C200%20marks."
    )


def test_signs_that_mean_something_in_a_text_fragment_are_written_as_codes() -> None:
    words = "cost-benefit, & more #1 “é”"
    found = fragment(words, words)
    assert not set("-,&# ") & set(found.removeprefix("#:~:text="))
    assert unquote(found) == f"#:~:text={words}"


def test_a_long_passage_is_named_by_its_first_and_last_words() -> None:
    long = " ".join(f"word{number}" for number in range(200))
    found = fragment(long, long)
    assert found == (
        "#:~:text=word0%20word1%20word2%20word3%20word4%20word5,"
        "word194%20word195%20word196%20word197%20word198%20word199"
    )
    assert len(long) > LONG


def test_a_passage_over_two_paragraphs_is_named_by_both() -> None:
    assert fragment("four votes!\nIlka Brandeveer") == "#:~:text=four%20votes%21,Ilka%20Brandeveer"
