"""A throw-away PostgreSQL for the tests, there before Django's settings load.

pyproject.toml loads this as a plugin (`-p tests.cluster`). Whoever sets DATABASE_URL has the tests
run on that server instead.
"""

import atexit
import os
import shutil
import tempfile
import time
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from newsroom import embedded

PREFIX = "margent-tests-"
STALE_SECONDS = 3600
CARELESS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "128MB",
}

_open = ExitStack()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Generator[None]:
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    atexit.register(_open.close)
    _open.callback(shutil.rmtree, folder, ignore_errors=True)
    os.environ["MARGENT_DATA"] = str(folder / "data")
    if not os.environ.get("DATABASE_URL"):
        sweep()
        _open.enter_context(embedded.running(folder / "data", options=CARELESS))
        os.environ["DATABASE_URL"] = url(folder / "data")
    return (yield)


def pytest_unconfigure() -> None:
    _open.close()


def url(folder: Path) -> str:
    """Return the DATABASE_URL of the embedded server of `folder`."""
    place = embedded.database_settings(folder)
    query = urlencode({"host": place["HOST"], "port": place["PORT"]}, quote_via=quote)
    return f"postgresql://{place['USER']}@/{place['NAME']}?{query}"


def sweep() -> None:
    """Remove what test runs that were killed have left behind."""
    for folder in Path(tempfile.gettempdir()).glob(PREFIX + "*"):
        data = folder / "data"
        found = folder.stat()
        old = time.time() - found.st_mtime > STALE_SECONDS
        if old and found.st_uid == os.geteuid() and data.exists() and embedded.stop_unused(data):
            shutil.rmtree(folder, ignore_errors=True)
