"""Keys in addresses."""


def number(text: str) -> int | None:
    """Return the key that `text` is, or None where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
