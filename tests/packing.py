"""Saved pages in one file and ZIPs, made for tests."""

import io
import zipfile
from collections.abc import Mapping

PARAGRAPHS = (
    "The chamber passed the ferry fund on Thursday evening, after a debate of nine hours.",
    "“The islands were never asked,” Dagny Ferrowe said on the quay in Vestrin. “They are now.”",
    "Ilka Brandeveer, the auditor general, warned that nobody had seen the forecast yet.",
    "Oriel Tavasti told the chamber that the fund protects 4,200 jobs in the northern yards.",
)


def page(title: str = "Ferry fund passes by four votes", *paragraphs: str) -> str:
    """Return the HTML of an article."""
    said = "".join(f"<p>{one}</p>" for one in paragraphs or PARAGRAPHS)
    head = f'<head><meta charset="utf-8"><title>{title}</title></head>'
    return (
        f"<!doctype html><html>{head}<body><article><h1>{title}</h1>{said}</article></body></html>"
    )


def mhtml(*parts: tuple[str, bytes], head: str = "", boundary: str = "----Bound--1----") -> bytes:
    """Return a page saved as one file; each part is its headers and its body."""
    kind = f'multipart/related;\r\n\ttype="text/html";\r\n\tboundary="{boundary}"'
    start = f"From: <Saved by a browser>\r\n{head}MIME-Version: 1.0\r\nContent-Type: {kind}\r\n\r\n"
    inner = b"".join(
        f"\r\n--{boundary}\r\n{headers}\r\n\r\n".encode() + body for headers, body in parts
    )
    return start.encode() + inner + f"\r\n--{boundary}--\r\n".encode()


def zipped(files: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a ZIP of files by their names."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return packed.getvalue()
