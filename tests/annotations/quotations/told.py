"""What the tests of quotations ask of a text."""

from annotations.quotations.attribution import Spoken, attribute
from annotations.quotations.detection import detect


def quoted(text: str) -> list[str]:
    """The words of the quotations that are found, marks included."""
    return [text[one.start : one.end] for one in detect(text)]


def said(text: str) -> list[tuple[str, str]]:
    """The quotations without their marks, each with its speaker."""
    return [(words_of(text, one), one.speaker) for one in attribute(text)]


def speakers(text: str) -> list[str]:
    return [one.speaker for one in attribute(text)]


def words_of(text: str, one: Spoken) -> str:
    return text[one.quotation.start : one.quotation.end].strip("“”‘’\"'„«» ")
