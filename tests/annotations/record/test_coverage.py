"""Coverage: who is quoted how often by which outlet, counted once and for those who may see it."""

import csv
import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from annotations.highlights.models import SEEN, Highlight
from annotations.record.asked import AskedOfCoverage
from annotations.record.counting import OUTLETS, SPEAKERS, counted
from annotations.speakers.models import Speaker
from annotations.speakers.naming import attribute
from annotations.speakers.transfers import merge, undo
from annotations.statements.models import Telling
from annotations.statements.placing import place_all
from annotations.teams.models import User
from newsroom.articles.models import Article
from newsroom.ingestion.wire import compare
from newsroom.outlets.models import Outlet, Topic
from tests import factories, served
from tests.newsroom.articles.wire import AGENCY, longer
from tests.worker import forget_jobs, waiting

pytestmark = pytest.mark.django_db

EVERY = {"from": "2000-01-01", "to": "2100-01-01"}
#: What is said at each outlet, by whom.
SAID = [
    ("Harbour Post", "Oriel Tavasti", "The levy will bring new ferries to every island"),
    ("Harbour Post", "Oriel Tavasti", "Bread in the capital will hardly become dearer"),
    ("Harbour Post", "Dagny Ferrowe", "Nobody asked the island councils about harbours"),
    ("Northern Ledger", "Oriel Tavasti", "Four members voted against their own government"),
    ("Northern Ledger", "Ilka Brandeveer", "My office received a summary of two pages"),
]


def quoted(outlet: str, speaker: str, words: str, by: User, **fields: Any) -> Highlight:
    article = factories.article("On the levy", f"“{words}”", outlet=outlet)
    return factories.highlight(article, words, by, speaker_name=speaker, **fields)


@pytest.fixture
def library(petra: User, tomas: User) -> dict[str, Highlight]:
    """Five quotations, and some that do not count for everyone or not at all."""
    for said in SAID:
        quoted(*said, petra)
    made = {
        "only Petra's": quoted(
            "Harbour Post", "Bram Kessendorf", "The court will look at the levy", petra,
            visibility="only_me",
        ),
        "deleted": quoted("Harbour Post", "Oriel Tavasti", "Harbours are open all night", petra),
        "claim": quoted(
            "Harbour Post", "Oriel Tavasti", "The levy costs a penny a loaf", petra, kind="claim"
        ),
        "nobody's": quoted("Northern Ledger", "", "The boats return on Friday morning", tomas),
    }  # fmt: skip
    made["deleted"].deleted_at = timezone.now()
    made["deleted"].save()
    place_all()
    return made


def recounted(user: User) -> Counter[tuple[str, str]]:
    """Count afresh by outlet and speaker what `user` sees, from the highlights themselves."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT outlet.name, speaker.name, count(*)
            FROM annotations_highlight AS highlight
            JOIN annotations_attribution AS said ON said.highlight_id = highlight.id AND said.shown
            JOIN annotations_speaker AS speaker ON speaker.id = said.speaker_id
            JOIN newsroom_version AS version ON version.id = highlight.version_id
            JOIN newsroom_article AS article ON article.id = version.article_id
            JOIN newsroom_outlet AS outlet ON outlet.id = article.outlet_id
            WHERE highlight.kind = 'quote' AND article.removed_at IS NULL AND {SEEN} GROUP BY 1, 2
            """,
            {"user": user.pk},
        )
        return Counter({(outlet, speaker): n for outlet, speaker, n in cursor.fetchall()})


def table(client: Client, **asked: Any) -> Counter[tuple[str, str]]:
    """The CSV as counts by outlet and speaker."""
    answer = client.get(reverse("coverage_table"), EVERY | asked)
    lines = list(csv.reader(answer.getvalue().decode("utf-8-sig").splitlines()))
    found: Counter[tuple[str, str]] = Counter()
    for _month, outlet, speaker, n in lines[1:]:
        found[outlet, speaker] += int(n)
    return found


def seen(user: User, **asked: Any) -> dict[tuple[str | None, str | None], int]:
    """The cells of the page by outlet and speaker; None stands for the others."""
    query = QueryDict(mutable=True)
    query.update(EVERY | asked)
    counts = counted(AskedOfCoverage.read(query), user)
    outlets = {one.pk: one.name for one in Outlet.objects.all()}
    speakers = {one.pk: one.name for one in Speaker.objects.all()}
    return {(outlets.get(to), speakers.get(by)): n for (by, to), n in counts.cells.items()}


def test_counts_equal_a_recount(
    library: dict[str, Highlight], as_petra: Client, petra: User, as_tomas: Client, tomas: User
) -> None:
    for client, user in ((as_petra, petra), (as_tomas, tomas)):
        expected = recounted(user)
        assert table(client) == expected
        assert seen(user) == expected
    assert sum(recounted(petra).values()) == 6
    assert sum(recounted(tomas).values()) == 5


def test_what_changes_counts_at_once(
    library: dict[str, Highlight], petra: User, tomas: User
) -> None:
    one = Highlight.objects.get(words=SAID[0][2])
    for name, value in (
        ("visibility", "only_me"),
        ("visibility", "everyone"),
        ("deleted_at", timezone.now()),
        ("deleted_at", None),
        ("kind", "claim"),
        ("kind", "quote"),
    ):
        setattr(one, name, value)
        one.save()
        assert seen(tomas) == recounted(tomas)
        assert seen(petra) == recounted(petra)
    attribute(one, Speaker.objects.get(name="Dagny Ferrowe"), by=petra)
    assert seen(tomas) == recounted(tomas)
    its_article = Article.objects.filter(pk=one.version.article_id)
    its_article.update(outlet=Outlet.objects.get(name="Northern Ledger"))
    assert seen(tomas) == recounted(tomas)
    its_article.remove(petra)
    assert seen(tomas) == recounted(tomas)
    assert sum(recounted(tomas).values()) == 4
    its_article.put_back()
    assert seen(tomas) == recounted(tomas)
    assert sum(recounted(tomas).values()) == 5
    Highlight.objects.filter(pk=one.pk).delete()
    assert seen(tomas) == recounted(tomas)


@pytest.fixture
def copied(petra: User) -> dict[str, Highlight]:
    """What one agency copy says at two outlets; Harbour Post had it a day earlier."""
    words = "The islands have waited long enough"
    texts = {"Northern Ledger": longer().split("\n"), "Harbour Post": list(AGENCY)}
    made = {}
    for days, (outlet, lines) in enumerate(texts.items()):
        at = datetime(2026, 5, 14, tzinfo=UTC) - timedelta(days=days)
        article = factories.article("Levy passes", *lines, outlet=outlet, published_at=at)
        made[outlet] = factories.highlight(article, words, petra, speaker_name="Oriel Tavasti")
    return made


HARBOUR = {("Harbour Post", "Oriel Tavasti"): 1}
LEDGER = {("Northern Ledger", "Oriel Tavasti"): 1}


def test_agency_copy_counts_once_for_the_outlet_that_had_it_first(
    copied: dict[str, Highlight], petra: User, as_tomas: Client
) -> None:
    place_all()
    assert table(as_tomas) == HARBOUR | LEDGER
    for one in Article.objects.all():
        compare(one)
    place_all()
    assert table(as_tomas) == HARBOUR
    copied["Harbour Post"].visibility = Highlight.Visibility.ONLY_ME
    copied["Harbour Post"].save()
    place_all()
    assert table(as_tomas) == LEDGER
    assert sum(seen(petra).values()) == 1


def test_a_few_words_of_agency_copy_count_once_and_elsewhere_each_time(
    petra: User, tomas: User, as_tomas: Client
) -> None:
    said = "“Not on Friday,” Oriel Tavasti said."
    for outlet, lines in {"Northern Ledger": longer().split("\n"), "Harbour Post": AGENCY}.items():
        article = factories.article("Levy passes", *lines, said, outlet=outlet)
        factories.highlight(article, "Not on Friday", petra, speaker_name="Oriel Tavasti")
    other = factories.article("Another day", said, outlet="Statehouse Daily")
    factories.highlight(other, "“Not on Friday,”", petra, speaker_name="Oriel Tavasti")
    place_all()
    assert sum(table(as_tomas).values()) == 3
    for one in Article.objects.all():
        compare(one)
    place_all()
    assert sorted(table(as_tomas).values()) == [1, 1]
    first = factories.highlight(other, "Not on Friday", tomas, speaker_name="Oriel Tavasti")
    place_all()
    assert sorted(table(as_tomas).values()) == [1, 1]
    elsewhere = as_tomas.get(reverse("highlight_statement", args=[first.pk]))
    assert "Joined by hand" not in elsewhere.content.decode()


def test_where_the_first_of_agency_copy_is_removed_the_other_counts(
    copied: dict[str, Highlight], tomas: User, as_tomas: Client
) -> None:
    for one in Article.objects.all():
        compare(one)
    place_all()
    first = copied["Harbour Post"].version.article_id
    forget_jobs()
    as_tomas.post(reverse("articles_removal"), {"article": first, "sure": "yes"})
    assert len(waiting("annotations.place_changed")) == 1
    place_all()
    assert table(as_tomas) == LEDGER == recounted(tomas)
    Article.objects.filter(pk=first).put_back()
    place_all()
    assert table(as_tomas) == HARBOUR


def test_what_two_highlight_in_one_article_counts_once(petra: User, tomas: User) -> None:
    outlet, speaker, words = SAID[0]
    one = quoted(outlet, speaker, words, petra)
    factories.highlight(one.version, words, tomas, speaker_name=speaker)
    place_all()
    assert seen(tomas) == {(outlet, speaker): 1}


def test_filters_stand_in_the_address(
    library: dict[str, Highlight], tomas: User, as_tomas: Client
) -> None:
    post = Outlet.objects.get(name="Harbour Post")
    oriel = Speaker.objects.get(name="Oriel Tavasti")
    topic = Topic.objects.called("Ferries")
    one = Highlight.objects.get(words=SAID[0][2])
    topic.articles.add(one.version.article)
    Article.objects.filter(pk=one.version.article_id).update(
        dated_at=datetime(2020, 2, 3, tzinfo=UTC)
    )
    assert set(table(as_tomas, outlet=post.pk)) == {
        ("Harbour Post", "Oriel Tavasti"),
        ("Harbour Post", "Dagny Ferrowe"),
    }
    assert table(as_tomas, speaker=oriel.pk).total() == 3
    assert table(as_tomas, topic=topic.pk) == {("Harbour Post", "Oriel Tavasti"): 1}
    assert table(as_tomas, to="2020-02-03").total() == 1
    assert table(as_tomas, to="2020-02-02").total() == 0
    assert table(as_tomas, **{"from": "2020-02-04"}).total() == 4
    page = as_tomas.get(reverse("coverage"), EVERY | {"outlet": post.pk}).content.decode()
    assert re.search(r'class="chip on" href="/coverage/\?[^"]*"[^>]*>.*?Harbour Post', page)
    assert f'name="outlet" value="{post.pk}"' in page


def test_a_filter_follows_a_speaker_into_another_and_back(
    library: dict[str, Highlight], as_petra: Client, wren: User
) -> None:
    asked, kept = (Speaker.objects.get(name=one) for one in ("Dagny Ferrowe", "Ilka Brandeveer"))
    made = merge(kept, asked, by=wren)
    assert sum(table(as_petra, speaker=asked.pk).values()) == 2
    page = served.page(as_petra.get(reverse("coverage"), EVERY | {"speaker": asked.pk}))
    [chip] = [one for one in page.iter("a") if "chip on" in one.get("class", "")]
    assert "Ilka Brandeveer" in served.text(chip)
    assert "speaker" not in chip.get("href", "")
    undo(made, by=wren)
    assert table(as_petra, speaker=asked.pk) == {("Harbour Post", "Dagny Ferrowe"): 1}


def test_a_day_is_one_of_the_readers_time_zone(petra: User, as_petra: Client) -> None:
    one = quoted(*SAID[0], petra)
    late = datetime(2026, 1, 31, 23, 30, tzinfo=UTC)
    Article.objects.filter(pk=one.version.article_id).update(dated_at=late)
    with override_settings(TIME_ZONE="Europe/Helsinki"):
        timezone.deactivate()
        page = as_petra.get(reverse("coverage"), {"from": "2026-02-01", "to": "2026-02-28"})
    assert "February 2026: 1" in page.content.decode()


def test_most_quoted_are_named_in_no_order_of_rank_and_the_rest_counted(
    petra: User, as_petra: Client
) -> None:
    for n in range(SPEAKERS + 3):
        name = f"Speaker {chr(97 + n)}{chr(97 + n)}"
        for outlet in range(OUTLETS + 2 if n == 5 else 1):
            quoted(
                f"Outlet {outlet}", name, f"The {chr(98 + n) * 5} levy costs harbours {n}", petra
            )
    place_all()
    counts = counted(AskedOfCoverage.read(QueryDict("from=2000-01-01&to=2100-01-01")), petra)
    assert (len(counts.speakers), counts.other_speakers) == (SPEAKERS, 3)
    assert (len(counts.outlets), counts.other_outlets) == (OUTLETS, 2)
    assert counts.total == sum(counts.cells.values()) == SPEAKERS + 3 + OUTLETS + 1
    page = as_petra.get(reverse("coverage")).content.decode()
    names = re.findall(r"<bdi>(Speaker \w+)</bdi>", page)
    assert names == sorted(names)
    assert len(names) == SPEAKERS
    assert "3 others" in page


def test_no_outlet_hides_behind_articles_that_have_none(petra: User, as_petra: Client) -> None:
    for n in range(OUTLETS + 1):
        quoted(f"Outlet {n}", "Oriel Tavasti", f"The {chr(98 + n) * 5} levy costs harbours", petra)
    for words in ("Nobody asked the islands", "Bread will become dearer"):
        nowhere = quoted("Outlet 0", "Dagny Ferrowe", words, petra)
        Article.objects.filter(pk=nowhere.version.article_id).update(outlet=None)
    place_all()
    page = served.page(as_petra.get(reverse("coverage")))
    table = list(page.iter("table"))[-1]
    lines = [[served.text(cell) for cell in row] for row in table.iter("tr")]
    outlets = [f"Outlet {n}" for n in range(OUTLETS + 1)]
    ones = ["1"] * len(outlets)
    assert lines == [
        ["Speaker", *outlets, "Without an outlet", "All"],
        # A zero is seen as a dash, and read out as a zero.
        ["Dagny Ferrowe", *["–0"] * len(outlets), "2", "2"],
        ["Oriel Tavasti", *ones, "–0", str(len(outlets))],
        ["All", *ones, "2", str(len(outlets) + 2)],
    ]


def test_the_chart_says_in_words_what_it_shows(
    library: dict[str, Highlight], as_tomas: Client
) -> None:
    page = as_tomas.get(reverse("coverage")).content.decode()
    [title] = re.findall(r'<title id="chart-title">([^<]*)</title>', page)
    now = timezone.localdate()
    assert title.endswith(f"{now:%B} {now.year}: 5")
    assert "style=" not in page
    first = date(now.year - 1, 1, 1)
    years = as_tomas.get(reverse("coverage"), EVERY).content.decode()
    assert "Quotes per month" in years
    one = Highlight.objects.get(words=SAID[0][2])
    Article.objects.filter(pk=one.version.article_id).update(
        dated_at=datetime(first.year - 3, 1, 5, tzinfo=UTC)
    )
    years = as_tomas.get(reverse("coverage"), EVERY).content.decode()
    assert "Quotes per year" in years
    assert f"{first.year - 3}: 1" in years


def test_where_nobody_was_quoted_it_says_what_to_do(as_petra: Client) -> None:
    assert "name its speaker" in as_petra.get(reverse("coverage")).content.decode()
    page = as_petra.get(reverse("coverage"), {"from": "nonsense", "to": "0001-01-01"})
    assert page.status_code == 200
    assert as_petra.get(reverse("coverage"), {"to": "9999-12-31"}).status_code == 200


def test_many_quotations_ask_no_more_than_a_few(
    library: dict[str, Highlight], as_tomas: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(11):
        as_tomas.get(reverse("coverage"), EVERY)
    assert Telling.objects.count() == 7
