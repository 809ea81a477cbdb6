"""What was just done, said with a way back."""

from dataclasses import dataclass, field

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from annotations.library.models import SavedView
from newsroom.asking import keys_of


@dataclass(frozen=True, slots=True)
class Toast:
    """What was done; `undo` is where `fields` are posted to take it back.

    `in_place` says that the answer is the list, to be put in the place of the one that is shown.
    """

    words: str
    undo: str = ""
    fields: list[tuple[str, object]] = field(default_factory=list)
    in_place: bool = True


def told(request: HttpRequest) -> Toast | None:
    """Return the toast that an address asks for to which somebody was led."""
    if "emptied" in request.GET:
        before = [("before", request.GET["emptied"])]
        return Toast(_("The Inbox was put away."), reverse("inbox_emptying"), before, False)
    theirs = SavedView.objects.editable_by(request.user).filter(removed_at__isnull=False)
    found = theirs.filter(pk__in=keys_of([request.GET.get("removed_view", "")])).first()
    words = _("View removed: %(name)s") % {"name": found} if found else ""
    return Toast(words, reverse("view", args=[found.pk]), [], False) if found else None
