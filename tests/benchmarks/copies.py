"""How long it takes to find agency copy in a large library, on a throw-away database.

    .venv/bin/python tests/benchmarks/copies.py --articles 1000000

Prints the size of the samples, the times of `candidates` for articles drawn at random, and the
plan of one query. The library is made from a seed: each article has 20 to 40 hashes, one in ten
of them of a phrase that many use, a few of them of one that ten thousands do.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from newsroom import embedded  # noqa: E402

CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
MAKE = """
    INSERT INTO newsroom_sample (hash, version_id)
    SELECT CASE
        WHEN hashint8extended(v * 64 + k, 7) %% 10 = 0
        THEN hashint8extended(
            k * 100 + floor(100 * power(abs(hashint8extended(v * 64 + k, 9) %% 1000) / 1000.0, 3)
        )::bigint, 3)
        ELSE hashint8extended(v * 64 + k, 1)
    END, v
    FROM generate_series(%s::bigint, %s::bigint) AS v, generate_series(1, 20 + v %% 21) AS k
"""
INDEXES = (
    "ALTER TABLE newsroom_sample ADD CONSTRAINT made PRIMARY KEY (hash, version_id)",
    "CREATE INDEX made_too ON newsroom_sample (version_id)",
    "VACUUM ANALYZE newsroom_sample",
)


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=300)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="margent-benchmark-") as folder:
        os.environ["MARGENT_DATA"] = f"{folder}/data"
        with embedded.running(Path(folder) / "data", options=CARELESS):
            _measure(options.articles, options.queries)


def _measure(articles: int, queries: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        _make(cursor, articles)
        cursor.execute(
            "SELECT count(*), pg_total_relation_size('newsroom_sample') FROM newsroom_sample"
        )
        rows, size = cursor.fetchone()
        print(f"{articles:,} articles, {rows:,} hashes, {size / 2**20:,.0f} MB")
        _ask(cursor, articles, queries)


def _make(cursor: object, articles: int) -> None:
    # The same table without its foreign key, so that there need be no articles.
    cursor.execute("DROP TABLE newsroom_sample")
    cursor.execute(
        "CREATE TABLE newsroom_sample (hash bigint NOT NULL, version_id bigint NOT NULL)"
    )
    for first in range(1, articles + 1, 50_000):
        cursor.execute(MAKE, [first, min(first + 49_999, articles)])
    cursor.execute("SET maintenance_work_mem = '256MB'")
    for statement in INDEXES:
        cursor.execute(statement)


def _ask(cursor: object, articles: int, queries: int) -> None:
    from newsroom.ingestion import wire

    chance, times, found = Random(1), [], 0
    for _ in range(queries):
        wanted = chance.randint(1, articles)
        cursor.execute("SELECT hash FROM newsroom_sample WHERE version_id = %s", [wanted])
        hashes = [one for (one,) in cursor.fetchall()]
        # A copy: some of the words are edited, and others stand around them.
        kept = chance.sample(hashes, len(hashes) * 6 // 10)
        asked = kept + [chance.getrandbits(62) for _ in range(20)]
        begun = time.perf_counter()
        answer = wire.candidates(asked)
        times.append((time.perf_counter() - begun) * 1000)
        found += answer[:1] == [wanted]
    times.sort()
    print(
        f"{queries} queries: median {statistics.median(times):.2f} ms, "
        f"95 % under {times[int(queries * 0.95)]:.2f} ms, longest {times[-1]:.2f} ms; "
        f"{found} of {queries} found first"
    )
    cursor.execute("SET enable_bitmapscan = off")
    cursor.execute("EXPLAIN (ANALYZE, BUFFERS) " + wire.CANDIDATES, wire.asking(asked))
    print("\n".join(line for (line,) in cursor.fetchall()))


if __name__ == "__main__":
    main(sys.argv[1:])
