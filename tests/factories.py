"""Articles, highlights and notes for the tests, made the way the program makes them."""

from itertools import count
from typing import Any
from uuid import UUID, uuid4

from django.urls import reverse

from annotations.highlights.models import Highlight
from annotations.notes.forms import NoteForm
from annotations.notes.models import Note
from annotations.reader.forms import HighlightForm
from annotations.sharing.models import ShareLink
from annotations.teams.models import User
from annotations.teams.tokens import digest, new_token
from newsroom.articles.models import Article, Version
from newsroom.articles.text import Block, Extract, Kind
from newsroom.outlets.models import Outlet

TITLE = "Ferry fund passes by four votes"
FIRST = "“The islands were never asked,” Dagny Ferrowe said on the quay in Vestrin."
SECOND = "The fund will protect 4,200 jobs in the northern yards, Oriel Tavasti told the chamber."
THIRD = "Ilka Brandeveer, the auditor general, warned that nobody had seen the forecast."
STORY = (TITLE, FIRST, SECOND, THIRD)

_numbers = count(1)


def extract(*blocks: Block | str, **fields: Any) -> Extract:
    """Return what a page was found to say. Strings are paragraphs, the first one the title."""
    given = [
        Block(Kind.PARAGRAPH if at else Kind.TITLE, block) if isinstance(block, str) else block
        for at, block in enumerate(blocks or STORY)
    ]
    return Extract(blocks=tuple(given), **fields)


def article(*blocks: Block | str, outlet: str = "Harbour Post", **fields: Any) -> Article:
    """Return an article that says `blocks`, taken in at an address of its own."""
    fields = {"language": "en", "authors": ("Lena Dorrowby",), **fields}
    address = f"https://harbour-post.example/news/{next(_numbers)}"
    made = Article.objects.create(
        address=address, url=address, outlet=Outlet.objects.known_as(outlet, "")
    )
    made.revise(extract(*blocks, **fields))
    return made


def on_its_way(by: User) -> Article:
    """Return an article that has no text yet."""
    address = f"https://harbour-post.example/news/{next(_numbers)}"
    return Article.objects.create(address=address, url=address, added_by=by)


def highlight(on: Article | Version, words: str, by: User, **fields: Any) -> Highlight:
    """Return the highlight that `by` makes of `words`, by the form of the article page.

    `fields` are the form's: kind, speaker_name, note, visibility, verdict, client_key.
    """
    form = HighlightForm(selection(on, words, **fields), version=version_of(on), author=by)
    assert form.is_valid(), form.errors
    return form.save()


def note(on: Highlight, body: str, by: User, key: UUID | None = None) -> Note:
    """Return the note that `by` adds to the thread on a highlight."""
    form = NoteForm({"body": body, "client_key": key or uuid4()})
    assert form.is_valid(), form.errors
    form.instance.highlight, form.instance.author = on, by
    form.instance.client_key = form.cleaned_data["client_key"]
    return form.save()


def share(by: User, **fields: Any) -> str:
    """Return the address at which somebody shares an `article` or a `highlight` with outsiders."""
    token = new_token()
    ShareLink.objects.create(token_digest=digest(token), shared_by=by, **fields)
    return reverse("shared", args=[token])


def selection(on: Article | Version, words: str, **fields: Any) -> dict[str, Any]:
    """Return what the article page sends when a reader has selected `words`."""
    start = version_of(on).text.index(words)
    place = {"start": start, "end": start + len(words), "words": words}
    return {"kind": "quote", "client_key": uuid4(), **place, **fields}


def version_of(on: Article | Version) -> Version:
    return on if isinstance(on, Version) else on.latest_version
