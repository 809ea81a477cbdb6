"""Doing the same thing twice at once, or two things."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Barrier, Thread

from django.db import connection, connections, transaction


def together(*acts: Callable[[], object]) -> None:
    """Do all of `acts` at once, each on a database connection of its own."""
    barrier, failures = Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            barrier.wait(10)
            act()
        except Exception as failure:
            failures.append(failure)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not failures
    assert not any(thread.is_alive() for thread in threads)


@contextmanager
def ahead_of(act: Callable[[], object]) -> Iterator[Callable[[], None]]:
    """Be in a transaction; calling what this yields begins `act` elsewhere, until it waits for us.

    At the end `act` is over; what went wrong in it is raised.
    """
    wrong: list[Exception] = []

    def run() -> None:
        try:
            act()
        except Exception as error:
            wrong.append(error)
        finally:
            connections.close_all()

    other = Thread(target=run)

    def begin() -> None:
        other.start()
        deadline = time.monotonic() + 30
        with connection.cursor() as cursor:
            while time.monotonic() < deadline:
                cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
                if cursor.fetchone()[0]:
                    return
                time.sleep(0.02)
        raise AssertionError("Nobody waits.")

    try:
        with transaction.atomic():
            yield begin
    finally:
        other.join(30)
    if wrong:
        raise wrong[0]
