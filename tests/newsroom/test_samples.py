"""The sample pages say what their manifest says of them, once they are taken in."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from newsroom.articles.text import Extract, Kind
from newsroom.ingestion.extraction import extract

SAMPLES = Path(__file__).resolve().parents[2] / "newsroom" / "samples"
ENTRIES: list[dict[str, Any]] = json.loads((SAMPLES / "manifest.json").read_text("utf-8"))

COUNTED = {
    "paragraphs": Kind.PARAGRAPH,
    "headings": Kind.HEADING,
    "list_items": Kind.LIST_ITEM,
    "quotes": Kind.QUOTE,
}

each_page = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["file"])


@cache
def taken_in(file: str, url: str) -> Extract:
    return extract((SAMPLES / file).read_bytes(), url)


def read(entry: dict[str, Any]) -> Extract:
    return taken_in(entry["file"], entry["url"])


def annotations() -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    return ((entry, row) for entry in ENTRIES for row in entry["annotations"])


@each_page
def test_a_sample_page_names_its_title_authors_and_outlet(entry: dict[str, Any]) -> None:
    page, gold = read(entry), entry["expect"]
    assert page.title == gold["title"]
    assert page.standfirst == gold["standfirst"]
    assert list(page.authors) == gold["authors"]
    assert page.outlet_name == gold["outlet"]


@each_page
def test_a_sample_page_says_when_and_in_which_language_it_was_published(
    entry: dict[str, Any],
) -> None:
    page, gold = read(entry), entry["expect"]
    assert page.published_at == datetime.fromisoformat(gold["published"])
    assert page.language.partition("-")[0] == gold["lang"]


@each_page
def test_a_sample_page_keeps_its_body_whole(entry: dict[str, Any]) -> None:
    page, gold = read(entry), entry["expect"]
    found = Counter(block.kind for block in page.blocks)
    assert {name: found[kind] for name, kind in COUNTED.items()} == {
        name: gold[name] for name in COUNTED
    }
    paragraphs = [block.text for block in page.blocks if block.kind is Kind.PARAGRAPH]
    assert paragraphs[0].startswith(gold["opens"])
    assert paragraphs[-1].endswith(gold["ends"])


@each_page
def test_a_sample_page_keeps_captions_apart_from_their_credits(entry: dict[str, Any]) -> None:
    found = [(block.text.rstrip("."), block.credit) for block in read(entry).captions]
    assert found == [(gold["text"], gold["credit"]) for gold in entry["expect"]["captions"]]


@each_page
def test_a_sample_page_leaves_its_clutter_out(entry: dict[str, Any]) -> None:
    text = read(entry).text
    assert [words for words in entry["expect"]["clutter"] if words in text] == []


@each_page
def test_the_headline_of_a_sample_page_is_read_once(entry: dict[str, Any]) -> None:
    assert read(entry).text.split("\n").count(entry["expect"]["title"]) == 1


@each_page
def test_every_highlight_of_the_samples_stands_once_in_its_text(entry: dict[str, Any]) -> None:
    text = read(entry).text
    counts = {row["words"]: text.count(row["words"]) for row in entry["annotations"]}
    assert {words: n for words, n in counts.items() if n != 1} == {}


def test_the_samples_arrive_in_order_and_their_versions_count_up() -> None:
    arrivals = [datetime.fromisoformat(entry["captured_at"]) for entry in ENTRIES]
    assert arrivals == sorted(arrivals)
    seen: Counter[str] = Counter()
    for entry in ENTRIES:
        seen[entry["url"]] += 1
        assert entry["version"] == seen[entry["url"]]
    assert sorted(seen.values())[-2:] == [3, 3]


def test_every_later_version_of_a_sample_reads_differently() -> None:
    digests: dict[str, list[str]] = {}
    for entry in ENTRIES:
        digests.setdefault(entry["url"], []).append(read(entry).digest)
    assert all(len(set(found)) == len(found) for found in digests.values())


def test_some_highlights_of_a_first_version_lose_their_words_in_the_last() -> None:
    latest = {entry["url"]: read(entry).text for entry in ENTRIES}
    lost = {
        row["words"] for entry, row in annotations() if row["words"] not in latest[entry["url"]]
    }
    assert "protect 4,200 jobs in the northern yards" in lost
    assert "‘We are gambling with people, and we know it,’" in lost


def test_every_page_in_the_samples_stands_in_the_manifest() -> None:
    pages = {path.name for path in SAMPLES.glob("*.html")}
    assert pages == {entry["file"] for entry in ENTRIES}


@each_page
def test_a_sample_page_links_to_nobody_real(entry: dict[str, Any]) -> None:
    page = (SAMPLES / entry["file"]).read_text("utf-8", errors="replace")
    links = re.findall(r"""(?:href|src|srcset|action|content)=["']?https?://([^/"'\s]+)""", page)
    assert links
    assert [host for host in links if not host.endswith(".example")] == []
