"""manage.py before Django is there: it finds a Python, makes `.venv`, and says what is wrong."""

import os
import resource
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import manage

ROOT = Path(__file__).resolve().parents[1]
LOCK = "django==6.1 \\\n    --hash=sha256:" + "0" * 64 + "\n"
NOTHING_NEWER = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
sys.argv = ["manage.py", "start"]
import manage
manage.VENV = manage.STAMP = "/nonexistent"
manage.candidates = lambda: []
manage.main()
"""


def is_old(python: str) -> bool:
    asked = "import sys; sys.exit(7 if sys.version_info < (3, 12) else 0)"
    return subprocess.run([python, "-c", asked], capture_output=True).returncode == 7


def old_pythons() -> list[str]:
    """Return the interpreters of this machine that are too old but do run."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    usual = [f"/usr/bin/python{number}" for number in ("2", "2.7", "3", "3.9", "3.11")]
    found = [*map(str, pyenv.glob("*/bin/python")), *usual]
    return sorted(path for path in found if os.access(path, os.X_OK) and is_old(path))


OLD_PYTHONS = old_pythons()


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with spaces in its path that manage.py takes for its own, with two locks."""
    folder = tmp_path / "a check out"
    folder.mkdir()
    shutil.copy(ROOT / "manage.py", folder)
    for name in ("requirements.txt", "requirements-dev.txt"):
        (folder / name).write_text(f"# {name}\n")
    monkeypatch.setattr(manage, "HERE", str(folder))
    monkeypatch.setattr(manage, "VENV", str(folder / ".venv"))
    monkeypatch.setattr(manage, "STAMP", str(folder / ".venv" / "margent.json"))
    return folder


def make_venv(folder: Path, *locks: str) -> Path:
    """Make what looks like a `.venv` that was set up from `locks`; returns its interpreter."""
    python = folder / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    if locks:
        manage.write_stamp({lock: manage.digest(lock) for lock in locks})
    return python


def run(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(folder / "manage.py"), "version"]
    return subprocess.run(command, capture_output=True, text=True)


@pytest.mark.skipif(not OLD_PYTHONS, reason="no Python older than 3.12 is here")
@pytest.mark.parametrize("python", OLD_PYTHONS)
def test_an_old_python_says_in_under_a_second_which_one_is_needed(python: str) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([python, "-c", NOTHING_NEWER], capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)

    assert done.returncode == 1
    assert "Margent needs Python 3.12 or later" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    # By the processor's clock, not the wall's: others may be using the machine.
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 1


def test_what_only_looks_like_a_python_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, body in {"python3.13": "exit 127", "python3.14": "exec sleep 60"}.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{body}\n")
        (tmp_path / name).chmod(0o755)
    (tmp_path / "python3.16").symlink_to(os.path.realpath(sys.executable))
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(sys, "_base_executable", "")

    found = manage.find_python()

    newer = "import sys; sys.exit(sys.version_info < (3, 12))"
    assert subprocess.run([found, "-c", newer]).returncode == 0


def test_a_venv_is_used_as_it_is_only_when_it_was_finished_from_this_lock(checkout: Path) -> None:
    python = make_venv(checkout)
    assert not manage.is_ready("requirements.txt")

    manage.write_stamp({"requirements.txt": manage.digest("requirements.txt")})
    assert manage.is_ready("requirements.txt")
    assert not manage.is_ready("requirements-dev.txt")

    (checkout / "requirements.txt").write_text("# another day\n")
    assert not manage.is_ready("requirements.txt")

    (checkout / "requirements.txt").write_text("# requirements.txt\n")
    python.unlink()
    assert not manage.is_ready("requirements.txt")


def test_a_damaged_stamp_counts_as_none(checkout: Path) -> None:
    make_venv(checkout, "requirements.txt")
    (checkout / ".venv" / "margent.json").write_text('{"locks": ')

    assert not manage.is_ready("requirements.txt")


def test_a_half_made_venv_is_made_anew(checkout: Path) -> None:
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "left over").write_text("")

    manage.make_venv("requirements.txt")

    assert manage.runs(manage.venv_python())
    assert not (checkout / ".venv" / "left over").exists()


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "<<<<<<< HEAD\n" + LOCK,
        LOCK[:-20],
        LOCK + "lxml\n",
        "\0\1\2",
    ],
)
def test_a_broken_lock_is_said_in_one_line_before_anything_is_made(
    checkout: Path, broken: str
) -> None:
    (checkout / "requirements.txt").write_text(broken)

    done = run(checkout)

    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("requirements.txt is broken: ")
    assert not (checkout / ".venv").exists()


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_our_locks_are_whole_and_name_no_address(lock: str) -> None:
    assert manage.count_packages(lock) > 40
    assert "://" not in (ROOT / lock).read_text()


def test_a_lock_that_is_missing_is_said_in_one_line(checkout: Path) -> None:
    (checkout / "requirements.txt").unlink()

    done = run(checkout)

    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "requirements.txt is missing. Get it back: `git checkout requirements.txt`."
    ]


def test_tools_for_tests_that_cannot_be_had_leave_what_worked_before(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_venv(checkout, "requirements.txt")
    (checkout / "requirements-dev.txt").write_text(LOCK)
    uv = checkout / "uv"
    uv.write_text("#!/bin/sh\n[ $1 = --version ] || { echo No space left on device; exit 2; }\n")
    uv.chmod(0o755)
    monkeypatch.setenv("PATH", f"{checkout}:/usr/bin:/bin")

    with pytest.raises(manage.Stop, match="is full"):
        manage.make_ready("requirements-dev.txt")

    assert manage.is_ready("requirements.txt")
    assert not manage.is_ready("requirements-dev.txt")


def test_two_set_ups_do_not_meet(checkout: Path) -> None:
    order: list[str] = []

    def second() -> None:
        with manage.only_one():
            order.append("second")

    with manage.only_one():
        waiting = threading.Thread(target=second)
        waiting.start()
        waiting.join(0.2)
        order.append("first")
    waiting.join()

    assert order == ["first", "second"]


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        ("error: failed to copy file: No space left on device (os error 28)", "disk"),
        ("OSError: [Errno 28] No space left on device: '/x/.venv/bin'", "disk"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "lock"),
        ("error: Hash-checking is required, but no trusted hash was provided for: `a`", "lock"),
        ("ERROR: Invalid requirement: '<<<<<<< HEAD'", "lock"),
        ("WARNING: Retrying … Failed to establish a new connection: [Errno -3]", "network"),
        ("  cause: error sending request for url\n  cause: client error (Connect)", "network"),
        ("ERROR: No matching distribution found for lxml==6.1.3", "build"),
        ("error: failed to create directory: Permission denied (os error 13)", "rights"),
        ("Error: /usr/bin/python3: No module named ensurepip", "pip"),
    ],
)
def test_what_tools_say_becomes_a_cause_and_a_way_out(said: str, cause: str) -> None:
    stop = manage.failed(said, "requirements.txt")

    assert stop.cause == cause
    assert "\n" not in str(stop)
    assert "Set-up failed" not in str(stop)


@pytest.mark.parametrize(
    ("words", "needed"),
    [
        (["migrate"], True),
        (["add", "-"], True),
        (["procrastinate", "worker"], True),
        (["add", "--help"], False),
        (["extract"], False),
        (["start"], False),
        ([], False),
    ],
)
def test_the_embedded_database_is_there_for_commands_that_need_one(
    words: list[str], needed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL")

    assert manage.needs_database(["manage.py", *words]) is needed


def test_a_database_of_ones_own_starts_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://margent@db.example/margent")

    assert not manage.needs_database(["manage.py", "migrate"])
