"""Functions that go wrong in the ways pages can, to be run in a child (`ingestion.confined`)."""

import os
import re
import time
from pathlib import Path
from typing import Any


def own_number() -> int:
    return os.getpid()


def endless() -> None:
    while True:
        pass


def endless_in_c(then: str = "") -> None:
    """Match a pattern whose work doubles with each letter."""
    if then:
        Path(then).write_text(str(os.getpid()), "ascii")
    re.match(r"(?:a|aa)+\Z", "a" * 90 + "b")


def asleep() -> None:
    time.sleep(60)


def greedy() -> int:
    held = []
    while True:
        held.append(bytearray(2**24))


def ends(marker: str = "") -> str:
    """End the process it runs in; with a marker, only where that is not there yet."""
    if marker and Path(marker).exists():
        return "read"
    if marker:
        Path(marker).touch()
    os._exit(3)


def faulty() -> None:
    raise ZeroDivisionError("a fault of our own")


class Cunning:
    """What makes whoever unpickles it run code."""

    def __init__(self, marker: str) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return os.mkdir, (self.marker,)


def cunning(marker: str) -> Cunning:
    return Cunning(marker)
