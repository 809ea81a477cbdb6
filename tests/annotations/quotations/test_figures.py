"""How well quotations are found in real articles."""

import importlib.util
import json
from functools import cache
from types import ModuleType
from typing import Any

import pytest

from annotations.quotations.attribution import attribute
from tests.shared import SHARED, needs_shared

FOLDER = SHARED / "bench" / "quotes"


@cache
def scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", FOLDER / "score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def figures(rows: list[dict[str, Any]]) -> dict[str, Any]:
    found = {
        row["id"]: [
            {"start": one.quotation.start, "end": one.quotation.end, "speaker": one.speaker}
            for one in attribute(row["text"])
        ]
        for row in rows
    }
    return scorer().score(rows, found, {"direct", "mixed"})


def rows_of(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / name).open(encoding="utf-8")]


@needs_shared
@pytest.mark.parametrize(
    ("name", "least"),
    [
        (
            "polnear_dev.jsonl",
            {"overlap": 0.97, "end_to_end": 0.84, "named": 0.9, "pronoun": 0.8, "nominal": 0.65},
        ),
        ("modern_dev.jsonl", {"overlap": 0.96, "end_to_end": 0.75}),
        ("german_wikinews.jsonl", {"overlap": 0.95}),
    ],
)
def test_the_figures_of_a_set_of_articles_are_met(name: str, least: dict[str, float]):
    found = figures(rows_of(name))
    got = {it: found[it][2] for it in ("overlap", "end_to_end")}
    got |= {it: right for it, (right, _) in found["speaker_by_class"].items()}

    assert {it: got[it] for it in least if got[it] < least[it]} == {}


@needs_shared
def test_every_quotation_of_the_sample_article_has_its_speaker():
    row = json.loads((SHARED / "seed" / "quotes_gold.json").read_text("utf-8"))
    found = figures([row | {"id": "sample"}])

    assert found["gold_quotes"] == found["predicted"] == 13
    assert found["overlap"][2] == found["end_to_end"][2] == 1
