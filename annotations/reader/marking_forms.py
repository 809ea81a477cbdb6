from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from annotations.highlights.models import Highlight
from annotations.notes.forms import LineField
from annotations.notes.verdicts import LONGEST_SOURCES


class KindForm(forms.ModelForm):
    """What a highlight is, and nothing else."""

    class Meta:
        model = Highlight
        fields = ("kind",)


class VerdictForm(forms.Form):
    """Whether a claim holds up, and by which sources (Markdown, or addresses as they are)."""

    verdict = forms.ChoiceField(choices=Highlight.Verdict)
    sources = LineField(
        label=_("Sources"),
        max_length=LONGEST_SOURCES,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=False, **kwargs)
