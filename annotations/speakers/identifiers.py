"""What a speaker is called elsewhere: in Wikidata, by libraries, on a page of their own."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from annotations.speakers.models import Speaker

LONGEST_VALUE = 500
_HOST = re.compile(r"(?!-)[a-z0-9-]+(?<!-)(?:\.(?!-)[a-z0-9-]+(?<!-))+")
_SAFE = re.compile(r"[!-~]+")


class Identifier(models.Model):
    """A speaker in another register. `value` is its number there, or an address of a page."""

    class Scheme(models.TextChoices):
        WIKIDATA = "wikidata", _("Wikidata")
        ISNI = "isni", _("ISNI")
        VIAF = "viaf", _("VIAF")
        PARLGOV = "parlgov", _("ParlGov")
        WIKIPEDIA = "wikipedia", _("Wikipedia")
        PAGE = "page", _("Official page")

    speaker = models.ForeignKey(Speaker, models.CASCADE, related_name="identifiers")
    scheme = models.CharField(_("where"), max_length=10, choices=Scheme)
    value = models.CharField(_("number or link"), max_length=LONGEST_VALUE)

    class Meta:
        ordering = ("scheme", "pk")

    def __str__(self) -> str:
        return f"{self.get_scheme_display()} {self.value}"

    def clean(self) -> None:
        """Bring `value` into the form of its register; an error where it has none."""
        if self.scheme in self.Scheme.values and self.value:
            self.value = normal(self.scheme, self.value)

    @property
    def url(self) -> str:
        """Where it leads; empty for a number that no address is known for."""
        form = _NUMBERS.get(self.scheme)
        if self.value.startswith("https://"):
            return self.value
        return form[1].format(self.value) if form else ""

    @property
    def shown(self) -> str:
        """The number, or the host of the page."""
        return urlsplit(self.value).hostname or self.value


#: What a number looks like, and the address it is at.
_NUMBERS = {
    "wikidata": (re.compile(r"Q[1-9]\d{0,11}"), "https://www.wikidata.org/wiki/{}"),
    "isni": (re.compile(r"\d{15}[\dX]"), "https://isni.org/isni/{}"),
    "viaf": (re.compile(r"[1-9]\d{1,21}"), "https://viaf.org/viaf/{}"),
    "parlgov": (re.compile(r"[1-9]\d{0,8}"), ""),
}
_HOSTS = {"parlgov": "parlgov.org", "wikipedia": "wikipedia.org"}
_WRONG = {
    "wikidata": _("A Wikidata number is a Q and digits, such as Q42."),
    "isni": _("An ISNI has 16 digits; its last one may be an X. This one is not right."),
    "viaf": _("A VIAF number has digits only."),
    "parlgov": _("Give the number of ParlGov, or a link that begins with https://parlgov.org/."),
    "wikipedia": _("Give a link to Wikipedia, such as https://en.wikipedia.org/wiki/Ferry."),
    "page": _("Give a link that begins with https://."),
}


def normal(scheme: str, value: str) -> str:
    """Return `value` as it is kept: a number as it is written there, or an https address.

    Numbers are taken out of their own addresses. ValidationError: it is neither.
    """
    value = value.strip()
    found = _number(scheme, value) or _address(scheme, value)
    if not found:
        raise ValidationError({"value": _WRONG[scheme]})
    return found


def _number(scheme: str, value: str) -> str:
    if scheme not in _NUMBERS:
        return ""
    last = unquote(value.rstrip("/").rpartition("/")[2]) if "://" in value else value
    number = re.sub(r"[\s-]", "", last).upper()
    fits = _NUMBERS[scheme][0].fullmatch(number) and number.isascii()
    return number if fits and (scheme != "isni" or _checks(number)) else ""


def _checks(isni: str) -> bool:
    """ISO 7064, MOD 11-2: the last digit follows from the others."""
    total = 0
    for digit in isni[:-1]:
        total = (total + int(digit)) * 2
    return isni[-1] == "0123456789X"[(12 - total % 11) % 11]


def _address(scheme: str, value: str) -> str:
    if scheme in _NUMBERS and scheme not in _HOSTS:
        return ""
    try:
        parts = urlsplit(value)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    ascii_only = _SAFE.fullmatch(value) or value.isprintable()
    is_plain = parts.scheme == "https" and port is None and "@" not in parts.netloc and ascii_only
    if not is_plain or any(c.isspace() for c in value) or not _HOST.fullmatch(host):
        return ""
    wanted = _HOSTS.get(scheme, "")
    return value if not wanted or host == wanted or host.endswith(f".{wanted}") else ""
