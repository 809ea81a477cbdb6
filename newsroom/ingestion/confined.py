"""Reading in a child process that has limits, so that no page takes the worker down with it.

A child (`newsroom.ingestion.confinement`) reads page after page. One that takes too long or too
much memory is ended and the page given up; when one ends by itself, another takes its place and
the page is tried once more. A child ends when its parent does.
"""

import atexit
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from socket import socketpair
from threading import BoundedSemaphore, Event, Lock, Timer
from typing import Any

from newsroom.articles.text import Extract
from newsroom.ingestion.confinement import SIZE_BYTES, Outcome, understood
from newsroom.ingestion.extraction import extract
from newsroom.ingestion.pasted import read_pasted

ROOT = Path(__file__).resolve().parent.parent.parent
CHILDREN = max(1, min(2, os.cpu_count() or 1))
"""How many read at once in one process; more would take more memory than a worker may."""
START_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What one page may take, and when a child is renewed.

    `seconds` of processor and of wall time and `memory` bytes of address space for one page;
    after so many `pages`, or when it holds `grown` bytes after one, another child takes over.
    """

    seconds: float = 20.0
    memory: int = 2**30
    pages: int = 2_000
    grown: int = 130 * 2**20


class TooHard(Exception):
    """A page that could not be read within the limits."""


class ChildFailed(Exception):
    """The child met a fault of ours; the message is its traceback."""


class _Died(Exception):
    """The child ended in the middle of a page."""


class _NotBegun(_Died):
    """The child ended before it was ready for a page."""


def extract_confined(html: bytes | str, url: str = "", charset: str | None = None) -> Extract:
    """Return `extract(html, url, charset)`. Raises NoArticle and TooHard."""
    return confined(extract, html, url, charset)


def read_pasted_confined(text: str) -> Extract:
    """Return `read_pasted(text)`. Raises NoArticle and TooHard."""
    return confined(read_pasted, text)


def confined[**P, R](function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Return what `function`, a pure one of Margent's modules, returns for `args` in a child.

    Arguments are plain values; the answer is made of plain values and Margent's own dataclasses.
    Raises what the function raises if that is an exception of Margent's own, TooHard when the
    limits do not suffice, and ChildFailed for every other fault.
    """
    return _children.ask(function, *args, **kwargs)


class Children:
    """The children of this process, made when they are first wanted."""

    def __init__(self, most: int = CHILDREN, limits: Limits | None = None) -> None:
        self.most, self.limits = most, limits or Limits()
        self.forget()

    def forget(self) -> None:
        """Know of no child: after a fork they are those of the other process."""
        self._idle: list[_Child] = []
        self._places = BoundedSemaphore(self.most)
        self._lock = Lock()

    def ask(self, function: Callable[..., object], *args: object, **kwargs: object) -> Any:
        """Return what `function` returns in a child, or raise (see `confined`)."""
        question = pickle.dumps((function.__module__, function.__qualname__, args, kwargs))
        try:
            return _opened(self._answer(question))
        except _Died:
            # Whatever ended it may have had nothing to do with this page.
            return self._last_chance(question)

    def _last_chance(self, question: bytes) -> object:
        try:
            return _opened(self._answer(question))
        except _NotBegun as died:
            raise ChildFailed(str(died)) from died
        except _Died as died:
            raise TooHard(str(died)) from died

    def _answer(self, question: bytes) -> bytes:
        with self._child() as child:
            return child.ask(question)

    @contextmanager
    def _child(self) -> Iterator["_Child"]:
        with self._places:
            child = self._rested() or _Child(self.limits)
            try:
                yield child
            finally:
                self._dismiss(child)

    def _rested(self) -> "_Child | None":
        with self._lock:
            return self._idle.pop() if self._idle else None

    def _dismiss(self, child: "_Child") -> None:
        if child.is_fit:
            with self._lock:
                self._idle.append(child)
        else:
            child.end()

    @property
    def pids(self) -> list[int]:
        """The numbers of the processes that wait for a page."""
        return [child.process.pid for child in self._idle]

    def close(self) -> None:
        """End the children that wait for a page."""
        while child := self._rested():
            child.end()


def _opened(answer: bytes) -> object:
    try:
        outcome, value = understood(answer)
    except Exception as error:
        raise ChildFailed(f"an answer that cannot be understood: {error}") from error
    if outcome is Outcome.ANSWER:
        return value
    if outcome is Outcome.RAISED and isinstance(value, Exception):
        raise value
    raise (TooHard if outcome is Outcome.TOO_HARD else ChildFailed)(value)


class _Child:
    """One child process. It is asked by one thread at a time."""

    def __init__(self, limits: Limits) -> None:
        self.limits, self.pages, self.is_fit = limits, 0, False
        ours, theirs = socketpair()
        # Nothing is ever written here: its end tells the child of ours.
        leash, self._hold = os.pipe()
        self.process = _started(limits, theirs.fileno(), leash)
        theirs.close()
        os.close(leash)
        self._line = Connection(ours.detach())

    def ask(self, question: bytes) -> bytes:
        """Return the child's answer. Raises TooHard when the time is over, and _Died."""
        self.is_fit = False
        if not self.pages:
            self._wait_until_ready()
        answer = self._exchange(question, self.limits.seconds)
        self.pages += 1
        size = int.from_bytes(answer[:SIZE_BYTES])
        self.is_fit = self.pages < self.limits.pages and size < self.limits.grown
        return answer[SIZE_BYTES:]

    def _wait_until_ready(self) -> None:
        try:
            self._exchange(b"", START_SECONDS)
        except (TooHard, _Died) as failed:
            raise _NotBegun(str(failed)) from failed

    def _exchange(self, words: bytes, seconds: float) -> bytes:
        over = Event()
        timer = Timer(seconds, self._end_for, [over])
        timer.daemon = True
        timer.start()
        try:
            self._line.send_bytes(words)
            return self._line.recv_bytes()
        except (OSError, EOFError) as ended:
            raise self._cause(over) from ended
        finally:
            timer.cancel()

    def _end_for(self, over: Event) -> None:
        over.set()
        self.process.kill()

    def _cause(self, over: Event) -> Exception:
        # The kernel ends a child that has used up its processor time.
        ended = self.process.wait()
        if over.is_set() or ended == -signal.SIGXCPU:
            return TooHard(f"not read within {self.limits.seconds:g} seconds")
        return _Died(f"the child ended with {ended}")

    def end(self) -> None:
        self.is_fit = False
        self._line.close()
        os.close(self._hold)
        self.process.kill()
        self.process.wait()


def _started(limits: Limits, line: int, leash: int) -> subprocess.Popen[bytes]:
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    numbers = (line, leash, limits.seconds, limits.memory)
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "newsroom.ingestion.confinement", *map(str, numbers)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        pass_fds=(line, leash),
        # Ctrl-C is for the parent.
        process_group=0,
    )


_children = Children()
atexit.register(_children.close)
os.register_at_fork(after_in_child=_children.forget)
