"""Doing the same thing twice at once."""

from collections.abc import Callable
from threading import Barrier, Thread

from django.db import connections


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
