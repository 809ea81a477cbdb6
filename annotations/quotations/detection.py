"""Finding quotations: what stands in quotation marks and was said or written by somebody."""

from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from annotations.quotations.narrative import Narrative, narrate
from annotations.quotations.quotation_marks import Quotation, read_marks
from annotations.quotations.speech import Judge
from annotations.quotations.transcripts import Turn, turns_of

_LONGEST_INTERRUPTION = 25
_INTERRUPTED = (",", "?", "!", ".", "…")


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as it was read: `spoken` are the indices in `told.quotations` that are speech.

    `turns` are those of a transcript, by the index of their quotation.
    """

    told: Narrative
    spoken: tuple[int, ...]
    turns: dict[int, Turn] = field(default_factory=dict)


def read(text: str, skipped: Collection[int] = ()) -> Reading:
    """Read the marks and the words around them.

    `skipped` are the starts of lines that no quotation runs over: captions, headings.
    """
    turns = turns_of(text)
    marked = _with_turns(read_marks(text, skipped), turns)
    told = narrate(text, marked)
    judge = Judge(told)
    begin = {turn.start: turn for turn in turns}
    said = {i: begin[one.start] for i, one in enumerate(marked) if one.start in begin}
    spoken = (i for i in range(len(marked)) if i in said or judge.is_speech(told.token_of[i]))
    return Reading(told, tuple(spoken), said)


def _with_turns(marked: Sequence[Quotation], turns: Sequence[Turn]) -> list[Quotation]:
    """Return the outermost quotations and the turns, in order; turns take what they hold."""
    outermost = [one for one in marked if one.level == 0]
    if not turns:
        return outermost
    starts = [turn.start for turn in turns]
    kept = [one for one in outermost if not _meets(one, turns, starts)]
    said = [Quotation(one.start, one.end, 0, ((one.start, one.end),)) for one in turns]
    return sorted((*kept, *said), key=lambda one: one.start)


def _meets(one: Quotation, turns: Sequence[Turn], starts: Sequence[int]) -> bool:
    before = bisect_left(starts, one.end) - 1
    return before >= 0 and turns[before].end > one.start


def detect(text: str, skipped: Collection[int] = ()) -> list[Quotation]:
    """Return the quotations of `text` that somebody said or wrote, in order, outermost level.

    Scare quotes, titles and terms are left out. `skipped` as in `read`. Takes time linear in the
    length of the text.
    """
    return linked(read(text, skipped))


def linked(reading: Reading) -> list[Quotation]:
    """Return the quotations that are speech; those that go on after an interruption say so."""
    found: list[Quotation] = []
    for number, index in enumerate(reading.spoken):
        goes_on = number > 0 and _goes_on(reading.told, reading.spoken[number - 1], index)
        found.append(
            replace(reading.told.quotations[index], follows=number - 1 if goes_on else None)
        )
    return found


def _goes_on(told: Narrative, one: int, other: int) -> bool:
    """Whether `other` goes on after words that tell who speaks (“A,” she said. “B”)."""
    first, last = told.token_of[one] + 1, told.token_of[other]
    if last - first > _LONGEST_INTERRUPTION or told.paragraph[first - 1] != told.paragraph[last]:
        return False
    ends = told.text[max(0, told.ends[first - 1] - 8) : told.ends[first - 1]].rstrip("”\"'’»“ ")[
        -1:
    ]
    verbs = told.verbs[first:last]
    return ends in _INTERRUPTED and ("say" in verbs or "speech" in verbs)
