"""The library lists what can be read, the newest first, with what readers made of it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from annotations.highlights.models import Anchor, Highlight
from annotations.library.gist import MOST
from annotations.library.models import Reading
from annotations.library.shelf import PAGE, Place
from annotations.quotations.deciding import dismiss
from annotations.quotations.finding import find_quotations
from annotations.quotations.models import Suggestion
from annotations.teams.models import User
from newsroom.articles.models import Article
from tests import factories, served
from tests.cast import HTMX

pytestmark = pytest.mark.django_db

LIBRARY_QUERIES = 8
NOON = datetime(2026, 5, 14, 12, 0, tzinfo=UTC)


def titles(answer: HttpResponse) -> list[str]:
    assert answer.status_code == 200
    return [served.text(one) for one in served.page(answer).iter("h3")]


def published(title: str, at: datetime = NOON, **fields: Any) -> Article:
    return factories.article(title, *factories.STORY[1:], published_at=at, **fields)


def row(answer: HttpResponse) -> str:
    """All that stands beside the only article of the list, on one line."""
    [item] = [one for one in served.page(answer).iter("li") if "art" in _classes(one)]
    return " ".join(served.text(item).split())


def _classes(element: Any) -> list[str]:
    return element.get("class", "").split()


def test_an_empty_library_says_what_will_be_here(as_petra: Client) -> None:
    answer = as_petra.get("/")
    assert titles(answer) == []
    assert "Nothing to read yet" in served.seen(answer)
    assert [one for one in served.page(answer).iter("a") if one.get("href") == "/add/"]


def test_the_newest_article_stands_first_under_its_day(as_petra: Client) -> None:
    for title, hours in [("Noon", 0), ("Evening", 6), ("Day before", -20), ("Morning", -4)]:
        published(title, NOON + timedelta(hours=hours))
    answer = as_petra.get("/")
    assert titles(answer) == ["Evening", "Noon", "Morning", "Day before"]
    days = [one for one in served.page(answer).iter("h2") if "day" in _classes(one)]
    assert [" ".join(served.text(day).split()) for day in days] == [
        "Thursday 14 May 2026 3 articles",
        "Wednesday 13 May 2026 1 article",
    ]


def test_an_article_that_has_no_text_yet_is_not_listed(as_petra: Client, petra: User) -> None:
    factories.on_its_way(petra)
    assert titles(as_petra.get("/")) == []


def test_an_article_whose_page_failed_later_stays_listed(as_petra: Client) -> None:
    article = published("Noon")
    article.begin()
    article.fail("timeout")
    assert titles(as_petra.get("/")) == ["Noon"]


def test_a_row_counts_highlights_by_kind_and_shows_who_speaks(
    as_petra: Client, petra: User, tomas: User
) -> None:
    article = published("Ferry fund passes")
    factories.highlight(article, "told the chamber", petra)
    factories.highlight(article, "never asked", petra, speaker_name="Dagny Ferrowe")
    factories.highlight(article, "protect 4,200 jobs", tomas, speaker_name="Oriel Tavasti")
    factories.highlight(
        article, "northern yards", tomas, kind="claim", speaker_name="Oriel Tavasti"
    )
    factories.highlight(article, "the forecast", petra, kind="passage")
    said = row(as_petra.get("/"))
    assert "3 quotes" in said and "1 claim" in said and "1 passage" in said
    assert "never asked Dagny Ferrowe" in said
    [faces] = [
        one for one in served.page(as_petra.get("/")).iter("span") if "stack" in _classes(one)
    ]
    assert faces.get("aria-label") == "Speakers: Oriel Tavasti, Dagny Ferrowe"


def test_in_compact_rows_the_quotation_is_left_out(as_petra: Client, petra: User) -> None:
    article = published("Ferry fund passes")
    factories.highlight(article, "never asked", petra, speaker_name="Dagny Ferrowe")
    assert "never asked" in row(as_petra.get("/"))
    as_petra.post("/library/density/", {"rows": "compact"})
    assert "never asked" not in row(as_petra.get("/"))


def test_what_is_only_petras_counts_for_her_alone(
    as_petra: Client, as_tomas: Client, petra: User
) -> None:
    article = published("Ferry fund passes")
    factories.highlight(
        article, "never asked", petra, visibility="only_me", speaker_name="Dagny Ferrowe"
    )
    assert "1 quote" in row(as_petra.get("/"))
    other = row(as_tomas.get("/"))
    assert "1 quote" not in other and "Ferrowe" not in other and "never asked" not in other
    assert titles(as_petra.get("/?show=annotated")) == ["Ferry fund passes"]
    assert titles(as_tomas.get("/?show=annotated")) == []


def test_deleted_highlights_do_not_count(as_petra: Client, petra: User) -> None:
    made = factories.highlight(published("Ferry fund passes"), "never asked", petra)
    as_petra.post(f"/highlights/{made.pk}/deletion/")
    assert "quotes" not in row(as_petra.get("/"))
    assert titles(as_petra.get("/?show=annotated")) == []


def test_an_article_that_was_edited_says_how_often(as_petra: Client) -> None:
    article = published("Ferry fund passes")
    assert "Edited" not in row(as_petra.get("/"))
    for times, said in [(1, "Edited"), (2, "Edited twice"), (3, "Edited 3 times")]:
        article.revise(factories.extract("Ferry fund passes", f"Edit {times}."))
        assert said in row(as_petra.get("/"))


# Read and unread


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_an_article_is_read_or_unread_for_each_reader(
    as_petra: Client, as_tomas: Client, headers: dict[str, str]
) -> None:
    article = published("Ferry fund passes")
    where = f"/articles/{article.pk}/reading/"
    for _ in range(2):
        assert as_petra.post(where, headers=headers).status_code == (204 if headers else 302)
    assert Reading.objects.get().version == article.latest_version
    assert titles(as_petra.get("/?show=unread")) == []
    assert titles(as_tomas.get("/?show=unread")) == ["Ferry fund passes"]
    for _ in range(2):
        if headers:
            assert as_petra.delete(where, headers=headers).status_code == 204
        else:
            assert as_petra.post(where, {"undo": "yes"}).status_code == 302
    assert titles(as_petra.get("/?show=unread")) == ["Ferry fund passes"]


def test_looking_at_a_page_does_not_by_itself_mark_it_read(as_petra: Client) -> None:
    as_petra.get(published("Ferry fund passes").get_absolute_url())
    assert not Reading.objects.exists()


def test_an_article_without_a_text_cannot_have_been_read(as_petra: Client, petra: User) -> None:
    article = factories.on_its_way(petra)
    assert as_petra.post(f"/articles/{article.pk}/reading/").status_code == 404


# Filters and pages


def test_outlets_are_chosen_one_or_several(as_petra: Client) -> None:
    for outlet in ("Harbour Post", "Northern Ledger", "Statehouse Daily"):
        published(outlet, outlet=outlet)
    keys = {str(one.outlet): one.outlet_id for one in Article.objects.select_related("outlet")}
    one = as_petra.get("/", {"outlet": keys["Northern Ledger"]})
    assert titles(one) == ["Northern Ledger"]
    two = as_petra.get("/", {"outlet": [keys["Northern Ledger"], keys["Harbour Post"]]})
    assert sorted(titles(two)) == ["Harbour Post", "Northern Ledger"]
    none = as_petra.get("/", {"outlet": 999_999})
    assert "No article fits these filters" in served.seen(none)


def test_every_article_is_on_exactly_one_page(as_petra: Client) -> None:
    wanted = [f"Article {number:02}" for number in range(PAGE + 7)]
    for title in wanted:
        published(title)
    first = as_petra.get("/?show=unread")
    [older] = [
        one.attrib["href"]
        for one in served.page(first).iter("a")
        if "after=" in one.get("href", "") and "Show more" in served.text(one)
    ]
    rest = as_petra.get(older)
    fragment = as_petra.get(older, headers={**HTMX, "HX-Target": "more"})
    assert titles(first) + titles(rest) == wanted[::-1]
    assert titles(fragment) == titles(rest)
    assert served.by_id(fragment, "main") is None
    assert "show=unread" in older
    assert "Show more" not in served.seen(rest)


@pytest.mark.parametrize(
    "query",
    [
        "after=x",
        "after=_",
        "after=2026-05-14_1",
        "after=2026-05-14T12:00:00%2B00:00_999999999999999999999999",
        "after=0001-01-01T00:00:00%2B23:59_1",
        "after=9999-12-31T23:59:59-23:59_1",
        "after=%00",
        "after=2026-05-14T12:00:00%2B00:00_%D9%A1",
        "outlet=%00",
        "outlet=-1",
        "outlet=99999999999999999999",
        "outlet=%C2%B2",
        "show=%00",
        "show=everything",
        "rows=%ED%A0%80",
    ],
)
def test_an_address_nobody_made_shows_a_list_and_no_error(as_petra: Client, query: str) -> None:
    published("Ferry fund passes")
    assert as_petra.get(f"/?{query}").status_code == 200


@pytest.mark.parametrize("text", ["2026-05-14T12:00:00+00:00_7", "2026-05-14T14:00:00+02:00_7"])
def test_a_place_in_the_list_survives_an_address(text: str) -> None:
    place = Place.read(text)
    assert place == Place(NOON, 7)
    assert Place.read(str(place)) == place


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_what_an_outlet_calls_itself_and_its_articles_is_text(
    hostile: str, as_petra: Client, petra: User
) -> None:
    article = factories.article(hostile, hostile, outlet=hostile, language=hostile)
    factories.highlight(article, hostile.partition("(")[0], petra, speaker_name=hostile)
    answer = as_petra.get("/")
    assert titles(answer) == [hostile]
    assert hostile not in answer.content.decode()


def test_two_hundred_highlights_cost_as_many_queries_as_one(
    as_petra: Client, petra: User, django_assert_max_num_queries: Any
) -> None:
    sentences = [f"Sentence {number:02} was heard in the chamber." for number in range(20)]
    asked = []
    for count in (1, 200):
        while (made := petra.highlights.count()) < count:
            if made < 2 or made % 20 == 0:
                article = factories.article(f"Article {made}", *sentences)
            said = {"speaker_name": f"Speaker {made}"} if made % 4 == 0 else {}
            factories.highlight(article, f"Sentence {made % 20:02}", petra, **said)
        for query in ("", "?show=annotated", "?show=unread"):
            with django_assert_max_num_queries(LIBRARY_QUERIES) as queries:
                assert as_petra.get(f"/{query}").status_code == 200
            asked.append(len(queries))
    assert asked[:3] == asked[3:]


def test_a_row_says_how_much_there_is_to_check_and_its_day_how_much_in_all(
    as_petra: Client, petra: User
) -> None:
    article = published("Ferry fund passes")
    find_quotations(article)
    assert "1 to check" in row(as_petra.get("/"))
    page = served.page(as_petra.get("/"))
    [day] = [one for one in page.iter("h2") if "day" in _classes(one)]
    assert " ".join(served.text(day).split()).endswith("1 article, 1 suggestion to check")
    dismiss(Suggestion.objects.get(), petra)
    assert "to check" not in row(as_petra.get("/"))


def test_a_row_says_that_its_headline_quotes_other_words(as_petra: Client) -> None:
    find_quotations(published("Islands ‘were not asked once’"))
    assert "Headline quotes other words" in row(as_petra.get("/"))


def test_the_link_to_all_suggestions_says_how_many_there_are(as_petra: Client) -> None:
    find_quotations(published("Ferry fund passes"))
    links = served.page(as_petra.get("/library/lists/")).iter("a")
    [link] = [one for one in links if one.get("href") == "/suggestions/"]
    assert served.text(link) == "Suggestions to check1"


def test_highlights_are_counted_to_a_thousand_and_no_further(as_petra: Client, petra: User) -> None:
    version = published("Marked all over").latest_version
    made = Highlight.objects.bulk_create(
        Highlight(version=version, start=0, end=5, words="words", author=petra, client_key=uuid4())
        for _ in range(MOST + 1)
    )
    Anchor.objects.bulk_create(
        Anchor(highlight=one, version=version, status="exact", start=0, end=5) for one in made
    )
    assert f"{MOST}+ quotes" in row(as_petra.get("/"))
