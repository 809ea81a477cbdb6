"""How the thread on a highlight is shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import dropwhile
from uuid import UUID, uuid4

from annotations.highlights.models import Highlight
from annotations.notes.models import Note, Resolution

#: A longer thread folds what lies between its first note and its last two.
LONGEST_OPEN = 4
KEPT_AT_END = 2


@dataclass(frozen=True, slots=True)
class Thread:
    """The thread on a highlight: `entries` are its notes and, where one was answered before it
    was deleted, what says so."""

    highlight: Highlight
    entries: list[Note]
    resolution: Resolution | None

    @property
    def notes(self) -> list[Note]:
        return [note for note in self.entries if note.deleted_at is None]

    @property
    def has_notes(self) -> bool:
        return bool(self.notes)

    @property
    def reply_key(self) -> UUID:
        """A client key for a reply, so that sending it twice adds it once."""
        return uuid4()

    @property
    def head(self) -> list[Note]:
        return self.entries[:1] if self.folds else self.entries

    @property
    def middle(self) -> list[Note]:
        return self.entries[1:-KEPT_AT_END] if self.folds else []

    @property
    def tail(self) -> list[Note]:
        return self.entries[-KEPT_AT_END:] if self.folds else []

    @property
    def folds(self) -> bool:
        return len(self.entries) > LONGEST_OPEN


def thread_of(highlight: Highlight, notes: Iterable[Note]) -> Thread:
    """Return the thread of `highlight` out of all its notes, deleted ones included."""
    answered = dropwhile(lambda note: note.deleted_at, reversed(list(notes)))
    resolution = getattr(highlight, "resolution", None)
    return Thread(highlight, list(answered)[::-1], resolution)


def thread_on(pk: int) -> Thread:
    """Return the thread of the highlight `pk` as it is now."""
    highlight = Highlight.objects.select_related("change", "resolution__by").get(pk=pk)
    return thread_of(highlight, highlight.notes.with_people())
