"""What was kept of a page, its facts, and the view in which it can do nothing."""

import hashlib
import re
from typing import Any

import pytest
from django.test import Client

from newsroom.articles.models import Article, Capture
from newsroom.ingestion.adding import Handed, keep
from newsroom.originals.inert import shown
from tests import factories
from tests.packing import page
from tests.served import by_id, seen
from tests.served import page as parsed

pytestmark = pytest.mark.django_db
PAGE = page("Fährfonds beschlossen")
POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'self'"
)


def kept(article: Article, body: str | bytes = PAGE, **fields: Any) -> Capture:
    raw = body.encode() if isinstance(body, str) else body
    capture = Capture(article=article, source=Capture.Source.LINK, url=article.url, status=200)
    capture.body, capture.content_type = raw, "text/html"
    for name, value in fields.items():
        setattr(capture, name, value)
    capture.save()
    return capture


def failed(article: Article, failure: str, status: int | None = None) -> Capture:
    return Capture.objects.create(
        article=article, source=Capture.Source.LINK, url=article.url, status=status, failure=failure
    )


def in_one_line(words: str) -> str:
    return re.sub(r"\s+", " ", words)


# -- The facts


def test_the_page_says_what_was_kept_when_and_from_where(as_petra: Client) -> None:
    article = factories.article()
    capture = kept(article, charset="utf-8")
    answer = as_petra.get(f"/captures/{capture.pk}/")
    said = in_one_line(seen(answer))
    assert '<td class="num">200</td>' in answer.content.decode()
    digest = hashlib.sha256(PAGE.encode()).hexdigest()
    for fact in (
        article.url,
        "Fetched from its address",
        digest,
        "text/html; charset=utf-8",
    ):
        assert fact in said
    assert f"{len(PAGE.encode()):,} bytes" in said
    assert f"{capture.captured_at:%-d %B %Y, %H:%M:%S}" in said


@pytest.mark.parametrize("size", [0, 1, 70_000])
def test_the_size_is_that_of_what_came(size: int) -> None:
    capture = kept(factories.article(), b"a" * size)
    assert Capture.objects.get(pk=capture.pk).size == size


def test_it_says_which_version_came_of_it(as_petra: Client) -> None:
    article = factories.article()
    capture = kept(article)
    version = article.revise(factories.extract(factories.TITLE, "Another text."), capture)
    answer = as_petra.get(f"/captures/{capture.pk}/")
    assert f'href="/versions/{version.pk}/">Version 2</a>' in answer.content.decode()


def test_all_attempts_are_listed_the_failed_ones_in_plain_words(as_petra: Client) -> None:
    article = factories.article()
    failed(article, "timeout")
    failed(article, "paywall", 402)
    capture = kept(article)
    for pk in article.captures.values_list("pk", flat=True):
        said = in_one_line(seen(as_petra.get(f"/captures/{pk}/")))
        assert "No answer in time" in said
        assert "Answered: 402, for subscribers only" in said
        assert "No new version" in said
    assert by_id(as_petra.get(f"/captures/{capture.pk}/"), "sha256") is not None


def test_a_failed_attempt_has_no_original(as_petra: Client) -> None:
    capture = failed(factories.article(), "timeout")
    answer = as_petra.get(f"/captures/{capture.pk}/")
    assert "<iframe" not in answer.content.decode()
    assert as_petra.get(f"/captures/{capture.pk}/original/").status_code == 404
    assert as_petra.get(f"/captures/{capture.pk}/original/file/").status_code == 404


def test_the_list_of_attempts_costs_the_same_however_long_it_is(
    as_petra: Client, django_assert_max_num_queries: Any
) -> None:
    article = factories.article()
    for _ in range(12):
        capture = kept(article)
    with django_assert_max_num_queries(6):
        as_petra.get(f"/captures/{capture.pk}/")


def test_the_article_leads_to_what_was_kept(as_petra: Client) -> None:
    article = factories.article()
    capture = kept(article)
    article.revise(factories.extract(factories.TITLE, "Another text."), capture)
    answer = as_petra.get(article.get_absolute_url()).content.decode()
    assert answer.count(f'href="/captures/{capture.pk}/"') >= 1


def test_what_came_of_an_article_without_text_can_be_looked_at(
    as_petra: Client, petra: Any
) -> None:
    article = factories.on_its_way(petra)
    capture = kept(article)
    article.fail("no_article")
    answer = as_petra.get(article.get_absolute_url()).content.decode()
    assert f'href="/captures/{capture.pk}/"' in answer


# -- The view that can do nothing


def test_the_original_is_framed_so_that_it_can_do_nothing(as_petra: Client) -> None:
    capture = kept(factories.article())
    (frame,) = parsed(as_petra.get(f"/captures/{capture.pk}/")).iter("iframe")
    assert (frame.get("sandbox"), frame.get("src")) == ("", f"/captures/{capture.pk}/original/")


def test_the_original_alone_can_do_nothing_either(as_petra: Client) -> None:
    capture = kept(factories.article())
    answer = as_petra.get(f"/captures/{capture.pk}/original/")
    assert answer.content.decode() == PAGE
    assert answer["Content-Security-Policy"] == POLICY
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"]


def test_a_text_is_shown_as_a_text(as_petra: Client) -> None:
    capture = kept(
        factories.article(), "<script>alert(1)</script> Größe", content_type="text/plain"
    )
    answer = as_petra.get(f"/captures/{capture.pk}/original/")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode() == "<script>alert(1)</script> Größe"


@pytest.mark.parametrize("content_type", ["image/svg+xml", "application/pdf", "text/xml", ""])
def test_nothing_is_shown_as_anything_else(as_petra: Client, content_type: str) -> None:
    capture = kept(factories.article(), "<svg onload='alert(1)'/>", content_type=content_type)
    answer = as_petra.get(f"/captures/{capture.pk}/original/")
    assert answer["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    ("raw", "charset"),
    [
        ("Fähre".encode("cp1252"), ""),
        ("Fähre".encode("utf-16"), ""),
        ("Fähre".encode(), "utf-7"),
        ("Fähre".encode("cp1250"), "windows-1250"),
    ],
)
def test_no_browser_has_to_guess_the_character_set(raw: bytes, charset: str) -> None:
    assert shown(raw, "text/html", charset)[0].decode() == "Fähre"


@pytest.mark.parametrize(
    ("written", "harmless"),
    [
        ('<link rel="preconnect" href="//a">', '<basefont rel="preconnect" href="//a">'),
        ("<LINK\nrel=preconnect>", "<basefont\nrel=preconnect>"),
        ("<link/rel=preconnect>", "<basefont/rel=preconnect>"),
        ("<iframe src=//a></IFRAME >", "<noembed src=//a></noembed >"),
        ("<frameset><frame src=//a>", "<frameset><basefont src=//a>"),
        ("<a href=//a>Out</a><area href=//a>", "<data href=//a>Out</data><basefont href=//a>"),
        ("<linked> < link <links> <abbr>", "<linked> < link <links> <abbr>"),
    ],
)
def test_what_connects_before_any_policy_is_asked_means_nothing(
    written: str, harmless: str
) -> None:
    assert shown(written.encode(), "text/html")[0].decode() == harmless
    assert shown(written.encode("utf-16"), "text/html")[0].decode() == harmless


def test_the_file_has_every_byte_and_is_never_shown(as_petra: Client) -> None:
    article = factories.article("Fähren: “nie gefragt”\r\n/../x")
    raw = b"\xff\xfe<link rel=preconnect>\x00\xe4"
    capture = kept(article, raw)
    answer = as_petra.get(f"/captures/{capture.pk}/original/file/")
    assert answer.content == raw
    assert answer["Content-Type"] == "application/octet-stream"
    assert re.fullmatch(r'attachment; filename="[a-z0-9-]+\.html"', answer["Content-Disposition"])
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_what_was_handed_in_is_kept_with_its_character_set(as_petra: Client) -> None:
    article = factories.article()
    handed = Handed(PAGE.encode("cp1250"), Capture.Source.FILE, "text/html", charset="windows-1250")
    capture = keep(handed, article)
    answer = as_petra.get(f"/captures/{capture.pk}/original/")
    assert answer.content.decode() == PAGE
    assert capture.sha256 == hashlib.sha256(PAGE.encode("cp1250")).hexdigest()
