"""Captions of pictures: the words, and who made the picture."""

import re
from dataclasses import dataclass

MARKER = re.compile(
    r"(?:open|view) (?:this )?image in (?:gallery|full ?screen)|image caption"
    r"|enlarge (?:this )?image"
    r"|(?:click|tap) to enlarge|toggle caption|hide caption|show caption|"
    r"bild (?:vergrößern|in vollbild)|voir l[’']image en (?:grand|plein écran)|agrandir l[’']image"
    r"|ampliar (?:la )?(?:imagen|foto)|ingrandisci (?:l[’']immagine|la foto)",
    re.IGNORECASE,
)
_LABEL = (
    r"(?:photo(?:graph(?:y|er)?)?s?|picture|pic|image|credits?|foto(?:s|graf)?|bild(?:er"
    r"|rechte|quelle)?"
    r"|quelle|source|copyright|crédits?|photo credits?|image credits?|image source|fotograf[íi]a"
    r"|imagen|fuente|illustration|graphic|video|صورة|تصوير|المصدر|צילום)"
)
_BY_LABEL = re.compile(
    rf"(?P<text>.*?)(?:^|(?<=[\s.!?…|)\]”\"’/(\[—–-]))[|/(\[]?\s*{_LABEL}(?:\s+(?:by|credit|courtesy"
    rf"(?:\s+of)?|von|de|par))?\s*[:/|]\s*(?P<credit>[^:]{{2,120}}?)[)\]]?\s*$",
    re.IGNORECASE | re.DOTALL,
)
_BY_VERB = re.compile(
    r"(?P<text>.*[.!?…”\"’)])\s*(?:photo(?:graph)?(?:ed)?|picture|image|illustration|foto)\s+"
    r"(?:by|courtesy of|von|de|par)\s+(?P<credit>[^.:]{2,80})\.?\s*$",
    re.IGNORECASE | re.DOTALL,
)
_BRACKETS = re.compile(r"(?P<text>.*\S)\s*[(\[](?P<credit>[^()\[\]]{2,80})[)\]]\.?\s*$", re.DOTALL)
_SIGN = re.compile(r"(?P<text>.*?)\s*(?:©|\(c\)\s)\s*(?P<credit>[^©]{2,100})$", re.DOTALL)
_NAME = re.compile(
    r"(?:(?:[A-Z\u00c0-\u00de][\w.'’&-]*|[a-z]{2,5}|via|for|of|the|de|von|und|and|/|\||,|-|–)"
    r"[\s/|,]*){1,9}\Z"
)

_LONGEST = 1500


@dataclass(frozen=True, slots=True)
class Caption:
    """What is written under a picture; `credit` names its maker or is empty."""

    text: str
    credit: str = ""


def read_caption(text: str) -> Caption:
    """Divide `text`, a caption on one line, into its words and the credit at its end."""
    if len(text) > _LONGEST:
        return Caption(text)
    for pattern in (_BY_LABEL, _BY_VERB, _SIGN):
        if match := pattern.match(text):
            return _caption(match)
    match = _BRACKETS.match(text)
    if match and _is_credit(match["credit"]):
        return _caption(match)
    return Caption(text)


def ends_in_credit(text: str) -> bool:
    """Whether `text` is no sentence and names the maker of a picture at its end, in brackets."""
    match = _BRACKETS.match(text) if len(text) <= _LONGEST else None
    if not match or not _is_credit(match["credit"]) or text.endswith("."):
        return False
    letters = match["credit"]
    return letters.isupper() or "/" in letters or " " in letters or len(letters) <= 8


def _is_credit(text: str) -> bool:
    return bool(_NAME.match(text)) and any(character.isupper() for character in text)


def _caption(match: re.Match[str]) -> Caption:
    text = match["text"].strip(" |/–—-")
    if text.endswith(".") and not re.search(r"[.!?…]\s", text):
        text = text[:-1]
    return Caption(text, match["credit"].strip(" .|/"))
