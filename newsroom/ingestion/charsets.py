"""Bytes of a page -> text, by what the transport, the page and the bytes themselves say."""

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,30})", re.I)
_IN_XML = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{2,30})")
_REACH = 8192
# Browsers read these names as the larger Windows sets (WHATWG Encoding Standard).
_WIDER = {
    "iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "ascii": "cp1252",
    "us-ascii": "cp1252", "iso-8859-9": "cp1254", "iso-8859-11": "cp874", "gb2312": "gb18030",
    "gbk": "gb18030", "shift_jis": "cp932", "shift-jis": "cp932", "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949", "utf-16": "utf-8", "utf-16le": "utf-8", "utf-16be": "utf-8",
}  # fmt: skip
_NOT_OF_THE_WEB = frozenset(
    ("idna", "punycode", "unicode_escape", "unicode-escape", "raw_unicode_escape", "utf-7", "utf7")
)


def decode(data: bytes, charset: str | None = None) -> str:
    """Return `data` as text; what cannot be read becomes U+FFFD.

    A byte order mark wins, then UTF-8 if the bytes are valid as that, then `charset`
    (of the transport), then what the page declares, then Windows-1252.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data.decode(name, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    for name in (charset or "", *_declared(data)):
        if codec := _codec(name):
            return data.decode(codec, "replace")
    return data.decode(_likely(data), "replace")


def _declared(data: bytes) -> list[str]:
    head = data[:_REACH]
    matches = (_DECLARED.search(head), _IN_XML.match(head))
    return [match[1].decode("ascii") for match in matches if match]


def _codec(name: str) -> str:
    name = _WIDER.get(name.strip().lower(), name.strip().lower())
    if name in _NOT_OF_THE_WEB:
        return ""
    try:
        # Python has codecs that are no charsets (hex, zlib); they refuse to decode to text.
        b"a".decode(name, "replace")
    except (LookupError, ValueError):
        return ""
    return name


def _likely(data: bytes) -> str:
    """UTF-8 when only few bytes are wrong, else Windows-1252."""
    wrong = data.decode("utf-8", "replace").count("\ufffd")
    high = sum(byte >= 0x80 for byte in data[:200_000])
    return "utf-8" if wrong * 20 < high else "cp1252"
