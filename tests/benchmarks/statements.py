"""How long it takes to group the quotations of a new article in a large library.

    .venv/bin/python tests/benchmarks/statements.py --quotations 1000000

The library is made by SQL from a seed, on a throw-away database: quotations of 8 to 40 words by
5,000 speakers, of whom the first has one in fifty; one in four has three more wordings elsewhere;
one in five begins with one of its speaker's stock phrases. Their fingerprints are the real ones.
Then articles come in with ten quotations by four speakers, half of them other wordings of what is
known, each placed as the worker does it. Prints the times, what was found, and plans; then what
coverage and a speaker's statements cost.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from newsroom import embedded  # noqa: E402

CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
SPEAKERS, OUTLETS, AN_ARTICLE = 5_000, 80, 5
COMMON = "the of to and a in that is we it for this not be will have on are with our as but they at"
SYLLABLES = "ba ke li mo nu ra se ti vo da fe gi ho ju la me ni po ru sa te vi zo ga he"
#: Words are drawn so that few are frequent and most are rare; the most frequent are real ones.
WORD = f"""
    CREATE FUNCTION pg_temp.word(seed bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
        SELECT CASE WHEN at < 24 THEN (string_to_array('{COMMON}', ' '))[at + 1]
            ELSE (string_to_array('{SYLLABLES}', ' '))[at %% 25 + 1]
                || (string_to_array('{SYLLABLES}', ' '))[at / 25 %% 25 + 1]
                || (string_to_array('{SYLLABLES}', ' '))[at / 625 %% 25 + 1] END
        FROM (SELECT floor(15000 * power(abs(hashint8extended(seed, 5) %% 100000) / 100000.0, 3))
            ::int AS at) AS drawn
    $$
"""
PLACES = """
    INSERT INTO newsroom_outlet (name, domain)
        SELECT 'Outlet ' || n, 'outlet-' || n || '.example' FROM generate_series(1, {outlets}) AS n;
    INSERT INTO annotations_speaker (name, kind, role, created_at)
        SELECT 'Speaker ' || n, 'person', '', now() FROM generate_series(1, {speakers}) AS n;
    INSERT INTO newsroom_article (outlet_id, url, title, language, state, step, failure,
            stands_alone, before_merging, added_at, dated_at, word_count, is_sample)
        SELECT n % {outlets} + 1, '', 'Article ' || n, 'en', 'ready', 'done', '', false, '{{}}',
            at, at, 100, false
        FROM generate_series(1, {articles}) AS n,
            LATERAL (SELECT timestamptz '2026-11-01' - n * interval '1095 days' / {articles} AS at);
    INSERT INTO newsroom_version (article_id, number, captured_at, digest, text, blocks, title,
            language, authors, sections, tags, lead_image, left_out, form, sources, repaired)
        SELECT id, 1, dated_at, md5(id::text), title, '[]', title, 'en', '[]', '[]', '[]', '',
            '[]', 'article', '{{}}', false
        FROM newsroom_article ORDER BY id;
    UPDATE newsroom_article SET latest_version_id = version.id FROM newsroom_version AS version
        WHERE version.article_id = newsroom_article.id;
"""
#: A quarter are wordings of one statement, four in a row by key, in articles far apart.
SAY = """
    INSERT INTO annotations_highlight (version_id, start, "end", words, kind, verdict, visibility,
        author_id, client_key, created_at)
    SELECT first.id + (n * 7919 % {articles}), 0, 10, said.words, 'quote', 'not_yet',
        CASE WHEN n % 50 = 0 THEN 'only_me' ELSE 'everyone' END, {author}, gen_random_uuid(), now()
    FROM (SELECT min(id) AS id FROM newsroom_version) AS first,
        generate_series(%s::bigint, %s::bigint) AS n,
        LATERAL (SELECT n / 4 AS four, n / 4 % 4 = 0 AS shared) AS of,
        LATERAL (SELECT CASE WHEN shared THEN four ELSE n + 10000000 END AS seed) AS by,
        LATERAL (
            SELECT string_agg(CASE
                WHEN seed % 5 = 0 AND k < 6
                    THEN pg_temp.word({speaker} * 50 + seed % 7 + k * 100003)
                WHEN shared AND k = 7 + n % 4 THEN pg_temp.word(n * 64 + k)
                ELSE pg_temp.word(seed * 64 + k) END, ' ' ORDER BY k) AS words
            FROM generate_series(1, (8 + abs(hashint8extended(seed, 2)) % 33)::int) AS k
            WHERE NOT (shared AND n % 4 = 3 AND k > 14)
        ) AS said
"""
SPEAKER = """(CASE WHEN {seed} % 50 = 0 THEN 1 ELSE
    1 + floor({speakers} * power(abs(hashint8extended({seed}, 3) % 100000) / 100000.0, 2))::bigint
    END)"""
TELL = """
    INSERT INTO annotations_attribution (highlight_id, speaker_id, by_id, at)
        SELECT id, {speaker}, author_id, now() FROM (SELECT highlight.id, highlight.author_id,
            CASE WHEN n / 4 % 4 = 0 THEN n / 4 ELSE n + 10000000 END AS seed
            FROM annotations_highlight AS highlight,
            LATERAL (SELECT highlight.id - {first} + 1 AS n)) AS made;
    INSERT INTO annotations_telling (highlight_id, speaker_id, outlet_id, dated_at, kept_by, placed)
        SELECT highlight.id, said.speaker_id, article.outlet_id, article.dated_at,
            CASE visibility WHEN 'only_me' THEN highlight.author_id END, 1
        FROM annotations_attribution AS said
        JOIN annotations_highlight AS highlight ON highlight.id = said.highlight_id
        JOIN newsroom_version AS version ON version.id = highlight.version_id
        JOIN newsroom_article AS article ON article.id = version.article_id;
    INSERT INTO annotations_statement (id, made_at)
        SELECT n / 4 + 1, now() FROM generate_series(0, {quotations} - 1, 16) AS n;
    UPDATE annotations_telling SET statement_id = n / 4 + 1
        FROM (SELECT id, id - {first} + 1 AS n FROM annotations_highlight) AS made
        WHERE made.id = highlight_id AND n / 4 % 4 = 0 AND n < {quotations};
    INSERT INTO annotations_likeness (one_id, other_id, share)
        SELECT one.highlight_id, other.highlight_id, 0.9 FROM annotations_telling AS one
        JOIN annotations_telling AS other ON other.statement_id = one.statement_id
            AND other.highlight_id > one.highlight_id;
"""


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quotations", type=int, default=100_000)
    parser.add_argument("--articles", type=int, default=200, help="that come in")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="margent-benchmark-") as folder:
        os.environ["MARGENT_DATA"] = f"{folder}/data"
        with embedded.running(Path(folder) / "data", options=CARELESS):
            _measure(options.quotations, options.articles, Random(options.seed))


def _measure(quotations: int, articles: int, chance: Random) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        begun = time.perf_counter()
        _make(cursor, quotations)
        cursor.execute(
            "SELECT count(*), pg_total_relation_size('annotations_fingerprint'),"
            " pg_total_relation_size('annotations_telling') FROM annotations_fingerprint"
        )
        rows, prints, tellings = cursor.fetchone()
        print(
            f"{quotations:,} quotations, {rows:,} fingerprints ({prints / 2**20:,.0f} MB), "
            f"tellings {tellings / 2**20:,.0f} MB; made in {time.perf_counter() - begun:,.0f} s"
        )
        _come_in(cursor, articles, chance)
        _look(cursor)


def _make(cursor: Any, quotations: int) -> None:
    from annotations.teams.models import User

    author = User.objects.create_user("petra@statehouse.example", name="Petra Salloway").pk
    numbers = {
        "quotations": quotations,
        "articles": quotations // AN_ARTICLE,
        "outlets": OUTLETS,
        "speakers": SPEAKERS,
        "author": author,
    }
    # Neither triggers nor foreign keys, while it is made.
    cursor.execute("SET session_replication_role = replica")
    cursor.execute(WORD.replace("%%", "%"))
    cursor.execute(PLACES.format(**numbers))
    speaker = SPEAKER.format(seed="seed", speakers=SPEAKERS)
    for first in range(1, quotations + 1, 50_000):
        last = min(first + 49_999, quotations)
        cursor.execute(SAY.format(speaker=speaker, **numbers).replace("% ", "%% "), [first, last])
    cursor.execute("SELECT min(id) FROM annotations_highlight")
    [first] = cursor.fetchone()
    cursor.execute(TELL.format(speaker=speaker, first=first, **numbers))
    _fingerprint(cursor)
    cursor.execute(
        "SELECT setval(pg_get_serial_sequence('annotations_statement', 'id'), %s)", [quotations]
    )
    cursor.execute("SET session_replication_role = origin")
    cursor.execute("VACUUM ANALYZE")


def _fingerprint(cursor: Any) -> None:
    from django.db import connection

    from annotations.statements.wording import fingerprints, wording

    cursor.execute(
        "ALTER TABLE annotations_fingerprint DROP CONSTRAINT annotations_fingerprint_pkey"
    )
    cursor.execute("SELECT highlight_id, speaker_id FROM annotations_telling ORDER BY 1")
    speakers = dict(cursor.fetchall())
    keys = sorted(speakers)
    for at in range(0, len(keys), 50_000):
        part = keys[at : at + 50_000]
        cursor.execute(
            "SELECT id, words FROM annotations_highlight WHERE id BETWEEN %s AND %s",
            [part[0], part[-1]],
        )
        many = cursor.fetchall()
        raw = connection.connection.cursor()
        with raw.copy(
            "COPY annotations_fingerprint (speaker_id, hash, highlight_id) FROM STDIN"
        ) as copy:
            for pk, words in many:
                for value in fingerprints(wording(words)):
                    copy.write_row((speakers[pk], value, pk))
    cursor.execute("SET maintenance_work_mem = '512MB'")
    cursor.execute(
        "ALTER TABLE annotations_fingerprint ADD CONSTRAINT annotations_fingerprint_pkey"
        " PRIMARY KEY (speaker_id, hash, highlight_id)"
    )


def _come_in(cursor: Any, articles: int, chance: Random) -> None:
    """Let articles come in and place their quotations; print how long that takes."""
    from annotations.statements.models import Telling
    from annotations.statements.placing import place_on

    times, costs, found, known = [], [], 0, 0
    cursor.execute("SELECT pg_backend_pid()")
    [backend] = cursor.fetchone()
    for number in range(articles + 5):
        article, wanted = _new_article(cursor, number, chance)
        begun, spent = time.perf_counter(), time.process_time() + _processor(backend)
        placed = place_on(article)
        took = (time.perf_counter() - begun) * 1000
        cost = (time.process_time() + _processor(backend) - spent) * 1000
        assert placed == 10
        if number < 5:
            continue
        times.append(took)
        costs.append(cost)
        known += len(wanted)
        tellings = Telling.objects.in_bulk([pk for pair in wanted for pk in pair])
        found += sum(
            tellings[new].statement_id is not None
            and tellings[new].statement_id == tellings[old].statement_id
            for new, old in wanted
        )
    times.sort()
    print(
        f"{len(times)} articles of 10 quotations: median {statistics.median(times):.1f} ms, "
        f"95 % under {times[int(len(times) * 0.95)]:.1f} ms, longest {times[-1]:.1f} ms; "
        f"processor time {statistics.mean(costs):.1f} ms on average; "
        f"{found} of {known} other wordings joined their statement"
    )


def _processor(pid: int) -> float:
    """Return the processor time a process has taken, in seconds, to a hundredth."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _new_article(cursor: Any, number: int, chance: Random) -> tuple[int, list[tuple[int, int]]]:
    """Make an article with ten quotations; return its key, and five with what they are like."""
    from annotations.highlights.models import Highlight
    from annotations.speakers.models import Attribution
    from annotations.teams.models import User
    from newsroom.articles.models import Article
    from newsroom.articles.text import Block, Extract, Kind

    cursor.execute(
        "SELECT highlight_id, speaker_id, words FROM annotations_telling JOIN annotations_highlight"
        " ON id = highlight_id WHERE kept_by IS NULL AND highlight_id > %s"
        " AND (%s OR speaker_id = 1) ORDER BY highlight_id LIMIT 5",
        [chance.randint(1, 900_000) % _quotations(cursor), number % 4 > 0],
    )
    known = cursor.fetchall()
    speakers = [speaker for _pk, speaker, _words in known][:4]
    said = [(speaker, _reworded(words, chance), pk) for pk, speaker, words in known]
    said += [
        (
            chance.choice(speakers),
            _reworded(" ".join(chance.sample(words.split() * 3, 20)), chance),
            0,
        )
        for _pk, _speaker, words in known
    ]
    article = Article.objects.create(outlet_id=number % OUTLETS + 1)
    blocks = tuple(Block(Kind.PARAGRAPH, words) for _speaker, words, _pk in said)
    version = article.revise(Extract(blocks=blocks, language="en"))
    author, wanted, at = User.objects.get(), [], 0
    for speaker, words, old in said:
        start, at = at, at + len(words) + 1
        made = Highlight.objects.create(
            version=version, start=start, end=start + len(words), words=words, author=author,
            client_key=_key(chance),
        )  # fmt: skip
        Attribution.objects.create(highlight=made, speaker_id=speaker, by=author)
        wanted += [(made.pk, old)] if old else []
    return article.pk, wanted


def _quotations(cursor: Any) -> int:
    cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE relname = 'annotations_telling'")
    return int(cursor.fetchone()[0])


def _reworded(words: str, chance: Random) -> str:
    """Another wording: one word in ten is another, and sometimes the end lacks."""
    changed = [f"{word}n" if at % 10 == 9 else word for at, word in enumerate(words.split())]
    end = len(changed) * 2 // 3 if chance.random() < 0.3 and len(changed) > 20 else len(changed)
    return " ".join(changed[:end]).capitalize() + "."


def _key(chance: Random) -> str:
    return f"{chance.getrandbits(128):032x}"


def _look(cursor: Any) -> None:
    """Print what it costs to look at statements and coverage."""
    from django.http import QueryDict

    from annotations.statements.showing import of_speaker
    from annotations.teams.models import User

    user = User.objects.get()
    _timed("statements of the speaker who is quoted most", lambda: of_speaker(1, user))
    _timed("statements of another speaker", lambda: of_speaker(2500, user))
    try:
        from annotations.record.counting import Asked, _told, _values, counted
    except ImportError:
        return
    asked = {
        "twelve months": "from=2025-11-01&to=2026-10-31",
        "all": "from=2020-01-01&to=2026-12-31",
        "one outlet": "from=2020-01-01&to=2026-12-31&outlet=3",
        "one speaker": "from=2020-01-01&to=2026-12-31&speaker=1",
    }
    for words, query in asked.items():
        what = Asked.read(QueryDict(query))
        _timed(f"coverage, {words}", lambda what=what: counted(what, user))
    cursor.execute(
        "EXPLAIN (ANALYZE, COSTS OFF) " + _told(what) + "SELECT count(*) FROM counted",
        _values(Asked.read(QueryDict(asked["twelve months"])), user),
    )
    print("\n".join(line for (line,) in cursor.fetchall()))


def _timed(words: str, do: Callable[[], object]) -> None:
    times = []
    for _ in range(7):
        begun = time.perf_counter()
        do()
        times.append((time.perf_counter() - begun) * 1000)
    print(f"{words}: {statistics.median(times):.1f} ms")


if __name__ == "__main__":
    main(sys.argv[1:])
