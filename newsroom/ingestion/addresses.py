"""Addresses of pages: how they are read, which of them are the same story, which are not public.

Pure: nothing here asks the network.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from urllib.parse import quote

type IPAddress = IPv4Address | IPv6Address

LONGEST = 8000
"""Characters in the longest address that is read; common servers take no longer ones."""


class Fault(StrEnum):
    """What is wrong with an address."""

    EMPTY = "empty"
    """Nothing but white space."""
    LENGTH = "length"
    """Longer than `LONGEST`."""
    CHARACTERS = "characters"
    """Holds control characters, line breaks, backslashes or half a character."""
    SCHEME = "scheme"
    """Does not begin with http:// or https://."""
    USERINFO = "userinfo"
    """Carries a user name or password."""
    HOST = "host"
    """The host is missing, misspelt, or a number in disguise."""
    PORT = "port"
    """The port is not a number from 1 to 65535."""


class BadAddress(ValueError):
    """An address that cannot be one of a page; `code` says why."""

    def __init__(self, code: Fault, url: str) -> None:
        super().__init__(f"{code}: {url[:200]!r}")
        self.code = code
        self.url = url


@dataclass(frozen=True)
class Address:
    """An http address, taken apart.

    `host` is in ASCII (IDNA), lower case, without brackets or a final dot; `path` and `query`
    are percent-encoded where they must be and otherwise as they were given.
    """

    scheme: str
    host: str
    port: int
    path: str
    query: str

    @property
    def netloc(self) -> str:
        """The host as it stands in an address, with the port where it is not the usual one."""
        usual = {"http": 80, "https": 443}[self.scheme]
        return _bracketed(self.host) + ("" if self.port == usual else f":{self.port}")

    @property
    def target(self) -> str:
        """What is asked of the host: path and query."""
        return self.path + (f"?{self.query}" if self.query else "")

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.netloc}{self.target}"

    @property
    def ip(self) -> IPAddress | None:
        """The host as an IP address where it is written as one, else None."""
        return _ip(self.host)


_SHAPE = re.compile(
    r"(?P<scheme>https?)://(?P<authority>[^/?#]*)(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?(?:#.*)?",
    re.IGNORECASE,
)
_AUTHORITY = re.compile(
    r"(?:\[(?P<six>[0-9a-fA-F:.]+)\]|(?P<name>[^\[\]:]+))(?::(?P<port>[0-9]*))?"
)
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_ASCII = "".join(map(chr, range(0x21, 0x7F)))


def parse(url: str) -> Address:
    """Return the parts of an http or https address, or raise BadAddress.

    Strict where readers of addresses disagree (RFC 3986 against the WHATWG): what one of them
    would take for another host is refused. White space around the address is dropped, a space
    inside path or query becomes %20, and the fragment is left out.
    """
    url = url.strip()
    _check_characters(url)
    shape = _SHAPE.fullmatch(url)
    if shape is None:
        raise BadAddress(Fault.SCHEME, url)
    scheme = shape["scheme"].lower()
    host, port = _host_and_port(shape["authority"], scheme, url)
    return Address(
        scheme=scheme,
        host=host,
        port=port,
        path=quote(shape["path"] or "/", safe=_ASCII),
        query=quote(shape["query"] or "", safe=_ASCII),
    )


def _check_characters(url: str) -> None:
    if not url:
        raise BadAddress(Fault.EMPTY, url)
    if len(url) > LONGEST:
        raise BadAddress(Fault.LENGTH, url)
    if "\\" in url or any(unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} for c in url):
        raise BadAddress(Fault.CHARACTERS, url)


def _host_and_port(authority: str, scheme: str, url: str) -> tuple[str, int]:
    if "@" in authority:
        raise BadAddress(Fault.USERINFO, url)
    parts = _AUTHORITY.fullmatch(authority)
    if parts is None:
        raise BadAddress(Fault.HOST, url)
    host = _six(parts["six"]) if parts["six"] else _host(parts["name"])
    if not host:
        raise BadAddress(Fault.HOST, url)
    port = int(parts["port"] or {"http": 80, "https": 443}[scheme])
    if not 0 < port < 65536:
        raise BadAddress(Fault.PORT, url)
    return host, port


def _six(text: str) -> str:
    try:
        return str(IPv6Address(text))
    except ValueError:
        return ""


def _host(name: str) -> str:
    """Return a host name in ASCII, or nothing where it is not one that all readers agree on."""
    # Characters that stand for others (full-width digits, circled letters) would turn into
    # another name on the way to the resolver.
    if unicodedata.normalize("NFKC", name) != unicodedata.normalize("NFC", name):
        return ""
    labels = [_ascii_label(label) for label in name.removesuffix(".").split(".")]
    host = ".".join(labels)
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        return ""
    # A host that ends in a number is an IPv4 address (WHATWG); only its usual form is taken, as
    # resolvers also read octal, hexadecimal and short ones.
    if _NUMBER.fullmatch(labels[-1]) and _ip(host) is None:
        return ""
    return host


def _ascii_label(label: str) -> str:
    if label.isascii():
        return label.lower()
    word = unicodedata.normalize("NFC", label.lower())
    if word.isascii() or not all(c == "-" or unicodedata.category(c) in _OF_WORDS for c in word):
        return ""
    return "xn--" + word.encode("punycode").decode("ascii")


_OF_WORDS = frozenset({"Ll", "Lm", "Lo", "Mn", "Mc", "Nd"})
"""What IDNA 2008 lets stand in names, roughly; above all no dots, spaces or hidden characters."""


def _ip(host: str) -> IPAddress | None:
    for kind in (IPv4Address, IPv6Address):
        try:
            return kind(host)
        except ValueError:
            continue
    return None


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


# --- The identity of an article's address


def canonical(url: str) -> str:
    """Return the identity of an article's address, or raise BadAddress.

    Two addresses with one identity are one article. The identity is for comparing only: it
    may not answer, so fetch and link the address as `unwrapped` gives it. http and https are the
    same and written https; the host is lower case, in ASCII, without a leading `www.`, `m.`,
    `mobile.`, `touch.` or `amp.`; usual ports, fragments, tracking parameters, final slashes, the
    file names of indexes and what asks for the AMP or print form of a page are left out, and so
    is an AMP cache around an address; escapes and dot segments are written one way (RFC 3986,
    6.2.2). The rest of the query keeps its order, and a fragment that begins with `!` chooses
    the page, so it stays. `canonical(canonical(u)) == canonical(u)`.
    """
    url = unwrapped(url)
    address = parse(url)
    port = "" if address.port in {80, 443} else f":{address.port}"
    path, query = _plain_path(address.path), _telling(address.query)
    identity = f"https://{_bracketed(_plain_host(address.host))}{port}{path}" + (
        f"?{query}" if query else ""
    )
    # What was left out may have hidden that this is the address of a copy in a cache.
    page = unwrapped(identity)
    return canonical(page) if page != identity else identity + _page_in_fragment(url)


def _page_in_fragment(url: str) -> str:
    """Return the fragment by which a script chooses the page, with its `#!`, else nothing."""
    fragment = url.strip().partition("#")[2]
    telling = len(fragment) > 1 and fragment.startswith("!")
    return f"#{_one_spelling(quote(fragment, safe=_ASCII))}" if telling else ""


_CACHES = (
    (
        re.compile(r"[a-z0-9.-]+\.(?:ampproject\.(?:org|net)|bing-amp\.com)"),
        re.compile(r"/[a-z]{1,3}/(?P<safe>s/)?(?P<rest>[^/]+\.[^/.]+(?:/.*)?)"),
    ),
    (
        re.compile(r"(?:www\.)?(?:google(?:\.[a-z]{2,3}){1,2}|bing\.com)"),
        re.compile(r"/amp/(?P<safe>s/)?(?P<rest>[^/]+\.[^/.]+(?:/.*)?)"),
    ),
)
"""Hosts of AMP caches and viewers, and how the address of the page stands in theirs."""


def unwrapped(url: str) -> str:
    """Return the address of the page where `url` is that of its copy in an AMP cache, else `url`.

    Raises BadAddress.
    """
    address = parse(url)
    for hosts, paths in _CACHES:
        found = hosts.fullmatch(address.host) and paths.fullmatch(address.path)
        if found:
            return _unwrapped(url, address, "https" if found["safe"] else "http", found["rest"])
    return url


def _unwrapped(url: str, address: Address, scheme: str, rest: str) -> str:
    # Some of them hide the query of the page in their own path; what sharing adds comes after it.
    rest, hidden = re.subn(r"%3f", "?", rest, count=1, flags=re.IGNORECASE)
    joint = "&" if hidden else "?"
    inner = f"{scheme}://{rest}" + (f"{joint}{address.query}" if address.query else "")
    try:
        return unwrapped(inner)
    except BadAddress:
        return url


_VARIANTS = ("www.", "m.", "mobile.", "touch.", "amp.")


def _plain_host(host: str) -> str:
    """Return the host without the labels that only choose a form of the same pages."""
    for variant in _VARIANTS:
        rest = host.removeprefix(variant)
        if rest != host and "." in rest:
            return _plain_host(rest)
    return host


# A print form is that of a story, whose name has a number or hyphens: /media/print is a section.
_NAME = r"/[^/]*[0-9-][^/]*"
_FORMS = tuple(
    (re.compile(pattern, re.IGNORECASE), plain)
    for pattern, plain in (
        (r"(?<=.)/+$", ""),
        (r"/(?:index\.(?:html?|shtml|php|aspx?|jsp)|default\.aspx?)$", "/"),
        (r";jsessionid=[^/]*", ""),
        (r"^/amp(?=/[^/])", ""),
        (r"(?<=[^/])/amp(?=/[^/])", ""),
        (r"(?<=[^/])/amp(?:\.html?)?$", ""),
        (r"(?<=[^/.])\.amp(?=(?:\.html?)?$)", ""),
        (rf"^/print(?=(?:/[^/]+)*{_NAME}$)", ""),
        (rf"(?<=/)({_NAME[1:]})/print(?:\.html?)?$", r"\1"),
        (r"(?<=[^/.])[.-]print(?=\.html?$)", ""),
    )
)
"""What in a path only chooses a form of the same page, and what is left of it."""


def _plain_path(path: str) -> str:
    path = _without_dot_segments(_one_spelling(path))
    for pattern, plain in _FORMS:
        shorter = pattern.sub(plain, path)
        if shorter != path:
            return _plain_path(shorter)
    return path


_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})?")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def _one_spelling(text: str) -> str:
    """Return percent-encoded text with each character written in one way only."""
    return _ESCAPE.sub(_one_escape, text)


def _one_escape(found: re.Match[str]) -> str:
    if found[1] is None:
        return "%25"
    character = chr(int(found[1], 16))
    return character if character in _UNRESERVED else found[0].upper()


def _without_dot_segments(path: str) -> str:
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            kept = kept[:-1]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in {".", ".."}:
        kept.append("")
    return "/" + "/".join(kept)


_TRACKING = re.compile(
    r"""
      (?:utm|mtm|matomo|piwik|hsa|itm|mkt|oly|vero|guce|ns|at|trk|sfmc|etcc) _ [a-z0-9_]+
    | pk_(?:campaign|source|medium|content|kwd|keyword|cid|cpn) | mc_(?:cid|eid|tc)
    | elqtrack[a-z]* | wt[._][a-z0-9_]+ | amp_(?:js_v|gsa|tf|latest_update_time) | usqp
    | _{1,2}hs[a-z_]+ | _ga[a-z0-9_]* | _gl | li_fat_id | hss_channel | hscta[a-z]+
    | [a-z_]*cl(?:c|k)?id | [a-z]*clkid | gclsrc | gad_[a-z]+    # gclid, fbclid, msclkid
    | g?braid | wbraid | igshi?d? | mibextid | rdt_cid | epik | srsltid | sfnsn | wickedid
    | cmp | cmpid | icid | ocid | ncid | s_cid | s_kwcid | smid | smtyp | spm | xtor | wprov
    | ef_id | dm_i | dicbo | tblci | ito | _branch_match_id | _bta_[a-z]+ | _ke
    | fb_(?:source|ref|comment_id|action_\w+) | __tn__ | __xts__(?:\[\d*\]|%5b\d*%5d)?
    | __twitter_impression | ref_?(?:src|url) | referrer | guccounter | _openstat | phpsessid
    """,
    re.VERBOSE | re.IGNORECASE,
)
_FORM_PARAMETER = re.compile(
    r"""
      _? amp (?: = .* )?
    | (?: output(?:type)? | view | format | mode | layout | type ) = (?: amp | print )
    | (?: print | printable | printer_?friendly | print_?view ) (?: = (?: 1 | y | yes | true )? )?
    """,
    re.VERBOSE | re.IGNORECASE,
)


def _telling(query: str) -> str:
    """Return the parts of a query that say which page is meant, in their order."""
    parts = [part for part in _one_spelling(query).split("&") if part]
    return "&".join(part for part in parts if not _says_nothing(part))


def _says_nothing(part: str) -> bool:
    # Links copied from a page's source keep `&amp;` between their parameters.
    part = re.sub(r"^(?:amp;)+", "", part)
    name = part.partition("=")[0]
    return bool(not part or _TRACKING.fullmatch(name) or _FORM_PARAMETER.fullmatch(part))


# --- What an address looks like


def is_section(url: str) -> bool:
    """Whether an address is that of a front page or a section, by its looks.

    It is short and has nothing that tells one story from others: no number, no long name, no
    query. False for what is no address.
    """
    try:
        address = parse(canonical(url))
    except BadAddress:
        return False
    segments = address.path.strip("/").split("/")
    return not (address.query or _page_in_fragment(url)) and (
        len(segments) < 3 and not _TELLING.search(address.path) and len(segments[-1]) < 20
    )


_TELLING = re.compile(r"[0-9]|[-_][^-_/]+[-_]|%")


# --- Links in a box


_BARE_LINK = re.compile(
    r"""
    (?:[^\W_][\w-]*\.)+ (?:[^\W\d_]{2,63}|xn--[a-z0-9-]+) \.?  # a domain that ends in letters
    (?: : [0-9]{1,5})?
    / \S*                                                      # and a path
    | www \. (?:[\w-]+\.)+ [^\W\d_]{2,63} (?:[?\#] \S*)?       # or one that says it is a page
    """,
    re.VERBOSE | re.IGNORECASE,
)
_WITH_SCHEME = re.compile(r"https?://\S+", re.IGNORECASE)


def links_in(text: str) -> list[str]:
    """Return the links in a box that holds links and nothing else, or [] where it holds text.

    The rule: cut the text at white space, drop `<`, `>` around a piece and `,`, `;` after it.
    Each piece must begin with http:// or https://, or be a bare domain with a path
    (`harbourpost.example/2026/budget`) or with `www.`, which is given https://. One piece that
    is anything else makes the whole of it text. Links come back in their order, each article
    once. A piece that begins like a link and is a broken one is returned, so that fetching can
    say what is wrong with it.
    """
    pieces = [piece.strip("<>").rstrip(",;").strip("<>") for piece in text.split()]
    links = [_link(piece) for piece in pieces if piece]
    if not all(links):
        return []
    first: dict[str, str] = {}
    for link in links:
        first.setdefault(_identity(link), link)
    return list(first.values())


def _link(piece: str) -> str:
    if _WITH_SCHEME.fullmatch(piece):
        return piece
    return f"https://{piece}" if _BARE_LINK.fullmatch(piece) else ""


def _identity(link: str) -> str:
    try:
        return canonical(link)
    except BadAddress:
        return link


# --- What is public


_NOT_PUBLIC = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # a cloud's own services, at an address that looks public
        "169.254.0.0/16",  # link-local
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # multicast tunnels
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
)
_GLOBAL_SIX = IPv6Network("2000::/3")
"""All of IPv6 that is given out for global unicast; mapped, NAT64 and local ones lie outside."""
_NOT_PUBLIC_SIX = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments: Teredo, benchmarks, ORCHID
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "2620:4f:8000::/48",  # AS112
        "3ffe::/16",  # the former test network
        "3fff::/20",  # documentation
    )
)


def is_public(ip: IPAddress) -> bool:
    """Whether an IP address is a global unicast one, by IANA's registries of special ones.

    Addresses that carry another one within (mapped, NAT64, 6to4, Teredo, ISATAP) never are,
    whichever it is.
    """
    if isinstance(ip, IPv4Address):
        return ip.is_global and not any(ip in network for network in _NOT_PUBLIC)
    return (
        ip.scope_id is None
        and ip in _GLOBAL_SIX
        and ip.is_global
        and not any(ip in network for network in _NOT_PUBLIC_SIX)
        and (int(ip) >> 32) & 0xFFFFFFFF not in {0x00005EFE, 0x02005EFE}
    )


_LOCAL_ENDINGS = (
    *(".localhost", ".localdomain", ".local", ".internal", ".intranet", ".private"),
    *(".lan", ".home", ".corp", ".home.arpa", ".onion"),
)


def is_local_name(host: str) -> bool:
    """Whether a host name has a meaning only inside a network (RFC 6761, 6762, 8375, ICANN)."""
    return "." not in host or host.endswith(_LOCAL_ENDINGS)
