"""What a reader gets of a page."""

import json
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import pytest

from newsroom.articles.text import Block, Extract, Kind, PageForm
from newsroom.ingestion.extraction import NoArticle, extract
from tests.shared import SHARED, needs_shared

URL = "https://harbourpost.example/2026/05/12/lamps"

PARAGRAPHS = (
    "Marenia’s last nine lighthouse keepers will be paid, insured and retired as members of the "
    "merchant fleet, the Chamber decided on Tuesday night after three hours of weather.",
    "“A lamp that does not move is still at sea,” said Oriel Tavasti, the transport minister, who "
    "had opposed the change until Friday. “I have been persuaded by people who know what it is.”",
    "The vote ends a dispute that began with a form. In 2015 the keeper at Far Skerrow, Dagny "
    "Ferrowe, was asked to name the vessel on which she served. She wrote: “None. It was tried.”",
    "The ministry sent the form back. It did so eleven times, and the eleventh time with a pencil.",
    "Bram Kessendorf, who leads Harbour Labour, abstained. “I like lamps,” he told Radio Marenia "
    "One. “I do not like precedents, and this one has a beam that goes all the way round.”",
)


def page(body: str, head: str = "", lang: str = "en") -> str:
    return f'<!DOCTYPE html><html lang="{lang}"><head>{head}</head><body>{body}</body></html>'


def article(*inner: str, title: str = "Lighthouse keepers are sailors, says Chamber") -> str:
    return page(f"<main><article><h1>{title}</h1>{''.join(inner)}</article></main>")


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts or PARAGRAPHS)


def kinds(found: Extract) -> list[Kind]:
    return [block.kind for block in found.blocks]


def test_headline_and_paragraphs_are_read_in_their_order():
    found = extract(article(paragraphs()), URL)

    assert found.title == "Lighthouse keepers are sailors, says Chamber"
    assert found.body == "\n".join(PARAGRAPHS)
    assert kinds(found) == [Kind.TITLE] + [Kind.PARAGRAPH] * 5
    assert found.outlet_domain == "harbourpost.example"


def test_headings_lists_and_quotes_are_kept_apart_from_paragraphs():
    found = extract(
        article(
            paragraphs(*PARAGRAPHS[:2]),
            "<h2>No box for a rock</h2>",
            paragraphs(*PARAGRAPHS[2:4]),
            "<blockquote><p>The undersigned keeper regrets that the rock has no draught.</p>"
            "</blockquote>",
            "<p>Under the new rules a keeper will be entitled to these things and no others:</p>",
            "<ul><li>one relief crossing a month, in daylight</li>"
            "<li>a second pair of boots</li></ul>",
            "<h4>What comes next</h4>",
            paragraphs(PARAGRAPHS[4]),
        ),
        URL,
    )

    assert [(b.kind, b.level) for b in found.blocks if b.kind is Kind.HEADING] == [
        (Kind.HEADING, 2),
        (Kind.HEADING, 4),
    ]
    assert [b.text for b in found.blocks if b.kind is Kind.LIST_ITEM] == [
        "one relief crossing a month, in daylight",
        "a second pair of boots",
    ]
    assert [b.text for b in found.blocks if b.kind is Kind.QUOTE] == [
        "The undersigned keeper regrets that the rock has no draught."
    ]


def test_a_caption_stands_where_its_picture_stands_and_names_its_maker():
    picture = (
        '<figure><img src="/lamp.jpg"><figcaption>The lamp at Far Skerrow '
        "(Ansel Rivney/Harbour Post)</figcaption></figure>"
    )
    found = extract(article(paragraphs(*PARAGRAPHS[:2]), picture, paragraphs(*PARAGRAPHS[2:])), URL)

    assert found.blocks[3] == Block(
        Kind.CAPTION, "The lamp at Far Skerrow", credit="Ansel Rivney/Harbour Post"
    )
    assert "Far Skerrow (" not in found.body


@pytest.mark.parametrize(
    "box",
    [
        '<div class="newsletter-promo"><h3>The Evening Boat</h3><p>Politics, '
        "tides and one good joke,"
        " every day at six.</p><form><input></form></div>",
        '<section class="callout"><h3>The Evening Boat</h3><p>Politics and tides at six.</p>'
        '<p><a href="/boat">Sign up now</a></p></section>',
        '<div class="related-stories"><p><a href="/gull">Gull arrested on '
        "statue at noon</a></p></div>",
        '<p><strong>Read more: <a href="/gull">Gull arrested on statue at noon</a></strong></p>',
        '<p><a href="/gull">Gull arrested on statue at noon, and released at one</a></p>',
        '<ul class="share-bar"><li><a href="#">Facebook</a></li><li><a '
        'href="#">Copy link</a></li></ul>',
        "<p>Advertisement</p>",
        "<h2>Lighthouse keepers are sailors, says Chamber</h2>",
        "<aside><p>About us: the Harbour Post has been wrong about the tides "
        "since 1908.</p></aside>",
        '<div style="display:none"><p>A copy for machines of what no reader '
        "has ever seen.</p></div>",
    ],
)
def test_a_box_between_the_paragraphs_is_left_out_and_can_be_read_again(box: str):
    found = extract(article(paragraphs(*PARAGRAPHS[:3]), box, paragraphs(*PARAGRAPHS[3:])), URL)

    assert found.body == "\n".join(PARAGRAPHS)
    assert found.left_out


def test_what_follows_the_article_is_left_out():
    after = (
        "<p>(Reporting by Lena Dorrowby; Editing by Mattis Orlundh)</p>"
        '<section id="comments"><h2>214 comments</h2><p>I was a keeper for thirty years and nobody '
        "asked me about boots. They were terrible boots.</p></section>"
        "<footer><p>© 2026 Harbour Post Ltd. All rights reserved.</p></footer>"
        '<div class="cookie-banner"><p>We value your privacy. We and our 94 '
        "partners use cookies.</p></div>"
    )
    found = extract(article(paragraphs(), after), URL)
    assert found.body == "\n".join(PARAGRAPHS)


def test_the_page_tells_who_wrote_it_when_and_for_whom():
    head = """
      <title>Lighthouse keepers are sailors | Harbour Post</title>
      <link rel="canonical" href="/2026/05/12/lamps">
      <meta property="og:site_name" content="Harbour Post">
      <meta property="og:image" content="//img.harbourpost.example/lamp.jpg">
      <meta property="article:tag" content="Lighthouses"><meta property="article:tag" content="Pay">
      <script type="application/ld+json">
        {"@graph": [{"@type": "NewsArticle", "headline": "Lighthouse keepers are sailors",
          "datePublished": "2026-05-12T19:15:00+02:00", "articleSection": "Islands",
          "author": [{"@type": "Person", "name": "By Lena Dorrowby"}, {"@id": "#mattis"},
                     {"@type": "Organization", "name": "Harbour Post"}],
          "publisher": {"@type": "Organization", "name": "Harbour Post"}},
         {"@type": "Person", "@id": "#mattis", "name": "Mattis Orlundh"}]}
      </script>"""
    body = f"<article><h1>Lighthouse keepers are sailors</h1>{paragraphs()}</article>"
    found = extract(page(body, head, lang="en-gb"), URL)

    assert found.title == "Lighthouse keepers are sailors"
    assert found.authors == ("Lena Dorrowby", "Mattis Orlundh")
    assert found.published_at == datetime.fromisoformat("2026-05-12T19:15:00+02:00")
    assert found.outlet_name == "Harbour Post"
    assert found.language == "en-GB"
    assert found.canonical_url == URL
    assert found.lead_image == "https://img.harbourpost.example/lamp.jpg"
    assert found.sections == ("Islands",)
    assert found.tags == ("Lighthouses", "Pay")


def test_a_page_without_data_is_read_from_what_it_shows():
    body = (
        "<h1>Lighthouse keepers are sailors</h1><p class='dek'>After eleven "
        "years of letters, a lamp "
        "on a rock is a kind of ship.</p><div class='byline'>By <a "
        "href='/authors/ld'>Lena Dorrowby</a>,"
        " political editor</div><p class='date'>12 May 2026, 7.15pm CEST</p>" + paragraphs()
    )
    found = extract(page(f"<article>{body}</article>", "<title>Lamps - Harbour Post</title>"), URL)

    assert found.standfirst == "After eleven years of letters, a lamp on a rock is a kind of ship."
    assert found.authors == ("Lena Dorrowby",)
    assert found.published_at == datetime.fromisoformat("2026-05-12T19:15:00+02:00")
    assert found.body == "\n".join(PARAGRAPHS)


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "ftp://harbourpost.example/"]
)
def test_only_web_addresses_are_believed(address: str):
    head = (
        f'<link rel="canonical" href="{address}"><meta property="og:image" content="{address}">'
        f'<meta property="og:url" content="{address}">'
    )
    found = extract(page(f"<article><h1>Lamps are ships</h1>{paragraphs()}</article>", head), URL)
    assert (found.canonical_url, found.lead_image) == ("", "")


def test_no_break_spaces_soft_hyphens_and_joiners_stay():
    special = (
        "Der Ver\u00adkehrs\u00adausschuss zahlte 12\u00a0Mark für die "
        "Über\u00adfahrt 👩\u200d👩\u200d👧 nach "
        "Vestrin, und n\u0304 steht seither auf jedem Fahrschein der Gesellschaft."
    )
    found = extract(article(paragraphs(*PARAGRAPHS[:2], special, PARAGRAPHS[2])), URL)
    assert special in found.body


def test_line_breaks_in_pairs_divide_paragraphs():
    body = "<br><br>".join(PARAGRAPHS)
    found = extract(
        page(f'<div class="article-body"><h1>Lamps are ships</h1><div>{body}</div></div>')
    )
    assert found.body.split("\n") == list(PARAGRAPHS)


def test_a_table_is_read_row_by_row():
    table = (
        "<table><tr><th>Harbour</th><th>Now</th></tr><tr><td>Calder Quay</td><td>31,900 marks"
        "</td></tr><tr><td>Port Ansgar</td><td>47,100 marks</td></tr></table>"
    )
    found = extract(article(paragraphs(*PARAGRAPHS[:3]), table, paragraphs(*PARAGRAPHS[3:])), URL)
    assert "Calder Quay | 31,900 marks" in found.body.split("\n")


def test_right_to_left_text_is_found_to_be_arabic():
    text = (
        "قالت وزيرة النقل أوريل تافاستي أمام المجلس إن الرسوم الجديدة لن تكلف عائلات الجزر شيئا.",
        "ورد زعيم المعارضة بأن الوعد قديم، وأن العائلات سمعته في كل شتاء منذ أحد عشر عاما.",
        "وتنتظر الجزر القراءة الثانية للمشروع في الثالث من يونيو، إذا وصلت السفينة في موعدها.",
    )
    found = extract(f"<body><article><h1>رسوم المرفأ تثير الجدل</h1>{paragraphs(*text)}</article>")
    assert found.language == "ar"
    assert found.body == "\n".join(text)


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        ("cp1252", None),
        ("cp1252", "iso-8859-1"),
        ("utf-16", None),
        ("utf-8", "ascii"),
        ("utf-8-sig", "no-such-charset"),
    ],
)
def test_a_page_is_read_in_the_charset_it_was_written_in(data: str, charset: str | None):
    html = article(
        paragraphs(*PARAGRAPHS[:4], "Die Fähre nach Vestrin fährt übermorgen, sagt „sie“.")
    )
    html = (
        html.replace("<head>", '<head><meta charset="windows-1252">') if data == "cp1252" else html
    )
    found = extract(html.encode(data), URL, charset)
    assert "Die Fähre nach Vestrin fährt übermorgen, sagt „sie“." in found.body


def test_the_beginning_of_an_article_behind_a_wall_comes_through():
    wall = '<div class="paywall-message"><p>Subscribe to continue reading</p></div>'
    found = extract(article(paragraphs(PARAGRAPHS[0]), wall), URL)
    assert found.body == PARAGRAPHS[0]


def test_a_page_that_shows_nothing_is_read_from_its_data():
    body = "\\n\\n".join(text.replace('"', '\\"') for text in PARAGRAPHS)
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Lamps are ships",'
        f'"articleBody": "{body}"}}</script>'
    )
    found = extract(page('<div id="app"></div>', head), URL)
    assert found.title == "Lamps are ships"
    assert found.body.split("\n") == list(PARAGRAPHS)


def data(**fields: object) -> str:
    about = {"@type": "NewsArticle", "headline": "Lamps are ships", **fields}
    return f'<script type="application/ld+json">{json.dumps(about)}</script>'


def test_an_article_that_was_taken_for_clutter_is_read_from_the_page_all_the_same():
    teaser = "<p>The keepers of Marenia are to be counted as sailors from the first of June on.</p>"
    hidden = f"<div class='related-stories'><h2>No box for a rock</h2>{paragraphs()}</div>"
    other = "<p>Elsewhere in the Harbour Post: a gull was arrested, and released at one.</p>" * 8
    told = "\n".join(["No box for a rock", *PARAGRAPHS])
    found = extract(
        page(
            f"<main><article><h1>Lamps are ships</h1>{teaser}{other}{hidden}</article></main>",
            data(articleBody=told),
        ),
        URL,
    )

    assert found.body == told
    assert Kind.HEADING in kinds(found)


def test_a_text_in_the_data_that_is_little_longer_changes_nothing():
    longer = "\n".join([*PARAGRAPHS, "Share this article with a keeper of lamps that you know."])
    found = extract(
        page(f"<article><h1>Lamps</h1>{paragraphs()}</article>", data(articleBody=longer))
    )
    assert found.body == "\n".join(PARAGRAPHS)


def test_the_number_of_a_note_is_no_word_but_a_power_is():
    noted = f'{PARAGRAPHS[0][:-1]}<sup><a href="#n1">[1]</a></sup>. The rock is 40 m<sup>2</sup>.'
    found = extract(article(f"<p>{noted}</p>", paragraphs(*PARAGRAPHS[1:])), URL)
    assert found.body.startswith(f"{PARAGRAPHS[0]} The rock is 40 m2.")


def test_a_line_below_the_headline_is_the_standfirst_and_an_opening_is_the_first_paragraph():
    line = "After eleven years of letters, a lamp on a rock is a kind of ship"
    opening = (
        "Marenia’s keepers have been asking for boots since 1931. On Tuesday the Chamber gave them "
        "a ship instead, and nobody was more surprised than the keepers."
    )
    short = extract(article(f'<p class="teaser">{line}</p>', paragraphs()), URL)
    long = extract(article(f'<h2 class="teaser">{opening}</h2>', paragraphs()), URL)
    named = extract(article(f'<p class="standfirst">{opening}</p>', paragraphs()), URL)

    assert (short.standfirst, short.body) == (line, "\n".join(PARAGRAPHS))
    assert (long.standfirst, long.body) == ("", "\n".join((opening, *PARAGRAPHS)))
    assert long.blocks[1] == Block(Kind.PARAGRAPH, opening)
    assert named.standfirst == opening


def test_a_long_sentence_set_as_a_heading_is_a_paragraph():
    long = [text for text in PARAGRAPHS if len(text) > 120]
    found = extract(article("".join(f"<h2>{text}</h2>" for text in long)), URL)
    assert found.blocks[1:] == tuple(Block(Kind.PARAGRAPH, text) for text in long)


def test_what_stands_below_the_headings_of_slides_is_text_and_no_caption():
    slides = "".join(
        f'<figure><h2>Lamp {number}</h2><img src="/{number}.jpg"><figcaption><p>{text}</p>'
        "</figcaption></figure>"
        for number, text in enumerate(PARAGRAPHS)
    )
    found = extract(article(paragraphs(PARAGRAPHS[0]), slides), URL)
    assert PARAGRAPHS[3] in found.body
    assert not found.captions


def test_a_live_blog_keeps_its_entries_below_their_times():
    entries = "".join(
        f"<section><time>1{number}:0{number} CEST</time><h2>Vote {number}</h2>"
        f"<p>{PARAGRAPHS[number]}</p><p>{PARAGRAPHS[number + 1]}</p></section>"
        for number in range(4)
    )
    found = extract(article("<p>12 May 2026, 19:15</p>", entries), URL)

    assert found.form is PageForm.LIVE_BLOG
    assert found.blocks[1:4] == (
        Block(Kind.HEADING, "10:00 CEST", level=3),
        Block(Kind.HEADING, "Vote 0", level=2),
        Block(Kind.PARAGRAPH, PARAGRAPHS[0]),
    )
    assert [it.text for it in found.blocks if it.level == 3][1:] == [
        "11:01 CEST",
        "12:02 CEST",
        "13:03 CEST",
    ]


def test_a_page_that_says_it_is_a_live_blog_is_one():
    head = data(**{"@type": "LiveBlogPosting"})
    assert extract(page(f"<article>{paragraphs()}</article>", head)).form is PageForm.LIVE_BLOG


def test_a_transcript_keeps_even_its_shortest_turns():
    turns = [
        f"DAGNY FERROWE: {PARAGRAPHS[3]}",
        "ORIEL TAVASTI: No.",
        f"DAGNY FERROWE: {PARAGRAPHS[2]}",
        "ORIEL TAVASTI: Perhaps.",
        f"DAGNY FERROWE: {PARAGRAPHS[0]}",
        f"ORIEL TAVASTI: {PARAGRAPHS[4]}",
    ]
    found = extract(article(paragraphs(*turns)), URL)

    assert found.form is PageForm.TRANSCRIPT
    assert found.body.split("\n") == turns


def test_the_beginning_of_an_article_behind_a_wall_is_called_a_stub():
    wall = '<div class="paywall-message"><p>Subscribe to continue reading</p></div>'
    walled = extract(article(paragraphs(*PARAGRAPHS[:2]), wall), URL)
    told = extract(
        page(
            f"<article><h1>Lamps</h1>{paragraphs(*PARAGRAPHS[:2])}</article>",
            data(isAccessibleForFree=False, wordCount=900),
        )
    )
    free = extract(article(paragraphs()), URL)

    assert (walled.form, told.form) == (PageForm.STUB, PageForm.STUB)
    assert free.form is PageForm.ARTICLE


def test_a_line_left_out_knows_where_it_stood_and_is_whole():
    long = "Sign up for the Evening Boat, our newsletter of politics and tides. " * 12
    box = f'<div class="newsletter-promo"><p>{long}</p><form><input></form></div>'
    found = extract(article(paragraphs(*PARAGRAPHS[:3]), box, paragraphs(*PARAGRAPHS[3:])), URL)

    assert found.left_out == (long.strip(),)
    assert found.left_out_after == (4,)
    assert found.blocks[3].text == PARAGRAPHS[2]


INDEX = "".join(
    f'<h3><a href="/{n}">Ferry number {n} did not sail on Tuesday either</a></h3>'
    for n in range(40)
)


@pytest.mark.parametrize(
    "html",
    [
        "",
        " \n",
        b"",
        b"\x00\x01\x02\xff",
        "<html></html>",
        page("<p>x</p>"),
        page(
            "<script>var a = 'A long text that no reader ever sees, however long "
            "it may be.'</script>"
        ),
        page(f"<main><h1>Harbour Post</h1>{INDEX}</main>"),
        '{"not": "a page"}',
        "<frameset><frame src='/x'></frameset>",
    ],
)
def test_a_page_without_an_article_says_so(html: bytes | str):
    with pytest.raises(NoArticle) as caught:
        extract(html, "https://harbourpost.example/")
    assert caught.value.reason


def test_nothing_on_a_page_becomes_markup():
    found = extract(
        article(
            paragraphs(*PARAGRAPHS[:3], "He wrote &lt;script&gt;alert(1)&lt;/script&gt; on it.")
        )
    )
    assert "He wrote <script>alert(1)</script> on it." in found.body


VAST = {
    "deep": "<div>" * 20_000 + "Hello from the bottom.",
    "wide": "<p>A paragraph of some words that is repeated.</p>" * 6_000,
    "spans": "<p>" + "<span class='a b'>x</span>" * 6_000,
    "captions": "<div class='caption'><img><div class='caption'>x</div></div>" * 5_000,
    "boxes": ("<div class='related'>" * 100 + "sign up <a>x</a>" + "</div>" * 100) * 20,
    "attributes": "<p " + " ".join(f"a{n}=1" for n in range(20_000)) + ">hello</p>",
    "data": "<script type='application/ld+json'>" + "[" * 50_000 + "</script>",
    "one line": "<p>" + "word and word, " * 60_000,
    "entities": "<p>" + "&amp;lt;" * 60_000,
    "bylines": "<div class='author'><a rel=author>Oriel Tavasti</a></div>" * 3_000,
}


@pytest.mark.parametrize("name", VAST)
def test_a_vast_page_is_read_in_seconds(name: str):
    start = time.process_time()
    with suppress(NoArticle):
        extract(page(f"<article><h1>Lamps are ships</h1>{VAST[name]}</article>"), URL)
    assert time.process_time() - start < 5


def hostile_pages() -> list[Path]:
    folders = (SHARED / "hostile" / "xss_html", SHARED / "hostile" / "imports")
    return [path for folder in folders if folder.is_dir() for path in sorted(folder.iterdir())]


@needs_shared
def test_a_hostile_page_ends_in_an_article_or_in_a_reason():
    for path in hostile_pages():
        if path.is_file() and path.stat().st_size < 1_000_000:
            try:
                found = extract(path.read_bytes(), URL)
            except NoArticle as error:
                assert error.reason
            else:
                assert found.blocks
                assert not found.canonical_url.lower().startswith(("javascript", "data"))


def test_a_page_written_without_head_and_body_is_read() -> None:
    prose = "The chamber of Calder Quay voted on the levy after a long debate, and lost a motion. "
    page = f"<html><title>Levy passes</title><article><h1>Levy passes</h1><p>{prose * 4}</article>"
    assert extract(page).blocks[0].text == "Levy passes"
    assert "Calder Quay" in extract(page).body


@pytest.mark.parametrize("named", ['id="aiSummary"', 'class="RenderKeyPoints-list"'])
def test_a_list_that_tells_the_article_in_short_is_kept_apart_from_it(named: str):
    short = f"<div {named}><ul><li>Keepers say that they sail as others do.</li></ul></div>"
    body = f"<article><h1>Lighthouse keepers are sailors</h1>{short}{paragraphs()}</article>"
    found = extract(page(body), URL)
    assert "sail as others do" not in found.text
    assert any("sail as others do" in line for line in found.left_out)
