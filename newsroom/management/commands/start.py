"""`manage.py start`: database, web server and worker together, until Ctrl-C."""

import contextlib
import ctypes
import fcntl
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentTypeError
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, connection
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom import embedded
from newsroom.embedded import Trouble

LISTEN_SECONDS = 3
READY_SECONDS = 60
STOP_SECONDS = 2.2
GLANCE_SECONDS = 0.25
MOST_DEATHS = 5
DEATHS_WITHIN = 60
LOG_BYTES = 5_000_000
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}
ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM)
AGAIN_SECONDS = 0.5
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of linux/prctl.h

libc = ctypes.CDLL(None)


class Command(BaseCommand):
    help = gettext_lazy("Start everything Margent needs and print the address; Ctrl-C stops it.")
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=port_number, default=8000, help=_("default: 8000"))
        parser.add_argument("--host", default="127.0.0.1", help=_("default: 127.0.0.1"))

    def handle(self, *, host: str, port: int, **options: object) -> None:
        """Run until a signal ends it, then return 0; raises Trouble when it cannot go on."""
        stop_on_signals()
        try:
            with ExitStack() as stack:
                self.run(stack, host, port)
        except SystemExit:
            self.say(_("Margent has stopped."))
            raise

    def run(self, stack: ExitStack, host: str, port: int) -> None:
        """Bring everything up and keep it up; what must be stopped at the end is in `stack`."""
        data = settings.DATA
        try:
            lock = stack.enter_context(only_one(data))
            door = stack.enter_context(contextlib.closing(listen(host, port)))
            lock.tell(address_of(door))
            server = stack.enter_context(self.database(data))
            with one_line(data):
                self.prepare(data)
            children = [web(data, door), worker(data)]
            stack.callback(stop, children)
            self.keep_up(children, server, door)
        finally:
            end_in_peace()

    def keep_up(
        self, children: list["Child"], server: embedded.Server | None, door: socket.socket
    ) -> None:
        self.say(_("Starting the web server and the worker …"))
        for child in children:
            child.start()
        keep = keeper(children, server)
        wait_for_answer(door, keep)
        with one_line(settings.DATA):
            self.say(self.welcome(address_of(door)))
            connection.close()
        while True:
            keep()
            time.sleep(GLANCE_SECONDS)

    @contextmanager
    def database(self, data: Path) -> Iterator[embedded.Server | None]:
        if not settings.EMBEDDED_DATABASE:
            yield None
            return
        self.say(_("Starting the database …"))
        with embedded.running(data, say=self.say) as server:
            yield server

    def prepare(self, data: Path) -> None:
        self.say(_("Bringing its tables up to date …"))
        call_command("migrate", interactive=False, verbosity=0)
        self.say(_("Collecting the static files …"))
        collect_static(data)
        offered = data / "samples_offered"
        if settings.EMBEDDED_DATABASE and not offered.exists() and "load_samples" in get_commands():
            self.say(_("Loading the sample library …"))
            call_command("load_samples", verbosity=0)
            offered.touch()

    def welcome(self, address: str) -> str:
        path = import_string(settings.SIGN_IN_LINK)()
        return _("Margent is ready: %(address)s (signs you in, once). Ctrl-C stops it.") % {
            "address": (settings.PUBLIC_URL or address) + path
        }

    def say(self, words: str) -> None:
        try:
            self.stdout.write(words)
            self.stdout.flush()
        except (OSError, ValueError):
            # The terminal is gone, which is no reason to leave anything running, nor to fail
            # when Python writes out at its end what could not be written now.
            with open(os.devnull, "w") as nowhere:
                os.dup2(nowhere.fileno(), 1)


def collect_static(data: Path) -> None:
    """Collect the static files; from nothing if the last time was cut short.

    A file that was half written then would be taken for the newer one.
    """
    whole = data / "static_collected"
    own = settings.STATIC_ROOT.is_relative_to(data)
    clear = own and not whole.exists()
    whole.unlink(missing_ok=True)
    # Unchecked, a data folder that is the program's own would cost it its styles.
    call_command("collectstatic", interactive=False, verbosity=0, clear=clear, skip_checks=False)
    whole.touch()


def port_number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise ArgumentTypeError(_("a port is a number from 1 to 65535"))
    return int(text)


def stop_on_signals() -> None:
    for number in ENDS:
        # nohup has the terminal's end ignored on purpose.
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, end)


def end(number: int, frame: FrameType | None) -> None:
    """Leave from wherever we are, and again in a moment: some callbacks swallow exceptions."""
    signal.setitimer(signal.ITIMER_REAL, AGAIN_SECONDS)
    sys.exit(0)


def end_in_peace() -> None:
    """Let no signal cut short the stopping of what was started."""
    signal.setitimer(signal.ITIMER_REAL, 0)
    for number in ENDS:
        signal.signal(number, signal.SIG_IGN)


@contextmanager
def one_line(data: Path) -> Iterator[None]:
    """Turn what the system or the database refuses in the block into Trouble."""
    try:
        with embedded.trouble_in(data):
            yield
    except DatabaseError as error:
        embedded.explain(data, str(error))
        cause = " ".join(str(error).split())
        raise Trouble(_("The database refuses: %(cause)s") % {"cause": cause}) from error


# -- one at a time, at one address -----------------------------------------------------------


@dataclass(frozen=True)
class Lock:
    """The file that tells others what runs on this data, and where."""

    file: int

    def tell(self, address: str) -> None:
        whole = json.dumps({"process": os.getpid(), "address": address}).encode()
        os.ftruncate(self.file, 0)
        os.pwrite(self.file, whole, 0)


@contextmanager
def only_one(data: Path) -> Iterator[Lock]:
    with embedded.trouble_in(data):
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = os.open(data / "start.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Trouble(already(os.pread(file, 1000, 0), data)) from None
        lock = Lock(file)
        lock.tell("")
        yield lock
    finally:
        os.close(file)


def already(told: bytes, data: Path) -> str:
    try:
        other = json.loads(told)
    except ValueError:
        other = {"process": "?", "address": ""}
    return _(
        "Margent is already running%(place)s (process %(process)s, data in %(data)s). Stop it "
        "there with Ctrl-C or by `kill %(process)s`, or give this one data of its own in "
        "MARGENT_DATA."
    ) % {
        "place": _(" at %s") % other["address"] if other["address"] else "",
        "process": other["process"],
        "data": data,
    }


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; tries for some seconds, as one just killed may still hold it."""
    deadline = time.monotonic() + LISTEN_SECONDS
    while True:
        try:
            return bound(host, port)
        except socket.gaierror:
            raise Trouble(
                _("There is no host %(host)s here. Leave out --host.") % {"host": host}
            ) from None
        except PermissionError:
            raise Trouble(
                _("Port %(port)s is for root only. Use another: --port 8000") % {"port": port}
            ) from None
        except OSError as error:
            if time.monotonic() > deadline:
                raise Trouble(
                    _(
                        "Port %(port)s of %(host)s cannot be had (%(cause)s). Use another: "
                        "python3 manage.py start --port %(other)s"
                    )
                    % {
                        "port": port,
                        "host": host,
                        "cause": os.strerror(error.errno or 0),
                        "other": free_port(host, port),
                    }
                ) from None
        time.sleep(0.1)


def bound(host: str, port: int) -> socket.socket:
    found = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, kind, protocol, _name, place = found[0]
    door = socket.socket(family, kind, protocol)
    try:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind(place)
        door.listen(1024)
    except OSError:
        door.close()
        raise
    return door


def free_port(host: str, port: int) -> int:
    for other in range(port + 1, min(port + 100, 65535)):
        with contextlib.suppress(OSError), bound(host, other):
            return other
    return 8000


def address_of(door: socket.socket) -> str:
    host, port = openable(door)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def openable(door: socket.socket) -> tuple[str, int]:
    """Return host and port under which this machine reaches the socket."""
    host, port = door.getsockname()[:2]
    return ANYWHERE.get(host, host), port


# -- web server and worker -------------------------------------------------------------------


@dataclass
class Child:
    """A process that is started again when it ends by itself."""

    name: str
    command: list[str]
    log: Path
    environment: dict[str, str] = field(default_factory=dict)
    files: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)

    def start(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=settings.ROOT,
                env=os.environ | self.environment,
                pass_fds=self.files,
                # A session of its own: Ctrl-C is for us, who then stop it in order.
                start_new_session=True,
                preexec_fn=tied_to(os.getpid()),
            )

    def revive(self) -> None:
        """Start it again if it ended; raises Trouble if that happens again and again."""
        if self.process is None or self.process.poll() is None:
            return
        self.kill_rest()
        now = time.monotonic()
        self.deaths = [death for death in self.deaths if now - death < DEATHS_WITHIN] + [now]
        if len(self.deaths) > MOST_DEATHS:
            raise Trouble(
                _("The %(name)s keeps ending. It says: %(words)s. All it wrote is in %(log)s")
                % {"name": self.name, "words": last_words(self.log), "log": self.log}
            )
        self.start()

    def kill_rest(self) -> None:
        """Kill what is left of its own children."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if self.process:
                os.killpg(self.process.pid, signal.SIGKILL)


def web(data: Path, door: socket.socket) -> Child:
    options = {
        "--bind": f"fd://{door.fileno()}",
        "--worker-class": "gthread",
        "--workers": "2",
        "--threads": "8",
        "--graceful-timeout": "1",
        "--log-level": "warning",
    }
    words = [f"{name}={value}" for name, value in options.items()]
    return Child(
        name=_("web server"),
        command=[
            *(sys.executable, "-m", "gunicorn", *words, "--preload", "--no-control-socket"),
            "newsroom.wsgi",
        ],
        log=data / "web.log",
        environment={"MARGENT_HOSTS": ",".join(hosts(door))},
        files=(door.fileno(),),
    )


def worker(data: Path) -> Child:
    command = [str(settings.ROOT / "manage.py"), "procrastinate", "worker", "--concurrency=4"]
    return Child(
        name=_("worker"),
        command=[sys.executable, *command, "--shutdown-graceful-timeout=1"],
        log=data / "worker.log",
    )


def hosts(door: socket.socket) -> list[str]:
    """Return the names under which pages are given out: those set, else all of the address."""
    if os.environ.get("MARGENT_HOSTS"):
        return [os.environ["MARGENT_HOSTS"]]
    host = door.getsockname()[0]
    if host not in ANYWHERE:
        return [*settings.ALLOWED_HOSTS, f"[{host}]" if ":" in host else host]
    name = socket.gethostname()
    with contextlib.suppress(OSError):
        own = {f"{found[4][0]}" for found in socket.getaddrinfo(name, None)}
        numbers = sorted(f"[{number}]" if ":" in number else number for number in own)
        return [*settings.ALLOWED_HOSTS, name, f"{name}.local", *numbers]
    return [*settings.ALLOWED_HOSTS, name, f"{name}.local"]


def tied_to(parent: int) -> Callable[[], None]:
    """Return what a child does first, so that it ends when `parent` is killed."""

    def tie() -> None:
        if sys.platform == "linux":
            libc.prctl(DIE_WITH_PARENT, signal.SIGKILL)
            if os.getppid() != parent:
                os._exit(1)

    return tie


def keeper(children: list[Child], server: embedded.Server | None) -> Callable[[], None]:
    def keep() -> None:
        if server and not server.lives():
            server.ensure()
        for child in children:
            child.revive()
        if os.getpid() == 1:
            bury(children)

    return keep


def bury(children: list[Child]) -> None:
    """As a container's first process, take in the ends of orphans."""
    own = {child.process.pid for child in children if child.process}
    with contextlib.suppress(ChildProcessError):
        while ended := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            if ended.si_pid in own:
                return
            os.waitpid(ended.si_pid, 0)


def wait_for_answer(door: socket.socket, keep: Callable[[], None]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    host, port = openable(door)
    while time.monotonic() < deadline:
        keep()
        asking = http.client.HTTPConnection(host, port, timeout=1)
        with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(asking):
            asking.request("HEAD", "/", headers={"Host": "localhost"})
            asking.getresponse()
            return
        time.sleep(GLANCE_SECONDS)
    raise Trouble(_("The web server does not answer. What it wrote is in web.log of the data."))


def last_words(log: Path) -> str:
    lines = re.findall(r"\S.*", log.read_bytes()[-4000:].decode(errors="replace"))
    return lines[-1] if lines else _("nothing")


def stop(children: list[Child]) -> None:
    """Ask all to end, and kill those that have not after a moment."""
    living = [child.process for child in children if child.process]
    for process in living:
        process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for process in living:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(max(0, deadline - time.monotonic()))
    for child in children:
        child.kill_rest()
    for process in living:
        process.wait()
