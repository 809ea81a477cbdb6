"""How to point at a passage in the original. Offsets: code points."""

from urllib.parse import quote

LONG = 300


def text_fragment(text: str, start: int, end: int) -> str:
    """Return the `#:~:text=` fragment that shows `text[start:end]` in the original page.

    From the WICG draft "URL Fragment Text Directives": a long passage is named
    by its first and last words; a passage over several blocks always is.
    """
    words = text[start:end]
    if len(words) <= LONG and "\n" not in words:
        return "#:~:text=" + _encoded(words)
    first, last = words.split("\n")[0].split(), words.split("\n")[-1].split()
    return f"#:~:text={_encoded(' '.join(first[:6]))},{_encoded(' '.join(last[-6:]))}"


def _encoded(words: str) -> str:
    return quote(words, safe="").replace("-", "%2D")
