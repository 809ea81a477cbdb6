"""What readers made of the articles of a page, in short: counts, a quotation, who speaks."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from annotations.highlights.models import Highlight
from annotations.library.traces import SEEN_TRACE
from annotations.speakers.models import initials_of
from annotations.teams.models import User
from newsroom.prepared import planned_once

FACES = 5
MOST = 1000
"""No more highlights of an article are looked at: counts that end there say so."""
_KINDS = tuple(Highlight.Kind.values)


@dataclass(frozen=True, slots=True)
class Face:
    """A speaker, as far as a row shows them."""

    pk: int
    name: str
    kind: str

    def __str__(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        return initials_of(self.name, self.kind)


@dataclass(frozen=True, slots=True)
class Gist:
    """What readers made of an article: how many highlights of each kind, who is heard most.

    `words` are those of the first quotation that has a speaker, `said_by`. `or_more`: there are
    more highlights than were looked at.
    """

    counts: list[tuple[str, int]] = field(default_factory=list)
    or_more: bool = False
    faces: list[Face] = field(default_factory=list)
    words: str = ""
    said_by: Face | None = None


@dataclass(frozen=True, slots=True)
class _Heard:
    """How many highlights of one kind one speaker has on a version.

    `first` is the place of the first of them. `words` are its words, where no other quotation that
    has a speaker comes before it.
    """

    version: int
    kind: str
    n: int
    first: int
    speaker: Face | None
    words: str


def gists(user: User, versions: Iterable[int]) -> dict[int, Gist]:
    """Return what `user` sees made of each of these versions, by their keys. One query."""
    heard: dict[int, list[_Heard]] = {version: [] for version in versions}
    for one in _heard(user, list(heard)):
        heard[one.version].append(one)
    return {version: _gist(rows) for version, rows in heard.items()}


# Written by hand: Django takes longer to write it than PostgreSQL to answer it.
_HEARD = f"""
    WITH heard AS (
        SELECT asked.version_id, made.kind, made.speaker_id, count(*) AS n,
            min(made.start) AS first
        FROM unnest(%(versions)s::bigint[]) AS asked (version_id) CROSS JOIN LATERAL (
            SELECT anchor.start, trace.kind, trace.speaker_id FROM annotations_anchor AS anchor
            JOIN annotations_trace AS trace ON trace.highlight_id = anchor.highlight_id
            WHERE anchor.version_id = asked.version_id AND anchor.start IS NOT NULL
                AND {SEEN_TRACE}
            LIMIT {MOST}
        ) AS made
        GROUP BY asked.version_id, made.kind, made.speaker_id
    )
    SELECT heard.version_id, heard.kind, heard.n, heard.first,
        speaker.id, speaker.name, speaker.kind,
        CASE WHEN heard.kind = 'quote' AND heard.first = heard.quoted THEN (
            SELECT left(quoted.words, 1000) FROM annotations_anchor AS anchor
            JOIN annotations_trace AS trace ON trace.highlight_id = anchor.highlight_id
            JOIN annotations_highlight AS quoted ON quoted.id = trace.highlight_id
            WHERE anchor.version_id = heard.version_id AND anchor.start = heard.first
                AND trace.kind = 'quote' AND trace.speaker_id = heard.speaker_id AND {SEEN_TRACE}
            ORDER BY trace.highlight_id LIMIT 1
        ) END
    FROM (
        SELECT *, min(first) FILTER (WHERE kind = 'quote' AND speaker_id IS NOT NULL)
            OVER (PARTITION BY version_id) AS quoted FROM heard
    ) AS heard LEFT JOIN annotations_speaker AS speaker ON speaker.id = heard.speaker_id
"""


def _heard(user: User, versions: list[int]) -> Iterable[_Heard]:
    faces: dict[int | None, Face | None] = {None: None}
    with planned_once() as cursor:
        cursor.execute(_HEARD, {"user": user.pk, "versions": versions})
        for version, kind, n, first, pk, name, speaker_kind, words in cursor:
            if pk not in faces:
                faces[pk] = Face(pk, name, speaker_kind)
            yield _Heard(version, kind, n, first, faces[pk], words or "")


def _gist(rows: list[_Heard]) -> Gist:
    if not rows:
        return Gist()
    said = [row for row in rows if row.words and row.speaker]
    first = min(said, key=lambda row: (row.first, str(row.speaker)), default=None)
    counts = _counts(rows)
    return Gist(
        counts=counts,
        or_more=sum(n for _kind, n in counts) >= MOST,
        faces=_faces(rows),
        words=first.words if first else "",
        said_by=first.speaker if first else None,
    )


def _counts(rows: list[_Heard]) -> list[tuple[str, int]]:
    counts: Counter[str] = Counter()
    for row in rows:
        counts[row.kind] += row.n
    return [(kind, counts[kind]) for kind in _KINDS if counts[kind]]


def _faces(rows: list[_Heard]) -> list[Face]:
    """Those heard most come first."""
    speakers = {row.speaker.pk: row.speaker for row in rows if row.speaker}
    often: Counter[int] = Counter()
    for row in rows:
        if row.speaker:
            often[row.speaker.pk] += row.n
    return sorted(speakers.values(), key=lambda one: (-often[one.pk], one.name))[:FACES]
