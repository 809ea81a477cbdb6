"""A new highlight: its row and that of its anchor, in one statement that is planned once."""

from annotations.highlights.models import Anchor, Highlight
from newsroom.prepared import planned_once

_COLUMNS = 'version_id, start, "end"'
_MAKE = f"""
    WITH made AS (
        INSERT INTO annotations_highlight
            ({_COLUMNS}, words, kind, verdict, visibility, author_id, client_key, created_at)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
        RETURNING id, {_COLUMNS}
    )
    INSERT INTO annotations_anchor (highlight_id, {_COLUMNS}, status)
    SELECT id, {_COLUMNS}, '{Anchor.Status.SAME}' FROM made RETURNING highlight_id
"""


def make(highlight: Highlight) -> None:
    """Insert a highlight that is new, and where it stands on its own version.

    Raises IntegrityError where its author has one with its `client_key`.
    """
    values = (
        highlight.version_id,
        highlight.start,
        highlight.end,
        highlight.words,
        str(highlight.kind),
        str(highlight.verdict),
        str(highlight.visibility),
        highlight.author_id,
        highlight.client_key,
        highlight.created_at,
    )
    with planned_once() as cursor:
        cursor.execute(_MAKE, values)
        [highlight.pk] = cursor.fetchone()
    highlight._state.adding = False
