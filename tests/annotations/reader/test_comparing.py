"""Two versions are compared: the words that changed, and what became of highlights."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotations.highlights.following import follow_highlights
from annotations.teams.models import User
from newsroom.articles.models import Article
from tests import factories, served

pytestmark = pytest.mark.django_db

EDITED = factories.SECOND.replace("4,200", "2,400")


def address(article: Article) -> str:
    return reverse("article_comparison", args=[article.pk])


@pytest.fixture
def story(petra: User, wren: User) -> Article:
    """A story in three versions: a figure was changed, then a paragraph removed."""
    made = factories.article()
    factories.highlight(made, "4,200 jobs in the northern yards", petra, kind="claim")
    factories.highlight(made, factories.THIRD, petra, speaker_name="Ilka Brandeveer")
    factories.highlight(made, "never asked", petra)
    factories.highlight(made, "said on the quay", wren, visibility="only_me")
    for ending in ([EDITED, factories.THIRD], [EDITED]):
        made.revise(factories.extract(*factories.STORY[:2], *ending))
        follow_highlights(made)
    return made


def test_the_latest_version_is_compared_with_the_one_before(
    as_petra: Client, story: Article
) -> None:
    page = as_petra.get(address(story)).text
    assert f'<del><mark class="hl" data-kind="quote">{factories.THIRD}</mark></del>' in page
    assert "<ins>" not in page


def test_any_two_versions_are_compared_and_problems_come_first(
    as_petra: Client, story: Article
) -> None:
    answer = as_petra.get(address(story), {"from": "1", "to": "3"})
    page = served.seen(answer)
    assert "2 changes" in page and "1 word added" in page
    fates = [page.index(one) for one in ("Passage removed", "Words changed inside")]
    assert fates == sorted(fates)
    assert "1 stands unchanged." in page
    assert "<del>4,200</del><ins>2,400</ins>" in answer.text.replace(
        '<mark class="hl" data-kind="claim">', ""
    ).replace("</mark>", "")


def test_what_only_others_see_is_not_told(
    as_petra: Client, as_wren: Client, story: Article
) -> None:
    versions = {"from": "1", "to": "3"}
    assert "1 stands unchanged." in as_petra.get(address(story), versions).text
    assert "2 stand unchanged." in as_wren.get(address(story), versions).text


@pytest.mark.parametrize("asked", [{"from": "9"}, {"to": "x"}, {"from": "-1", "to": ""}])
def test_versions_that_are_not_there_are_not_compared(
    as_petra: Client, story: Article, asked: dict[str, str]
) -> None:
    assert as_petra.get(address(story), asked).text.count(" selected") == 2


def test_an_article_in_one_version_says_that_there_is_nothing_to_compare(
    as_petra: Client,
) -> None:
    page = as_petra.get(address(factories.article())).text
    assert "This is the same version twice." in page


def test_what_an_outlet_wrote_stays_words(as_petra: Client) -> None:
    story = factories.article(factories.TITLE, "<b>Old</b> & new fares for the islands")
    story.revise(factories.extract(factories.TITLE, "<i>Old</i> & new fares for the islands"))
    page = as_petra.get(address(story)).text
    assert "<b>Old" not in page and "<i>Old" not in page
    assert "&amp; new fares for the islands" in page


def test_many_highlights_cost_no_more_queries(
    as_petra: Client, story: Article, petra: User
) -> None:
    as_petra.get(address(story))
    with CaptureQueriesContext(
        connection,
    ) as few:
        as_petra.get(address(story))
    for words in ("Ferry", "fund", "passes", "four", "votes", "islands", "quay", "Vestrin"):
        factories.highlight(story, words, petra, note="Looked at.", speaker_name="Dagny Ferrowe")
    with CaptureQueriesContext(connection) as many:
        as_petra.get(address(story))
    assert len(many) == len(few) <= 16
