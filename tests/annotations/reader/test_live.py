"""An open page is told what colleagues did, and nothing of what is not for its reader."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from annotations.highlights.changes import Change
from annotations.highlights.labels import Label
from annotations.highlights.models import Highlight
from annotations.speakers.models import Speaker
from annotations.speakers.naming import attribute
from annotations.teams.models import User
from newsroom.articles.models import Article
from tests import cast, factories, served
from tests.racing import together

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Article:
    return factories.article()


@pytest.fixture
def hers(story: Article, petra: User) -> Highlight:
    return factories.highlight(story, "4,200 jobs", petra)


class Watcher:
    """A page that is open somewhere, asking what changed since it last asked."""

    def __init__(self, client: Client, article: Article) -> None:
        self.client, self.article = client, article
        page = served.page(client.get(article.get_absolute_url()))
        self.since = next(one for one in page.iter("live-changes")).attrib["data-since"]

    def look(self) -> list[dict[str, Any]] | None:
        """Return what changed; None where nothing did."""
        on = self.article.latest_version_id
        answer = self.client.get(f"/articles/{self.article.pk}/changes/?on={on}&since={self.since}")
        if answer.status_code == 204:
            return None
        told = answer.json()
        self.since = told["since"]
        return told["changed"]


def test_nothing_is_said_where_nothing_changed(
    as_tomas: Client, story: Article, hers: Highlight
) -> None:
    assert Watcher(as_tomas, story).look() is None


def test_asking_costs_two_queries_the_session_and_the_reader(
    as_tomas: Client, story: Article, hers: Highlight, petra: User
) -> None:
    watcher = Watcher(as_tomas, story)
    for number in range(20):
        factories.note(hers, f"Note {number}.", petra)
    watcher.look()
    with CaptureQueriesContext(connection) as queries:
        assert watcher.look() is None
    assert len(queries) == 2


def test_a_new_highlight_and_a_new_note_are_told(
    as_tomas: Client, story: Article, hers: Highlight, petra: User
) -> None:
    watcher = Watcher(as_tomas, story)
    made = factories.highlight(story, "warned", petra)
    told = watcher.look()
    assert told is not None and [one["id"] for one in told] == [made.pk]
    note = factories.note(hers, "Says who?", petra)
    told = watcher.look()
    assert told is not None and [(one["id"], one["notes"]) for one in told] == [
        (hers.pk, [note.pk])
    ]
    assert watcher.look() is None


@pytest.mark.parametrize("part", ["card", "thread"])
def test_the_page_knows_which_part_of_a_card_is_behind(
    as_tomas: Client, story: Article, hers: Highlight, petra: User, part: str
) -> None:
    watcher = Watcher(as_tomas, story)
    before = Change.objects.get(highlight=hers)
    if part == "card":
        attribute(hers, Speaker.objects.add("Oriel Tavasti"), petra)
    else:
        factories.note(hers, "Says who?", petra)
    told = watcher.look()
    assert told is not None
    behind = {name for name in ("card", "thread") if told[0][name] > getattr(before, name)}
    assert behind == {part}


def test_every_way_to_change_a_highlight_is_told(
    as_tomas: Client, as_petra: Client, story: Article, hers: Highlight, petra: User
) -> None:
    note = factories.note(hers, "Says who?", petra)
    watcher = Watcher(as_tomas, story)
    ways = [
        lambda: hers.labels.add(Label.objects.called("Levy")),
        lambda: hers.labels.clear(),
        lambda: attribute(hers, Speaker.objects.add("Bram Kessendorf"), petra),
        lambda: attribute(hers, None, petra),
        lambda: Highlight.objects.filter(pk=hers.pk).update(kind="claim"),
        lambda: note.reword("Who says so?", petra),
        lambda: as_petra.post(f"/highlights/{hers.pk}/resolution/"),
        lambda: as_petra.delete(f"/highlights/{hers.pk}/resolution/"),
        lambda: as_petra.post(f"/notes/{note.pk}/deletion/"),
        lambda: as_petra.post(f"/highlights/{hers.pk}/deletion/"),
    ]
    for way in ways:
        way()
        told = watcher.look()
        assert told is not None and [one["id"] for one in told] == [hers.pk]
    assert told[0]["notes"] is None


def test_what_is_only_somebodys_own_is_never_told_not_even_that_something_was(
    as_tomas: Client, as_petra: Client, story: Article, hers: Highlight, petra: User
) -> None:
    tomas, in_another_tab = Watcher(as_tomas, story), Watcher(as_petra, story)
    own = factories.highlight(story, "warned", petra, visibility="only_me")
    factories.note(own, "For me.", petra)
    assert tomas.look() is None
    told = in_another_tab.look()
    assert told is not None and [one["id"] for one in told] == [own.pk]
    own.delete()
    assert tomas.look() is None


def test_what_is_taken_out_of_sight_is_told_once_and_what_happens_then_is_not(
    as_tomas: Client, story: Article, hers: Highlight, petra: User
) -> None:
    watcher = Watcher(as_tomas, story)
    hers.visibility = Highlight.Visibility.ONLY_ME
    hers.save()
    told = watcher.look()
    assert told is not None and [(one["id"], one["notes"]) for one in told] == [(hers.pk, None)]
    factories.note(hers, "For me.", petra)
    assert watcher.look() is None


def test_a_page_that_shows_an_old_version_is_not_told_of_what_does_not_stand_there(
    as_tomas: Client, story: Article, petra: User
) -> None:
    old = story.latest_version_id
    story.revise(factories.extract(*factories.STORY, "Then the vote was taken again."))
    made = factories.highlight(story, "taken again", petra)
    where = f"/articles/{story.pk}/changes/?since=0&on="
    for on, told in ((old, []), (story.latest_version_id, [made.pk])):
        answer = as_tomas.get(f"{where}{on}").json()
        assert [one["id"] for one in answer["changed"]] == told


def test_the_parts_that_are_asked_for_come_and_only_those_the_reader_may_see(
    as_tomas: Client, story: Article, hers: Highlight, petra: User
) -> None:
    own = factories.highlight(story, "warned", petra, visibility="only_me", note="For me.")
    keys = f"{hers.pk},{own.pk}"
    for name in ("cards", "fresh", "threads"):
        answer = as_tomas.get(f"/articles/{story.pk}/news/?{name}={keys}")
        html = answer.content.decode()
        assert f"thread-{hers.pk}" in html
        assert f"thread-{own.pk}" not in html and "For me." not in html
    answer = as_tomas.get(f"/articles/{story.pk}/news/?gone={own.pk}")
    assert served.blocks(answer) == []


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ("notes=2", "2 new notes"),
        ("highlights=1", "1 new highlight"),
        ("highlights=1&notes=1&others=2", "1 new highlight, 1 new note, 2 changes"),
        ("notes=x", ""),
    ],
)
def test_what_waits_is_said_in_words(
    as_tomas: Client, story: Article, counts: str, words: str
) -> None:
    answer = as_tomas.get(f"/articles/{story.pk}/news/?{counts}")
    button = next(served.page(answer).iter("button"), None)
    assert (" ".join(served.text(button).split()) if button is not None else "") == (
        f"{words} Show" if words else ""
    )


def test_who_has_been_signed_out_is_not_told(
    as_tomas: Client, story: Article, tomas: User, hers: Highlight
) -> None:
    where = f"/articles/{story.pk}/changes/?since=0"
    assert as_tomas.get(where).status_code == 200
    tomas.set_password("another one")
    tomas.save()
    assert as_tomas.get(where).status_code == 401
    closed = cast.signed_in(tomas)
    tomas.is_active = False
    tomas.save()
    assert closed.get(where).status_code == 401


@pytest.mark.django_db(transaction=True)
def test_changes_made_at_once_are_numbered_one_after_the_other() -> None:
    petra, story = cast.petra(), factories.article()
    made = [factories.highlight(story, words, petra) for words in ("4,200", "warned", "chamber")]
    together(*(lambda one=one: factories.note(one, "Says who?", petra) for one in made))
    numbers = list(Change.objects.values_list("number", flat=True))
    assert len(set(numbers)) == len(made)
