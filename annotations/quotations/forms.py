from __future__ import annotations

from typing import Any

from annotations.quotations.deciding import plain_name
from annotations.quotations.models import Suggestion
from annotations.speakers.forms import NamingForm
from annotations.speakers.models import Speaker


class SpokenForm(NamingForm):
    """Who said what is suggested: as the text has it, until it is said otherwise."""

    def __init__(self, *args: Any, suggestion: Suggestion, **kwargs: Any) -> None:
        meant, plain = suggestion.said_by, plain_name(suggestion)
        name = meant.name if meant else plain if suggestion.named else ""
        initial = {"speaker": meant, "speaker_name": name}
        super().__init__(*args, auto_id=False, initial=initial, **kwargs)
        self.fields["speaker_name"].required = True
        self.unnamed = "" if suggestion.named else plain

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("speaker_name") == self.unnamed and not cleaned.get("speaker_kind"):
            cleaned["speaker_kind"] = Speaker.Kind.UNNAMED
        return cleaned
