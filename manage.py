#!/usr/bin/env python3
"""Margent's one command: `python3 manage.py start`, `python3 manage.py test`, and all of Django's.

It sets up what it needs by itself, with the standard library only: it finds a Python that is new
enough, makes `.venv` beside this file, installs the locked packages into it and goes on in there.
So this file alone must be readable by every Python, 2.7 included: no annotations, no f-strings.
"""

from __future__ import print_function

import contextlib
import hashlib
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time

try:
    import fcntl
except ImportError:
    fcntl = None

OLDEST = (3, 12)
HERE = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(HERE, ".venv")
STAMP = os.path.join(VENV, "margent.json")
LOCK_LINE = re.compile(
    r"[A-Za-z0-9][\w.\[\]-]*==[\w.+!-]+( ; [^\\]+)? \\$|    --hash=sha256:[0-9a-f]{64}( \\)?$"
)
PROBE = (
    "import sys, sysconfig, json, venv; v = sys.version_info; "
    "free = bool(sysconfig.get_config_var('Py_GIL_DISABLED')); "
    "print(json.dumps([list(v[:2]), v[3] == 'final' and not free, sys.executable]))"
)
PROBE_SECONDS = 5
PREFERENCE_SECONDS = 1
WITHOUT_DATABASE = {
    "check",
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "extract",
    "findstatic",
    "help",
    "makemessages",
    "quotations",
    "start",
    "startapp",
    "test",
    "version",
}
CAUSES = (
    (
        "disk",
        r"No space left on device|Disk quota exceeded",
        "The disk that holds {venv} is full. Make room on it, then try again.",
    ),
    (
        "lock",
        r"DO NOT MATCH THE HASHES|[Hh]ash mismatch|require-hashes|versions pinned|[Ii]nvalid hash"
        r"|no trusted hash|start of a requirement|Failed to parse"
        r"|[Ii]nvalid requirement|[Cc]ouldn't parse|[Ii]nvalid version|[Ee]xpected package name"
        r"|Malformed hash|unknown hash|No such option|no such option|Arguments to --hash",
        "{lock} is broken: the packages are not those it names. Get it back as it was, for example "
        "with `git checkout {lock}`, then try again.",
    ),
    (
        "network",
        r"[Nn]ame resolution|[Nn]ame or service|nodename nor|[Ff]ailed to establish|dns error"
        r"|[Cc]onnection (refused|reset|broken|error)|[Nn]etwork is unreachable|timed out"
        r"|[Tt]imeout|ProxyError|client error|error sending request|[Ff]ailed to fetch"
        r"|SSLError|CERTIFICATE|network is disabled|network was disabled",
        "The package index cannot be reached. Set-up needs the network once: connect (or set your "
        "proxy, or pip's own settings for an index), then try again.",
    ),
    (
        "build",
        r"No matching distribution|no wheels? with a matching|has no wheels|no usable wheels",
        "The package index has no build of some package for {python} on this machine. Install "
        "another Python (3.12 to 3.14), then try again.",
    ),
    (
        "rights",
        r"Permission denied|Read-only file system|Operation not permitted",
        "{here} cannot be written to. Make it yours, or copy Margent to a folder that is.",
    ),
    (
        "pip",
        r"ensurepip is not available|No module named '?ensurepip",
        "{python} has no pip to install with. Install it (on Debian and Ubuntu: `apt install "
        "python3-venv`), then try again.",
    ),
)


class Stop(Exception):
    """Set-up cannot go on: one line with the cause and the way out."""

    def __init__(self, line, cause=""):
        Exception.__init__(self, line)
        self.cause = cause


def main():
    try:
        set_up(lock_for(sys.argv))
        run()
    except Stop as stop:
        if os.environ.get("MARGENT_DEBUG"):
            raise
        print(stop, file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def lock_for(arguments):
    """Return the name of the lock that a command needs; only tests need the tools."""
    return "requirements-dev.txt" if arguments[1:2] == ["test"] else "requirements.txt"


# -- set-up ----------------------------------------------------------------------------------


def set_up(lock):
    """Return once this process runs in a `.venv` that is what `lock` says, or replace it by one."""
    if fcntl is None:
        raise Stop("Margent runs on Linux and macOS. On Windows, run it in WSL.")
    if not is_ready(lock):
        if inside() or not new_enough():
            python = find_python()
            if inside():
                forget_stamp()
            go_on_in(python)
        with only_one():
            if not is_ready(lock):
                make_ready(lock)
    if not inside():
        go_on_in(venv_python())


def inside():
    return os.path.realpath(sys.prefix) == os.path.realpath(VENV)


def new_enough():
    return sys.version_info[:2] >= OLDEST


def venv_python():
    return os.path.join(VENV, "bin", "python")


def is_ready(lock):
    """Tell whether `.venv` was finished, from this lock, for the Python it still has."""
    stamp = read_stamp()
    if stamp.get("locks", {}).get(lock) != digest(lock) or not os.path.exists(venv_python()):
        return False
    return not inside() or stamp.get("python") == list(sys.version_info[:2])


def read_stamp():
    try:
        with io.open(STAMP, encoding="utf-8") as file:
            return dict(json.load(file))
    except (EnvironmentError, ValueError, TypeError):
        return {}


def digest(lock):
    try:
        with io.open(os.path.join(HERE, lock), "rb") as file:
            return hashlib.sha256(file.read()).hexdigest()
    except EnvironmentError:
        raise Stop("%s is missing. Get it back: `git checkout %s`." % (lock, lock))


@contextlib.contextmanager
def only_one():
    """Hold the folder itself locked, which leaves no file behind and ends with the process."""
    folder = os.open(HERE, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except EnvironmentError:
            say("Waiting for another Margent that is setting up ...")
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def forget_stamp():
    with contextlib.suppress(EnvironmentError):
        os.remove(STAMP)


def make_ready(lock):
    """Bring `.venv` to what the lock says; the stamp stands only while it is whole."""
    began = time.time()
    stamp = read_stamp()
    count_packages(lock)
    try:
        if stamp.get("python") != list(sys.version_info[:2]) or not runs(venv_python()):
            make_venv(lock)
            stamp = {}
        forget_stamp()
        try:
            install(lock)
        except Stop:
            # What was there before still serves, for example `start` when the tests' tools failed.
            write_stamp(stamp.get("locks", {}))
            raise
        write_stamp({name: digest(name) for name in (lock, "requirements.txt")})
    except EnvironmentError as error:
        raise failed(str(error), lock)
    say("Set-up took %.0f seconds." % (time.time() - began))


def count_packages(lock):
    """Return how many packages a lock names; a lock with any line of another form is broken."""
    try:
        with io.open(os.path.join(HERE, lock), encoding="utf-8") as file:
            lines = file.read().splitlines()
    except UnicodeDecodeError:
        lines = []
    if not lines or not all(LOCK_LINE.match(line) for line in lines):
        raise failed("Invalid requirement", lock)
    return sum(1 for line in lines if not line.startswith(" "))


def make_venv(lock):
    again = os.path.lexists(VENV)
    say("%s .venv with Python %s ..." % ("Remaking" if again else "Making", version()))
    if os.path.islink(VENV) or os.path.isfile(VENV):
        os.remove(VENV)
    elif again:
        shutil.rmtree(VENV)
    call([sys.executable, "-m", "venv", "--without-pip", VENV], lock)


def install(lock):
    """Install exactly what the lock names: with uv where it really runs, else with pip."""
    count = count_packages(lock)
    path = os.path.join(HERE, lock)
    options = ["--require-hashes", "--only-binary", ":all:", "-r", path]
    uv = find("uv")
    if uv and runs(uv):
        say("Installing %d packages with uv ..." % count)
        try:
            return call(
                [uv, "pip", "install", "--compile-bytecode", "--python", venv_python()] + options,
                lock,
            )
        except Stop as stop:
            if stop.cause in ("disk", "lock"):
                raise
            say("uv could not; trying pip ...")
    if not runs(venv_python(), "-m", "pip"):
        call([venv_python(), "-m", "ensurepip", "--upgrade", "--default-pip"], lock)
    say("Installing %d packages with pip (this can take a minute or two) ..." % count)
    quick = ["--quiet", "--retries", "2", "--disable-pip-version-check", "--no-input"]
    return call([venv_python(), "-m", "pip", "install"] + quick + options, lock)


def write_stamp(locks):
    whole = {"python": list(sys.version_info[:2]), "locks": locks}
    with io.open(STAMP + ".new", "wb") as file:
        file.write(json.dumps(whole).encode("utf-8"))
    os.rename(STAMP + ".new", STAMP)


def call(command, lock):
    done = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=clean_environment(),
        cwd=HERE,
    )
    output = done.communicate()[0].decode("utf-8", "replace")
    if os.environ.get("MARGENT_DEBUG"):
        say(output)
    if done.returncode:
        raise failed(output, lock)


def failed(output, lock):
    """Return the Stop for what a tool printed when it failed."""
    facts = {"lock": lock, "venv": VENV, "here": HERE, "python": "Python " + version()}
    for cause, pattern, line in CAUSES:
        if re.search(pattern, output):
            return Stop(line.format(**facts), cause)
    lines = [line.strip() for line in output.splitlines() if line.strip()] or ["no word"]
    wrong = [line for line in lines if re.match(r"(?i)(error|fatal)", line)] or lines
    return Stop("Set-up failed: %s (MARGENT_DEBUG=1 shows everything.)" % wrong[-1])


def version():
    return sys.version.split()[0]


def clean_environment():
    unwanted = ("PYTHONHOME", "PYTHONPATH", "__PYVENV_LAUNCHER__", "VIRTUAL_ENV", "PIP_USER")
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    kept["UV_PYTHON_DOWNLOADS"] = "never"
    return kept


def say(words):
    print(words, file=sys.stderr)
    sys.stderr.flush()


# -- a Python that is new enough -------------------------------------------------------------


def find_python():
    """Return the first interpreter that really runs and is new enough.

    All are tried at once, because version managers put files in the way that only look like one
    (their shims fail, or take long), and where there is none the answer shall not take long either.
    """
    probes = [probe for probe in map(begin_probe, candidates()) if probe]
    began = time.time()
    try:
        while probes and time.time() - began < PROBE_SECONDS:
            for process in list(probes):
                if process.poll() is None:
                    if time.time() - began < PREFERENCE_SECONDS:
                        break
                    continue
                probes.remove(process)
                found = result(process)
                if found:
                    return found
            time.sleep(0.005)
    finally:
        for process in probes:
            process.kill()
    raise Stop(
        "Margent needs Python 3.12 or later. This is Python %s, and no later one was found: "
        "install one (with your system's packages, or `uv python install 3.13`), then try again."
        % version()
    )


def candidates():
    home = os.path.expanduser("~")
    base = getattr(sys, "_base_executable", None)
    numbers = [".".join(map(str, (3, minor))) for minor in (13, 12, 14, 15, 16)]
    folders = [folder for folder in os.environ.get("PATH", os.defpath).split(os.pathsep) if folder]
    folders += [os.path.join(home, ".local", "bin"), "/usr/local/bin", "/usr/bin"]
    folders += ["/opt/homebrew/bin"]
    paths = [base] if base and new_enough() else []
    paths += [os.path.join(f, "python" + n) for n in numbers for f in folders]
    paths += [os.path.join(f, "python3") for f in folders]
    managed = [
        os.path.join(os.environ.get("PYENV_ROOT") or os.path.join(home, ".pyenv"), "versions"),
        os.environ.get("UV_PYTHON_INSTALL_DIR")
        or os.path.join(home, ".local", "share", "uv", "python"),
        os.path.join(home, ".asdf", "installs", "python"),
        os.path.join(home, ".local", "share", "mise", "installs", "python"),
        "/Library/Frameworks/Python.framework/Versions",
    ]
    for folder in managed:
        for name in sorted(listed(folder), reverse=True):
            number = re.search(r"(\d+)\.(\d+)", name)
            if not number or tuple(map(int, number.groups())) >= OLDEST:
                paths.append(os.path.join(folder, name, "bin", "python3"))
    unique = []
    for path in paths:
        if path not in unique and os.access(path, os.X_OK):
            unique.append(path)
    return unique


def listed(folder):
    try:
        return os.listdir(folder)
    except EnvironmentError:
        return []


def begin_probe(path):
    try:
        return subprocess.Popen(
            [path, "-I", "-c", PROBE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=clean_environment(),
        )
    except EnvironmentError:
        return None


def result(process):
    """Return the interpreter that a finished probe found to be new enough, else None."""
    if process.returncode != 0:
        return None
    try:
        found, usable, path = json.loads(process.stdout.read().decode("utf-8"))
    except ValueError:
        return None
    return path if usable and tuple(found) >= OLDEST else None


def find(name):
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        path = os.path.join(folder, name)
        if folder and os.access(path, os.X_OK) and os.path.isfile(path):
            return path
    return None


def runs(program, *arguments):
    """Tell whether a program really runs: shims of version managers are there, but may not."""
    with open(os.devnull, "r+b") as nothing:
        try:
            return not subprocess.call(
                [program] + list(arguments) + ["--version"],
                stdin=nothing,
                stdout=nothing,
                stderr=nothing,
                env=clean_environment(),
            )
        except EnvironmentError:
            return False


def go_on_in(python):
    os.environ.pop("PYTHONHOME", None)
    os.environ.pop("__PYVENV_LAUNCHER__", None)
    sys.stdout.flush()
    os.execv(python, [python, os.path.abspath(__file__)] + sys.argv[1:])


# -- Django ----------------------------------------------------------------------------------


def run():
    """Run the command; those that need the database have it for as long as they run."""
    try:
        from django.core.management import execute_from_command_line

        from newsroom import embedded
        from newsroom.management.commands import test
    except ImportError as error:
        raise Stop(".venv is damaged (%s). Remove the folder %s, then try again." % (error, VENV))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    try:
        if sys.argv[1:2] == ["test"]:
            return test.Command().run_from_argv(sys.argv)
        if not needs_database(sys.argv):
            return execute_from_command_line(sys.argv)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        signal.signal(signal.SIGHUP, lambda *_: sys.exit(129))
        with embedded.running(embedded.data_folder(), say=say):
            return execute_from_command_line(sys.argv)
    except embedded.Trouble as trouble:
        raise Stop(str(trouble))


def needs_database(arguments):
    command = arguments[1] if len(arguments) > 1 else "help"
    asked = {"--help", "-h", "--version"} & set(arguments[1:])
    return not (asked or command in WITHOUT_DATABASE or os.environ.get("DATABASE_URL"))


if __name__ == "__main__":
    main()
