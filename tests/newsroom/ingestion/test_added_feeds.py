"""A link that turns out to be a feed is followed, where a person has added it."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.test import Client

from annotations.teams.models import User
from newsroom.articles.models import Article
from newsroom.ingestion import confined
from newsroom.ingestion.adding import add_link
from newsroom.ingestion.confined import Children, Limits
from newsroom.ingestion.taking_in import take_in
from newsroom.outlets.models import Feed
from tests.served import by_id, text
from tests.servers import Answer, Site, serving

pytestmark = pytest.mark.django_db(transaction=True)

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour Post</title>
<item><title>Levy passes</title><link>https://harbour-post.example/1</link></item></channel></rss>"""
JSON = '{"version": "https://jsonfeed.org/version/1.1", "title": "Harbour Post", "items": []}'


@pytest.fixture
def site(settings: object) -> Iterator[Site]:
    """A server whose pages a test fills in."""
    pages: dict[str, object] = {}
    with serving(pages) as base:
        settings.FETCH_ALLOW = base.allow
        base.pages = pages
        yield base


def sent(body: str, content_type: str) -> Answer:
    return Answer(body, headers={"Content-Type": content_type})


def brought(url: str, by: User | None) -> Article:
    article = add_link(url, by).article
    take_in(article)
    article.refresh_from_db()
    return article


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (RSS, "application/rss+xml"),
        (RSS, "text/xml"),
        (RSS, "text/html"),
        (JSON, "application/feed+json"),
    ],
)
def test_a_feed_that_somebody_adds_is_followed(
    site: Site, petra: User, as_petra: Client, body: str, content_type: str
) -> None:
    site.pages["/news"] = sent(body, content_type)
    article = brought(f"{site}/news", petra)
    assert (article.state, article.failure) == ("failed", "feed")
    feed = Feed.objects.get()
    assert (feed.url, feed.added_by, feed.state) == (f"{site}/news", petra, "followed")
    told = text(by_id(as_petra.get("/add/"), "arrivals"))
    assert "This is a feed. Margent follows it now." in told
    assert "need" not in told


def test_a_feed_that_is_followed_already_is_not_followed_twice(site: Site, petra: User) -> None:
    site.pages["/news"] = sent(RSS, "application/rss+xml")
    brought(f"{site}/news", petra)
    Article.objects.all().delete()
    brought(f"{site}/news", petra)
    assert Feed.objects.count() == 1


def test_a_feed_that_nobody_asked_for_is_not_followed(site: Site) -> None:
    site.pages["/news"] = sent(RSS, "application/rss+xml")
    article = brought(f"{site}/news", None)
    assert (article.state, article.failure) == ("failed", "not_html")
    assert not Feed.objects.exists()


def test_xml_that_is_no_feed_is_no_page(site: Site, petra: User) -> None:
    site.pages["/data"] = sent("<?xml version='1.0'?><data><row/></data>", "application/xml")
    assert brought(f"{site}/data", petra).failure == "not_html"


def test_a_feed_row_can_be_removed(site: Site, petra: User, as_petra: Client) -> None:
    site.pages["/news"] = sent(RSS, "application/rss+xml")
    article = brought(f"{site}/news", petra)
    as_petra.post(f"/articles/{article.pk}/removal/", {"client_key": uuid4()})
    assert "This is a feed" not in text(by_id(as_petra.get("/add/"), "arrivals"))
    assert Feed.objects.count() == 1


def test_a_page_that_takes_too_long_to_read_is_given_up_with_the_way_round(
    site: Site, petra: User, as_petra: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    hurried = Children(limits=Limits(seconds=0.001))
    monkeypatch.setattr(confined, "_children", hurried)
    site.pages["/long"] = "<p>The chamber passed the ferry fund after a long debate.</p>" * 20
    article = brought(f"{site}/long", petra)
    hurried.close()
    assert (article.state, article.failure) == ("failed", "too_hard")
    told = text(by_id(as_petra.get("/add/"), "arrivals"))
    assert "This page took too long to read" in told
    assert "Paste text" in told
