"""Pages saved as one file."""

import quopri
from base64 import encodebytes
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.ingestion.mhtml import NotMhtml, is_mhtml, main_part
from tests.packing import mhtml, page

A = "https://harbour-post.example/fund"
PAGE = page().encode()
HTML = "Content-Type: text/html"


def test_the_page_is_found_among_pictures_and_frames() -> None:
    saved = mhtml(
        ("Content-Type: image/png\r\nContent-Transfer-Encoding: base64", b"iVBORw0KGgo="),
        (f"{HTML}\r\nContent-Location: https://ads.example/frame", b"<p>Buy a ferry</p>"),
        (f"{HTML}; charset=utf-8\r\nContent-Location: {A}", PAGE),
        head=f"Snapshot-Content-Location: {A}\r\n",
    )
    found = main_part(saved)
    assert is_mhtml(saved)
    assert (found.body, found.charset, found.url) == (PAGE, "utf-8", A)


def test_the_part_named_as_the_start_is_the_page() -> None:
    parts = [
        (f"{HTML}\r\nContent-ID: <frame@example>", b"<p>A frame</p>"),
        (f"{HTML}\r\nContent-ID: <page@example>", PAGE),
    ]
    saved = mhtml(*parts).replace(b'type="text/html"', b'start="<page@example>"')
    assert main_part(saved).body == PAGE


def test_without_a_name_the_first_page_is_taken() -> None:
    saved = mhtml((HTML, PAGE), (HTML, b"<p>A frame</p>"))
    assert main_part(saved).body == PAGE
    assert main_part(saved).url == ""


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("quoted-printable", quopri.encodestring(PAGE)),
        ("Quoted-Printable", quopri.encodestring(PAGE).replace(b"\n", b"\r\n")),
        ("base64", encodebytes(PAGE)),
        ("BASE64", encodebytes(PAGE).rstrip(b"=\n")),
        ("8bit", PAGE),
    ],
)
def test_the_page_is_decoded(encoding: str, body: bytes) -> None:
    found = main_part(mhtml((f"{HTML}\r\nContent-Transfer-Encoding: {encoding}", body)))
    assert found.body.replace(b"\r\n", b"\n").strip() == PAGE


def test_a_page_in_parts_of_parts_is_found() -> None:
    inner = mhtml((HTML, PAGE), boundary="inner").partition(b"\r\n\r\n")[2]
    saved = mhtml(('Content-Type: multipart/alternative; boundary="inner"', inner))
    assert main_part(saved).body.strip() == PAGE


def test_a_file_that_lost_its_end_still_gives_its_page() -> None:
    saved = mhtml((HTML, PAGE)).rpartition(b"\r\n--")[0]
    assert main_part(saved).body == PAGE


def test_only_web_addresses_are_believed() -> None:
    for claim in ("file:///home/petra/page.html", "javascript:alert(1)", "https://a b"):
        saved = mhtml((f"{HTML}\r\nContent-Location: {claim}", PAGE))
        assert main_part(saved).url == ""


@pytest.mark.parametrize(
    "saved",
    [
        b"Content-Type: multipart/related\r\n\r\nno boundary",
        b'Content-Type: multipart/related; boundary=""\r\n\r\n----\r\n',
        mhtml(("Content-Type: image/png", b"\x89PNG")),
        mhtml((f"{HTML}\r\nContent-Transfer-Encoding: base64", b"A")),
    ],
)
def test_a_file_without_a_page_is_refused(saved: bytes) -> None:
    assert is_mhtml(saved)
    with pytest.raises(NotMhtml):
        main_part(saved)


def test_parts_without_end_are_not_followed_for_ever() -> None:
    deep = mhtml((HTML, PAGE))
    for number in range(50):
        headers, _, body = deep.partition(b"\r\n\r\n")
        kind = headers.partition(b"Content-Type: ")[2].decode()
        deep = mhtml((f"Content-Type: {kind}", body), boundary=f"level-{number}")
    with pytest.raises(NotMhtml):
        main_part(deep)


@pytest.mark.parametrize("text", [b"From: the editor\n\nThe chamber", b"<html>", b"", b"Subject:"])
def test_a_text_is_not_taken_for_a_saved_page(text: bytes) -> None:
    assert not is_mhtml(text)


@given(st.binary(max_size=400), st.binary(max_size=60))
def test_whatever_is_in_it_is_read_or_refused(body: bytes, headers: bytes) -> None:
    with suppress(NotMhtml):
        assert main_part(mhtml((headers.decode("latin-1"), body))).content_type == "text/html"
    with suppress(NotMhtml):
        main_part(body)
