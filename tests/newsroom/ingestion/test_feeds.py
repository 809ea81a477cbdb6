"""What is read in a feed, however it is written, and what never is."""

import gzip
import json
import resource
import time
from contextlib import suppress
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.ingestion.feeds import (
    FeedContents,
    FeedEntry,
    NotFeed,
    looks_like_feed,
    read_feed,
)
from tests.hostile import rows
from tests.shared import SHARED, needs_shared

HERE = "https://harbour-post.example/feeds/politics.xml"
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def read(text: str | bytes, charset: str | None = None) -> FeedContents:
    return read_feed(text.encode() if isinstance(text, str) else text, HERE, charset)


def only(text: str | bytes, charset: str | None = None) -> FeedEntry:
    (entry,) = read(text, charset).entries
    return entry


def rss(*items: str, head: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom">'
        f"<channel>{head}{''.join(f'<item>{item}</item>' for item in items)}</channel></rss>"
    )


# --- The usual forms


def test_an_rss_feed_is_read() -> None:
    feed = read(
        rss(
            "<title>Ferry fund passes</title><link>https://harbour-post.example/fund</link>"
            '<guid isPermaLink="false">hp-1</guid>'
            "<pubDate>Mon, 02 Mar 2026 13:00:00 +0100</pubDate><description>&lt;p&gt;By four "
            "&lt;b&gt;votes&lt;/b&gt;.&lt;/p&gt;&lt;p&gt;At night.</description>"
            "<category>Politics</category><category>Ferries</category>"
            "<dc:language>de-AT</dc:language>",
            head="<title>Harbour Post</title><link>https://harbour-post.example/</link>"
            '<atom:link href="https://harbour-post.example/rss" rel="self"/>'
            "<language>en</language>",
        )
    )
    assert (feed.title, feed.site_url, feed.language) == (
        "Harbour Post",
        "https://harbour-post.example/",
        "en",
    )
    assert feed.entries == (
        FeedEntry(
            id="hp-1",
            url="https://harbour-post.example/fund",
            title="Ferry fund passes",
            summary="By four votes. At night.",
            sections=("Politics", "Ferries"),
            language="de-AT",
            published_at=NOON,
        ),
    )


def test_an_atom_feed_is_read() -> None:
    feed = read(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de" xml:base="https://x.example/a/">'
        "<title>Northern Ledger</title><link rel='self' href='feed'/><link href='../'/>"
        "<entry><id>tag:x.example,2026:1</id><title type='html'>Hafen &amp;amp; Haushalt</title>"
        "<link rel='enclosure' href='a.mp3' type='audio/mpeg'/><link href='eins'/>"
        "<updated>2026-03-02T14:00:00Z</updated><published>2026-03-02T12:00:00Z</published>"
        "<category term='pol' label='Politik'/><summary>Kurz</summary></entry></feed>"
    )
    assert (feed.title, feed.site_url) == ("Northern Ledger", "https://x.example/")
    (entry,) = feed.entries
    assert (entry.id, entry.url) == ("tag:x.example,2026:1", "https://x.example/a/eins")
    assert (entry.title, entry.summary) == ("Hafen & Haushalt", "Kurz")
    assert (entry.sections, entry.language) == (("Politik",), "de")
    assert entry.published_at == NOON


def test_an_rdf_feed_is_read() -> None:
    feed = read(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        '<channel rdf:about="https://x.example/"><title>Statehouse Daily</title>'
        "<link>https://x.example/</link></channel>"
        '<item rdf:about="https://x.example/1"><title>One</title><link>https://x.example/1</link>'
        "<dc:date>2026-03-02T12:00:00+00:00</dc:date><dc:subject>Budget</dc:subject></item></rdf:RDF>"
    )
    assert feed.title == "Statehouse Daily"
    (entry,) = feed.entries
    assert (entry.id, entry.published_at) == ("https://x.example/1", NOON)
    assert entry.sections == ("Budget",)


def test_a_json_feed_is_read() -> None:
    feed = read(
        json.dumps(
            {
                "version": "https://jsonfeed.org/version/1.1",
                "title": "Radio Marenia One",
                "home_page_url": "https://radio.example/",
                "language": "en",
                "items": [
                    {
                        "id": 7,
                        "url": "/fund",
                        "title": "Fund &amp; levy",
                        "content_html": "<p>Passed.</p><script>alert(1)</script>",
                        "date_published": "2026-03-02T12:00:00Z",
                        "tags": ["Politics", 3],
                    },
                    "no item",
                ],
            }
        )
    )
    assert (feed.title, feed.site_url, len(feed.entries)) == (
        "Radio Marenia One",
        "https://radio.example/",
        1,
    )
    entry = feed.entries[0]
    assert (entry.id, entry.url) == ("7", "https://harbour-post.example/fund")
    assert (entry.title, entry.summary) == ("Fund & levy", "Passed.")
    assert (entry.sections, entry.language, entry.published_at) == (("Politics",), "en", NOON)


def test_a_feed_in_a_gzip_file_is_read() -> None:
    assert only(gzip.compress(rss("<title>Packed</title>").encode())).title == "Packed"


@pytest.mark.parametrize(
    ("written", "when"),
    [
        ("Mon, 02 Mar 2026 12:00:00 GMT", NOON),
        ("Mon, 2 Mar 2026 07:00:00 EST", NOON),
        ("2026-03-02T12:00:00Z", NOON),
        ("2026-03-02 12:00", NOON),
        ("some day", None),
        ("<img src=x onerror=alert(1)>", None),
        ("9" * 5000, None),
        ("Mon, 99 Mar 2026 99:99:99 +9999", None),
        ("", None),
    ],
)
def test_a_date_is_read_or_left_unknown(written: str, when: datetime | None) -> None:
    escaped = written.replace("<", "&lt;")
    assert only(rss(f"<pubDate>{escaped}</pubDate>")).published_at == when


# --- Titles are text


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Fund &amp; levy", "Fund & levy"),
        ("Fund &amp;amp; levy", "Fund & levy"),
        ("“Never asked”&#8230;", "“Never asked”…"),
        ("Fund & levy", "Fund & levy"),
        ("Fund&nbsp;&ndash; levy", "Fund – levy"),
        ("Fund &unheard; levy", "Fund &unheard; levy"),
        ("<![CDATA[Fund & <b>levy</b> &#8211; again]]>", "Fund & levy – again"),
        ("5 &lt; 6 and 7 &gt; 6", "5 < 6 and 7 > 6"),
        ("&lt;b&gt;Fund&lt;/b&gt;<br/>levy", "<b>Fund</b> levy"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;Fund", "Fund"),
        ("&amp;lt;img src=x onerror=alert(3)&amp;gt;", "<img src=x onerror=alert(3)>"),
        ("  Fund\n\tand  levy ", "Fund and levy"),
        ("&#150; &#0;&#xD800;Fund", "– ��Fund"),
        ("{{ settings.SECRET_KEY }}", "{{ settings.SECRET_KEY }}"),
    ],
)
def test_a_title_is_unescaped_and_stripped_once(written: str, title: str) -> None:
    assert only(rss(f"<title>{written}</title>")).title == title


def test_the_title_of_a_picture_is_not_that_of_its_entry() -> None:
    entry = only(rss("<media:title>A boat</media:title><title>Fund</title>"))
    assert entry.title == "Fund"


def test_xhtml_in_a_title_is_read_as_the_reader_would_see_it() -> None:
    title = only(
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title type="xhtml">'
        '<div xmlns="http://www.w3.org/1999/xhtml">A <b>new</b> &lt;fund&gt;'
        "<script>alert(1)</script></div></title></entry></feed>"
    ).title
    assert title == "A new <fund>"


# --- Links


@pytest.mark.parametrize(
    ("item", "url"),
    [
        ("<link>/fund</link>", "https://harbour-post.example/fund"),
        ("<link><![CDATA[https://x.example/?a=1&b=2]]></link>", "https://x.example/?a=1&b=2"),
        ("<link>https://x.example/?a=1&amp;b=2</link>", "https://x.example/?a=1&b=2"),
        ("<link>https://x.example/?a=1&b=2</link>", "https://x.example/?a=1&b=2"),
        ('<link/><atom:link href="https://x.example/a"/>', "https://x.example/a"),
        ("<guid>https://x.example/g</guid>", "https://x.example/g"),
        ('<guid isPermaLink="false">https://x.example/g</guid>', ""),
        ("<guid>tmp-1</guid>", ""),
        ("<link>javascript:alert(1)</link>", ""),
        ("<link>data:text/html,x</link>", ""),
        ("<link>http://[broken</link>", ""),
        ("<link>http://a:b@x.example/</link>", ""),
        (f"<link>https://x.example/{'a' * 9000}</link>", ""),
        ("<link>file:///etc/passwd</link><guid>https://x.example/g</guid>", "https://x.example/g"),
        ('<enclosure url="https://x.example/a.mp3" type="audio/mpeg"/>', ""),
    ],
)
def test_an_entry_leads_to_a_page_or_nowhere(item: str, url: str) -> None:
    assert only(rss(item)).url == url


# --- The good half of a half-bad file


def test_of_a_feed_that_is_cut_short_what_came_whole_is_read() -> None:
    whole = rss(*(f"<title>No. {n}</title><link>/{n}</link>" for n in range(10)))
    half = whole[: whole.index("No. 7")]
    assert [entry.title for entry in read(half).entries][:7] == [f"No. {n}" for n in range(7)]


def test_one_bad_entry_does_not_spoil_the_others() -> None:
    feed = read(
        rss(
            "<title>First</title>",
            "<title>Bad</b> & <i>worse</title><description>x</p></description>",
            "<title>Fund & levy &amp; more</title>",
        )
    )
    assert feed.entries[0].title == "First"
    assert feed.entries[-1].title == "Fund & levy & more"


def test_what_stands_before_a_feed_does_not_hide_it() -> None:
    warning = "\ufeff\n<br /><b>Warning</b>: mysql in /srv/www on line 3\n<!-- cached -->"
    assert only(warning + rss("<title>Fund</title>").partition("?>")[2]).title == "Fund"


def test_what_declares_nothing_of_its_prefixes_is_read() -> None:
    text = "<rss><channel><item><title>A</title><dc:date>2026-03-02T12:00Z</dc:date></item>"
    assert only(text).published_at == NOON


# --- Charsets


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        (rss("<title>Café</title>").encode("utf-8"), "iso-8859-1"),
        (rss("<title>Café</title>").replace("utf-8", "iso-8859-1").encode("utf-8"), None),
        (rss("<title>Café</title>").encode("cp1252"), "utf-8"),
        (rss("<title>Café</title>").encode("cp1252"), None),
        (rss("<title>Café</title>").replace("utf-8", "iso-8859-1").encode("latin-1"), None),
        (rss("<title>Café</title>").replace("utf-8", "utf-16").encode("utf-16"), None),
        (rss("<title>Café</title>").replace("utf-8", "utf-16").encode("utf-16-be"), None),
        (b"\xef\xbb\xbf" + rss("<title>Café</title>").encode("utf-8"), None),
        (rss("<title>Café</title>").replace("utf-8", "x-klingon").encode("utf-8"), "x-klingon"),
    ],
)
def test_a_feed_is_read_in_the_charset_it_is_written_in(body: bytes, charset: str | None) -> None:
    assert only(body, charset).title == "Café"


# --- What it is


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "Hello",
        "<!doctype html><title>Sign in</title><p>x",
        "<html><body>An article about &lt;rss&gt; and <rss> things</body></html>",
        "<opml version='2.0'><body/></opml>",
        "How feeds are made, in plain text. " * 30 + "They begin with <rss version='2.0'> or so.",
        "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "{}",
        '{"items": 3}',
        '{"items": [',
        '{"items": [' + "[" * 50_000,
        '{"items": [' + "9" * 50_000 + "]}",
        "[1, 2]",
    ],
)
def test_what_is_no_feed_is_not_taken_for_one(text: str) -> None:
    with pytest.raises(NotFeed):
        read(text)
    assert not looks_like_feed(text.encode(), "text/xml")


def test_a_feed_is_known_by_its_beginning_whatever_its_host_calls_it() -> None:
    json_feed = b'{"version": "https://jsonfeed.org/version/1", "items": []}'
    assert looks_like_feed(rss().encode(), "text/html")
    assert looks_like_feed(b"<!-- x -->\n<feed xmlns='http://www.w3.org/2005/Atom'>", "")
    assert looks_like_feed(gzip.compress(rss().encode()), "application/gzip")
    assert looks_like_feed(json_feed, "application/json")
    assert not looks_like_feed(b'{"items": []}', "application/json")
    assert looks_like_feed(b'{"items": []}', "application/feed+json")


# --- Bounds


def test_of_a_feed_without_end_the_newer_end_is_read() -> None:
    items = [
        f"<title>{n}</title><pubDate>{2000 + n // 100}-01-01T00:00Z</pubDate>" for n in range(2000)
    ]
    newest_last, newest_first = read(rss(*items)), read(rss(*reversed(items)))
    assert [len(feed.entries) for feed in (newest_last, newest_first)] == [500, 500]
    assert newest_last.entries[-1].title == newest_first.entries[0].title == "1999"


def test_what_is_longer_than_anybody_reads_is_cut() -> None:
    entry = only(
        rss(
            f"<guid>{'g' * 90_000}</guid><title>{'t ' * 9_000}</title>"
            f"<description>{'d ' * 90_000}</description>"
            + "".join(f"<category>{n}{'c' * 900}</category>" for n in range(400))
        )
    )
    assert (len(entry.title), len(entry.summary)) == (500, 1000)
    assert len(entry.id) <= 500
    assert len(entry.sections) == 20
    assert max(map(len, entry.sections)) == 100


def test_long_ids_that_end_differently_stay_different() -> None:
    one, other = (only(rss(f"<guid>{'g' * 900}{end}</guid>")).id for end in "ab")
    assert one != other


def test_an_entity_stands_for_nothing() -> None:
    doctype = '<!DOCTYPE rss [<!ENTITY e SYSTEM "file:///etc/hostname"><!ENTITY f "ffff">]>'
    text = doctype + rss("<title>&e;&f;</title>").partition("?>")[2]
    assert only(text).title == "&e;&f;"


MANY = 200_000
BURDENS = {
    "brackets": "<rss>" + "<" * MANY * 9,
    "ampersands": "<rss>" + "&" * MANY * 9,
    "unknown names": "<rss><channel><item><title>" + "&foo;" * MANY * 2,
    "open sections": "<rss>" + "<![CDATA[" * MANY,
    "open comments": "<rss>" + "<!--" * MANY,
    "open tags": "<rss>" + "<item>" * MANY,
    "depth": "<rss><channel><item><title>" + "<b>" * MANY,
    "attributes": "<rss><a " + " ".join(f'a{n}=""' for n in range(MANY)) + "/>",
    "namespaces": "<rss>" + "".join(f'<a{n}:b xmlns:a{n}="u{n}"/>' for n in range(MANY // 10)),
    "entries": "<feed>" + "<entry/>" * MANY,
    "links": "<feed><entry>" + '<link href="x:"/>' * MANY,
    "escaped tags": "<rss><channel><item><title>" + "&lt;a " * MANY,
    "a long start": "<!DOCTYPE " + "x" * MANY * 9,
    "values": '{"version": "https://jsonfeed.org/version/1", "items": [' + "{}," * MANY * 5,
}


@pytest.mark.parametrize("burden", BURDENS.values(), ids=BURDENS)
def test_no_feed_costs_more_than_a_moment(burden: str) -> None:
    body = burden.encode()
    before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    with suppress(NotFeed):
        read(body)
    assert time.process_time() - begun < 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200 * 1024


@given(st.binary(max_size=400), st.sampled_from(["", "<rss><channel><item>", "<feed><entry>", "{"]))
def test_any_bytes_are_a_feed_or_are_not(noise: bytes, start: str) -> None:
    check(start.encode() + noise)


PIECES = (
    *("<rss>", "<channel>", "<item>", "</item>", "<title>", "</title>", "<link>", "<link href='"),
    *("'/>", "&amp;", "&#x", "&lt;", ";", "<![CDATA[", "]]>", "<!--", "-->", "<feed>", "<entry>"),
    *("http://[", "https://x.example/", "xml:base='", "xmlns:a='", "a:b", "\x00", "\ud800", "]>"),
)


@given(st.lists(st.sampled_from(PIECES), max_size=60))
def test_any_heap_of_markup_is_a_feed_or_is_not(pieces: list[str]) -> None:
    check(("<rss>" + "".join(pieces)).encode("utf-8", "surrogatepass"))


def check(body: bytes) -> None:
    """Read a body, and look whether all that is read can be kept and shown."""
    try:
        feed = read(body)
    except NotFeed:
        return
    for entry in feed.entries:
        texts = (entry.id, entry.url, entry.title, entry.summary, entry.language, *entry.sections)
        for text in texts:
            text.encode("utf-8")
            assert "\x00" not in text
        assert not entry.url or urlsplit(entry.url).scheme in {"http", "https"}
        assert entry.published_at is None or entry.published_at.tzinfo


# --- Feeds that were made to do harm


HOSTILE = [row["file"] for row in rows("feeds/manifest.jsonl")]
REFUSED = {"binary.xml", "empty.xml", "html_instead.xml"}
"""What must be told to be no feed."""
NO_FEED = REFUSED | {"gzip_bomb_200mb.xml.gz", "truncated_gzip.xml.gz", "quadratic.xml"}


@needs_shared
@pytest.mark.parametrize("name", HOSTILE)
def test_a_feed_made_to_do_harm_does_none(name: str) -> None:
    body = (SHARED / "hostile" / "feeds" / name).read_bytes()
    before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    check(body)
    assert time.process_time() - begun < 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024
    if name in NO_FEED:
        with pytest.raises(NotFeed):
            read(body)
    else:
        entries = read(body).entries
        assert entries
        # The first line of the file that such feeds ask for.
        assert not any("root:" in entry.title + entry.summary for entry in entries)
