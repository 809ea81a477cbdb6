"""The child process that reads pages, and the words it shares with its parent.

It is run as a program: `python -m newsroom.ingestion.confinement LINE LEASH SECONDS MEMORY`. It
knows nothing of Django or of the database, so that it is small and quickly made.
"""

import fcntl
import io
import os
import pickle
import resource
import signal
import sys
import traceback
from contextlib import suppress
from dataclasses import is_dataclass
from datetime import date, datetime, timedelta, timezone
from enum import Enum, StrEnum
from functools import reduce
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

OWN = "newsroom."
SIZE_BYTES = 8
_TIMES = {cls.__name__: cls for cls in (date, datetime, timedelta, timezone)}


class Outcome(StrEnum):
    """What came of a question; the value with it is the answer, what was raised, or words."""

    ANSWER = "answer"
    RAISED = "raised"
    TOO_HARD = "too_hard"
    FAILED = "failed"


class _Understanding(pickle.Unpickler):
    """Makes values only: a child that a page has taken over cannot make its parent run code."""

    def find_class(self, module: str, name: str) -> type:
        if module == "datetime" and name in _TIMES:
            return _TIMES[name]
        found = getattr(sys.modules.get(module), name, None) if module.startswith(OWN) else None
        if isinstance(found, type) and (is_dataclass(found) or issubclass(found, Enum | Exception)):
            return found
        raise pickle.UnpicklingError(f"{module}.{name} is no value")


class _Telling(pickle.Pickler):
    """Writes moments with the distance of their zone, as zones have more to them than values."""

    def reducer_override(self, told: object) -> Any:
        if type(told) is datetime and told.tzinfo and type(told.tzinfo) is not timezone:
            return told.astimezone(timezone(told.utcoffset())).__reduce_ex__(4)
        return NotImplemented


def told(outcome: Outcome, value: object) -> bytes:
    """Return an answer for `understood` on the other side."""
    answer = io.BytesIO()
    _Telling(answer).dump((outcome.value, value))
    return answer.getvalue()


def understood(answer: bytes) -> tuple[Outcome, object]:
    """Return what a child answered; raises pickle.UnpicklingError for what is no value."""
    outcome, value = _Understanding(io.BytesIO(answer)).load()
    return Outcome(outcome), value


def main(line: int, leash: int, seconds: float, memory: int) -> None:
    """Answer what is asked on `line` until it is closed, within the limits."""
    _tie_to(leash)
    _limit(memory)
    talk = Connection(line)
    with suppress(EOFError, OSError):
        while True:
            question = talk.recv_bytes()
            _allow(seconds)
            answer = _answer(question) if question else b""
            talk.send_bytes(resident().to_bytes(SIZE_BYTES) + answer)


def _tie_to(leash: int) -> None:
    """Have this process end when the other end of `leash` is closed, whatever it is doing."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # On Linux the signal ends a process by itself; elsewhere it is ignored unless it is handled.
    if sys.platform != "linux":
        signal.signal(signal.SIGIO, lambda *_: os._exit(1))
    with suppress(OSError):
        fcntl.fcntl(leash, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(leash, fcntl.F_SETFL, fcntl.fcntl(leash, fcntl.F_GETFL) | os.O_ASYNC)


def _limit(memory: int) -> None:
    # macOS has limits that it does not let one set.
    for what, most in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_AS, memory)):
        with suppress(OSError, ValueError):
            resource.setrlimit(what, (most, resource.getrlimit(what)[1]))


def _allow(seconds: float) -> None:
    """Let this process use `seconds` more of the processor, then be ended."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime + seconds) + 1
    with suppress(OSError, ValueError):
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (until, hard))


def _answer(question: bytes) -> bytes:
    try:
        module, name, args, kwargs = pickle.loads(question)
        function = reduce(getattr, name.split("."), import_module(module))
        return told(Outcome.ANSWER, function(*args, **kwargs))
    except (MemoryError, RecursionError) as error:
        return told(Outcome.TOO_HARD, type(error).__name__)
    except Exception as error:
        if type(error).__module__.startswith(OWN):
            return told(Outcome.RAISED, error)
        return told(Outcome.FAILED, traceback.format_exc())


def resident() -> int:
    """Return how many bytes of memory this process holds, or at most held."""
    with suppress(OSError):
        pages = Path("/proc/self/statm").read_text("ascii").split()[1]
        return int(pages) * resource.getpagesize()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]), float(sys.argv[3]), int(sys.argv[4]))
