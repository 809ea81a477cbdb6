"""The form of what is said of an article by hand."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.articles.models import Article
from newsroom.articles.moments import MIDNIGHT, has_hour
from newsroom.ingestion.addresses import LONGEST, BadAddress, canonical
from newsroom.ingestion.details import Details, details_of, may_link
from newsroom.ingestion.failures import fault_in_words

_FIELD = {"class": "field", "autocomplete": "off"}


class DetailsForm(forms.Form):
    """Outlet, day, authors and link of an article; the link only where it came without one.

    What stands as it was shown is not said: somebody else may have changed it meanwhile.
    """

    outlet = forms.CharField(
        label=gettext_lazy("Outlet"),
        max_length=200,
        required=False,
        show_hidden_initial=True,
        widget=forms.TextInput({**_FIELD, "dir": "auto", "list": "details-outlets"}),
    )
    day = forms.DateField(
        label=gettext_lazy("Published on"),
        required=False,
        show_hidden_initial=True,
        widget=forms.DateInput({**_FIELD, "type": "date"}, format="%Y-%m-%d"),
    )
    hour = forms.TimeField(
        label=gettext_lazy("At"),
        required=False,
        show_hidden_initial=True,
        widget=forms.TimeInput({**_FIELD, "type": "time"}, format="%H:%M"),
    )
    authors = forms.CharField(
        label=gettext_lazy("Authors, with commas between"),
        max_length=1000,
        required=False,
        show_hidden_initial=True,
        widget=forms.TextInput({**_FIELD, "dir": "auto"}),
    )
    link = forms.CharField(
        label=gettext_lazy("Link to the original"),
        max_length=LONGEST,
        required=False,
        show_hidden_initial=True,
        widget=forms.TextInput({**_FIELD, "dir": "ltr", "inputmode": "url"}),
    )

    def __init__(self, *args: Any, article: Article, **kwargs: Any) -> None:
        self.was = details_of(article)
        at = self.was.published_at and timezone.localtime(self.was.published_at)
        initial = {
            "outlet": self.was.outlet,
            "day": at and at.date(),
            "hour": _minute(at) if at and has_hour(at) else None,
            "authors": ", ".join(self.was.authors),
            "link": self.was.url,
        }
        super().__init__(*args, initial=initial, auto_id="details-%s", **kwargs)
        if not may_link(article):
            del self.fields["link"]

    def clean_outlet(self) -> str:
        return " ".join(self.cleaned_data["outlet"].split())

    def clean_day(self) -> object:
        day = self.cleaned_data["day"]
        if day and day > timezone.localdate() and "day" in self.changed_data:
            raise forms.ValidationError(_("This day is still to come. Write the one it came out."))
        return day

    def clean_authors(self) -> list[str]:
        names = [" ".join(name.split()) for name in self.cleaned_data["authors"].split(",")]
        return [name for name in names if name]

    def clean_link(self) -> str:
        typed = self.cleaned_data["link"]
        url = typed if "://" in typed or not typed else f"https://{typed}"
        try:
            return url and canonical(url) and url
        except BadAddress as bad:
            words = _("%(address)s cannot be the link: %(fault)s.")
            raise forms.ValidationError(
                words % {"address": typed[:100], "fault": fault_in_words(bad.code)}
            ) from bad

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("hour") and not cleaned.get("day") and "day" not in self.errors:
            self.add_error("day", _("Give the day as well."))
        return cleaned

    @property
    def details(self) -> Details:
        """What was written, in a valid form."""
        told, changed = self.cleaned_data, set(self.changed_data)
        at = self.was.published_at  # to the second
        if changed & {"day", "hour"}:
            day, hour = told["day"], told["hour"] or MIDNIGHT
            at = timezone.make_aware(datetime.combine(day, hour)) if day else None
        return Details(
            told["outlet"] if "outlet" in changed else self.was.outlet,
            told["link"] if "link" in changed else self.was.url,
            at,
            told["authors"] if "authors" in changed else self.was.authors,
        )


def _minute(at: datetime) -> time:
    """The time of day as its field shows it."""
    return at.time().replace(second=0, microsecond=0)
