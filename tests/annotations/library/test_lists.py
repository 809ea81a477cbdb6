"""The lists of the library and their filters give each reader the articles they ask for."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from annotations.library.choices import makings
from annotations.library.filters import Filters
from annotations.library.models import Reading
from annotations.library.shelf import PAGE
from annotations.library.side import COUNTED, MOST_SPEAKERS, side
from annotations.speakers.models import Speaker
from annotations.teams.models import User
from newsroom.articles.models import Article
from newsroom.outlets.models import Outlet, Topic
from newsroom.outlets.topic_tallies import TopicTally
from tests import factories, served
from tests.annotations.library.test_library import NOON, published, row, titles
from tests.cast import HTMX

pytestmark = pytest.mark.django_db


def lists(client: Client, query: str = "") -> dict[str, str]:
    """The lists of the left column, each with its count."""
    page = served.page(client.get(f"/library/lists/?{query}"))
    found = {}
    for link in page.iter("a"):
        name, count = link[0], link[1:]
        found[served.text(name)] = served.text(count[0]) if count else ""
    return found


def pressed(client: Client, query: str) -> list[str]:
    return titles(client.get(f"/?{query}"))


def edited(article: Article, words: str = "Edited.") -> None:
    article.revise(factories.extract(article.title, words))


# The Inbox


def test_what_was_read_an_hour_ago_has_left_the_inbox(as_petra: Client, as_tomas: Client) -> None:
    for title in ("Fresh", "Just read", "Read before"):
        article = published(title)
        if title != "Fresh":
            as_petra.post(f"/articles/{article.pk}/reading/")
    before = timezone.now() - timedelta(hours=2)
    Reading.objects.filter(article__title="Read before").update(read_at=before)
    assert sorted(titles(as_petra.get("/"))) == ["Fresh", "Just read"]
    assert lists(as_petra)["Inbox"] == "1 unread"
    assert len(titles(as_tomas.get("/"))) == 3
    assert len(pressed(as_petra, "list=all")) == 3


def test_an_inbox_that_was_emptied_shows_what_came_in_since(as_petra: Client) -> None:
    published("Old")
    as_petra.post("/library/inbox/emptying/")
    published("New")
    assert titles(as_petra.get("/")) == ["New"]
    assert sorted(pressed(as_petra, "list=all")) == ["New", "Old"]


def test_emptying_the_inbox_is_undone(as_petra: Client) -> None:
    published("Old")
    answer = as_petra.post("/library/inbox/emptying/", follow=True)
    assert titles(answer) == []
    [undo] = [one for one in served.page(answer).iter("input") if one.get("name") == "before"]
    fields = {"before": undo.get("value")}
    as_petra.post("/library/inbox/emptying/", {**fields, "undo": "yes"})
    assert titles(as_petra.get("/")) == ["Old"]


def test_the_lists_say_how_many_articles_they_hold(
    as_petra: Client, petra: User, tomas: User
) -> None:
    made = [published(f"Number {at}") for at in range(9)]
    for one in made[:3]:
        as_petra.post(f"/articles/{one.pk}/reading/")
    edited(made[0])
    Article.objects.filter(pk=made[8].pk).remove(tomas)
    Reading.objects.create(
        reader=petra, article=made[3], version=made[3].latest_version,
        read_at=timezone.now() - timedelta(hours=2),
    )  # fmt: skip
    said = lists(as_petra)
    rows = [one.get("class", "").split() for one in served.page(as_petra.get("/")).iter("li")]
    inbox = ["read" in classes for classes in rows if "art" in classes]
    assert (inbox.count(True), inbox.count(False)) == (3, 4)
    assert said["Inbox"] == "4 unread"
    for name, query in (("Changed since reading", "changed"), ("Whole library", "all")):
        assert said[name] == str(len(pressed(as_petra, f"list={query}")))
    assert said["Removed"] == str(len(pressed(as_petra, "list=removed"))) == "1"


# Changed since reading


def test_what_an_outlet_changed_after_it_was_read_is_listed_until_it_is_read_again(
    as_petra: Client, as_tomas: Client
) -> None:
    article = published("Ferry fund passes")
    read = article.latest_version
    as_petra.post(f"/articles/{article.pk}/reading/")
    assert pressed(as_petra, "list=changed") == []
    edited(article)
    answer = as_petra.get("/?list=changed")
    assert "Edited since you read it" in row(answer)
    [link] = [a for a in served.page(answer).iter("a") if "Edited since" in served.text(a)]
    assert link.get("href") == read.get_absolute_url()
    assert pressed(as_tomas, "list=changed") == []
    assert lists(as_petra)["Changed since reading"] == "1"
    as_petra.post(f"/articles/{article.pk}/reading/")
    assert pressed(as_petra, "list=changed") == []
    assert "Edited since" not in row(as_petra.get("/?list=all"))


def test_a_repaired_text_was_not_changed_by_its_outlet(as_petra: Client) -> None:
    article = published("Ferry fund passes")
    as_petra.post(f"/articles/{article.pk}/reading/")
    advert = factories.extract("Ferry fund passes", *factories.STORY[1:], "Advert")
    article.revise(advert)
    article.latest_version.repaired = True
    article.latest_version.save()
    Reading.objects.note_edits(article)
    assert pressed(as_petra, "list=changed") == []


def test_a_text_that_is_as_it_was_read_again_is_not_changed(as_petra: Client) -> None:
    article = published("Ferry fund passes")
    first = article.latest_version
    as_petra.post(f"/articles/{article.pk}/reading/")
    edited(article)
    article.turn_to(first)
    assert pressed(as_petra, "list=changed") == []


# Filters


@pytest.fixture
def shelf(petra: User, tomas: User) -> dict[str, Any]:
    """Three articles that differ in all that is filtered by."""
    levy = published("Levy", outlet="Harbour Post", language="en")
    boat = published("Boat", NOON - timedelta(days=20), outlet="Northern Ledger", language="en-GB")
    abgabe = published("Abgabe", NOON - timedelta(days=400), outlet="Küstenbote", language="de")
    ferries = Topic.objects.called("Ferries")
    for article in (levy, boat):
        article.give_topic(ferries)
    budget = Topic.objects.called("Budget")
    for article in (levy, abgabe):
        article.give_topic(budget)
    factories.highlight(levy, "never asked", petra, speaker_name="Dagny Ferrowe")
    factories.highlight(levy, "4,200 jobs", tomas, kind="claim", speaker_name="Oriel Tavasti")
    factories.highlight(boat, "never asked", tomas, kind="claim", speaker_name="Dagny Ferrowe")
    factories.highlight(abgabe, "warned", petra, kind="passage", visibility="only_me")
    return {
        "ferries": ferries.pk,
        "budget": budget.pk,
        "harbour": levy.outlet_id,
        "ledger": boat.outlet_id,
        "dagny": Speaker.objects.get(name="Dagny Ferrowe").pk,
        "oriel": Speaker.objects.get(name="Oriel Tavasti").pk,
        "petra": petra.pk,
        "tomas": tomas.pk,
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("outlet={harbour}", "Levy"),
        ("outlet={harbour}&outlet={ledger}", "Levy Boat"),
        ("topic={ferries}", "Levy Boat"),
        ("topic={ferries}&topic={budget}", "Levy Boat Abgabe"),
        ("topic={ferries}&outlet={ledger}", "Boat"),
        ("topic={ferries}&language=de", ""),
        ("topic={ferries}&date=range&to=2026-05-13", "Boat"),
        ("speaker={dagny}", "Levy Boat"),
        ("speaker={dagny}&speaker={oriel}&outlet={harbour}", "Levy"),
        ("kind=claim", "Levy Boat"),
        ("kind=quote", "Levy"),
        ("kind=quote&speaker={oriel}", ""),
        ("kind=claim&speaker={dagny}", "Boat"),
        ("person={petra}", "Levy"),
        ("person={tomas}", "Levy Boat"),
        ("person={petra}&kind=claim", ""),
        ("language=en", "Levy Boat"),
        ("language=de", "Abgabe"),
        ("show=annotated", "Levy Boat"),
        ("show=annotated&topic={ferries}&language=en", "Levy Boat"),
        ("date=range&from=2026-05-01", "Levy"),
        ("date=range&to=2026-05-13", "Boat Abgabe"),
        ("date=range&from=2026-04-24&to=2026-04-24", "Boat"),
        ("date=range&from=0001-01-01&to=9999-12-31", "Levy Boat Abgabe"),
        ("speaker=987654", ""),
    ],
)
def test_filters_together_ask_for_articles_that_fit_them_all(
    as_tomas: Client, shelf: dict[str, Any], query: str, expected: str
) -> None:
    assert pressed(as_tomas, query.format(**shelf)) == expected.split()


def test_the_last_days_are_counted_from_today(as_petra: Client) -> None:
    now = timezone.now()
    for days in (0, 6, 20, 400):
        published(f"{days} days", now - timedelta(days=days))
    assert pressed(as_petra, "date=7") == ["0 days", "6 days"]
    assert pressed(as_petra, "date=30") == ["0 days", "6 days", "20 days"]


def test_each_filter_has_a_chip_that_takes_it_off(as_tomas: Client, shelf: dict[str, Any]) -> None:
    query = "outlet={harbour}&outlet={ledger}&topic={ferries}&speaker={dagny}&date=year"
    answer = as_tomas.get("/?" + query.format(**shelf))
    chips = {
        one.get("aria-label"): one.get("href")
        for one in served.page(answer).iter("a")
        if one.get("aria-label", "").startswith("Remove filter")
    }
    assert [name.partition(": ")[2] for name in chips] == [
        "Ferries",
        "2 outlets",
        "Dagny Ferrowe",
        "This year",
    ]
    without = as_tomas.get(chips["Remove filter: 2 outlets"])
    assert "2 outlets" not in served.seen(without) and "Ferries" in served.seen(without)


def test_what_is_sorted_by_arrival_stands_under_the_day_it_came_in(as_petra: Client) -> None:
    for title, days in (("Old news", 1), ("New news", 3)):
        article = published(title, NOON if title == "New news" else NOON - timedelta(days=90))
        Article.objects.filter(pk=article.pk).update(
            added_at=datetime(2026, 6, 10 - days, tzinfo=UTC)
        )
    assert pressed(as_petra, "list=all") == ["New news", "Old news"]
    answer = as_petra.get("/?list=all&sort=added")
    assert titles(answer) == ["Old news", "New news"]
    assert "9 June 2026" in served.seen(answer)


# What stands beside


def test_what_can_be_chosen_is_counted(wren: User, tomas: User, shelf: dict[str, Any]) -> None:
    beside = side(tomas, Filters())
    assert [(one.name, one.n) for one in beside.outlets] == [
        ("Harbour Post", 1),
        ("Küstenbote", 1),
        ("Northern Ledger", 1),
    ]
    assert [(one.name, one.n) for one in beside.topics] == [("Budget", 2), ("Ferries", 2)]
    assert [(one.name, one.n) for one in beside.speakers] == [
        ("Dagny Ferrowe", 2),
        ("Oriel Tavasti", 1),
    ]
    Article.objects.filter(outlet__name="Harbour Post").remove(wren)
    [dagny, *_rest] = side(tomas, Filters()).speakers
    assert (dagny.name, dagny.n) == ("Dagny Ferrowe", 1)
    Article.objects.put_back()
    chosen = side(tomas, Filters(speakers=(shelf["oriel"],), outlets=(shelf["ledger"],)), most=1)
    assert [one.name for one in chosen.speakers] == ["Oriel Tavasti"]
    assert [one.name for one in chosen.outlets] == ["Northern Ledger"]
    assert chosen.all_outlets == 3


def test_a_speaker_heard_only_on_what_is_anothers_own_is_not_named(
    as_petra: Client, as_tomas: Client, petra: User
) -> None:
    hidden = {"speaker_name": "Mattis Orlundh", "visibility": "only_me"}
    factories.highlight(published("Levy"), "never asked", petra, **hidden)
    key = Speaker.objects.get().pk
    for address in (f"/?speaker={key}", f"/library/filters/?speaker={key}", "/library/speakers/"):
        assert "Mattis" in served.seen(as_petra.get(address))
        assert "Mattis" not in served.seen(as_tomas.get(address))
    assert "Mattis" not in served.seen(as_tomas.get("/library/speakers/?find=mattis"))


def test_counting_the_articles_of_a_speaker_ends_somewhere(petra: User) -> None:
    sentences = [f"Sentence {number:02} was heard in the chamber." for number in range(COUNTED + 9)]
    article = factories.article("Long", *sentences)
    for number in range(COUNTED + 3):
        factories.highlight(article, f"Sentence {number:02}", petra, speaker_name="Oriel Tavasti")
    [oriel] = side(petra, Filters()).speakers
    assert oriel.or_more and oriel.n == 0


def test_no_more_speakers_are_offered_than_anybody_reads(petra: User) -> None:
    article = factories.article("Roll call", "Everybody was heard in the chamber.")
    for number in range(MOST_SPEAKERS + 1):
        factories.highlight(article, "heard", petra, speaker_name=f"Member {number:02}")
    assert len(side(petra, Filters(), most=500).speakers) == MOST_SPEAKERS


def test_speakers_are_found_by_name_and_those_chosen_stay(
    as_tomas: Client, shelf: dict[str, Any]
) -> None:
    answer = as_tomas.get(f"/library/speakers/?find=ferr&speaker={shelf['oriel']}", headers=HTMX)
    names = [served.text(one) for one in served.page(answer).iter("bdi")]
    assert names == ["Oriel Tavasti", "Dagny Ferrowe"]


def test_all_filters_are_on_a_page_of_their_own(as_tomas: Client, shelf: dict[str, Any]) -> None:
    answer = as_tomas.get("/library/filters/?kind=claim")
    said = served.seen(answer)
    for words in ("English", "German", "Petra Salloway", "Küstenbote", "Claim", "Ferries"):
        assert words in said
    checked = [one for one in served.page(answer).iter("input") if "checked" in one.attrib]
    assert [one.get("value") for one in checked] == ["claim"]


def test_articles_are_counted_beside_kinds_and_people(petra: User, tomas: User) -> None:
    levy, ferries = published("Levy"), published("Ferries")
    factories.highlight(levy, "never asked", petra)
    factories.highlight(ferries, "never asked", petra, kind="claim")
    factories.highlight(ferries, "told the chamber", petra, kind="claim")
    factories.highlight(ferries, "the forecast", tomas, kind="claim", visibility="only_me")

    def counted(reader: User, filters: Filters) -> list[tuple[str, int | None]]:
        kinds, people = makings(reader, filters)
        return [(str(one.pk), one.n) for one in kinds] + [(one.name, one.n) for one in people]

    kinds = [("quote", 1), ("claim", 1), ("passage", 0)]
    assert counted(petra, Filters()) == [*kinds, (petra.name, 2)]
    assert counted(tomas, Filters()) == [*kinds, (petra.name, 2), (tomas.name, 1)]
    asked = Filters(people=(tomas.pk,))
    assert counted(petra, asked) == [*kinds, (tomas.name, 0), (petra.name, 2)]
    Article.objects.filter(pk=levy.pk).remove(petra)
    assert counted(petra, Filters())[0] == ("quote", 0)


def test_an_article_whose_day_is_changed_moves_in_the_list_of_its_topic(as_petra: Client) -> None:
    ferries = Topic.objects.called("Ferries")
    for days, title in enumerate(("Levy", "Boat", "Quay")):
        published(title, NOON - timedelta(days=days)).give_topic(ferries)
    for days, title in enumerate(("Boat", "Quay", "Levy")):
        Article.objects.filter(title=title).update(added_at=NOON - timedelta(days=days))
    assert pressed(as_petra, f"topic={ferries.pk}") == ["Levy", "Boat", "Quay"]
    assert pressed(as_petra, f"topic={ferries.pk}&sort=added") == ["Boat", "Quay", "Levy"]
    Article.objects.filter(title="Levy").update(dated_at=NOON - timedelta(days=9))
    assert pressed(as_petra, f"topic={ferries.pk}") == ["Boat", "Quay", "Levy"]


def test_topics_are_counted_however_articles_come_and_go(petra: User) -> None:
    ferries = Topic.objects.called("Ferries")

    def counted() -> int | None:
        return {one.name: one.n for one in side(petra, Filters()).topics}["Ferries"]

    articles = [published(f"Article {number}") for number in range(3)]
    for article in articles:
        article.give_topic(ferries)
    assert counted() == 3
    articles[0].refuse_topic(ferries)
    assert counted() == 2
    Article.objects.filter(pk=articles[1].pk).remove(petra)
    assert counted() == 1
    Article.objects.put_back()
    TopicTally.objects.merge()
    assert counted() == 2 and TopicTally.objects.count() == 1
    articles[1].delete()
    assert counted() == 1
    TopicTally.objects.recount()
    assert counted() == 1


def test_the_whole_library_is_counted_with_what_has_no_outlet(as_petra: Client) -> None:
    published("With an outlet")
    Article.objects.create().revise(factories.extract("Pasted", "Words."))
    assert lists(as_petra)["Whole library"] == "2"
    Article.objects.filter(title="Pasted").update(removed_at=timezone.now())
    assert lists(as_petra)["Whole library"] == "1"
    assert lists(as_petra)["Removed"] == "1"


# Pages that keep their place


def test_pages_that_were_added_one_by_one_come_back_as_one(as_petra: Client) -> None:
    wanted = [f"Article {number:03}" for number in range(3 * PAGE)][::-1]
    for title in reversed(wanted):
        published(title)
    here, shown = as_petra.get("/?list=all"), titles(as_petra.get("/?list=all"))
    for pages in (2, 3):
        [further] = [
            one.get("href")
            for one in served.page(here).iter("a")
            if "Show more" in served.text(one)
        ]
        here = as_petra.get(further, headers={**HTMX, "HX-Target": "more"})
        assert here["HX-Replace-Url"] == f"/?list=all&pages={pages}"
        assert "Thursday" not in served.seen(here), "a day goes on without its heading"
        shown += titles(here)
    assert shown == wanted
    assert titles(as_petra.get("/?list=all&pages=3")) == wanted


# Counts of queries


def test_no_filter_costs_more_than_eight_queries(
    as_tomas: Client, shelf: dict[str, Any], django_assert_max_num_queries: Any
) -> None:
    query = (
        "outlet={harbour}&speaker={dagny}&topic={ferries}&person={tomas}&kind=claim&language=en"
        "&date=year&show=unread"
    )
    for asked in ("", "list=all", query, f"list=inbox&{query}", "list=changed", "list=removed"):
        with django_assert_max_num_queries(8):
            assert as_tomas.get("/?" + asked.format(**shelf)).status_code == 200
    with django_assert_max_num_queries(8):
        assert as_tomas.get("/library/lists/").status_code == 200


def test_an_outlet_that_has_no_article_is_not_offered(petra: User) -> None:
    Outlet.objects.create(name="Skerrow Gazette")
    assert side(petra, Filters()).outlets == []
