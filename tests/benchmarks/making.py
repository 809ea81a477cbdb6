"""A library of invented articles for the benchmarks, made from a seed by SQL, a batch at a time.

Everything that is drawn at random is drawn by hashing a number and the seed, so the same options
always make the same library. Only what the pages read is made: there are no kept originals
(`Capture`) and no samples of agency copy, which `copies.py` measures.
"""

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.management.color import no_style
from django.db import connection, models

from annotations.highlights.changes import Change, Pulse
from annotations.highlights.models import Anchor, Highlight
from annotations.library.models import Reading
from annotations.library.traces import Trace
from annotations.notes.models import Note
from annotations.speakers.models import Attribution, NameWord, Speaker, SpeakerName
from annotations.teams.models import User
from newsroom.articles.models import Article, Version
from newsroom.outlets.models import Entry, Feed, Outlet, Tally, Topic
from newsroom.outlets.topic_tallies import TopicTally

PEOPLE, OUTLETS, FEEDS, TOPICS, STORIES, PARAGRAPHS = 20, 200, 150, 40, 500, 10
A_DAY = 1000
"""Articles a day, at every size of the library."""
BATCH = 10_000
READER, THOROUGH = 1, 2
"""Keys of people: who has read three articles in ten, and who has read the newest 5,000."""
LAST = "timestamptz '2026-05-14 12:00+00'"

GIVEN = (
    "Oriel Bram Ilka Dagny Mattis Lena Tavo Ysolde Corvin Maren Jessamy Halvard Runa Peregrin "
    "Sunniva Aldous Brisa Emeric Ottoline Fenna"
).split()
FAMILY = (
    "Tavasti Kessendorf Brandeveer Ferrowe Orlundh Dorrowby Halloran Vestergaard Quillen Marrash "
    "Ostrander Pellam Ruskova Thornby Ulverson Wexcombe Yarrowdale Zandt Abernoth Callistan "
    "Drevik Eskelund Farnholt Grimsdal Hollenby Ironwood Jarrick Kolvane Lindqvar Morvane"
).split()
WORDS = (
    "the of and a to in for on that by with from at after over under before until the the of and "
    "ferry quay harbour council ministers chamber fund budget forecast islands northern southern "
    "yards fishery ballot reform hearing committee auditor treasury bridge railway grain levy "
    "tariff pension housing clinic school water license statehouse carrier dockers union strike "
    "vote motion amendment delegate province coastal Vestrin Calder Quay Marenia Marenian said "
    "told warned promised rejected delayed approved published reported insisted argued denied "
    "four twelve hundred thousand million percent spring autumn winter Tuesday Thursday"
).split()


@dataclass(frozen=True, slots=True)
class Plan:
    """What to make: how many articles, of how many words each, and from which seed."""

    articles: int
    words: int = 800
    seed: int = 1

    @property
    def highlights(self) -> int:
        return self.articles * 2

    @property
    def speakers(self) -> int:
        return max(len(GIVEN), self.articles // 50)


@dataclass(frozen=True, slots=True)
class Crowded:
    """An article with so many highlights, the key of it and of its version."""

    highlights: int
    article: int
    version: int


def crowded(plan: Plan) -> list[Crowded]:
    """Return the articles that are there to be read with many highlights on them.

    They are the oldest ones of the library. That with 5,000 is twenty times as long.
    """
    return [
        Crowded(count, plan.articles + at, 2 * plan.articles + at)
        for at, count in enumerate((50, 200, 5000), 1)
    ]


def make(plan: Plan) -> None:
    """Fill an empty, migrated database with the library of `plan`; shows a bar on a terminal."""
    with connection.cursor() as cursor:
        # Rows may come before those they point to, and pointing is checked nowhere.
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET maintenance_work_mem = '256MB'")
        cursor.execute("SET synchronous_commit = off")
    _run(_DRAWING.format(seed=plan.seed))
    _few(plan)
    parts = [*_articles(plan), *_highlights(plan), *_crowds(plan)]
    for done, part in enumerate(parts, 1):
        _run(part)
        _bar(done, len(parts))
    _finish()


# -- drawing and inserting -------------------------------------------------------------------

_DRAWING = """
    CREATE OR REPLACE FUNCTION pg_temp.drawn(n bigint, what text) RETURNS float8
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
    $$ SELECT (hashint8extended(n, hashtextextended(what, {seed})) & 1048575) / 1048576.0 $$;
    CREATE OR REPLACE FUNCTION pg_temp.pick(n bigint, what text, many bigint) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
    $$ SELECT 1 + (hashint8extended(n, hashtextextended(what, {seed})) & 1073741823) % many $$
"""


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _inserting(model: type[models.Model], source: str, **columns: str) -> str:
    """Return the SQL that inserts a row of `model` for each of `source`.

    `columns` says what goes into a field, as SQL; all other fields take their defaults.
    """
    given = {**_defaults(model), **columns}
    names = [model._meta.get_field(name).column for name in given]
    quoted = ", ".join(f'"{name}"' for name in names)
    return (
        f'INSERT INTO "{model._meta.db_table}" ({quoted}) SELECT {", ".join(given.values())} '
        f"FROM {source}"
    )


def _defaults(model: type[models.Model]) -> Mapping[str, str]:
    with connection.cursor() as cursor:
        return {
            field.name: cursor.mogrify("%s", [_default(field)])
            for field in model._meta.concrete_fields
            if not field.primary_key and (field.has_default() or not field.has_db_default())
        }


def _default(field: models.Field) -> object:
    return field.get_db_prep_save(field.get_default(), connection)


def _batches(first: int, last: int) -> Iterable[tuple[int, int]]:
    for begin in range(first, last + 1, BATCH):
        yield begin, min(begin + BATCH - 1, last)


def _array(words: Iterable[str]) -> str:
    return "ARRAY[" + ", ".join(f"'{word}'" for word in words) + "]"


# -- those of whom there are few -------------------------------------------------------------


def _few(plan: Plan) -> None:
    name = (
        f"({_array(GIVEN)})[pg_temp.pick(n, 'given', {len(GIVEN)})] || ' ' || "
        f"({_array(FAMILY)})[pg_temp.pick(n, 'family', {len(FAMILY)})]"
    )
    apart = f"{name} || CASE WHEN n > 300 THEN ' ' || to_char(n, 'FMRN') ELSE '' END"
    for n, given in enumerate(GIVEN[:PEOPLE], 1):
        User.objects.create(pk=n, email=f"{given.lower()}@statehouse.example", name=f"{given} Wren")
    kind = "CASE WHEN n % 9 = 0 THEN 'organisation' ELSE 'person' END"
    role = "CASE WHEN n % 3 = 0 THEN 'member of the chamber for the northern islands' ELSE '' END"
    for statement in (
        _inserting(
            Outlet, _series(OUTLETS), id="n", name="'Outlet ' || n", domain="n || '.example'"
        ),
        _inserting(Topic, _series(TOPICS), id="n", name="'Topic ' || n"),
        _inserting(
            Feed,
            _series(FEEDS),
            id="n",
            outlet="n",
            title="'Feed ' || n",
            address="'https://' || n || '.example/feed'",
            url="'https://' || n || '.example/feed'",
        ),
        _inserting(Speaker, _series(plan.speakers), id="n", name=apart, kind=kind, role=role),
        _inserting(
            SpeakerName,
            "annotations_speaker",
            id="id",
            speaker="id",
            name="name",
            folded="lower(name)",
        ),
        *_stories("story", plan.words, STORIES),
        *_stories("long_story", plan.words * 20, 1),
    ):
        _run(statement)


def _series(count: int) -> str:
    return f"generate_series(1, {count}) AS n"


_TITLE = 60


def _stories(table: str, words: int, count: int) -> Iterable[str]:
    """Texts with blocks: a title of always the same length, then paragraphs."""
    paragraphs = PARAGRAPHS * max(1, words // 800)
    many = max(5, (words - 9) // paragraphs)
    word = f"({_array(WORDS)})[pg_temp.pick(s * 1000000 + p * 1000 + w, '{table}', {len(WORDS)})]"
    yield f"""
        CREATE TEMP TABLE {table}_part AS
        SELECT s, p, CASE WHEN p = 0 THEN rpad(string_agg({word}, ' ' ORDER BY w), {_TITLE}, 'e')
            ELSE string_agg({word}, ' ' ORDER BY w) || '.' END AS words
        FROM generate_series(1, {count}) AS s, generate_series(0, {paragraphs}) AS p,
            generate_series(1, CASE WHEN p = 0 THEN 9 ELSE {many} END) AS w
        GROUP BY s, p
    """
    yield f"""
        CREATE TEMP TABLE {table} AS
        SELECT s, string_agg(words, E'\\n' ORDER BY p) AS text,
            jsonb_agg(jsonb_build_object('kind', CASE WHEN p = 0 THEN 'title' ELSE 'paragraph' END,
                'start', begins, 'end', begins + length(words)) ORDER BY p) AS blocks
        FROM (SELECT *, sum(length(words) + 1) OVER (PARTITION BY s ORDER BY p)
            - length(words) - 1 AS begins FROM {table}_part) AS placed
        GROUP BY s
    """
    yield f"ALTER TABLE {table} ADD PRIMARY KEY (s)"
    yield f"ANALYZE {table}"


# -- articles --------------------------------------------------------------------------------


def _articles(plan: Plan) -> Iterable[str]:
    for first, last in _batches(1, plan.articles):
        series = f"generate_series({first}, {last}) AS n"
        yield _article(plan, series)
        yield _version(plan, _told(series, "story"), "n", "1")
        edited = _told(f"(SELECT n FROM {series} WHERE n % 10 = 0) AS edited", "story")
        yield _version(plan, edited, f"{plan.articles} + n", "2")
        yield _on_topics(plan, series)
        yield _entries(series)
        yield from _readings(plan, series)


def _told(series: str, table: str) -> str:
    return f"{series} JOIN {table} AS story ON story.s = 1 + n % {STORIES}"


def _dated(plan: Plan) -> str:
    """When article `n` came out; the higher the number, the newer."""
    return f"{LAST} - ({plan.articles} - n) * interval '1 day' / {A_DAY}"


def _added(plan: Plan) -> str:
    return f"{_dated(plan)} + interval '5 minutes'"


def _title(table: str = "story") -> str:
    return f"left({table}.text, {_TITLE - 8}) || ' ' || lpad(n::text, 7, '0')"


def _article(plan: Plan, series: str) -> str:
    return _inserting(
        Article,
        _told(series, "story"),
        id="n",
        outlet=f"1 + floor({OUTLETS} * power(pg_temp.drawn(n, 'outlet'), 2))",
        address="'https://harbour-post.example/news/' || n",
        url="'https://harbour-post.example/news/' || n",
        state="'ready'",
        step="'done'",
        latest_version=f"CASE WHEN n % 10 = 0 THEN {plan.articles} + n ELSE n END",
        added_at=_added(plan),
        title=_title(),
        language="CASE WHEN n % 500 = 7 THEN 'de' ELSE 'en' END",
        published_at=_dated(plan),
        word_count=f"{plan.words}",
        dated_at=_dated(plan),
    )


def _version(plan: Plan, source: str, key: str, number: str, article: str = "n") -> str:
    return _inserting(
        Version,
        source,
        id=key,
        article=article,
        number=number,
        captured_at=_dated(plan),
        digest=f"encode(sha256(convert_to(n || ' ' || {number}, 'UTF8')), 'hex')",
        text=f"{_title()} || substr(story.text, {_TITLE + 1})",
        blocks="story.blocks",
        title=_title(),
        language="'en'",
        published_at=_dated(plan),
        authors="'[\"Lena Dorrowby\"]'::jsonb",
        compared_at=_dated(plan),
    )


def _on_topics(plan: Plan, series: str) -> str:
    table = Article.topics.through._meta.db_table
    topic = f"1 + floor({TOPICS} * power(pg_temp.drawn(n * 3 + k, 'topic'), 3))"
    return (
        f"INSERT INTO {table} (article_id, topic_id, dated_at, added_at) "
        f"SELECT DISTINCT n, ({topic})::bigint, {_dated(plan)}, {_added(plan)} "
        f"FROM {series}, generate_series(1, 1 + n % 2) AS k"
    )


def _entries(series: str) -> str:
    return _inserting(
        Entry,
        series,
        id="n",
        feed=f"1 + n % {FEEDS}",
        key="encode(sha256(convert_to(n::text, 'UTF8')), 'hex')",
        address="'https://harbour-post.example/news/' || n",
        url="'https://harbour-post.example/news/' || n",
        title="'Ferry fund passes by four votes'",
        outcome="'taken'",
        article="n",
    )


def _readings(plan: Plan, series: str) -> Iterable[str]:
    some = f"(SELECT n FROM {series} WHERE pg_temp.pick(n, 'read', 10) <= 3) AS chosen"
    newest = f"(SELECT n FROM {series} WHERE n > {plan.articles - 5000}) AS newest"
    for reader, source in ((READER, some), (THOROUGH, newest)):
        yield _inserting(
            Reading, source, reader=f"{reader}", article="n", version="n", read_at=_dated(plan)
        )


# -- highlights ------------------------------------------------------------------------------


def _highlights(plan: Plan) -> Iterable[str]:
    """Highlights on four articles in ten, with speakers, notes and anchors."""
    for first, last in _batches(1, plan.highlights):
        article = f"10 * ((pg_temp.pick(h, 'on', {plan.articles // 10})) - 1) + 1 + h % 4 * 3"
        drawn = f"(SELECT h, {article} AS n FROM generate_series({first}, {last}) AS h) AS drawn"
        yield from _marked(plan, drawn, "story", "n", f"1 + n % {STORIES}")
        yield _inserting(
            Anchor,
            f"annotations_highlight AS made WHERE id BETWEEN {first} AND {last} "
            "AND version_id % 10 = 0",
            highlight="id",
            version=f"version_id + {plan.articles}",
            status="'same'",
            start="start",
            end='"end"',
        )


def _crowds(plan: Plan) -> Iterable[str]:
    first = plan.highlights + 1
    for one in crowded(plan):
        table = "long_story" if one.highlights > 1000 else "story"
        n = f"(SELECT {one.article - 2 * plan.articles}::bigint AS n) AS old"
        told = f"{n} JOIN {table} AS story ON story.s = 1"
        yield _inserting(
            Article,
            told,
            id=f"{one.article}",
            outlet="1",
            state="'ready'",
            step="'done'",
            latest_version=f"{one.version}",
            title="'Much discussed ' || n",
            language="'en'",
            published_at=_dated(plan),
            added_at=_dated(plan),
            dated_at=_dated(plan),
            word_count=f"{plan.words}",
        )
        yield _version(plan, told, f"{one.version}", "1", f"{one.article}")
        last = first + one.highlights - 1
        drawn = (
            f"(SELECT h, {one.version} AS n FROM generate_series({first}, {last}) AS h) AS drawn"
        )
        yield from _marked(plan, drawn, table, f"{one.version}", "1")
        first = last + 1


def _marked(plan: Plan, drawn: str, table: str, version: str, story: str) -> Iterable[str]:
    """Highlights `h` on the text of `n`, each inside a paragraph of it."""
    placed = f"""
        (SELECT *, (block->>'start')::int + pg_temp.pick(h, 'at',
            (block->>'end')::int - (block->>'start')::int - 90) AS start,
            20 + pg_temp.pick(h, 'long', 60) AS long
        FROM (SELECT h, n, story.text, story.blocks->(pg_temp.pick(h, 'block',
            jsonb_array_length(story.blocks) - 1))::int AS block
            FROM {drawn} JOIN {table} AS story ON story.s = {story}) AS chosen) AS placed
    """
    author = f"pg_temp.pick(h, 'author', {PEOPLE})"
    kinds = "(ARRAY['quote', 'quote', 'quote', 'claim', 'passage'])[1 + h % 5]"
    at = f"{_dated(plan)} + interval '1 hour'"
    yield _inserting(
        Highlight,
        placed,
        id="h",
        version=version,
        start="start::int",
        end="(start + long)::int",
        words="substr(text, start::int + 1, long::int)",
        kind=kinds,
        author=author,
        visibility="CASE WHEN h % 20 = 0 THEN 'only_me' ELSE 'everyone' END",
        client_key="gen_random_uuid()",
        created_at=at,
    )
    made = drawn.replace("AS drawn", "AS h_n")
    yield _inserting(
        Anchor,
        f"{made} JOIN annotations_highlight AS made ON made.id = h",
        highlight="made.id",
        version="made.version_id",
        status="'same'",
        start="made.start",
        end='made."end"',
    )
    speaker = f"1 + floor({plan.speakers} * power(pg_temp.drawn(h, 'speaker'), 3))"
    said = f"(SELECT * FROM {made} WHERE h % 5 <> 4) AS said"
    yield _inserting(Attribution, said, highlight="h", speaker=speaker, by=author, at=at)
    noted = f"(SELECT * FROM {made} WHERE h % 5 < 2) AS noted"
    body = "'The forecast on the quay says otherwise, see the auditor’s second report.'"
    yield _inserting(
        Note,
        noted,
        highlight="h",
        author=author,
        body=body,
        html=f"'<p>' || {body} || '</p>'",
        client_key="gen_random_uuid()",
        created_at=at,
    )
    yield _inserting(
        Change,
        f"{made} JOIN annotations_highlight AS made ON made.id = h "
        "JOIN newsroom_version AS version ON version.id = made.version_id",
        highlight="h",
        article="version.article_id",
        number="h",
        card="h",
        thread="h",
    )


# -- the end ---------------------------------------------------------------------------------


def _finish() -> None:
    made = (Article, Version, Highlight, Speaker, SpeakerName, User, Outlet, Topic, Feed, Entry)
    for statement in connection.ops.sequence_reset_sql(no_style(), made):
        _run(statement)
    _run("SET session_replication_role = origin")
    _run(
        _inserting(
            Pulse,
            "(SELECT article_id, max(number) AS number FROM annotations_change "
            "GROUP BY article_id) AS latest",
            article="article_id",
            number="number",
        )
    )
    Tally.objects.recount()
    TopicTally.objects.recount()
    Trace.objects.recount()
    words = (word for name in SpeakerName.objects.iterator() for word in NameWord.of(name))
    NameWord.objects.bulk_create(words, batch_size=BATCH)
    _run("VACUUM (ANALYZE, FREEZE)")


def _bar(done: int, parts: int) -> None:
    if sys.stderr.isatty() or done == parts:
        full = 40 * done // parts
        end = "\n" if done == parts else ""
        print(
            f"\r[{'=' * full}{' ' * (40 - full)}] {100 * done // parts} %",
            end=end,
            file=sys.stderr,
            flush=True,
        )
