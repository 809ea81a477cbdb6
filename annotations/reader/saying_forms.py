from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from annotations.highlights.models import Highlight
from annotations.notes.forms import LineField
from annotations.speakers.forms import NamingForm
from annotations.speakers.models import LONGEST_REASON, Speaker


class OpinionForm(NamingForm):
    """Who said a highlight, and, as its writer likes, why."""

    reason = LineField(label=_("Why?"), max_length=LONGEST_REASON, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=False, **kwargs)
        self.fields["speaker_name"].required = True


class DecisionForm(forms.Form):
    """Which of the speakers that people name it was, and why."""

    speaker = forms.ModelChoiceField(Speaker.objects.none(), label=_("Who said it?"))
    reason = LineField(label=_("Why?"), max_length=LONGEST_REASON)

    def __init__(self, *args: Any, highlight: Highlight, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=False, **kwargs)
        named = highlight.attributions.opinions().values("speaker")
        self.fields["speaker"].queryset = Speaker.objects.filter(pk__in=named)
