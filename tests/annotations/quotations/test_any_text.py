"""What holds for every text, whatever its marks."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from annotations.quotations import clues, setting
from annotations.quotations.attribution import attribute
from annotations.quotations.detection import detect
from annotations.quotations.quotation_marks import read_marks

PIECES = st.sampled_from(
    [
        *"“”\"'‘’„‚«»‹›`.,:;!?…—()[]\n ",
        "''",
        "\n\n",
        " said ",
        " he ",
        " told ",
        "Oriel Tavasti",
        "TAVASTI: ",
        "KESSENDORF: ",
        "the carriers’ ",
        "it’s ",
        "der ",
        "sagte ",
        "bridge ",
        "\u200b",
        "\ud800",
        "é́",
    ]
)
TEXTS = st.one_of(st.lists(PIECES, max_size=60).map("".join), st.text(max_size=200))


@given(TEXTS)
def test_quotations_lie_in_the_text_in_order_and_apart(text: str):
    found = detect(text)

    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(one.follows is None or one.follows < n for n, one in enumerate(found))


@given(TEXTS)
def test_quotations_within_others_lie_inside_them(text: str):
    found = read_marks(text)
    outer = [one for one in found if one.level == 0]

    for one in found:
        assert one.pieces[0][0] == one.start and one.pieces[-1][1] == one.end
        assert one.level == 0 or any(it.start <= one.start < one.end <= it.end for it in outer)


@given(TEXTS)
def test_speakers_are_found_for_the_quotations_that_are_found(text: str):
    said = attribute(text)

    assert [one.quotation for one in said] == detect(text)
    assert said == attribute(text)
    for one in said:
        assert 0 <= one.confidence <= 1
        assert one.mention_start is None or (
            text[one.mention_start : one.mention_end] == one.mention
        )


def _work(monkeypatch, text: str) -> int:
    """How many signs are looked at in `text`."""
    counted = 0

    def count(signs):
        def counting(*arguments):
            nonlocal counted
            found = list(signs(*arguments))
            counted += len(found)
            return found

        return counting

    with monkeypatch.context() as patch:
        patch.setattr(clues.Clues, "signs", count(clues.Clues.signs))
        patch.setattr(setting.Setting, "signs", count(setting.Setting.signs))
        attribute(text)
    return counted


def test_a_text_four_times_as_long_takes_four_times_the_work(monkeypatch):
    for line in (
        "“We will win,” said Oriel Tavasti, the minister. She added: “No.” ",
        "He said “a” and Oriel said “b” and ",
        "“word” ",
        "'a ",
        "“No” Oriel Tavasti ",
    ):
        one, four = _work(monkeypatch, line * 100), _work(monkeypatch, line * 400)

        assert four <= 4.5 * one + 100
