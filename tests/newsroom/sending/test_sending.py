"""What a browser sends by the bookmark, and what a phone shares."""

import re
import struct
from base64 import b64encode
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import pytest
from django.conf import settings as configured
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from newsroom.articles.models import Article, Capture
from newsroom.ingestion.files import LARGEST_FILE
from newsroom.ingestion.taking_in import take_in
from newsroom.sending.forms import Shared
from tests import cast, served
from tests.packing import page, zipped
from tests.served import by_id, fields, seen
from tests.worker import waiting

LINK = "https://harbour-post.example/premium/ferry-fund"
PAGE = page("Gebührenfonds")
TEXT = "The chamber passed the ferry fund on Thursday evening. " * 6

pytestmark = pytest.mark.django_db


def send(client: Client, html: str | bytes = PAGE, **given: Any) -> Any:
    body = html.encode() if isinstance(html, str) else html
    sent = {"title": "Gebührenfonds", "url": LINK, "client_key": uuid4(), **given}
    return client.post("/add/page/", {"page": SimpleUploadedFile("page.html", body), **sent})


def share(client: Client, *files: SimpleUploadedFile, **given: str) -> Any:
    return client.post("/add/shared/", {"files": list(files), **given})


def confirmed(client: Client, shown: Any) -> Any:
    """Press the button of the page that shows what was shared."""
    packed = [one for one in served.page(shown).iter("input") if one.get("name") == "packed"]
    names = [one for one in served.page(shown).iter("input") if one.get("name") == "packed_name"]
    # A field without a value is sent empty.
    given = fields(shown, "/add/page/").items()
    sent: dict[str, Any] = {name: "" if value == "on" else value for name, value in given}
    sent |= {"packed": [one.get("value") for one in packed]}
    sent |= {"packed_name": [one.get("value") for one in names]}
    sent.pop("page", None)
    return client.post("/add/page/", sent)


# -- The bookmark


def test_the_bookmark_is_a_link_to_drag_and_a_line_to_copy(as_petra: Client) -> None:
    shown = as_petra.get("/add/bookmarklet/")
    line = served.text(by_id(shown, "bookmarklet"))
    links = [one.get("href") for one in served.page(shown).iter("a")]
    assert line in links
    assert re.fullmatch(r"javascript:[!-~]+", line)
    script = unquote(line.removeprefix("javascript:"))
    assert '"http://testserver"' in script and '"/add/page/"' in script
    assert not re.search(r"ORIGIN|PATH|LEFT_BEHIND|READY|\bPAGE", script)


def test_the_bookmark_leads_to_the_address_readers_use(as_petra: Client, settings: Any) -> None:
    settings.PUBLIC_URL = "https://margent.example"
    script = unquote(as_petra.get("/add/bookmarklet/").content.decode())
    assert "https://margent.example" in script
    assert "testserver" not in script


# -- What is sent


def test_a_sent_page_is_kept_as_the_browser_showed_it(as_petra: Client) -> None:
    answer = send(as_petra)
    capture = Capture.objects.select_related("article").get()
    assert (answer.status_code, answer.url) == (302, "/add/")
    assert (capture.source, capture.charset, capture.url) == ("sent", "utf-8", LINK)
    assert capture.body.decode() == PAGE
    assert [job.args for job in waiting()] == [{"article_id": capture.article_id}]
    take_in(capture.article)
    article = Article.objects.get()
    assert (article.state, article.title, article.url) == ("ready", "Gebührenfonds", LINK)


def test_a_page_in_another_character_set_is_read_in_that_it_was_sent_in(as_petra: Client) -> None:
    send(as_petra, PAGE.replace("utf-8", "iso-8859-1"))
    take_in(Article.objects.get())
    assert Article.objects.get().title == "Gebührenfonds"


def test_a_page_that_is_here_gets_its_next_version(as_petra: Client) -> None:
    send(as_petra)
    take_in(Article.objects.get())
    send(as_petra, page("Gebührenfonds", *(f"{TEXT} {number}" for number in range(5))))
    take_in(Article.objects.get())
    assert Article.objects.get().versions.count() == 2


def test_sending_twice_by_mistake_keeps_once(as_petra: Client) -> None:
    key = uuid4()
    for _ in range(2):
        send(as_petra, client_key=key)
    assert Article.objects.count() == 1
    assert Capture.objects.count() == 1


@pytest.mark.parametrize("url", ["", "file:///home/petra/page.html", "http://[::1/", "about:blank"])
def test_a_page_without_an_address_is_kept_without_one(as_petra: Client, url: str) -> None:
    send(as_petra, f"<!-- saved from url=(0030){LINK} -->{PAGE}", url=url)
    assert (Article.objects.get().address, Article.objects.get().url) == (None, "")


def test_a_page_that_is_too_large_or_none_is_refused_in_words(as_petra: Client) -> None:
    answer = send(as_petra, b"<p>" + b"a" * LARGEST_FILE)
    assert (answer.status_code, "is larger than 10 MB" in seen(answer)) == (422, True)
    answer = send(as_petra, b"\x89PNG\r\n\x1a\n")
    assert (answer.status_code, "neither a web page" in seen(answer)) == (422, True)
    assert not Article.objects.exists()


def test_looking_at_it_keeps_nothing(as_petra: Client) -> None:
    shown = as_petra.get("/add/page/", {"sent": "yes", "url": LINK, "title": "Ferry fund"})
    assert "harbour-post.example/premium/ferry-fund" in seen(shown)
    assert "press the bookmark again" in seen(shown)
    # Else the page that was left behind could not be heard.
    assert shown["Cross-Origin-Opener-Policy"] == "unsafe-none"
    assert not Article.objects.exists()


def test_the_address_alone_is_fetched_when_that_is_asked_for(as_petra: Client) -> None:
    shown = as_petra.get("/add/page/", {"sent": "yes", "url": LINK, "title": "Ferry fund"})
    sent = {name: value for name, value in fields(shown, "/add/page/").items() if name != "page"}
    assert as_petra.post("/add/page/", sent).url == "/add/"
    assert Article.objects.get().url == LINK
    assert not Capture.objects.exists()
    again = as_petra.post("/add/page/", {**sent, "client_key": uuid4()})
    assert again.url == f"/add/?here={Article.objects.get().pk}"


def test_what_cannot_be_fetched_is_refused_in_words(as_petra: Client) -> None:
    for url, words in [("http://10.0.0.1/x", "private network"), ("", "no page, no link")]:
        answer = as_petra.post("/add/page/", {"url": url, "client_key": uuid4()})
        assert (answer.status_code, words in seen(answer)) == (422, True)
    assert "Nothing has come yet" in seen(as_petra.get("/add/page/"))


def test_signs_that_no_text_has_are_refused_in_words(as_petra: Client) -> None:
    answer = send(as_petra, title="Ferry\0fund")
    assert (answer.status_code, "Null characters" in seen(answer)) == (422, True)


def test_who_is_signed_out_signs_in_first_and_finds_the_address(client: Client) -> None:
    answer = client.get("/add/page/", {"sent": "yes", "url": LINK})
    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/login/?next=/add/page/%3Fsent%3Dyes%26url%3D")


# -- Sharing from a phone


@pytest.mark.parametrize(
    "given",
    [
        {"url": LINK, "title": "Ferry fund"},
        {"text": f"Ferry fund {LINK}"},
        {"text": LINK, "title": "Ferry fund"},
        {"title": LINK},
    ],
)
def test_a_shared_link_is_shown_and_kept_on_a_press(
    as_petra: Client, given: dict[str, str]
) -> None:
    shown = share(as_petra, **given)
    assert not Article.objects.exists()
    assert "harbour-post.example/premium/ferry-fund" in seen(shown)
    assert confirmed(as_petra, shown).url == "/add/"
    assert Article.objects.get().url == LINK


def test_a_shared_text_is_shown_and_kept_on_a_press(as_petra: Client) -> None:
    shown = share(as_petra, text=TEXT, title="Ferry fund")
    assert not Article.objects.exists()
    confirmed(as_petra, shown)
    assert Capture.objects.get().body.decode().strip() == TEXT.strip()
    assert Capture.objects.get().source == "pasted"


def test_shared_files_are_shown_and_kept_on_a_press(as_petra: Client) -> None:
    packed = zipped({"two.html": page("Two"), "chart.xls": "x"})
    files = [
        SimpleUploadedFile("fund.html", PAGE.encode()),
        SimpleUploadedFile("week.zip", packed),
        SimpleUploadedFile("levy.pdf", b"%PDF-1.7"),
    ]
    shown = share(as_petra, *files)
    assert not Article.objects.exists()
    assert "fund.html" in seen(shown) and "levy.pdf is neither" in seen(shown)
    after = as_petra.get(confirmed(as_petra, shown).url)
    assert "chart.xls in week.zip is neither" in seen(after)
    kept = {capture.body.decode() for capture in Capture.objects.all()}
    assert kept == {PAGE, page("Two")}


def test_files_that_changed_on_the_way_or_unpack_to_too_much_are_refused(as_petra: Client) -> None:
    bomb = Shared.of("bomb.html", b"a" * (LARGEST_FILE + 5)).packed
    for packed in ("no base64", b64encode(b"no gzip").decode(), bomb):
        sent = {"packed": packed, "packed_name": "x.html", "client_key": uuid4()}
        answer = as_petra.post("/add/page/", sent)
        assert answer.status_code == 422
        assert "Share it again" in seen(answer) or "larger than 10 MB" in seen(answer)
    assert not Article.objects.exists()


def test_a_file_too_large_for_the_form_is_named(as_petra: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr("newsroom.sending.forms.LARGEST_SHARE", 100)
    shown = share(as_petra, SimpleUploadedFile("fund.html", PAGE.encode()))
    assert "fund.html is too large to be shared" in seen(shown)


def test_sharing_needs_no_token_as_nothing_is_kept_by_it(petra: Any) -> None:
    strict = cast.signed_in(petra, enforce_csrf_checks=True)
    assert share(strict, url=LINK).status_code == 200
    assert send(strict).status_code == 403
    assert not Article.objects.exists()


def test_a_link_shared_while_signed_out_is_not_lost(client: Client, as_petra: Client) -> None:
    answer = share(client, text=LINK)
    assert answer.url.startswith("/accounts/login/?next=/add/page/%3Ftext%3D")
    assert as_petra.get("/add/shared/", {"text": LINK}).url.startswith("/add/page/?text=")


# -- Installing


def test_a_browser_can_install_it_and_share_with_it(client: Client, as_petra: Client) -> None:
    answer = client.get("/manifest.webmanifest")
    facts = answer.json()
    assert answer["Content-Type"] == "application/manifest+json"
    assert facts["name"] == configured.SITE_NAME
    assert (facts["display"], facts["start_url"], facts["scope"]) == ("standalone", "/", "/")
    target = facts["share_target"]
    assert (target["action"], target["method"]) == ("/add/shared/", "POST")
    assert ".html" in target["params"]["files"][0]["accept"]
    assert 'rel="manifest" href="/manifest.webmanifest"' in as_petra.get("/add/").content.decode()


def test_its_icons_have_the_sizes_they_say(client: Client) -> None:
    icons = client.get("/manifest.webmanifest").json()["icons"]
    assert {icon["sizes"] for icon in icons} == {"192x192", "512x512"}
    assert {icon["purpose"] for icon in icons} == {"any", "maskable"}
    for icon in icons:
        found = finders.find(icon["src"].removeprefix("/static/"))
        assert found
        header = Path(found).read_bytes()[:24]
        width, height = struct.unpack(">II", header[16:24])
        assert (header[:8], f"{width}x{height}") == (b"\x89PNG\r\n\x1a\n", icon["sizes"])
