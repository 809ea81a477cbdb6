"""A page that was kept runs nothing and reaches nobody, framed by ours or opened alone."""

import socket
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import batched
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Response, expect

from annotations.teams.models import User
from newsroom.articles.models import Article, Capture
from tests import factories
from tests.browser.conftest import OpenAs, Watch
from tests.hostile import rows
from tests.packing import page as article_page
from tests.shared import SHARED, needs_shared

#: What a page may try, without a press of anybody; `HOST` is another host.
TRIES = (
    "<script>alert(1)</script><svg onload=alert(1)></svg><img src=x onerror=alert(1)>",
    "<script src=HOST/a.js></script><link rel=modulepreload href=HOST/b.js>",
    "<link rel=preconnect href=HOST><link rel=dns-prefetch href=HOST>",
    "<link rel=prefetch href=HOST/a><link rel=preload as=image href=HOST/b>",
    "<link rel=stylesheet href=HOST/a.css><style>@import 'HOST/b.css';</style>",
    "<style>body { background: url(HOST/a) } @font-face { font-family: f; src: url(HOST/f) }"
    " p { font-family: f }</style>",
    '<meta http-equiv="refresh" content="0; url=HOST/a">',
    "<base href='HOST/'><img src=a><picture><source srcset=HOST/b><img></picture>",
    "<iframe src=HOST/a></iframe><iframe srcdoc='<iframe src=HOST/b></iframe>'></iframe>",
    "<object data=HOST/a></object><embed src=HOST/b><applet archive=HOST/c></applet>",
    "<video src=HOST/a poster=HOST/b autoplay></video><audio src=HOST/c autoplay></audio>",
    "<svg><image href=HOST/a /><use href='HOST/b#c' /><script href=HOST/d></script></svg>",
    "<form action=HOST/a><input type=image src=HOST/b autofocus onfocus=alert(1)></form>",
    "<div><template shadowrootmode=open><link rel=preconnect href=HOST><iframe src=HOST>"
    "</iframe></template></div>",
    "<table background=HOST/a><tr><td>x</table><img attributionsrc=HOST/b src=data:,>",
)
#: Their policy alone holds them, as where they are opened alone: these frames are not sandboxed.
SHOW_ALL = """
paths => Promise.all(paths.map((path) => new Promise((done) => {
  const frame = document.createElement("iframe");
  frame.addEventListener("load", done);
  frame.src = path;
  document.body.append(frame);
})))
"""
FRAMES = "<frameset><frame src=HOST/a></frameset>"


class Listener:
    """A host that only counts who connects to it."""

    def __init__(self) -> None:
        self.calls = 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.place = f"127.0.0.1:{self.socket.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                call, _ = self.socket.accept()
                self.calls += 1
                call.close()


@pytest.fixture
def host() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.socket.close()


@pytest.fixture
def fetched() -> list[str]:
    return []


@pytest.fixture
def member(wren: User, open_as: OpenAs, watch: Watch, fetched: list[str]) -> Iterator[Page]:
    """A page that notes all that was really fetched, by its path."""

    def note(response: Response) -> None:
        fetched.append(urlsplit(response.url).path)

    page = open_as(wren)
    page.context.on("response", note)
    yield page
    # What is held back is asked for in vain, and Chromium says so.
    watch.outside.clear()
    watch.complaints[:] = [
        said for said in watch.complaints if said.startswith("dialog") or "/original/" not in said
    ]


def kept(html: str, host: Listener) -> Capture:
    article = Article.objects.first() or factories.article()
    body = html.replace("HOST", f"http://{host.place}").replace("canary.test", host.place)
    capture = Capture(article=article, source=Capture.Source.LINK, content_type="text/html")
    capture.body = body.encode("utf-8", "surrogateescape")
    capture.save()
    return capture


def originals(pages: Iterable[str], host: Listener) -> list[str]:
    return [f"/captures/{kept(html, host).pk}/original/" for html in pages]


def test_a_policy_alone_would_not_keep_a_browser_from_connecting(
    outsider: Page, watch: Watch, host: Listener
) -> None:
    outsider.goto("/accounts/login/")
    frame = f"<iframe src=http://{host.place}></iframe>"
    outsider.evaluate("frame => document.body.insertAdjacentHTML('beforeend', frame)", frame)
    for _ in range(100):
        if host.calls and watch.complaints:
            break
        outsider.wait_for_timeout(100)
    assert host.calls
    assert all("Content Security Policy" in said for said in watch.complaints)
    watch.outside.clear()
    watch.complaints.clear()


def test_a_kept_page_opened_alone_does_nothing(
    member: Page, host: Listener, fetched: list[str]
) -> None:
    head = "<!doctype html><title>Kept</title><p>Read me</p>"
    paths = originals([head + "".join(TRIES), FRAMES, *(head + one for one in TRIES)], host)
    for path in paths:
        member.goto(path)
        assert urlsplit(member.url).path == path
    member.goto(paths[0])
    member.wait_for_timeout(500)
    assert urlsplit(member.url).path == paths[0]
    expect(member.get_by_text("Read me")).to_be_visible()
    assert set(fetched) == set(paths)
    assert host.calls == 0


def test_a_kept_page_in_its_frame_does_nothing(
    member: Page, host: Listener, fetched: list[str]
) -> None:
    out = '<a href="HOST/a" target=_top>Out</a><a href="HOST/b" target=_blank>New</a>'
    capture = kept(f"<!doctype html>{out}{''.join(TRIES)}<p>Read me</p>", host)
    member.goto(f"/captures/{capture.pk}/")
    frame = member.frame_locator("iframe")
    member.locator("iframe").scroll_into_view_if_needed()
    expect(frame.get_by_text("Read me")).to_be_visible()
    for name in ("Out", "New"):
        frame.get_by_text(name, exact=True).click()
    member.wait_for_timeout(500)
    assert urlsplit(member.url).path == f"/captures/{capture.pk}/"
    assert len(member.context.pages) == 1
    assert f"/captures/{capture.pk}/original/" in fetched
    assert [path for path in fetched if "/static/" not in path and "/captures/" not in path] == []
    assert host.calls == 0


def test_a_link_pressed_in_the_frame_leads_nowhere(member: Page, host: Listener) -> None:
    capture = kept("<!doctype html><a href='HOST/a'>Out</a>", host)
    member.goto(f"/captures/{capture.pk}/")
    member.frame_locator("iframe").get_by_text("Out").click()
    member.wait_for_timeout(300)
    assert urlsplit(member.url).path == f"/captures/{capture.pk}/"
    assert host.calls == 0


def test_a_kept_page_is_read_as_it_looked(member: Page, host: Listener) -> None:
    capture = kept(article_page("Ferry fund passes"), host)
    member.goto(f"/captures/{capture.pk}/")
    frame = member.frame_locator("iframe")
    expect(frame.get_by_role("heading", name="Ferry fund passes")).to_be_visible()
    with member.expect_download() as began:
        member.get_by_role("link", name="Download the file").click()
    assert began.value.path().read_bytes() == capture.body


@needs_shared
def test_pages_made_to_break_out_do_nothing_when_kept(
    member: Page, host: Listener, fetched: list[str]
) -> None:
    folder = SHARED / "hostile" / "xss_html"
    found = [(folder / row["file"]).read_bytes() for row in rows("xss_html/manifest.jsonl")]
    pages = [body.decode("utf-8", "surrogateescape") for body in found]
    paths = originals(pages, host)
    assert len(paths) > 100
    for some in batched(paths, 40):
        member.goto("/add/page/")
        fetched.clear()
        member.evaluate(SHOW_ALL, some)
        member.wait_for_timeout(300)
        assert [urlsplit(frame.url).path for frame in member.frames[1:]] == list(some)
        assert [path for path in fetched if path not in some and "/static/" not in path] == []
    assert host.calls == 0
