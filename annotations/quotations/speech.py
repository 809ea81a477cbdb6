"""Whether words in quotation marks were spoken or written by somebody, or merely stand in marks.

Scare quotes, titles and terms stand in the same marks as speech. Each sign for or against speech
has a weight; what comes out above zero is speech. The weights are those of a logistic regression
over English and German newspaper text (see `wording` and `setting` for what is looked at).
"""

from collections.abc import Iterator

from annotations.quotations.german import GERMAN
from annotations.quotations.narrative import Narrative
from annotations.quotations.setting import Setting
from annotations.quotations.weights import SPEECH
from annotations.quotations.wording import case_of, signs_inside, without_marks, words_of

_MOST_IN_SENTENCE = 12
_HEADLINE_MARKS = "‘'"


class Judge:
    """Judges the quotations of one text."""

    def __init__(self, told: Narrative) -> None:
        self.told = told
        self.setting = Setting(told)
        self.weights = SPEECH["de" if told.known is GERMAN else "en"]

    def is_speech(self, place: int) -> bool:
        """Return whether somebody said the quotation at token `place`."""
        # A sentence with a dozen quotations is a list of words.
        if self.setting.quotations_beside(place) > _MOST_IN_SENTENCE:
            return False
        if self._is_in_headline(place):
            return True
        return sum(self.weights.get(sign, 0.0) for sign in self.signs(place)) > 0

    def _is_in_headline(self, place: int) -> bool:
        """Whether a headline quotes, in the single marks that headlines have for double ones.

        The texts that the weights were fitted on leave headlines out.
        """
        text, start = self.told.text, self.told.starts[place]
        return (
            text[start] in _HEADLINE_MARKS
            and text[start + 1 : start + 2].islower()
            and not self.setting.is_usual(place)
            and self.setting.is_headline(place)
        )

    def signs(self, place: int) -> Iterator[str]:
        """Yield the names of the signs that hold for the quotation at token `place`."""
        told = self.told
        inner = without_marks(told.quoted(place))
        words = words_of(inner)
        inside = signs_inside(inner, words, told.known)
        around = self.setting.signs(place, words)
        case = case_of(inside)
        yield ""
        if not self.setting.is_usual(place):
            yield f"unusual mark {told.text[told.starts[place]]}"
        yield from inside
        yield from around
        yield from (f"{case}|{one}" for one in around[:2])
        if case:
            yield from (f"{case}|{one}" for one in around if one.endswith(":short"))
