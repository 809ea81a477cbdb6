"""Debian's Chromium for the tests of what readers see, and a watch on all that their pages do.

A test asks for `open_as` to have a page on which somebody is signed in, or for `outsider` to have
one on which nobody is. Whatever the test is about, it fails when a page asks another host for
anything, breaks the content policy, throws, opens a dialog or misses a file of ours.
"""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as configured
from django.core.cache import cache
from django.core.management import call_command
from django.test import override_settings
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response, expect
from pytest_django.live_server_helper import LiveServer

from annotations.teams.models import User
from tests import cast

#: The shell without windows is quicker, but opens no connection ahead of its policy as readers'
#: browsers do, and takes taps otherwise.
BROWSERS = ("chromium", "chromium-browser")
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), "")
NO_BROWSER = "NO CHROMIUM: what readers see was not tested (apt-get install chromium)"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Should anything ask another host after all, it does not get there.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
WIDE = {"width": 1440, "height": 900}
# Long enough for a machine that has much else to do: it ends what hangs, and measures nothing.
PATIENCE_MS = 60_000
#: A browser asks again for what changed just now, but keeps what has not changed for years; the
#: names that readers are given hold the content, so that theirs keeps it, too.
LONG_AGO = 1_000_000_000

# Chromium would try ::1 first for "localhost".
os.environ.setdefault("DJANGO_LIVE_TEST_SERVER_ADDRESS", "127.0.0.1")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the browser last: its event loop stays in this thread, where others start their own."""
    items.sort(key=lambda item: item.path.parent.name == "browser")


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    if not CHROMIUM:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(NO_BROWSER)
    # Playwright asks the ORM nothing; Django only sees that its loop lives in this thread.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=PATIENCE_MS)
    return {"executable_path": CHROMIUM, "args": list(ARGUMENTS)}


@pytest.fixture(scope="session", autouse=True)
def small_files(quick_settings: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Styles and scripts as they are served, without what only people who write them need."""
    folder = tmp_path_factory.mktemp("small")
    served = {"BACKEND": "newsroom.statics.NamedByContent"}
    with override_settings(
        STATIC_ROOT=folder, STORAGES={**configured.STORAGES, "staticfiles": served}
    ):
        call_command("collectstatic", interactive=False, verbosity=0)
    for file in folder.rglob("*"):
        os.utime(file, (LONG_AGO, LONG_AGO))
    with override_settings(STATICFILES_DIRS=[folder]):
        yield


@dataclass
class Watch:
    """What the pages of one test did that no page of ours may do."""

    home: str
    outside: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def follow(self, context: BrowserContext) -> None:
        context.on("request", self._asked)
        context.on("response", self._answered)
        context.on("console", self._said)
        context.on("weberror", lambda thrown: self.complaints.append(str(thrown.error)))
        context.on("dialog", self._shown)

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob", "about") and parts.netloc != self.home:
            self.outside.append(request.url)

    def _answered(self, response: Response) -> None:
        broken = response.status >= 400 and "/static/" in response.url
        if response.status >= 500 or broken:
            self.complaints.append(f"{response.status} {response.url}")

    def _said(self, message: ConsoleMessage) -> None:
        # Answers such as 404, 410 and 422 are part of what is tested. A request that another one
        # replaced says both of the others; what could not be sent says "htmx:sendError".
        meant = ("htmx:afterRequest", "htmx:sendAbort")
        if (
            message.type == "error"
            and "responded with a status of 4" not in message.text
            and not message.text.startswith(meant)
        ):
            self.complaints.append(f"{message.text} {message.location}")

    def _shown(self, dialog: Any) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()


@pytest.fixture
def watch(live_server: LiveServer) -> Iterator[Watch]:
    # What is cached lies in a table that is not emptied between tests.
    cache.clear()
    kept = Watch(home=urlsplit(live_server.url).netloc)
    yield kept
    _let_the_server_finish()
    assert kept.outside == []
    assert kept.complaints == []


def _let_the_server_finish() -> None:
    """Wait for the last answers: an open transaction would stand in the way of emptying tables."""
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(PATIENCE_MS / 1000)


@pytest.fixture
def new_context(
    watch: Watch, live_server: LiveServer, new_context: Callable[..., BrowserContext]
) -> Callable[..., BrowserContext]:
    """Pages with `base_url` of the running Margent, wide unless said otherwise, and watched."""

    def make(**options: Any) -> BrowserContext:
        options = {"base_url": live_server.url, "viewport": WIDE, **options}
        made = new_context(**{"reduced_motion": "reduce", **options})
        made.set_default_timeout(PATIENCE_MS)
        watch.follow(made)
        return made

    return make


type OpenAs = Callable[..., Page]


@pytest.fixture
def open_as(new_context: Callable[..., BrowserContext], live_server: LiveServer) -> OpenAs:
    """Return a page of a browser in which somebody is signed in; options are its context's."""

    def make(user: User, **options: Any) -> Page:
        context = new_context(**options)
        session = cast.signed_in(user).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        return context.new_page()

    return make


@pytest.fixture
def outsider(new_context: Callable[..., BrowserContext]) -> Page:
    """A page of a browser in which nobody is signed in."""
    return new_context().new_page()
