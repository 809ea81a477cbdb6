"""Readers add rules, see what they would have done, change them, and take them back."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from newsroom.outlets.models import Entry, Feed, Rule, Topic
from tests import served
from tests.cast import HTMX

pytestmark = pytest.mark.django_db


@pytest.fixture
def feed() -> Feed:
    made = Feed.objects.create(
        address="https://harbour-post.example/feed",
        url="https://harbour-post.example/feed",
        title="Harbour Post",
    )
    for number, title in enumerate(("Levy passes", "Football: Vestrin win", "Levy debated")):
        Entry.objects.create(
            feed=made,
            key=str(number),
            title=title,
            url=f"https://harbour-post.example/{number}",
            outcome=Entry.Outcome.TAKEN,
        )
    return made


def rule(**fields: Any) -> dict[str, Any]:
    return {"action": "leave_out", "field": "words", "value": "football", **fields}


def seen(answer: HttpResponse) -> str:
    return " ".join(served.seen(answer).split())


def would_come_in(answer: HttpResponse) -> dict[str, str]:
    """What the preview says of each entry, by its title."""
    assert answer.status_code == 200
    items = [one for one in served.page(answer).iter("li") if one.find("div") is not None]
    rows = [" ".join(served.text(one).split()) for one in items]
    titles = ("Levy passes", "Football: Vestrin win", "Levy debated")
    return {title: row for row in rows for title in titles if row.startswith(title)}


def test_a_rule_for_all_feeds_is_added_once_however_often_it_is_sent(as_petra: Client) -> None:
    for _ in range(2):
        answer = as_petra.post("/rules/", rule())
        assert (answer.status_code, answer["Location"]) == (302, "/topics/#rules")
    made = Rule.objects.get()
    assert (made.action, made.field, made.value) == ("leave_out", "words", "football")
    assert made.added_by.name == "Petra Salloway"
    assert "Leave these out" in seen(as_petra.get("/topics/"))


def test_by_htmx_the_rules_alone_are_answered(as_petra: Client) -> None:
    answer = as_petra.post("/rules/", rule(), headers=HTMX)
    assert b"<html" not in answer.content
    assert "Words: football" in seen(answer)


def test_a_rule_of_a_feed_is_not_one_of_all(as_petra: Client, feed: Feed) -> None:
    answer = as_petra.post("/rules/", rule(feed=feed.pk), headers=HTMX)
    assert "Rules for this feed" in seen(answer) and "Words: football" in seen(answer)
    assert Rule.objects.get().feed == feed
    assert "Words: football" not in seen(as_petra.get("/topics/"))


def test_a_rule_that_gives_a_topic_makes_the_topic(as_petra: Client) -> None:
    as_petra.post("/rules/", rule(action="topic", topic_name="Sport"))
    assert Rule.objects.get().topic == Topic.objects.get(name="Sport")
    assert "Give a topic: Sport" in seen(as_petra.get("/topics/"))


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"value": " , ,"}, "Write at least one word."),
        ({"field": "language", "value": "English"}, "Write languages as short tags"),
        ({"action": "topic"}, "Name the topic that is given."),
        ({"action": "sing"}, "Select a valid choice"),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_a_rule_that_says_nothing_is_handed_back_with_the_reason(
    fields: dict[str, str], why: str, headers: dict[str, str], as_petra: Client
) -> None:
    answer = as_petra.post("/rules/", rule(**fields), headers=headers)
    assert answer.status_code == 422
    if "action" not in fields or fields["action"] != "sing":
        assert why in seen(answer)
    assert rule(**fields)["value"].strip() in answer.content.decode()
    assert not Rule.objects.exists()


def test_a_rule_is_changed(as_petra: Client) -> None:
    as_petra.post("/rules/", rule())
    made = Rule.objects.get()
    as_petra.post(f"/rules/{made.pk}/", rule(action="topic", value="levy", topic_name="Levy"))
    made.refresh_from_db()
    assert (made.action, made.value, made.topic.name) == ("topic", "levy", "Levy")
    as_petra.post(f"/rules/{made.pk}/", rule())
    made.refresh_from_db()
    assert (made.action, made.topic) == ("leave_out", None)


def test_a_change_cannot_move_a_rule_to_another_feed(as_petra: Client, feed: Feed) -> None:
    as_petra.post("/rules/", rule())
    made = Rule.objects.get()
    as_petra.post(f"/rules/{made.pk}/", rule(feed=feed.pk), headers=HTMX)
    made.refresh_from_db()
    assert made.feed is None


def test_a_rule_is_removed_and_put_back_without_javascript(as_petra: Client) -> None:
    as_petra.post("/rules/", rule())
    made = Rule.objects.get()
    answer = as_petra.post(f"/rules/{made.pk}/", {"remove": "yes"}, follow=True)
    assert "Removed: Leave these out: football" in seen(answer)
    assert not Rule.objects.standing().exists()
    as_petra.post(f"/rules/{made.pk}/", served.fields(answer, f"/rules/{made.pk}/"))
    as_petra.post(f"/rules/{made.pk}/", {"undo": "yes"})
    assert Rule.objects.standing().get() == made


def test_a_rule_is_removed_and_put_back_by_htmx(as_petra: Client) -> None:
    as_petra.post("/rules/", rule())
    made = Rule.objects.get()
    answer = as_petra.delete(f"/rules/{made.pk}/", headers=HTMX)
    assert "Removed: Leave these out: football" in seen(answer)
    answer = as_petra.post(f"/rules/{made.pk}/", {"undo": "yes"}, headers=HTMX)
    assert "Removed" not in seen(answer) and "Words: football" in seen(answer)


# --- What would have come in


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_the_preview_says_of_each_entry_whether_it_comes_in_and_why(
    headers: dict[str, str], as_petra: Client, feed: Feed
) -> None:
    answer = as_petra.post("/rules/preview/", rule(feed=feed.pk), headers=headers)
    rows = would_come_in(answer)
    assert rows["Levy passes"].endswith("Comes in")
    assert rows["Football: Vestrin win"].endswith("Words: football Left out")
    assert not Rule.objects.exists()


def test_the_preview_counts_the_rules_there_are(as_petra: Client, feed: Feed) -> None:
    as_petra.post("/rules/", rule(value="debated"))
    rows = would_come_in(as_petra.post("/rules/preview/", rule(), headers=HTMX))
    assert [title for title, row in rows.items() if row.endswith("Comes in")] == ["Levy passes"]


def test_the_preview_of_a_change_replaces_the_rule(as_petra: Client, feed: Feed) -> None:
    as_petra.post("/rules/", rule())
    changed = rule(value="debated", rule=Rule.objects.get().pk)
    rows = would_come_in(as_petra.post("/rules/preview/", changed, headers=HTMX))
    assert rows["Football: Vestrin win"].endswith("Comes in")
    assert rows["Levy debated"].endswith("Left out")
    assert Rule.objects.get().value == "football"


def test_the_preview_shows_which_entries_get_the_topic(as_petra: Client, feed: Feed) -> None:
    sent = rule(action="topic", value="levy", topic_name="New")
    rows = would_come_in(as_petra.post("/rules/preview/", sent, headers=HTMX))
    assert [title for title, row in rows.items() if row.endswith("has the topic")] == [
        "Levy debated",
        "Levy passes",
    ]
    assert not Topic.objects.exists()


def test_what_does_not_fit_says_what_was_wanted(as_petra: Client, feed: Feed) -> None:
    sent = rule(action="keep", field="section", value="Politics")
    rows = would_come_in(as_petra.post("/rules/preview/", sent, headers=HTMX))
    assert "Section: none of Politics" in rows["Levy passes"]


def test_a_rule_half_written_is_not_tried(as_petra: Client, feed: Feed) -> None:
    answer = as_petra.post("/rules/preview/", rule(value=""), headers=HTMX)
    assert "the new one is not complete" in seen(answer)
    assert all(row.endswith("Comes in") for row in would_come_in(answer).values())


def test_only_the_last_entries_are_tried_in_few_queries(
    as_petra: Client, feed: Feed, django_assert_max_num_queries: Any
) -> None:
    Entry.objects.bulk_create(
        Entry(feed=feed, key=f"more-{n}", title=f"Levy {n}", outcome="taken") for n in range(60)
    )
    with django_assert_max_num_queries(8):
        answer = as_petra.post("/rules/preview/", rule(feed=feed.pk), headers=HTMX)
    assert answer.content.count(b"<li") == 50
