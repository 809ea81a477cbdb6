"""What is in a file that somebody chose: a page, a text, or a ZIP of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from newsroom.articles.models import Capture
from newsroom.ingestion.adding import Handed
from newsroom.ingestion.archives import Member, NotZip, Reason, is_zip, members
from newsroom.ingestion.recognition import NotText, look_into

LARGEST_FILE = 10 * 2**20
ACCEPTED = (
    ".html,.htm,.xhtml,.mhtml,.mht,.txt,.md,.zip,"
    "text/html,text/plain,multipart/related,application/zip"
)
"""What a browser's picker offers."""

_NAMED = 5


class Unfit(ValueError):
    """A file that cannot be taken in; its message says why, to a reader."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What a file brought, and a sentence for each thing in it that cannot be taken in."""

    handed: tuple[Handed, ...]
    left_out: tuple[str, ...] = ()


def fits(size: int | None) -> bool:
    """Whether a file of so many bytes is read at all."""
    return size is not None and size <= LARGEST_FILE


def brought_by(name: str, body: bytes | None, url: str = "") -> Brought:
    """Return all that is in a file; `body` is None where it is too large.

    `url` is where it was published, of a ZIP that of the one page in it. Raises Unfit where
    nothing in it can be taken in.
    """
    if body is None or not is_zip(body) or len(body) > LARGEST_FILE:
        return Brought((from_file(name, body, url),))
    try:
        return _brought(name, members(body), url)
    except NotZip as error:
        raise Unfit((_damaged if error.is_broken else _not_text)(name)) from error


def _brought(archive: str, found: Sequence[Member], url: str) -> Brought:
    handed: list[Handed] = []
    problems: list[str] = []
    for member in found:
        name = _("%(name)s in %(archive)s") % {"name": member.name, "archive": archive}
        try:
            handed.append(_of_member(name, member, url if len(found) == 1 else ""))
        except Unfit as unfit:
            problems.append(str(unfit))
    if not handed:
        raise Unfit(" ".join([_nothing(archive), *_shortened(problems)]))
    return Brought(tuple(handed), tuple(_shortened(problems)))


def _of_member(name: str, member: Member, url: str) -> Handed:
    if member.left_out:
        raise Unfit(str(_LEFT_OUT[member.left_out]) % {"name": name})
    return from_file(name, member.body, url)


def _shortened(problems: Sequence[str]) -> list[str]:
    more = len(problems) - _NAMED
    if more <= 0:
        return list(problems)
    words = ngettext(
        "%(count)d more file was left out.", "%(count)d more files were left out.", more
    )
    return [*problems[:_NAMED], words % {"count": more}]


def from_file(name: str, body: bytes | None, url: str = "") -> Handed:
    """Return the one page or text in a file; `body` is None where it is too large.

    `url` is where it was published; without it, where it says it was saved from. Raises Unfit.
    """
    if body is None or len(body) > LARGEST_FILE:
        raise Unfit(str(_LEFT_OUT[Reason.TOO_LARGE]) % {"name": name})
    if not body.strip():
        raise Unfit(_("%(name)s is empty.") % {"name": name})
    try:
        page = look_into(body)
    except NotText as error:
        raise Unfit((_packed if error.is_archive else _not_text)(name)) from error
    return Handed(
        page.body,
        Capture.Source.FILE,
        page.content_type,
        name,
        url or page.url,
        charset=page.charset,
    )


_LEFT_OUT: dict[Reason, str | Promise] = {
    Reason.OTHER: gettext_lazy("%(name)s is neither a web page nor a text."),
    Reason.ENCRYPTED: gettext_lazy(
        "%(name)s is locked with a password. Unpack it and choose the page."
    ),
    Reason.NESTED: gettext_lazy("%(name)s is a ZIP itself. Unpack it and choose what is in it."),
    Reason.LINK: gettext_lazy("%(name)s only points to another file."),
    Reason.TOO_LARGE: gettext_lazy("%(name)s is larger than 10 MB. Paste its text instead."),
    Reason.TOO_TIGHT: gettext_lazy(
        "%(name)s unpacks to far more than any page, so it was not read."
    ),
    Reason.TOO_MANY: gettext_lazy(
        "%(name)s was not read: a ZIP may bring 100 pages and 50 MB at once."
    ),
    Reason.METHOD: gettext_lazy(
        "%(name)s is packed in a way that is not read here. Unpack it and choose the page."
    ),
    Reason.BROKEN: gettext_lazy("%(name)s is damaged and cannot be unpacked."),
}


def _nothing(archive: str) -> str:
    return _("Nothing in %(archive)s can be taken in.") % {"archive": archive}


def _damaged(name: str) -> str:
    return _("%(name)s is damaged or has too many files in it. Unpack it and choose the pages.") % {
        "name": name
    }


def _packed(name: str) -> str:
    return _(
        "%(name)s is a saved page, but the page in it cannot be read. Save it again, as "
        "“Web page, HTML only”, or paste its text."
    ) % {"name": name}


def _not_text(name: str) -> str:
    return _("%(name)s is neither a web page nor a text. Open it and paste its text.") % {
        "name": name
    }
