"""The bookmark that sends the page a reader sees: a line of script, run on the page itself.

The page's own origin can neither post to us with the reader's session nor be trusted to let us
be asked, so it opens a page of ours and hands that one the page by message. The page of ours says
"ready" first, and shows what came; only a press there keeps anything.
"""

import json
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

READY = "margent:ready"
PAGE = "margent:page"

#: What no reader sees, and what may hold the secrets of a session: it stays where it is.
_LEFT_BEHIND = 'script:not([type*="ld+json" i]),input[type=hidden],input[type=password]'

_SCRIPT = """
(() => {
const to = ORIGIN, here = location.href, title = document.title.slice(0, 300);
const at = to + PATH + "?sent=yes&title=" + encodeURIComponent(title)
+ "&url=" + encodeURIComponent(here.slice(0, 2000));
const page = document.documentElement.cloneNode(true);
for (const one of page.querySelectorAll(LEFT_BEHIND)) one.remove();
const html = "<!DOCTYPE html>" + page.outerHTML;
const tab = open(at, "_blank");
if (!tab) { location.href = at; return; }
addEventListener("message", (event) => {
if (event.source === tab && event.origin === to && event.data === READY)
tab.postMessage({ margent: PAGE, url: here, title, html }, to);
});
})()
"""


def bookmarklet(request: HttpRequest) -> str:
    """Return the address of the bookmark for this installation."""
    script = " ".join(_SCRIPT.split())
    values = {
        "ORIGIN": _origin(request),
        "PATH": reverse("sent_page"),
        "LEFT_BEHIND": _LEFT_BEHIND,
        "READY": READY,
        "PAGE": PAGE,
    }
    for name, value in values.items():
        script = script.replace(name, json.dumps(value))
    # A browser decodes what is behind `javascript:` once.
    return "javascript:" + quote(script, safe="!$&'()*+,/:;=?@[]{}|")


def _origin(request: HttpRequest) -> str:
    return settings.PUBLIC_URL or f"{request.scheme}://{request.get_host()}"
