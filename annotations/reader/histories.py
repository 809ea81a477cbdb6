"""What a highlight is called and what it was before, read in the query that reads its anchor."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce, JSONObject, NullIf

from annotations.highlights.adjusting import Adjustment
from annotations.highlights.labels import Label
from annotations.highlights.models import Anchor, Highlight
from annotations.notes.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Range:
    """Where a highlight stood until somebody gave it another range."""

    by: str
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Found:
    """What somebody found about a claim; `html` are the sources."""

    verdict: str
    by: str
    at: datetime
    html: str

    @property
    def name(self) -> str:
        return str(Highlight.Verdict(self.verdict).label)


@dataclass(frozen=True, slots=True)
class History:
    """The labels as key and name; the ranges and the verdicts, the latest first."""

    labels: list[tuple[int, str]]
    ranges: list[Range]
    verdicts: list[Found]


_WHO = Coalesce(NullIf("by__name", Value("")), "by__email")


def with_histories(anchors: QuerySet[Anchor]) -> QuerySet[Anchor]:
    """Return `anchors` with all that `history_of` needs."""
    here = {"highlight": OuterRef("highlight_id")}
    labels = Label.objects.filter(highlights=OuterRef("highlight_id"))
    ranges = JSONObject(by=_WHO, at="at", words="words")
    verdicts = JSONObject(verdict="verdict", by=_WHO, at="at", html="html")
    return anchors.annotate(
        labels=ArraySubquery(labels.values(json=JSONObject(pk="pk", name="name"))),
        ranges=ArraySubquery(Adjustment.objects.filter(**here).values(json=ranges)),
        judged=ArraySubquery(Verdict.objects.filter(**here).values(json=verdicts)),
    )


def history_of(anchor: Anchor) -> History:
    """Return what was read along with `anchor`."""
    is_claim = anchor.highlight.kind == Highlight.Kind.CLAIM
    return History(
        labels=[(one["pk"], one["name"]) for one in anchor.labels],
        ranges=[Range(**_dated(one)) for one in anchor.ranges],
        verdicts=[Found(**_dated(one)) for one in anchor.judged] if is_claim else [],
    )


def _dated(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"at": datetime.fromisoformat(row["at"])}
