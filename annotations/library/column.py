"""The lists in the left column: those that everybody has, and saved views between them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from annotations.library import counts
from annotations.library.filters import Filters, Which
from annotations.library.side import View
from annotations.teams.models import User


@dataclass(frozen=True, slots=True)
class Entry:
    """A list in the column; `query` asks for it, `count` says how many articles it has: the
    Inbox, how many unread ones."""

    name: str
    query: str
    is_here: bool
    count: str = ""
    #: Where it is, if it is not a list of articles.
    url: str = ""


def list_name(which: Which) -> str:
    """Return what a list is called that everybody has."""
    names = {
        Which.INBOX: pgettext("list of articles", "Inbox"),
        Which.CHANGED: _("Changed since reading"),
        Which.ALL: _("Whole library"),
        Which.REMOVED: pgettext("list of articles", "Removed"),
    }
    return names[which]


def column(filters: Filters, views: Sequence[View]) -> list[Entry]:
    """Return the entries without counts. Where no view is on, the list itself is."""
    in_view = any(view.is_here for view in views)
    known = [_entry(which, filters, in_view) for which in (Which.INBOX, Which.CHANGED, Which.ALL)]
    if filters.which == Which.REMOVED:
        known.append(_entry(Which.REMOVED, filters, in_view))
    saved = [Entry(view.name, view.query, view.is_here) for view in views]
    return [known[0], *saved, _to_check(), *known[1:]]


def counted(user: User, filters: Filters, views: Sequence[View]) -> list[Entry]:
    """Return the entries with counts, that of removed articles only where there are some."""
    in_view = any(view.is_here for view in views)
    known = counts.of_lists(user)
    asked = [Filters.read_text(view.query) for view in views]
    saved = [
        Entry(view.name, view.query, view.is_here, _said(n))
        for view, n in zip(views, counts.of_filters(user, asked), strict=True)
    ]
    inbox, changed, whole, removed = (
        _entry(which, filters, in_view, known)
        for which in (Which.INBOX, Which.CHANGED, Which.ALL, Which.REMOVED)
    )
    put_away = [removed] if removed.count or removed.is_here else []
    to_check = _to_check(_said(known[counts.TO_CHECK]))
    return [inbox, *saved, to_check, changed, whole, *put_away]


def _to_check(count: str = "") -> Entry:
    return Entry(_("Suggestions to check"), "", False, count, reverse("suggestions"))


def _entry(
    which: Which, filters: Filters, in_view: bool, known: Mapping[str, counts.Count] | None = None
) -> Entry:
    is_here = filters.which == which and not in_view
    # The whole library has a counter, and needs not stop counting.
    most = None if which == Which.ALL else counts.MOST
    count = _said(known[which], most) if known else ""
    if count and which == Which.INBOX:
        # What was just read stands there for a while, and does not count.
        count = _("%(n)s unread") % {"n": count}
    return Entry(list_name(which), Filters(which).query, is_here, count)


def _said(n: counts.Count, most: int | None = counts.MOST) -> str:
    if not n:
        return ""
    return f"{most}+" if most and n > most else intcomma(n)
