"""What is known of a speaker, to be changed: plain forms, a row for each name, office and link."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.forms import BaseInlineFormSet, inlineformset_factory
from django.utils.translation import gettext_lazy as _

from annotations.speakers.identifiers import Identifier
from annotations.speakers.models import Speaker, SpeakerName, fold
from annotations.speakers.offices import Office
from annotations.speakers.removals import Removal
from annotations.teams.models import User

SPARE = 2
MOST_ROWS = 200


class SpeakerForm(forms.ModelForm):
    """Who a speaker is. The name is what they are called here."""

    class Meta:
        model = Speaker
        fields = ("name", "kind", "role", "note")
        widgets = {"note": forms.Textarea({"rows": 3})}

    @transaction.atomic
    def save(self, commit: bool = True) -> Speaker:
        """Keep it; a name that is new is one they are known by."""
        speaker = super().save(commit)
        known = {fold(name.name) for name in speaker.names.all()}
        if fold(speaker.name) not in known:
            speaker.names.create(name=speaker.name)
        return speaker


class NameRows(BaseInlineFormSet):
    """The names; the one the speaker is called by stays."""

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["kind"].required = False

    def clean(self) -> None:
        super().clean()
        gone = [form.cleaned_data.get("name") for form in self.forms if _is_dropped(form)]
        if self.instance.name in gone:
            raise forms.ValidationError(
                _("%(name)s is what they are called. Give them another name first.")
                % {"name": self.instance.name}
            )


def _is_dropped(form: forms.ModelForm) -> bool:
    return bool(getattr(form, "cleaned_data", {}).get("DELETE"))


def _rows(model: Any, formset: Any = BaseInlineFormSet, **options: Any) -> Any:
    return inlineformset_factory(
        Speaker,
        model,
        formset=formset,
        extra=SPARE,
        max_num=MOST_ROWS,
        can_delete_extra=False,
        **options,
    )


Names = _rows(SpeakerName, NameRows, fields=("name", "kind"))
Offices = _rows(
    Office,
    fields=("title", "party", "first", "last"),
    widgets={
        "first": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        "last": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    },
)
Identifiers = _rows(Identifier, fields=("scheme", "value"))


class EditForms:
    """All forms of the page at once: either all of it is kept, or nothing."""

    def __init__(self, data: Any, speaker: Speaker) -> None:
        self.speaker = SpeakerForm(data, instance=speaker)
        self.names = Names(data, instance=speaker, prefix="names")
        self.offices = Offices(data, instance=speaker, prefix="offices")
        self.identifiers = Identifiers(data, instance=speaker, prefix="identifiers")

    @property
    def rows(self) -> list[tuple[str, Any]]:
        """The forms with many rows, each with what it is called."""
        return [
            (_("Names"), self.names),
            (_("Offices"), self.offices),
            (_("Elsewhere"), self.identifiers),
        ]

    def is_valid(self) -> bool:
        parts = (self.speaker, self.names, self.offices, self.identifiers)
        return all([part.is_valid() for part in parts])

    @transaction.atomic
    def save(self, by: User) -> tuple[Speaker, Removal | None]:
        """Keep everything; what was removed can come back."""
        # Whoever merges speakers holds them before what is theirs; and nothing is removed twice.
        Speaker.objects.select_for_update(no_key=True).get(pk=self.speaker.instance.pk)
        rows = (self.names, self.offices, self.identifiers)
        gone = [form.instance for part in rows for form in part.deleted_forms if form.instance.pk]
        removal = Removal.objects.note(self.speaker.instance, gone, by)
        for part in rows:
            part.save()
        return self.speaker.save(), removal
