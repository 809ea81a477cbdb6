"""Extract articles from JSON lines, without a database."""

import gzip
import json
import sys
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand

from newsroom.articles.text import Block, Extract
from newsroom.ingestion.extraction import extract
from newsroom.ingestion.pasted import read_pasted

_GZIP = b"\x1f\x8b"
_MOST_BYTES = 50_000_000


class Command(BaseCommand):
    help = (
        'Read JSON lines {"id", "text"} (pasted text) or {"id", "html_path", "url"} (a file, gzip '
        "allowed) from standard input and write what was found as JSON lines to standard output."
    )
    requires_system_checks: ClassVar[list[str]] = []
    requires_migrations_checks = False

    def handle(self, *args: Any, **options: Any) -> None:
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
        for line in sys.stdin.buffer:
            if line.strip():
                sys.stdout.write(answer(line) + "\n")
                sys.stdout.flush()


def answer(line: bytes) -> str:
    """Return the JSON line that answers `line`; what went wrong is told in "error"."""
    identifier = None
    try:
        row = json.loads(line)
        if not isinstance(row, dict):
            raise ValueError("a line must be a JSON object")
        identifier = row.get("id")
        result = {"id": identifier, **_told(_extract(row))}
    except (ValueError, OSError, EOFError, zlib.error, RecursionError) as error:
        result = {"id": identifier, "error": str(error) or type(error).__name__}
    return json.dumps(result, ensure_ascii=False)


def _extract(row: dict[str, Any]) -> Extract:
    if isinstance(row.get("text"), str):
        return read_pasted(row["text"])
    if isinstance(row.get("html_path"), str):
        url = row.get("url")
        return extract(_read(Path(row["html_path"])), url if isinstance(url, str) else "")
    raise ValueError('a line needs "text" or "html_path"')


def _read(path: Path) -> bytes:
    """The bytes of a file, unpacked if they are gzip, up to a bound."""
    with path.open("rb") as file:
        start = file.read(2)
        file.seek(0)
        if start != _GZIP:
            return file.read(_MOST_BYTES)
        with gzip.open(file) as packed:
            return packed.read(_MOST_BYTES)


def _told(found: Extract) -> dict[str, Any]:
    return {
        "title": found.title,
        "standfirst": found.standfirst,
        "authors": list(found.authors),
        "published": found.published_at.isoformat() if found.published_at else None,
        "outlet": found.outlet_name,
        "lang": found.language,
        "form": found.form.value,
        "sources": dict(found.sources),
        "text": found.body,
        "captions": [{"text": it.text, "credit": it.credit} for it in found.captions],
        "blocks": list(_blocks(found.blocks)),
    }


def _blocks(blocks: Iterable[Block]) -> Iterable[dict[str, Any]]:
    for block in blocks:
        told: dict[str, Any] = {"kind": block.kind.value, "text": block.text}
        if block.level:
            told["level"] = block.level
        if block.credit:
            told["credit"] = block.credit
        yield told
