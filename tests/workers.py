"""Real worker processes on the tests' database, that can be killed like any process."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import quote, urlencode

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent


def database_url() -> str:
    """Return the DATABASE_URL of the database that the tests are on."""
    place = connection.settings_dict
    query = urlencode({"host": place["HOST"], "port": place["PORT"]})
    user = quote(place["USER"]) + (f":{quote(place['PASSWORD'])}" if place["PASSWORD"] else "")
    return f"postgresql://{user}@/{place['NAME']}?{query}"


class Worker:
    """A worker that was started as people start it; `allow` are places that it may fetch from."""

    def __init__(self, allow: frozenset[str], concurrency: int = 4) -> None:
        command = [sys.executable, "manage.py", "procrastinate", "worker"]
        self.process = subprocess.Popen(
            [*command, f"--concurrency={concurrency}", "--shutdown-graceful-timeout=1"],
            cwd=ROOT,
            env={
                **os.environ,
                "DATABASE_URL": database_url(),
                "MARGENT_FETCH_ALLOW": ",".join(sorted(allow)),
                "MARGENT_PAUSE": "0",
                "MARGENT_LOG": "CRITICAL",
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def kill(self) -> None:
        """End it as the kernel does when memory runs out: at once and without a word."""
        self.process.kill()
        self.process.wait(10)

    def stop(self) -> None:
        """Ask it to end, and wait."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()


@contextmanager
def working(allow: frozenset[str]) -> Iterator[Worker]:
    worker = Worker(allow)
    try:
        yield worker
    finally:
        worker.stop()


def bury() -> None:
    """Note that all workers are long silent, as nobody lives to be heard."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'"
        )


def soon(holds: Callable[[], bool], seconds: float) -> bool:
    """Wait until something holds, at most so long; return whether it does."""
    deadline = monotonic() + seconds
    while not holds() and monotonic() < deadline:
        sleep(0.05)
    return holds()
