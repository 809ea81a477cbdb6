"""A page that was kept -> what of it can be looked at without anything happening."""

import re

from django.utils.csp import CSP

from newsroom.ingestion.charsets import decode

POLICY: dict[str, object] = {
    "sandbox": True,
    "default-src": [CSP.NONE],
    "style-src": [CSP.UNSAFE_INLINE],
    "img-src": ["data:"],
    "form-action": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.SELF],
}
"""Runs nothing, asks nobody for anything, sends nothing, is framed by our own pages only."""

HEADERS = {
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    # By the HTML standard a page may not be sandboxed and keep others out of its window as well.
    "Cross-Origin-Opener-Policy": "unsafe-none",
    "X-DNS-Prefetch-Control": "off",
}

# Browsers read each of these as they read the tag in whose place it stands; it means nothing.
_IN_PLACE_OF = {
    "link": "basefont",
    "frame": "basefont",
    "area": "basefont",
    "iframe": "noembed",
    "a": "data",
}
_TAG = re.compile(rf"<(/?)({'|'.join(_IN_PLACE_OF)})(?=[\s/>])", re.IGNORECASE)


def shown(body: bytes, content_type: str, charset: str = "") -> tuple[bytes, str]:
    """Return what a browser is sent of the bytes of a page or a text, and as which content type.

    It is UTF-8, so that no browser has to guess. Links and frames are made to mean nothing: a
    policy stops what they load, but not that a browser connects to their hosts.
    """
    text = decode(body, charset or None)
    if content_type == "text/plain":
        return text.encode("utf-8", "replace"), "text/plain; charset=utf-8"
    return _without_tags(text).encode("utf-8", "replace"), "text/html; charset=utf-8"


def _without_tags(html: str) -> str:
    return _TAG.sub(lambda tag: f"<{tag[1]}{_IN_PLACE_OF[tag[2].lower()]}", html)
