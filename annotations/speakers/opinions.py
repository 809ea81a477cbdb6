"""Who says who said it: what is shown, and who says otherwise."""

from collections.abc import Iterable
from dataclasses import dataclass

from annotations.speakers.models import Attribution, Speaker


@dataclass(frozen=True, slots=True)
class Opinions:
    """What people say of one highlight. `others` came after a decision, or there is none."""

    shown: Attribution | None = None
    others: tuple[Attribution, ...] = ()

    @property
    def speaker(self) -> Speaker | None:
        """Who counts as having said it."""
        return self.shown.speaker if self.shown else None

    @property
    def all(self) -> tuple[Attribution, ...]:
        """What is shown, then what others say."""
        return (self.shown, *self.others) if self.shown else ()

    @property
    def speakers(self) -> list[Speaker]:
        """Whom they name, each once."""
        return list({one.speaker_id: one.speaker for one in self.all}.values())


def opinions_of(said: Iterable[Attribution]) -> Opinions:
    """Return the opinions among `said`: all of one highlight that nobody has withdrawn."""
    everything = sorted(said, key=lambda one: one.pk)
    shown = next((one for one in everything if one.shown), None)
    if shown is None:
        return Opinions()
    return Opinions(shown, tuple(one for one in everything if _differs(one, shown)))


def _differs(one: Attribution, shown: Attribution) -> bool:
    """A decision settles what was said before it."""
    return one.speaker_id != shown.speaker_id and (not shown.decides or one.pk > shown.pk)
