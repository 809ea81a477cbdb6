"""Which words a reader is given as the headline, and where the page has them."""

import json

from newsroom.articles.text import Extract
from newsroom.ingestion.extraction import extract
from tests.newsroom.ingestion.test_extraction import URL, page, paragraphs

SITE = '<meta property="og:site_name" content="Harbour Post">'


def read(heading: str, head: str = "") -> Extract:
    return extract(page(f"<article>{heading}{paragraphs()}</article>", SITE + head), URL)


def data(headline: str, **more: object) -> str:
    told = {"@type": "NewsArticle", "headline": headline, **more}
    return f'<script type="application/ld+json">{json.dumps(told)}</script>'


def told(found: Extract) -> tuple[str, str]:
    return found.title, dict(found.sources)["title"]


def test_the_h1_is_the_headline_and_is_named_as_its_source():
    assert told(read("<h1>Keepers are sailors</h1>")) == ("Keepers are sailors", "h1")


def test_the_kicker_above_a_headline_is_no_part_of_it():
    h1 = '<h1><span class="kicker">Islands</span>: Keepers are sailors</h1>'
    assert told(read(h1)) == ("Keepers are sailors", "h1")


def test_a_kicker_that_the_data_count_as_headline_belongs_to_it():
    h1 = '<h1><span class="kicker">Islands</span> Keepers are sailors</h1>'
    found = read(h1, data("Islands: Keepers are sailors"))
    assert told(found) == ("Islands: Keepers are sailors", "json-ld")


def test_lines_of_a_headline_that_run_together_are_divided_as_the_data_have_them():
    h1 = "<h1><span>Far Skerrow</span>Keepers are sailors</h1>"
    head = '<meta property="og:title" content="Far Skerrow / Keepers are sailors">'
    assert read(h1, head).title == "Far Skerrow / Keepers are sailors"


def test_a_logo_is_no_headline():
    h1 = "<h1>HARBOUR POST Harbour Post Logo</h1><h2>Keepers are sailors</h2>"
    found = read(h1, '<meta property="og:title" content="Keepers are sailors">')
    assert told(found) == ("Keepers are sailors", "heading")


def test_outlet_and_sections_name_their_sources():
    trail = {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "name": "Harbour Post", "item": "https://harbourpost.example/"},
            {"@type": "ListItem", "name": "Home", "item": "https://harbourpost.example/home"},
            {"@type": "ListItem", "item": {"@id": "/islands", "name": "Islands"}},
            {"@type": "ListItem", "name": "Keepers are sailors", "item": URL},
        ],
    }
    found = read("<h1>Keepers are sailors</h1>", data("Keepers are sailors", hasPart=trail))
    assert found.sections == ("Islands",)
    assert dict(found.sources) | {"section": "breadcrumbs", "outlet": "open-graph"} == dict(
        found.sources
    )


def test_sources_do_not_make_another_version():
    plain, declared = (
        read("<h1>Keepers are sailors</h1>"),
        read("<h1>Keepers are sailors</h1>", data("Keepers are sailors", articleSection="Islands")),
    )
    assert plain.sources != declared.sources
    assert plain.digest == declared.digest
