"""What one reader sees on one version: cards in the order of the text, and who speaks."""

from typing import Any

import pytest
from django.test import Client

from annotations.highlights.following import follow_highlights
from annotations.highlights.models import Anchor, Highlight
from annotations.reader.page import page_of
from annotations.teams.models import User
from newsroom.articles.models import Article
from newsroom.articles.text import Block, Kind
from tests import factories, served

pytestmark = pytest.mark.django_db

READER_QUERIES = 10


def test_cards_stand_in_the_order_of_the_text_whoever_made_them_first(
    petra: User, tomas: User
) -> None:
    article = factories.article()
    late = factories.highlight(article, "the auditor general", petra)
    inner = factories.highlight(article, "4,200 jobs", tomas)
    outer = factories.highlight(article, "4,200 jobs in the northern yards", petra)
    page = page_of(article.latest_version, petra)
    assert [card.highlight for card in page.cards] == [outer, inner, late]
    assert [card.number for card in page.cards] == [1, 2, 3]


def test_the_cast_lists_who_speaks_here_the_most_quoted_first(petra: User) -> None:
    article = factories.article()
    factories.highlight(article, "never asked", petra, speaker_name="Dagny Ferrowe")
    factories.highlight(article, "4,200 jobs", petra, speaker_name="Oriel Tavasti")
    factories.highlight(article, "northern yards", petra, speaker_name="Oriel Tavasti")
    factories.highlight(article, "warned", petra)
    page = page_of(article.latest_version, petra)
    assert [(str(voice.speaker), voice.count) for voice in page.cast] == [
        ("Oriel Tavasti", 2),
        ("Dagny Ferrowe", 1),
    ]


def test_the_kinds_are_counted_and_named_even_where_there_are_none(petra: User) -> None:
    article = factories.article()
    factories.highlight(article, "4,200 jobs", petra, kind="claim")
    page = page_of(article.latest_version, petra)
    assert page.kinds == [
        ("quote", "Quotes", 0),
        ("claim", "Claims", 1),
        ("passage", "Passages", 0),
        ("suggested", "Suggested", 0),
    ]


def test_list_items_that_follow_each_other_are_one_list(petra: User) -> None:
    item = Kind.LIST_ITEM
    article = factories.article(
        "Title", "One", Block(item, "a"), Block(item, "b"), "Two", Block(item, "c")
    )
    page = page_of(article.latest_version, petra)
    groups = [
        (is_list, [article.latest_version.text[b.start : b.end] for b in blocks])
        for is_list, blocks in page.groups
    ]
    assert groups == [
        (False, ["One"]),
        (True, ["a", "b"]),
        (False, ["Two"]),
        (True, ["c"]),
    ]


def test_each_card_shows_who_said_it_and_the_notes_that_are_left(petra: User, tomas: User) -> None:
    article = factories.article()
    made = factories.highlight(article, "4,200 jobs", petra, speaker_name="Oriel Tavasti")
    factories.note(made, "Which yards?", tomas)
    gone = factories.note(made, "Never mind.", tomas)
    gone.deleted_at = gone.created_at
    gone.save()
    [card] = page_of(article.latest_version, petra).cards
    assert str(card.speaker) == "Oriel Tavasti"
    assert [note.body for note in card.notes] == ["Which yards?"]


def test_only_those_who_may_edit_a_card_are_offered_to(
    petra: User, tomas: User, wren: User
) -> None:
    article = factories.article()
    factories.highlight(article, "4,200 jobs", petra)
    editable = {
        user.name: page_of(article.latest_version, user).cards[0].editable
        for user in (petra, tomas, wren)
    }
    assert editable == {"Petra Salloway": True, "Tomas Reyl-Aska": False, "Wren Adeyo": True}


def test_what_is_only_petras_is_on_her_page_alone(petra: User, tomas: User, wren: User) -> None:
    article = factories.article()
    made = factories.highlight(
        article, "4,200 jobs", petra, visibility="only_me", speaker_name="Oriel Tavasti"
    )
    version = article.latest_version
    assert [card.highlight for card in page_of(version, petra).cards] == [made]
    for other in (tomas, wren):
        page = page_of(version, other)
        assert (page.cards, page.cast, page.lost) == ([], [], [])
        assert "<mark" not in "".join(block.html for block in page.blocks)


def test_a_passage_that_was_reworded_is_shown_where_it_is_now_and_says_so(
    as_petra: Client, petra: User
) -> None:
    article = factories.article()
    made = factories.highlight(article, factories.SECOND, petra)
    changed = factories.SECOND.replace("4,200", "3,900")
    _rewrite(article, factories.TITLE, factories.FIRST, changed, factories.THIRD)
    page = page_of(article.latest_version, petra)
    [card] = page.cards
    assert (card.highlight, card.status, page.troubled) == (made, Anchor.Status.CHANGED, 1)
    answer = as_petra.get(article.get_absolute_url())
    assert served.marked(answer, made.pk) == changed
    assert "Words changed" in served.seen(answer)
    assert factories.SECOND in served.seen(as_petra.get(f"/highlights/{made.pk}/card/"))


def test_a_passage_that_was_removed_is_listed_with_its_words_and_where_it_stood(
    as_petra: Client, petra: User
) -> None:
    article = factories.article()
    first = article.latest_version
    made = factories.highlight(article, factories.FIRST, petra, note="Gone by noon?")
    _rewrite(article, factories.TITLE, factories.SECOND, factories.THIRD)
    page = page_of(article.latest_version, petra)
    assert (page.cards, [card.highlight for card in page.lost]) == ([], [made])
    answer = as_petra.get(article.get_absolute_url())
    assert factories.FIRST in served.seen(answer)
    assert "Gone by noon?" in served.seen(answer)
    assert f'href="/versions/{first.pk}/#highlight-{made.pk}"' in answer.content.decode()
    assert served.marked(as_petra.get(first.get_absolute_url()), made.pk) == factories.FIRST


def test_the_page_of_two_hundred_highlights_asks_the_database_no_more_often_than_that_of_one(
    petra: User, as_petra: Client, django_assert_max_num_queries: Any
) -> None:
    article = factories.article("Ferry fund passes", *_sentences(), "One sentence more.")
    article.revise(factories.extract("Ferry fund passes", *_sentences()))
    asked = []
    for numbers in (range(1), range(1, 200)):
        for number in numbers:
            _annotate(article, number, petra)
        with django_assert_max_num_queries(READER_QUERIES) as queries:
            answer = as_petra.get(article.get_absolute_url())
        asked.append((len(queries), len(served.marks(answer))))
    (few, one), (many, all_of_them) = asked
    assert many <= few and (one, all_of_them) == (1, 200)


def _sentences() -> list[str]:
    return [f"Sentence {number:03} was heard in the chamber." for number in range(200)]


def _annotate(article: Article, number: int, by: User) -> Highlight:
    words = f"Sentence {number:03}"
    said = {"speaker_name": f"Speaker {number}", "note": "Says who?"} if number % 8 == 0 else {}
    return factories.highlight(article, words, by, **said)


def _rewrite(article: Article, *lines: str) -> None:
    article.revise(factories.extract(*lines))
    follow_highlights(article)
