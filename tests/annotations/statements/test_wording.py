"""Two wordings side by side: the same, nearly, shortened, or something else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.statements.wording import (
    Likeness,
    differences,
    fingerprints,
    judge,
    omissions,
    pieces,
    wording,
)
from tests.annotations.statements.told import ANOTHER, CONTRARY, FULL, ONE_PENNY, OURS, SHORT

TYPOGRAPHY = [
    f"“{FULL}”",
    f"„{FULL}“",
    FULL.upper(),
    FULL.replace(". ", " … ").replace(",", ""),
    FULL.replace("This", "[T]his"),
    FULL.replace("levy", "levy [on ferries]"),
    FULL.replace("penny", "pen\u00adny").replace(" ", "\u00a0"),
    FULL.replace("families", "famílies"),
]


def likeness(one: str, other: str) -> Likeness:
    return judge(wording(one), wording(other)).likeness


@pytest.mark.parametrize("other", TYPOGRAPHY)
def test_typography_and_what_stands_in_brackets_make_no_other_wording(other: str) -> None:
    assert likeness(FULL, other) is Likeness.SAME
    assert fingerprints(wording(FULL)) == fingerprints(wording(other))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (FULL, ONE_PENNY, Likeness.NEARLY),
        (FULL, OURS, Likeness.NEARLY),
        (SHORT, FULL, Likeness.SHORTENED),
        (FULL, SHORT, Likeness.LONGER),
        (FULL.partition(". ")[0], FULL, Likeness.SHORTENED),
        ("This levy ... not cost island families a penny.", FULL, Likeness.SHORTENED),
        (FULL, ANOTHER, Likeness.DIFFERENT),
        ("Thank you very much.", "Thank you very much indeed.", Likeness.DIFFERENT),
        (
            "We will build three hundred homes in the north of Skerrow.",
            "We will build a hospital in the south of Vestrin.",
            Likeness.DIFFERENT,
        ),
        (
            "I spoke to the president of Vestrin about bread this morning.",
            "I spoke to the president of Skerrow about ferries this morning.",
            Likeness.DIFFERENT,
        ),
        (
            "Diese Abgabe wird keine Inselfamilie auch nur einen Groschen kosten.",
            "Die Abgabe wird keine Inselfamilie einen Groschen kosten.",
            Likeness.NEARLY,
        ),
        (
            "الضريبة لن تكلف عائلات الجزر قرشا واحدا",
            "هذه الضريبة لن تكلف عائلات الجزر قرشا",
            Likeness.NEARLY,
        ),
        (
            "この税は島の家族に一円の負担もかけません。",
            "この税は島の家族には一円の負担もかけません。",
            Likeness.NEARLY,
        ),
    ],
)
def test_wordings_are_called_what_they_are(one: str, other: str, expected: Likeness) -> None:
    assert likeness(one, other) is expected


@pytest.mark.parametrize(
    ("one", "other", "contrary"),
    [
        (FULL, CONTRARY, True),
        (SHORT, CONTRARY, True),
        (FULL, ONE_PENNY, False),
        (FULL, OURS, False),
        (SHORT, FULL, False),
        ("We won't pay the harbour invoice.", "We will not pay the harbour invoice.", False),
        ("We won’t pay the harbour invoice.", "We will pay the harbour invoice.", True),
        (
            "The levy brings in 4,200 crowns from each ferry.",
            "The levy brings in 4200 crowns from each ferry.",
            False,
        ),
        (
            "The levy brings in 4,200 crowns from each ferry.",
            "The levy brings in 4,900 crowns from each ferry.",
            True,
        ),
        (
            "Die Abgabe wird die Inseln Arbeit kosten.",
            "Die Abgabe wird die Inseln nicht Arbeit kosten.",
            True,
        ),
    ],
)
def test_a_not_or_another_number_is_never_the_same(one: str, other: str, contrary: bool) -> None:
    found = judge(wording(one), wording(other))
    assert found.contrary is contrary
    assert not contrary or found.likeness not in {Likeness.SAME, Likeness.DIFFERENT}


def test_a_short_one_that_turns_another_round_is_something_else() -> None:
    assert likeness("We will pay.", "We will not pay.") is Likeness.DIFFERENT


def test_words_that_differ_are_one_piece_and_the_rest_another() -> None:
    lead, other = wording(FULL), wording(OURS)
    shown = pieces(other, differences(other, lead), omissions(other, lead))
    assert [piece.text for piece in shown if piece.differs] == ["our", "on the ferries"]
    lead, other = wording(FULL), wording(ONE_PENNY)
    shown = pieces(other, differences(other, lead), omissions(other, lead))
    assert [piece.text for piece in shown if piece.differs] == ["one"]
    assert [at for at, piece in enumerate(shown) if piece.missing] == [3]


def test_words_left_out_where_dots_say_so_are_not_marked_again() -> None:
    lead, other = wording(FULL), wording("This levy … will not cost island families a penny.")
    assert not any(piece.missing for piece in pieces(other, set(), {2}))
    assert omissions(other, lead) == set()


WORDS = st.text(alphabet="abc xyz’'[].…,“” 12\u00ad法税\u0301-", max_size=60)


@given(WORDS, WORDS)
def test_any_two_texts_can_be_compared(one: str, other: str) -> None:
    a, b = wording(one), wording(other)
    there, back = judge(a, b), judge(b, a)
    turned = {Likeness.SHORTENED: Likeness.LONGER, Likeness.LONGER: Likeness.SHORTENED}
    assert there.is_one_statement == back.is_one_statement
    assert there.contrary == back.contrary
    assert {there.likeness, turned.get(there.likeness)} & {back.likeness}
    shown = pieces(a, differences(a, b), omissions(a, b))
    assert "".join(piece.text for piece in shown) == one


LEVY = (
    "This levy will not cost island families a single penny on ferries after the election".split()
)


@given(st.integers(0, len(LEVY) - 7), st.integers(7, len(LEVY)), st.sampled_from("xyz"))
def test_what_is_shortened_shares_a_fingerprint_with_the_whole(
    start: int, size: int, mark: str
) -> None:
    part = LEVY[start : start + size]
    assert set(fingerprints(wording(" ".join(part)))) & set(fingerprints(wording(" ".join(LEVY))))


@given(st.integers(0, len(LEVY) - 1), st.sampled_from(["harbour", "seven", "bread"]))
def test_one_other_word_leaves_a_fingerprint_and_the_statement(at: int, word: str) -> None:
    changed = [*LEVY[:at], word, *LEVY[at + 1 :]]
    one, other = wording(" ".join(LEVY)), wording(" ".join(changed))
    assert set(fingerprints(one)) & set(fingerprints(other))
    assert judge(one, other).is_one_statement


def test_a_text_with_little_to_say_has_no_fingerprint() -> None:
    assert fingerprints(wording("We will not do that, and we have said so.")) == []
    assert fingerprints(wording("The islands were never asked.")) != []


def test_few_words_are_one_statement_only_where_they_are_the_same() -> None:
    assert (
        likeness("The islands were never asked", "the islands were never asked!") is Likeness.SAME
    )
    assert likeness("The islands were asked", "The islands were never asked") is Likeness.DIFFERENT
    assert likeness("Utter chaos", "utter chaos") is Likeness.DIFFERENT
