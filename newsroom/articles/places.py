"""Where a page of a list of articles begins."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Q


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: after the article dated `dated_at` with key `pk`."""

    dated_at: datetime
    pk: int

    def __str__(self) -> str:
        return f"{self.dated_at.isoformat()}_{self.pk}"

    @classmethod
    def read(cls, text: str) -> "Place | None":
        """Return the place `text` names, or None where it names none."""
        moment, _, pk = text.rpartition("_")
        try:
            return cls(datetime.fromisoformat(moment).astimezone(UTC), int(pk))
        except (OverflowError, ValueError):
            return None

    @property
    def after(self) -> Q:
        """Articles that come after it, the newest first."""
        return self.after_by("dated_at")

    def after_by(self, name: str) -> Q:
        """Articles that come after it where the field `name` says which are the newest."""
        later = Q(**{f"{name}__lt": self.dated_at}) | Q(**{name: self.dated_at}, pk__lt=self.pk)
        return later & Q(**{f"{name}__lte": self.dated_at})

    def before_by(self, name: str) -> Q:
        """Articles that come before it where the field `name` says which are the newest."""
        earlier = Q(**{f"{name}__gt": self.dated_at}) | Q(**{name: self.dated_at}, pk__gt=self.pk)
        return earlier & Q(**{f"{name}__gte": self.dated_at})
