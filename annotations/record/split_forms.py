from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from annotations.record.record import Quotation
from annotations.speakers.models import Attribution, Speaker, SpeakerName
from annotations.speakers.transfers import Keys

MOST_LISTED = 500


class SplitForm(forms.Form):
    """What of a speaker is somebody else's, and who that is."""

    name = forms.CharField(label=_("Who is it?"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=Speaker.Kind, required=False)
    quotations = forms.TypedMultipleChoiceField(coerce=int, required=False)
    names = forms.TypedMultipleChoiceField(coerce=int, required=False)
    offices = forms.TypedMultipleChoiceField(coerce=int, required=False)
    identifiers = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(
        self, *args: Any, speaker: Speaker, quotations: list[Quotation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.speaker, self.listed = speaker, quotations[:MOST_LISTED]
        self.fields["quotations"].choices = [(one.pk, one.words) for one in self.listed]
        for name in ("names", "offices", "identifiers"):
            rows = [(row.pk, row) for row in getattr(speaker, name).all()]
            self.fields[name].choices = rows if name != "names" else self._other_names(rows)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        parts = ("quotations", "names", "offices", "identifiers")
        if not any(cleaned.get(part) for part in parts):
            raise forms.ValidationError(_("Choose what is somebody else’s."))
        return cleaned

    def target(self) -> Speaker:
        """The new speaker."""
        kind = self.cleaned_data["kind"] or self.speaker.kind
        return Speaker.objects.add(self.cleaned_data["name"], kind=kind)

    def chosen(self) -> Keys:
        """The keys of all that was chosen."""
        cleaned = self.cleaned_data
        said = Attribution.objects.filter(highlight__in=cleaned["quotations"])
        keys = said.filter(speaker=self.speaker).values_list("pk", flat=True)
        rows = {name: cleaned[name] for name in ("names", "offices", "identifiers")}
        return {"attributions": list(keys), **rows}

    def _other_names(self, rows: list[tuple[int, SpeakerName]]) -> list[tuple[int, SpeakerName]]:
        """The name a speaker is called by stays theirs."""
        return [(pk, name) for pk, name in rows if name.name != self.speaker.name]
