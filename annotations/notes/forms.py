from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from annotations.notes.models import LONGEST, Note


class LineField(forms.CharField):
    """A text of several lines. Browsers send CR LF but count one character a line; so do we."""

    def to_python(self, value: Any) -> str:
        return super().to_python(value).replace("\r\n", "\n")


class NoteForm(forms.ModelForm):
    """An entry in a thread, in Markdown."""

    body = LineField(max_length=LONGEST, widget=forms.Textarea({"rows": 1}))
    client_key = forms.UUIDField(widget=forms.HiddenInput)

    class Meta:
        model = Note
        fields = ("body",)


class NoteEditForm(forms.ModelForm):
    """A change to one's own note. `seen` says which state of it the change was made to."""

    body = LineField(max_length=LONGEST, widget=forms.Textarea({"rows": 3}))
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Note
        fields = ("body",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self.kept_state = state_of(self.instance)
        self.kept_body = self.instance.body

    def clean_seen(self) -> str:
        if self.cleaned_data["seen"] not in ("", self.kept_state):
            raise forms.ValidationError(
                _("This note was changed elsewhere in the meantime. Saving again replaces that.")
            )
        return self.kept_state


def state_of(note: Note) -> str:
    """Return a mark that changes with every edit of `note`."""
    return (note.edited_at or note.created_at).isoformat()
