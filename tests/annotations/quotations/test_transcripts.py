"""Turns of transcripts, which are quotations without marks."""

from tests.annotations.quotations.told import quoted, said

TRANSCRIPT = """\
Our reporter spoke to Oriel Tavasti, the transport minister, on Monday.

RADIO MARENIA ONE: Minister, why is the bridge late?

TAVASTI: Because the “experts” of last year built half of it.

RADIO MARENIA ONE: When will it be done?

TAVASTI (smiling): In spring. I promised Bram Kessendorf that.
"""


def test_a_turn_is_a_quotation_of_the_name_before_it():
    assert said(TRANSCRIPT) == [
        ("Minister, why is the bridge late?", "Radio Marenia One"),
        ("Because the “experts” of last year built half of it.", "Oriel Tavasti"),
        ("When will it be done?", "Radio Marenia One"),
        ("In spring. I promised Bram Kessendorf that.", "Oriel Tavasti"),
    ]


def test_an_interview_names_its_people_by_surname():
    text = (
        "Ilka Brandeveer met Bram Kessendorf.\n\nBrandeveer: Will you go?\n\nKessendorf: No.\n\n"
        "Brandeveer: Why not?\n\nKessendorf: It rains."
    )

    assert said(text)[1] == ("No.", "Bram Kessendorf")


def test_notes_before_a_colon_are_no_turns():
    text = "Note: The quay is shut.\n\nPrice: 4 crowns\n\nDate: Monday\n\nPrice: 5 crowns"

    assert quoted(text) == []
