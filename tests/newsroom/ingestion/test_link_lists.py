"""Links as other programs hand them over."""

import pytest

from newsroom.ingestion.link_lists import (
    is_bookmarks,
    listed_links,
    looks_like_feed,
    without_feed_scheme,
)
from newsroom.ingestion.listings import listing_in

LINKS = [f"https://harbour-post.example/2026/{number}" for number in range(4)]
BOOKMARKS = f"""<!DOCTYPE NETSCAPE-Bookmark-file-1>
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
<TITLE>Bookmarks</TITLE>
<H1>Bookmarks</H1>
<DL><p>
    <DT><H3 ADD_DATE="1715000000">Ferry levy</H3>
    <DL><p>
        <DT><A HREF="{LINKS[0]}?a=1&amp;b=2" ADD_DATE="1715000001">Levy passes</A>
        <DT><A ADD_DATE="1715000002" HREF='{LINKS[1]}'>Levy again</A>
        <DT><A HREF="{LINKS[1]}">The same once more</A>
        <DT><A HREF="javascript:void(0)">A bookmarklet</A>
    </DL><p>
</DL><p>
"""
OPML = b"""<?xml version="1.0"?><opml version="2.0"><body>
<outline text="Harbour Post" xmlUrl="https://harbour-post.example/feed"/></body></opml>"""


def test_bookmarks_are_read_folder_by_folder_each_link_once() -> None:
    assert is_bookmarks(BOOKMARKS)
    assert listed_links(BOOKMARKS) == [f"{LINKS[0]}?a=1&b=2", LINKS[1]]


def test_lines_with_a_note_to_each_link_are_a_list() -> None:
    text = "To read:\n" + "\n".join(f"- Levy, part {link[-1]} ({link})." for link in LINKS)
    assert listed_links(text) == LINKS


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_of_a_table_the_column_of_links_is_read(mark: str) -> None:
    rows = [["title", "link", "from"], *(["“Levy”, again", link, "Harbour Post"] for link in LINKS)]
    text = "\n".join(mark.join(f'"{cell}"' for cell in row) for row in rows)
    assert listed_links(text, is_table=True) == LINKS


def test_what_is_no_link_in_the_column_of_links_is_reported_and_not_dropped() -> None:
    table = f"url,title\n{LINKS[0]},one\njavascript:alert(1),two\n{LINKS[1]},three\n,four"
    assert listed_links(table, is_table=True) == [LINKS[0], "javascript:alert(1)", LINKS[1]]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The chamber passed the ferry fund.\nRead it at https://harbour-post.example/1\nor not.",
        "\n".join(["A paragraph of an article without any link in it."] * 9 + LINKS[:3]),
        '{"id": 1, "name": "a"}\n{"id": 2, "name": "b"}',
    ],
)
def test_a_text_is_no_list(text: str) -> None:
    assert listed_links(text) == []


@pytest.mark.parametrize(
    "link",
    [
        "https://harbour-post.example/feed",
        "https://harbour-post.example/feed/",
        "https://harbour-post.example/rss.xml",
        "https://harbour-post.example/world/atom.xml",
        "https://harbour-post.example/news.rss",
        "https://harbour-post.example/feed.json",
        "https://harbour-post.example/?feed=rss2",
        "https://feeds.harbour-post.example/world",
    ],
)
def test_an_address_may_look_like_a_feed(link: str) -> None:
    assert looks_like_feed(link)


@pytest.mark.parametrize(
    "link",
    [
        "https://harbour-post.example/2026/feeding-the-islands",
        "https://harbour-post.example/2026/atom-plant-delayed",
        "https://harbour-post.example/",
        "https://feeds@harbour-post.example/",
        "feed",
    ],
)
def test_an_address_of_an_article_does_not_look_like_a_feed(link: str) -> None:
    assert not looks_like_feed(link)


def test_the_scheme_of_feed_readers_is_understood() -> None:
    given = "feed://harbour-post.example/rss feed:https://northern-ledger.example/rss"
    told = "https://harbour-post.example/rss https://northern-ledger.example/rss"
    assert without_feed_scheme(given) == told
    assert without_feed_scheme("a feed: see below") == "a feed: see below"


def test_a_file_is_a_list_by_what_is_in_it() -> None:
    assert listing_in("bookmarks.html", BOOKMARKS.encode()).links == (
        f"{LINKS[0]}?a=1&b=2",
        LINKS[1],
    )
    assert listing_in("links.txt", "\n".join(LINKS).encode()).links == tuple(LINKS)
    assert listing_in("one.csv", f"{LINKS[0]},Levy".encode()).links == (LINKS[0],)
    assert [one.url for one in listing_in("any.xml", OPML).outlines] == [
        "https://harbour-post.example/feed"
    ]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"%PDF-1.7",
        b"<!doctype html><p>A page with <a href='https://harbour-post.example/1'>a link</a>",
        "The chamber passed the ferry fund on Thursday evening.".encode("utf-16"),
    ],
)
def test_a_page_or_a_text_is_no_list(body: bytes) -> None:
    assert listing_in("page.html", body) is None
    assert listing_in("text.txt", body) is None


def test_opml_that_cannot_be_read_lists_nothing() -> None:
    bomb = b'<!DOCTYPE opml [<!ENTITY a "aaaa">]><opml><body>&a;</body></opml>'
    assert listing_in("feeds.opml", bomb).outlines == ()
