"""How much memory a worker and its children hold while they read page after page.

    python tests/benchmarks/memory.py [FOLDER] [--pages 5000]

Loads what a worker loads and has four threads read the pages of FOLDER (see extraction.py), the
same ones again and again. Prints the most that was resident, of the worker and of its children.
Linux only: it reads /proc.
"""

import argparse
import itertools
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

import django  # noqa: E402

django.setup()

from newsroom.ingestion.confined import CHILDREN  # noqa: E402
from tests.benchmarks.extraction import SAMPLES, files_in, in_a_child, page_in  # noqa: E402

THREADS = 4
MEBIBYTE = 2**20
GLANCE_SECONDS = 0.2


def resident(pid: int) -> int:
    """Return the bytes of memory that a process holds; 0 when it is gone."""
    try:
        pages = Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]
    except OSError:
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def children() -> list[int]:
    """Return the processes that this one has made."""
    pids: list[int] = []
    for thread in Path("/proc/self/task").iterdir():
        # A thread may have ended by now.
        with suppress(OSError):
            pids += map(int, (thread / "children").read_text("ascii").split())
    return pids


def read(file: Path) -> None:
    in_a_child(page_in(file))


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("folder", nargs="?", type=Path, default=SAMPLES)
    asked.add_argument("--pages", type=int, default=5000)
    options = asked.parse_args()
    files = itertools.islice(itertools.cycle(files_in(options.folder)), options.pages)
    most, begun, pids = (0, 0, 0), time.monotonic(), set()
    with ThreadPoolExecutor(THREADS) as threads:
        done = [threads.submit(read, file) for file in files]
        while not all(one.done() for one in done):
            own, theirs = resident(os.getpid()), [resident(pid) for pid in children()]
            pids.update(children())
            most = max(most, (own + sum(theirs), own, max(theirs, default=0)))
            time.sleep(GLANCE_SECONDS)
    for one in done:
        one.result()
    whole, own, child = (size / MEBIBYTE for size in most)
    seconds = time.monotonic() - begun
    print(
        f"{options.pages} pages in {seconds:.0f} s, {CHILDREN} children at once, {len(pids)} in all"
    )
    print(f"at most {whole:.0f} MB: the worker {own:.0f}, the largest child {child:.0f}")


if __name__ == "__main__":
    main()
