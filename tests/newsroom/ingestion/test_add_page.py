"""What somebody sees who brings articles in."""

import re
from html import unescape
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from annotations.teams.models import User
from newsroom.articles.models import Article, Capture
from newsroom.ingestion.files import LARGEST_FILE
from tests import factories
from tests.cast import HTMX
from tests.served import by_id, seen, text
from tests.worker import forget_jobs, waiting

LINK = "https://harbour-post.example/2026/05/14/ferry-levy-chamber"
OTHER = "https://statehouse-daily.example/auditor-letter"
STORY = """Ferry fund passes by four votes

The chamber passed the ferry fund on Thursday evening, after a debate of nine hours.

“The islands were never asked,” Dagny Ferrowe said on the quay in Vestrin. “They will be now.”
"""
PAGE = (
    f"<!doctype html><html><body><article><h1>Ferry fund</h1><p>{STORY}</p></article></body></html>"
)

pytestmark = pytest.mark.django_db


def add(client: Client, words: str = "", htmx: bool = False, **fields: object) -> object:
    data = {"text": words, "client_key": uuid4(), **fields}
    return client.post("/add/", data, headers=HTMX if htmx else {})


def file(name: str, body: str | bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, body.encode() if isinstance(body, str) else body)


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    assert client.get("/add/").status_code == 302
    assert client.get("/add/arrivals/").status_code == 302


def test_the_page_offers_a_box_a_file_picker_and_other_ways(as_petra: Client) -> None:
    page = seen(as_petra.get("/add/"))
    for words in ("Add articles", "Choose files", "Paste the text", "manage.py add"):
        assert words in page


def test_a_link_becomes_an_article_that_the_worker_will_take_in(
    as_petra: Client, petra: User
) -> None:
    answer = add(as_petra, LINK)
    article = Article.objects.get()
    assert (article.url, article.added_by, article.state) == (LINK, petra, "fetching")
    assert [job.args for job in waiting()] == [{"article_id": article.pk}]
    assert (answer.status_code, answer.url) == (302, "/add/")
    assert "Waiting for its turn." in seen(as_petra.get("/add/"))


def test_several_links_become_several_articles(as_petra: Client) -> None:
    add(as_petra, f"{LINK}\n{OTHER}\n{LINK}?utm_source=letter")
    assert {article.url for article in Article.objects.all()} == {LINK, OTHER}


def test_a_link_in_a_short_message_is_found(as_petra: Client) -> None:
    add(as_petra, f"Ferry levy in the chamber {LINK}.")
    assert Article.objects.get().url == LINK


def test_a_pasted_text_is_kept_as_it_came(as_petra: Client) -> None:
    add(as_petra, STORY)
    capture = Capture.objects.get()
    assert (capture.source, capture.body.decode()) == ("pasted", STORY)
    assert "Ferry fund passes by four votes" in seen(as_petra.get("/add/"))


def test_files_are_taken_for_what_they_are_and_not_for_what_they_are_called(
    as_petra: Client,
) -> None:
    add(as_petra, files=[file("page.txt", PAGE), file("text.html", STORY)])
    found = {capture.body.decode(): capture.content_type for capture in Capture.objects.all()}
    assert found == {PAGE: "text/html", STORY: "text/plain"}


def test_a_saved_page_comes_under_the_address_it_was_saved_from(as_petra: Client) -> None:
    add(as_petra, files=[file("page.html", f"<!-- saved from url=(0058){LINK} -->{PAGE}")])
    assert Article.objects.get().url == LINK


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [
        ("levy.pdf", b"%PDF-1.7\n%\xe2\xe3", "levy.pdf is neither a web page nor a text"),
        ("empty.html", b" \n", "empty.html is empty"),
        ("page.mht", b"From: <Saved>\nContent-Type: multipart/related;\n", "is a saved page, but"),
        ("big.html", b"<p>" + b"a" * LARGEST_FILE, "big.html is larger than 10 MB"),
    ],
)
def test_a_file_of_no_use_is_refused_with_the_way_round(
    as_petra: Client, name: str, body: bytes, words: str
) -> None:
    answer = add(as_petra, files=[file(name, body)])
    assert answer.status_code == 422
    assert words in seen(answer)
    assert not Article.objects.exists()


def test_adding_twice_by_mistake_adds_once(as_petra: Client) -> None:
    key = uuid4()
    for _ in range(2):
        add(as_petra, STORY, client_key=key, files=[file("page.html", PAGE)])
        answer = add(as_petra, LINK, client_key=key)
    assert Article.objects.count() == 3
    assert Capture.objects.count() == 2
    assert len(waiting()) == 3
    assert answer.url == "/add/"


def test_with_htmx_the_box_comes_back_empty_and_the_list_beside_it(as_petra: Client) -> None:
    answer = add(as_petra, LINK, htmx=True)
    assert answer.status_code == 200
    assert "<html" not in answer.content.decode()
    assert text(by_id(answer, "id_text")) == ""
    assert "harbour-post.example/2026/05/14/ferry-levy-chamber" in text(by_id(answer, "arrivals"))
    assert by_id(answer, "arrivals").get("hx-swap-oob") == "true"


@pytest.mark.parametrize(
    ("link", "fault"),
    [
        ("http://127.0.0.1/admin", "private network"),
        ("http://localhost/", "private network"),
        ("http://[::1]/", "private network"),
        ("https://harbour-post.example:8080/a", "private network"),
        ("https://wren@harbour-post.example/a", "user name"),
        ("https://harbour_post..example/a", "misspelt"),
    ],
)
def test_a_link_that_cannot_be_fetched_is_refused_beside_the_box(
    as_petra: Client, link: str, fault: str
) -> None:
    typed = f"{LINK}\n{link}"
    answer = add(as_petra, typed)
    assert answer.status_code == 422
    assert fault in text(by_id(answer, "add-errors"))
    assert text(by_id(answer, "id_text")) == typed
    assert not Article.objects.exists()


def test_with_htmx_a_refusal_changes_only_the_words_beside_the_box(as_petra: Client) -> None:
    answer = add(as_petra, "http://10.0.0.1/", htmx=True)
    assert (answer.status_code, answer["HX-Retarget"]) == (422, "#add-errors")
    assert by_id(answer, "id_text") is None
    assert "http://10.0.0.1/ cannot be fetched" in seen(answer)


@pytest.mark.parametrize("words", ["", "   \n", "ferry fund", "ftp://harbour-post.example/a"])
def test_neither_a_link_nor_a_text_is_said_to_be_so(as_petra: Client, words: str) -> None:
    answer = add(as_petra, words)
    assert answer.status_code == 422
    assert "link" in text(by_id(answer, "add-errors"))


def test_too_many_links_are_not_begun(as_petra: Client) -> None:
    links = "\n".join(f"https://harbour-post.example/{number}" for number in range(5001))
    assert "Add at most 5000 at a time." in seen(add(as_petra, links))
    assert not Article.objects.exists()


def test_an_article_that_is_here_already_is_shown_and_not_made_again(
    as_petra: Client, as_wren: Client
) -> None:
    here = factories.article()
    answer = add(as_petra, here.url, htmx=True)
    assert "Already in the library since" in text(by_id(answer, "arrivals"))
    assert f'href="/articles/{here.pk}/"' in answer.content.decode()
    plain = add(as_petra, f"{here.url}\n{LINK}")
    assert plain.url == f"/add/?here={here.pk}"
    assert "Already in the library since" in seen(as_petra.get(plain.url))
    assert Article.objects.count() == 2


def test_an_article_that_failed_is_tried_again_when_it_is_added_again(
    as_petra: Client, as_tomas: Client, tomas: User
) -> None:
    add(as_petra, LINK)
    article = Article.objects.get()
    article.fail("timeout")
    forget_jobs()
    add(as_tomas, LINK)
    article.refresh_from_db()
    assert (article.state, article.added_by, len(waiting())) == ("fetching", tomas, 1)


def test_the_text_of_a_failed_article_is_pasted_under_its_link(as_petra: Client) -> None:
    add(as_petra, LINK)
    article = Article.objects.get()
    article.fail("paywall", 402)
    offer = seen(as_petra.get(f"/add/?article={article.pk}"))
    assert f"Paste the text of {LINK.removeprefix('https://')}" in offer
    answer = add(as_petra, STORY, article=article.pk)
    article.refresh_from_db()
    assert (Article.objects.count(), answer.url) == (1, "/add/")
    assert (article.state, article.url) == ("fetching", LINK)
    assert article.captures.get().url == LINK


def test_a_link_is_not_taken_for_the_text_of_a_failed_article(as_petra: Client) -> None:
    article = factories.on_its_way(User.objects.get())
    article.fail("paywall", 402)
    answer = add(as_petra, OTHER, article=article.pk)
    assert answer.status_code == 422
    assert f'name="article" value="{article.pk}"' in answer.content.decode()


def test_an_article_with_a_text_is_not_pasted_over(as_petra: Client) -> None:
    article = factories.article()
    answer = add(as_petra, STORY, article=article.pk)
    assert answer.status_code == 422
    assert "has a text by now" in seen(answer)


def recognised(client: Client, words: str, chosen: int = 0) -> str:
    answer = client.post("/add/recognition/", {"text": words, "chosen": chosen}, headers=HTMX)
    return re.sub(r"\s+", " ", unescape(seen(answer))).strip()


def test_the_box_says_what_is_in_it_and_the_button_what_it_will_do(as_petra: Client) -> None:
    here = factories.article()
    assert recognised(as_petra, "") == "Add"
    assert recognised(as_petra, LINK) == "1 link Add 1 article"
    found = recognised(as_petra, f"{LINK}\n{OTHER}\n{here.url}")
    assert found == "3 links, one already in the library Add 2 articles"
    assert recognised(as_petra, here.url).endswith("Show in the list")
    assert "one that cannot be fetched" in recognised(as_petra, f"{LINK} http://10.0.0.1/")
    found = recognised(as_petra, STORY)
    words = len(STORY.split())
    assert found == f"A text of {words} words: Ferry fund passes by four votes Add this text"
    assert recognised(as_petra, LINK, chosen=2) == "1 link Add all"
    assert recognised(as_petra, "", chosen=2) == "Add 2 files"
    assert "A text of 120 characters" in recognised(as_petra, "渡" * 120)
    assert "so far" in recognised(as_petra, "ferry")
