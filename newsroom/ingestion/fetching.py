"""The one door out: every request to another host goes through `fetch`.

A host is looked up once, every answer must be a public address, and the connection goes to
exactly one of the addresses that were checked. Redirects are followed here, each checked like
the first. Bytes and seconds are counted over everything that a host can draw out: look-up,
handshake, headers, body, redirects.
"""

import codecs
import io
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from functools import cache
from http.client import HTTPException
from ipaddress import IPv4Address, ip_address
from queue import Empty, SimpleQueue
from urllib.parse import quote, urljoin, urlsplit

import certifi
from django.conf import settings
from urllib3.connection import HTTPConnection
from urllib3.exceptions import HTTPError
from urllib3.exceptions import TimeoutError as ReadTimeout
from urllib3.response import HTTPResponse

from newsroom.ingestion.addresses import (
    Address,
    BadAddress,
    IPAddress,
    is_local_name,
    is_public,
    parse,
)
from newsroom.ingestion.packing import BadPacking, deflated, gunzipped, is_gzipped


class FetchCode(StrEnum):
    """Why a page could not be fetched."""

    REFUSED = "refused"
    """The address, or one that it redirects to, is not public or not one we may connect to."""
    BAD_ADDRESS = "bad_address"
    """Not an http or https address at all, or one that readers of addresses disagree on."""
    DNS = "dns"
    """No such host."""
    CONNECT = "connect"
    """The host did not take the connection, or broke it off without an answer."""
    TLS = "tls"
    """The host could not prove who it is, or speaks no safe encryption."""
    TIMEOUT = "timeout"
    """Not done within the seconds that one fetch may take."""
    TOO_LARGE = "too_large"
    """More bytes, unpacked, than a page may have."""
    NOT_FOUND = "not_found"
    """404 or 410: there is no such page (any more)."""
    PAYWALL = "paywall"
    """402: the page is for those who pay."""
    FORBIDDEN = "forbidden"
    """401, 403, 451 and other 4xx: the host will not hand this page to us."""
    RATE_LIMITED = "rate_limited"
    """429: too many requests; `retry_after` says how long to wait, where the host says so."""
    SERVER_ERROR = "server_error"
    """5xx: the host has trouble of its own; `retry_after` as above."""
    REDIRECT_LOOP = "redirect_loop"
    """Redirects in a circle, or too many of them."""
    BAD_ANSWER = "bad_answer"
    """Not HTTP, cut short, packed in a way that cannot be unpacked, or without a page in it."""
    NOT_HTML = "not_html"
    """A picture, a PDF, a video, data: nothing that is read as text."""


_PASSING = frozenset(
    {
        FetchCode.DNS,
        FetchCode.CONNECT,
        FetchCode.TIMEOUT,
        FetchCode.RATE_LIMITED,
        FetchCode.SERVER_ERROR,
    }
)


class FetchFailed(Exception):
    """A page could not be fetched.

    `code` says why and `url` at which address (the last of the redirects); `status` is the HTTP
    status where one came, `retry_after` the seconds that the host asks us to wait, if it does.
    """

    def __init__(
        self,
        code: FetchCode,
        url: str,
        *,
        status: int | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(f"{code}: {url[:200]!r}" + (f" ({status})" if status else ""))
        self.code = code
        self.url = url
        self.status = status
        self.retry_after = retry_after

    @property
    def may_pass(self) -> bool:
        """Whether trying again later makes sense."""
        return self.code in _PASSING


@dataclass(frozen=True)
class Limits:
    """What one fetch may cost."""

    seconds: float = 20
    """Wall-clock seconds for the whole fetch, redirects included."""
    size: int = 10_000_000
    """Bytes of a page, both as sent and unpacked."""
    head_size: int = 65_536
    """Bytes of status line and headers, about: they are read in blocks."""
    redirects: int = 5


@dataclass(frozen=True)
class Door:
    """Where requests may go, as whom, and what they may cost."""

    limits: Limits = Limits()
    allow: frozenset[str] = frozenset()
    """Exactly these "ip:port" ("[ip]:port" for IPv6) may be connected to though not public."""
    ports: frozenset[int] = frozenset({80, 443})
    own_hosts: frozenset[str] = frozenset()
    """Names of this installation, which must not fetch itself; ".name" stands for all under it."""
    user_agent: str = "Margent"
    tls: ssl.SSLContext | None = None
    """How hosts must prove who they are; None: by a certificate that browsers would take."""


def door() -> Door:
    """Return the door that the settings describe (FETCH_ALLOW, FETCH_USER_AGENT, own hosts)."""
    own = {*settings.ALLOWED_HOSTS, urlsplit(settings.PUBLIC_URL).hostname or ""}
    return Door(
        allow=frozenset(settings.FETCH_ALLOW),
        own_hosts=frozenset(host.strip("[]").lower() for host in own if host not in {"", "*"}),
        # A header takes ASCII only, and a contact may be anybody's name.
        user_agent="".join(c for c in settings.FETCH_USER_AGENT if " " <= c <= "~"),
    )


@dataclass(frozen=True)
class Wanted:
    """What may come: the Accept header that asks for it, and the media types that are taken."""

    accept: str
    types: re.Pattern[str]
    packed: bool = False
    """Whether it may be a gzip file; then that is unpacked."""


PAGES = Wanted(
    "text/html,application/xhtml+xml,text/plain;q=0.8,*/*;q=0.1",
    re.compile(r"text/html|application/xhtml\+xml|text/plain"),
)
_DATA = re.compile(
    r"(?:text|application)/(?!pdf|zip)[\w.+-]*|(?!image/|audio/|video/|font/)[\w.+-]+/[\w.-]+\+xml"
)
FEEDS = Wanted(
    "application/atom+xml,application/rss+xml,application/feed+json,application/xml;q=0.9,"
    "text/xml;q=0.9,application/json;q=0.8,text/html;q=0.7,*/*;q=0.1",
    _DATA,
    packed=True,
)
"""Feeds, and the pages that may name them."""
PAGES_OR_FEEDS = Wanted(
    "text/html,application/xhtml+xml,application/rss+xml;q=0.9,application/atom+xml;q=0.9,"
    "application/feed+json;q=0.9,text/plain;q=0.8,*/*;q=0.1",
    re.compile(
        PAGES.types.pattern
        + r"|application/(?:rss|atom|rdf|feed)\+(?:xml|json)|(?:text|application)/xml"
        r"|application/(?:json|rss|atom)"
    ),
)
"""For a link of which nobody has said what it leads to."""
SITEMAPS = Wanted("application/xml,text/xml,text/plain;q=0.5,*/*;q=0.1", _DATA, packed=True)
ROBOTS = Wanted("text/plain,*/*;q=0.1", _DATA)


@dataclass(frozen=True)
class Validators:
    """What a host said of its last answer, so that it need not send the same again."""

    etag: str = ""
    last_modified: str = ""

    @property
    def headers(self) -> dict[str, str]:
        pairs = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in pairs.items() if value and _is_plain(value)}


@dataclass(frozen=True)
class Page:
    """What a host answered; with status 304 it has no body."""

    url: str
    """The address that answered in the end."""
    requested_url: str
    """The address that was asked for, as it was given."""
    status: int
    content_type: str
    """The media type: one of those that were wanted, sniffed where the host names none."""
    charset: str | None
    """What the Content-Type header says, in Python's name; None where it says nothing usable."""
    headers: Mapping[str, str]
    """Those of `KEPT_HEADERS` that came, in lower case, with short and printable values."""
    body: bytes = field(repr=False)
    """Unpacked, as the host wrote it: not yet decoded to text."""
    fetched_at: datetime
    moved_to: str = ""
    """Where permanent redirects led, as far as there were no others before; else empty."""


KEPT_HEADERS = ("content-language", "etag", "last-modified", "link")


def fetch(
    url: str,
    through: Door | None = None,
    wanted: Wanted = PAGES,
    known: Validators = Validators(),
    asking: Callable[[Address], None] | None = None,
) -> Page:
    """Return the page at an address, after redirects, or raise FetchFailed.

    Asks once: trying again is for the caller (`FetchFailed.may_pass`). Sends no cookies, no
    referrer and no credentials. `through` is the door to go by, else the one of the settings;
    `known` spares an answer that would be the same as the last one (status 304). `asking` is
    called before each address is asked, also those that redirects lead to; what it raises ends
    the fetch.
    """
    way = through or door()
    request = _Request(way, wanted, known)
    deadline = Deadline.after(way.limits.seconds)
    visited: set[str] = set()
    here, moved_to, only_moved = url, "", True
    while True:
        address = _address(here)
        if address.url in visited or len(visited) > way.limits.redirects:
            raise FetchFailed(FetchCode.REDIRECT_LOOP, here)
        visited.add(address.url)
        if asking:
            asking(address)
        with _answer(address, request, deadline) as response:
            if response.status not in _REDIRECTS:
                return replace(_page(response, address, url, request), moved_to=moved_to)
            here = _next_address(response, address)
        only_moved = only_moved and response.status in _PERMANENT
        moved_to = here if only_moved else moved_to


@dataclass(frozen=True)
class _Request:
    way: Door
    wanted: Wanted
    known: Validators


_PERMANENT = frozenset({301, 308})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


def _address(url: str) -> Address:
    try:
        return parse(url)
    except BadAddress as error:
        raise FetchFailed(FetchCode.BAD_ADDRESS, url) from error


# --- Time


@dataclass(frozen=True)
class Deadline:
    """A moment on the monotonic clock, in seconds."""

    moment: float

    @classmethod
    def after(cls, seconds: float) -> "Deadline":
        return cls(time.monotonic() + seconds)

    def left(self) -> float:
        """Return the seconds that are left, always more than 0, or raise TimeoutError."""
        left = self.moment - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


# --- To whom


def _checked(address: Address, way: Door, deadline: Deadline) -> list[IPAddress]:
    """Return the IP addresses of a host, each of which may be connected to, or raise."""
    if not (_may_be_public(address, way) or _has_exception(address, way)):
        raise FetchFailed(FetchCode.REFUSED, address.url)
    ips = [address.ip] if address.ip else _looked_up(address, deadline)
    if not all(_may_connect(ip, address, way) for ip in ips):
        raise FetchFailed(FetchCode.REFUSED, address.url)
    return ips


def is_refused(url: str, through: Door | None = None) -> bool:
    """Whether an address is refused for what it says alone, before its host is looked up.

    Raises BadAddress. `fetch` refuses all of these, and more once it knows the IP addresses.
    """
    address, way = parse(url), through or door()
    if not (_may_be_public(address, way) or _has_exception(address, way)):
        return True
    return address.ip is not None and not _may_connect(address.ip, address, way)


def _may_be_public(address: Address, way: Door) -> bool:
    return (
        address.port in way.ports
        and not _is_own(address.host, way)
        and (address.ip is not None or not is_local_name(address.host))
    )


def _has_exception(address: Address, way: Door) -> bool:
    return any(place.endswith(f":{address.port}") for place in way.allow)


def _may_connect(ip: IPAddress, address: Address, way: Door) -> bool:
    if _place(ip, address.port) in way.allow:
        return True
    return _may_be_public(address, way) and is_public(ip)


def _place(ip: IPAddress, port: int) -> str:
    return f"{ip}:{port}" if isinstance(ip, IPv4Address) else f"[{ip}]:{port}"


def _is_own(host: str, way: Door) -> bool:
    return any(
        host == own.removeprefix(".") or (own.startswith(".") and host.endswith(own))
        for own in way.own_hosts
    )


def _looked_up(address: Address, deadline: Deadline) -> list[IPAddress]:
    """Return what the resolver says of a host, asked once, or raise FetchFailed."""
    answers: SimpleQueue[list[IPAddress] | Exception] = SimpleQueue()
    # The resolver takes no time limit, so it is asked beside us and left behind when late.
    threading.Thread(target=_ask_resolver, args=(address, answers), daemon=True).start()
    try:
        answer = answers.get(timeout=deadline.left())
    except (Empty, TimeoutError) as error:
        raise FetchFailed(FetchCode.TIMEOUT, address.url) from error
    if isinstance(answer, Exception) or not answer:
        raise FetchFailed(FetchCode.DNS, address.url)
    return answer


def _ask_resolver(address: Address, answers: SimpleQueue[list[IPAddress] | Exception]) -> None:
    try:
        found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
        answers.put(list(dict.fromkeys(ip_address(place[0]) for *_, place in found)))
    except (OSError, ValueError) as error:
        answers.put(error)


# --- The connection


_TRIED = 4
"""IP addresses of one host that are tried, one after the other, until one connects."""


def _connected(address: Address, way: Door, deadline: Deadline) -> socket.socket:
    """Return a socket that is connected to a checked address of the host, or raise."""
    ips = _checked(address, way, deadline)[:_TRIED]
    for left, ip in zip(range(len(ips), 0, -1), ips, strict=True):
        try:
            return _to(ip, address, way, deadline.left() / left)
        except OSError:
            if left == 1:
                raise
    raise FetchFailed(FetchCode.DNS, address.url)


def _to(ip: IPAddress, address: Address, way: Door, seconds: float) -> socket.socket:
    family = socket.AF_INET if isinstance(ip, IPv4Address) else socket.AF_INET6
    peer = socket.socket(family, socket.SOCK_STREAM)
    try:
        peer.settimeout(seconds)
        peer.connect((str(ip), address.port))
        # This machine itself, under a public address of its own.
        if peer.getsockname()[0] == str(ip) and _place(ip, address.port) not in way.allow:
            raise FetchFailed(FetchCode.REFUSED, address.url)
    except BaseException:
        peer.close()
        raise
    return peer


def _secured(peer: socket.socket, address: Address, way: Door, deadline: Deadline) -> socket.socket:
    if address.scheme == "http":
        return peer
    peer.settimeout(deadline.left())
    return (way.tls or _browser_like()).wrap_socket(peer, server_hostname=address.host)


@cache
def _browser_like() -> ssl.SSLContext:
    context = ssl.create_default_context()
    # Machines without a store of certificates of their own are common among small servers.
    context.load_verify_locations(certifi.where())
    context.set_alpn_protocols(["http/1.1"])
    return context


class Wire(io.RawIOBase):
    """What a socket receives, until a deadline and up to so many bytes.

    The time limit of a socket is one for each read, which a host that sends a byte a second
    always keeps; here it shrinks.
    """

    def __init__(self, peer: socket.socket, deadline: Deadline, url: str) -> None:
        self._peer = peer
        self._deadline = deadline
        self._url = url
        self._room = 0
        self._excess = FetchCode.BAD_ANSWER

    def let_through(self, room: int, excess: FetchCode) -> None:
        """Take this many bytes from here on, and fail with `excess` when there are more."""
        self._room = room
        self._excess = excess

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        self._peer.settimeout(self._deadline.left())
        count = self._peer.recv_into(buffer)
        self._room -= count
        if self._room < 0:
            raise FetchFailed(self._excess, self._url)
        return count

    def send(self, data: bytes) -> None:
        self._peer.settimeout(self._deadline.left())
        self._peer.sendall(data)


@dataclass(frozen=True)
class Plug:
    """A wire in the shape of a socket, as an HTTP connection asks for it."""

    wire: Wire

    def sendall(self, data: bytes) -> None:
        self.wire.send(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(self.wire)

    def settimeout(self, seconds: object) -> None:
        """Ignored: the deadline of the wire rules."""

    def close(self) -> None:
        """Ignored: the connection closes this before the body is read."""


@contextmanager
def _answer(address: Address, request: _Request, deadline: Deadline) -> Iterator[HTTPResponse]:
    """Ask for a page and give its status and headers, with the body still to be read."""
    way = request.way
    with (
        _failures_of(address.url),
        closing(_connected(address, way, deadline)) as plain,
        closing(_secured(plain, address, way, deadline)) as peer,
    ):
        wire = Wire(peer, deadline, address.url)
        response = _asked(wire, address, request)
        # Twice the size of the page leaves room for the frames of chunked answers.
        wire.let_through(way.limits.size * 2, FetchCode.TOO_LARGE)
        yield response


def _asked(wire: Wire, address: Address, request: _Request) -> HTTPResponse:
    wire.let_through(request.way.limits.head_size, FetchCode.BAD_ANSWER)
    connection = HTTPConnection(address.host, address.port)
    connection.sock = Plug(wire)  # type: ignore[assignment]
    connection.request(
        "GET",
        address.target,
        headers={
            "Host": address.netloc,
            "User-Agent": request.way.user_agent,
            "Accept": request.wanted.accept,
            "Accept-Encoding": "gzip, deflate",
            "Connection": "close",
            **request.known.headers,
        },
        preload_content=False,
        decode_content=False,
    )
    return connection.getresponse()


@contextmanager
def _failures_of(url: str) -> Iterator[None]:
    """Turn what sockets, TLS and HTTP raise into FetchFailed."""
    try:
        yield
    except (TimeoutError, ReadTimeout) as error:
        raise FetchFailed(FetchCode.TIMEOUT, url) from error
    except ssl.SSLError as error:
        raise FetchFailed(FetchCode.TLS, url) from error
    except OSError as error:
        raise FetchFailed(FetchCode.CONNECT, url) from error
    except (HTTPError, HTTPException, ValueError) as error:
        broken = isinstance(error.__cause__, OSError)
        raise FetchFailed(FetchCode.CONNECT if broken else FetchCode.BAD_ANSWER, url) from error


# --- The answer


def _next_address(response: HTTPResponse, address: Address) -> str:
    location = _as_text(response.headers.get("location", "")).strip()
    if not location:
        raise FetchFailed(FetchCode.BAD_ANSWER, address.url, status=response.status)
    if re.match(r"[a-z][a-z0-9+.-]*:", location, re.IGNORECASE):
        return location
    # Joining would drop line breaks and tabs in silence.
    if re.search(r"[\x00-\x1f\x7f\\]", location):
        raise FetchFailed(FetchCode.BAD_ADDRESS, location, status=response.status)
    return urljoin(address.url, location)


def _as_text(header: str) -> str:
    """Return a header that was read as Latin-1 and may have been meant as UTF-8."""
    raw = header.encode("latin-1", "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return quote(raw, safe="".join(map(chr, range(0x7F))))


def _page(response: HTTPResponse, address: Address, requested: str, request: _Request) -> Page:
    declared = response.headers.get("content-type", "")
    same = response.status == _NOT_MODIFIED and bool(request.known.headers)
    body = b"" if same else _body(response, address.url, request)
    media_type = "" if same else _readable_type(_media_type(declared), body, address.url)
    return Page(
        url=address.url,
        requested_url=requested,
        status=response.status,
        content_type=media_type,
        charset=_charset(declared),
        headers=_kept(response),
        body=body,
        fetched_at=datetime.now(UTC),
    )


_NOT_MODIFIED = 304


def _body(response: HTTPResponse, url: str, request: _Request) -> bytes:
    most = request.way.limits.size
    _check_status(response, url)
    _check_type(_media_type(response.headers.get("content-type", "")), url, request.wanted)
    sent = _read(response, most, url)
    body = _unpacked(sent, response.headers.get("content-encoding", ""), most, url)
    # A gzip file is unpacked once: one within another is made to cost memory.
    is_file = request.wanted.packed and body is sent and is_gzipped(body)
    return _unpacked(body, "gzip", most, url) if is_file else body


def _check_status(response: HTTPResponse, url: str) -> None:
    status = response.status
    if status in {200, 203}:
        return
    raise FetchFailed(
        _failure_for(status), url, status=status, retry_after=_retry_after(response.headers)
    )


_BY_STATUS = {
    402: FetchCode.PAYWALL,
    404: FetchCode.NOT_FOUND,
    408: FetchCode.SERVER_ERROR,
    410: FetchCode.NOT_FOUND,
    429: FetchCode.RATE_LIMITED,
}


def _failure_for(status: int) -> FetchCode:
    if 400 <= status < 500:
        return _BY_STATUS.get(status, FetchCode.FORBIDDEN)
    return FetchCode.SERVER_ERROR if 500 <= status < 600 else FetchCode.BAD_ANSWER


_DAY = 86_400


def _retry_after(headers: Mapping[str, str]) -> int | None:
    """Return the seconds that Retry-After asks for, at most a day, or None."""
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", value):
        return min(int(value), _DAY)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    seconds = (moment - datetime.now(UTC)).total_seconds()
    return int(min(max(seconds, 0), _DAY))


def _read(response: HTTPResponse, most: int, url: str) -> bytes:
    length = response.headers.get("content-length", "")
    if length.isdecimal() and int(length[:20]) > most:
        raise FetchFailed(FetchCode.TOO_LARGE, url, status=response.status)
    body = bytearray()
    for chunk in response.stream(65_536, decode_content=False):
        body += chunk
        if len(body) > most:
            raise FetchFailed(FetchCode.TOO_LARGE, url, status=response.status)
    return bytes(body)


# --- Packed answers


def _unpacked(body: bytes, encoding: str, most: int, url: str) -> bytes:
    """Return a body without its Content-Encoding.

    Only what was asked for is unpacked (gzip, deflate), and only one layer of it. Raises
    FetchFailed when more than `most` bytes come out, or when the body is not what it says.
    """
    name = encoding.strip().lower()
    if not body or name in {"", "identity"}:
        return body
    try:
        if name in {"gzip", "x-gzip"}:
            plain = gunzipped(body, most)
        elif name == "deflate":
            plain = deflated(body, most)
        else:
            raise FetchFailed(FetchCode.BAD_ANSWER, url)
    except BadPacking as error:
        raise FetchFailed(FetchCode.BAD_ANSWER, url) from error
    if len(plain) > most:
        raise FetchFailed(FetchCode.TOO_LARGE, url)
    return plain


# --- What it is


def _media_type(declared: str) -> str:
    """Return the media type of a Content-Type header, or nothing where it names none."""
    name = declared.partition(";")[0].strip().lower()
    return name if re.fullmatch(r"[\w.+-]+/[\w.+-]+", name) else ""


def _check_type(media_type: str, url: str, wanted: Wanted) -> None:
    if media_type and not wanted.types.fullmatch(media_type):
        raise FetchFailed(FetchCode.NOT_HTML, url)


def _readable_type(media_type: str, body: bytes, url: str) -> str:
    """Return the media type of a page, sniffed where the host names none; not of other things."""
    by_itself = media_type_of(body)
    if by_itself is None:
        raise FetchFailed(FetchCode.NOT_HTML, url)
    return media_type or by_itself


def media_type_of(body: bytes) -> str | None:
    """Return text/html or text/plain, by what a body is; None where it is not text at all."""
    if _is_binary(body):
        return None
    return "text/html" if _MARKUP.match(body[:2000]) else "text/plain"


_MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|!--|\?xml|/?[a-z][a-z0-9]*[\s/>])", re.I
)
_SIGNATURES = (
    *(b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"RIFF", b"BM\x00", b"\x00\x00\x01\x00"),
    *(b"%PDF-", b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"\xd0\xcf\x11\xe0"),
    *(b"OggS", b"ID3", b"fLaC", b"\x1aE\xdf\xa3", b"wOFF", b"wOF2", b"\x7fELF", b"MZ\x90"),
)
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_NEVER_IN_TEXT = bytes({*range(9), 0x0B, *range(0x0E, 0x1B), *range(0x1C, 0x20)})


def _is_binary(body: bytes) -> bool:
    """Whether a body is no text, whatever its host calls it: by its signature or its bytes."""
    if body.startswith(_SIGNATURES):
        return True
    start = body[:2000]
    if start.startswith(_UTF_16):
        return False
    odd = len(start) - len(start.translate(None, _NEVER_IN_TEXT))
    # A stray control character or two happen in real pages; compressed data has one in ten.
    return odd * 20 > len(start)


_TEXT_CODECS = re.compile(
    r"ascii|utf-8(?:-sig)?|utf-16(?:-[bl]e)?|iso8859-\d+|cp\d+|koi8-[rut]|gb\w+|big5\w*"
    r"|shift_jis\w*|euc_\w+|iso2022_\w+|hz|johab|mac-\w+|tis-620"
)


def _charset(declared: str) -> str | None:
    """Return the charset of a Content-Type header, or None: unknown, unsafe (UTF-7) or absent."""
    found = re.search(r";\s*charset\s*=\s*[\"']?([\w.:+-]{1,40})", declared, re.IGNORECASE)
    if found is None:
        return None
    try:
        name = codecs.lookup(found[1]).name
    except LookupError:
        return None
    return name if _TEXT_CODECS.fullmatch(name) else None


def _kept(response: HTTPResponse) -> dict[str, str]:
    values = {name: response.headers.get(name, "") for name in KEPT_HEADERS}
    return {name: value for name, value in values.items() if value and _is_plain(value)}


def _is_plain(value: str) -> bool:
    """Whether the value of a header can be kept, and sent, as it is."""
    return len(value) <= 1000 and value.isascii() and value.isprintable()
