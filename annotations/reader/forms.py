from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from annotations.highlights.labels import LONGEST_LABEL, put_labels
from annotations.highlights.making import make
from annotations.highlights.models import Highlight
from annotations.notes.forms import LineField
from annotations.notes.models import LONGEST, Note
from annotations.notes.verdicts import LONGEST_SOURCES, judge
from annotations.quotations.finding import take_up
from annotations.reader.closed import Made
from annotations.reader.span_forms import span_meant
from annotations.speakers.deletion import keep
from annotations.speakers.forms import NamingForm
from annotations.speakers.models import Speaker
from annotations.speakers.naming import attribute
from annotations.teams.models import User
from newsroom.articles.models import Version


class NamesField(forms.Field):
    """Names of labels, ticked; white space around them and within is put in order."""

    widget = forms.SelectMultiple

    def clean(self, value: Any) -> list[str]:
        names = [" ".join(str(name).split())[:LONGEST_LABEL] for name in value or []]
        return [name for name in names if name]


class EditorForm(NamingForm, forms.ModelForm):
    """Kind, speaker, verdict, labels and note of a highlight: the card's editor."""

    note = LineField(
        label=_("Note"), max_length=LONGEST, required=False, widget=forms.Textarea({"rows": 2})
    )
    verdict = forms.ChoiceField(label=_("Checked?"), choices=Highlight.Verdict, required=False)
    sources = LineField(label=_("Sources"), max_length=LONGEST_SOURCES, required=False)
    #: The verdict the editor opened with: who only adds a note does not overturn a colleague's.
    verdict_seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    label = NamesField(required=False)
    new_labels = forms.CharField(label=_("Labels"), max_length=300, required=False)
    #: That labels were shown, so that none ticked means none.
    labelled = forms.BooleanField(required=False)
    #: The name the editor opened with: who only adds a note does not undo a colleague's naming.
    speaker_was = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    client_key = forms.UUIDField(widget=forms.HiddenInput)

    class Meta:
        model = Highlight
        fields = ("kind", "visibility")

    def __init__(self, *args: Any, author: User, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=False, **kwargs)
        self.author = author
        self.initial.setdefault("verdict", self.instance.verdict)
        self.fields["visibility"].required = False
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

    def save(self, commit: bool = True) -> Highlight:
        """Keep what the editor says: the highlight, who said it, and the note."""
        with transaction.atomic(savepoint=False):
            highlight = self._keep()
            if self._names_somebody_else():
                self._attribute(highlight)
            self._keep_labels(highlight)
            self._keep_verdict(highlight)
            self._keep_note(highlight)
        return highlight

    def _keep(self) -> Highlight:
        return forms.ModelForm.save(self)

    def _attribute(self, highlight: Highlight) -> None:
        attribute(highlight, self.named_speaker(), by=self.author)

    def _names_somebody_else(self) -> bool:
        chosen, name = self.cleaned_data["speaker"], self.cleaned_data["speaker_name"]
        return said(chosen, name) != (self.cleaned_data["speaker_was"] or said(None, ""))

    def _keep_labels(self, highlight: Highlight) -> None:
        names = self.cleaned_data["label"] + _apart(self.cleaned_data["new_labels"])
        if names or (self.cleaned_data["labelled"] and self.initial.get("label")):
            put_labels(highlight, names)

    def _keep_verdict(self, highlight: Highlight) -> None:
        """Give the verdict chosen here; one that was only shown is not given again."""
        given = self.cleaned_data["verdict"], self.cleaned_data["sources"]
        is_claim = highlight.kind == Highlight.Kind.CLAIM or self.cleaned_data["verdict_seen"]
        if is_claim and given != self._verdict_seen(highlight):
            judge(highlight, *given, by=self.author)

    def _verdict_seen(self, highlight: Highlight) -> tuple[str, str]:
        seen = self.cleaned_data["verdict_seen"]
        found = highlight.verdicts.filter(pk=seen).first() if seen else None
        return (found.verdict, found.sources) if found else (Highlight.Verdict.NOT_YET, "")

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
            self.span = span_meant(self, cleaned, self.version.text)
        return cleaned

    def save(self, commit: bool = True) -> Highlight:
        """Make the highlight. Sent again for the same words, change the one that was made.

        `is_new` says which; `made` is a new one with what hangs on it, None where that is much.
        """
        try:
            return self._make()
        except IntegrityError:
            self.is_new, self.made = False, None
            made = self._made()
            if made is None:
                raise
        if (made.version_id, made.start, made.end) == (self.version.pk, *self.span):
            return self._change(made)
        # Another passage with a key that is used up: nothing somebody wrote may be dropped.
        self.cleaned_data["client_key"] = uuid4()
        return self._make()

    def _made(self) -> Highlight | None:
        key = self.cleaned_data["client_key"]
        return Highlight.objects.filter(author=self.author, client_key=key).first()

    def _change(self, made: Highlight) -> Highlight:
        for name in ("kind", "visibility"):
            setattr(made, name, self.cleaned_data[name])
        self.instance = made
        return super().save()

    def _keep(self) -> Highlight:
        if not self.is_new:
            return super()._keep()
        make(self.instance)
        return self.instance

    def _attribute(self, highlight: Highlight) -> None:
        if not self.is_new:
            return super()._attribute(highlight)
        # Nobody can have said anything yet.
        if speaker := self.named_speaker():
            keep(speaker)
            said = highlight.attributions.create(speaker=speaker, by=self.author)
            self.made.opinions.append(said)
        return None

    def _keep_note(self, highlight: Highlight) -> None:
        if not self.is_new:
            return super()._keep_note(highlight)
        if body := self.cleaned_data["note"]:
            key = self.cleaned_data["client_key"]
            note = highlight.notes.create(author=self.author, client_key=key, body=body)
            self.made.notes.append(note)
        return None

    def _make(self) -> Highlight:
        start, end = self.span
        self.instance.version, self.instance.author = self.version, self.author
        self.instance.start, self.instance.end = start, end
        self.instance.words = self.version.text[start:end]
        self.instance.client_key = self.cleaned_data["client_key"]
        self.is_new, self.made = True, Made(self.instance, opinions=[], notes=[])
        with transaction.atomic():
            highlight = super().save()
            take_up(highlight)
        if (
            self.cleaned_data["verdict"] != Highlight.Verdict.NOT_YET
            or self.cleaned_data["sources"]
        ):
            self.made = None
        return highlight


def said(speaker: Speaker | None, name: str) -> str:
    """Return what an editor says of the speaker, to tell later whether that was changed."""
    return f"{speaker.pk if speaker else ''}:{name}"


def _apart(names: str) -> list[str]:
    """What is written with commas between, each name in order."""
    return NamesField().clean(names.split(","))
