"""How long it takes to group the quotations of a new article in a large library.

    .venv/bin/python tests/benchmarks/statements.py --quotations 1000000

The library is made by SQL from a seed, on a throw-away database: quotations by 5,000 speakers, of
whom the first has one in fifty, each with nine fingerprints, two of them of stock phrases that all
speakers use again and again. Then articles come in with ten quotations, half of them other wordings
of what the same speakers are quoted with already; those of every fourth article are the first
speaker's. Each is placed as the worker does it. Prints the times, what was found, and the plan of
the search; then what coverage and a speaker's statements cost.
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
SPEAKERS, OUTLETS, AN_ARTICLE, PHRASES = 5_000, 80, 20, 100
SYLLABLES = "ba ke li mo nu ra se ti vo da fe gi ho ju la me ni po ru sa te vi zo ga he".split()
PLACES = f"""
    INSERT INTO newsroom_outlet (name, domain)
        SELECT 'Outlet ' || n, 'outlet-' || n || '.example' FROM generate_series(1, {OUTLETS}) AS n;
    INSERT INTO annotations_speaker (name, kind, role, created_at)
        SELECT 'Speaker ' || n, 'person', '', now() FROM generate_series(1, {SPEAKERS}) AS n;
    INSERT INTO newsroom_article (id, outlet_id, url, title, language, state, step, failure,
            stands_alone, before_merging, added_at, dated_at, word_count, is_sample)
        SELECT n, n %% {OUTLETS} + 1, '', 'Article ' || n, 'en', 'ready', 'done', '', false, '{{}}',
            at, at, 100, false
        FROM generate_series(1, %(articles)s) AS n, LATERAL (SELECT
            timestamptz '2026-11-01' - n * interval '1095 days' / %(articles)s AS at) AS dated;
    INSERT INTO newsroom_version (id, article_id, number, captured_at, digest, text, blocks, title,
            language, authors, sections, tags, lead_image, left_out, form, sources, repaired)
        SELECT n, n, 1, now(), n::text, '', '[]', '', 'en', '[]', '[]', '[]', '', '[]', 'article',
            '{{}}', false
        FROM generate_series(1, %(articles)s) AS n;
    UPDATE newsroom_article SET latest_version_id = id
"""
#: Their words are letters of two hashes: only how many there are matters for the time.
SAY = """
    INSERT INTO annotations_highlight (id, version_id, start, "end", words, kind, verdict,
            visibility, author_id, client_key, created_at)
        SELECT n, n %% %(articles)s + 1, 0, 10,
            translate(md5(n::text) || md5(n || 'b'), '01234567', '        '),
            'quote', 'not_yet', CASE WHEN n %% 50 = 7 THEN 'only_me' ELSE 'everyone' END,
            %(author)s, gen_random_uuid(), now()
        FROM generate_series(1, %(quotations)s) AS n
"""
TELL = f"""
    INSERT INTO annotations_telling
            (highlight_id, speaker_id, outlet_id, dated_at, kept_by, placed)
        SELECT n, CASE WHEN n %% 50 = 0 THEN 1 ELSE
                1 + floor({SPEAKERS} * power(abs(hashint8extended(n, 3) %% 10000) / 10000.0, 2))
            END, article.outlet_id, article.dated_at, CASE WHEN n %% 50 = 7 THEN %(author)s END, 1
        FROM generate_series(1, %(quotations)s) AS n
        JOIN newsroom_article AS article ON article.id = n %% %(articles)s + 1
"""
PRINT = """
    INSERT INTO annotations_fingerprint (speaker_id, hash, highlight_id)
        SELECT speaker_id, CASE WHEN k > 2 THEN hashint8extended(highlight_id * 16 + k, 1) ELSE
            (%(stock)s::bigint[])[1 + floor(%(all)s
                * power(abs(hashint8extended(highlight_id * 16 + k, 9) %% 1000) / 1000.0, 2))::int]
            END, highlight_id
        FROM annotations_telling, generate_series(1, 9) AS k
        ON CONFLICT DO NOTHING
"""


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quotations", type=int, default=100_000)
    parser.add_argument("--articles", type=int, default=200, help="how many come in")
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
    phrases = [_words(chance, 6) for _ in range(PHRASES)]
    with connection.cursor() as cursor:
        begun = time.perf_counter()
        _make(cursor, quotations, phrases)
        cursor.execute(
            "SELECT count(*), pg_total_relation_size('annotations_fingerprint'),"
            " pg_total_relation_size('annotations_telling') FROM annotations_fingerprint"
        )
        rows, prints, tellings = cursor.fetchone()
        print(
            f"{quotations:,} quotations, {rows:,} fingerprints ({prints / 2**20:,.0f} MB), "
            f"tellings {tellings / 2**20:,.0f} MB; made in {time.perf_counter() - begun:,.0f} s",
            flush=True,
        )
        _come_in(cursor, articles, phrases, chance)
        _look(cursor)


def _make(cursor: Any, quotations: int, phrases: Sequence[str]) -> None:
    from annotations.statements.wording import fingerprints, wording
    from annotations.teams.models import User

    author = User.objects.create_user("petra@statehouse.example", name="Petra Salloway").pk
    stock = [value for phrase in phrases for value in fingerprints(wording(phrase))]
    values = {
        "quotations": quotations,
        "articles": max(1000, quotations // AN_ARTICLE),
        "author": author,
        "stock": stock,
        "all": len(stock),
    }
    # Neither triggers nor foreign keys, while it is made.
    cursor.execute("SET session_replication_role = replica")
    cursor.execute("SET maintenance_work_mem = '256MB'")
    for statement in (PLACES, SAY, TELL, PRINT):
        cursor.execute(statement, values)
    for table in ("newsroom_article", "newsroom_version", "annotations_highlight"):
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, quotations * 2]
        )
    cursor.execute("SET session_replication_role = origin")
    cursor.execute("VACUUM ANALYZE")


def _come_in(cursor: Any, articles: int, phrases: Sequence[str], chance: Random) -> None:
    """Let articles come in and place their quotations; print how long that takes."""
    from annotations.statements.models import Fingerprint, Telling
    from annotations.statements.placing import CANDIDATES, asking, place_on

    cursor.execute("SELECT pg_backend_pid()")
    [backend] = cursor.fetchone()
    times, costs, found, known = [], [], 0, 0
    for number in range(articles + 5):
        speakers = [1] if number % 4 == 0 else chance.sample(range(1, SPEAKERS), 4)
        old = [(chance.choice(speakers), _said(phrases, chance)) for _ in range(5)]
        before = _article(cursor, number, old, chance)
        place_on(before[0])
        new = [(speaker, _reworded(words, chance)) for speaker, words in old]
        new += [(chance.choice(speakers), _said(phrases, chance)) for _ in range(5)]
        article, made = _article(cursor, number + 1, new, chance)
        begun, spent = time.perf_counter(), time.process_time() + _processor(backend)
        placed = place_on(article)
        took = (time.perf_counter() - begun) * 1000
        cost = (time.process_time() + _processor(backend) - spent) * 1000
        assert placed == 10
        # The first ones pay for what every process compiles once.
        if number < 5:
            continue
        times.append(took)
        costs.append(cost)
        tellings = Telling.objects.in_bulk([*before[1], *made])
        known += 5
        found += sum(
            tellings[one].statement_id is not None
            and tellings[one].statement_id == tellings[other].statement_id
            for one, other in zip(before[1], made, strict=False)
        )
    times.sort()
    print(
        f"{len(times)} articles of 10 quotations: median {statistics.median(times):.1f} ms, "
        f"95 % under {times[int(len(times) * 0.95)]:.1f} ms, longest {times[-1]:.1f} ms; "
        f"processor time {statistics.mean(costs):.1f} ms on average; "
        f"{found} of {known} other wordings joined their statement",
        flush=True,
    )
    asked = list(Fingerprint.objects.filter(highlight__in=made))
    cursor.execute("SET enable_bitmapscan = off")
    cursor.execute("EXPLAIN (ANALYZE, COSTS OFF) " + CANDIDATES, asking(asked))
    print("\n".join(line for (line,) in cursor.fetchall()), flush=True)
    cursor.execute("SET enable_bitmapscan TO DEFAULT")


def _processor(pid: int) -> float:
    """Return the processor time a process has taken, in seconds, to a hundredth."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _article(
    cursor: Any, number: int, said: Sequence[tuple[int, str]], chance: Random
) -> tuple[int, list[int]]:
    """Make an article with quotations; return its key and theirs."""
    from annotations.highlights.models import Highlight
    from annotations.speakers.models import Attribution
    from annotations.teams.models import User
    from newsroom.articles.models import Article
    from newsroom.articles.text import Block, Extract, Kind

    article = Article.objects.create(outlet_id=number % OUTLETS + 1)
    blocks = tuple(Block(Kind.PARAGRAPH, words) for _speaker, words in said)
    version = article.revise(Extract(blocks=blocks, language="en"))
    author, made, at = User.objects.get(), [], 0
    for speaker, words in said:
        start, at = at, at + len(words) + 1
        key = f"{chance.getrandbits(128):032x}"
        span = {"start": start, "end": start + len(words), "words": words}
        one = Highlight.objects.create(version=version, author=author, client_key=key, **span)
        Attribution.objects.create(highlight=one, speaker_id=speaker, by=author)
        made.append(one.pk)
    return article.pk, made


def _words(chance: Random, many: int) -> str:
    return " ".join("".join(chance.choices(SYLLABLES, k=3)) for _ in range(many))


def _said(phrases: Sequence[str], chance: Random) -> str:
    """A quotation of 14 to 40 words; it begins with a stock phrase."""
    return f"{chance.choice(phrases)} {_words(chance, chance.randint(8, 34))}."


def _reworded(words: str, chance: Random) -> str:
    """Another wording: one word in ten is another, and sometimes the end lacks."""
    changed = [f"{word}n" if at % 10 == 9 else word for at, word in enumerate(words.split())]
    is_cut = len(changed) > 20 and chance.random() < 0.3
    return " ".join(changed[: len(changed) * 2 // 3 if is_cut else None]).capitalize()


def _look(cursor: Any) -> None:
    """Print what it costs to look at statements and coverage."""
    from django.http import QueryDict

    from annotations.record.asked import AskedOfCoverage
    from annotations.record.counting import counted, planned
    from annotations.statements.showing import of_speaker
    from annotations.teams.models import User

    user = User.objects.get()
    _timed("statements of the speaker who is quoted most", lambda: of_speaker(1, user))
    _timed("statements of another speaker", lambda: of_speaker(2500, user))
    asked = {
        "twelve months": "from=2025-11-01&to=2026-10-31",
        "all": "from=2020-01-01&to=2026-12-31",
        "one outlet, all": "from=2020-01-01&to=2026-12-31&outlet=3",
        "one speaker, all": "from=2020-01-01&to=2026-12-31&speaker=1",
    }
    for words, query in asked.items():
        what = AskedOfCoverage.read(QueryDict(query))
        _timed(f"coverage, {words}", lambda what=what: counted(what, user))
    lines = planned(AskedOfCoverage.read(QueryDict(asked["twelve months"])), user)
    print("\n".join(lines))


def _timed(words: str, do: Callable[[], object]) -> None:
    times = []
    for _ in range(7):
        begun = time.perf_counter()
        do()
        times.append((time.perf_counter() - begun) * 1000)
    print(f"{words}: {statistics.median(times):.1f} ms", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
