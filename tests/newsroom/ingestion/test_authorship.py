"""Whom a reader is told as the author, and where the page says so."""

import pytest

from newsroom.articles.text import Extract
from newsroom.ingestion.bylines import is_office, people, signers
from newsroom.ingestion.extraction import extract
from tests.newsroom.ingestion.test_extraction import URL, page, paragraphs

SITE = '<meta property="og:site_name" content="Harbour Post">'


def read(byline: str = "", head: str = "", after: str = "") -> Extract:
    body = (
        f"<article><h1>Lighthouse keepers are sailors</h1>{byline}{paragraphs()}{after}</article>"
    )
    return extract(page(body, SITE + head), URL)


def data(author: str) -> str:
    return (
        '<script type="application/ld+json">{"@type": "NewsArticle", '
        f'"headline": "Lighthouse keepers are sailors", "author": {author}}}</script>'
    )


def source(found: Extract) -> str:
    return dict(found.sources).get("authors", "")


def test_people_in_the_data_come_before_those_who_are_shown():
    found = read(
        '<p class="author">By Mattis Orlundh</p>',
        data('{"@type": "Person", "name": "Lena Dorrowby"}'),
    )
    assert (found.authors, source(found)) == (("Lena Dorrowby",), "json-ld")


def test_an_agency_that_shares_the_work_is_named_with_the_person():
    both = (
        '[{"@type": "Person", "name": "Lena Dorrowby"}, {"@type": "Organization", "name": "MNA"}]'
    )
    assert read(head=data(both)).authors == ("Lena Dorrowby", "MNA")


def test_the_outlet_is_the_author_of_what_no_person_signs():
    outlet = data('{"@type": "Organization", "name": "Harbour Post"}')
    found = read(head=outlet)
    assert (found.authors, source(found)) == (("Harbour Post",), "json-ld")
    assert read('<p class="author">By Lena Dorrowby</p>', outlet).authors == ("Lena Dorrowby",)


@pytest.mark.parametrize(
    ("byline", "author"),
    [
        ('<p class="byline">By <a rel="author">Harbour Post desk</a></p>', "Harbour Post desk"),
        ('<p class="authors">mna/ferr</p>', "mna/ferr"),
        ('<span class="provider-name">Marenia News Agency</span>', "Marenia News Agency"),
        ("<p>March 15, 2022 3 min read By Carriers' Weekly</p>", "Carriers' Weekly"),
        ("<div>By</div><div>Lena Dorrowby</div>", "Lena Dorrowby"),
    ],
)
def test_whoever_signs_beside_the_headline_is_the_author(byline: str, author: str):
    found = read(byline)
    assert (found.authors, source(found)) == ((author,), "byline")


def test_a_list_of_facts_below_the_article_names_its_author():
    links = "".join(f"<h3>More on lamps {n}</h3>" for n in range(12))
    found = read(after=f"{links}<ul><li><b>Autorin/Autor</b> Dagny Ferrowe</li></ul>")
    assert (found.authors, source(found)) == (("Dagny Ferrowe",), "foot")


def test_those_who_built_the_site_wrote_nothing():
    found = read(head='<meta name="author" content="Quayside Webworks Ltd">')
    assert (found.authors, source(found)) == ((), "")


def test_names_beside_other_stories_count_less_than_the_outlet():
    teasers = "".join(
        f'<div><h3>Another story {n}</h3><span class="author">Mattis Orlundh</span></div>'
        for n in range(12)
    )
    links = "".join(f"<p><a href='/{n}'>More on lamps {n}</a></p>" for n in range(12))
    outlet = data('{"@type": "Organization", "name": "Harbour Post"}')
    found = read(head=outlet, after=links + teasers)
    assert found.authors == ("Harbour Post",)


@pytest.mark.parametrize(
    "said",
    [
        "Share",
        "4 min read",
        "12 May 2026, 7.15pm",
        "Follow us on Sprat",
        "Newsroom",
        "Staff reporter",
    ],
)
def test_a_button_a_date_or_an_office_signs_nothing(said: str):
    assert signers(said) == ()


def test_a_place_after_the_name_of_an_agency_is_no_author():
    assert signers("MNA, Calder Quay") == ("MNA",)
    assert signers("ssi, dan") == ("ssi, dan",)


def test_a_desk_with_a_name_of_its_own_is_no_mere_office():
    assert is_office("News desk") and is_office("admin")
    assert not is_office("Harbour Post Redaktion")


@pytest.mark.parametrize("byline", ["Autor/in: Dagny Ferrowe", "Текст: Dagny Ferrowe"])
def test_a_byline_is_read_in_many_languages(byline: str):
    assert people(byline) == ("Dagny Ferrowe",)


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ("<p>Von Lena Dorrowby 19. Oktober 2025 08:04 Uhr</p>", ("Lena Dorrowby",)),
        ("<p>Lena Dorrowby 28.04.2026 | 09:36 Uhr</p>", ("Lena Dorrowby",)),
        (
            '<p>By <a href="/staff/ld">Lena Dorrowby</a>, Mattis Orlundh and '
            '<span class="byline"><a href="/staff/so">Sunniva Oake</a></span></p>',
            ("Lena Dorrowby", "Mattis Orlundh", "Sunniva Oake"),
        ),
        (
            '<div class="article-sidebar"><div class="widget authors"><span class="author-name">'
            "Lena Dorrowby</span></div></div>",
            ("Lena Dorrowby",),
        ),
        (
            '<div class="author"><p>Kommentar von</p><p>Lena Dorrowby</p>'
            "<p>Leitende Wirtschaftsredakteurin</p></div>",
            ("Lena Dorrowby",),
        ),
    ],
)
def test_nothing_in_the_byline_but_names_becomes_an_author(byline: str, authors: tuple[str, ...]):
    assert read(byline).authors == authors


def test_the_subject_of_a_story_beside_its_date_did_not_write_it():
    body = f"<h1>What Lena Dorrowby saw</h1><p>Lena Dorrowby 28.04.2026</p>{paragraphs()}"
    assert extract(page(f"<article>{body}</article>", SITE), URL).authors == ()


def test_who_put_it_online_is_the_author_only_where_no_other_is_named():
    card = (
        '<meta name="twitter:label1" content="Written by">'
        '<meta name="twitter:data1" content="Sunniva Oake">'
    )
    assert read(head=card).authors == ("Sunniva Oake",)
    assert read('<p class="author">By Lena Dorrowby</p>', card).authors == ("Lena Dorrowby",)


def test_a_list_of_facts_in_one_line_names_its_author_only():
    facts = "<p>The end.</p><hr><p><b>Author:</b> Lena Dorrowby <b>Tags:</b> lamps, Far Skerrow</p>"
    assert read(after=facts).authors == ("Lena Dorrowby",)
