"""What a reader gets who pastes a page."""

import json
import re
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from newsroom.articles.text import Block, Kind, PageForm
from newsroom.ingestion.extraction import NoArticle
from newsroom.ingestion.pasted import read_pasted
from tests.shared import SHARED, needs_shared

# Where a browser ran two elements together, and before the label of a credit.
GLUED = re.compile(r"(?<=[a-zß.])(?=[A-Z])|\.{3}|[()]")

PAGES = Path(__file__).resolve().parents[2] / "pages" / "pasted"


def page(name: str) -> str:
    return (PAGES / name).read_text(encoding="utf-8")


def texts(blocks: tuple[Block, ...], *kinds: Kind) -> list[str]:
    return [block.text for block in blocks if block.kind in kinds]


@needs_shared
def test_the_first_page_ever_pasted_becomes_exactly_its_article():
    gold = json.loads((SHARED / "seed" / "article_gold.json").read_text(encoding="utf-8"))
    found = read_pasted((SHARED / "seed" / "article.txt").read_text(encoding="utf-8"))

    assert found.title == gold["title"]
    assert found.standfirst == gold["standfirst"]
    assert list(found.authors) == gold["author"]
    assert found.published_at == datetime.fromisoformat(gold["published"])
    assert found.outlet_name == gold["source"]
    assert found.language == gold["lang"]
    assert list(found.sections) == gold["section"]
    assert list(found.tags) == gold["tags"]
    assert texts(found.blocks, Kind.PARAGRAPH) == gold["paragraphs"]
    assert found.body.split("\n") == gold["paragraphs"]


@needs_shared
def test_its_captions_stand_where_the_pictures_stood():
    gold = json.loads((SHARED / "seed" / "article_gold.json").read_text(encoding="utf-8"))
    found = read_pasted((SHARED / "seed" / "article.txt").read_text(encoding="utf-8"))

    captions, paragraphs = [], 0
    for block in found.blocks:
        paragraphs += block.kind is Kind.PARAGRAPH
        if block.kind is Kind.CAPTION:
            captions.append(
                {"text": block.text, "credit": block.credit, "before_paragraph": paragraphs}
            )
    assert captions == gold["captions"]


@needs_shared
def test_what_was_dropped_from_it_can_be_read_again():
    gold = json.loads((SHARED / "seed" / "article_gold.json").read_text(encoding="utf-8"))
    found = read_pasted((SHARED / "seed" / "article.txt").read_text(encoding="utf-8"))

    left_out = list(found.left_out)
    for dropped in gold["dropped"]:
        if "[" not in dropped and "(" not in dropped:
            assert dropped in left_out
    assert left_out.count(gold["title"]) == 2
    first, *_, last = gold["dropped"]
    assert left_out[0] == first
    assert left_out[-1] == last


def test_a_page_with_menus_and_comments_becomes_its_article():
    found = read_pasted(page("harbour-post.txt"))

    assert found.title == "Lighthouse keepers win right to be counted as sailors"
    assert found.standfirst.startswith("After eleven years of letters")
    assert found.authors == ("Lena Dorrowby", "Mattis Orlundh")
    assert found.published_at == datetime(2026, 5, 12, 19, 15, tzinfo=timezone(timedelta(hours=2)))
    assert found.outlet_name == "The Harbour Post"
    assert found.sections == ("Politics", "Islands")
    assert found.tags == ("Lighthouses", "Ministry of Transport", "Far Skerrow")
    assert found.language == "en"


def test_headings_lists_and_captions_are_kept_apart_from_paragraphs():
    found = read_pasted(page("harbour-post.txt"))

    assert [block.kind for block in found.blocks] == [
        Kind.TITLE,
        Kind.STANDFIRST,
        Kind.CAPTION,
        Kind.PARAGRAPH,
        Kind.PARAGRAPH,
        Kind.PARAGRAPH,
        Kind.HEADING,
        Kind.PARAGRAPH,
        Kind.PARAGRAPH,
        Kind.PARAGRAPH,
        Kind.LIST_ITEM,
        Kind.LIST_ITEM,
        Kind.LIST_ITEM,
        Kind.PARAGRAPH,
        Kind.PARAGRAPH,
    ]
    assert found.captions == (
        Block(
            Kind.CAPTION,
            "The lamp at Far Skerrow, photographed from the supply boat",
            credit="Ansel Rivney/Harbour Post",
        ),
    )
    assert texts(found.blocks, Kind.HEADING) == ["No box for a rock"]
    assert texts(found.blocks, Kind.LIST_ITEM)[0] == "one relief crossing a month, in daylight"


def test_a_sentence_about_the_outlet_stays_though_its_clutter_goes():
    found = read_pasted(page("harbour-post.txt"))

    assert found.body.endswith(
        "The Harbour Post has asked the ministry how many forms are still in the post."
    )
    for clutter in ("Evening Boat", "Read more", "Advertisement", "boots. They", "Gull", "©"):
        assert clutter not in found.text
        assert any(clutter in line for line in found.left_out)


def test_a_german_page_without_blank_lines_becomes_its_article():
    found = read_pasted(page("kuestenbote.txt"))

    assert found.title == "Ministerin verspricht, was niemand gefragt hat"
    assert found.standfirst.startswith("Calder Quay rechnet")
    assert found.authors == ("Ilka Brandeveer",)
    assert found.published_at == datetime(2026, 5, 14, 16, 40, tzinfo=UTC)
    assert found.language == "de"
    assert texts(found.blocks, Kind.HEADING) == ["Was der Entwurf vorsieht"]
    assert len(texts(found.blocks, Kind.PARAGRAPH)) == 5
    assert found.captions == (
        Block(
            Kind.CAPTION,
            "Der Frachthafen von Calder Quay am Donnerstagmorgen",
            credit="Odo Brack / Küstenbote",
        ),
    )
    assert found.body.endswith("„Auch das bitte nicht zitieren.“")


def test_lines_that_were_wrapped_are_paragraphs_again():
    found = read_pasted(page("letter-home.txt"))

    assert found.title == "THE LAST TICKET OFFICE"
    paragraphs = texts(found.blocks, Kind.PARAGRAPH)
    assert len(paragraphs) == 3
    assert paragraphs[1].startswith('"It opened outwards," said Dagny Ferrowe, who runs the port')
    assert paragraphs[1].endswith('They used to stand there and push."')


@pytest.mark.parametrize("name", sorted(path.name for path in PAGES.glob("*.txt")))
def test_every_word_of_a_paste_is_read_or_left_out(name: str):
    found = read_pasted(page(name))

    said = " ".join((found.text, *(block.credit for block in found.blocks), *found.left_out))
    labels = {"Foto", "Photo", "Credit"}
    parts = (part for word in page(name).split() for part in GLUED.split(word))
    words = {part.strip("•|,.:\ufffc") for part in parts} - labels
    assert [word for word in words if word not in said] == []


def told(block: Block) -> dict[str, object]:
    """A block as the gold of a pasted page has it."""
    row: dict[str, object] = {"kind": block.kind.value, "text": block.text}
    return (
        row
        | ({"level": block.level} if block.level else {})
        | ({"credit": block.credit} if block.credit else {})
    )


@pytest.mark.parametrize("name", sorted(path.stem for path in PAGES.glob("*.json")))
def test_a_page_copied_in_any_manner_becomes_its_article(name: str):
    gold = json.loads(page(f"{name}.json"))
    found = read_pasted(page(f"{name}.txt"))

    assert [told(block) for block in found.blocks] == gold["blocks"]
    assert list(found.authors) == gold["authors"]
    assert found.published_at == datetime.fromisoformat(gold["published"])
    assert found.outlet_name == gold["outlet"]
    assert found.language == gold["lang"]
    assert found.form == gold["form"]


def test_a_line_left_out_of_a_paste_knows_where_it_stood():
    found = read_pasted(page("harbour-post.txt"))
    places = dict(zip(found.left_out, found.left_out_after, strict=True))

    assert places["Skip to main content"] == 0
    assert found.blocks[places["Advertisement"] - 1].text == (
        "The ministry sent the form back. It did so eleven times."
    )
    assert places["© 2026 Harbour Post Ltd. All rights reserved."] == len(found.blocks)


def test_a_list_of_times_alone_is_no_live_blog():
    found = read_pasted(
        "Winter boats leave earlier\n\nThe boats leave at these hours from Monday on, the harbour "
        "office said.\n\n09:10\n11:40\n14:05\n16:30\n\nThe last of them waits for nobody, "
        "according to those who have asked."
    )
    assert found.form is PageForm.ARTICLE


def test_arabic_text_keeps_its_joiners_and_its_language():
    text = (
        "الوزيرة تعد بألا تدفع العائلات شيئا\n\nبقلم ليلى حداد\n١٥ مايو ٢٠٢٦\n\n"
        "قالت وزيرة النقل أمام المجلس إن الرسوم الجديدة لن تكلف عائلات الجزر "
        "فلسا واحدا هذا العام.\n\n"
        "ورد نائب من المعارضة بأنه سمع هذا الوعد من قبل، وبأن می\u200cخواهم لیست هنا كلمة عربية."
    )
    found = read_pasted(text)

    assert found.title == "الوزيرة تعد بألا تدفع العائلات شيئا"
    assert found.authors == ("ليلى حداد",)
    assert found.published_at == datetime(2026, 5, 15, tzinfo=UTC)
    assert found.language == "ar"
    assert "می\u200cخواهم" in found.body


def test_no_break_spaces_and_soft_hyphens_stay_as_they_were_copied():
    sentence = "Die Ver\u00adkehrs\u00administerin zahlte 12\u00a0Mark für die Über\u00adfahrt."
    assert read_pasted(sentence).body == sentence


def test_one_sentence_is_an_article_of_one_paragraph():
    found = read_pasted("“I have never seen a ferry wait for anybody,” Oriel Tavasti said.")

    assert found.title == ""
    assert found.blocks == (
        Block(Kind.PARAGRAPH, "“I have never seen a ferry wait for anybody,” Oriel Tavasti said."),
    )


def test_a_pasted_address_above_the_text_is_its_canonical_address():
    found = read_pasted(
        "https://harbourpost.example/2026/lamps\n\nLamps are ships, says Chamber\n\n"
        "The Chamber decided on Tuesday that a lamp is a kind of ship, and that it may vote."
    )
    assert found.canonical_url == "https://harbourpost.example/2026/lamps"
    assert found.title == "Lamps are ships, says Chamber"


@pytest.mark.parametrize(
    "text", ["", " \n\t\n", "\u200b\u00a0", "…\n—\n", "\x00", "Share\nTweet\nComments"]
)
def test_nothing_readable_is_no_article(text: str):
    with pytest.raises(NoArticle) as caught:
        read_pasted(text)
    assert caught.value.reason


@pytest.mark.parametrize(
    "text",
    [
        "a" * 400_000,
        "(" * 60_000,
        "By " * 60_000,
        "1. " * 60_000,
        "word " * 80_000,
        "12 May " * 40_000,
        "\n".join("view image in full screen " + "x" * 900 for _ in range(300)),
        "\n" * 300_000 + "a b c.",
    ],
)
def test_a_paste_of_any_shape_is_read_in_seconds(text: str):
    start = time.monotonic()
    with suppress(NoArticle):
        read_pasted(text)
    assert time.monotonic() - start < 5
