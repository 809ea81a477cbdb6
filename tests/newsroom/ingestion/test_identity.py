"""A story has one article, whatever links lead to it, and two stories never share one."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from django.db import transaction

from newsroom import tasks
from newsroom.articles.models import Alias, Article
from newsroom.ingestion.adding import add_link, article_for, count_here
from newsroom.ingestion.amp import amp_link
from newsroom.ingestion.identity import article_at, articles_at, identity, remember, reserve
from newsroom.ingestion.merging import Hindered, merge, split_off
from newsroom.ingestion.taking_in import take_in
from tests import factories
from tests.newsroom.ingestion.test_taking_in import ELSEWHERE, PARAGRAPHS, page
from tests.racing import together
from tests.servers import Answer, Site, serving
from tests.worker import waiting, work

pytestmark = pytest.mark.django_db(transaction=True)

THIRD = (
    "The lighthouse fund of Skerrow has been emptied, the statehouse said in its yearly account.",
    "Lena Dorrowby, who kept its books for eleven years, had asked for a second signature in May.",
    "Two lamps on the northern rocks have been dark since the autumn storms of the year before.",
)


@pytest.fixture
def site(settings: object) -> Iterator[Site]:
    pages: dict[str, object] = {}
    with serving(pages) as base:
        settings.FETCH_ALLOW = base.allow
        base.pages = pages
        yield base


def brought(site: Site, path: str) -> Article:
    """Add the link to a page, let the worker work, and return what it has become."""
    made = add_link(f"{site}{path}").article
    work()
    return Article.objects.get(pk=made.pk)


def at(site: Site, path: str) -> Article | None:
    return article_at(identity(f"{site}{path}"))


# --- What leads to an article


def test_a_link_that_was_redirected_leads_there_without_another_fetch(site: Site) -> None:
    site.pages["/2026/fund-passes-4"] = page()
    site.pages["/short"] = Answer("", status=301, headers={"Location": "/2026/fund-passes-4"})
    first = brought(site, "/2026/fund-passes-4")
    brought(site, "/short")
    asked = list(site.pages_asked)
    added = add_link(f"{site}/short")
    assert (added.article, added.was_here) == (first, True)
    assert not waiting()
    assert site.pages_asked == asked


def test_the_address_it_was_given_by_the_final_and_the_canonical_one_all_lead_to_it(
    site: Site,
) -> None:
    site.pages["/go?to=4"] = Answer("", status=302, headers={"Location": "/read/fund-4?view=full"})
    site.pages["/read/fund-4?view=full"] = page(canonical=f"{site}/2026/fund-passes-4")
    article = brought(site, "/go?to=4")
    assert article.address == identity(f"{site}/2026/fund-passes-4")
    for path in ("/go?to=4", "/read/fund-4?view=full", "/2026/fund-passes-4/"):
        assert at(site, path) == article


def test_the_amp_form_that_a_page_names_leads_to_it(site: Site) -> None:
    twin = f'<link rel="amphtml" href="{site}/light/4711">'
    site.pages["/2026/fund-passes-4"] = page().replace("</head>", f"{twin}</head>")
    article = brought(site, "/2026/fund-passes-4")
    assert at(site, "/light/4711") == article
    assert add_link(f"{site}/light/4711").was_here


def test_an_amp_form_at_another_site_is_not_believed(site: Site) -> None:
    twin = '<link rel="amphtml" href="https://ledger.example/a-story-of-its-own">'
    site.pages["/2026/fund-passes-4"] = page().replace("</head>", f"{twin}</head>")
    brought(site, "/2026/fund-passes-4")
    assert article_at("https://ledger.example/a-story-of-its-own") is None


@pytest.mark.parametrize(
    ("head", "link"),
    [
        ('<link rel="amphtml" href="/light?a=1&amp;b=2">', "https://x.example/light?a=1&b=2"),
        ("<LINK HREF='https://amp.x.example/4' REL='amphtml'>", "https://amp.x.example/4"),
        ("<link rel=amphtml href=light/4>", "https://x.example/2026/light/4"),
        ('<link rel="alternate" href="/rss">', ""),
        ('<link rel="amphtml">', ""),
        ('<link rel="amphtml" href="http://[x">', ""),
        ("", ""),
    ],
)
def test_the_link_to_the_amp_form_is_read_as_it_is_written(head: str, link: str) -> None:
    assert amp_link(f"<head>{head}</head>".encode(), "https://x.example/2026/4") == link


def test_a_page_that_moved_leads_to_the_article_by_its_new_address_too(site: Site) -> None:
    site.pages["/2026/fund-passes-4"] = page()
    article = brought(site, "/2026/fund-passes-4")
    site.pages["/2026/fund-passes-4"] = Answer("", status=301, headers={"Location": "/2026/levy-5"})
    site.pages["/2026/levy-5"] = page(paragraphs=(*PARAGRAPHS, ELSEWHERE[0]))
    tasks.begin(article)
    work()
    article.refresh_from_db()
    assert (article.address, article.versions.count()) == (
        identity(f"{site}/2026/fund-passes-4"),
        2,
    )
    assert at(site, "/2026/levy-5") == article


def test_an_alias_never_takes_an_address_from_another_article(site: Site) -> None:
    site.pages["/2026/boat-sails-7"] = page("Hospital boat sails full", ELSEWHERE)
    boat = brought(site, "/2026/boat-sails-7")
    other = factories.article()
    remember(other, {boat.address: boat.url})
    assert article_at(boat.address) == boat
    assert not other.aliases.exists()


def test_links_in_a_box_are_counted_by_what_they_lead_to(site: Site) -> None:
    site.pages["/2026/fund-passes-4"] = page()
    site.pages["/short"] = Answer("", status=301, headers={"Location": "/2026/fund-passes-4"})
    brought(site, "/short")
    links = [f"{site}/short", f"{site}/2026/fund-passes-4/amp", f"{site}/unknown-9"]
    assert count_here(links) == 2


def test_looking_up_many_links_costs_as_many_queries_as_one(
    db: None, django_assert_num_queries: object
) -> None:
    made = [factories.article() for _ in range(6)]
    for number, article in enumerate(made[:4]):
        Alias.objects.create(article=article, address=f"https://harbour-post.example/go/{number}")
    merge(made[0], made[1])
    addresses = [one.address for one in made]
    addresses += [f"https://harbour-post.example/go/{number}" for number in range(4)]
    with django_assert_num_queries(3):
        found = articles_at(addresses)
    assert len(found) == 10
    assert found[made[1].address] == found["https://harbour-post.example/go/1"] == made[0]


def test_a_cached_copy_is_fetched_from_the_outlet_itself(db: None) -> None:
    made, _ = article_for("https://www.google.com/amp/s/www.harbour-post.example/2026/fund-4")
    assert made.address == "https://harbour-post.example/2026/fund-4"
    assert made.url == "https://www.harbour-post.example/2026/fund-4"


# --- Two stories


def test_a_section_that_all_its_stories_name_as_their_address_joins_none_of_them(
    site: Site,
) -> None:
    for path, title, words in (
        ("/politics/fund-passes-4", "Ferry fund passes", PARAGRAPHS),
        ("/politics/boat-sails-7", "Hospital boat sails full", ELSEWHERE),
        ("/politics/lamps-dark-9", "Lighthouse fund empty", THIRD),
    ):
        site.pages[path] = page(title, words, canonical=f"{site}/politics")
        brought(site, path)
    assert Article.objects.readable().count() == 3
    assert at(site, "/politics") is None


def test_a_front_page_to_which_dead_links_lead_joins_none_of_them(site: Site) -> None:
    site.pages["/"] = page()
    for path in ("/2025/boat-sails-7", "/2025/lamps-dark-9"):
        site.pages[path] = Answer("", status=302, headers={"Location": "/"})
        brought(site, path)
    assert at(site, "/") is None
    assert len({at(site, path) for path in ("/2025/boat-sails-7", "/2025/lamps-dark-9")}) == 2


def test_columns_of_one_name_that_claim_one_address_stay_two_stories(site: Site) -> None:
    claimed = f"{site}/columns/morning-letter-2026"
    site.pages["/c/may-4"] = page("The morning letter", PARAGRAPHS, canonical=claimed)
    site.pages["/c/may-5"] = page("The morning letter", THIRD, canonical=claimed)
    first, second = brought(site, "/c/may-4"), brought(site, "/c/may-5")
    assert (second.state, second.twin) == ("ready", None)
    assert first.versions.count() == 1


def test_what_a_person_split_off_stays_apart_whatever_its_page_claims(site: Site) -> None:
    site.pages["/2026/fund-passes-4"] = page()
    site.pages["/2026/levy-5"] = page(
        paragraphs=(*PARAGRAPHS[:3], ELSEWHERE[0]), canonical=f"{site}/2026/fund-passes-4"
    )
    article = brought(site, "/2026/fund-passes-4")
    brought(site, "/2026/levy-5")
    assert article.versions.count() == 2
    new = split_off(article.aliases.get())
    tasks.begin(new)
    work()
    new.refresh_from_db()
    assert (new.state, new.twin, article.versions.count()) == ("ready", None, 1)
    assert at(site, "/2026/levy-5") == new


# --- At the same moment


def test_one_link_added_by_several_at_once_makes_one_article(db: None) -> None:
    link = "https://harbour-post.example/2026/fund-passes-4"
    together(*[lambda: add_link(link)] * 4)
    assert Article.objects.count() == 1


def test_an_address_is_either_an_article_or_leads_to_one_however_close_the_two_come(
    db: None,
) -> None:
    article = factories.article()
    for number in range(6):
        link = f"https://harbour-post.example/2026/fund-passes-{number}"
        together(lambda link=link: add_link(link), lambda link=link: learned(article, link))
        held = Article.objects.filter(address=link).count()
        assert held + Alias.objects.filter(address=link).count() == 1


def learned(article: Article, address: str) -> None:
    """Learn that `address` leads to `article`, as taking in does."""
    with transaction.atomic():
        reserve([address])
        remember(article, {address: address})


def test_two_pages_of_one_story_that_come_in_at_once_make_one_article(site: Site) -> None:
    site.pages["/a-1"] = site.pages["/b-2"] = page(canonical=f"{site}/2026/fund-passes-4")
    for path in ("/a-1", "/b-2"):
        add_link(f"{site}{path}")
    together(*[lambda one=one: taken_in(one) for one in Article.objects.all()])
    assert Article.objects.readable().count() == 1
    assert at(site, "/a-1") == at(site, "/b-2") == Article.objects.readable().get()


def taken_in(article: Article) -> None:
    take_in(article)


def test_merging_both_ways_at_once_merges_once(db: None) -> None:
    one, other = factories.article(), factories.article()

    def tried(kept: Article, merged: Article) -> None:
        with suppress(Hindered):
            merge(kept, merged)

    together(lambda: tried(one, other), lambda: tried(other, one))
    assert Article.objects.readable().count() == 1
    assert Article.objects.filter(merged_at__isnull=False).count() == 1
