"""What an outlet repeats is left out of its texts, and what readers repaired stays repaired."""

from itertools import count

import pytest

from annotations.highlights.following import follow_highlights
from annotations.highlights.models import Anchor
from annotations.teams.models import User
from newsroom.articles.models import Article, Capture
from newsroom.ingestion.adding import Handed, hand_in
from newsroom.ingestion.repairs import PAGES, repair, told
from newsroom.ingestion.taking_in import read_again, take_in
from newsroom.outlets.models import Outlet, Repair
from tests import factories

pytestmark = pytest.mark.django_db

DROP, RESTORE = Repair.Action.DROP, Repair.Action.RESTORE
CREED = "Every morning since the great storm we have sailed with you, said nobody but us."
FERRY = (
    "The chamber passed the ferry fund on Thursday evening, after a debate of nine hours, and sent "
    "it to the committee for harbours, where Ilka Brandeveer will be heard again next week.",
    "Oriel Tavasti, the transport minister, told members that the levy would cost a penny a loaf, "
    "a figure that the northern yards and both ferry companies have called a guess.",
)
_numbers = count(1)


def bring(*paragraphs: str, title: str = "", host: str = "harbour-post.example") -> Article:
    """Take in a page as a reader's browser saved it."""
    number = next(_numbers)
    article = hand_in(handed(*paragraphs, title=title, url=f"https://{host}/{number}")).article
    return again(article)


def again(article: Article) -> Article:
    article.begin()
    take_in(article)
    article.refresh_from_db()
    assert article.state == "ready"
    return article


def handed(*paragraphs: str, title: str, url: str) -> Handed:
    title = title or f"Story of the day {url[-6:]}"
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    page = (
        f'<!doctype html><html lang="en"><head><title>{title}</title></head>'
        f"<body><article><h1>{title}</h1>{text}</article></body></html>"
    )
    return Handed(page.encode(), Capture.Source.FILE, "text/html", title, url)


def other(*more: str, host: str = "harbour-post.example") -> Article:
    """Take in a story that nobody else tells."""
    number = next(_numbers)
    lines = [
        f"The {name} of Vestrin met once before the {'long ' * number}winter, and its report was "
        f"adopted without a vote after a {'very ' * number}quiet debate that few people followed."
        for name in ("council", "harbour board")
    ]
    return bring(*lines, *more, host=host)


def lines(article: Article) -> list[str]:
    return article.latest_version.text.split("\n")[1:]


# --- Lines that repeat


def test_the_fourth_page_with_the_same_line_is_kept_without_it() -> None:
    first = [other(CREED) for _ in range(3)]
    assert all(CREED in lines(article) for article in first)
    fourth = bring(*FERRY, CREED)
    assert lines(fourth) == list(FERRY)
    assert fourth.latest_version.left_out == [CREED]


def test_another_outlets_lines_prove_nothing() -> None:
    for _ in range(4):
        other(CREED, host="northern-ledger.example")
    assert CREED in lines(bring(*FERRY, CREED))


def test_versions_of_one_article_prove_nothing() -> None:
    article = other(CREED)
    for number in range(4):
        article.revise(factories.extract(f"Title {number}", *lines(article), f"More {number}."))
    assert CREED in lines(bring(*FERRY, CREED))


def test_a_page_that_comes_again_without_the_line_was_not_edited_by_its_outlet() -> None:
    article = bring(*FERRY, CREED)
    for _ in range(3):
        other(CREED)
    article = again(article)
    assert lines(article) == list(FERRY)
    assert (article.latest_version.number, article.latest_version.repaired) == (2, True)


def test_an_edit_of_the_outlet_is_no_repair() -> None:
    article = bring(*FERRY)
    article.revise(factories.extract(article.title, FERRY[0], "Rewritten overnight."))
    assert not article.latest_version.repaired
    article.revise(factories.extract(article.title, *reversed(lines(article))))
    assert not article.latest_version.repaired


def test_only_the_newest_articles_are_compared_in_one_query(
    django_assert_num_queries: object,
) -> None:
    article = factories.article()
    for number in range(PAGES + 5):
        factories.article(f"Title {number}", "Text.")
    outlet = article.outlet
    with django_assert_num_queries(1):
        found = told(outlet, article)
    assert len(found) == PAGES
    assert factories.TITLE not in {one.title for one in found}


# --- Repairs by readers


def test_a_block_that_a_reader_drops_goes_here_and_in_later_articles(petra: User) -> None:
    article = bring(*FERRY, CREED)
    repair(article, CREED, DROP, petra)
    read_again(article)
    assert (lines(article), article.latest_version.left_out) == (list(FERRY), [CREED])
    assert article.latest_version.repaired
    later = other(CREED.upper())
    assert CREED.upper() not in lines(later)
    assert CREED in lines(other(CREED, host="northern-ledger.example"))


def test_undoing_brings_back_the_very_version(petra: User) -> None:
    article = bring(*FERRY, CREED)
    first = article.latest_version
    made = repair(article, CREED, DROP, petra)
    read_again(article)
    made.delete()
    read_again(article)
    assert article.latest_version == first
    assert article.versions.count() == 2


def test_a_line_that_is_put_back_stands_where_it_stood_however_often_it_repeats(
    petra: User,
) -> None:
    for _ in range(3):
        other(CREED)
    article = bring(FERRY[0], CREED, FERRY[1])
    assert lines(article) == list(FERRY)
    repair(article, CREED, RESTORE, petra)
    read_again(article)
    assert lines(article) == [FERRY[0], CREED, FERRY[1]]
    assert CREED in lines(other(CREED))


def test_the_last_word_on_a_line_holds(petra: User, tomas: User) -> None:
    article = bring(*FERRY, CREED)
    repair(article, CREED, DROP, petra)
    made = repair(article, CREED, RESTORE, tomas)
    assert Repair.objects.get() == made
    assert (made.action, made.made_by, made.outlet) == (RESTORE, tomas, article.outlet)


def test_what_was_kept_of_the_page_is_never_changed(petra: User) -> None:
    article = bring(*FERRY, CREED)
    [capture] = article.captures.all()
    body, digest = capture.body, capture.sha256
    repair(article, CREED, DROP, petra)
    read_again(article)
    [capture] = article.captures.all()
    assert (capture.body, capture.sha256) == (body, digest)


def test_highlights_of_a_dropped_block_are_lost_openly_and_come_back(petra: User) -> None:
    article = bring(*FERRY, CREED)
    here = factories.highlight(article, "the great storm", petra)
    there = factories.highlight(article, "ferry fund", petra)
    made = repair(article, CREED, DROP, petra)
    read_again(article)
    follow_highlights(article)
    status = dict(article.latest_version.anchors.values_list("highlight", "status"))
    assert status == {here.pk: Anchor.Status.LOST, there.pk: Anchor.Status.SAME}
    made.delete()
    read_again(article)
    follow_highlights(article)
    status = dict(article.latest_version.anchors.values_list("highlight", "status"))
    assert status == {here.pk: Anchor.Status.SAME, there.pk: Anchor.Status.SAME}


def test_without_an_outlet_a_repair_holds_for_its_article_alone(petra: User) -> None:
    article, stranger = bring(*FERRY, CREED), other(CREED)
    Article.objects.update(outlet=None)
    Outlet.objects.all().delete()
    article.refresh_from_db()
    repair(article, CREED, DROP, petra)
    read_again(article)
    read_again(Article.objects.get(pk=stranger.pk))
    assert CREED not in lines(article)
    assert CREED in lines(Article.objects.get(pk=stranger.pk))


def test_a_text_is_never_repaired_away(petra: User) -> None:
    article = bring(*FERRY)
    for line in FERRY:
        repair(article, line, DROP, petra)
    read_again(article)
    assert lines(article) == list(FERRY)


def test_a_text_of_which_no_page_is_kept_stays_as_it_is() -> None:
    article = factories.article()
    assert read_again(article) is None
