"""`manage.py extract`, as a script uses it."""

import gzip
import io
import json
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

TEXT = (
    "Lamps are ships, says the Chamber\n\nBy Lena Dorrowby\n12 May 2026, 7.15pm CEST\n\n"
    "The Chamber decided on Tuesday that a lamp is a kind of ship – “and it may vote”, it said.\n\n"
    "Nobody had asked the lamps. The keepers, who had, were told of it by letter in the spring."
)
HTML = (
    "<html lang='de'><body><article><h1>Leuchttürme sind Schiffe</h1><p>Die Kammer hat am Dienstag "
    "entschieden, dass eine Lampe eine Art Schiff ist, und zwar ein "
    "ganzes.</p><figure><img src='x'>"
    "<figcaption>Die Lampe (Odo Brack)</figcaption></figure><h2>Und nun?</h2><p>Niemand hatte die "
    "Lampen gefragt. Die Wärter erfuhren es im Frühjahr durch einen Brief der Ministerin.</p>"
    "</article></body></html>"
)


class _Input(io.TextIOWrapper):
    pass


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch):
    def run(*lines: object) -> list[dict]:
        told = [line if isinstance(line, str) else json.dumps(line) for line in lines]
        output = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        monkeypatch.setattr(sys, "stdin", _Input(io.BytesIO("\n".join(told).encode())))
        monkeypatch.setattr(sys, "stdout", output)
        call_command("extract")
        written = output.buffer.getvalue().decode()
        return [json.loads(line) for line in written.splitlines()]

    return run


def test_pasted_text_is_answered_with_its_article(run):
    (answer,) = run({"id": 7, "text": TEXT})

    assert answer["id"] == 7
    assert answer["title"] == "Lamps are ships, says the Chamber"
    assert answer["authors"] == ["Lena Dorrowby"]
    assert answer["published"] == "2026-05-12T19:15:00+02:00"
    assert answer["lang"] == "en"
    assert answer["text"].startswith("The Chamber decided") and answer["text"].count("\n") == 1
    assert answer["captions"] == []
    assert answer["blocks"][0] == {"kind": "title", "text": "Lamps are ships, says the Chamber"}


@pytest.mark.parametrize("packed", [False, True])
def test_a_page_in_a_file_is_answered_with_its_article(run, tmp_path: Path, packed: bool):
    path = tmp_path / "page"
    path.write_bytes(gzip.compress(HTML.encode()) if packed else HTML.encode())

    (answer,) = run({"id": "x", "html_path": str(path), "url": "https://kuestenbote.example/1"})

    assert answer["title"] == "Leuchttürme sind Schiffe"
    assert answer["sources"] == {"title": "h1"}
    assert answer["lang"] == "de"
    assert answer["captions"] == [{"text": "Die Lampe", "credit": "Odo Brack"}]
    assert {"kind": "heading", "text": "Und nun?", "level": 2} in answer["blocks"]
    assert {"kind": "caption", "text": "Die Lampe", "credit": "Odo Brack"} in answer["blocks"]
    assert "Die Lampe" not in answer["text"]


def test_a_bad_line_is_answered_with_its_error_and_the_next_is_read(run, tmp_path: Path):
    torn = tmp_path / "torn.gz"
    torn.write_bytes(gzip.compress(HTML.encode())[:60])
    answers = run(
        "{not json",
        "[]",
        {"id": 1},
        {"id": 2, "html_path": "/nowhere/at/all.html"},
        {"id": 3, "html_path": str(torn)},
        {"id": 4, "text": " "},
        {"id": 5, "text": TEXT},
    )

    assert [answer["id"] for answer in answers] == [None, None, 1, 2, 3, 4, 5]
    assert all(answer["error"] for answer in answers[:-1])
    assert answers[-1]["title"] == "Lamps are ships, says the Chamber"


def test_what_is_not_ascii_is_written_as_it_is(run, capsysbinary):
    (answer,) = run({"id": "ü", "text": TEXT})
    assert "–" in answer["text"] and "“" in answer["text"]


def test_the_command_needs_no_database(run, django_db_blocker):
    with django_db_blocker.block():
        (answer,) = run({"id": 1, "text": TEXT})
    assert "error" not in answer
