"""What a long article with many highlights costs in the browser: script, style and layout.

    .venv/bin/python tests/benchmarks/browser.py [--words 20000] [--highlights 1000] [--rounds 5]

Makes the article on a throw-away database, serves it by gunicorn as `manage.py start` does, and
opens it in Chromium. For each act of a reader it prints the milliseconds of script, of style and of
layout until all is still, by the browser's own account (Performance.getMetrics): the median of the
rounds, and the longest time that the page was busy without a break. What it took until highlights
were seen is part of opening the article. What must be fast says "over" where script and layout take
more than 200 ms.
"""

import argparse
import contextlib
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

ROOT = Path(__file__).resolve().parent.parent.parent
# In place of this folder, whose names are others' too.
sys.path[0] = str(ROOT)

from playwright.sync_api import CDPSession, Page, sync_playwright  # noqa: E402

from newsroom import embedded  # noqa: E402

OPTIONS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
MOST_MS = 200
READY_SECONDS = 60
PATIENCE_MS = 120_000
WORDS = (
    "the levy was carried by four votes after a night in which the minister for the islands said "
    "that no ferry would sail empty again while the auditor general warned the chamber that nobody "
    "had seen the forecast on which the whole of the harbour fund had been built since the spring"
).split()
PEOPLE = ("Oriel Tavasti", "Bram Kessendorf", "Ilka Brandeveer", "Dagny Ferrowe", "Mattis Orlundh")
KINDS = ("quote", "claim", "passage")

#: All that was drawn until now has been, and nothing waits to be done at once.
STILL = """() => new Promise((done) => {
  const drawn = () => requestAnimationFrame(() => setTimeout(done));
  const calm = () => requestIdleCallback(drawn, { timeout: 1000 });
  requestAnimationFrame(() => setTimeout(calm, 300));
})"""
LONGEST = """
window.longest = 0;
new PerformanceObserver((seen) => {
  for (const task of seen.getEntries()) window.longest = Math.max(window.longest, task.duration);
}).observe({ type: "longtask", buffered: true });
"""
#: Stops where highlights have just been drawn, for whoever listens to the debugger.
PAINTED = """
const painted = () => {
  if (document.querySelector("mark.hl")) setTimeout(() => { debugger; });
  else requestAnimationFrame(painted);
};
requestAnimationFrame(painted);
"""
SELECT = """(number) => {
  const block = document.querySelectorAll("[data-block]")[number];
  const words = document.createTreeWalker(block, NodeFilter.SHOW_TEXT).nextNode();
  block.scrollIntoView({ block: "center" });
  getSelection().setBaseAndExtent(words, 0, words, words.data.length);
}"""


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--words", type=int, default=20_000)
    parser.add_argument("--highlights", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    with ExitStack() as stack:
        stack.enter_context(database())
        path, session = _prepared(options)
        site = stack.enter_context(serving())
        page = stack.enter_context(browser(site, session))
        print(f"\n{options.words:,} words, {options.highlights:,} highlights, milliseconds")
        print(f"{'':28} {'script':>7} {'style':>7} {'layout':>7} {'all':>7} {'at once':>8}")
        for act in ACTS:
            _print(act.name, [_spent(page, act, path, at) for at in range(options.rounds)])


@contextmanager
def database() -> Iterator[None]:
    """Have a throw-away database, and the environment that leads to it."""
    folder = Path(tempfile.mkdtemp(prefix="margent-benchmark-"))
    os.environ["MARGENT_DATA"] = str(folder / "data")
    os.environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
    os.environ.pop("DATABASE_URL", None)
    try:
        with embedded.running(folder / "data", options=OPTIONS, say=print):
            yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


# -- the article -----------------------------------------------------------------------------


def _prepared(options: argparse.Namespace) -> tuple[str, str]:
    """Return the path of the article made, and the session of somebody who may read it."""
    import django

    django.setup()
    from django.core.management import call_command

    from tests import cast, factories

    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    chance = random.Random(options.seed)
    article = factories.article("A very long night", *_paragraphs(chance, options.words))
    for _ in range(options.highlights):
        _highlight(chance, article.latest_version, cast.petra())
    session = cast.signed_in(cast.wren()).cookies["sessionid"].value
    return article.get_absolute_url(), session


def _paragraphs(chance: random.Random, words: int) -> Iterator[str]:
    while words > 0:
        length = min(words, chance.randrange(30, 90))
        yield " ".join(chance.choices(WORDS, k=length)).capitalize() + "."
        words -= length


def _highlight(chance: random.Random, version: object, by: object) -> None:
    """Mark some words anywhere; 1,000 on 20,000 words lie two or three deep on the average."""
    from annotations.reader.forms import HighlightForm

    start = chance.randrange(len(version.text) - 600)
    end = start + chance.randrange(20, 500)
    note = " ".join(chance.choices(WORDS, k=chance.randrange(5, 40)))
    said = {
        "kind": chance.choice(KINDS),
        "start": start,
        "end": end,
        "words": version.text[start:end],
        "speaker_name": chance.choice(("", *PEOPLE)),
        "note": chance.choice(("", note)),
        "client_key": uuid4(),
    }
    form = HighlightForm(said, version=version, author=by)
    if form.is_valid():
        form.save()


# -- the server and the browser --------------------------------------------------------------


@contextmanager
def serving() -> Iterator[str]:
    """Serve it as `manage.py start` does; give the address."""
    with contextlib.closing(socket.socket()) as door:
        door.bind(("127.0.0.1", 0))
        door.listen(64)
        site = f"http://127.0.0.1:{door.getsockname()[1]}"
        words = [sys.executable, "-m", "gunicorn", f"--bind=fd://{door.fileno()}", "--threads=8"]
        process = subprocess.Popen(
            [*words, "--preload", "--no-control-socket", "--log-level=warning", "newsroom.wsgi"],
            cwd=ROOT,
            pass_fds=[door.fileno()],
        )
    try:
        _wait(site)
        yield site
    finally:
        process.terminate()
        process.wait()


def _wait(site: str) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while True:
        try:
            urllib.request.urlopen(f"{site}/accounts/login/", timeout=5).close()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


@contextmanager
def browser(site: str, session: str) -> Iterator[Page]:
    """Give a page of Chromium in which somebody is signed in."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))))
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        wide = {"width": 1440, "height": 900}
        context = launched.new_context(base_url=site, viewport=wide)
        context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
        context.set_default_timeout(PATIENCE_MS)
        context.add_init_script(LONGEST)
        context.add_init_script(PAINTED)
        yield context.new_page()
        launched.close()


# -- what a reader does ----------------------------------------------------------------------


@dataclass(frozen=True)
class Act:
    """What is done in one round; `ready` goes before it and is not measured.

    It ends when all is still, or, where `until_painted`, when the first highlights have been drawn.
    """

    name: str
    do: Callable[[Page, str, int], None]
    ready: Callable[[Page, str, int], None] = lambda page, path, at: None
    until_painted: bool = False


def _elsewhere(page: Page, _path: str, _at: int) -> None:
    # A page of ours, so that it is the same process of the browser that draws the next one.
    page.goto("/add/")


def _open(page: Page, path: str, _at: int) -> None:
    page.goto(path)
    page.locator("margin-column.live").wait_for()


def _press(page: Page, _path: str, at: int) -> None:
    """Press on a highlight that lies somewhere in the article."""
    mark = page.locator("mark.hl[id]").nth(100 + 100 * at)
    mark.evaluate("mark => mark.click()")
    page.locator("#cards .card.sel").wait_for()


def _walk(page: Page, _path: str, _at: int) -> None:
    page.keyboard.press("j")
    page.locator("#cards .card.sel").wait_for()


def _close(page: Page, _path: str, _at: int) -> None:
    page.keyboard.press("Escape")


def _select(page: Page, _path: str, at: int) -> None:
    page.evaluate(SELECT, 40 + 20 * at)
    page.locator(".tools:not([hidden])").wait_for()


def _ready_to_write(page: Page, path: str, at: int) -> None:
    _close(page, path, at)
    _select(page, path, at)


def _write(page: Page, _path: str, _at: int) -> None:
    page.keyboard.press("h")
    page.locator("#new-card:not([hidden])").wait_for()


def _ready_to_save(page: Page, path: str, at: int) -> None:
    _ready_to_write(page, path, at)
    page.evaluate(STILL)
    _write(page, path, at)


def _save(page: Page, _path: str, at: int) -> None:
    """Save, until the new card stands in the margin; the time of the server does not count."""
    page.keyboard.press("Control+Enter")
    page.locator("#cards .card.sel").wait_for()


def _narrow(page: Page, path: str, at: int) -> None:
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 1440 - 20 * (at + 1), "height": 900})


ACTS = (
    Act("first paint of highlights", _open, _elsewhere, until_painted=True),
    Act("opening the article", _open, _elsewhere),
    Act("opening a card", _press),
    Act("walking to the next (j)", _walk),
    Act("selecting words", _select, _close),
    Act("opening the editor (h)", _write, _ready_to_write),
    Act("adding the highlight", _save, _ready_to_save),
    Act("another width of the window", _narrow),
)


# -- measuring -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Spent:
    """Milliseconds, `longest` those of the longest task without a break."""

    script: float
    style: float
    layout: float
    longest: float

    @property
    def whole(self) -> float:
        return self.script + self.style + self.layout


def _spent(page: Page, act: Act, path: str, at: int) -> Spent:
    act.ready(page, path, at)
    page.evaluate(STILL)
    page.evaluate("window.longest = 0")
    session = page.context.new_cdp_session(page)
    # The thread's own time: what else the machine does meanwhile does not count.
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    before = _metrics(session)
    painted = _when_painted(session) if act.until_painted else []
    act.do(page, path, at)
    page.evaluate(STILL)
    after = painted[0] if act.until_painted else _metrics(session)
    longest = page.evaluate("window.longest")
    session.detach()
    kinds = ("ScriptDuration", "RecalcStyleDuration", "LayoutDuration")
    return Spent(*(1000 * (after[kind] - before[kind]) for kind in kinds), longest)


def _when_painted(session: CDPSession) -> list[dict[str, float]]:
    """Return a list that gets the metrics of the moment in which highlights have been drawn."""
    found = []

    def paused(_event: object) -> None:
        found.append(_metrics(session))
        session.send("Debugger.resume")

    session.on("Debugger.paused", paused)
    session.send("Debugger.enable")
    return found


def _metrics(session: CDPSession) -> dict[str, float]:
    return {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}


def _print(name: str, rounds: Sequence[Spent]) -> None:
    middle = [
        statistics.median(getattr(one, part) for one in rounds)
        for part in ("script", "style", "layout", "whole", "longest")
    ]
    over = "  over" if middle[0] + middle[2] > MOST_MS else ""
    figures = "".join(f" {one:7.0f}" for one in middle[:4])
    print(f"{name:28}{figures} {middle[4]:8.0f}{over}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
