from __future__ import annotations

from typing import Any

from annotations.quotations.deciding import plain_name, speakers_meant
from annotations.quotations.models import Suggestion
from annotations.speakers.forms import NamingForm
from annotations.speakers.models import Speaker
from annotations.teams.models import User


class SpokenForm(NamingForm):
    """Who said what is suggested: as the text has it, until it is said otherwise."""

    def __init__(self, *args: Any, suggestion: Suggestion, user: User, **kwargs: Any) -> None:
        plain, known = plain_name(suggestion), speakers_meant(suggestion, user)
        meant = suggestion.said_by or (known[0] if len(known) == 1 else None)
        name = meant.name if meant else plain if suggestion.named else ""
        initial = {"speaker": meant, "speaker_name": name}
        super().__init__(*args, auto_id=False, initial=initial, **kwargs)
        self.fields["speaker_name"].required = True
        self.unnamed = "" if suggestion.named else plain
        self.shared = plain if len(known) > 1 else ""

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("speaker_name") == self.unnamed and not given.get("speaker_kind"):
            given["speaker_kind"] = Speaker.Kind.UNNAMED
        return super().clean()

    def _may_be_several(self, cleaned: dict[str, Any]) -> bool:
        # Whoever adds a new speaker of the same surname says so in the list.
        unsaid = cleaned["speaker_name"] == self.shared and not cleaned.get("speaker_kind")
        return unsaid or super()._may_be_several(cleaned)
