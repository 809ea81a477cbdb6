"""Pages that are too hard to read, and children that die, take nothing else down."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from newsroom.articles.text import Block, Extract, Kind
from newsroom.ingestion.absence import NoArticle
from newsroom.ingestion.confined import (
    ROOT,
    ChildFailed,
    Children,
    Limits,
    TooHard,
    extract_confined,
    read_pasted_confined,
)
from newsroom.ingestion.confinement import Outcome, told, understood
from newsroom.ingestion.extraction import extract
from newsroom.ingestion.pasted import read_pasted
from tests import burdens

SAMPLES = sorted((ROOT / "newsroom" / "samples").glob("*.html"))
PASTED = sorted((ROOT / "tests" / "pages" / "pasted").glob("*.txt"))
URL = "https://harbour-post.example/news/ferry-levy"


@contextmanager
def children(most: int = 1, **limits: float) -> Iterator[Children]:
    made = Children(most, Limits(**limits))
    try:
        yield made
    finally:
        made.close()


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    # It may have ended and wait for somebody to ask how.
    return ") Z " in Path(f"/proc/{pid}/stat").read_text() if Path("/proc").is_dir() else False


def soon(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 20
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.02)
    return holds()


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.stem)
def test_a_page_reads_in_a_child_as_it_reads_here(sample: Path) -> None:
    page = sample.read_bytes()
    assert extract_confined(page, URL) == extract(page, URL)


@pytest.mark.parametrize("sample", PASTED, ids=lambda sample: sample.stem)
def test_a_pasted_text_reads_in_a_child_as_it_reads_here(sample: Path) -> None:
    text = sample.read_text("utf-8")
    assert read_pasted_confined(text) == read_pasted(text)


def test_that_there_is_no_article_is_told_as_it_is_here() -> None:
    with pytest.raises(NoArticle, match="the page is empty"):
        extract_confined(b"")


@pytest.mark.parametrize("burden", [burdens.endless, burdens.endless_in_c, burdens.asleep])
def test_a_page_that_does_not_end_is_given_up_and_the_next_is_read(
    burden: Callable[[], None],
) -> None:
    with children(seconds=0.5) as some:
        with pytest.raises(TooHard):
            some.ask(burden)
        assert some.ask(burdens.own_number) > 0


def test_the_kernel_ends_a_child_that_uses_the_processor_too_long() -> None:
    with children(seconds=0.2) as some:
        some.ask(burdens.own_number)
        # The child's own bound is a whole second or more; ours is out of the way.
        some.limits = Limits(seconds=60)
        for child in some._idle:
            child.limits = some.limits
        with pytest.raises(TooHard):
            some.ask(burdens.endless)


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS does not limit memory")
def test_a_page_that_wants_too_much_memory_is_given_up_and_the_next_is_read() -> None:
    with children(memory=2**28) as some:
        with pytest.raises(TooHard):
            some.ask(burdens.greedy)
        assert some.ask(burdens.own_number) > 0


def test_a_page_that_ends_the_child_is_tried_once_more(tmp_path: Path) -> None:
    with children() as some:
        assert some.ask(burdens.ends, str(tmp_path / "ended")) == "read"


def test_a_page_that_ends_the_child_again_is_given_up_and_the_next_is_read() -> None:
    with children() as some:
        with pytest.raises(TooHard):
            some.ask(burdens.ends)
        assert some.ask(burdens.own_number) > 0


def test_a_child_that_was_killed_while_it_waited_is_replaced() -> None:
    with children() as some:
        first = some.ask(burdens.own_number)
        os.kill(first, signal.SIGKILL)
        assert some.ask(burdens.own_number) != first


def test_a_child_reads_page_after_page_and_is_renewed_after_many() -> None:
    with children(pages=3) as some:
        asked = [some.ask(burdens.own_number) for _ in range(6)]
    assert [asked.count(pid) for pid in dict.fromkeys(asked)] == [3, 3]


def test_a_child_that_has_grown_is_renewed() -> None:
    with children(grown=1) as some:
        assert some.ask(burdens.own_number) != some.ask(burdens.own_number)


def test_many_who_ask_at_once_share_a_few_children() -> None:
    with children(most=2) as some, ThreadPoolExecutor(8) as threads:
        asked = list(threads.map(lambda _: some.ask(burdens.own_number), range(40)))
        assert len(set(asked)) <= 2
        assert set(some.pids) == set(asked)


def test_a_fault_of_our_own_is_told_with_its_traceback() -> None:
    with children() as some, pytest.raises(ChildFailed, match="ZeroDivisionError: a fault of our"):
        some.ask(burdens.faulty)


def test_an_answer_cannot_make_the_parent_run_code(tmp_path: Path) -> None:
    marker = tmp_path / "made"
    with children() as some, pytest.raises(ChildFailed):
        some.ask(burdens.cunning, str(marker))
    assert not marker.exists()


def test_a_moment_keeps_the_distance_of_its_zone() -> None:
    when = datetime(2026, 5, 14, 16, 4, tzinfo=ZoneInfo("Europe/Lisbon"))
    found = Extract(blocks=(Block(Kind.TITLE, "Ferry fund"),), published_at=when)
    _, answer = understood(told(Outcome.ANSWER, found))
    assert answer == found
    assert answer.published_at.utcoffset() == timedelta(hours=1)


def test_ctrl_c_is_not_for_the_child() -> None:
    with children() as some:
        child = some.ask(burdens.own_number)
        assert os.getpgid(child) != os.getpgid(0)
        os.kill(child, signal.SIGINT)
        assert some.ask(burdens.own_number) == child


PARENT = """
import sys
from newsroom.ingestion.confined import Children
from tests import burdens

Children().ask(burdens.endless_in_c, sys.argv[1])
"""


@pytest.mark.parametrize("kill", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_busy_child_ends_when_its_parent_is_killed(kill: int, tmp_path: Path) -> None:
    written = tmp_path / "child"
    command = [sys.executable, "-c", PARENT, str(written)]
    parent = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        assert soon(lambda: written.exists() and written.read_text().isdigit())
    finally:
        parent.send_signal(kill)
        parent.wait(20)
    child = int(written.read_text())
    assert soon(lambda: is_gone(child))


def test_a_process_that_was_forked_off_makes_children_of_its_own() -> None:
    script = """
import os, sys
from newsroom.ingestion.confined import confined
from tests import burdens
first = confined(burdens.own_number)
if not os.fork():
    own = confined(burdens.own_number)
    os._exit(0 if own != first else 1)
_, status = os.wait()
assert confined(burdens.own_number) == first
sys.exit(os.waitstatus_to_exitcode(status))
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr
