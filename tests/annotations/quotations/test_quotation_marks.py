"""What stands in marks, in the ways that newspapers of several countries set them."""

import pytest

from annotations.quotations.quotation_marks import read_marks


def outermost(text: str) -> list[str]:
    return [text[one.start : one.end] for one in read_marks(text) if one.level == 0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“The bridge is late,” she said.", ["“The bridge is late,”"]),
        ('"The bridge is late," she said.', ['"The bridge is late,"']),
        ("‘It’s late,’ she said.", ["‘It’s late,’"]),
        ("'It's late,' she said.", ["'It's late,'"]),
        ("``The bridge is late,'' she said.", ["``The bridge is late,''"]),
        ("''The bridge is late,'' she said.", ["''The bridge is late,''"]),
        ("„Die Brücke kommt“, sagte sie.", ["„Die Brücke kommt“"]),
        ("„Die Brücke kommt”, sagte sie.", ["„Die Brücke kommt”"]),
        ('„Die Brücke kommt", sagte sie.', ['„Die Brücke kommt"']),
        ("»Die Brücke kommt«, sagte sie.", ["»Die Brücke kommt«"]),
        ("‚Die Brücke kommt‘, sagte sie.", ["‚Die Brücke kommt‘"]),
        ("« Le pont arrive », dit-elle.", ["« Le pont arrive »"]),
        ("«El puente llega», dijo.", ["«El puente llega»"]),
        ("”Bron kommer”, sade hon.", ["”Bron kommer”"]),
        ("»Bron kommer», sade hon.", ["»Bron kommer»"]),
        ("“The bridge is late“ she said.", ["“The bridge is late“"]),
    ],
)
def test_the_marks_of_each_country_are_read(text: str, expected: list[str]):
    assert outermost(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The carriers’ union and the dockers’ club don’t agree: it’s Ilka’s turn.",
        "They won't, 'cause it's the '90s rock 'n' roll of Bram's youth.",
        "The quay is 6' deep and 12'' wide at the Harbour Post's door.",
    ],
)
def test_apostrophes_are_no_quotations(text: str):
    assert outermost(text) == []


def test_a_plural_possessive_does_not_end_a_quotation_in_single_marks():
    text = "‘We won’t wait for the senators’ plan, nor for the crews’ vote,’ said Bram Kessendorf."

    assert outermost(text) == ["‘We won’t wait for the senators’ plan, nor for the crews’ vote,’"]


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ("“I said ‘never’ and I meant it,” she said.", "‘never’"),
        ("‘I said “never” and I meant it,’ she said.", "“never”"),
        ("„Ich sagte ‚nie‘, und dabei bleibt es“, sagte sie.", "‚nie‘"),
        ("«Es la “ley” de todos», dijo.", "“ley”"),
        ("\"I said 'never' and I meant it,\" she said.", "'never'"),
    ],
)
def test_a_quotation_within_a_quotation_is_kept_one_level_down(text: str, inner: str):
    first, second = read_marks(text)

    assert (first.level, second.level) == (0, 1)
    assert text[second.start : second.end] == inner
    assert first.start < second.start and second.end < first.end


def test_a_quotation_that_opens_each_paragraph_anew_is_one():
    text = "“We began early.\n\n“We went on.\n\n“We ended late,” said Oriel Tavasti."
    (one,) = read_marks(text)

    assert text[one.start : one.end].endswith("late,”")
    assert [text[start:end] for start, end in one.pieces] == [
        "“We began early.",
        "“We went on.",
        "“We ended late,”",
    ]


@pytest.mark.parametrize("aside", ["Advertisement", "Oriel Tavasti at the quay. Photo: Dunn/HP"])
def test_captions_between_its_paragraphs_do_not_end_a_quotation(aside: str):
    text = f"“We began early.\n\n{aside}\n\n“We ended late,” said Oriel Tavasti."

    assert len(outermost(text)) == 1


def test_lines_that_are_known_to_be_captions_are_passed_over():
    caption = "The quay on Monday, where the carriers waited until the evening."
    text = f"“We began early.\n\n{caption}\n\n“We ended late,” said Oriel Tavasti."

    assert len(read_marks(text)) == 2
    assert len(read_marks(text, {text.index(caption)})) == 1


def test_a_mark_that_nobody_closed_does_not_swallow_what_comes_next():
    text = "“We began early.\n\nBram Kessendorf spoke next.\n\n“No,” he said."

    assert outermost(text) == ["“We began early.", "“No,”"]
    assert [one.closed for one in read_marks(text)] == [False, True]
