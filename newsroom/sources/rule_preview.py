"""What rules would have done with what feeds named last."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from newsroom.ingestion.rules import LEAVE_OUT, Condition, Judgement, judge
from newsroom.outlets.models import Entry, Feed, Outlet, Rule

MOST = 50


@dataclass(frozen=True, slots=True)
class Judged:
    """An entry, and what rules say about it; `tried` where the rule that is tried gives a topic."""

    entry: Entry
    judgement: Judgement
    tried: bool

    @property
    def keep(self) -> bool:
        return self.judgement.keep

    @property
    def why(self) -> str:
        """By which rule it stays out, or comes in; empty where no rule says anything."""
        rule = self.judgement.rule
        if rule is None:
            return ""
        names = {"field": Rule.Field(rule.field).label, "value": rule.value}
        if self.keep or rule.action == LEAVE_OUT:
            return _("%(field)s: %(value)s") % names
        return _("%(field)s: none of %(value)s") % names


def preview(
    feed: Feed | None, outlet: Outlet | None, tried: Condition | None, changed: int | None = None
) -> list[Judged]:
    """Return the last entries of `feed`, of `outlet` or of all, judged with `tried` added.

    `changed` is the primary key of the rule that `tried` would replace. Nothing is kept.
    """
    rules = [Condition.of(rule) for rule in Rule.objects.standing().exclude(pk=changed)]
    rules += [tried] if tried else []
    return [_judged(entry, rules) for entry in _last(feed, outlet)]


def _last(feed: Feed | None, outlet: Outlet | None) -> QuerySet[Entry]:
    entries = Entry.objects.select_related("feed")
    if feed:
        return entries.filter(feed=feed).order_by("-seen_at")[:MOST]
    if outlet:
        return entries.filter(feed__outlet=outlet).order_by("-seen_at")[:MOST]
    return entries.order_by("-pk")[:MOST]


def _judged(entry: Entry, rules: Sequence[Condition]) -> Judged:
    feed = entry.feed
    judgement = judge(entry, [one for one in rules if one.holds_for(feed.pk, feed.outlet_id)])
    return Judged(entry, judgement, tried=0 in judgement.topics)
