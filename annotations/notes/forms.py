from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from annotations.notes.models import LONGEST, Note
from annotations.teams.models import User


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
    """A change to a note. `seen` says which state of it the change was made to.

    `kept_body` and `kept_state` are what is stored.
    """

    body = LineField(max_length=LONGEST, widget=forms.Textarea({"rows": 3}))
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Note
        fields = ("body",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self.kept_state = state_of(self.instance)
        self.kept_body = self.instance.body
        self.is_late = False

    def clean(self) -> dict[str, Any]:
        """Refuse what was written over another state; the same words again are no change."""
        cleaned = super().clean()
        unseen = cleaned.get("seen") not in ("", self.kept_state)
        if unseen and cleaned.get("body") not in (None, self.kept_body):
            self.is_late = True
            self.add_error("seen", _("This note was changed in the meantime."))
        return cleaned

    def save(self, by: User, commit: bool = True) -> Note:
        """Keep the new wording as `by`'s."""
        self.instance.body = self.kept_body
        self.instance.reword(self.cleaned_data["body"], by)
        return self.instance


def state_of(note: Note) -> str:
    """Return a mark that changes with every edit of `note`."""
    return (note.edited_at or note.created_at).isoformat()
