"""Feeds that readers carry from one program to another."""

import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.articles.text import clean
from newsroom.ingestion.opml import MOST_OUTLINES, NotOpml, Outline, read_opml, write_opml
from tests.hostile import rows
from tests.shared import SHARED, needs_shared

FEED = "https://harbour-post.example/feed/"
OTHER = "https://northern-ledger.example/rss"


def opml(body: str, head: str = '<?xml version="1.0" encoding="utf-8"?>') -> bytes:
    head += '<opml version="2.0"><head><title>Mine</title></head>'
    return f"{head}<body>{body}</body></opml>".encode()


def urls(body: bytes) -> list[str]:
    return [outline.url for outline in read_opml(body)]


def test_a_feed_keeps_its_title_its_site_and_its_folders() -> None:
    body = opml(
        '<outline text="Marenia"><outline text="Papers">'
        f'<outline type="rss" text="Harbour Post" xmlUrl="{FEED}" htmlUrl="https://harbour-post.example/"/>'
        f'</outline></outline><outline text="Ledger" xmlUrl="{OTHER}"/>'
    )
    assert read_opml(body) == (
        Outline("Harbour Post", FEED, "https://harbour-post.example/", "Marenia / Papers"),
        Outline("Ledger", OTHER),
    )


def test_names_of_elements_and_attributes_may_be_in_any_case() -> None:
    assert urls(opml(f'<OUTLINE TEXT="Harbour Post" XMLURL="{FEED}"/>')) == [FEED]


def test_a_folder_in_an_attribute_is_a_folder_too() -> None:
    body = opml(f'<outline text="Post" xmlUrl="{FEED}" category="/News/Marenia,/Work"/>')
    assert read_opml(body)[0].folder == "News / Marenia"


def test_ampersands_that_nobody_escaped_stay_part_of_the_address() -> None:
    assert urls(opml(f'<outline text="A & B" xmlUrl="{FEED}?a=1&b=2"/>')) == [f"{FEED}?a=1&b=2"]


def test_of_a_file_that_is_cut_short_the_good_half_is_read() -> None:
    whole = opml(f'<outline text="Post" xmlUrl="{FEED}"/><outline text="Ledger" xmlUrl="{OTHER}"/>')
    assert urls(whole[: whole.index(b"Ledger")]) == [FEED]


def test_what_is_badly_nested_is_read_all_the_same() -> None:
    first = f'<outline text="P"><outline text="x" xmlUrl="{FEED}"><b></outline>'
    assert urls(opml(f'{first}<outline xmlUrl="{OTHER}"/>')) == [FEED, OTHER]


def test_a_file_that_another_one_includes_is_not_fetched() -> None:
    assert (
        urls(opml('<outline type="include" url="https://harbour-post.example/more.opml"/>')) == []
    )


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"<rss version='2.0'><channel/></rss>",
        b"<html><body><p>Our feeds</p></body></html>",
        b"\x1f\x8b\x08\x00\x00",
        opml("", '<?xml version="1.0"?><!DOCTYPE opml [<!ENTITY a "b">]>'),
    ],
)
def test_what_is_no_opml_or_defines_entities_is_refused(body: bytes) -> None:
    with pytest.raises(NotOpml):
        read_opml(body)


def test_a_dtd_that_is_only_named_does_no_harm() -> None:
    head = '<?xml version="1.0"?><!DOCTYPE opml PUBLIC "-//x" "http://harbour-post.example/x.dtd">'
    assert urls(opml(f'<outline text="Post" xmlUrl="{FEED}"/>', head)) == [FEED]


def test_letters_are_read_whatever_the_file_says_of_them() -> None:
    body = opml(f'<outline text="Küstenbote" xmlUrl="{FEED}"/>')
    claims = body.replace(b"utf-8", b"iso-8859-1")
    wide = body.decode().replace("utf-8", "utf-16").encode("utf-16-le")
    western = body.decode().encode("cp1252")
    assert {read_opml(one)[0].title for one in (body, claims, wide, western)} == {"Küstenbote"}


def test_more_feeds_than_anybody_follows_are_cut_off() -> None:
    many = "".join(f'<outline xmlUrl="{FEED}{n}"/>' for n in range(MOST_OUTLINES + 5))
    assert len(read_opml(opml(many))) == MOST_OUTLINES


def test_folders_without_end_do_no_harm() -> None:
    assert urls(opml('<outline text="a">' * 5_000)) == []


WORDS = st.text(max_size=30).map(clean)


@given(
    st.lists(
        st.builds(
            Outline,
            title=WORDS.filter(bool),
            url=st.integers(0, 999).map(lambda n: f"{FEED}?n={n}&m=<{n}>"),
            site_url=st.sampled_from(["", "https://harbour-post.example/"]),
            folder=WORDS,
        ),
        max_size=5,
    )
)
def test_what_is_written_is_read_again(outlines: list[Outline]) -> None:
    read = read_opml(write_opml(outlines, "Feeds"))
    assert sorted(read, key=repr) == sorted(outlines, key=repr)


@needs_shared
def test_no_hostile_file_hangs_grows_or_breaks_anything(subtests: pytest.Subtests) -> None:
    for row in rows("opml/manifest.jsonl"):
        with subtests.test(row["file"]):
            body = (SHARED / "hostile" / "opml" / row["file"]).read_bytes()
            tracemalloc.start()
            began = time.process_time()
            found = _outcome(body)
            seconds, most = time.process_time() - began, tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            assert seconds < 5
            assert most < 50_000_000
            assert found in EXPECTED.get(row["category"], {"read", "empty", "refused"})


EXPECTED = {
    "opml:xxe": {"refused", "read"},
    "opml:legit-doctype": {"read"},
    "opml:entity-bomb": {"refused"},
    "opml:malformed": {"refused"},
    "opml:bomb": {"refused"},
    "opml:xss": {"read"},
    "opml:odd": {"read"},
}


def _outcome(body: bytes) -> str:
    try:
        found = read_opml(body)
    except NotOpml:
        return "refused"
    for outline in found:
        assert "root:" not in outline.title and len(outline.title) <= 300
    return "read" if found else "empty"
