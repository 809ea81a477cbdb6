"""What was just decided, said with a way back."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MOST = 200
"""So many suggestions are decided at once."""
ACCEPTED, DISMISSED, REOPENED = "accepted", "dismissed", "reopened"


@dataclass(frozen=True, slots=True)
class Decided:
    """What a toast says of a decision on the suggestions `keys`."""

    decision: str
    keys: tuple[int, ...]

    @property
    def words(self) -> str:
        n = len(self.keys)
        if self.decision == ACCEPTED:
            return ngettext("%(n)s quote accepted", "%(n)s quotes accepted", n) % {"n": n}
        if self.decision == DISMISSED:
            words = ngettext("%(n)s suggestion dismissed", "%(n)s suggestions dismissed", n)
            return words % {"n": n}
        return _("Undone")

    @property
    def undo(self) -> str:
        """The keys to give back so that all is as before; empty where it is."""
        return "" if self.decision == REOPENED else " ".join(map(str, self.keys))


def keys_in(values: Iterable[str]) -> tuple[int, ...]:
    """Return the keys written in `values`, each once, in their order."""
    words = [word for value in values for word in value.split()]
    good = [int(word) for word in words if word.isascii() and word.isdecimal() and len(word) < 19]
    return tuple(dict.fromkeys(good))[:MOST]


def decided_in(request: HttpRequest) -> Decided | None:
    """Return the decision that an address tells of to which somebody was led."""
    for decision in (ACCEPTED, DISMISSED):
        if keys := keys_in(request.GET.getlist(decision)):
            return Decided(decision, keys)
    return None
