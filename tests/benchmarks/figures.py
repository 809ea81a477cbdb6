"""What the pages cost on large libraries, in the yardstick Y of the same run.

    .venv/bin/python tests/benchmarks/figures.py --articles 10000 100000

Makes a library from a seed on a throw-away database, serves it by gunicorn as `manage.py start`
does, and prints for each page its CPU (web process and PostgreSQL together) in Y and in
milliseconds, its queries and its size. `README.md` beside it says how to read that. Linux only.
"""

import argparse
import contextlib
import http.client
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent.parent
# In place of this folder, whose names are others' too.
sys.path[0] = str(ROOT)

from newsroom import embedded  # noqa: E402
from tests.benchmarks import processes  # noqa: E402
from tests.benchmarks.costs import Asked, Cost  # noqa: E402

SETTINGS = "tests.benchmarks.settings"
#: What the server is started with besides its own; vacuuming would be taken for our work.
OPTIONS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
}
READY_SECONDS = 60
SECRET = "x" * 32
YARDSTICK = "/yardstick/"


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, nargs="+", default=[10_000])
    parser.add_argument("--words", type=int, default=800, help="words of an article (800)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", help="pages whose name has these words")
    parser.add_argument("--keep", type=Path, help="a folder that keeps the libraries made")
    options = parser.parse_args(arguments)
    # So that the servers are stopped, too, when somebody stops this.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    if len(options.articles) > 1:
        _each_by_itself(arguments, options.articles)
        return
    with _folder(options.keep, options.articles[0]) as folder, ExitStack() as stack:
        os.environ["MARGENT_DATA"] = str(folder)
        os.environ.pop("DATABASE_URL", None)
        stack.enter_context(embedded.running(folder, options=OPTIONS, say=print))
        _measure(stack, options)


def _each_by_itself(arguments: Sequence[str], sizes: Sequence[int]) -> None:
    """Run once for each size: settings are read once in a process, and each has its own data."""
    at = next(place for place, word in enumerate(arguments) if word == "--articles")
    others = [*arguments[:at], *arguments[at + 1 + len(sizes) :]]
    for size in sizes:
        command = [sys.executable, __file__, *others, "--articles", str(size)]
        subprocess.run(command, check=True)


@contextmanager
def _folder(keep: Path | None, articles: int) -> Iterator[Path]:
    if keep:
        yield keep.resolve() / str(articles)
        return
    made = Path(tempfile.mkdtemp(prefix="margent-benchmark-"))
    try:
        yield made / "data"
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _measure(stack: ExitStack, options: argparse.Namespace) -> None:
    import django

    django.setup()
    from tests.benchmarks.asked import requests
    from tests.benchmarks.making import Plan

    plan = Plan(options.articles[0], options.words, options.seed)
    _prepare(plan)
    site = stack.enter_context(_serving(_session_of(_reader())))
    asked = [one for one in requests(plan) if options.only.lower() in one.name.lower()]
    site.warm_up()
    fresh = processes.memory(site.web)
    _head(site, plan.articles)
    for one in asked:
        _print(_cost(site, one, options.rounds))
    now = processes.memory(site.web)
    print(f"web process: {fresh / 2**20:.0f} MB at first, {now / 2**20:.0f} MB at the end")


def _prepare(plan: object) -> None:
    from django.conf import settings
    from django.core.management import call_command

    from tests.benchmarks.making import make

    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    made = settings.DATA / "made"
    if not made.exists():
        begun = time.monotonic()
        make(plan)
        made.write_text(repr(plan))
        print(f"{plan} made in {time.monotonic() - begun:.0f} s")
    elif made.read_text() != repr(plan):
        sys.exit(f"In {settings.DATA} there is another library: {made.read_text()}")


def _reader() -> object:
    from annotations.teams.models import User
    from tests.benchmarks.making import READER

    return User.objects.get(pk=READER)


def _session_of(user: object) -> str:
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


# -- the server ------------------------------------------------------------------------------


@dataclass(slots=True)
class Site:
    """The running server, seen as a browser with one connection sees it."""

    web: int
    postmaster: int
    own: int
    session: str
    browser: http.client.HTTPConnection

    def warm_up(self) -> None:
        """Have each thread of the server make its connection to the database."""
        for _ in range(20):
            self.ask("GET", YARDSTICK)
            self.ask("GET", "/")

    def ask(self, method: str, path: str, body: str = "", part: bool = False) -> bytes:
        """Return the body of the answer; raises RuntimeError for anything but success."""
        headers = {"Cookie": f"sessionid={self.session}; csrftoken={SECRET}"}
        headers |= {"HX-Request": "true"} if part else {}
        if method == "POST":
            headers["X-CSRFToken"] = SECRET
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.browser.request(method, path, body.encode(), headers)
        answer = self.browser.getresponse()
        whole = answer.read()
        if answer.status not in {200, 204, 302}:
            raise RuntimeError(f"{method} {path} answers {answer.status}: {whole[:2000]!r}")
        return whole

    def used(self) -> tuple[float, float]:
        """Return the CPU seconds used so far, by the web process and by the database for it."""
        backends = sum(
            processes.cpu(one)
            for one in processes.children(self.postmaster)
            if one != self.own and " margent margent " in processes.command(one)
        )
        return (
            processes.cpu(self.web),
            backends + processes.cpu_of_ended_children(self.postmaster),
        )


@contextmanager
def _serving(session: str) -> Iterator[Site]:
    from django.db import connection

    with contextlib.closing(socket.socket()) as door:
        door.bind(("127.0.0.1", 0))
        door.listen(64)
        port = door.getsockname()[1]
        options = ("--worker-class=gthread", "--workers=1", "--threads=8", "--keep-alive=75")
        words = [sys.executable, "-m", "gunicorn", f"--bind=fd://{door.fileno()}", *options]
        process = subprocess.Popen(
            [*words, "--preload", "--no-control-socket", "--log-level=warning", "newsroom.wsgi"],
            cwd=ROOT,
            pass_fds=[door.fileno()],
        )
    try:
        browser = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
        _wait(browser)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            own = cursor.fetchone()[0]
        [web] = processes.children(process.pid)
        yield Site(web, processes.parent(own), own, session, browser)
    finally:
        process.terminate()
        process.wait()


def _wait(browser: http.client.HTTPConnection) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while True:
        try:
            browser.request("GET", YARDSTICK)
            browser.getresponse().read()
            return
        except OSError:
            browser.close()
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


# -- measuring -------------------------------------------------------------------------------


def _cost(site: Site, asked: Asked, rounds: int) -> Cost:
    """Ask for a page in several rounds, each beside a round of the yardstick."""
    queries, size = _queries(asked), 0
    send = _sender(site, asked)
    size = len(send())
    many = _as_many_as_take(site, send)
    rows = []
    for _ in range(rounds):
        yardstick = sum(_spent(site, lambda: site.ask("GET", YARDSTICK), 20))
        web, database = _spent(site, send, many)
        rows.append(((web + database) / yardstick, web, database))
    ratio, web, database = (statistics.median(column) for column in zip(*rows, strict=True))
    return Cost(asked, web * 1000, database * 1000, ratio, queries, size)


def _sender(site: Site, asked: Asked) -> Callable[[], bytes]:
    def send() -> bytes:
        if asked.form is None:
            return site.ask("GET", asked.path(), part=asked.part)
        path, body = asked.path(), urlencode(asked.form())
        return site.ask("POST", path, body, part=asked.part)

    return send


def _as_many_as_take(site: Site, send: Callable[[], bytes], seconds: float = 0.3) -> int:
    """How many requests take so much CPU, which the system counts in hundredths of a second."""
    once = max(0.002, sum(_spent(site, send, 3)))
    return max(3, min(60, round(seconds / once)))


def _spent(site: Site, send: Callable[[], bytes], times: int) -> tuple[float, float]:
    """Return the CPU seconds of one request, of the web process and of the database."""
    web, database = site.used()
    for _ in range(times):
        send()
    web_then, database_then = site.used()
    return (web_then - web) / times, (database_then - database) / times


def _queries(asked: Asked) -> int:
    """How many queries it takes, those for the session and its owner included.

    What begins and ends a transaction is none.
    """
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="localhost", headers=_of_part(asked))
    client.force_login(_reader())
    path = asked.path()
    with CaptureQueriesContext(connection) as found:
        answer = client.post(path, asked.form()) if asked.form else client.get(path)
    assert answer.status_code in {200, 204, 302}, (asked.name, answer.status_code)
    no_queries = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return len([one for one in found if not one["sql"].startswith(no_queries)])


def _of_part(asked: Asked) -> dict[str, str]:
    return {"HX-Request": "true"} if asked.part else {}


def _head(site: Site, articles: int) -> None:
    yardstick = statistics.median(
        sum(_spent(site, lambda: site.ask("GET", YARDSTICK), 20)) for _ in range(5)
    )
    print(f"\n{articles:,} articles. Y = {yardstick * 1000:.1f} ms")
    print(f"{'':36} {'Y':>6} {'web ms':>8} {'db ms':>8} {'queries':>8} {'bytes':>10}")


def _print(cost: Cost) -> None:
    print(
        f"{cost.asked.name:36} {cost.ratio:6.2f} {cost.web:8.1f} {cost.database:8.1f} "
        f"{cost.queries:8} {cost.size:10,}{'' if cost.holds else '  over'}",
        flush=True,
    )


if __name__ == "__main__":
    main(sys.argv[1:])
