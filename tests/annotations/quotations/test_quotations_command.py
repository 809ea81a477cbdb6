"""`manage.py quotations`, as a script uses it."""

import io
import json
import sys

import pytest
from django.core.management import call_command


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch):
    def run(*lines: object) -> list[dict]:
        told = [line if isinstance(line, str) else json.dumps(line) for line in lines]
        output = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        written = io.TextIOWrapper(io.BytesIO("\n".join(told).encode()))
        monkeypatch.setattr(sys, "stdin", written)
        monkeypatch.setattr(sys, "stdout", output)
        call_command("quotations")
        return [json.loads(line) for line in output.buffer.getvalue().decode().splitlines()]

    return run


def test_a_text_is_answered_with_its_quotations_and_speakers(run):
    text = "“The bridge is late,” said Oriel Tavasti, the minister."
    (answer,) = run({"id": 7, "text": text})
    (quote,) = answer["quotes"]

    assert answer["id"] == 7
    assert text[quote["start"] : quote["end"]] == "“The bridge is late,”"
    assert (quote["speaker"], quote["mention"]) == ("Oriel Tavasti", "Oriel Tavasti")
    assert 0 < quote["confidence"] <= 1
    assert set(quote) == {"start", "end", "speaker", "mention", "confidence"}


def test_a_quotation_over_several_paragraphs_is_one(run):
    text = "“We began early.\n\n“We ended late,” said Oriel Tavasti."
    (answer,) = run({"id": 1, "text": text})

    assert [(it["start"], it["end"]) for it in answer["quotes"]] == [(0, text.index(" said"))]


def test_nobody_is_nobody(run):
    (answer,) = run({"id": 1, "text": "“We will not pay for the bridge, and we never said so.”"})

    assert [(it["speaker"], it["mention"]) for it in answer["quotes"]] == [(None, None)]


def test_bad_lines_are_answered_and_the_next_ones_too(run):
    answers = run("{", "[1]", {"id": 3}, {"id": 4, "text": 5}, {"id": 5, "text": ""})

    assert [set(it) for it in answers] == [{"id", "error"}] * 4 + [{"id", "quotes"}]
    assert [it["id"] for it in answers] == [None, None, 3, 4, 5]
