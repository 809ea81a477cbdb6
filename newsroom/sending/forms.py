"""What a reader's browser or phone sends: looked at first, kept when they say so."""

import binascii
import gzip
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from newsroom.articles.models import Article, Capture
from newsroom.ingestion.adding import Added, Handed, add_link, hand_in
from newsroom.ingestion.addresses import BadAddress, canonical
from newsroom.ingestion.arrivals import plain_link
from newsroom.ingestion.files import LARGEST_FILE, Brought, Unfit, brought_by, fits, from_file
from newsroom.ingestion.forms import LONGEST_TEXT, MOST_FILES, from_text, in_words
from newsroom.ingestion.recognition import recognise

LARGEST_SHARE = 8 * 2**20
"""Signs that shared files may take in a form, packed."""
_LONGEST_TITLE = 300
_GZIP = 31


@dataclass(frozen=True, slots=True)
class Shared:
    """A shared file, on its way through the reader's own form: `packed` are its bytes in gzip."""

    name: str
    packed: str

    @classmethod
    def of(cls, name: str, body: bytes) -> "Shared":
        return cls(name, b64encode(gzip.compress(body, mtime=0)).decode("ascii"))

    def body(self) -> bytes:
        """Return its bytes, at most one more than may be taken in. Raises ValueError."""
        try:
            packed = b64decode(self.packed, validate=True)
            return zlib.decompressobj(_GZIP).decompress(packed, LARGEST_FILE + 1)
        except (binascii.Error, zlib.error) as error:
            raise ValueError("not what was shared") from error


def told(query: Mapping[str, str]) -> dict[str, str]:
    """Return what was shared as the form shows it: the link, wherever it stands, or the text."""
    title, text = query.get("title", "")[:_LONGEST_TITLE], query.get("text", "")
    for words in (query.get("url", ""), text, title):
        if links := recognise(words[:LONGEST_TEXT]).links:
            return {"title": title if title != words else "", "url": links[0], "text": ""}
    return {"title": title, "url": "", "text": text}


class SentForm(forms.Form):
    """The page a browser sent, or what a phone shared: files, a link or a text."""

    title = forms.CharField(required=False, widget=forms.HiddenInput)
    url = forms.CharField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(required=False, strip=False, widget=forms.Textarea({"rows": 8}))
    page = forms.FileField(required=False, allow_empty_file=True)
    client_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, user: AbstractBaseUser, shared: Iterable[Shared] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.shared = list(shared)
        #: Once it is clean: sentences on what in its files cannot be taken in.
        self.left_out: list[str] = []

    @cached_property
    def link(self) -> str:
        """The link it shows, without what every link begins with."""
        return plain_link(self["url"].value() or "")

    def clean_title(self) -> str:
        return self.cleaned_data["title"][:_LONGEST_TITLE]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            self.handed = self._handed(cleaned)
        if not self.errors and not self.handed:
            self._check_link(cleaned["url"])
        return cleaned

    def _handed(self, cleaned: Mapping[str, Any]) -> list[Handed]:
        try:
            if cleaned["page"]:
                return [_sent(cleaned["page"], cleaned["title"], cleaned["url"])]
            if self.shared:
                return [one for shared in self.shared for one in self._unpacked(shared)]
        except (Unfit, ValueError) as error:
            self.add_error(None, str(error))
            return []
        is_text = not cleaned["url"] and recognise(cleaned["text"]).is_text
        return [from_text(cleaned["text"])] if is_text else []

    def _unpacked(self, shared: Shared) -> Iterable[Handed]:
        brought = _brought(shared)
        self.left_out += brought.left_out
        return brought.handed

    def _check_link(self, url: str) -> None:
        found = recognise(url)
        for wrong in found.wrong:
            self.add_error(None, in_words(wrong))
        if not found.links:
            self.add_error(None, _("There is no page, no link and no text in it."))

    def save(self) -> list[Article]:
        """Bring in what came; return those articles that were in the library before."""
        key = self.cleaned_data["client_key"]
        with transaction.atomic():
            added: list[Added] = [hand_in(one, self.user, key) for one in reversed(self.handed)]
            if not self.handed:
                added = [add_link(recognise(self.cleaned_data["url"]).links[0], self.user, key)]
        return [one.article for one in added if one.was_here]


def _sent(page: UploadedFile, title: str, url: str) -> Handed:
    """Return a page as a browser showed it; that is HTML in UTF-8. Raises Unfit."""
    name = title or plain_link(url) or _("A page")
    handed = from_file(name, page.read() if fits(page.size) else None)
    url = url if _is_address(url) else ""
    return replace(handed, source=Capture.Source.SENT, url=url, charset="utf-8")


def _is_address(url: str) -> bool:
    try:
        return bool(url and canonical(url))
    except BadAddress:
        return False


def _brought(shared: Shared) -> Brought:
    try:
        body = shared.body()
    except ValueError as error:
        raise Unfit(_("What was shared has changed on its way. Share it again.")) from error
    return brought_by(shared.name, body)


def shared_by(data: Any) -> list[Shared]:
    """Return the files that a form carries along."""
    pairs = zip(data.getlist("packed_name"), data.getlist("packed"), strict=False)
    return [Shared(name, packed) for name, packed in pairs][:MOST_FILES]


def looked_into(files: Iterable[UploadedFile]) -> tuple[list[Shared], list[str]]:
    """Return the files that can be taken in, and a sentence for each of the others."""
    good: list[Shared] = []
    problems: list[str] = []
    room = LARGEST_SHARE
    for file in files:
        try:
            one = _looked_into(file, room)
        except Unfit as unfit:
            problems.append(str(unfit))
        else:
            good.append(one)
            room -= len(one.packed)
    return good, problems


def _looked_into(file: UploadedFile, room: int) -> Shared:
    name, body = file.name or "", file.read() if fits(file.size) else None
    brought_by(name, body)
    one = Shared.of(name, body or b"")
    if len(one.packed) > room:
        raise Unfit(
            _("%(name)s is too large to be shared. Choose it on the Add page.") % {"name": name}
        )
    return one
