"""Saying that two articles are one story, on the page, and taking it back."""

from datetime import timedelta

import pytest
from django.test import Client

from newsroom.articles.models import Alias, Article, Capture
from newsroom.ingestion.likeness import likely
from newsroom.ingestion.merging import merge
from tests import factories, served
from tests.cast import HTMX

pytestmark = pytest.mark.django_db


def address(article: Article) -> str:
    return f"/articles/{article.pk}/merging/"


def test_the_article_page_leads_to_the_dialog(as_petra: Client) -> None:
    article = factories.article()
    page = as_petra.get(article.get_absolute_url())
    assert address(article) in {one.get("href") for one in served.page(page).iter("a")}
    assert "This is the same story as…" in served.seen(as_petra.get(address(article)))


@pytest.mark.parametrize("by", ["its link", "its page", "a tracked link", "the list"])
def test_the_other_article_is_chosen_by_link_or_in_the_list(as_petra: Client, by: str) -> None:
    kept, other = factories.article(), factories.article("Ferry fund passes", factories.SECOND)
    given = {
        "its link": {"link": other.url},
        "its page": {"link": f"http://testserver{other.get_absolute_url()}"},
        "a tracked link": {"link": f" {other.url}/?utm_source=letter#top "},
        "the list": {"other": other.pk},
    }[by]
    answer = as_petra.post(address(kept), given, follow=True)
    assert answer.redirect_chain == [(f"{kept.get_absolute_url()}?merged={other.pk}", 302)]
    assert "Merged with “Ferry fund passes”" in served.seen(answer)
    other.refresh_from_db()
    assert (other.twin, other.merged_by.name) == (kept, "Petra Salloway")


def test_a_press_undoes_it(as_petra: Client) -> None:
    kept, other = factories.article(), factories.article("Ferry fund passes", factories.SECOND)
    page = as_petra.post(address(kept), {"other": other.pk}, follow=True)
    forms = [one.get("action") for one in served.page(page).iter("form")]
    assert forms.count(f"/articles/{other.pk}/splitting/") == 2
    back = as_petra.post(f"/articles/{other.pk}/splitting/", follow=True)
    assert "An article of its own again" in served.seen(back)
    assert served.article_text(back) == "Ferry fund passes\n" + factories.SECOND
    again = served.fields(back, address(kept))
    assert again["other"] == str(other.pk)


def test_the_page_says_what_it_was_merged_with_and_offers_to_split(as_petra: Client) -> None:
    kept, other = factories.article(), factories.article("Ferry fund passes", factories.SECOND)
    merge(kept, other)
    page = as_petra.get(kept.get_absolute_url())
    assert "Merged with “Ferry fund passes”, Harbour Post" in served.seen(page)
    assert "An article of its own again" not in served.seen(page)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "No article in the library has this link."),
        ({"link": "https://ledger.example/unknown-4"}, "No article in the library has this link."),
        ({"link": "http://[x"}, "No article in the library has this link."),
        ({"link": "/articles/987654/"}, "No article in the library has this link."),
        ({"other": "9" * 30}, "No article in the library has this link."),
        ({"link": "own"}, "That is this article itself."),
        ({"link": "waiting"}, "That article has no text yet."),
    ],
)
def test_what_cannot_be_merged_is_said_beside_the_field(
    as_petra: Client, given: dict[str, str], said: str
) -> None:
    article = factories.article()
    waiting = factories.on_its_way(article.added_by)
    links = {"own": article.url, "waiting": waiting.url}
    sent = {name: links.get(value, value) for name, value in given.items()}
    for headers in ({}, HTMX):
        answer = as_petra.post(address(article), sent, headers=headers)
        assert answer.status_code == 422
        assert said in served.seen(answer)
    assert Article.objects.filter(merged_at=None).count() == 2


def test_in_the_dialog_merging_leads_to_the_page(as_petra: Client) -> None:
    kept, other = factories.article(), factories.article("Ferry fund passes", factories.SECOND)
    answer = as_petra.post(address(kept), {"other": other.pk}, headers=HTMX)
    assert answer["HX-Redirect"] == f"{kept.get_absolute_url()}?merged={other.pk}"


def test_an_address_is_split_off_in_the_dialog(as_petra: Client) -> None:
    article = factories.article()
    alias = Alias.objects.create(article=article, address="https://harbour-post.example/boat-7")
    capture = Capture.objects.create(
        article=article, source="link", url=alias.address, address=alias.address
    )
    article.revise(factories.extract("Hospital boat", factories.THIRD), capture)
    assert "harbour-post.example/boat-7" in served.seen(as_petra.get(address(article)))
    splitting = f"/articles/{article.pk}/splitting/"
    answer = as_petra.post(splitting, {"alias": alias.pk}, follow=True)
    assert served.article_text(answer) == f"Hospital boat\n{factories.THIRD}"
    assert Article.objects.readable().count() == 2
    assert as_petra.post(splitting, {"alias": alias.pk}).status_code == 404


def test_an_address_by_which_all_came_stays_and_the_dialog_says_so(as_petra: Client) -> None:
    article = factories.article()
    alias = Alias.objects.create(article=article, address="https://harbour-post.example/boat-7")
    capture = Capture.objects.create(article=article, source="link", address=alias.address)
    article.versions.update(capture=capture)
    answer = as_petra.post(f"/articles/{article.pk}/splitting/", {"alias": alias.pk})
    assert answer.status_code == 422
    assert "All that this article says came from that address." in served.seen(answer)


def test_likely_ones_have_a_similar_headline_and_are_of_the_days_around() -> None:
    article = factories.article("Chamber passes ferry levy by four votes", factories.FIRST)
    near = factories.article("Ferry levy passes chamber with four votes to spare", factories.SECOND)
    factories.article("Bread with a smile", factories.THIRD)
    old = factories.article("Ferry levy passes chamber by four votes", factories.SECOND)
    ago = article.dated_at - timedelta(days=30)
    Article.objects.filter(pk=old.pk).update(dated_at=ago)
    assert likely(article) == [near]
