"""When a reader is told that an article was published, and where the page says so."""

import json

import pytest

from newsroom.articles.text import Extract
from newsroom.ingestion.dates import parse_when
from newsroom.ingestion.extraction import extract
from tests.newsroom.ingestion.test_extraction import URL, page, paragraphs

UNDATED = "https://harbourpost.example/lamps"


def read(shown: str = "", head: str = "", above: str = "", url: str = UNDATED) -> Extract:
    body = f"{above}<article><h1>Lighthouse keepers are sailors</h1>{shown}{paragraphs()}</article>"
    return extract(page(body, head), url)


def data(**said: object) -> str:
    told = {"@type": "NewsArticle", "headline": "Lighthouse keepers are sailors", **said}
    return f'<script type="application/ld+json">{json.dumps(told)}</script>'


def told(found: Extract) -> tuple[str, str]:
    when = found.published_at.isoformat() if found.published_at else ""
    return when, dict(found.sources).get("published", "")


def test_the_data_tell_when_and_the_page_in_which_zone():
    found = read("<p>12 May 2026, 19:15</p>", data(datePublished="2026-05-12T17:15:00Z"))
    assert told(found) == ("2026-05-12T19:15:00+02:00", "json-ld")


def test_a_moment_in_utc_falls_on_the_day_that_is_shown():
    when = '<time datetime="2026-05-13T04:13:00Z">May 12, 2026</time>'
    assert told(read(f"<p>{when}</p>")) == ("2026-05-12T23:13:00-05:00", "time")
    found = read("<p>May 12, 2026</p>", data(datePublished="2026-05-13T04:13:00Z"))
    assert told(found) == ("2026-05-12T23:13:00-05:00", "json-ld")


def test_of_two_declared_dates_that_counts_which_a_reader_sees():
    head = data(datePublished="2026-05-09T10:25:00+00:00") + (
        '<meta property="article:published_time" content="2026-05-12T14:25:00+00:00">'
    )
    assert told(read("<p>12 May 2026</p>", head))[0] == "2026-05-12T14:25:00+00:00"
    assert told(read("", head))[0] == "2026-05-09T10:25:00+00:00"


def test_the_date_of_a_record_gives_way_to_the_one_below_the_headline():
    head = '<meta name="date" content="2025-12-20T11:02:44+01:00">'
    assert told(read("<p>27 January 2026</p>", head)) == ("2026-01-27T00:00:00+00:00", "dateline")
    assert told(read("", head)) == ("2025-12-20T11:02:44+01:00", "meta")


def test_todays_date_above_the_headline_is_not_the_articles():
    head = '<meta name="date" content="2025-12-20T11:02:44+01:00">'
    assert told(read("", head, above="<p>Monday, 3 August 2026</p>"))[1] == "meta"


@pytest.mark.parametrize("label", ["Updated:", "Stand:", "Mis à jour le", "Last modified on"])
def test_an_update_is_no_publication(label: str):
    head = data(datePublished="2026-05-12T10:00:00+02:00")
    assert told(read(f"<p>{label} 14 May 2026</p>", head))[0] == "2026-05-12T10:00:00+02:00"
    both = f"<p>{label} 14 May 2026</p><p>12 May 2026</p>"
    assert told(read(both))[0] == "2026-05-12T00:00:00+00:00"


def test_what_was_updated_earlier_was_published_by_then():
    head = data(datePublished="2026-05-14T10:00:00+02:00")
    shown = "<div>Page updated:</div><div>12 May 2026</div>"
    assert told(read(shown, head)) == ("2026-05-12T00:00:00+00:00", "dateline")


def test_a_live_blog_is_as_old_as_itself_and_not_as_its_last_entry():
    entries = [
        {"@type": "BlogPosting", "headline": "Lamps out", "datePublished": "2026-05-13T21:00:00Z",
         "author": {"name": "Mattis Orlundh"}, "publisher": {"name": "Harbour Post"},
         "articleBody": "The lamps went out.", "mainEntityOfPage": UNDATED}
    ]  # fmt: skip
    found = read(
        "",
        data(**{"@type": "LiveBlogPosting"}, datePublished="2026-05-12T13:23:00Z",
             liveBlogUpdate=entries),
    )  # fmt: skip
    assert told(found) == ("2026-05-12T13:23:00+00:00", "json-ld")


def test_the_date_nearest_below_the_headline_counts_before_those_above():
    above = "<ul><li>Prize draw 28.01.2026 to 29.01.2026</li></ul>"
    assert told(read("<p>ferr — 2 February 2026</p>", "", above))[0][:10] == "2026-02-02"


def test_a_caption_below_the_headline_gives_way_to_the_address():
    shown = "<p>Keepers of the lamp at Far Skerrow on their way home, 24 April 2026</p>"
    assert told(read(shown, url=URL)) == ("2026-05-12T00:00:00+00:00", "address")


def test_a_year_of_two_digits_is_of_this_century():
    assert parse_when("Do 25.04.24 | 14:07 Uhr").isoformat() == "2024-04-25T14:07:00+00:00"
    assert parse_when("Release 1.04.24.3") is None


def test_an_update_by_the_headline_counts_before_another_date_below_the_article():
    body = (
        "<article><h1>Lighthouse keepers are sailors</h1><p>Stand: 28.04.2026 17:23 Uhr</p>"
        f"{paragraphs()}<p>Dieses Thema im Programm: 22.03.2026 um 15:02 Uhr</p></article>"
    )
    assert told(extract(page(body), UNDATED)) == ("2026-04-28T17:23:00+00:00", "dateline")


def test_a_date_that_a_picture_has_below_it_may_say_that_it_is_the_one_of_publication():
    shown = "<figure><figcaption>Published Nov 8, 2026</figcaption></figure>"
    assert told(read(shown))[0][:10] == "2026-11-08"
    assert told(read(shown.replace("Published", "The lamp on")))[0] == ""
