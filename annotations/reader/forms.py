from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from annotations.highlights.models import Anchor, Highlight
from annotations.highlights.spans import Ambiguous, NotInText, confirm, locate
from annotations.notes.forms import LineField
from annotations.notes.models import LONGEST, Note
from annotations.speakers.models import Speaker
from annotations.speakers.naming import attribute, speaker_called, speakers_known_as
from annotations.teams.models import User
from newsroom.articles.models import Version


class EditorForm(forms.ModelForm):
    """Kind, speaker, verdict and note of a highlight: the card's editor."""

    speaker = forms.ModelChoiceField(
        Speaker.objects.all(), required=False, widget=forms.HiddenInput
    )
    speaker_name = forms.CharField(label=_("Who says so?"), max_length=200, required=False)
    speaker_kind = forms.ChoiceField(choices=Speaker.Kind, required=False)
    note = LineField(
        label=_("Note"), max_length=LONGEST, required=False, widget=forms.Textarea({"rows": 2})
    )
    #: The name the editor opened with: who only adds a note does not undo a colleague's naming.
    speaker_was = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    client_key = forms.UUIDField(widget=forms.HiddenInput)

    class Meta:
        model = Highlight
        fields = ("kind", "verdict", "visibility")

    def __init__(self, *args: Any, author: User, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=False, **kwargs)
        self.author = author
        self.fields["verdict"].required = self.fields["visibility"].required = False
        if self.instance.pk and self.instance.author_id != author.pk:
            del self.fields["visibility"]

    def clean_verdict(self) -> str:
        return self.cleaned_data["verdict"] or Highlight.Verdict.NOT_YET

    def clean_visibility(self) -> str:
        wanted = self.cleaned_data["visibility"] or Highlight.Visibility.EVERYONE
        if wanted == Highlight.Visibility.ONLY_ME and self.instance.has_notes_of_others():
            raise forms.ValidationError(
                _("Others have written notes here, so it stays visible to everyone.")
            )
        return wanted

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        name = cleaned.get("speaker_name")
        if name and not self._chosen(cleaned) and len(speakers_known_as(name)) > 1:
            self.add_error(
                "speaker_name",
                _(
                    "More than one speaker has this name. Choose one in the list, "
                    "or write more of the name."
                ),
            )
        return cleaned

    def save(self, commit: bool = True) -> Highlight:
        """Keep what the editor says: the highlight, who said it, and the note."""
        with transaction.atomic():
            highlight = super().save()
            if self._names_somebody_else():
                attribute(highlight, self._speaker(), by=self.author)
            self._keep_note(highlight)
        return highlight

    def _names_somebody_else(self) -> bool:
        chosen, name = self.cleaned_data["speaker"], self.cleaned_data["speaker_name"]
        return said(chosen, name) != (self.cleaned_data["speaker_was"] or said(None, ""))

    def _chosen(self, cleaned: dict[str, Any]) -> Speaker | None:
        """The speaker taken from the list, unless the name was changed after that."""
        speaker = cleaned.get("speaker")
        return speaker if speaker and speaker.name == cleaned.get("speaker_name") else None

    def _speaker(self) -> Speaker | None:
        cleaned = self.cleaned_data
        if name := cleaned["speaker_name"]:
            kind = cleaned["speaker_kind"] or Speaker.Kind.PERSON
            return self._chosen(cleaned) or speaker_called(name, kind)
        return None

    def _keep_note(self, highlight: Highlight) -> None:
        if body := self.cleaned_data["note"]:
            Note.objects.update_or_create(
                author=self.author,
                client_key=self.cleaned_data["client_key"],
                highlight=highlight,
                defaults={"body": body},
            )


class HighlightForm(EditorForm):
    """A new highlight: where the words stand, or the words alone, quoted by hand."""

    start = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    end = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    words = LineField(strip=False, max_length=100_000, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, version: Version, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.version = version

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "words" in cleaned:
            self._place(cleaned)
        return cleaned

    def _place(self, cleaned: dict[str, Any]) -> None:
        start, end, text = cleaned.get("start"), cleaned.get("end"), self.version.text
        words = cleaned["words"]
        try:
            quoted_by_hand = start is None or end is None
            self.span = locate(text, words) if quoted_by_hand else confirm(text, start, end, words)
        except NotInText:
            self.add_error(
                "words",
                _(
                    "These words do not stand in this version of the article. "
                    "Select them again, or copy them from the text."
                ),
            )
        except Ambiguous:
            self.add_error(
                "words",
                _("These words stand in the article more than once. Quote a few more around them."),
            )

    def save(self, commit: bool = True) -> Highlight:
        """Make the highlight. Sent again for the same words, change the one that was made."""
        self.is_new = False
        made = self._made()
        if made and (made.version_id, made.start, made.end) == (self.version.pk, *self.span):
            return self._change(made)
        if made:
            # Another passage with a key that is used up: nothing somebody wrote may be dropped.
            self.cleaned_data["client_key"] = uuid4()
        try:
            return self._make()
        except IntegrityError:
            if made := self._made():
                return self._change(made)
            raise

    def _made(self) -> Highlight | None:
        key = self.cleaned_data["client_key"]
        return Highlight.objects.filter(author=self.author, client_key=key).first()

    def _change(self, made: Highlight) -> Highlight:
        for name in ("kind", "verdict", "visibility"):
            setattr(made, name, self.cleaned_data[name])
        self.instance = made
        return super().save()

    def _make(self) -> Highlight:
        start, end = self.span
        self.instance.version, self.instance.author = self.version, self.author
        self.instance.start, self.instance.end = start, end
        self.instance.words = self.version.text[start:end]
        self.instance.client_key = self.cleaned_data["client_key"]
        with transaction.atomic():
            highlight = super().save()
            Anchor.objects.create(
                highlight=highlight,
                version=self.version,
                status=Anchor.Status.SAME,
                start=start,
                end=end,
            )
        self.is_new = True
        return highlight


def said(speaker: Speaker | None, name: str) -> str:
    """Return what an editor says of the speaker, to tell later whether that was changed."""
    return f"{speaker.pk if speaker else ''}:{name}"
