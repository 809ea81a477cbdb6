"""What sort of page a reader is told it is."""

import pytest
from lxml import html as lxml_html

from newsroom.articles.text import PageForm
from newsroom.ingestion.page_forms import (
    Declared,
    clock_of,
    declared_form,
    form_of,
    is_transcript,
    is_wall,
    speaker,
)


@pytest.mark.parametrize(
    ("line", "time"),
    [
        ("14:02", "14:02"),
        ("Posted at 2.32pm", "2.32pm"),
        ("14:02 CEST", "14:02 CEST"),
        ("11 June 2026, 14:02 Uhr", "14:02 Uhr"),
        ("21 mins ago11:48 Lena Dorrowby", "11:48"),
        ("18h30", "18h30"),
        ("The boat leaves at 14:02 and comes back, if it does, at 16:30", ""),
        ("The Chamber sat until 14:02, when the soup was served", ""),
        ("14:02?", ""),
        ("12.5 %", ""),
        ("99:99", ""),
        ("2026", ""),
    ],
)
def test_a_line_that_says_the_time_and_nothing_else_is_a_clock(line: str, time: str):
    assert clock_of(line) == time


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("DAGNY FERROWE: Minister, did the ferry sail?", "DAGNY FERROWE"),
        ("Oriel Tavasti (laughs): No.", "Oriel Tavasti"),
        ("Bram Kessendorf, Harbour Labour: I like lamps.", "Bram Kessendorf"),
        ("Ilka van der Brandt: Ja.", "Ilka van der Brandt"),
        ("Q: And then?", "Q"),
        ("The levy has three parts: a fee, a charge and a surprise.", ""),
        ("12:30: The sitting begins", ""),
        ("No colon here", ""),
        ("Nothing after:", ""),
    ],
)
def test_a_turn_names_who_speaks(line: str, name: str):
    assert speaker(line) == name


def test_several_who_speak_in_turn_make_a_transcript():
    turns = ["FERROWE: Did it sail?", "TAVASTI: No.", "FERROWE: Why?", "TAVASTI: Paint.", "Music."]
    assert is_transcript([*turns, "FERROWE: Thank you."])
    assert not is_transcript(turns[:3])
    assert not is_transcript([line for line in turns * 3 if line.startswith("TAVASTI")])
    assert not is_transcript([*turns, *["A paragraph of the report, without a speaker."] * 20])


@pytest.mark.parametrize(
    "line",
    [
        "To continue reading, subscribe to the Harbour Post",
        "This article is for subscribers only",
        "Already a subscriber? Sign in",
        "Jetzt weiterlesen mit Küstenbote Plus",
        "Dieser Text ist nur für Abonnenten",
        "Il vous reste 84% de cet article à lire.",
        "Contenido exclusivo para suscriptores",
        "この記事は有料会員記事です",
    ],
)
def test_a_wall_says_that_the_rest_is_for_those_who_pay(line: str):
    assert is_wall(line)


def test_an_article_about_subscribers_is_no_wall():
    assert not is_wall("The ferry lost two thousand subscribers, the company said on Tuesday.")


def declared(data: str) -> Declared:
    page = f'<html><script type="application/ld+json">{data}</script></html>'
    return declared_form(lxml_html.document_fromstring(page))


def test_what_a_page_says_of_its_form_is_believed():
    assert declared('{"@type": "LiveBlogPosting"}').is_live
    assert not declared('{"isAccessibleForFree": false}').is_free
    assert not declared('{"isAccessibleForFree": "False"}').is_free
    assert declared('{"isAccessibleForFree": true, "wordCount": 812}') == Declared(words=812)
    assert declared('{"@type": "NewsArticle"') == Declared()


PROSE = ["The levy was adopted on Tuesday by seven votes, and then by eight. " * 3] * 3


def test_a_page_that_is_paid_for_and_shows_it_all_is_an_article():
    assert form_of(Declared(is_free=False, words=110), PROSE, 0, []) is PageForm.ARTICLE
    assert form_of(Declared(is_free=False), PROSE * 4, 0, ["Cancel"]) is PageForm.ARTICLE


def test_a_page_that_shows_far_less_than_it_says_it_has_is_a_stub():
    assert form_of(Declared(is_free=False, words=900), PROSE, 0, []) is PageForm.STUB
    assert form_of(Declared(), PROSE[:1], 0, ["Already a subscriber?"]) is PageForm.STUB
    assert form_of(Declared(), PROSE * 4, 0, ["Already a subscriber?"]) is PageForm.ARTICLE


def test_entries_below_times_make_a_live_blog():
    assert form_of(Declared(), PROSE, 4, []) is PageForm.LIVE_BLOG
    assert form_of(Declared(), PROSE, 3, []) is PageForm.ARTICLE
