"""What somebody sees of many links that come in at once, and can do about them."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from annotations.teams.models import User
from newsroom.articles.models import Article, Import
from newsroom.ingestion.importing import bring_in
from newsroom.outlets.models import Feed
from tests import factories
from tests.cast import HTMX
from tests.served import by_id, page, seen, text
from tests.shared import SHARED, needs_shared
from tests.worker import forget_jobs, waiting

LINKS = [f"https://harbour-post.example/2026/{number}" for number in range(30)]

pytestmark = pytest.mark.django_db


def add(client: Client, words: str = "", htmx: bool = False, **fields: object) -> HttpResponse:
    data = {"text": words, "client_key": uuid4(), **fields}
    return client.post("/add/", data, headers=HTMX if htmx else {})


def file(name: str, body: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, body.encode())


def told(answer: HttpResponse) -> str:
    return " ".join(text(by_id(answer, "arrivals")).split())


def errors(answer: HttpResponse) -> str:
    return " ".join(text(by_id(answer, "add-errors")).split())


@pytest.fixture
def brought(as_petra: Client) -> Import:
    """Thirty links, of which the worker has made articles."""
    add(as_petra, "\n".join(LINKS))
    one = Import.objects.get()
    bring_in(one.pk)
    return one


def settled(*, failed: int = 0) -> None:
    """Have so many articles fail and the others become ready."""
    for place, article in enumerate(Article.objects.order_by("pk")):
        if place < failed:
            article.fail("timeout")
        else:
            article.revise(factories.extract(f"Levy, part {place}", factories.FIRST))


# --- Bringing in


def test_many_links_are_one_row_with_a_bar(as_petra: Client) -> None:
    answer = add(as_petra, "\n".join(LINKS), htmx=True)
    assert "30 links" in told(answer)
    assert "0 of 30." in told(answer)
    (bar,) = page(answer).iter("progress")
    assert (bar.get("value"), bar.get("max")) == ("0", "30")
    assert by_id(answer, "arrivals").get("hx-trigger") == "every 2s"
    assert not Article.objects.exists()


def test_a_few_links_are_shown_one_by_one(as_petra: Client) -> None:
    add(as_petra, "\n".join(LINKS[:20]))
    assert (Import.objects.count(), Article.objects.count()) == (0, 20)


def test_a_file_of_links_is_an_import_by_its_name(as_petra: Client) -> None:
    rows = "\n".join(f"{link},Levy" for link in LINKS)
    add(as_petra, files=[file("levy.csv", f"url,title\n{rows}")])
    assert (Import.objects.get().name, Import.objects.get().links) == ("levy.csv", LINKS)
    assert "levy.csv" in told(as_petra.get("/add/"))


def test_a_short_file_of_links_is_shown_link_by_link(as_petra: Client) -> None:
    add(as_petra, files=[file("levy.txt", "\n".join(LINKS[:3]))])
    assert [article.url for article in Article.objects.order_by("-pk")] == LINKS[:3]


def test_bookmarks_are_an_import(as_petra: Client) -> None:
    entries = "".join(f'<DT><A HREF="{link}">Levy</A>' for link in LINKS)
    add(as_petra, files=[file("my.html", f"<!DOCTYPE NETSCAPE-Bookmark-file-1><DL>{entries}")])
    assert Import.objects.get().total == 30


def test_of_a_list_that_is_partly_unfit_the_rest_comes_in_and_the_unfit_is_told(
    as_petra: Client,
) -> None:
    add(as_petra, "\n".join([*LINKS, "http://127.0.0.1/admin"]))
    assert Import.objects.get().total == 30
    assert "http://127.0.0.1/admin cannot be fetched" in told(as_petra.get("/add/"))


def test_a_short_list_in_a_file_tells_what_is_unfit_beside_the_box(as_petra: Client) -> None:
    rows = f"url,title\n{LINKS[0]},ok\njavascript:alert(1),bad\nhttp://10.0.0.1/,bad\n{LINKS[1]},ok"
    answer = add(as_petra, htmx=True, files=[file("levy.csv", rows)])
    assert Article.objects.count() == 2
    assert "javascript:alert(1) cannot be fetched" in errors(answer)
    assert "http://10.0.0.1/ cannot be fetched" in errors(answer)


def test_a_list_without_any_link_that_can_be_fetched_is_refused(as_petra: Client) -> None:
    rows = "\n".join(f"http://10.0.0.{number}/" for number in range(1, 30))
    answer = add(as_petra, files=[file("levy.txt", rows)])
    assert answer.status_code == 422
    assert "24 more links were left out." in errors(answer)


def test_too_many_links_are_refused_with_their_number(as_petra: Client) -> None:
    rows = "\n".join(f"https://harbour-post.example/{number}" for number in range(5001))
    answer = add(as_petra, files=[file("all.txt", rows)])
    assert "These are 5001 links. Add at most 5000 at a time." in errors(answer)
    assert not Import.objects.exists()


def test_sending_the_same_page_twice_imports_once(as_petra: Client) -> None:
    key = uuid4()
    for _ in range(2):
        add(as_petra, "\n".join(LINKS), client_key=key)
    assert Import.objects.count() == 1


# --- The row


def test_the_row_counts_what_has_become_of_the_links(as_petra: Client, brought: Import) -> None:
    settled(failed=3)
    assert "27 ready, 3 need you." in told(as_petra.get("/add/"))
    assert by_id(as_petra.get("/add/"), "arrivals").get("hx-trigger") is None


def test_half_way_the_row_says_so(as_petra: Client, brought: Import) -> None:
    for article in Article.objects.order_by("pk")[:10]:
        article.revise(factories.extract())
    assert "10 of 30: 10 ready." in told(as_petra.get("/add/"))


def test_the_list_is_answered_again_only_when_a_row_has_changed(
    as_petra: Client, brought: Import
) -> None:
    url = by_id(as_petra.get("/add/"), "arrivals").get("hx-get")
    assert as_petra.get(url, headers=HTMX).status_code == 204
    settled()
    answer = as_petra.get(url, headers=HTMX)
    assert answer.status_code == 200
    assert text(by_id(answer, "live")) == "30 links: 30 ready"


@pytest.mark.parametrize("htmx", [True, False])
def test_an_import_is_stopped_gone_on_with_removed_and_put_back(
    as_petra: Client, brought: Import, htmx: bool
) -> None:
    headers = HTMX if htmx else {}
    url = f"/imports/{brought.pk}/"
    as_petra.post(f"{url}attempt/", {"stop": "yes"}, headers=headers)
    assert "30 need you." in told(as_petra.get("/add/"))
    as_petra.post(f"{url}attempt/", headers=headers)
    assert "0 of 30." in told(as_petra.get("/add/"))
    answer = as_petra.post(f"{url}removal/", headers=headers)
    shown = answer if htmx else as_petra.get(answer.url)
    assert "Removed: 30 links" in told(shown)
    assert "need you" not in told(shown)
    assert Article.objects.filter(removed_at=None).count() == 0
    as_petra.post(f"{url}removal/", {"undo": "yes"}, headers=headers)
    assert "30 need you" in told(as_petra.get("/add/"))


def test_the_list_costs_the_same_for_an_import_of_three_and_of_thirty(
    as_petra: Client, brought: Import, django_assert_max_num_queries: object
) -> None:
    settled(failed=3)
    with django_assert_max_num_queries(7):
        as_petra.get("/add/arrivals/", headers=HTMX)
    with django_assert_max_num_queries(7):
        as_petra.get(f"/add/arrivals/?import={brought.pk}", headers=HTMX)


# --- Its page


def test_the_page_of_an_import_shows_first_what_needs_somebody(
    as_petra: Client, brought: Import
) -> None:
    for article in Article.objects.order_by("pk")[:20]:
        article.revise(factories.extract("Levy passes", factories.FIRST))
    Article.objects.order_by("pk").last().fail("paywall", 402)
    answer = as_petra.get(f"/imports/{brought.pk}/")
    rows = [one for one in page(answer).iter("li") if "job" in one.get("class", "").split()]
    assert len(rows) == 31
    assert "21 of 30: 20 ready, 1 needs you." in " ".join(text(rows[0]).split())
    assert "This page is behind a paywall" in text(rows[1])
    assert by_id(answer, "arrivals").get("hx-get")


def test_what_is_done_on_the_page_of_an_import_is_answered_with_its_list(
    as_petra: Client, brought: Import
) -> None:
    settled(failed=1)
    failed = Article.objects.order_by("pk").first()
    data = {"import": brought.pk, "page": 1}
    answer = as_petra.post(f"/articles/{failed.pk}/attempt/", data, headers=HTMX)
    assert "29 of 30: 29 ready." in told(answer)
    plain = as_petra.post(f"/articles/{failed.pk}/attempt/", data)
    assert plain.url == f"/imports/{brought.pk}/"


def test_a_long_import_is_shown_page_by_page(as_petra: Client, petra: User) -> None:
    one = Import.objects.create(added_by=petra, total=60, state="done")
    for _ in range(60):
        factories.on_its_way(petra)
    Article.objects.update(import_of=one)
    assert 'href="?page=2"' in as_petra.get(f"/imports/{one.pk}/").content.decode()
    second = as_petra.get(f"/imports/{one.pk}/?page=2")
    rows = [each for each in page(second).iter("li") if "job" in each.get("class", "").split()]
    assert len(rows) == 11


def test_a_text_pasted_for_one_of_an_import_stands_in_the_list_again(
    as_petra: Client, brought: Import
) -> None:
    settled(failed=1)
    failed = Article.objects.order_by("pk").first()
    words = f"Levy passes\n\n{factories.FIRST} {factories.SECOND} {factories.THIRD}"
    add(as_petra, words, article=failed.pk)
    assert "harbour-post.example/2026/0" in told(as_petra.get("/add/"))


def test_nobody_sees_or_steers_the_import_of_another_member(
    as_tomas: Client, as_wren: Client, brought: Import
) -> None:
    url = f"/imports/{brought.pk}/"
    assert as_tomas.get(url).status_code == 404
    assert as_tomas.post(f"{url}attempt/").status_code == 404
    assert as_tomas.delete(f"{url}attempt/").status_code == 404
    assert as_tomas.post(f"{url}removal/").status_code == 404
    assert as_tomas.get(f"/add/arrivals/?import={brought.pk}").status_code == 404
    assert as_wren.get(url).status_code == 200


# --- Several at once


def test_all_that_is_on_its_way_is_stopped_and_tried_again(as_petra: Client) -> None:
    add(as_petra, "\n".join(LINKS[:4]))
    assert "Stop all" in told(as_petra.get("/add/"))
    as_petra.delete("/add/attempts/", headers=HTMX)
    assert set(Article.objects.values_list("failure", flat=True)) == {"stopped"}
    assert "Retry all 4 Remove all 4" in told(as_petra.get("/add/"))
    forget_jobs()
    as_petra.post("/add/attempts/", headers=HTMX)
    assert len(waiting()) == 4


def test_what_became_a_feed_is_not_removed_with_what_failed(as_petra: Client) -> None:
    add(as_petra, "\n".join(LINKS[:4]))
    for article, failure in zip(
        Article.objects.all(), ("timeout", "timeout", "feed"), strict=False
    ):
        article.fail(failure)
    assert "Remove all 2" in told(as_petra.get("/add/"))
    as_petra.post("/add/removals/", headers=HTMX)
    assert Article.objects.filter(removed_at=None, failure="feed").exists()


def test_all_that_failed_is_removed_and_put_back(as_petra: Client) -> None:
    add(as_petra, "\n".join(LINKS[:4]))
    for article in Article.objects.all()[:3]:
        article.fail("timeout")
    answer = as_petra.post("/add/removals/", headers=HTMX)
    assert "Removed 3 articles" in told(answer)
    left = as_petra.get(as_petra.post("/add/removals/", {"stop": "yes"}).url)
    assert "need you" not in told(left)
    pks = list(Article.objects.filter(state="failed").values_list("pk", flat=True))
    as_petra.post("/add/removals/", {"undo": "yes", "article": pks})
    assert "3 need you" in told(as_petra.get("/add/"))


def test_nobody_puts_back_stops_or_removes_what_another_member_brings_in(
    as_petra: Client, as_tomas: Client
) -> None:
    add(as_petra, "\n".join(LINKS[:4]))
    here = {"here": list(Article.objects.values_list("pk", flat=True))}
    as_tomas.post("/add/attempts/", {"stop": "yes", **here})
    assert set(Article.objects.values_list("state", flat=True)) == {"fetching"}
    for article in Article.objects.all():
        article.fail("timeout")
    as_tomas.post("/add/removals/", here)
    assert Article.objects.filter(removed_at=None).count() == 4
    as_petra.post("/add/removals/")
    as_tomas.post("/add/removals/", {"undo": "yes", "article": here["here"]})
    assert Article.objects.filter(removed_at=None).count() == 0


# --- Feeds

OPML = """<?xml version="1.0"?><opml version="2.0"><head><title>Mine</title></head><body>
<outline text="Marenia">
  <outline text="Harbour Post" type="rss" xmlUrl="https://harbour-post.example/feed"/>
  <outline text="Northern Ledger" type="rss" xmlUrl="https://northern-ledger.example/feed"/>
</outline>
<outline text="A file of mine" type="rss" xmlUrl="file:///etc/hosts"/>
</body></opml>"""


@pytest.mark.parametrize("as_file", [True, False])
def test_the_feeds_of_an_opml_file_are_followed(as_petra: Client, as_file: bool) -> None:
    given = {"files": [file("mine.opml", OPML)]} if as_file else {"words": OPML}
    answer = add(as_petra, htmx=True, **given)
    assert {feed.title for feed in Feed.objects.all()} == {"Harbour Post", "Northern Ledger"}
    assert {feed.folder for feed in Feed.objects.all()} == {"Marenia"}
    assert "Margent follows 2 feeds now." in told(answer)
    assert "A file of mine cannot be followed: it does not begin with http" in errors(answer)
    again = told(add(as_petra, htmx=True, **({"files": [file("a.opml", OPML)]})))
    assert "2 feeds were followed already." in again
    assert Feed.objects.count() == 2


def test_without_javascript_it_is_told_what_was_followed(as_petra: Client) -> None:
    answer = as_petra.get(add(as_petra, OPML).url)
    assert "Margent follows 2 feeds now." in seen(answer)
    assert "A file of mine cannot be followed" in seen(answer)


def test_opml_without_feeds_is_refused(as_petra: Client) -> None:
    answer = add(as_petra, files=[file("mine.opml", "<opml><body></body></opml>")])
    assert "No feeds can be read in mine.opml." in errors(answer)


@needs_shared
@pytest.mark.parametrize("folder", ["opml", "imports"])
def test_bad_files_are_answered_with_words_and_their_good_half_comes_in(
    as_petra: Client, folder: str, subtests: pytest.Subtests
) -> None:
    for place in sorted((SHARED / "hostile" / folder).iterdir()):
        with subtests.test(place.name):
            sent = SimpleUploadedFile(place.name, place.read_bytes())
            answer = add(as_petra, htmx=True, files=[sent])
            assert answer.status_code in (200, 422)
            assert answer.status_code == 200 or errors(answer)
    urls = [feed.url for feed in Feed.objects.all()]
    assert all(url.startswith(("http://", "https://")) and "@" not in url for url in urls)


def recognised(client: Client, words: str) -> str:
    answer = client.post("/add/recognition/", {"text": words}, headers=HTMX)
    return " ".join(seen(answer).split())


def test_the_box_says_that_something_looks_like_a_feed(as_petra: Client) -> None:
    feed = "https://harbour-post.example/feed"
    assert recognised(as_petra, feed) == "1 link, looks like a feed Follow feed"
    found = recognised(as_petra, f"feed://harbour-post.example/rss {LINKS[0]}")
    assert found == "2 links, one looks like a feed Add 2 articles"
    assert recognised(as_petra, OPML) == "OPML with 3 feeds Follow 3 feeds"


def test_an_error_beside_the_box_goes_when_something_of_use_is_put_in(as_petra: Client) -> None:
    assert "cannot be fetched" in errors(add(as_petra, "http://10.0.0.1/", htmx=True))
    answer = as_petra.post("/add/recognition/", {"text": LINKS[0]}, headers=HTMX)
    assert errors(answer) == ""
    assert by_id(answer, "add-errors").get("hx-swap-oob") == "true"
    still = as_petra.post("/add/recognition/", {"text": "ferry"}, headers=HTMX)
    assert by_id(still, "add-errors") is None
