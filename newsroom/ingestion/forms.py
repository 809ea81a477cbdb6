"""The box of the Add page."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import uuid5

from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from newsroom.articles.models import Article, Capture
from newsroom.ingestion.adding import Added, Handed, add_link, hand_in, hand_over
from newsroom.ingestion.archives import LARGEST_WHOLE
from newsroom.ingestion.arrivals import plain_link
from newsroom.ingestion.failures import NOT_PUBLIC, fault_in_words
from newsroom.ingestion.files import ACCEPTED, Unfit, brought_by, fits
from newsroom.ingestion.followed import what_was_followed, what_was_not
from newsroom.ingestion.following import follow_all
from newsroom.ingestion.importing import MOST_LINKS, import_links
from newsroom.ingestion.listings import Listing, listing_in
from newsroom.ingestion.opml import Outline
from newsroom.ingestion.recognition import MOST_SINGLY, Recognised, WrongLink, of_links, recognise

MOST_FILES = 20
LONGEST_TEXT = 2_000_000

_NAMED = 5


class FilePicker(forms.ClearableFileInput):
    allow_multiple_selected = True


class Files(forms.FileField):
    """Several files; cleaned, a list of them."""

    widget = FilePicker({"accept": ACCEPTED})

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
        Article.objects.wanting_text(),
        required=False,
        widget=forms.HiddenInput,
    )
    client_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: AbstractBaseUser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        #: Once it is clean: sentences on what in its files cannot be taken in.
        self.left_out: list[str] = []
        #: The links and the feeds that its files list, and, once it is saved, what is to be told.
        self.lists: list[LinkList] = []
        self.outlines: list[Outline] = []
        self.told: list[str] = []
        self.fields["article"].error_messages["invalid_choice"] = _(
            "This article has a text by now, or is gone. Look at the list below."
        )

    @cached_property
    def paste_for(self) -> Article | None:
        """The article whose text is wanted, where it is that of a certain one."""
        value = self["article"].value()
        pk = value.pk if isinstance(value, Article) else str(value or "")
        return Article.objects.wanting_text().filter(pk=pk).first() if str(pk).isdecimal() else None

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
        self.outlines += self.recognised.outlines
        if self.recognised.is_import:
            self._list("", self.recognised)
        else:
            for wrong in self.recognised.wrong:
                self.add_error("text", in_words(wrong))
        return text

    def _list(self, name: str, box: Recognised) -> None:
        """Have the links of a list brought in, those that are fit; some are enough."""
        if len(box.links) > MOST_LINKS:
            raise forms.ValidationError(
                _("These are %(count)d links. Add at most %(most)d at a time.")
                % {"count": len(box.links), "most": MOST_LINKS}
            )
        unfit = _shortened([in_words(wrong) for wrong in box.wrong])
        if not box.good:
            raise forms.ValidationError(unfit)
        self.lists.append(LinkList(name, box.good, tuple(unfit)))

    def clean_files(self) -> list[Handed]:
        files = self.cleaned_data["files"]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(
                _("These are %(count)d files. Add at most %(most)d at a time.")
                % {"count": len(files), "most": MOST_FILES}
            )
        handed: list[Handed] = []
        for file in files:
            if sum(len(one.body) for one in handed) > LARGEST_WHOLE:
                raise forms.ValidationError(_("These files are too large together. Add a few."))
            handed += self._looked_into(file)
        return handed

    def _looked_into(self, file: UploadedFile) -> Sequence[Handed]:
        name, body = file.name or "", file.read() if fits(file.size) else None
        if listing := listing_in(name, body) if body else None:
            self._add_listing(listing)
            return ()
        try:
            brought = brought_by(name, body)
        except Unfit as unfit:
            self.add_error("files", str(unfit))
            return ()
        self.left_out += brought.left_out
        return brought.handed

    def _add_listing(self, listing: Listing) -> None:
        self.outlines += listing.outlines
        try:
            if listing.links:
                self._list(listing.name, of_links(listing.links))
            elif not listing.outlines:
                self.add_error("files", _("No feeds can be read in %(name)s.") % asdict(listing))
        except forms.ValidationError as error:
            self.add_error("files", error)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            self._check_that_something_is_there(cleaned)
        return cleaned

    def _check_that_something_is_there(self, cleaned: dict[str, Any]) -> None:
        box, files = self.recognised, cleaned["files"]
        lists = bool(self.lists or self.outlines)
        if not (box.links or box.characters or files or lists):
            self.add_error("text", _("Paste a link or a text, or choose a file."))
        elif box.characters and not box.is_text:
            self.add_error(
                "text",
                _(
                    "This is neither a link nor long enough for an article. "
                    "Links begin with http:// or https://."
                ),
            )
        elif cleaned["article"] and (box.links or lists or len(files) + box.is_text != 1):
            self.add_error("text", _("Paste the text of this one article, or choose its file."))

    def save(self) -> list[Article]:
        """Bring in what is in the box; return those that were in the library before."""
        began = self.cleaned_data["article"]
        with transaction.atomic():
            if began:
                hand_over(self._handed()[0], began, self.user)
                return []
            self._follow()
            self._import()
            return [added.article for added in self._added() if added.was_here]

    def _added(self) -> list[Added]:
        key = self.cleaned_data["client_key"]
        handed = [hand_in(one, self.user, key) for one in reversed(self._handed())]
        # The list shows the newest first; so the first in the box stands first.
        return handed + [add_link(link, self.user, key) for link in self._single_links()[::-1]]

    def _single_links(self) -> list[str]:
        few = [link for one in self.lists if one.is_short for link in one.links]
        return [*(() if self.recognised.is_import else self.recognised.links), *few]

    def _import(self) -> None:
        key = self.cleaned_data["client_key"]
        for one in self.lists:
            if one.is_short:
                self.left_out += one.unfit
                continue
            own = uuid5(key, "\n".join(one.links))
            import_links(one.links, one.name, self.user, own, one.unfit)

    def _follow(self) -> None:
        if self.outlines:
            followed = follow_all(self.outlines, self.user)
            self.told += what_was_followed(followed)
            self.left_out += what_was_not(followed)

    def _handed(self) -> list[Handed]:
        texts = [from_text(self.cleaned_data["text"])] if self.recognised.is_text else []
        return [*texts, *self.cleaned_data["files"]]


@dataclass(frozen=True, slots=True)
class LinkList:
    """Links that come together; `unfit` are sentences on those that were left out."""

    name: str
    links: tuple[str, ...]
    unfit: tuple[str, ...]

    @property
    def is_short(self) -> bool:
        """Whether its links are shown one by one."""
        return len(self.links) + len(self.unfit) <= MOST_SINGLY


def _shortened(problems: Sequence[str]) -> list[str]:
    more = len(problems) - _NAMED
    if more <= 0:
        return list(problems)
    words = ngettext(
        "%(count)d more link was left out.", "%(count)d more links were left out.", more
    )
    return [*problems[:_NAMED], words % {"count": more}]


def from_text(text: str, url: str = "") -> Handed:
    """Return a pasted text, fit to be taken in; `url` is where it was published, if known."""
    name = recognise(text).headline
    return Handed(text.encode("utf-8", "replace"), Capture.Source.PASTED, "text/plain", name, url)


def in_words(wrong: WrongLink) -> str:
    """Return why a link is not fetched, in a sentence."""
    fault = NOT_PUBLIC if wrong.fault is None else fault_in_words(wrong.fault)
    shown = wrong.link if len(wrong.link) < 100 else f"{wrong.link[:99]}…"
    return _("%(link)s cannot be fetched: %(fault)s.") % {"link": shown, "fault": fault}
