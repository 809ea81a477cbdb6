"""A live page, a transcript and a mere beginning are called what they are, wherever they stand."""

from uuid import uuid4

import pytest
from django.test import Client

from annotations.teams.models import User
from newsroom.articles.models import Article
from newsroom.articles.text import PageForm
from newsroom.ingestion.taking_in import take_in
from tests import factories, served

pytestmark = pytest.mark.django_db

NAMES = {
    PageForm.LIVE_BLOG: "Live blog",
    PageForm.TRANSCRIPT: "Transcript",
    PageForm.STUB: "Only the beginning: behind a paywall",
}
IN_THE_LIST = {
    PageForm.LIVE_BLOG: "This looks like a live page with many short posts.",
    PageForm.TRANSCRIPT: "A transcript of",
    PageForm.STUB: "only the beginning came through",
}


def brought(form: PageForm, by: User) -> Article:
    beginning = factories.STORY[:2]
    article = factories.article(*beginning, form=form, sources=(("title", "h1"),))
    Article.objects.filter(pk=article.pk).update(added_by=by)
    return article


def seen(client: Client, address: str) -> str:
    return " ".join(served.seen(client.get(address)).split())


@pytest.mark.parametrize("form", NAMES)
def test_what_it_is_stands_on_the_article_in_the_library_and_in_the_list(
    form: PageForm, as_petra: Client, petra: User
) -> None:
    article = brought(form, petra)
    assert (article.latest_version.form, article.latest_version.sources) == (form, {"title": "h1"})
    assert NAMES[form] in seen(as_petra, article.get_absolute_url())
    assert NAMES[form] in seen(as_petra, "/")
    assert IN_THE_LIST[form] in seen(as_petra, "/add/")


def test_a_plain_article_is_called_nothing(as_petra: Client, petra: User) -> None:
    article = brought(PageForm.ARTICLE, petra)
    for address in (article.get_absolute_url(), "/", "/add/"):
        assert not any(name in seen(as_petra, address) for name in NAMES.values()), address


def test_the_whole_text_is_pasted_for_a_beginning(as_petra: Client, petra: User) -> None:
    article = brought(PageForm.STUB, petra)
    way_out = f"/add/?article={article.pk}"
    assert way_out in as_petra.get(article.get_absolute_url()).content.decode()
    assert way_out in as_petra.get("/add/").content.decode()
    assert "Paste the text of" in seen(as_petra, way_out)
    sent = {"text": "\n\n".join(factories.STORY), "article": article.pk, "client_key": uuid4()}
    assert as_petra.post("/add/", sent).status_code == 302
    article.refresh_from_db()
    take_in(article)
    article.refresh_from_db()
    assert (article.state, article.failure, article.latest_version.number) == ("ready", "", 2)
    assert article.latest_version.text.endswith(factories.THIRD)
    assert NAMES[PageForm.STUB] not in seen(as_petra, article.get_absolute_url())
