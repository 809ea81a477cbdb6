"""The forms of the pages of outlets and feeds."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.ingestion.addresses import LONGEST, BadAddress, canonical
from newsroom.ingestion.failures import NOT_PUBLIC, fault_in_words
from newsroom.ingestion.fetching import is_refused
from newsroom.ingestion.link_lists import without_feed_scheme
from newsroom.ingestion.opml import NotOpml, Outline, read_opml
from newsroom.outlets.models import Outlet

LARGEST_OPML = 5_000_000


class FollowForm(forms.Form):
    """An address to follow, as people write it: without https:// too."""

    address = forms.CharField(
        label=gettext_lazy("Address of an outlet, a section or a feed"),
        max_length=LONGEST,
        error_messages={"required": gettext_lazy("Write the address of an outlet or of a feed.")},
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "url"}),
    )

    def clean_address(self) -> str:
        typed = without_feed_scheme(self.cleaned_data["address"].strip())
        url = typed if "://" in typed else f"https://{typed}"
        try:
            canonical(url)
            refused = is_refused(url)
        except BadAddress as bad:
            raise _refusal(typed, fault_in_words(bad.code)) from bad
        if refused:
            raise _refusal(typed, NOT_PUBLIC)
        return url


def _refusal(typed: str, fault: object) -> forms.ValidationError:
    words = _("%(address)s cannot be followed: %(fault)s.")
    return forms.ValidationError(words % {"address": typed[:100], "fault": fault})


class OpmlForm(forms.Form):
    """A file of feeds from another program."""

    file = forms.FileField(
        label=gettext_lazy("OPML file"),
        error_messages={
            "required": gettext_lazy("Choose a file first."),
            "empty": gettext_lazy("This file is empty."),
        },
        widget=forms.FileInput(attrs={"accept": ".opml,.xml"}),
    )

    outlines: tuple[Outline, ...] = ()

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_OPML:
            raise forms.ValidationError(_("This file is larger than 5 MB. Split it, or take less."))
        try:
            self.outlines = read_opml(file.read())
        except NotOpml as error:
            raise forms.ValidationError(
                _(
                    "This is not an OPML file that can be read. Export the feeds again from the "
                    "program you have them in."
                )
            ) from error
        if not self.outlines:
            raise forms.ValidationError(_("There is no feed in this file."))
        return file


class OutletForm(forms.ModelForm):
    class Meta:
        model = Outlet
        fields = ("name",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.was = self.instance.name

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        others = Outlet.objects.filter(name__iexact=name, domain=None).exclude(pk=self.instance.pk)
        if self.instance.domain is None and others.exists():
            raise forms.ValidationError(_("There is an outlet of this name already."))
        return name
