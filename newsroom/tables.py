"""Tables to take away: CSV that spreadsheets open rightly and take for nothing but values. Pure."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence

#: By these a spreadsheet knows a formula.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")

type Cell = str | int


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, line: str) -> str:
        return line


def csv_lines(head: Sequence[Cell], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Write a table. It begins with the mark by which spreadsheets know UTF-8.

    Cells that a spreadsheet would take for a formula begin with an apostrophe.
    """
    yield "\ufeff"
    # Quoted throughout: other separators than the comma would else begin a cell, and a formula.
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_ALL)
    yield writer.writerow(head)
    for row in rows:
        yield writer.writerow([_cell(value) for value in row])


def _cell(value: Cell) -> Cell:
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value
