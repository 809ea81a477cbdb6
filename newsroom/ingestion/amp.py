"""The AMP form that a page names."""

import html
import re
from urllib.parse import urljoin

_LINK = re.compile(rb"<link\b[^>]{0,2000}>", re.IGNORECASE)
_REL = re.compile(rb"\brel\s*=\s*[\"']?\s*amphtml\b", re.IGNORECASE)
_HREF = re.compile(rb"\bhref\s*=\s*(?:\"([^\"]+)\"|'([^']+)'|([^\s>]+))", re.IGNORECASE)
_HEAD = 300_000
"""Bytes of a page that are searched; the links of its head stand well before."""


def amp_link(body: bytes, url: str) -> str:
    """Return the link to the AMP form that the page `body` at `url` declares, else nothing."""
    for link in _LINK.findall(body[:_HEAD]):
        found = _HREF.search(link) if _REL.search(link) else None
        if found:
            given = next(filter(None, found.groups())).decode("utf-8", "replace")
            return _joined(url, html.unescape(given).strip())
    return ""


def _joined(url: str, link: str) -> str:
    try:
        return urljoin(url, link)
    except ValueError:
        return ""
