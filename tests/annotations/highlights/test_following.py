"""Highlights follow their words into the next version, by the worker, once."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from annotations.highlights.adjusting import adjust, take_back
from annotations.highlights.following import (
    follow_again,
    follow_highlights,
    refuse,
    take_refusal_back,
)
from annotations.highlights.models import Anchor, Highlight
from annotations.tasks import follow
from annotations.teams.models import User
from newsroom.articles.models import Article
from tests import cast, factories, served
from tests.racing import ahead_of
from tests.worker import forget_jobs, work

MOVED = (factories.TITLE, factories.SECOND, "A new paragraph came in.", factories.FIRST)


def anchors(highlight: Highlight) -> dict[int, tuple[str, str]]:
    """The status and the words of each anchor, by the number of its version."""
    return {
        one.version.number: (one.status, one.version.text[one.start or 0 : one.end or 0])
        for one in highlight.anchors.select_related("version")
    }


@pytest.mark.usefixtures("transactional_db")
def test_when_an_article_changes_the_worker_follows_its_highlights() -> None:
    petra = cast.petra()
    article = factories.article()
    same = factories.highlight(article, "Ferry fund", petra)
    moved = factories.highlight(article, "never asked", petra)
    lost = factories.highlight(article, factories.THIRD, petra)
    page = cast.signed_in(petra)
    article.revise(factories.extract(*MOVED))
    assert Highlight.objects.behind().count() == 3
    work()
    assert Highlight.objects.behind().count() == 0
    assert anchors(same)[2] == ("same", "Ferry fund")
    assert anchors(moved)[2] == ("moved", "never asked")
    assert anchors(lost)[2] == ("lost", "")
    answer = page.get(article.get_absolute_url())
    assert served.marked(answer, moved.pk) == "never asked"
    assert served.article_text(answer) == "\n".join(MOVED)


@pytest.mark.usefixtures("transactional_db")
def test_a_highlight_made_on_an_old_page_is_followed_to_the_version_that_landed_meanwhile() -> None:
    petra = cast.petra()
    article = factories.article()
    old = article.latest_version
    article.revise(factories.extract(*MOVED))
    work()
    data = factories.selection(old, "never asked")
    answer = cast.signed_in(petra).post(f"/versions/{old.pk}/highlights/", data)
    assert answer.status_code == 302
    made = Highlight.objects.get()
    assert (made.version, made.words) == (old, "never asked")
    work()
    assert anchors(made) == {1: ("same", "never asked"), 2: ("moved", "never asked")}


@pytest.mark.usefixtures("transactional_db")
def test_a_job_that_runs_twice_changes_nothing_more() -> None:
    article = factories.article()
    made = factories.highlight(article, "never asked", cast.petra())
    article.revise(factories.extract(*MOVED))
    follow.defer(article_id=article.pk)
    work()
    before = list(Anchor.objects.order_by("pk").values())
    follow.defer(article_id=article.pk)
    work()
    assert list(Anchor.objects.order_by("pk").values()) == before
    assert len(anchors(made)) == 2


@pytest.mark.usefixtures("transactional_db")
def test_a_job_for_an_article_that_is_gone_does_nothing() -> None:
    follow.defer(article_id=987_654)
    work()
    assert Anchor.objects.count() == 0


@pytest.mark.django_db
def test_a_new_highlight_stands_on_the_version_it_was_made_on(petra: User) -> None:
    made = factories.highlight(factories.article(), "never asked", petra)
    assert anchors(made) == {1: ("same", "never asked")}


@pytest.mark.django_db
def test_when_a_text_returns_so_do_its_highlights(petra: User) -> None:
    article = factories.article()
    made = factories.highlight(article, factories.THIRD, petra)
    article.revise(factories.extract(*MOVED))
    follow_highlights(article)
    article.revise(factories.extract())
    assert follow_highlights(article) == 0
    assert anchors(made) == {1: ("same", factories.THIRD), 2: ("lost", "")}


@pytest.mark.django_db
def test_highlights_of_several_versions_are_each_followed_from_their_own(petra: User) -> None:
    article = factories.article()
    first = factories.highlight(article, "4,200 jobs", petra)
    article.revise(factories.extract(*MOVED))
    follow_highlights(article)
    second = factories.highlight(article, "A new paragraph", petra)
    article.revise(factories.extract(*reversed(MOVED)))
    assert follow_highlights(article) == 2
    assert anchors(first)[3][1] == "4,200 jobs"
    assert anchors(second)[3][1] == "A new paragraph"


@pytest.mark.django_db
def test_other_articles_are_left_alone(petra: User) -> None:
    article, other = factories.article(), factories.article()
    factories.highlight(other, "4,200 jobs", petra)
    other.revise(factories.extract(*MOVED))
    assert follow_highlights(article) == 0
    assert list(Highlight.objects.behind()) == list(other.versions.get(number=1).highlights.all())


@pytest.mark.django_db
def test_the_words_a_reader_highlighted_are_never_changed_by_following(petra: User) -> None:
    article = factories.article()
    made = factories.highlight(article, factories.SECOND, petra)
    before = Highlight.objects.filter(pk=made.pk).values().get()
    article.revise(factories.extract(factories.TITLE, factories.SECOND.replace("4,200", "3,900")))
    follow_highlights(article)
    assert Highlight.objects.filter(pk=made.pk).values().get() == before
    assert anchors(made)[2][0] == "changed"


@pytest.mark.django_db
def test_an_article_without_a_text_has_nothing_to_follow(petra: User) -> None:
    assert follow_highlights(Article.objects.get(pk=factories.on_its_way(petra).pk)) == 0


@pytest.mark.django_db
def test_a_deleted_highlight_is_followed_too_so_that_it_can_be_brought_back(
    petra: User, as_petra: Client
) -> None:
    article = factories.article()
    made = factories.highlight(article, "never asked", petra)
    as_petra.post(f"/highlights/{made.pk}/deletion/")
    article.revise(factories.extract(*MOVED))
    follow_highlights(article)
    as_petra.delete(f"/highlights/{made.pk}/deletion/")
    page = as_petra.get(article.get_absolute_url())
    assert served.marked(page, made.pk) == "never asked"


@pytest.mark.usefixtures("transactional_db")
def test_what_a_lost_task_left_behind_is_caught_up_with() -> None:
    petra = cast.petra()
    article = factories.article()
    made = factories.highlight(article, "never asked", petra)
    article.revise(factories.extract(*MOVED))
    forget_jobs()
    shown = cast.signed_in(petra).get(article.get_absolute_url())
    assert "1 highlight is being carried over" in served.text(served.page(shown))
    call_command("catch_up", stdout=StringIO())
    assert anchors(made)[2] == ("moved", "never asked")


AGAIN = (*MOVED, "Another paragraph came in.")


def come_in(article: Article, *blocks: str) -> None:
    """A new version, with highlights followed into it."""
    article.revise(factories.extract(*blocks))
    follow_highlights(article)


def statuses(highlight: Highlight) -> list[str]:
    return [status for _number, (status, _words) in sorted(anchors(highlight).items())]


def test_what_is_not_the_same_is_lost_since_then_whenever_somebody_says_so(petra: User) -> None:
    early, late = (factories.article() for _time in range(2))
    both = [factories.highlight(one, "never asked", petra) for one in (early, late)]
    for article in (early, late):
        come_in(article, *MOVED)
    assert refuse(both[0], early.latest_version)
    refused_on = late.latest_version
    for article in (early, late):
        come_in(article, *AGAIN)
    assert refuse(both[1], refused_on)
    assert [statuses(one) for one in both] == [["same", "lost", "lost"]] * 2
    for one in both:
        assert take_refusal_back(one, one.anchors.get(version__number=2).version)
    assert [statuses(one) for one in both] == [["same", "moved", "moved"]] * 2


def test_what_was_refused_twice_stays_lost_until_both_are_taken_back(petra: User) -> None:
    article = factories.article()
    made = factories.highlight(article, "never asked", petra)
    for blocks in (MOVED, AGAIN):
        come_in(article, *blocks)
    _first, second, third = article.versions.order_by("number")
    assert refuse(made, third) and refuse(made, second)
    assert take_refusal_back(made, third)
    assert statuses(made) == ["same", "lost", "lost"]
    assert take_refusal_back(made, second)
    assert statuses(made) == ["same", "moved", "moved"]


def test_what_is_not_the_same_before_a_highlight_was_adjusted_says_nothing_of_later(
    petra: User,
) -> None:
    article = factories.article()
    made = factories.highlight(article, "never asked", petra)
    for blocks in (MOVED, AGAIN):
        come_in(article, *blocks)
    _first, second, third = article.versions.order_by("number")
    start = third.text.index("never asked")
    adjust(made, third, (start, start + len("never")), petra)
    made.refresh_from_db()
    come_in(article, *AGAIN, "Yet another.")
    assert refuse(made, second)
    assert statuses(made) == ["same", "lost", "same", "same"]
    assert take_refusal_back(made, second)
    assert statuses(made)[2:] == ["same", "same"]


@pytest.mark.usefixtures("transactional_db")
def test_what_somebody_refuses_while_it_is_followed_is_lost_all_the_same() -> None:
    article = factories.article()
    made = factories.highlight(article, "never asked", cast.petra())
    come_in(article, *MOVED)
    refused_on = article.latest_version
    article.revise(factories.extract(*AGAIN))
    with ahead_of(lambda: follow_highlights(article)) as begin:
        assert refuse(made, refused_on)
        begin()
    assert statuses(made) == ["same", "lost", "lost"]


@pytest.mark.django_db
def test_what_was_adjusted_twice_before_it_was_followed_is_undone_everywhere(petra: User) -> None:
    article = factories.article()
    made = factories.highlight(article, "4,200 jobs", petra)
    old = article.latest_version
    article.revise(factories.extract("Another headline", *factories.STORY[1:]))
    article.refresh_from_db()
    follow_highlights(article)
    new = article.latest_version
    starts = {words: new.text.index(words) for words in ("northern yards", "the chamber")}
    changes = [
        adjust(made, new, (start, start + len(words)), petra) for words, start in starts.items()
    ]
    for change in changes:
        follow_again(made, change.pk)
    assert take_back(made, changes[1].pk)
    there = made.anchors.get(version=old)
    assert made.words == old.text[there.start : there.end] == "northern yards"
