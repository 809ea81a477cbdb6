"""An article's highlights written for other programs and for people: JSON, Markdown, CSV. Pure."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from newsroom.articles.moments import has_hour, in_words
from newsroom.tables import csv_lines


@dataclass(frozen=True, slots=True)
class Said:
    """A note in the thread on a highlight, in Markdown."""

    by: str
    at: datetime
    body: str


@dataclass(frozen=True, slots=True)
class Found:
    """What somebody found about a claim; the verdict in words, the sources in Markdown."""

    by: str
    at: datetime
    verdict: str
    name: str
    sources: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A highlight to be written out. `start` and `end` are code points of its version's text."""

    link: str
    kind: str
    kind_name: str
    words: str
    start: int
    end: int
    before: str
    after: str
    speaker: str
    role: str
    by: str
    at: datetime
    version: int
    version_link: str
    kept_at: datetime
    labels: tuple[str, ...] = ()
    notes: tuple[Said, ...] = ()
    verdicts: tuple[Found, ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """The article that the passages are from; `url` is the outlet's own address."""

    title: str
    outlet: str
    authors: tuple[str, ...]
    url: str
    link: str
    language: str
    published_at: datetime | None


def as_json(story: Story, passages: Iterable[Passage]) -> Iterator[str]:
    """Write a W3C Web Annotation collection (Data Model of 23 February 2017), a passage a line."""
    head = {
        "@context": ["http://www.w3.org/ns/anno.jsonld", {"margent": "urn:margent:"}],
        "id": story.link,
        "type": "AnnotationCollection",
        "label": story.title,
    }
    yield _dumped(head)[:-1] + ', "first": {"type": "AnnotationPage", "items": ['
    for number, passage in enumerate(passages):
        yield (",\n" if number else "\n") + _dumped(_annotation(story, passage))
    yield "\n]}}\n"


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _annotation(story: Story, passage: Passage) -> dict[str, object]:
    source = {
        "source": story.url or story.link,
        "state": {
            "type": "TimeState",
            "sourceDate": passage.kept_at.isoformat(),
            "cached": passage.version_link,
        },
        "selector": [
            {"type": "TextPositionSelector", "start": passage.start, "end": passage.end},
            {
                "type": "TextQuoteSelector",
                "exact": passage.words,
                "prefix": passage.before,
                "suffix": passage.after,
            },
        ],
    }
    return {
        "id": passage.link,
        "type": "Annotation",
        "motivation": "highlighting",
        "created": passage.at.isoformat(),
        "creator": {"type": "Person", "name": passage.by},
        "body": [*map(_comment, passage.notes), *map(_tag, passage.labels)],
        "target": source,
        "margent:kind": passage.kind,
        "margent:speaker": {"name": passage.speaker, "role": passage.role}
        if passage.speaker
        else None,
        "margent:version": passage.version,
        "margent:verdicts": [
            {
                "verdict": found.verdict,
                "by": found.by,
                "at": found.at.isoformat(),
                "sources": found.sources,
            }
            for found in passage.verdicts
        ],
    }


def _comment(note: Said) -> dict[str, object]:
    return {
        "type": "TextualBody",
        "purpose": "commenting",
        "format": "text/markdown",
        "value": note.body,
        "creator": {"type": "Person", "name": note.by},
        "created": note.at.isoformat(),
    }


def _tag(label: str) -> dict[str, object]:
    return {"type": "TextualBody", "purpose": "tagging", "value": label}


#: What Markdown would read as its own, anywhere and at the beginning of a line.
_SIGNS = re.compile(r"([\\`*_\[\]<>~|])")
_LINE_START = re.compile(r"^(\s*)([#+=-]|\d+[.)])", re.MULTILINE)
#: What would begin a tag; addresses in pointed brackets are left.
_TAG_START = re.compile(r"<(?=[a-zA-Z/!?])(?!https?:|mailto:)")


def as_markdown(story: Story, passages: Iterable[Passage]) -> Iterator[str]:
    """Write the passages as quotations, each with who said it, its link and its notes."""
    yield f"# {_plain(story.title)}\n\n"
    yield ", ".join(filter(None, (_facts(story), _link(story.url)))) + "\n"
    for passage in passages:
        yield "\n" + "\n\n".join(_paragraphs(passage)) + "\n"


def _facts(story: Story) -> str:
    when = in_words(story.published_at, "j F Y")
    return ", ".join(_plain(fact) for fact in (*story.authors, story.outlet, when) if fact)


def _paragraphs(passage: Passage) -> Iterator[str]:
    yield _quoted(_plain(passage.words))
    who = ", ".join(_plain(part) for part in (passage.speaker, passage.role) if part)
    facts = [passage.kind_name, *passage.labels, passage.by, _when(passage.at)]
    more = ", ".join(_plain(fact) for fact in facts)
    yield f"{f'— **{who}**. ' if who else ''}{more}. {_link(passage.link)}"
    for found in passage.verdicts:
        yield f"**{_plain(found.name)}**, {_plain(found.by)}, {_when(found.at)}"
        if found.sources:
            yield _quoted(_tagless(found.sources))
    for note in passage.notes:
        yield f"**{_plain(note.by)}**, {_when(note.at)}:"
        yield _quoted(_tagless(note.body))


def _when(moment: datetime) -> str:
    return date_format(moment, "j F Y, H:i")


def _sortable(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if has_hour(moment) else f"{moment:%Y-%m-%d}"


def _link(url: str) -> str:
    return f"<{url}>" if url else ""


def _plain(words: str) -> str:
    return _LINE_START.sub(r"\1\\\2", _SIGNS.sub(r"\\\1", words))


def _tagless(markdown: str) -> str:
    return _TAG_START.sub(r"\\<", markdown)


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def as_csv(story: Story, passages: Iterable[Passage]) -> Iterator[str]:
    """Write a table with a row a passage."""
    head = [
        _("Words"), _("Kind"), _("Speaker"), _("Role"), _("Labels"), _("Checked?"),
        _("Checked by"), _("Sources"), _("Notes"), _("Highlighted by"), _("At"), _("Link"),
        _("Article"), _("Outlet"), _("Published"), _("Address"), _("Version"), _("Start"),
        _("End"),
    ]  # fmt: skip
    return csv_lines(head, (_row(story, passage) for passage in passages))


def _row(story: Story, passage: Passage) -> list[str | int]:
    found = passage.verdicts[0] if passage.verdicts else None
    notes = [f"{note.by}, {note.at:%Y-%m-%d %H:%M}: {note.body}" for note in passage.notes]
    return [
        passage.words,
        passage.kind_name,
        passage.speaker,
        passage.role,
        ", ".join(passage.labels),
        found.name if found else "",
        f"{found.by}, {found.at:%Y-%m-%d %H:%M}" if found else "",
        found.sources if found else "",
        "\n\n".join(notes),
        passage.by,
        passage.at.strftime("%Y-%m-%d %H:%M"),
        passage.link,
        story.title,
        story.outlet,
        _sortable(story.published_at) if story.published_at else "",
        story.url,
        passage.version,
        passage.start,
        passage.end,
    ]
