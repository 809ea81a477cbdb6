"""What was just decided, said with a way back."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotations.quotations.models import Suggestion

MOST = 200
"""So many suggestions are decided at once."""
ACCEPTED, DISMISSED, REOPENED = "accepted", "dismissed", "reopened"


@dataclass(frozen=True, slots=True)
class Decided:
    """What a toast says of a decision on the suggestions `keys`.

    `corrected` says how many others have another speaker by it.
    """

    decision: str
    keys: tuple[int, ...]
    corrected: int = 0

    @property
    def words(self) -> str:
        n = len(self.keys)
        if self.decision == ACCEPTED:
            words = ngettext("%(n)s quote accepted", "%(n)s quotes accepted", n) % {"n": n}
            return f"{words}. {self._corrected}" if self.corrected else words
        if self.decision == DISMISSED:
            words = ngettext("%(n)s suggestion dismissed", "%(n)s suggestions dismissed", n)
            return words % {"n": n}
        return _("Undone")

    @property
    def undo(self) -> str:
        """The keys to give back so that all is as before; empty where it is."""
        return "" if self.decision == REOPENED else " ".join(map(str, self.keys))

    @property
    def _corrected(self) -> str:
        n = self.corrected
        words = ngettext(
            "%(n)s more suggestion was corrected, too",
            "%(n)s more suggestions were corrected, too",
            n,
        )
        return words % {"n": n}


def decided_on(decision: str, keys: tuple[int, ...]) -> Decided:
    """Return what there is to say of a decision on the suggestions `keys`."""
    return Decided(decision, keys, len(corrected_by(keys)) if decision == ACCEPTED else 0)


def corrected_by(keys: Iterable[int]) -> set[int]:
    """Return the open suggestions (keys) whose speaker is said by what was decided on `keys`."""
    taught = Suggestion.objects.standing().filter(taught_by__in=list(keys))
    return set(taught.values_list("pk", flat=True))


def keys_in(values: Iterable[str]) -> tuple[int, ...]:
    """Return the keys written in `values`, each once, in their order."""
    words = [word for value in values for word in value.split()]
    good = [int(word) for word in words if word.isascii() and word.isdecimal() and len(word) < 19]
    return tuple(dict.fromkeys(good))[:MOST]


def decided_in(request: HttpRequest) -> Decided | None:
    """Return the decision that an address tells of to which somebody was led."""
    for decision in (ACCEPTED, DISMISSED):
        if keys := keys_in(request.GET.getlist(decision)):
            return decided_on(decision, keys)
    return None
