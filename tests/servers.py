"""A small web server of our own on 127.0.0.1, for tests that fetch.

    with serving({"/budget": "<p>…", "/slow": Answer("<p>…", delay=2)}) as base:
        page = fetch(base + "/budget", Door(allow=base.allow))
        assert base.asked == ["/budget"]

Pages are looked up when they are asked for, so a test may change the dict in between. A list of
answers is given one after the other, the last of them again and again.
"""

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Answer:
    """What the server says to one request.

    `headers` come after Content-Type and Content-Length and replace them; None leaves one out.
    `delay` is the seconds before the first byte, `drip` those between two bytes of the body.
    """

    body: str | bytes = ""
    status: int = 200
    headers: Mapping[str, str | None] = field(default_factory=dict)
    delay: float = 0
    drip: float = 0


@dataclass(frozen=True)
class Raw:
    """Bytes that are sent as they are, then silence and the end; no HTTP unless they are HTTP.

    `drip` is the seconds between two of the bytes.
    """

    sent: bytes
    drip: float = 0


type Reply = str | bytes | Answer | Raw
type Pages = Mapping[str, Reply | Sequence[Reply] | Callable[[], Reply]]


class Site(str):
    """The address of a running server ("http://127.0.0.1:8123"), and what it was asked."""

    def __new__(cls, scheme: str, port: int) -> "Site":
        return super().__new__(cls, f"{scheme}://127.0.0.1:{port}")

    def __init__(self, _scheme: str, port: int) -> None:
        self.port = port
        self.place = f"127.0.0.1:{port}"
        self.allow = frozenset({self.place})
        """For `Door(allow=...)` and the setting FETCH_ALLOW."""
        self.asked: list[str] = []
        """Paths with their queries, in the order in which they were asked for."""
        self.headers: list[dict[str, str]] = []
        """The headers of each request, names in lower case."""

    @property
    def pages_asked(self) -> list[str]:
        """What was asked for, without the rules for robots."""
        return [path for path in self.asked if path != "/robots.txt"]


@contextmanager
def serving(pages: Pages, tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    """Serve `pages` by path (with its query, or without) on a free port; 404 for all others."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.block_on_close = False
    if tls:
        server.socket = tls.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    site = Site("https" if tls else "http", server.server_address[1])
    server.pages, server.site, server.over = pages, site, threading.Event()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
        thread.join(5)


class _Handler(BaseHTTPRequestHandler):
    timeout = 10

    def do_GET(self) -> None:
        site: Site = self.server.site
        site.asked.append(self.path)
        site.headers.append({name.lower(): value for name, value in self.headers.items()})
        reply = self._reply()
        # The client may have had enough; that is for its test to judge.
        with suppress(OSError):
            self._say(reply if isinstance(reply, Raw) else _written(reply))

    do_HEAD = do_GET

    def _reply(self) -> Reply:
        pages: Pages = self.server.pages
        path = self.path if self.path in pages else self.path.partition("?")[0]
        reply = pages.get(path, Answer("No such page", status=404))
        if callable(reply):
            return reply()
        if isinstance(reply, str | bytes | Answer | Raw):
            return reply
        times = sum(asked.partition("?")[0] == path for asked in self.server.site.asked)
        return reply[min(max(times, 1), len(reply)) - 1]

    def _say(self, reply: "Raw | _Written") -> None:
        self.close_connection = True
        if isinstance(reply, Raw):
            self._send(reply.sent, reply.drip)
            return
        self.server.over.wait(reply.delay)
        self.wfile.write(reply.head)
        if self.command != "HEAD":
            self._send(reply.body, reply.drip)

    def _send(self, sent: bytes, drip: float) -> None:
        if not drip:
            self.wfile.write(sent)
            return
        for at in range(len(sent)):
            if self.server.over.wait(drip):
                return
            self.wfile.write(sent[at : at + 1])

    def log_message(self, *_args: object) -> None:
        """Say nothing: tests read `Site.asked`."""


@dataclass(frozen=True)
class _Written:
    head: bytes
    body: bytes
    delay: float
    drip: float


def _written(reply: str | bytes | Answer) -> _Written:
    answer = reply if isinstance(reply, Answer) else Answer(reply)
    body = answer.body.encode() if isinstance(answer.body, str) else answer.body
    headers = {"Content-Type": HTML, "Content-Length": str(len(body)), **answer.headers}
    lines = [f"{name}: {value}" for name, value in headers.items() if value is not None]
    head = "\r\n".join([f"HTTP/1.1 {answer.status} Said", *lines, "Connection: close", "", ""])
    return _Written(head.encode("latin-1"), body, answer.delay, answer.drip)
