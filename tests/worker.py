"""The real worker, run in the test's own process until there is nothing left to do."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob


def work() -> None:
    """Do all the jobs that wait and whose time has come."""
    with short_connections(), app.replace_connector(app.connector.get_worker_connector()):
        app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


@contextmanager
def short_connections() -> Iterator[None]:
    """Have the worker's threads leave no connection open, or the database could not be dropped."""
    usual = connection.settings_dict["CONN_MAX_AGE"]
    connection.settings_dict["CONN_MAX_AGE"] = 0
    try:
        yield
    finally:
        connection.settings_dict["CONN_MAX_AGE"] = usual


def forget_jobs() -> None:
    """Empty the queue: the tables are not Django's, so no test's end empties them."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


def waiting(task: str = "newsroom.ingest") -> list[ProcrastinateJob]:
    return list(ProcrastinateJob.objects.filter(status="todo", task_name=task).order_by("pk"))
