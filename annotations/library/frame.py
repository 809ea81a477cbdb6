"""What stands around the rows of a list: rendered once, with what changes put in each time."""

from collections.abc import Iterable
from dataclasses import replace
from html import escape

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from annotations.library.column import Entry
from annotations.library.filters import Filters, Show, Which
from annotations.library.side import Choice, Side
from annotations.templatetags.remembered import remembered, slotted


def beside(filters: Filters, side: Side, lists: Iterable[Entry]) -> SafeString:
    """Return the left column: lists, and the filters that are most used."""
    return slotted(
        "library/side.html",
        fragment=False,
        home=reverse("library"),
        query=filters.query,
        list_links=links_html(lists),
        has_outlets=bool(side.outlets),
        outlets=choices_html("outlet", side.outlets),
        more_outlets=side.all_outlets > len(side.outlets),
        all_outlets=side.all_outlets,
        has_speakers=bool(side.speakers),
        speakers=choices_html("speaker", side.speakers),
        has_topics=bool(side.topics),
        topics=choices_html("topic", side.topics),
        more_topics=side.all_topics > len(side.topics),
        all_topics=side.all_topics,
        dates=dates_html(filters),
    )


def head(request: HttpRequest, filters: Filters, side: Side, heading: str) -> SafeString:
    """Return what stands above the chips: the name of the list, and how it is shown."""
    view = side.here
    mine = {"view": view} if view and view.mine else None
    return slotted(
        "library/list_head.html",
        heading=heading,
        home=reverse("library"),
        query=filters.query,
        all=replace(filters, show="").query,
        unread=replace(filters, show=Show.UNREAD).query,
        annotated=replace(filters, show=Show.ANNOTATED).query,
        other_order=replace(filters, by_arrival=not filters.by_arrival).query,
        shows_all=not filters.show,
        shows_unread=filters.show == Show.UNREAD,
        shows_annotated=filters.show == Show.ANNOTATED,
        compact=request.user.compact_rows,
        by_arrival=filters.by_arrival,
        is_inbox=filters.which == Which.INBOX,
        view_menu=render_to_string("library/view_menu.html", mine, request) if mine else "",
        csrf_token=get_token(request),
    )


def bulk(request: HttpRequest, filters: Filters, side: Side) -> SafeString:
    """Return what can be done with the articles that are selected."""
    names = (f'<option value="{escape(one.name)}">' for one in side.topics)
    return slotted(
        "library/bulk.html",
        query=filters.query,
        are_removed=filters.which == Which.REMOVED,
        topics=mark_safe("".join(names)),
        csrf_token=get_token(request),
    )


def choices_html(name: str, choices: Iterable[Choice]) -> SafeString:
    """Return a box to tick for each of `choices`; what somebody wrote is escaped."""
    return mark_safe("".join(_choice(name, one) for one in choices))


def _choice(name: str, one: Choice) -> str:
    ticked = " checked" if one.chosen else ""
    count = f'<span class="n">{one.n}{"+" if one.or_more else ""}</span>' if one.n else ""
    return (
        f'<label class="check"><input type="checkbox" name="{name}" value="{one.pk}"{ticked}>'
        f"<bdi>{escape(one.name)}</bdi>{count}</label>"
    )


def links_html(lists: Iterable[Entry]) -> SafeString:
    """Return a link to each of `lists`; what somebody wrote is escaped."""
    home = reverse("library")
    return mark_safe("".join(_link(home, one) for one in lists))


def _link(home: str, one: Entry) -> str:
    query = f"?{escape(one.query)}" if one.query else ""
    here = ' aria-current="page"' if one.is_here else ""
    count = f'<span class="n">{escape(one.count)}</span>' if one.count else ""
    return f'<a href="{one.url or home}{query}"{here}><bdi>{escape(one.name)}</bdi>{count}</a>\n'


def dates_html(filters: Filters) -> SafeString:
    """Return the fields that say how far back a list goes."""
    first, last = (day.isoformat() if day else "" for day in (filters.first, filters.last))
    return remembered("library/date_fields.html", span=str(filters.span), first=first, last=last)
