"""Finding which statements quotations are. The worker does it; see `annotations.tasks`.

Quotations are found by their fingerprints in an index, so that the time depends on the words of the
new ones and hardly on how many there are; then they are compared word by word.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q

from annotations.highlights.models import Highlight
from annotations.statements.grouping import BY_HAND, Member, Tie, grouped
from annotations.statements.models import Fingerprint, Likeness, RuledPair, Statement, Telling
from annotations.statements.wording import Wording, fingerprints, judge, wording
from newsroom.articles.models import Copy

AT_ONCE = 200
"""Quotations that are placed in one transaction."""
PER_HASH = 100
"""Quotations looked at for each hash, the newest ones: what is said all the time says nothing."""
MOST_CANDIDATES = 8
LONGEST_SHORT = 120
"""Nothing longer than so many characters is too short to say anything (as the trigger has it)."""
_LOCK = 7_301_118
"""The first key of the locks on speakers; the second is the speaker's."""


@dataclass(frozen=True, slots=True)
class _Quotation:
    """A telling as it was read; `change` is what has been seen of it."""

    pk: int
    speaker: int | None
    kept_by: int | None
    statement: int | None
    change: int
    is_new: bool
    words: str

    @property
    def member(self) -> Member:
        return Member(self.speaker or 0, self.kept_by)


def place_all() -> int:
    """Place whatever changed since it was placed; return how many quotations that were."""
    count = 0
    while pks := list(
        Telling.objects.unplaced().order_by("pk").values_list("pk", flat=True)[:AT_ONCE]
    ):
        placed = place(pks)
        count += placed
        if not placed:
            break
    return count


def place_on(article_id: int) -> int:
    """Place what changed among the quotations of an article; return how many these were."""
    here = Telling.objects.unplaced().filter(highlight__version__article=article_id)
    return sum(map(place, _in_parts(sorted(here.values_list("pk", flat=True)))))


def _in_parts(pks: Sequence[int]) -> Iterable[Sequence[int]]:
    return (pks[at : at + AT_ONCE] for at in range(0, len(pks), AT_ONCE))


@transaction.atomic
def place(pks: Collection[int]) -> int:
    """Group these quotations with those that can be the same statement; return how many were read.

    May run twice, and at once for quotations of one speaker: whoever comes later finds the other.
    """
    locked = _lock(pks)
    batch = [one for one in _read(pks) if one.speaker is None or one.speaker in locked]
    if not batch:
        return 0
    found = _find(batch)
    near = _around(batch, found)
    _write(batch, _arranged(near))
    return len(batch)


@transaction.atomic
def regroup(pks: Collection[int]) -> None:
    """Group these quotations anew by what is known of them, after somebody joined or split some."""
    _lock(pks)
    _write([], _arranged(_around(_read(pks), _ties(pks))))


# --- Reading


def _lock(pks: Collection[int]) -> set[int]:
    """Have everyone else wait who places quotations of these speakers; return the speakers."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCKED, {"pks": sorted(pks), "lock": _LOCK})
        return {speaker for speaker, _locked in cursor.fetchall()}


_LOCKED = """
    SELECT speaker_id, pg_advisory_xact_lock(%(lock)s, (speaker_id %% 2147483647)::int) FROM (
        SELECT speaker_id FROM annotations_telling
            WHERE highlight_id = ANY(%(pks)s) AND speaker_id IS NOT NULL
        UNION SELECT speaker_id FROM annotations_fingerprint WHERE highlight_id = ANY(%(pks)s)
        ORDER BY speaker_id OFFSET 0
    ) AS speakers
"""


def _read(pks: Collection[int]) -> list[_Quotation]:
    rows = Telling.objects.filter(pk__in=pks).order_by("pk")
    fields = ("pk", "speaker", "kept_by", "statement", "change", "placed", "highlight__words")
    return [
        _Quotation(pk, speaker, kept_by, statement, change, placed == 0, words)
        for pk, speaker, kept_by, statement, change, placed, words in rows.values_list(*fields)
    ]


# --- Finding


def _find(batch: Sequence[_Quotation]) -> list[Tie]:
    """Keep the fingerprints of `batch`, and what it is like; return the latter."""
    wordings = {one.pk: wording(one.words) for one in batch if one.speaker}
    hashes = {pk: fingerprints(of) for pk, of in wordings.items()}
    known = [one.pk for one in batch if not one.is_new]
    if known:
        Fingerprint.objects.filter(highlight__in=known).delete()
        Likeness.objects.filter(Q(one__in=known) | Q(other__in=known)).delete()
    rows = [
        Fingerprint(speaker_id=one.speaker, hash=value, highlight_id=one.pk)
        for one in batch
        for value in hashes.get(one.pk, ())
    ]
    Fingerprint.objects.bulk_create(rows, ignore_conflicts=True)
    ties = list(_judged({one.pk: one for one in batch}, wordings, candidates(rows)))
    short = [pk for pk, found in hashes.items() if not found]
    ties += _copied(short, wordings) if short else []
    likenesses = [Likeness(one_id=tie.one, other_id=tie.other, share=tie.strength) for tie in ties]
    Likeness.objects.bulk_create(likenesses, ignore_conflicts=True)
    return ties


def candidates(asked: Sequence[Fingerprint]) -> dict[int, list[int]]:
    """Return, for each quotation that has some of `asked`, those of its speaker that share some.

    Each hash is looked up in an index by itself, and only so many rows of it are read.
    """
    if not asked:
        return {}
    found = defaultdict(list)
    with connection.cursor() as cursor:
        # The planner takes all hashes for rare ones, and would read every row of a common phrase.
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(CANDIDATES, asking(asked))
        for pk, other in cursor.fetchall():
            found[pk].append(other)
        cursor.execute("SET LOCAL enable_bitmapscan TO DEFAULT")
    return found


# What few quotations share says more than what many do.
CANDIDATES = """
    SELECT pk, other FROM (
        SELECT pk, other, row_number() OVER (
            PARTITION BY pk ORDER BY sum(1.0 / hits) DESC, other DESC) AS place
        FROM (
            SELECT asked.pk, found.other, count(*) OVER (PARTITION BY asked.pk, asked.hash) AS hits
            FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS asked (pk, speaker, hash)
            CROSS JOIN LATERAL (
                SELECT highlight_id AS other FROM annotations_fingerprint AS known
                WHERE known.speaker_id = asked.speaker AND known.hash = asked.hash
                    AND known.highlight_id <> asked.pk
                ORDER BY known.highlight_id DESC LIMIT %s
            ) AS found
        ) AS shared GROUP BY pk, other
    ) AS ranked WHERE place <= %s
"""


def asking(asked: Sequence[Fingerprint]) -> list[Any]:
    """Return the parameters of `CANDIDATES` for these fingerprints."""
    return [
        [one.highlight_id for one in asked],
        [one.speaker_id for one in asked],
        [one.hash for one in asked],
        PER_HASH,
        MOST_CANDIDATES,
    ]


def _judged(
    batch: dict[int, _Quotation], wordings: dict[int, Wording], found: dict[int, list[int]]
) -> Iterable[Tie]:
    """The pairs among what was found that can be one statement."""
    others = {other for many in found.values() for other in many} - batch.keys()
    known = {one.pk: one for one in _read(others)} | batch
    pairs = {(min(pk, other), max(pk, other)) for pk, many in found.items() for other in many}
    for one, other in sorted(pairs):
        if one in known and other in known and known[one].member.may_meet(known[other].member):
            for pk in (one, other):
                wordings[pk] = wordings.get(pk) or wording(known[pk].words)
            judgement = judge(wordings[one], wordings[other])
            if judgement.is_one_statement:
                yield Tie(one, other, judgement.share)


def _copied(short: Sequence[int], wordings: dict[int, Wording]) -> Iterable[Tie]:
    """The pairs of quotations too short to say anything, which are one as they stand in one copy.

    Elsewhere the same few words may be said of anything.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COPIED, {"pks": short, "longest": LONGEST_SHORT})
        rows = cursor.fetchall()
    pairs = {
        (min(pk, other), max(pk, other))
        for pk, other, words in rows
        if wording(words).folded == wordings[pk].folded
    }
    return [Tie(one, other, 1.0) for one, other in sorted(pairs)]


# In the same article, or in those that have the same words by now.
_COPIED = """
    SELECT own.highlight_id, other.highlight_id, said.words
    FROM annotations_telling AS own
    JOIN annotations_highlight AS highlight ON highlight.id = own.highlight_id
    JOIN newsroom_version AS version ON version.id = highlight.version_id
    JOIN newsroom_article AS article ON article.id = version.article_id
    CROSS JOIN LATERAL (
        SELECT article.id UNION SELECT there.id FROM newsroom_copy AS copy
        JOIN newsroom_article AS there ON there.latest_version_id = copy.other_id
        WHERE copy.version_id = article.latest_version_id
    ) AS near
    JOIN newsroom_version AS text ON text.article_id = near.id
    JOIN annotations_highlight AS said ON said.version_id = text.id
        AND length(said.words) <= %(longest)s
    JOIN annotations_telling AS other ON other.highlight_id = said.id
        AND other.speaker_id = own.speaker_id AND other.highlight_id <> own.highlight_id
    WHERE own.highlight_id = ANY(%(pks)s)
"""


# --- Grouping


@dataclass(frozen=True, slots=True)
class _Around:
    """Quotations whose grouping may become another one, by key, and what holds between them."""

    quotations: dict[int, _Quotation]
    ties: list[Tie]
    apart: list[tuple[int, int]]


def _around(batch: Sequence[_Quotation], found: Sequence[Tie]) -> _Around:
    """Return what placing `batch` can touch: its statements, and all that is tied to these."""
    pks = {one.pk for one in batch}
    known = {one.pk for one in batch if not one.is_new}
    tied = [*found, *(_ruled(known)[0] if known else [])]
    own = {one.pk: one for one in batch}
    if not tied and not any(one.statement for one in batch):
        return _Around(own, [], [])
    pks = _near(pks | _ends(tied))
    quotations = {one.pk: one for one in _read(pks)} | own
    together, apart = _ruled(pks)
    inside = [
        tie
        for tie in [*_ties(pks, inside=True), *together]
        if tie.one in quotations and tie.other in quotations
    ]
    return _Around(quotations, inside, apart)


def _ends(ties: Iterable[Tie]) -> set[int]:
    return {end for tie in ties for end in (tie.one, tie.other)}


def _near(pks: Collection[int]) -> set[int]:
    """`pks`, all that is in one statement with these, what is tied to that, and so on once."""
    with connection.cursor() as cursor:
        cursor.execute(_NEAR, {"pks": sorted(pks)})
        return {pk for (pk,) in cursor.fetchall()}


_MEMBERS = """
    SELECT member.highlight_id FROM annotations_telling AS member
    WHERE member.statement_id = ANY(array(
        SELECT statement_id FROM annotations_telling
        WHERE highlight_id = ANY({}) AND statement_id IS NOT NULL))
"""
_NEAR = f"""
    WITH first AS MATERIALIZED (
        SELECT unnest(%(pks)s::bigint[]) AS pk UNION {_MEMBERS.format("%(pks)s")}
    ), tied AS MATERIALIZED (
        SELECT pk FROM first
        UNION SELECT other_id FROM annotations_likeness WHERE one_id = ANY(array(TABLE first))
        UNION SELECT one_id FROM annotations_likeness WHERE other_id = ANY(array(TABLE first))
        UNION SELECT other_id FROM annotations_ruledpair WHERE one_id = ANY(array(TABLE first))
        UNION SELECT one_id FROM annotations_ruledpair WHERE other_id = ANY(array(TABLE first))
    )
    SELECT pk FROM tied UNION {_MEMBERS.format("array(TABLE tied)")}
"""


def _ties(pks: Collection[int], inside: bool = False) -> list[Tie]:
    one, other = Q(one__in=pks), Q(other__in=pks)
    found = Likeness.objects.filter(one & other if inside else one | other)
    return [Tie(*row) for row in found.values_list("one_id", "other_id", "share")]


def _ruled(pks: Collection[int]) -> tuple[list[Tie], list[tuple[int, int]]]:
    """What somebody joined, with one of `pks` at an end, and what somebody split."""
    pairs = RuledPair.objects.filter(Q(one__in=pks) | Q(other__in=pks))
    standing = pairs.filter(ruling__taken_back_at=None).order_by("ruling__at", "ruling")
    ruled = {
        (one, other): together
        for one, other, together in standing.values_list("one_id", "other_id", "ruling__together")
    }
    joined = [Tie(*pair, BY_HAND) for pair, together in ruled.items() if together]
    return joined, [pair for pair, together in ruled.items() if not together]


def _arranged(near: _Around) -> dict[int, tuple[int | None, bool]]:
    """Return, of each quotation, the key of its statement, and whether it counts."""
    told = {pk: one for pk, one in near.quotations.items() if one.speaker}
    ties = [tie for tie in near.ties if tie.one in told and tie.other in told]
    groups = grouped({pk: one.member for pk, one in told.items()}, ties, near.apart)
    arranged: dict[int, tuple[int | None, bool]] = dict.fromkeys(near.quotations, (None, True))
    several = [group for group in groups if len(group) > 1]
    repeats = _repeats(several)
    for group, statement in zip(several, _statements(several, told), strict=True):
        arranged |= {pk: (statement, pk not in repeats) for pk in group}
    return arranged


def _statements(groups: Sequence[frozenset[int]], told: dict[int, _Quotation]) -> Sequence[int]:
    """Return a statement for each group: the one most of it had, else a new one."""
    claims = sorted(
        (-sum(told[pk].statement == had for pk in group), had, at)
        for at, group in enumerate(groups)
        for had in {told[pk].statement for pk in group} - {None}
    )
    given: dict[int, int] = {}
    for _often, statement, at in claims:
        if at not in given and statement not in given.values():
            given[at] = statement
    new = iter(Statement.objects.bulk_create(Statement() for at in range(len(groups) - len(given))))
    return [given[at] if at in given else next(new).pk for at in range(len(groups))]


def _repeats(groups: Sequence[frozenset[int]]) -> set[int]:
    """Return those quotations that stand earlier in the same article or in the same agency copy.

    What only its author sees comes after what all see.
    """
    pks = [pk for group in groups for pk in group]
    rows = Highlight.objects.filter(pk__in=pks).values_list(
        "pk", "telling__kept_by", "version__article", "version__article__dated_at"
    )
    places = {pk: (kept_by, article, dated_at) for pk, kept_by, article, dated_at in rows}
    copies = _copies({article for _kept, article, _at in places.values()})
    found = set()
    for group in groups:
        order = sorted(group, key=lambda pk: (places[pk][0] is not None, places[pk][2], pk))
        earlier: dict[int, set[int | None]] = defaultdict(set)
        for pk in order:
            owner, article, _at = places[pk]
            seen = {who for one in (article, *copies[article]) for who in earlier[one]}
            if not seen.isdisjoint({None, owner}):
                found.add(pk)
            earlier[article].add(owner)
    return found


def _copies(articles: Collection[int]) -> dict[int, set[int]]:
    """Return, of each of `articles`, those among them that have the same words by now."""
    found: dict[int, set[int]] = defaultdict(set)
    if len(articles) < 2:
        return found
    pairs = Copy.objects.filter(
        version__article__in=articles,
        other__article__in=articles,
        version__article__latest_version=F("version"),
        other__article__latest_version=F("other"),
    )
    for one, other in pairs.values_list("version__article", "other__article"):
        found[one].add(other)
        found[other].add(one)
    return found


def _write(batch: Sequence[_Quotation], arranged: dict[int, tuple[int | None, bool]]) -> None:
    seen = {one.pk: one.change for one in batch}
    rows = [(pk, *where, seen.get(pk)) for pk, where in sorted(arranged.items())]
    with connection.cursor() as cursor:
        cursor.execute(_PUT, [[row[at] for row in rows] for at in range(4)])


_PUT = """
    UPDATE annotations_telling AS telling SET statement_id = put.statement, counts = put.counts,
        placed = coalesce(put.seen, telling.placed)
    FROM unnest(%s::bigint[], %s::bigint[], %s::boolean[], %s::int[])
        AS put (pk, statement, counts, seen)
    WHERE telling.highlight_id = put.pk AND (put.seen IS NOT NULL OR
        (telling.statement_id, telling.counts) IS DISTINCT FROM (put.statement, put.counts))
"""
