"""Which words in marks somebody said."""

import pytest

from annotations.quotations.detection import detect
from tests.annotations.quotations.told import quoted


@pytest.mark.parametrize(
    "text",
    [
        "The so-called “bridge tax” passed the Chamber on Monday without a vote.",
        "She starred in the film “The Long Quay”, which ran for three weeks in Calder Quay.",
        "The third chapter of his novel “A Lamp at Sea” is set in the harbour of Calder Quay.",
        "The word “carrier” is older than the harbour.",
        "Der Film „Das lange Ufer“ lief drei Wochen lang und war in der ganzen Stadt ausverkauft.",
        "Das Schiff „Lampe der See“ lag am Montag im Hafen, und die Mannschaft war an Land.",
    ],
)
def test_titles_and_terms_are_left_out(text: str):
    assert quoted(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "“The bridge is late,” said Oriel Tavasti. She likes the film “The Long Quay”.",
            ["“The bridge is late,”"],
        ),
        (
            "Dagny Ferrowe called the plan “a gift to the harbour and to nobody else”.",
            ["“a gift to the harbour and to nobody else”"],
        ),
        ("Oriel Tavasti tweeted: “No bridge, no vote.”", ["“No bridge, no vote.”"]),
        (
            "In a statement the Chamber of Carriers said: ‘We regret the delay.’",
            ["‘We regret the delay.’"],
        ),
        (
            "„Wir werden nicht zahlen“, sagte die Ministerin am Montag in der Hauptstadt.",
            ["„Wir werden nicht zahlen“"],
        ),
        (
            "« Nous ne paierons pas », a déclaré la ministre dans les couloirs de la Chambre.",
            ["« Nous ne paierons pas »"],
        ),
        (
            "«No vamos a pagar el puente», dijo la ministra en el puerto de la capital el lunes.",
            ["«No vamos a pagar el puente»"],
        ),
        (
            "«Non pagheremo il ponte», ha detto la ministra nel porto della capitale, che non ha.",
            ["«Non pagheremo il ponte»"],
        ),
        (
            "”Vi betalar inte för bron”, sade ministern på måndagen och det är allt som är känt.",
            ["”Vi betalar inte för bron”"],
        ),
    ],
)
def test_what_was_said_is_found(text: str, expected: list[str]):
    assert quoted(text) == expected


def test_a_quotation_that_goes_on_after_its_speaker_is_linked_to_its_first_part():
    text = (
        "“The bridge,” said Oriel Tavasti, “is late.” Later she left. “No,” said Bram Kessendorf."
    )

    assert [one.follows for one in detect(text)] == [None, 0, None]


def test_a_list_of_words_in_marks_is_no_speech():
    text = "The harbour wrote " + ", ".join(f"“word{n}”" for n in range(40)) + " on its walls."

    assert detect(text) == []
