import gzip
import json
import resource
import socket
import ssl
import subprocess
import sys
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from newsroom.ingestion import fetching
from newsroom.ingestion.addresses import Address
from newsroom.ingestion.fetching import (
    FEEDS,
    Door,
    FetchCode,
    FetchFailed,
    Limits,
    Page,
    Validators,
    door,
    fetch,
)
from tests.servers import Answer, Raw, Site, serving
from tests.shared import SHARED, needs_shared

STORY = "<!doctype html><title>Harbour budget</title><p>“We will vote,” said Oriel Tavasti."
HASTY = Limits(seconds=0.6, size=100_000)


def hasty(site: Site) -> Door:
    """A door to a server of the test that closes soon."""
    return Door(allow=site.allow, limits=HASTY)


def patient(site: Site) -> Door:
    """A door to a server of the test."""
    return Door(allow=site.allow, limits=Limits(seconds=10))


def failure(url: str, way: Door) -> FetchFailed:
    with pytest.raises(FetchFailed) as caught:
        fetch(url, way)
    return caught.value


# --- A network that exists only in the test


class NotToday(OSError):
    """What connecting says in a test that looks only at where a connection would go."""


@dataclass
class Network:
    """What the resolver says, and which hosts and places were asked for."""

    names: dict[str, list[list[str]]] = field(default_factory=dict)
    looked_up: list[str] = field(default_factory=list)
    connected: list[tuple[str, int]] = field(default_factory=list)
    sent: list[bytes] = field(default_factory=list)
    own_ip: str = ""

    def getaddrinfo(self, host: str, port: int, *_args: object, **_more: object) -> list[tuple]:
        times = self.looked_up.count(host)
        self.looked_up.append(host)
        answers = self.names.get(host)
        if not answers:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [
            (
                socket.AF_INET6 if ":" in ip else socket.AF_INET,
                socket.SOCK_STREAM,
                socket.IPPROTO_TCP,
                "",
                (ip, port, 0, 0) if ":" in ip else (ip, port),
            )
            for ip in answers[min(times, len(answers) - 1)]
        ]

    def socket(self, *_args: object) -> "FakeSocket":
        return FakeSocket(self)


class FakeSocket:
    def __init__(self, network: Network) -> None:
        self.network = network

    def settimeout(self, seconds: float) -> None:
        pass

    def connect(self, place: tuple[str, int]) -> None:
        self.network.connected.append(place)
        if self.network.own_ip != place[0]:
            raise NotToday

    def getsockname(self) -> tuple[str, int]:
        return (self.network.own_ip, 50_000)

    def sendall(self, data: bytes) -> None:
        self.network.sent.append(data)

    def close(self) -> None:
        pass


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    imagined = Network()
    monkeypatch.setattr(socket, "getaddrinfo", imagined.getaddrinfo)
    monkeypatch.setattr(socket, "socket", imagined.socket)
    return imagined


@pytest.fixture
def resolver(monkeypatch: pytest.MonkeyPatch) -> Network:
    """Names of the test's own, with real connections."""
    imagined = Network()
    monkeypatch.setattr(socket, "getaddrinfo", imagined.getaddrinfo)
    return imagined


def is_let_out(url: str, network: Network, way: Door) -> bool:
    """Whether fetching goes as far as a connection."""
    caught = failure(url, way)
    if network.connected:
        assert caught.code is FetchCode.CONNECT
    else:
        assert caught.code in {FetchCode.REFUSED, FetchCode.BAD_ADDRESS, FetchCode.DNS}
    return bool(network.connected)


# --- Where requests may go


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://10.20.30.40/",
        "http://169.254.169.254/latest/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[fd00:ec2::254]/",
        "http://localhost/",
        "http://wiki/",
        "http://files.localhost/",
        "http://vault.internal/",
        "http://desk.harbourpost.example/",
        "http://six.harbourpost.example/",
        "http://mapped.harbourpost.example/",
        "http://nat64.harbourpost.example/",
        "http://scoped.harbourpost.example/",
        "http://mixed.harbourpost.example/",
        "http://harbourpost.example:8080/",
        "https://harbourpost.example:22/",
    ],
)
def test_nothing_inside_can_be_fetched(url: str, network: Network) -> None:
    network.names = {
        "harbourpost.example": [["93.184.215.14"]],
        "localhost": [["93.184.215.14"]],
        "wiki": [["93.184.215.14"]],
        "files.localhost": [["93.184.215.14"]],
        "vault.internal": [["93.184.215.14"]],
        "desk.harbourpost.example": [["192.168.7.7"]],
        "six.harbourpost.example": [["::1"]],
        "mapped.harbourpost.example": [["::ffff:10.0.0.5"]],
        "nat64.harbourpost.example": [["64:ff9b::a00:5"]],
        "scoped.harbourpost.example": [["fe80::1%2"]],
        "mixed.harbourpost.example": [["93.184.215.14", "10.0.0.5"]],
    }
    assert failure(url, Door()).code is FetchCode.REFUSED
    assert network.connected == []


@pytest.mark.parametrize(
    "url", ["http://2130706433/", "http://a@harbourpost.example/", "file:///etc/passwd", "", "x"]
)
def test_what_is_no_address_of_a_page_is_not_even_looked_up(url: str, network: Network) -> None:
    assert failure(url, Door()).code is FetchCode.BAD_ADDRESS
    assert network.looked_up == network.connected == []


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("http://harbourpost.example/", ("93.184.215.14", 80)),
        ("https://harbourpost.example/a?b=c#d", ("93.184.215.14", 443)),
        ("http://HARBOURPOST.example.:80/", ("93.184.215.14", 80)),
        ("http://localhost.harbourpost.example/", ("2a00:1450::1", 80)),
        ("http://bücher.example/", ("93.184.215.14", 80)),
        ("http://93.184.215.15/", ("93.184.215.15", 80)),
        ("http://[2a00:1450::2]/", ("2a00:1450::2", 80)),
    ],
)
def test_public_pages_are_asked_for(url: str, place: tuple[str, int], network: Network) -> None:
    network.names = {
        "harbourpost.example": [["93.184.215.14"]],
        "localhost.harbourpost.example": [["2a00:1450::1"]],
        "xn--bcher-kva.example": [["93.184.215.14"]],
    }
    assert is_let_out(url, network, Door())
    assert network.connected == [place]


def test_a_name_that_changes_its_address_is_asked_once_and_gets_the_one_checked(
    network: Network,
) -> None:
    network.names = {"harbourpost.example": [["93.184.215.14"], ["127.0.0.1"]]}
    failure("http://harbourpost.example/", Door())
    assert network.looked_up == ["harbourpost.example"]
    assert network.connected == [("93.184.215.14", 80)]


@pytest.mark.parametrize("host", ["margent.example", "desk.margent.example", "93.184.215.14"])
def test_an_installation_does_not_fetch_itself(host: str, network: Network) -> None:
    network.names = {host: [["93.184.215.14"]]}
    own = frozenset({".margent.example", "93.184.215.14"})
    assert failure(f"http://{host}/admin/", Door(own_hosts=own)).code is FetchCode.REFUSED
    assert network.connected == []


def test_this_machine_is_not_fetched_under_a_public_address_of_its_own(network: Network) -> None:
    network.names = {"other.example": [["93.184.215.14"]]}
    network.own_ip = "93.184.215.14"
    assert failure("http://other.example/", Door()).code is FetchCode.REFUSED
    assert network.sent == []


def test_an_exception_is_for_exactly_one_place(resolver: Network) -> None:
    resolver.names = {"wiki": [["127.0.0.1"]], "desk.example": [["127.0.0.1", "10.0.0.5"]]}
    with serving({"/a": STORY}) as base, serving({"/a": STORY}) as other:
        way = patient(base)
        assert fetch(base + "/a", way).status == 200
        assert fetch(f"http://wiki:{base.port}/a", way).status == 200
        for url in (
            other + "/a",
            f"http://127.0.0.2:{base.port}/a",
            f"http://desk.example:{base.port}/a",
            f"http://0.0.0.0:{base.port}/a",
            f"http://[::ffff:127.0.0.1]:{base.port}/a",
        ):
            assert failure(url, way).code is FetchCode.REFUSED
        assert failure(f"http://2130706433:{base.port}/a", way).code is FetchCode.BAD_ADDRESS
    assert other.asked == []


def test_an_exception_may_name_a_port_or_an_ipv6_place(network: Network) -> None:
    network.names = {"harbourpost.example": [["93.184.215.14"]]}
    assert is_let_out("http://[::1]:8000/", network, Door(allow=frozenset({"[::1]:8000"})))
    assert is_let_out("http://harbourpost.example:8080/", network, Door(ports=frozenset({8080})))
    assert network.connected == [("::1", 8000), ("93.184.215.14", 8080)]


def test_an_exception_beats_being_oneself(resolver: Network) -> None:
    with serving({"/a": STORY}) as base:
        way = replace(patient(base), own_hosts=frozenset({"127.0.0.1", "localhost"}))
        assert fetch(base + "/a", way).status == 200


def test_the_settings_make_the_door(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = SimpleNamespace(
        FETCH_ALLOW=("127.0.0.1:8099",),
        FETCH_USER_AGENT="Margent/1 (Zoë, desk@harbourpost.example)\r\n",
        ALLOWED_HOSTS=["*", ".margent.example", "[::1]"],
        PUBLIC_URL="https://Notes.harbourpost.example:8443",
    )
    monkeypatch.setattr(fetching, "settings", chosen)
    assert door() == Door(
        allow=frozenset({"127.0.0.1:8099"}),
        own_hosts=frozenset({".margent.example", "::1", "notes.harbourpost.example"}),
        user_agent="Margent/1 (Zo, desk@harbourpost.example)",
    )


# --- What comes back


def test_a_page_is_fetched_whole_with_what_its_host_says_of_it() -> None:
    headers = {
        "Content-Type": "Text/HTML; Charset=ISO-8859-1",
        "ETag": '"v1"',
        "Content-Language": "en",
        "Set-Cookie": "reader=7",
        "Last-Modified": "x" * 1001,
    }
    with serving({"/2026/b%C3%BCdget": Answer(STORY, headers=headers)}) as base:
        page = fetch(f"{base}/2026/büdget?a=1#part", patient(base))
    assert page.body == STORY.encode()
    assert page.url == f"{base}/2026/b%C3%BCdget?a=1"
    assert page.requested_url == f"{base}/2026/büdget?a=1#part"
    assert (page.status, page.content_type, page.charset) == (200, "text/html", "iso8859-1")
    assert page.headers == {"etag": '"v1"', "content-language": "en"}
    assert timedelta() <= datetime.now(UTC) - page.fetched_at < timedelta(seconds=10)


def test_a_host_learns_only_what_it_needs(resolver: Network) -> None:
    resolver.names = {"xn--bcher-kva.example": [["127.0.0.1"]]}
    pages = {
        "/a": Answer(status=302, headers={"Location": "/b", "Set-Cookie": "reader=7"}),
        "/b": STORY,
    }
    with serving(pages) as base:
        fetch(f"http://bücher.example:{base.port}/a", replace(patient(base), user_agent="Reader/1"))
        assert base.asked == ["/a", "/b"]
        for headers in base.headers:
            assert headers.pop("accept").startswith("text/html")
            assert headers == {
                "host": f"xn--bcher-kva.example:{base.port}",
                "user-agent": "Reader/1",
                "accept-encoding": "gzip, deflate",
                "connection": "close",
            }


@pytest.mark.parametrize(
    ("status", "code", "may_pass"),
    [
        (204, FetchCode.BAD_ANSWER, False),
        (206, FetchCode.BAD_ANSWER, False),
        (300, FetchCode.BAD_ANSWER, False),
        (304, FetchCode.BAD_ANSWER, False),
        (400, FetchCode.FORBIDDEN, False),
        (401, FetchCode.FORBIDDEN, False),
        (402, FetchCode.PAYWALL, False),
        (403, FetchCode.FORBIDDEN, False),
        (404, FetchCode.NOT_FOUND, False),
        (410, FetchCode.NOT_FOUND, False),
        (418, FetchCode.FORBIDDEN, False),
        (429, FetchCode.RATE_LIMITED, True),
        (451, FetchCode.FORBIDDEN, False),
        (500, FetchCode.SERVER_ERROR, True),
        (503, FetchCode.SERVER_ERROR, True),
        (999, FetchCode.BAD_ANSWER, False),
    ],
)
def test_a_refusal_of_the_host_says_which(status: int, code: FetchCode, may_pass: bool) -> None:
    with serving({"/a": Answer(STORY, status=status)}) as base:
        caught = failure(base + "/a", patient(base))
    assert (caught.code, caught.status, caught.may_pass) == (code, status, may_pass)
    assert caught.url == base + "/a"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("600", 600),
        (" 0 ", 0),
        ("999999999", 86_400),
        (format_datetime(datetime(2001, 1, 1, tzinfo=UTC), usegmt=True), 0),
        (format_datetime(datetime(2101, 1, 1, tzinfo=UTC), usegmt=True), 86_400),
        ("soon", None),
        ("-5", None),
        ("", None),
        ("Fri, 99 Jan 2026 99:99:99 GMT", None),
        (None, None),
    ],
)
def test_a_host_that_asks_for_patience_is_understood(value: str, seconds: int | None) -> None:
    with serving({"/a": Answer(status=429, headers={"Retry-After": value})}) as base:
        assert failure(base + "/a", patient(base)).retry_after == seconds


def test_an_address_with_nobody_behind_it_could_not_be_reached() -> None:
    with serving({}) as base:
        pass
    assert failure(base + "/a", patient(base)).code is FetchCode.CONNECT


def test_a_host_that_does_not_exist_is_named(resolver: Network) -> None:
    assert failure("http://nowhere.example/", Door()).code is FetchCode.DNS


def test_a_host_with_several_addresses_is_reached_at_one_that_answers(resolver: Network) -> None:
    resolver.names = {"harbourpost.example": [["127.0.0.9", "127.0.0.1"]]}
    with serving({"/a": STORY}) as base:
        way = replace(patient(base), allow=base.allow | {f"127.0.0.9:{base.port}"})
        assert fetch(f"http://harbourpost.example:{base.port}/a", way).status == 200


# --- Redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("location", ["/new", "new", "//{place}/new", "{base}/new", "new#part"])
def test_a_page_that_moved_is_fetched_where_it_went(status: int, location: str) -> None:
    pages: dict[str, str | Answer] = {"/new": STORY}
    with serving(pages) as base:
        target = location.format(base=base, place=base.place)
        pages["/old"] = Answer(status=status, headers={"Location": target})
        page = fetch(base + "/old", patient(base))
    assert (page.url, page.requested_url) == (f"{base}/new", f"{base}/old")


def test_a_redirect_may_be_written_in_the_letters_of_its_language() -> None:
    raw = "/größe".encode().decode("latin-1")
    for written in (raw, "/gr%C3%B6%C3%9Fe", f" {raw} ", f"{raw}#größe"):
        pages = {
            "/old": Answer(status=301, headers={"Location": written}),
            "/gr%C3%B6%C3%9Fe": STORY,
        }
        with serving(pages) as base:
            assert fetch(base + "/old", patient(base)).url == f"{base}/gr%C3%B6%C3%9Fe"


@pytest.mark.parametrize(
    ("location", "code"),
    [
        ("http://169.254.169.254/latest/", FetchCode.REFUSED),
        ("http://[::ffff:127.0.0.1]:{inside}/", FetchCode.REFUSED),
        ("http://127.0.0.1:{inside}/", FetchCode.REFUSED),
        ("//127.0.0.1:{inside}/", FetchCode.REFUSED),
        ("http://localhost:{inside}/", FetchCode.REFUSED),
        ("http://2130706433:{inside}/", FetchCode.BAD_ADDRESS),
        ("http://reader@127.0.0.1:{inside}/", FetchCode.BAD_ADDRESS),
        ("http:\\\\127.0.0.1:{inside}\\", FetchCode.BAD_ADDRESS),
        ("/\\127.0.0.1:{inside}/", FetchCode.BAD_ADDRESS),
        ("/\t/127.0.0.1:{inside}/", FetchCode.BAD_ADDRESS),
        ("file:///etc/passwd", FetchCode.BAD_ADDRESS),
        ("data:text/html,<p>x", FetchCode.BAD_ADDRESS),
        ("javascript:alert(1)", FetchCode.BAD_ADDRESS),
        ("", FetchCode.BAD_ANSWER),
        (None, FetchCode.BAD_ANSWER),
    ],
)
def test_a_redirect_leads_nowhere_that_could_not_be_asked_for(
    location: str | None, code: FetchCode
) -> None:
    with serving({"/": STORY}) as inside:
        target = location and location.format(inside=inside.port)
        pages = {
            "/a": Answer(status=302, headers={"Location": "/b"}),
            "/b": Answer(status=302, headers={"Location": target}),
        }
        with serving(pages) as base:
            assert failure(base + "/a", patient(base)).code is code
        assert base.asked == ["/a", "/b"]
        assert inside.asked == []


def test_what_a_page_points_to_is_not_followed() -> None:
    with serving({"/": STORY}) as inside:
        page = f'<meta http-equiv="refresh" content="0; url={inside}/">'
        page += f'<link rel=canonical href="{inside}/"><link rel=amphtml href="{inside}/">'
        headers = {"Refresh": f"0; url={inside}/", "Content-Location": f"{inside}/"}
        with serving({"/a": Answer(STORY + page, headers=headers)}) as base:
            assert fetch(base + "/a", patient(base)).url == f"{base}/a"
    assert inside.asked == []


def hops(count: int) -> dict[str, str | Answer]:
    moved = {
        f"/{n}": Answer(status=302, headers={"Location": f"/{n + 1}"}) for n in range(1, count + 1)
    }
    return {**moved, f"/{count + 1}": STORY}


def test_five_redirects_are_followed_and_no_more() -> None:
    with serving(hops(5)) as base:
        assert fetch(base + "/1", patient(base)).url == f"{base}/6"
    with serving(hops(6)) as base:
        assert failure(base + "/1", patient(base)).code is FetchCode.REDIRECT_LOOP
    assert base.asked == [f"/{n}" for n in range(1, 7)]


def test_a_redirect_in_a_circle_ends_at_once() -> None:
    pages = {
        "/a": Answer(status=302, headers={"Location": "/b"}),
        "/b": Answer(status=302, headers={"Location": "/a#again"}),
    }
    with serving(pages) as base:
        assert failure(base + "/a", patient(base)).code is FetchCode.REDIRECT_LOOP
    assert base.asked == ["/a", "/b"]


# --- Time


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n"


@pytest.mark.parametrize(
    "reply",
    [
        Answer(STORY, delay=30),
        Answer(STORY, drip=0.1),
        Raw(HEAD + b"X-Slow: " + b"x" * 1000, drip=0.05),
        Raw(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000, drip=0.02),
        Raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\na\r\n" * 1000, drip=0.02),
        Answer(status=302, headers={"Location": "/a?again"}, delay=0.35),
    ],
    ids=["first byte", "body", "header", "continue", "chunks", "redirects"],
)
def test_a_slow_host_does_not_keep_us_waiting(reply: Answer | Raw) -> None:
    # The redirect ends at another slow page, so that only the sum of both is too long.
    pages = {"/a": reply, "/a?again": Answer(STORY, delay=0.35)}
    with serving(pages) as base:
        begun = time.monotonic()
        assert failure(base + "/a", hasty(base)).code is FetchCode.TIMEOUT
        assert 0.5 < time.monotonic() - begun < 2


def test_a_host_that_only_takes_the_connection_does_not_keep_us_waiting() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        place = f"127.0.0.1:{silent.getsockname()[1]}"
        for scheme in ("http", "https"):
            begun = time.monotonic()
            way = Door(allow=frozenset({place}), limits=HASTY)
            assert failure(f"{scheme}://{place}/", way).code is FetchCode.TIMEOUT
            assert time.monotonic() - begun < 2


def test_a_resolver_that_hangs_does_not_keep_us_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(*_args: object, **_more: object) -> list[tuple]:
        time.sleep(3)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    begun = time.monotonic()
    assert failure("http://harbourpost.example/", Door(limits=HASTY)).code is FetchCode.TIMEOUT
    assert time.monotonic() - begun < 2


# --- Size


def test_a_page_at_the_limit_is_read_and_one_byte_more_is_not() -> None:
    pages = {
        "/whole": Answer("x" * 100_000),
        "/declared": Answer("x" * 100_001),
        "/endless": Answer("x" * 100_001, headers={"Content-Length": None}),
        "/chunks": Raw(
            HEAD
            + b"Transfer-Encoding: chunked\r\n\r\n"
            + (b"1000\r\n" + b"x" * 4096 + b"\r\n") * 30
        ),
        "/packed": Answer(gzip.compress(b"x" * 100_001), headers={"Content-Encoding": "gzip"}),
    }
    way_limits = Limits(seconds=10, size=100_000)
    with serving(pages) as base:
        way = Door(allow=base.allow, limits=way_limits)
        assert len(fetch(base + "/whole", way).body) == 100_000
        for path in ("/declared", "/endless", "/chunks", "/packed"):
            assert failure(base + path, way).code is FetchCode.TOO_LARGE


def test_a_declared_size_is_enough_to_refuse() -> None:
    with serving({"/a": Answer("x", headers={"Content-Length": str(10 * 2**30)}, drip=5)}) as base:
        begun = time.monotonic()
        assert failure(base + "/a", patient(base)).code is FetchCode.TOO_LARGE
        assert time.monotonic() - begun < 2


@pytest.mark.parametrize(
    "sent",
    [
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 300_000,
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 50_000,
        b"HTTP/1.1 200 OK\r\n" + b"".join(b"X%d: y\r\n" % n for n in range(200)) + b"\r\n<p>",
        b"HTTP/1.1 100 Continue\r\n\r\n" * 20_000,
    ],
    ids=["long line", "repeated", "many", "continue"],
)
def test_headers_without_end_are_not_read_to_it(sent: bytes) -> None:
    with serving({"/a": Raw(sent)}) as base:
        assert failure(base + "/a", patient(base)).code is FetchCode.BAD_ANSWER


def bomb(unpacked: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = b" " * 2**20
    return b"".join(packer.compress(block) for _ in range(unpacked >> 20)) + packer.flush()


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_page_packed_to_burst_does_not(encoding: str) -> None:
    body = bomb(200 * 2**20) if encoding == "gzip" else zlib.compress(b" " * (200 * 2**20), 9)
    with serving({"/a": Answer(body, headers={"Content-Encoding": encoding})}) as base:
        way = Door(allow=base.allow, limits=Limits(seconds=10, size=2_000_000))
        tracemalloc.start()
        try:
            assert failure(base + "/a", way).code is FetchCode.TOO_LARGE
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert peak < 10_000_000


def test_thousands_of_tiny_packed_parts_are_not_unpacked() -> None:
    body = gzip.compress(b"") * 3000
    with serving({"/a": Answer(body, headers={"Content-Encoding": "gzip"})}) as base:
        assert failure(base + "/a", patient(base)).code is FetchCode.BAD_ANSWER


# --- Packing


def bare_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(body) + packer.flush()


RAW_STORY = STORY.encode()
HALF = len(RAW_STORY) // 2
PACKED = gzip.compress(RAW_STORY)


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", PACKED),
        ("GZip", PACKED),
        ("x-gzip", PACKED),
        ("gzip", gzip.compress(RAW_STORY[:HALF]) + gzip.compress(RAW_STORY[HALF:])),
        ("gzip", PACKED + b"\0" * 500),
        ("gzip", PACKED + b"TRAIL"),
        ("deflate", zlib.compress(RAW_STORY)),
        ("deflate", bare_deflate(RAW_STORY)),
        ("identity", RAW_STORY),
    ],
)
def test_a_packed_page_is_unpacked(encoding: str, body: bytes) -> None:
    with serving({"/a": Answer(body, headers={"Content-Encoding": encoding})}) as base:
        assert fetch(base + "/a", patient(base)).body == RAW_STORY


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", RAW_STORY),
        ("gzip", PACKED[:-9]),
        ("gzip", PACKED[:-8] + b"\0" * 8),
        ("gzip", PACKED + PACKED[:30]),
        ("gzip, gzip", gzip.compress(PACKED)),
        ("deflate, gzip", gzip.compress(zlib.compress(RAW_STORY))),
        ("deflate", RAW_STORY),
        ("br", b"\x0b\x02\x80<p>\x03"),
        ("zstd", b"\x28\xb5\x2f\xfd\x04\x00"),
        ("compress", b"\x1f\x9d\x90"),
    ],
)
def test_a_page_that_cannot_be_unpacked_whole_is_not_half_read(encoding: str, body: bytes) -> None:
    with serving({"/a": Answer(body, headers={"Content-Encoding": encoding})}) as base:
        assert failure(base + "/a", patient(base)).code is FetchCode.BAD_ANSWER


# --- Broken answers


@pytest.mark.parametrize(
    ("sent", "codes"),
    [
        (b"", {FetchCode.CONNECT}),
        (b"\x16\x03\x01\x02\x00garbage\r\n\r\n", {FetchCode.BAD_ANSWER}),
        (RAW_STORY, {FetchCode.BAD_ANSWER}),
        (b"HTTP/9.9 200 OK\r\n\r\n" + RAW_STORY, {FetchCode.BAD_ANSWER}),
        (b"HTTP/1.1 abc\r\n\r\n", {FetchCode.BAD_ANSWER}),
        (b"HTTP/1.1 -1 OK\r\n\r\n", {FetchCode.BAD_ANSWER}),
        (HEAD + b"Content-Length: 500\r\n\r\n" + RAW_STORY, {FetchCode.BAD_ANSWER}),
        (HEAD + b"Content-Length: 5\r\nContent-Length: 50\r\n\r\nabc", {FetchCode.BAD_ANSWER}),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab", {FetchCode.BAD_ANSWER}),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\nab", {FetchCode.BAD_ANSWER}),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n-5\r\nab", {FetchCode.BAD_ANSWER}),
        (
            HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"F" * 17 + b"\r\nab",
            {FetchCode.BAD_ANSWER},
        ),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"F" * 900_000, {FetchCode.BAD_ANSWER}),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\n<p>\r\n", {FetchCode.BAD_ANSWER}),
    ],
)
def test_a_broken_answer_is_no_page(sent: bytes, codes: set[FetchCode]) -> None:
    with serving({"/a": Raw(sent)}) as base:
        assert failure(base + "/a", patient(base)).code in codes


def test_chunks_are_put_together() -> None:
    sent = b"".join(b"%x;note=1\r\n%b\r\n" % (len(w), w) for w in RAW_STORY.split(b"|", 3) if w)
    with serving(
        {"/a": Raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + sent + b"0\r\n\r\n")}
    ) as base:
        assert fetch(base + "/a", patient(base)).body == RAW_STORY


# --- What is a page


@pytest.mark.parametrize(
    ("declared", "body", "found"),
    [
        ("text/html", RAW_STORY, "text/html"),
        ("text/html", b"Para\x00graph of a page", "text/html"),
        ("text/html; charset=utf-16", STORY.encode("utf-16"), "text/html"),
        ("application/xhtml+xml", RAW_STORY, "application/xhtml+xml"),
        ("TEXT/PLAIN", b"The vote", "text/plain"),
        (None, RAW_STORY, "text/html"),
        (None, b"\xef\xbb\xbf \n<HTML lang=en>", "text/html"),
        (None, b"<!-- built by hand --><p>", "text/html"),
        (None, b'<?xml version="1.0"?><html>', "text/html"),
        (None, b"The harbour budget passed.", "text/plain"),
        ("html", RAW_STORY, "text/html"),
        ("", RAW_STORY, "text/html"),
        ("text/html", b"", "text/html"),
    ],
)
def test_pages_and_plain_texts_are_read(declared: str | None, body: bytes, found: str) -> None:
    with serving({"/a": Answer(body, headers={"Content-Type": declared})}) as base:
        page = fetch(base + "/a", patient(base))
    assert (page.content_type, page.body) == (found, body)


PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20


@pytest.mark.parametrize(
    ("declared", "body"),
    [
        ("image/svg+xml", b"<svg/>"),
        ("application/json", b"{}"),
        ("application/pdf", b"%PDF-1.7"),
        ("application/octet-stream", RAW_STORY),
        ("text/html", PICTURE),
        ("text/html", b"%PDF-1.7\n1 0 obj"),
        ("text/html", b"PK\x03\x04word/document.xml"),
        ("text/html", bytes(range(256)) * 20),
        ("text/plain", PICTURE),
        (None, PICTURE),
        (None, bytes(range(256)) * 20),
    ],
)
def test_pictures_and_data_are_not_articles(declared: str | None, body: bytes) -> None:
    with serving({"/a": Answer(body, headers={"Content-Type": declared})}) as base:
        assert failure(base + "/a", patient(base)).code is FetchCode.NOT_HTML


@pytest.mark.parametrize(
    ("declared", "charset"),
    [
        ("text/html", None),
        ("text/html; charset=UTF-8", "utf-8"),
        ('text/html; version=1; charset="windows-1252"', "cp1252"),
        ("text/html;charset='koi8-r'", "koi8-r"),
        ("text/html; charset=Shift_JIS", "shift_jis"),
        ("text/html; charset=x-klingon", None),
        ("text/html; charset=utf-7", None),
        ("text/html; charset=unicode_escape", None),
        ("text/html; charset=rot13", None),
        ("text/html; charset=hex", None),
        ("text/html; charset=idna", None),
        ("text/html; charset=", None),
    ],
)
def test_only_charsets_that_are_safe_to_read_are_believed(
    declared: str, charset: str | None
) -> None:
    with serving({"/a": Answer(STORY, headers={"Content-Type": declared})}) as base:
        assert fetch(base + "/a", patient(base)).charset == charset


# --- Encryption


@dataclass(frozen=True)
class Authority:
    """A certificate authority of the test: whom it vouches for, and how to believe it."""

    server: Callable[[str], ssl.SSLContext]
    client: ssl.SSLContext


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    folder = tmp_path_factory.mktemp("certificates")
    key = ec.generate_private_key(ec.SECP256R1())
    root = certificate("Marenia Test Root", key, "Marenia Test Root", key)

    def server(host: str) -> ssl.SSLContext:
        own = ec.generate_private_key(ec.SECP256R1())
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(
            *written(folder, certificate(host, own, "Marenia Test Root", key), own)
        )
        return context

    pem = root.public_bytes(serialization.Encoding.PEM).decode()
    return Authority(server, ssl.create_default_context(cadata=pem))


def certificate(
    host: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: str,
    issuer_key: ec.EllipticCurvePrivateKey,
) -> x509.Certificate:
    now = datetime.now(UTC)
    is_root = host == issuer
    usage = dict.fromkeys(
        (
            *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"),
            *("key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
        ),
        False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host.replace(" ", "-"))]), False)
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), True)
        .add_extension(
            x509.KeyUsage(**usage | {"digital_signature": True, "key_cert_sign": is_root}), True
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), False
        )
        .sign(issuer_key, hashes.SHA256())
    )


def written(
    folder: Path, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey
) -> tuple[Path, Path]:
    chain, secret = folder / "chain.pem", folder / "key.pem"
    chain.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return chain, secret


def test_an_encrypted_page_is_fetched_from_the_checked_address_under_its_name(
    resolver: Network, authority: Authority
) -> None:
    resolver.names = {"harbourpost.example": [["127.0.0.1"]]}
    names: list[str | None] = []
    context = authority.server("harbourpost.example")
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    with serving({"/a": STORY}, tls=context) as base:
        url = f"https://harbourpost.example:{base.port}/a"
        page = fetch(url, replace(patient(base), tls=authority.client))
        assert (page.url, page.body) == (url, RAW_STORY)
        assert names == ["harbourpost.example"]
        assert base.headers[0]["host"] == f"harbourpost.example:{base.port}"


def test_a_host_that_cannot_prove_its_name_is_told_nothing(
    resolver: Network, authority: Authority
) -> None:
    resolver.names = {"harbourpost.example": [["127.0.0.1"]]}
    with serving({"/a": STORY}, tls=authority.server("ledger.example")) as base:
        url = f"https://harbourpost.example:{base.port}/a"
        other_name = failure(url, replace(patient(base), tls=authority.client))
        unknown = failure(f"https://ledger.example:{base.port}/a", patient(base))
        resolver.names["ledger.example"] = [["127.0.0.1"]]
        untrusted = failure(f"https://ledger.example:{base.port}/a", patient(base))
    assert (other_name.code, unknown.code, untrusted.code) == (
        FetchCode.TLS,
        FetchCode.DNS,
        FetchCode.TLS,
    )
    assert base.asked == []


def test_a_host_that_does_not_speak_encryption_is_named_as_such() -> None:
    with serving({"/a": STORY}) as base:
        assert failure(f"https://{base.place}/a", patient(base)).code is FetchCode.TLS


# --- Measured with the material beside the project


def hostile(name: str) -> list[dict[str, str]]:
    path = SHARED / "hostile" / name
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


ROWS = [row for row in hostile("ssrf_urls.jsonl") if not row["url"].startswith("BASE")]
SELF = {"SELF_HOST": "margent.public.example", "SELF_PORT": "80"}


@pytest.fixture
def fake_dns(network: Network) -> Network:
    answers = json.loads((SHARED / "hostile" / "fake_dns.json").read_text())
    network.names = {
        host: [answer for answer in found if isinstance(answer, list)]
        for host, found in answers.items()
        if not host.startswith("_")
    }
    network.names[SELF["SELF_HOST"]] = [["93.184.215.14"]]
    return network


def own_place(url: str) -> str:
    for word, value in SELF.items():
        url = url.replace(word, value)
    return url


@needs_shared
def test_no_hostile_address_gets_a_byte_and_no_good_one_is_refused(
    network: Network, fake_dns: Network
) -> None:
    way = Door(own_hosts=frozenset({SELF["SELF_HOST"]}))
    wrong = []
    for row in ROWS:
        fake_dns.connected.clear()
        fake_dns.looked_up.clear()
        let_out = is_let_out(own_place(row["url"]), fake_dns, way)
        if row["category"] == "dns-rebinding" and let_out:
            # The first answer is public: what counts is that no other one is connected to.
            let_out = fake_dns.connected != [("93.184.215.14", 80)]
        if row["category"] == "port-policy":
            expected = False
        else:
            expected = row["expect"] in {"allow", "policy"}
        if let_out != expected:
            wrong.append(row)
        assert len(fake_dns.looked_up) <= 1
    assert wrong == []
    assert len(ROWS) > 150


@pytest.fixture(scope="module")
def misbehaving() -> Iterator[tuple[int, int]]:
    """The misbehaving server and its inside, as two ports; it ends itself after ten minutes."""
    ports = free_port(), free_port()
    command = [
        *(sys.executable, str(SHARED / "hostile" / "hostile_server.py"), "--lifetime", "600"),
        *("--port", str(ports[0]), "--canary-port", str(ports[1]), "--max-seconds", "20"),
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout and "hostile server" in process.stdout.readline()
        yield ports
    finally:
        process.kill()
        process.communicate()


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        return taken.getsockname()[1]


READ = "read"
ONE_OF = {
    "/article": {READ},
    "/feed": {FetchCode.NOT_HTML},
    "/status/300": {FetchCode.BAD_ANSWER},
    "/status/401": {FetchCode.FORBIDDEN},
    "/status/402": {FetchCode.PAYWALL},
    "/status/404": {FetchCode.NOT_FOUND},
    "/status/410": {FetchCode.NOT_FOUND},
    "/status/418": {FetchCode.FORBIDDEN},
    "/status/451": {FetchCode.FORBIDDEN},
    "/status/500": {FetchCode.SERVER_ERROR},
    "/status/502": {FetchCode.SERVER_ERROR},
    "/status/429": {FetchCode.RATE_LIMITED},
    "/status/flaky": {FetchCode.SERVER_ERROR},
    "/redirect/to-metadata": {FetchCode.REFUSED},
    "/redirect/to-decimal": {FetchCode.BAD_ADDRESS},
    "/redirect/to-mapped": {FetchCode.REFUSED},
    "/redirect/to-file": {FetchCode.BAD_ADDRESS},
    "/redirect/to-data": {FetchCode.BAD_ADDRESS},
    "/redirect/308-internal": {FetchCode.REFUSED},
    "/redirect/refresh-header": {READ},
    "/redirect/html-canonical": {READ},
    "/redirect/amp-internal": {READ},
    "/redirect/content-location": {READ},
    "/redirect/chain/3/internal": {FetchCode.REFUSED},
    "/redirect/ok": {READ},
    "/redirect/loop": {FetchCode.REDIRECT_LOOP},
    "/redirect/no-location": {FetchCode.BAD_ANSWER},
    "/redirect/empty-location": {FetchCode.BAD_ANSWER},
    "/redirect/set-cookie": {READ},
    "/slow/first-byte": {FetchCode.TIMEOUT},
    "/slow/body-drip": {FetchCode.TIMEOUT},
    "/slow/never-ends": {FetchCode.TIMEOUT},
    "/slow/chunk-drip": {FetchCode.TIMEOUT},
    "/big/10gb-declared": {FetchCode.TOO_LARGE},
    "/big/negative-length": {READ, FetchCode.BAD_ANSWER},
    "/big/two-lengths": {FetchCode.BAD_ANSWER},
    "/big/chunked-endless": {FetchCode.TOO_LARGE},
    "/big/chunk-size-huge": {FetchCode.BAD_ANSWER},
    "/big/header-line": {FetchCode.BAD_ANSWER},
    "/gzip/bomb": {FetchCode.TOO_LARGE},
    "/gzip/double": {FetchCode.BAD_ANSWER},
    "/gzip/not-gzip": {FetchCode.BAD_ANSWER},
    "/gzip/trailing": {READ},
    "/gzip/deflate-raw": {READ},
    "/type/image-as-html": {FetchCode.NOT_HTML},
    "/type/none": {READ},
    "/type/svg": {FetchCode.NOT_HTML},
    "/type/json": {FetchCode.NOT_HTML},
    "/proto/reset": {FetchCode.CONNECT},
    "/proto/empty": {FetchCode.CONNECT},
    "/proto/garbage": {FetchCode.BAD_ANSWER},
    "/proto/http09": {FetchCode.BAD_ANSWER},
    "/proto/obs-fold": {READ, FetchCode.BAD_ANSWER},
    "/proto/version-99": {READ, FetchCode.BAD_ANSWER},
    "/cache/etag-huge": {FetchCode.NOT_HTML},
    "/cache/etag-crlfish": {FetchCode.NOT_HTML},
    "/charset/lies-latin1": {READ},
    "/charset/unknown": {READ},
    "/charset/utf7": {READ},
    "/charset/invalid-utf8": {READ},
    "/charset/nul": {READ},
    "/cache/set-cookie-flood": {READ},
    "/change/gutted": {READ},
    "/change/deleted": {READ},
    "/change/shuffled": {READ},
}


@needs_shared
def test_a_misbehaving_host_neither_hangs_nor_fills_nor_fools_the_fetcher(
    misbehaving: tuple[int, int],
) -> None:
    web, _inside = misbehaving
    base = f"http://127.0.0.1:{web}"
    way = Door(allow=frozenset({f"127.0.0.1:{web}"}), limits=Limits(seconds=2))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    wrong = {}
    for row in hostile("hostile_paths.jsonl"):
        begun = time.monotonic()
        outcome = outcome_of(base + row["path"], way)
        seconds = time.monotonic() - begun
        if outcome not in ONE_OF.get(row["path"], {READ, *FetchCode}) or seconds > 5:
            wrong[row["path"]] = (outcome, round(seconds, 1))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert wrong == {}
    assert grown < 50 * 1024
    assert hits(base) == []


def outcome_of(url: str, way: Door) -> str:
    try:
        page = fetch(url, way)
    except FetchFailed as failed:
        return failed.code
    assert isinstance(page, Page)
    assert all(len(value) <= 1000 for value in page.headers.values())
    return READ


def hits(base: str) -> list[dict[str, str]]:
    """What the inside of the misbehaving server was asked."""
    host, port = base.removeprefix("http://").split(":")
    with closing(socket.create_connection((host, int(port)), 5)) as peer:
        peer.sendall(b"GET /__canary HTTP/1.1\r\n\r\n")
        answer = b"".join(iter(lambda: peer.recv(65_536), b""))
    return json.loads(answer.partition(b"\r\n\r\n")[2])


@needs_shared
def test_a_host_that_recovers_is_read_the_next_time(misbehaving: tuple[int, int]) -> None:
    place = f"127.0.0.1:{misbehaving[0]}"
    way = Door(allow=frozenset({place}), limits=Limits(seconds=5))
    outcomes = [outcome_of(f"http://{place}/status/flaky", way) for _ in range(3)]
    assert outcomes[-1] == READ


# --- Feeds and sitemaps


RSS = b'<rss version="2.0"><channel><title>Harbour Post</title></channel></rss>'
FOR_FEEDS = [
    *("application/rss+xml", "application/atom+xml", "text/xml", "application/xml", "text/html"),
    *("application/feed+json", "application/json", "text/plain", "application/octet-stream"),
]


@pytest.mark.parametrize("media_type", FOR_FEEDS)
def test_a_feed_may_come_under_many_names(media_type: str) -> None:
    answer = Answer(RSS, headers={"Content-Type": media_type})
    with serving({"/feed": answer}) as site:
        page = fetch(f"{site}/feed", patient(site), FEEDS)
    assert (page.content_type, page.body) == (media_type, RSS)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(b"<svg/>", headers={"Content-Type": "image/svg+xml"}),
        Answer(b"%PDF-1.7", headers={"Content-Type": "application/pdf"}),
        Answer(RSS, headers={"Content-Type": "video/mp4"}),
        Answer(b"\x89PNG\r\n\x1a\n", headers={"Content-Type": "text/xml"}),
        Answer(b"PK\x03\x04", headers={"Content-Type": "application/zip"}),
    ],
)
def test_what_cannot_be_a_feed_is_not_read_as_one(answer: Answer) -> None:
    with serving({"/feed": answer}) as site, pytest.raises(FetchFailed) as failed:
        fetch(f"{site}/feed", patient(site), FEEDS)
    assert failed.value.code is FetchCode.NOT_HTML


def test_a_feed_that_is_a_gzip_file_is_unpacked_once() -> None:
    pages = {
        "/once": Answer(gzip.compress(RSS), headers={"Content-Type": "application/gzip"}),
        "/twice": Answer(gzip.compress(gzip.compress(RSS)), headers={"Content-Type": "text/xml"}),
        "/bomb": Answer(gzip.compress(b" " * 20_000_000), headers={"Content-Type": "text/xml"}),
        "/cut": Answer(gzip.compress(RSS)[:-9], headers={"Content-Type": "text/xml"}),
    }
    codes = {}
    with serving(pages) as site:
        for path in pages:
            try:
                codes[path] = fetch(site + path, patient(site), FEEDS).body
            except FetchFailed as failed:
                codes[path] = failed.code
    assert codes == {
        "/once": RSS,
        "/twice": FetchCode.NOT_HTML,
        "/bomb": FetchCode.TOO_LARGE,
        "/cut": FetchCode.BAD_ANSWER,
    }


def test_a_page_that_is_a_gzip_file_is_no_page() -> None:
    with serving({"/": Answer(gzip.compress(STORY.encode()))}) as site:
        assert failure(site, patient(site)).code is FetchCode.NOT_HTML


# --- What has not changed


def test_a_host_is_told_what_it_said_the_last_time() -> None:
    known = Validators('W/"7"', "Tue, 17 Nov 2026 10:00:00 GMT")
    with serving({"/feed": Answer(status=304)}) as site:
        page = fetch(f"{site}/feed", patient(site), FEEDS, known)
        assert site.headers[0]["if-none-match"] == 'W/"7"'
        assert site.headers[0]["if-modified-since"] == known.last_modified
    assert (page.status, page.body, page.content_type) == (304, b"", "")


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\tb", "ü", "e" * 1001])
def test_what_cannot_stand_in_a_header_is_not_sent(value: str) -> None:
    with serving({"/feed": Answer(RSS)}) as site:
        fetch(f"{site}/feed", patient(site), FEEDS, Validators(value, value))
        assert not {"if-none-match", "if-modified-since", "x-evil"} & set(site.headers[0])


def test_an_answer_without_a_page_is_none_where_nothing_was_known() -> None:
    with serving({"/feed": Answer(status=304)}) as site:
        assert failure(f"{site}/feed", patient(site)).code is FetchCode.BAD_ANSWER


# --- Where it moved


@pytest.mark.parametrize(
    ("hops", "moved_to"),
    [
        ([], ""),
        ([301], "/1"),
        ([308, 301], "/2"),
        ([302], ""),
        ([302, 301], ""),
        ([301, 302], "/1"),
        ([301, 307, 301], "/1"),
    ],
)
def test_only_permanent_redirects_from_the_start_move_a_feed(
    hops: list[int], moved_to: str
) -> None:
    pages: dict[str, Answer] = {
        f"/{at}": Answer(status=status, headers={"Location": f"/{at + 1}"})
        for at, status in enumerate(hops)
    }
    pages[f"/{len(hops)}"] = Answer(RSS)
    with serving(pages) as site:
        page = fetch(f"{site}/0", patient(site), FEEDS)
        assert page.moved_to == (site + moved_to if moved_to else "")


def test_whoever_fetches_can_look_at_each_address_before_it_is_asked() -> None:
    seen: list[str] = []

    class Enough(Exception):
        pass

    def asking(address: Address) -> None:
        seen.append(address.path)
        if address.path == "/b":
            raise Enough

    with serving({"/a": Answer(status=302, headers={"Location": "/b"}), "/b": STORY}) as site:
        with pytest.raises(Enough):
            fetch(f"{site}/a", patient(site), asking=asking)
        assert (seen, site.asked) == (["/a", "/b"], ["/a"])


@pytest.mark.parametrize("status", [429, 503])
def test_how_long_to_wait_is_known_where_the_host_says_so(status: int) -> None:
    with serving({"/": Answer(status=status, headers={"Retry-After": "120"})}) as site:
        assert failure(site, patient(site)).retry_after == 120
