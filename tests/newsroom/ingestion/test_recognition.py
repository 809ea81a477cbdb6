"""What is recognised in the box, and in a file."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.ingestion.addresses import Fault
from newsroom.ingestion.recognition import NotText, WrongLink, look_into, recognise

A = "https://harbour-post.example/a"
B = "https://northern-ledger.example/b"
TEXT = "The chamber passed the ferry fund on Thursday evening, after a debate of nine hours. " * 3


@pytest.mark.parametrize(
    ("typed", "links"),
    [
        (A, (A,)),
        (f"  {A}\n\n{B} ", (A, B)),
        (f"{A}, {B};", (A, B)),
        (f"{A}?utm_source=x {A}", (f"{A}?utm_source=x",)),
        ("harbour-post.example/a", (A,)),
        (f"Ferry fund passes {A}", (A,)),
        (f"Look (“{A}”), and {B}!", (A, B)),
    ],
)
def test_links_are_found_each_article_once(typed: str, links: tuple[str, ...]) -> None:
    found = recognise(typed)
    assert found.links == links
    assert not found.is_text


def test_a_text_with_a_link_in_it_is_a_text() -> None:
    found = recognise(f"Ferry fund passes\n\n{TEXT * 3}\n\nMore at {A}")
    assert found.is_text
    assert not found.links


@pytest.mark.parametrize(
    "typed", ["", " \n\t", "ferry", "harbour-post.example", "mailto:a@b.example"]
)
def test_a_few_words_are_neither_links_nor_a_text(typed: str) -> None:
    found = recognise(typed)
    assert not found.is_text
    assert not found.links


def test_a_link_that_cannot_be_fetched_is_told_apart() -> None:
    found = recognise(f"{A} http://192.168.1.1/ https://wren@harbour-post.example/")
    assert found.wrong == (
        WrongLink("http://192.168.1.1/", None),
        WrongLink("https://wren@harbour-post.example/", Fault.USERINFO),
    )
    assert found.good == (A,)


def test_this_installation_is_not_fetched(settings: object) -> None:
    settings.PUBLIC_URL = "https://margent.example"
    assert recognise("https://margent.example/articles/1/").wrong


def test_a_text_has_a_length_and_a_headline() -> None:
    found = recognise(f"Ferry fund passes\n\n{TEXT}")
    assert (found.words, found.headline) == (len(TEXT.split()) + 3, "Ferry fund passes")
    assert found.is_spaced
    assert not recognise("渡" * 200).is_spaced


def test_a_long_headline_is_shortened_between_words() -> None:
    assert recognise(TEXT).headline.endswith("…")
    assert len(recognise(TEXT).headline) <= 81


@given(st.text(max_size=400))
def test_anything_can_be_typed(typed: str) -> None:
    found = recognise(typed)
    assert not (found.links and found.is_text)


@pytest.mark.parametrize(
    ("body", "content_type", "url"),
    [
        (b"<!DOCTYPE html><p>Ferry fund", "text/html", ""),
        (b"\xef\xbb\xbf\n<html><p>Ferry fund", "text/html", ""),
        ("<html><p>Fährfonds".encode("utf-16"), "text/html", ""),
        (b"Ferry fund passes\n\nThe chamber", "text/plain", ""),
        (b"1 < 2 in every chamber", "text/plain", ""),
        (f"<!-- saved from url=(0030){A} --><html>".encode(), "text/html", A),
        (f"<!DOCTYPE html> <html><!--\n Page saved with SingleFile \n url: {A} \n".encode(),
         "text/html", A),
        (f"A text. <!-- saved from url=(0030){A} -->".encode(), "text/plain", ""),
    ],
)  # fmt: skip
def test_a_file_is_known_by_what_is_in_it(body: bytes, content_type: str, url: str) -> None:
    page = look_into(body)
    assert (page.content_type, page.url) == (content_type, url)


@pytest.mark.parametrize(
    ("body", "is_archive"),
    [
        (b"%PDF-1.7\n", False),
        (b"\x89PNG\r\n\x1a\n", False),
        (b"PK\x03\x04docx", False),
        (bytes(range(256)), False),
        (b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;", True),
    ],
)
def test_a_file_that_is_no_text_is_refused(body: bytes, is_archive: bool) -> None:
    with pytest.raises(NotText) as refused:
        look_into(body)
    assert refused.value.is_archive is is_archive


@given(st.binary(max_size=300))
def test_any_file_is_a_text_or_refused(body: bytes) -> None:
    with suppress(NotText):
        assert look_into(body).content_type in {"text/html", "text/plain"}
