"""What a page, a section and a sitemap have to follow."""

import gzip
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.ingestion.discovery import (
    discover,
    is_feed_address,
    section_contents,
    sitemap_contents,
)
from newsroom.ingestion.feed_contents import NotFeed
from newsroom.ingestion.sitemaps import looks_like_sitemap, maps_in

SITE = "https://www.harbour-post.example/"
SECTION = f"{SITE}politics/"


def page(head: str = "", body: str = "", title: str = "Harbour Post") -> bytes:
    head = f"<!doctype html><html lang=en><head><title>{title}</title>{head}</head>"
    return f"{head}<body>{body}</body></html>".encode()


def link(href: str, title: str = "", kind: str = "application/rss+xml") -> str:
    return f'<link rel="alternate" type="{kind}" title="{title}" href="{href}">'


def feeds(head: str = "", body: str = "", url: str = SITE) -> list[str]:
    return [feed.url for feed in discover(page(head, body), url).feeds]


# Feeds


def test_the_feeds_that_a_page_declares_are_found_with_their_titles() -> None:
    head = link("/feed/", "Harbour Post") + link("/politics.xml", "Harbour Post: Politics")
    found = discover(page(head), SITE)
    assert [(feed.url, feed.title) for feed in found.feeds] == [
        (f"{SITE}feed/", "Harbour Post"),
        (f"{SITE}politics.xml", "Harbour Post: Politics"),
    ]
    assert all(feed.is_declared for feed in found.feeds)


def test_atom_and_json_feeds_count_and_other_alternates_do_not() -> None:
    head = (
        link("/a", kind="application/atom+xml; charset=utf-8")
        + link("/b", kind="application/feed+json")
        + link("/wp-json/wp/v2/pages/2", kind="application/json")
        + link("/oembed/1.0/embed?format=xml", kind="text/xml+oembed")
        + '<link rel="alternate" hreflang="de" href="/de/">'
        + '<link rel="stylesheet alternate" type="text/css" href="/feed">'
    )
    assert feeds(head) == [f"{SITE}a", f"{SITE}b"]


def test_comments_are_no_news() -> None:
    head = link("/feed/", "Harbour Post") + link("/comments/feed/", "Harbour Post: Comments")
    assert feeds(head) == [f"{SITE}feed/"]


def test_one_feed_in_two_forms_is_offered_once() -> None:
    head = link("/feed/", "Harbour Post (RSS)") + link(
        "/feed/atom/", "Harbour Post (Atom)", "application/atom+xml"
    )
    assert feeds(head) == [f"{SITE}feed/"]


def test_addresses_are_read_from_the_base_of_the_page() -> None:
    assert feeds('<base href="https://static.harbour-post.example/x/">' + link("feed.xml")) == [
        "https://static.harbour-post.example/x/feed.xml"
    ]


@pytest.mark.parametrize("href", ["javascript:alert(1)", "file:///etc/passwd", "https://a@b/feed"])
def test_what_is_no_address_of_a_page_is_no_feed(href: str) -> None:
    assert feeds(link(href)) == []


def test_feeds_for_readers_to_click_on_are_found_where_none_is_declared() -> None:
    body = '<footer><a href="/rss/">RSS</a><a href="/about">About</a></footer>'
    found = discover(page(body=body), SITE).feeds
    assert [(feed.url, feed.title, feed.is_declared) for feed in found] == [
        (f"{SITE}rss/", "RSS", False)
    ]
    assert feeds(link("/feed/"), body) == [f"{SITE}feed/"]


def test_a_page_says_what_its_outlet_is_called() -> None:
    found = discover(page('<meta property="og:site_name" content="Harbour Post">'), SITE)
    assert (found.site_name, found.is_front) == ("Harbour Post", True)
    assert not discover(page(), SECTION).is_front


@pytest.mark.parametrize("body", [b"", b"\x00\x01\x02", b"<", b"{}", b"<html></html>"])
def test_a_page_without_anything_has_nothing_to_follow(body: bytes) -> None:
    found = discover(body, SITE)
    assert (found.feeds, found.is_section) == ((), False)
    assert section_contents(body, SITE).entries == ()


@pytest.mark.parametrize(
    ("url", "is_feed"),
    [
        (f"{SITE}feed/", True),
        (f"{SITE}politics/rss.xml", True),
        (f"{SITE}?feed=rss2", True),
        (f"{SITE}politics/", False),
        ("https://feeds.harbour-post.example/politics", False),
        (f"{SITE}2026/05/14/feeding-the-islands", False),
    ],
)
def test_an_address_of_a_feed_is_known_by_its_looks(url: str, is_feed: bool) -> None:
    assert is_feed_address(url) is is_feed


# Sections


def card(day: int, words: str = "") -> str:
    words = words or f"Ferry levy passes its vote number {day}"
    address = f"/2026/05/{day:02}/ferry-levy-{day}"
    return (
        f'<article><a href="{address}"><img src="{day}.jpg" alt=""></a><header><h2>'
        f'<a href="{address}?utm_source=front">{words}</a></h2></header>'
        f'<p><a href="/authors/lena-dorrowby/">Lena Dorrowby</a></p>'
        f'<time datetime="2026-05-{day:02}T10:00:00+02:00">Today</time></article>'
    )


def titles(body: str, url: str = SECTION) -> list[str]:
    return [entry.title for entry in section_contents(page(body=body), url).entries]


def test_a_section_page_names_its_articles_in_their_order() -> None:
    found = section_contents(page(body="<main>" + card(3) + card(2) + card(1) + "</main>"), SECTION)
    assert [(entry.url, entry.title) for entry in found.entries] == [
        (f"{SITE}2026/05/{day:02}/ferry-levy-{day}", f"Ferry levy passes its vote number {day}")
        for day in (3, 2, 1)
    ]
    assert found.entries[0].published_at == datetime(2026, 5, 3, 8, tzinfo=UTC)
    assert found.entries[0].language == "en"


def test_navigation_and_what_stands_beside_is_left_out() -> None:
    beside = '<a href="/2026/05/09/most-read-story-of-all">The most read story of the week</a>'
    body = (
        f"<header><nav>{beside}</nav></header><main>{card(1)}{card(2)}"
        f'<div class="newsletter-box promo">{beside}</div></main><aside>{beside}</aside>'
        f'<footer>{beside}</footer><div class="most-read">{beside}</div>'
    )
    assert len(titles(body)) == 2


def test_a_box_round_the_whole_page_is_not_what_it_lies_beside() -> None:
    body = f'<div class="page with-sidebar sidebar-right">{card(1)}{card(2)}{card(3)}</div>'
    assert len(titles(body)) == 3


@pytest.mark.parametrize(
    "link",
    [
        '<a href="https://ledger.example/2026/05/01/of-another-house">A story of another house</a>',
        '<a href="/tags/ferries">All about the ferries of Marenia</a>',
        '<a href="/authors/lena-dorrowby">All stories by Lena Dorrowby</a>',
        '<a href="/2026/05/01/report-of-the-auditor.pdf">The report of the auditor general</a>',
        '<a href="/2026/05/01/ferry-levy-vote">More</a>',
        '<a href="mailto:desk@harbour-post.example">Write a letter to the desk</a>',
        '<a href="/">Back to the very first page</a>',
        '<a href="#top">Back to the top of this page</a>',
        '<a href="/about-us">Who we are and how we work</a>',
    ],
)
def test_what_is_no_article_of_the_site_is_left_out(link: str) -> None:
    assert titles(f"<main>{card(1)}{link}</main>") == ["Ferry levy passes its vote number 1"]


@pytest.mark.parametrize(
    "href",
    [
        "/politik/faehrabgabe-kammer-stimmt-zu-20260514.html",
        "/news/article-1048576",
        "/politics/the-islands-were-never-asked",
        "https://politics.harbour-post.example/2026/may/14/ferry-levy-vote-passes",
        "/story.php?id=1048576",
    ],
)
def test_addresses_of_articles_have_many_shapes(href: str) -> None:
    assert titles(f'<main><li><a href="{href}">The islands were never asked</a></li></main>')


def test_headlines_without_spaces_between_words_are_headlines() -> None:
    body = '<main><h2><a href="/2026/05/14/482716.html">議会は渡船税を可決した</a></h2></main>'
    assert titles(body) == ["議会は渡船税を可決した"]


def test_a_page_with_many_articles_is_a_section_and_one_with_few_is_not() -> None:
    many, few = ("".join(card(day) for day in range(1, most)) for most in (9, 3))
    assert discover(page(body=many), SECTION).is_section
    assert not discover(page(body=few), SECTION).is_section


# Sitemaps


def news_map(*days: int) -> bytes:
    urls = "".join(
        f"<url><loc>{SITE}2026/05/{day:02}/ferry-levy</loc><news:news><news:publication>"
        f"<news:name>Harbour Post</news:name><news:language>en</news:language></news:publication>"
        f"<news:publication_date>2026-05-{day:02}T10:00:00Z</news:publication_date>"
        f"<news:title><![CDATA[Levy & fund, day {day}]]></news:title>"
        f"<news:keywords>Levy, Ferries</news:keywords></news:news></url>"
        for day in days
    )
    return (
        '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{urls}</urlset>'
    ).encode()


def test_a_news_sitemap_names_its_articles_the_newest_first() -> None:
    found = sitemap_contents(news_map(1, 3, 2), f"{SITE}news.xml")
    assert [entry.title for entry in found.entries] == [f"Levy & fund, day {n}" for n in (3, 2, 1)]
    newest = found.entries[0]
    assert newest.published_at == datetime(2026, 5, 3, 10, tzinfo=UTC)
    assert (newest.sections, newest.language) == (("Levy", "Ferries"), "en")
    assert newest.url == newest.id == f"{SITE}2026/05/03/ferry-levy"


def test_a_packed_sitemap_and_one_with_undeclared_prefixes_are_read() -> None:
    plain = news_map(1)
    bare = plain.replace(b"xmlns:news=", b"data-x=")
    for body in (gzip.compress(plain), bare, plain[:-9]):
        assert [entry.title for entry in sitemap_contents(body, SITE).entries] == [
            "Levy & fund, day 1"
        ]


def test_an_index_names_the_maps_of_news_first_and_then_the_newest() -> None:
    body = (
        b"<sitemapindex><sitemap><loc>/sitemap-pages.xml</loc><lastmod>2026-05-01</lastmod></sitemap>"
        b"<sitemap><loc>/sitemap-2026-05.xml</loc><lastmod>2026-05-14</lastmod></sitemap>"
        b"<sitemap><loc>/sitemap-news.xml</loc></sitemap></sitemapindex>"
    )
    maps = maps_in(body, f"{SITE}sitemap.xml")
    assert [link.url.removeprefix(SITE) for link in maps] == [
        "sitemap-news.xml",
        "sitemap-2026-05.xml",
        "sitemap-pages.xml",
    ]
    assert sitemap_contents(body, SITE).entries == ()
    assert maps_in(news_map(1), SITE) == ()


@pytest.mark.parametrize("body", [b"", b"<rss/>", b"{}", gzip.compress(b"<urlset>", mtime=0)[:9]])
def test_what_is_no_sitemap_is_refused(body: bytes) -> None:
    assert not looks_like_sitemap(body)
    with pytest.raises(NotFeed):
        sitemap_contents(body, SITE)


def test_a_bomb_of_a_sitemap_is_refused() -> None:
    body = gzip.compress(b"<urlset>" + b"<url/>" * 4_000_000)
    with pytest.raises(NotFeed):
        sitemap_contents(body, SITE)


def test_entities_of_a_sitemap_are_never_expanded() -> None:
    evil = b'<!DOCTYPE urlset [<!ENTITY x SYSTEM "file:///etc/passwd">]><urlset><url><loc>https://harbour-post.example/2026/&x;</loc></url></urlset>'
    assert all("root" not in entry.url for entry in sitemap_contents(evil, SITE).entries)


@given(st.binary(max_size=300))
def test_no_page_breaks_the_search(body: bytes) -> None:
    discover(body, SITE)
    section_contents(b"<html><body>" + body, SITE)
