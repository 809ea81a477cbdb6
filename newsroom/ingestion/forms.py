"""The box of the Add page."""

from typing import Any

from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.articles.models import Article, Capture
from newsroom.ingestion.adding import Added, Handed, add_link, hand_in, hand_over
from newsroom.ingestion.arrivals import plain_link
from newsroom.ingestion.failures import NOT_PUBLIC, fault_in_words
from newsroom.ingestion.recognition import NotText, WrongLink, look_into, recognise

MOST_LINKS = 50
MOST_FILES = 20
LARGEST_FILE = 10 * 2**20
LONGEST_TEXT = 2_000_000


class FilePicker(forms.ClearableFileInput):
    allow_multiple_selected = True


class Files(forms.FileField):
    """Several files; cleaned, a list of them."""

    widget = FilePicker({"accept": ".html,.htm,.xhtml,.txt,.md,text/html,text/plain"})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        many = data if isinstance(data, list | tuple) else [data]
        return [super(Files, self).clean(one, initial) for one in many if one]


class AddForm(forms.Form):
    """Links, a text or files; with `article`, the text of one that could not be fetched."""

    text = forms.CharField(
        label=gettext_lazy("Links, or the text itself"),
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 5, "dir": "auto"}),
    )
    files = Files(label=gettext_lazy("Files"), required=False)
    article = forms.ModelChoiceField(
        Article.objects.stranded(),
        required=False,
        widget=forms.HiddenInput,
    )
    client_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: AbstractBaseUser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["article"].error_messages["invalid_choice"] = _(
            "This article has a text by now, or is gone. Look at the list below."
        )

    @cached_property
    def paste_for(self) -> Article | None:
        """The article whose text is wanted, where it is that of a certain one."""
        value = self["article"].value()
        pk = value.pk if isinstance(value, Article) else str(value or "")
        return Article.objects.stranded().filter(pk=pk).first() if str(pk).isdecimal() else None

    @property
    def paste_for_name(self) -> str:
        wanted = self.paste_for
        return plain_link(wanted.url) or wanted.title if wanted else ""

    def clean_text(self) -> str:
        text = self.cleaned_data["text"].replace("\r\n", "\n")
        if len(text) > LONGEST_TEXT:
            raise forms.ValidationError(
                _("This text is too long to be an article. Paste one article at a time.")
            )
        self.recognised = recognise(text)
        for wrong in self.recognised.wrong:
            self.add_error("text", in_words(wrong))
        if len(self.recognised.links) > MOST_LINKS:
            raise forms.ValidationError(
                _("These are %(count)d links. Add at most %(most)d at a time.")
                % {"count": len(self.recognised.links), "most": MOST_LINKS}
            )
        return text

    def clean_files(self) -> list[Handed]:
        files = self.cleaned_data["files"]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(
                _("These are %(count)d files. Add at most %(most)d at a time.")
                % {"count": len(files), "most": MOST_FILES}
            )
        handed = [self._looked_into(file) for file in files]
        return [one for one in handed if one]

    def _looked_into(self, file: UploadedFile) -> Handed | None:
        try:
            return from_file(file.name or "", file.read() if fits(file.size) else None)
        except Unfit as unfit:
            self.add_error("files", str(unfit))
            return None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            self._check_that_something_is_there(cleaned)
        return cleaned

    def _check_that_something_is_there(self, cleaned: dict[str, Any]) -> None:
        box, files = self.recognised, cleaned["files"]
        if not (box.links or box.characters or files):
            self.add_error("text", _("Paste a link or a text, or choose a file."))
        elif box.characters and not box.is_text:
            self.add_error(
                "text",
                _(
                    "This is neither a link nor long enough for an article. "
                    "Links begin with http:// or https://."
                ),
            )
        elif cleaned["article"] and (box.links or len(files) + box.is_text != 1):
            self.add_error("text", _("Paste the text of this one article, or choose its file."))

    def save(self) -> list[Article]:
        """Bring in what is in the box; return those that were in the library before."""
        began = self.cleaned_data["article"]
        with transaction.atomic():
            if began:
                hand_over(self._handed()[0], began, self.user)
                return []
            return [added.article for added in self._added() if added.was_here]

    def _added(self) -> list[Added]:
        key = self.cleaned_data["client_key"]
        handed = [hand_in(one, self.user, key) for one in reversed(self._handed())]
        # The list shows the newest first; so the first in the box stands first.
        return handed + [add_link(link, self.user, key) for link in self.recognised.links[::-1]]

    def _handed(self) -> list[Handed]:
        texts = [from_text(self.cleaned_data["text"])] if self.recognised.is_text else []
        return [*texts, *self.cleaned_data["files"]]


class Unfit(ValueError):
    """A file that cannot be taken in; its message says why, to a reader."""


def fits(size: int | None) -> bool:
    """Whether a file of so many bytes is read at all."""
    return size is not None and size <= LARGEST_FILE


def from_file(name: str, body: bytes | None, url: str = "") -> Handed:
    """Return the page or the text in a file; `body` is None where it is too large.

    `url` is where it was published; without it, where it says it was saved from. Raises Unfit.
    """
    if body is None or len(body) > LARGEST_FILE:
        raise Unfit(_("%(name)s is larger than 10 MB. Paste its text instead.") % {"name": name})
    if not body.strip():
        raise Unfit(_("%(name)s is empty.") % {"name": name})
    try:
        page = look_into(body)
    except NotText as error:
        raise Unfit((_packed if error.is_archive else _not_text)(name)) from error
    return Handed(body, Capture.Source.FILE, page.content_type, name, url or page.url)


def _packed(name: str) -> str:
    return _(
        "%(name)s is a web archive. Save the page again, as “Web page, HTML only”, "
        "or paste its text."
    ) % {"name": name}


def _not_text(name: str) -> str:
    return _("%(name)s is neither a web page nor a text. Open it and paste its text.") % {
        "name": name
    }


def from_text(text: str, url: str = "") -> Handed:
    """Return a pasted text, fit to be taken in; `url` is where it was published, if known."""
    name = recognise(text).headline
    return Handed(text.encode("utf-8", "replace"), Capture.Source.PASTED, "text/plain", name, url)


def in_words(wrong: WrongLink) -> str:
    """Return why a link is not fetched, in a sentence."""
    fault = NOT_PUBLIC if wrong.fault is None else fault_in_words(wrong.fault)
    shown = wrong.link if len(wrong.link) < 100 else f"{wrong.link[:99]}…"
    return _("%(link)s cannot be fetched: %(fault)s.") % {"link": shown, "fault": fault}
