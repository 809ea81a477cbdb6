"""Readers repair the text of an article where they read it."""

import pytest
from django.http import HttpResponse
from django.test import Client

from annotations.teams.models import User
from newsroom.articles.models import Article
from newsroom.outlets.models import Repair
from tests import factories, served
from tests.newsroom.ingestion.test_repairs import CREED, FERRY, bring, lines

pytestmark = pytest.mark.django_db


@pytest.fixture
def article() -> Article:
    return bring(*FERRY, CREED)


def repairing(article: Article) -> str:
    return f"{article.get_absolute_url()}?repair=1"


def press(client: Client, article: Article, line: str) -> HttpResponse:
    """Press what stands beside `line` while the text is repaired."""
    page = client.get(repairing(article))
    version = article.latest_version
    for button in served.page(page).iter("button"):
        if button.get("form") == "repair-form" and line[:20] in served.text(button):
            sent = {button.get("name"): button.get("value")}
            answer = client.post(f"/versions/{version.pk}/repairs/", sent, follow=True)
            article.refresh_from_db()
            return answer
    raise AssertionError(f"nothing to press beside {line!r}")


def seen(answer: HttpResponse) -> str:
    return " ".join(served.seen(answer).split())


def test_the_text_is_repaired_only_where_somebody_asks_to(
    as_petra: Client, article: Article
) -> None:
    plain = as_petra.get(article.get_absolute_url())
    assert "Repair text" in seen(plain) and "Not part of the article" not in seen(plain)
    page = as_petra.get(repairing(article))
    assert seen(page).count("Not part of the article") == 3
    assert served.article_text(page) == article.latest_version.text


def test_a_block_is_dropped_put_back_and_dropped_again(as_petra: Client, article: Article) -> None:
    answer = press(as_petra, article, CREED)
    assert lines(article) == list(FERRY)
    assert "Left out, here and in later articles of" in seen(answer)
    answer = press(as_petra, article, CREED)
    assert lines(article) == [*FERRY, CREED]
    assert "Put back, here and in later articles of" in seen(answer)
    press(as_petra, article, CREED)
    assert lines(article) == list(FERRY)
    assert Repair.objects.count() == 1


def test_a_repair_is_undone_by_the_button_of_its_answer(as_petra: Client, article: Article) -> None:
    answer = press(as_petra, article, CREED)
    made = Repair.objects.get()
    action = f"/repairs/{made.pk}/"
    back = as_petra.post(action, served.fields(answer, action))
    assert back["Location"].startswith(repairing(article))
    article.refresh_from_db()
    assert lines(article) == [*FERRY, CREED]
    assert not Repair.objects.exists()


def test_a_block_that_carries_highlights_says_so_before_it_is_dropped(
    as_petra: Client, as_tomas: Client, article: Article, petra: User
) -> None:
    factories.highlight(article, "the great storm", petra)
    factories.highlight(article, "said nobody", petra, visibility="only_me")
    assert "2 highlights stand here." in seen(as_petra.get(repairing(article)))
    assert "1 highlight stands here." in seen(as_tomas.get(repairing(article)))


def test_a_repair_is_no_edit_of_the_outlet(as_petra: Client, article: Article, petra: User) -> None:
    factories.highlight(article, "the great storm", petra)
    press(as_petra, article, CREED)
    page = seen(as_petra.get(article.get_absolute_url()))
    assert "This text was repaired after it was highlighted." in page
    assert "Not in this version any more" in page and "rewrote this" not in page
    assert "Edited" not in seen(as_petra.get("/"))
    article.revise(factories.extract(article.title, "Rewritten overnight."))
    assert "Edited" in seen(as_petra.get("/"))
    assert "Edited twice" not in seen(as_petra.get("/"))


def test_the_title_and_what_is_not_there_cannot_be_dropped(
    as_petra: Client, article: Article
) -> None:
    version = article.latest_version
    for sent in ({"start": "0"}, {"start": "7"}, {"place": "0"}, {}):
        assert as_petra.post(f"/versions/{version.pk}/repairs/", sent).status_code == 404
    assert not Repair.objects.exists()


def test_an_earlier_version_is_not_repaired_and_a_text_without_its_page_neither(
    as_petra: Client, article: Article
) -> None:
    first = article.latest_version
    article.revise(factories.extract(article.title, "Rewritten overnight."))
    assert article.latest_version.capture is None
    for address in (f"/versions/{first.pk}/?repair=1", repairing(article)):
        page = seen(as_petra.get(address))
        assert "Not part of the article" not in page and "Repair text" not in page
