"""A speaker's page: everything they said, counted as SQL counts it, for those who may see it."""

import csv
import io
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse, QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.highlights.models import Highlight
from annotations.record.asked import AskedOfSpeaker
from annotations.record.chart import FLOOR, bars
from annotations.record.record import record
from annotations.speakers.models import Attribution, Speaker
from annotations.speakers.resemblance import Resemblance
from annotations.teams.models import User
from newsroom.articles.models import Article
from newsroom.outlets.models import Topic
from tests import factories, served

pytestmark = pytest.mark.django_db

NAME = "Oriel Tavasti"
WORDS = ("never asked", "islands were", "4,200 jobs", "northern yards", "the auditor general")
OUTLETS = ("Harbour Post", "Statehouse Daily", "Northern Ledger")


def dated(outlet: str, day: str) -> Article:
    article = factories.article(outlet=outlet)
    at = datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=UTC)
    Article.objects.filter(pk=article.pk).update(dated_at=at)
    return article


def oriel() -> Speaker:
    return Speaker.objects.get(name=NAME)


def page(client: Client, query: str = "", **options: Any) -> HttpResponse:
    return client.get(f"/speakers/{oriel().pk}/{query}", **options)


def read(client: Client, query: str = "") -> str:
    return " ".join(served.seen(page(client, query)).split())


@pytest.fixture
def said(petra: User, tomas: User) -> list[Highlight]:
    """Quotations of three months in three outlets, by two colleagues."""
    may, april = dated(OUTLETS[0], "2026-05-14"), dated(OUTLETS[1], "2026-04-22")
    old = dated(OUTLETS[2], "2025-01-09")
    may.topics.add(Topic.objects.called("Ferries"))
    return [
        factories.highlight(may, WORDS[0], petra, speaker_name=NAME, note="Hm."),
        factories.highlight(may, WORDS[2], tomas, speaker_name=NAME, kind="claim"),
        factories.highlight(
            april, WORDS[1], petra, speaker_name=NAME, kind="claim", verdict="disputed"
        ),
        factories.highlight(old, WORDS[3], petra, speaker_name=NAME, kind="passage"),
        factories.highlight(may, WORDS[4], petra, speaker_name="Ilka Brandeveer"),
    ]


def test_everything_said_stands_by_month_the_newest_first(
    as_petra: Client, said: list[Highlight]
) -> None:
    shown = read(as_petra)
    places = [shown.index(words) for words in ("May 2026", "never asked", "April 2026", "January")]
    assert places == sorted(places)
    assert "1 quote3 outlets2 claims1 disputed" in shown
    assert "the auditor general" not in shown.split("Highlights per month")[0]


def test_each_quotation_leads_to_its_passage(as_petra: Client, said: list[Highlight]) -> None:
    html = page(as_petra).content.decode()
    assert f'href="{said[0].get_absolute_url()}"' in html


def test_a_passage_that_was_taken_out_leads_to_the_version_that_has_it(
    as_petra: Client, said: list[Highlight]
) -> None:
    made = said[0]
    made.anchors.update(status="lost", start=None, end=None)
    html = page(as_petra).content.decode()
    assert f'href="/versions/{made.version_id}/#highlight-{made.pk}"' in html
    assert "Passage removed" in html


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?kind=claim", {"4,200 jobs", "islands were"}),
        ("?kind=claim&kind=quote", {"4,200 jobs", "islands were", "never asked"}),
        ("?verdict=disputed", {"islands were"}),
        ("?from=2026-04-22&to=2026-04-22", {"islands were"}),
        ("?from=2026-05-01", {"never asked", "4,200 jobs"}),
        ("?to=nonsense&kind=nonsense&outlet=x", set(WORDS[:4])),
        ("?outlet=999999", set()),
    ],
)
def test_the_address_says_what_is_shown(
    as_petra: Client, said: list[Highlight], query: str, words: set[str]
) -> None:
    assert quoted(page(as_petra, query)) == words
    assert {row["Words"] for row in table(as_petra, query)} == words


def test_quotations_are_filtered_by_outlet_topic_and_colleague(
    as_petra: Client, said: list[Highlight], tomas: User
) -> None:
    outlet = said[2].version.article.outlet_id
    assert quoted(page(as_petra, f"?outlet={outlet}")) == {"islands were"}
    topic = Topic.objects.get().pk
    assert quoted(page(as_petra, f"?topic={topic}")) == {"never asked", "4,200 jobs"}
    assert quoted(page(as_petra, f"?person={tomas.pk}")) == {"4,200 jobs"}


def quoted(answer: HttpResponse) -> set[str]:
    return {served.text(one) for one in served.page(answer).iter("blockquote")}


def table(client: Client, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"/speakers/{oriel().pk}/quotations.csv{query}")
    text = b"".join(answer.streaming_content).decode().removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_table_to_take_away_says_where_and_when(
    as_petra: Client, said: list[Highlight]
) -> None:
    first, *_rest = table(as_petra, "?verdict=disputed")
    assert (first["Outlet"], first["Published"]) == ("Statehouse Daily", "2026-04-22 12:00")
    assert first["Checked?"] == "Disputed" and first["Link"].endswith(f"#highlight-{said[2].pk}")


def test_what_is_only_mine_is_not_counted_for_another(
    as_petra: Client, as_tomas: Client, said: list[Highlight]
) -> None:
    Highlight.objects.filter(pk=said[0].pk).update(visibility="only_me")
    assert "never asked" in quoted(page(as_petra))
    assert "never asked" not in quoted(page(as_tomas))
    assert "1 quote3 outlets" in read(as_petra)
    assert "0 quotes3 outlets" in read(as_tomas)


def test_deleted_highlights_and_removed_articles_are_left_out(
    as_petra: Client, said: list[Highlight], petra: User
) -> None:
    Highlight.objects.filter(pk=said[0].pk).update(deleted_at=datetime.now(UTC))
    Article.objects.filter(pk=said[2].version.article_id).remove(petra)
    assert quoted(page(as_petra)) == {"4,200 jobs", "northern yards"}


def test_a_speaker_who_said_nothing_yet_has_a_page_that_says_what_to_do(as_petra: Client) -> None:
    Speaker.objects.add(NAME)
    assert "will stand here" in read(as_petra)


def test_a_long_record_comes_page_by_page_and_nothing_is_left_out_or_twice(
    as_petra: Client, petra: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = dated("Harbour Post", "2026-05-14")
    first = factories.highlight(article, WORDS[0], petra, speaker_name=NAME)
    more = [(word, petra) for word in factories.FIRST.split()]
    for word, by in more:
        factories.highlight(article, word, by, speaker_name=NAME)
    seen, after = [], None
    while True:
        shown = record(oriel().pk, petra, AskedOfSpeaker(), after, 5)
        seen += [one.pk for one in shown.quotations]
        if not (after := shown.next):
            break
    assert len(seen) == len(set(seen)) == len(more) + 1 and first.pk in seen
    assert seen == sorted(seen, reverse=True)


def test_the_next_page_is_a_fragment_for_htmx(as_petra: Client, said: list[Highlight]) -> None:
    answer = page(as_petra, headers={"HX-Request": "true", "HX-Target": "more"})
    assert "<html" not in answer.content.decode() and "never asked" in answer.content.decode()


def test_the_page_asks_few_questions_however_much_was_said(
    as_petra: Client, said: list[Highlight], petra: User
) -> None:
    page(as_petra)
    with CaptureQueriesContext(connection) as few:
        page(as_petra)
    article = dated("Northern Ledger", "2026-03-03")
    for word in factories.FIRST.split():
        factories.highlight(article, word, petra, speaker_name=NAME)
    with CaptureQueriesContext(connection) as many:
        page(as_petra)
    assert len(many) == len(few) <= 9


CHOICES = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.integers(0, 400),
        st.sampled_from(["quote", "claim", "passage"]),
        st.sampled_from(["not_yet", "holds_up", "disputed"]),
        st.sampled_from(["petra", "tomas"]),
        st.booleans(),
        st.booleans(),
    ),
    max_size=12,
)


@given(CHOICES, st.sampled_from(["", "kind=claim", "verdict=disputed", "from=2026-03-01"]))
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25
)
def test_all_counts_equal_a_recount(
    petra: User, tomas: User, choices: list[tuple[Any, ...]], query: str
) -> None:
    Highlight.objects.all().delete()
    for number, (outlet, days, kind, verdict, by, mine, gone) in enumerate(choices):
        article = dated(OUTLETS[outlet], str((datetime(2026, 6, 1) - timedelta(days)).date()))
        factories.highlight(
            article,
            WORDS[number % len(WORDS)],
            {"petra": petra, "tomas": tomas}[by],
            kind=kind,
            verdict=verdict,
            visibility="only_me" if mine else "everyone",
            speaker_name=NAME,
        )
        if gone:
            Article.objects.filter(pk=article.pk).remove(tomas)
    if not choices:
        return
    said_by = oriel()

    asked = AskedOfSpeaker.read(QueryDict(query))
    shown = record(said_by.pk, petra, asked, None, 100)
    rows = list(
        Attribution.objects.standing()
        .filter(speaker=said_by, highlight__in=Highlight.objects.visible_to(petra))
        .filter(highlight__version__article__removed_at=None)
        .select_related("highlight__version__article__outlet")
    )
    every = [(one.highlight, one.highlight.version.article) for one in rows]
    claims = [one for one, _article in every if one.kind == "claim"]
    assert shown.totals.highlights == len(every)
    assert shown.totals.quotes == len([one for one, _article in every if one.kind == "quote"])
    assert shown.totals.outlets == len({article.outlet_id for _one, article in every})
    assert shown.totals.claims == len(claims)
    assert shown.totals.disputed == len([one for one in claims if one.verdict == "disputed"])
    fits = [
        (one, article)
        for one, article in every
        if (not asked.kinds or one.kind in asked.kinds)
        and (not asked.verdicts or (one.kind == "claim" and one.verdict in asked.verdicts))
        and (not asked.first or article.dated_at.date() >= asked.first)
    ]
    assert shown.found == len(fits) == len(shown.quotations)
    months = Counter(article.dated_at.date().replace(day=1) for _one, article in fits)
    assert shown.months == dict(months)
    assert {one.name: one.n for one in shown.outlets} == Counter(
        article.outlet.name for _one, article in fits
    )


def test_a_quote_is_the_same_on_every_page(as_petra: Client, said: list[Highlight]) -> None:
    other = Speaker.objects.add("O. Tavasti")
    Resemblance.objects.create(first=oriel(), second=other)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*) FILTER (WHERE highlight.kind = 'quote'), count(*)
            FROM annotations_highlight AS highlight JOIN annotations_attribution AS said
                ON said.highlight_id = highlight.id AND said.shown AND said.speaker_id = %s
            WHERE highlight.deleted_at IS NULL
            """,
            [oriel().pk],
        )
        quotes, highlights = cursor.fetchone()
    assert (quotes, highlights) == (1, 4)

    def words(address: str) -> str:
        return " ".join(served.seen(as_petra.get(address)).split())

    assert "1 quote3 outlets" in read(as_petra)
    assert len(quoted(page(as_petra, "?kind=quote"))) == quotes
    assert f"{quotes} of {highlights} highlights" in read(as_petra, "?kind=quote")
    assert len(quoted(page(as_petra))) == highlights
    assert f"Oriel Tavasti{highlights} highlights" in words("/speakers/")
    assert f"Oriel Tavasti {highlights} highlights" in words("/speakers/duplicates/")
    ever = "from=2000-01-01&to=2100-01-01"
    covered = as_petra.get(f"/coverage/table.csv?{ever}&speaker={oriel().pk}")
    rows = list(csv.DictReader(io.StringIO(b"".join(covered).decode("utf-8-sig"))))
    assert sum(int(row["Quotes"]) for row in rows) == quotes


# The chart


@given(
    st.dictionaries(
        st.dates(datetime(2020, 1, 1).date()).map(lambda d: d.replace(day=1)),
        st.integers(1, 900),
        min_size=1,
    )
)
def test_a_bar_is_as_high_as_its_month_and_stays_inside(months: dict[Any, int]) -> None:
    drawn = bars(months)
    assert len(drawn) == 12 and drawn[-1].month == max(months)
    for bar in drawn:
        assert bar.n == months.get(bar.month, 0)
        assert 0 <= bar.y <= FLOOR and bar.y + bar.height == pytest.approx(FLOOR)
    heights = [bar.height for bar in sorted(drawn, key=lambda bar: bar.n)]
    assert heights == sorted(heights) or min(bar.n for bar in drawn) == 0


def test_the_chart_can_be_read_as_a_table(as_petra: Client, said: list[Highlight]) -> None:
    shown = served.page(page(as_petra))
    rows = [
        (served.text(row[0]), served.text(row[1]))
        for row in shown.iter("tr")
        if row[0].get("scope") == "row"
    ]
    assert rows == [("May 2026", "2"), ("April 2026", "1"), ("January 2025", "1")]


def test_speakers_are_listed_with_what_the_reader_may_see_of_them(
    as_petra: Client, as_tomas: Client, said: list[Highlight]
) -> None:
    Highlight.objects.filter(pk=said[4].pk).update(visibility="only_me")
    mine = " ".join(served.seen(as_petra.get("/speakers/")).split())
    others = " ".join(served.seen(as_tomas.get("/speakers/")).split())
    assert "Oriel Tavasti" in mine and "4 highlights" in mine and "Ilka Brandeveer" in mine
    assert "Ilka Brandeveer" not in others


def test_a_speaker_is_found_in_the_list_by_words_and_kind(as_petra: Client) -> None:
    Speaker.objects.add(NAME)
    Speaker.objects.add("Harbour union", kind="organisation")
    assert "Harbour union" not in served.seen(as_petra.get("/speakers/?q=tav"))
    assert NAME not in served.seen(as_petra.get("/speakers/?kind=organisation"))
    assert "Nobody fits" in served.seen(as_petra.get("/speakers/?q=zz"))


def test_a_long_list_of_speakers_goes_on(as_petra: Client) -> None:
    for number in range(65):
        Speaker.objects.add(f"Person {number:02}")
    html = as_petra.get("/speakers/").content.decode()
    assert "Person 59" in html and "Person 60" not in html
    assert (
        "Person 60"
        in as_petra.get(
            f"/speakers/?after=Person 59~{Speaker.objects.get(name='Person 59').pk}"
        ).content.decode()
    )


def test_a_place_in_the_list_of_speakers_may_be_anything(as_petra: Client) -> None:
    longest = ["x" * 199 + letter for letter in "ab"]
    first, second = (Speaker.objects.add(name) for name in longest)
    answer = as_petra.get("/speakers/", {"after": f"{first.name}~{first.pk:018d}"})
    assert f'"/speakers/{second.pk}/"' in answer.text
    assert f'"/speakers/{first.pk}/"' not in answer.text
    for place in ("\0~1", "~", "x~x", "x~" + "9" * 18):
        assert as_petra.get("/speakers/", {"after": place}).status_code == 200
