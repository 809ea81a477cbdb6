"""Find quotations and their speakers in JSON lines, without a database."""

import json
import sys
from typing import Any, ClassVar

from django.core.management.base import BaseCommand

from annotations.quotations.attribution import Spoken, attribute


class Command(BaseCommand):
    help = (
        'Read JSON lines {"id", "text"} from standard input and write '
        '{"id", "quotes": [{"start", "end", "speaker", "mention", "confidence"}]} to standard '
        "output. Offsets count code points and cover the quotation marks."
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
        if not isinstance(row.get("text"), str):
            raise ValueError('a line needs "text"')
        quotes = [_told(one) for one in attribute(row["text"])]
        result = {"id": identifier, "quotes": quotes}
    except (ValueError, RecursionError) as error:
        result = {"id": identifier, "error": str(error) or type(error).__name__}
    return json.dumps(result, ensure_ascii=False)


def _told(one: Spoken) -> dict[str, Any]:
    return {
        "start": one.quotation.start,
        "end": one.quotation.end,
        "speaker": one.speaker or None,
        "mention": one.mention or None,
        "confidence": one.confidence,
    }
