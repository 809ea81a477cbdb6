from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from annotations.speakers.models import Speaker
from annotations.speakers.naming import speaker_called, speakers_known_as


class NamingForm(forms.Form):
    """Who says so: a speaker taken from the list, or a name as it is typed."""

    speaker = forms.ModelChoiceField(
        Speaker.objects.all(), required=False, widget=forms.HiddenInput
    )
    speaker_name = forms.CharField(label=_("Who says so?"), max_length=200, required=False)
    speaker_kind = forms.ChoiceField(choices=Speaker.Kind, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        name = cleaned.get("speaker_name")
        if name and not self._chosen(cleaned) and self._may_be_several(cleaned):
            self.add_error(
                "speaker_name",
                _(
                    "More than one speaker has this name. Choose one in the list, "
                    "or write more of the name."
                ),
            )
        return cleaned

    def _may_be_several(self, cleaned: dict[str, Any]) -> bool:
        known = speakers_known_as(cleaned["speaker_name"], cleaned.get("speaker_kind", ""))
        return len(known) > 1

    def named_speaker(self) -> Speaker | None:
        """The speaker chosen or named, made where there is none of that name; None: nobody."""
        cleaned = self.cleaned_data
        if name := cleaned["speaker_name"]:
            kind = cleaned["speaker_kind"] or Speaker.Kind.PERSON
            return self._chosen(cleaned) or speaker_called(name, kind)
        return None

    def _chosen(self, cleaned: dict[str, Any]) -> Speaker | None:
        """The speaker taken from the list, unless the name was changed after that.

        Who was merged since the list was shown is whoever they turned out to be; who was deleted is
        back as soon as they are named.
        """
        speaker = cleaned.get("speaker")
        return speaker.now if speaker and speaker.name == cleaned.get("speaker_name") else None
