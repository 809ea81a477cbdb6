"""Who said it."""

import pytest

from annotations.quotations.attribution import attribute
from tests.annotations.quotations.told import said, speakers

MINISTER = "The transport minister, Oriel Tavasti, came to the harbour on Monday. "


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“The bridge is late,” Oriel Tavasti said.", "Oriel Tavasti"),
        ("“The bridge is late,” said Oriel Tavasti, the transport minister.", "Oriel Tavasti"),
        ("Oriel Tavasti said: “The bridge is late.”", "Oriel Tavasti"),
        ("Oriel Tavasti: “The bridge is late, and that is that.”", "Oriel Tavasti"),
        ("Oriel Tavasti said that the bridge was “late, and badly so”.", "Oriel Tavasti"),
        ("According to Dagny Ferrowe, the plan is “a gift to nobody else”.", "Dagny Ferrowe"),
        ("Ilka Brandeveer told Oriel Tavasti: “You are late.”", "Ilka Brandeveer"),
        ("“You are late,” Ilka Brandeveer told Oriel Tavasti.", "Ilka Brandeveer"),
        ("“The bridge is late,” said Dr Lena Dorrowby of the Harbour Post.", "Lena Dorrowby"),
        ("‘The bridge is late,’ Mr Orlundh said. Mattis Orlundh chairs it.", "Mattis Orlundh"),
        ("Oriel Tavasti tweeted: “No bridge, no vote. Simple as that.”", "Oriel Tavasti"),
        ("„Die Brücke kommt zu spät“, sagte Ministerin Oriel Tavasti.", "Oriel Tavasti"),
        ("„Die Brücke kommt zu spät“, so Bram Kessendorf am Montag.", "Bram Kessendorf"),
        ("Laut Bram Kessendorf ist die Brücke „viel zu spät und zu teuer“.", "Bram Kessendorf"),
    ],
)
def test_the_speaker_is_named_beside_the_quotation(text: str, speaker: str):
    assert speakers(text) == [speaker]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“We will wait,” a spokesperson said.", "a spokesperson"),
        ("“Stop the bridge,” the letter said.", "the letter"),
        ("“It is over,” said a man who did not want to be named.", "a man"),
        (MINISTER + "“She will be late,” an official said.", "an official"),
        ("Underneath, in pencil, somebody has asked: ‘How late is it?’", "somebody"),
        ("Northern Coast Ferries would not say why. “It is late,” he said.", ""),
        ("“No boat may leave,” the Draft says.", "the Draft"),
        ("Copies were passed round. “No boat may leave,” Copies said.", "Copies"),
        ("When I came, the mayor was waiting. “You are late,” he said.", "the mayor"),
        ("We went to Ferry Street. A woman sold bread. “It is dear,” she said.", "A woman"),
        ("Calder Quay was empty. A boatman waited. “Nobody came,” he said.", "A boatman"),
        ("Rain fell in Skerrow. A friend of mine waited. “It is late,” he said.", "A friend"),
        ("Nobody stood there. A whip waited by the Quay. “It is late,” he said.", ""),
        ("I wrote, in The Ledger, that a whip knew. The whip laughed. “True,” he said.", ""),
        ("I've been there. They told me so. “It is late,” he said.", ""),
    ],
)
def test_an_unnamed_source_stays_unnamed(text: str, speaker: str):
    (one,) = attribute(text)

    assert (one.speaker, one.named) == (speaker, False)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Bram Kessendorf met Mary Tavasti. “I am tired,” she said.", "Mary Tavasti"),
        ("Mary Tavasti met Peter Kessendorf. “I am tired,” he said.", "Peter Kessendorf"),
        ("Mr Orlundh wrote to Ms Ferrowe. “I am tired,” he said.", "Orlundh"),
        (MINISTER + "“I am tired,” she said.", "Oriel Tavasti"),
        ("Mrs Church came to the harbour. “The bridge is late,” she said.", "Church"),
        (MINISTER + "Members waited. “The bridge is late,” she said.", "Oriel Tavasti"),
        (MINISTER + "Clause 9 is short. “The bridge is late,” she said.", "Oriel Tavasti"),
        (MINISTER + "Take your time. “The bridge is late,” she said.", "Oriel Tavasti"),
        (MINISTER + "It rained at Skerrow. “The bridge is late,” she said.", "Oriel Tavasti"),
        (
            MINISTER + "Vestrin was full. Nobody in Vestrin slept. “I am,” she said.",
            "Oriel Tavasti",
        ),
    ],
)
def test_a_pronoun_stands_for_the_last_who_fits(text: str, speaker: str):
    (one,) = attribute(text)

    assert one.speaker == speaker
    assert one.mention in ("he", "she")


def test_a_turn_of_phrase_behind_a_name_is_no_part_of_it():
    (one,) = attribute("„Die Brücke kommt viel zu spät“, sagte Tavasti zu Beginn.")
    assert one.mention == "Tavasti"


def test_a_surname_means_the_one_whose_full_name_the_text_gives():
    text = (
        "“The bridge is late,” said Oriel Tavasti. Bram Kessendorf disagreed.\n\n"
        "“It is early,” Kessendorf said. “It is not,” Tavasti said."
    )

    assert said(text) == [
        ("The bridge is late,", "Oriel Tavasti"),
        ("It is early,", "Bram Kessendorf"),
        ("It is not,", "Oriel Tavasti"),
    ]


def test_what_goes_on_without_a_name_is_of_the_same_speaker():
    text = "“The bridge is late,” said Oriel Tavasti. “It will be later still. We know.”"

    assert speakers(text) == ["Oriel Tavasti", "Oriel Tavasti"]


def test_a_quotation_over_several_paragraphs_has_the_speaker_named_at_its_end():
    text = "“We began early.\n\n“We went on all day.\n\n“We ended late,” said Oriel Tavasti."

    assert speakers(text) == ["Oriel Tavasti"]


def test_an_answer_tells_where_the_mention_and_its_cue_stand():
    text = "“The bridge is late,” said Oriel Tavasti on Monday."
    (one,) = attribute(text)

    assert (one.mention, one.cue) == ("Oriel Tavasti", "said")
    assert text[one.mention_start : one.mention_end] == one.mention
    assert text[one.cue_start :].startswith(one.cue)
    assert 0.5 < one.confidence <= 1


def test_words_whose_speaker_the_text_does_not_tell_have_none():
    (one,) = attribute("“We will not pay for the bridge, and we never said so.”")

    assert (one.speaker, one.mention_start, one.confidence) == ("", None, 0.0)


def test_in_a_script_whose_names_cannot_be_read_nobody_is_named():
    (one,) = attribute("قالت الوزيرة في الميناء: «الجسر متأخر جدًا، ولن ندفع ثمنه».")
    assert one.speaker == ""


def test_titles_of_offices_are_no_part_of_a_name():
    text = "“The bridge is late,” said Harbour Board President Bram Kessendorf."

    assert speakers(text) == ["Bram Kessendorf"]


def test_an_office_alone_names_nobody():
    (one,) = attribute("“The bridge is late,” the President said on Monday. She left.")

    assert (one.mention, one.named) == ("the President", False)
