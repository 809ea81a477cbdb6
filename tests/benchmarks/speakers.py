"""What choosing a speaker costs among 200,000, and the page of one who was quoted 20,000 times.

    .venv/bin/python tests/benchmarks/speakers.py --speakers 200000

On a throw-away database (1 GB, some five minutes). Prints for each text that is typed, and for the
speaker's pages, the processor time of the web process and of PostgreSQL together, the median of
some rounds. Names are drawn from a seed: a few hundred given names, many thousand surnames, both as
unevenly spread as people's are. Linux only.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
# In place of this folder, whose names are others' too.
sys.path[0] = str(ROOT)

from newsroom import embedded  # noqa: E402
from tests.benchmarks import processes  # noqa: E402

CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
ARTICLES, QUOTED, FIRST = 14_000, 20_000, 1_000_000
ONSETS = "b br d dr f fl g gr h j k kl l m n p pr r s sk st t tr v w z".split()
VOWELS = "a e i o u ae ei ou".split()
CODAS = " l m n r s t nd rk ld st nn ".split(" ")
TYPED = ("", "m", "tav", "zz", "m s", "ma st", "st ma", "ks", "br k", "o n i", "dóra", "ta ke br")


@dataclass(frozen=True, slots=True)
class Cost:
    """Processor time in milliseconds."""

    web: float
    database: float


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--speakers", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--plans", action="store_true", help="print how the queries are answered")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="margent-benchmark-") as folder:
        os.environ["MARGENT_DATA"] = f"{folder}/data"
        with embedded.running(Path(folder) / "data", options=CARELESS):
            _measure(options)


def _measure(options: argparse.Namespace) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client

    from annotations.teams.models import User
    from tests.benchmarks import making

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    making.make(making.Plan(ARTICLES, words=200))
    _speakers(options.speakers)
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(pk=making.READER))
    print("| asked for | web, ms | PostgreSQL, ms | together, ms |\n|---|---|---|---|")
    for name, address in _addresses():
        cost = _cost(client, address, options.rounds)
        total = cost.web + cost.database
        print(f"| {name} | {cost.web:.1f} | {cost.database:.1f} | {total:.1f} |", flush=True)
    if options.plans:
        _plans(client)


def _addresses() -> Iterator[tuple[str, str]]:
    from django.db.models import Max

    from newsroom.articles.models import Version

    version = Version.objects.aggregate(last=Max("pk"))["last"]
    for typed in TYPED:
        yield f"“{typed}”", f"/versions/{version}/speakers/?speaker_name={typed}&start=100"
    yield "page of a speaker, 20,000 quotes", "/speakers/1/"
    yield "the same, claims of one month", "/speakers/1/?kind=claim&from=2026-04-01&to=2026-04-30"
    yield "the same, far back", "/speakers/1/?after=2026-05-01T00:00:00_1"
    yield "speakers", "/speakers/"
    yield "speakers, found by words", "/speakers/?q=ma st"


def _cost(client: Any, address: str, rounds: int) -> Cost:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [backend] = cursor.fetchone()
    for _ in range(3):
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
    web, before = [], processes.cpu(backend)
    for _ in range(rounds):
        begun = time.process_time()
        client.get(address)
        web.append((time.process_time() - begun) * 1000)
    # The kernel counts a process in hundredths of a second: only their sum says something.
    return Cost(statistics.median(web), (processes.cpu(backend) - before) * 1000 / rounds)


def _plans(client: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for name, address in _addresses():
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        longest = max(queries.captured_queries, key=lambda one: float(one["time"]))
        print(f"\n{name}")
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) {longest['sql']}")
            print("\n".join(row[0] for row in cursor.fetchall()))


# -- making ----------------------------------------------------------------------------------


def _speakers(count: int) -> None:
    """Add speakers with names and words; one of those there are is quoted very often."""
    from django.db import connection

    from annotations.library.traces import Trace
    from annotations.speakers.models import SpeakerName
    from annotations.speakers.words import fold, words_of

    random = Random(1)
    names = [_name(random) for _ in range(count)]
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        _copy(
            cursor,
            "annotations_speaker (id, name, kind, role, created_at)",
            ((FIRST + n, name, "person", "", "2026-01-01") for n, name in enumerate(names)),
        )
        _copy(
            cursor,
            "annotations_speakername (id, speaker_id, name, folded)",
            ((FIRST + n, FIRST + n, name, fold(name)) for n, name in enumerate(names)),
        )
        made = SpeakerName.objects.filter(pk__gte=FIRST).values_list("pk", "speaker_id", "name")
        _copy(
            cursor,
            "annotations_nameword (name_id, speaker_id, word)",
            ((pk, speaker, word) for pk, speaker, name in made for word in words_of(name)),
        )
        cursor.execute(
            "UPDATE annotations_attribution SET speaker_id = CASE WHEN highlight_id <= %s THEN 1 "
            "ELSE %s + highlight_id %% %s END",
            [QUOTED * 5 // 4, FIRST, count],
        )
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("TRUNCATE annotations_trace")
        Trace.objects.recount()
        cursor.execute("VACUUM (ANALYZE)")


def _copy(cursor: Any, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with cursor.copy(f"COPY {table} FROM STDIN") as copying:
        for row in rows:
            copying.write_row(row)


def _name(random: Random) -> str:
    given = _word(random, int(400 * random.random() ** 3), 2)
    family = _word(random, 1000 + int(40_000 * random.random() ** 2), 3)
    middle = f" {_word(random, int(400 * random.random()), 2)}" if random.random() < 0.2 else ""
    return f"{given}{middle} {family}"


def _word(random: Random, number: int, parts: int) -> str:
    """Return the same word for the same number."""
    drawn = Random(number)
    parts = drawn.randint(1, parts) if parts > 2 else parts
    syllables = (
        drawn.choice(ONSETS) + drawn.choice(VOWELS) + drawn.choice(CODAS) for _ in range(parts)
    )
    return "".join(syllables).capitalize()


if __name__ == "__main__":
    main(sys.argv[1:])
