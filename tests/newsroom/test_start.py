"""`python3 manage.py start`: one command that brings everything up, keeps it up and ends it."""

import http.client
import os
import pty
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import psycopg
import pytest

from newsroom import embedded
from tests.cluster import url

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90


@dataclass
class Margent:
    """A started Margent: its first process, what it printed until it was ready, and its data."""

    process: subprocess.Popen[str]
    printed: list[str]
    data: Path

    @property
    def address(self) -> str:
        return re.findall(r"http://\S+", "".join(self.printed))[0]

    def below(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def answers(self) -> bool:
        return status(self.address.split("/welcome")[0] + "/accounts/login/") == 200


def status(address: str) -> int | None:
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=2)
    try:
        connection.request("GET", parts.path or "/")
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def soon(holds: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.1)
    return False


def environment(data: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return kept | {"MARGENT_DATA": str(data), **more}


def start(data: Path, *words: str, **more: str) -> subprocess.Popen[str]:
    # The sample library has tests of its own, and takes its time.
    data.mkdir(exist_ok=True)
    (data / "samples_offered").touch()
    return subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), "start", *(words or ("--port=0",))],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment(data, **more),
    )


def started(data: Path, *words: str, **more: str) -> Margent:
    process = start(data, *words, **more)
    printed: list[str] = []
    for line in process.stdout or ():
        printed.append(line)
        if "http://" in line:
            return Margent(process, printed, data)
    raise AssertionError("".join(printed))


def refused(data: Path, *words: str, **more: str) -> str:
    process = start(data, *words, **more)
    output, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1, output
    return output.strip()


def kill(*processes: psutil.Process) -> None:
    for process in processes:
        process.kill()


def connect(data: Path) -> psycopg.Connection:
    return psycopg.connect(url(data), autocommit=True)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("margent") / "my data"
    yield folder
    embedded.stop_unused(folder)


@pytest.fixture(scope="module")
def margent(data: Path) -> Iterator[Margent]:
    running = started(data)
    yield running
    running.process.terminate()
    running.process.wait(PATIENCE)


def test_start_prints_one_address_and_it_lets_its_reader_in(margent: Margent) -> None:
    addresses = re.findall(r"http\S+", "".join(margent.printed))

    assert len(addresses) == 1
    assert status(addresses[0]) in {200, 302, 303}


def test_a_second_start_says_what_is_running_and_where(margent: Margent) -> None:
    said = refused(margent.data)

    assert "\n" not in said
    assert f"process {margent.process.pid}," in said
    assert margent.address.split("/welcome")[0] in said
    assert str(margent.data) in said


def test_web_server_worker_and_database_each_come_back_when_killed(margent: Margent) -> None:
    before = {process.pid for process in margent.below()}
    database = int((margent.data / "database/postgres/postmaster.pid").read_text().split()[0])

    kill(*margent.below(), psutil.Process(database))

    assert soon(lambda: len({p.pid for p in margent.below()} - before) >= 4)
    assert soon(margent.answers)
    assert margent.process.poll() is None


def test_everything_comes_back_with_its_data_after_everything_was_killed(margent: Margent) -> None:
    """The last test of the Margent that was started first: what it leaves is stopped again."""
    data, port = margent.data, urlsplit(margent.address).port
    with connect(data) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'Harbour Post' AS words")
    children = margent.below()
    database = psutil.Process(
        int((data / "database/postgres/postmaster.pid").read_text().split()[0])
    )

    kill(psutil.Process(margent.process.pid))
    margent.process.wait()

    assert soon(lambda: not any(map(alive, children)), 5)
    kill(database)
    second = started(data, f"--port={port}")
    with connect(data) as connection:
        assert connection.execute("SELECT words FROM kept").fetchone() == ("Harbour Post",)
    assert second.answers()
    stops_within_five_seconds(second, signal.SIGTERM)


def stops_within_five_seconds(margent: Margent, how: signal.Signals) -> None:
    everything = margent.below()
    database = int((margent.data / "database/postgres/postmaster.pid").read_text().split()[0])
    everything.append(psutil.Process(database))
    began = time.monotonic()

    margent.process.send_signal(how)

    assert margent.process.wait(PATIENCE) == 0
    assert time.monotonic() - began < 5
    assert not any(map(alive, everything))
    assert status(margent.address) is None


def alive(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def test_a_server_of_ones_own_is_used_and_no_other_started_until_the_terminal_goes(
    tmp_path: Path,
) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("CREATE DATABASE own")
    own = os.environ["DATABASE_URL"].replace("/margent?", "/own?")
    terminal, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", ON_TERMINAL, str(ROOT / "manage.py"), "start", "--port=0"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        env=environment(tmp_path / "data", DATABASE_URL=own),
    )
    os.close(theirs)
    printed = ""
    while "Ctrl-C" not in printed:
        printed += os.read(terminal, 1000).decode()
    everything = psutil.Process(process.pid).children(recursive=True)

    assert len(everything) >= 3
    assert not (tmp_path / "data" / "database" / "postgres").exists()

    os.close(terminal)

    assert process.wait(PATIENCE) == 0
    assert not any(map(alive, everything))


ON_TERMINAL = """
import fcntl, os, signal, sys, termios
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # whoever runs the tests may have it ignored
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""


def test_a_busy_port_is_said_in_one_line_with_a_free_one(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = refused(tmp_path / "data", f"--port={port}")

    assert "\n" not in said
    assert re.search(rf"Port {port} .* --port \d+", said)


def test_a_server_that_cannot_be_reached_is_said_in_one_line(tmp_path: Path) -> None:
    nowhere = f"postgresql://margent@/margent?host={tmp_path}"

    said = refused(tmp_path / "data", DATABASE_URL=nowhere).splitlines()

    assert "The database refuses" in said[-1]
    assert "Traceback" not in said
