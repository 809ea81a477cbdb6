"""Packed bytes -> plain ones, never more of them than asked for."""

import zlib

_GZIP = 31
_ZLIB = 15
_RAW_DEFLATE = -15
_MEMBERS = 64
"""Parts of one gzip file that are read; files of thousands of tiny ones are made to cost time."""
_GZIP_MARK = b"\x1f\x8b"


class BadPacking(ValueError):
    """Bytes that are cut short, or not packed the way they are said to be."""


def is_gzipped(body: bytes) -> bool:
    return body.startswith(_GZIP_MARK)


def gunzipped(body: bytes, most: int) -> bytes:
    """Return what a gzip file holds, or more than `most` bytes of it. Raises BadPacking."""
    try:
        plain, rest = _inflated(body, _GZIP, most)
        for _member in range(_MEMBERS):
            # What follows the last part and is not one (padding, mostly) is left aside, as gzip
            # does.
            if len(plain) > most or not is_gzipped(rest):
                return plain
            more, rest = _inflated(rest, _GZIP, most - len(plain))
            plain += more
    except zlib.error as error:
        raise BadPacking(str(error)) from error
    raise BadPacking("too many parts")


def deflated(body: bytes, most: int) -> bytes:
    """Return what was packed with "deflate", or more than `most` bytes of it. Raises BadPacking."""
    # "deflate" means the zlib format (RFC 9110), but some servers send it bare.
    for form in (_ZLIB, _RAW_DEFLATE):
        try:
            return _inflated(body, form, most)[0]
        except zlib.error as error:
            fault = error
    raise BadPacking(str(fault))


def _inflated(body: bytes, form: int, most: int) -> tuple[bytes, bytes]:
    """Return at most one byte more than `most`, and what follows; BadPacking when cut short."""
    unpacker = zlib.decompressobj(form)
    plain = unpacker.decompress(body, most + 1)
    if not unpacker.eof and len(plain) <= most:
        raise BadPacking("cut short")
    return plain, unpacker.unused_data
