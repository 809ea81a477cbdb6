from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from annotations.highlights.spans import Ambiguous, NotInText, confirm, locate
from annotations.notes.forms import LineField
from newsroom.articles.models import Version


class SpanForm(forms.Form):
    """Another range for a highlight: where the words stand, or the words alone, quoted by hand."""

    start = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    end = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    words = LineField(strip=False, max_length=100_000, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, version: Version, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=False, **kwargs)
        self.version = version

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "words" in cleaned:
            self.span = span_meant(self, cleaned, self.version.text)
        return cleaned


def span_meant(form: forms.BaseForm, cleaned: dict[str, Any], text: str) -> tuple[int, int] | None:
    """Return the span of `text` that `start`, `end` and `words` name; else say why on the form."""
    start, end, words = cleaned.get("start"), cleaned.get("end"), cleaned["words"]
    try:
        if start is None or end is None:
            return locate(text, words)
        return confirm(text, start, end, words)
    except NotInText:
        form.add_error(
            "words",
            _(
                "These words do not stand in this version of the article. "
                "Select them again, or copy them from the text."
            ),
        )
    except Ambiguous:
        form.add_error(
            "words",
            _("These words stand in the article more than once. Quote a few more around them."),
        )
    return None
