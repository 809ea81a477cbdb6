"""What processes use, read from /proc: CPU seconds and memory. Linux only."""

import os
from collections.abc import Iterable
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
_UTIME, _CUTIME = 11, 13
"""Places in /proc/<pid>/stat after the name, see proc(5): utime, stime, then cutime, cstime."""


def cpu(process: int) -> float:
    """Return the CPU seconds that a process has used, in user and system mode."""
    return _seconds(process, _UTIME)


def cpu_of_ended_children(process: int) -> float:
    """Return the CPU seconds of children that have ended and been waited for."""
    return _seconds(process, _CUTIME)


def parent(process: int) -> int:
    return int(_fields(process)[1])


def children(process: int) -> Iterable[int]:
    """Yield the processes whose parent this one is."""
    for folder in Path("/proc").glob("[0-9]*"):
        fields = _fields(int(folder.name))
        if fields and int(fields[1]) == process:
            yield int(folder.name)


def command(process: int) -> str:
    """Return the command line, as the process has set it; empty when it has gone."""
    try:
        words = Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return ""
    return words.replace(b"\0", b" ").decode(errors="replace").strip()


def memory(process: int) -> int:
    """Return the resident memory in bytes, what it shares with others included."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def _seconds(process: int, place: int) -> float:
    fields = _fields(process)
    return sum(int(ticks) for ticks in fields[place : place + 2]) / TICK


def _fields(process: int) -> list[str]:
    """What follows the name in /proc/<pid>/stat; nothing when the process has gone."""
    try:
        whole = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return []
    return whole.rpartition(")")[2].split()
