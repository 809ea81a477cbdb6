"""Strings that break programs: what readers write is shown as it is, or refused in clear words."""

import csv
import io
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from annotations.teams.models import User
from newsroom.articles.models import Article
from newsroom.articles.text import Block, Kind
from tests import factories, hostile, served
from tests.shared import needs_shared
from tests.test_rights import LOOKING, OURS, World, undone, world

__all__ = ["world"]

pytestmark = pytest.mark.django_db

#: Our own few of each class.
STRINGS = [
    "=1+1", "+SUM(A1)", "-2+3", "@cmd", "\t=1", ";=1", "＝1", "null", "undefined", "NaN", "0", "-1",
    "1e309", "True", "admin", "O’Grady-Fairweather", "Ng", "d'Arcy \"Ace\" \\ Lane",
    "Þórunn Ægisdóttir", "İlkay ıslak", "straße", "ﬁn", "ß", "ſ", "مريم الحداد",
    "\u202eevoba morf", "à̖҉ z", '👩\u200d🚀', "𠜎", "zero\u200bwidth", "\ufeffmark",
    "soft\xadhyphen", "\u2028line", "nbsp\xa0here", "\x85", "<script>alert(1)</script>",
    "\"><img src onerror=alert(1)>", "' onclick='alert(1)", "&lt;b&gt;", "{{ 7|add:7 }}",
    "{% debug %}", "%(name)s %s %n", "${7*7}", "../../etc/passwd", "C:\\con", "~",
    "'; DROP TABLE notes; --", "\r\nSet-Cookie: a=b", "%0d%0aX: y", "[]", "{\"a\": 1}",
    "!!python/none",
]  # fmt: skip
#: What no text can hold, or no number is.
IMPOSSIBLE = [
    "\0",
    "a\0b",
    "\udc80",
    "²",
    "9" * 30,
    "-1",
    "1e5",
    "\u202e",
    "'\"><script>",
    "%",
    "x" * 3000,
]


def names_of_fields() -> list[str]:
    """Every name that the program reads from addresses and forms."""
    found = set()
    for app in ("annotations", "newsroom"):
        for place in (Path(settings.ROOT) / app).rglob("*.py"):
            source = place.read_text("utf-8")
            found |= set(re.findall(r"\.get(?:list)?\(\"([a-z_]+)\"", source))
            found |= set(re.findall(r"^    ([a-z_]+) = \w*(?:forms\.)?\w*Field\(", source, re.M))
    return sorted(found)


FIELDS = names_of_fields()


def sent(value: str) -> str:
    """Write every field with one value, as a browser or something worse would send it."""
    written = {**dict.fromkeys(FIELDS, value), "client_key": uuid4()}
    return urlencode(written, errors="surrogatepass")


def test_no_address_breaks_a_page_whatever_stands_in_it(world: World) -> None:
    assert {"after", "show", "on", "speaker_name"} <= set(FIELDS)
    client = world.browser("author")
    for row in [one for one in LOOKING if one.author == 200]:
        address = world.address(row)
        for value in IMPOSSIBLE:
            answer = client.get(f"{address}{'&' if '?' in address else '?'}{sent(value)}")
            assert answer.status_code < 500, f"{row} {value!r}"


def test_no_form_breaks_whatever_is_written_in_it(world: World) -> None:
    form = "application/x-www-form-urlencoded"
    for row in [one for one in OURS if one.method in {"POST", "DELETE"} and not one.case]:
        for value in ("\0", "\udc80", "9" * 30, "x" * 3000):
            with undone():
                client = world.browser("owner")
                answer = client.generic(row.method, world.address(row), sent(value), form)
                assert answer.status_code < 500, f"{row} {value!r}"
                refused = answer.status_code == 422 and answer.content
                assert not refused or says_why(answer), f"{row} {value!r}"


def says_why(answer: HttpResponse) -> bool:
    """Whether a refusal says what is wrong, where somebody looks for it."""
    return any(
        served.text(one).strip()
        for one in served.page(answer).iter()
        if "err" in one.get("class", "").split() or one.get("role") == "alert"
    )


def shown_as_written(strings: list[str], client: Client, by: User) -> None:
    """Strings as words, titles, names, notes, labels and topics of one article are read as such."""
    kept = [one for one in dict.fromkeys(map(kept_of, strings)) if one]
    story = factories.article(
        *(Block(Kind.PARAGRAPH, one) for one in kept), outlet=kept[0], authors=tuple(kept)
    )
    words = story.latest_version.text
    highlight = factories.highlight(story, words, by, note="Kept.")
    for one in kept:
        short = one[:50].strip()
        factories.note(highlight, f"`` {one} ``", by)
        client.post(f"/articles/{story.pk}/topics/", {"name": short})
        factories.highlight(story, words[:9], by, speaker_name=short, note="")
    page = client.get(story.get_absolute_url())
    assert served.article_text(page) == as_parsed(words)
    seen = squeezed(served.seen(page))
    assert [one for one in kept if squeezed(one[:50]) not in seen] == []
    expect_exports(story, kept, client)


def expect_exports(story: Article, kept: list[str], client: Client) -> None:
    """What is taken away says the same, and no cell of the table begins a formula."""
    address = f"/articles/{story.pk}/export/?as="
    told = {name: client.get(address + name).getvalue().decode() for name in ("json", "csv", "md")}
    notes = [body["value"] for item in _items(told["json"]) for body in item["body"]]
    assert notes == ["Kept.", *(f"`` {one} ``" for one in kept)]
    table = told["csv"].removeprefix("\ufeff")
    cells = [cell for row in csv.reader(io.StringIO(table, newline="")) for cell in row]
    assert [cell for cell in cells if re.match(r"\s*[=+@＝＋－＠-]|[\t\r\n]", cell)] == []
    assert "<script" not in re.sub(r"\\<|`[^`]*`", "", told["md"])
    answer = client.get(f"{address}csv&{sent(chr(0)).replace('as=', 'not=')}")
    assert answer.status_code == 200


def _items(told: str) -> list[dict[str, Any]]:
    return json.loads(told)["first"]["items"]


def kept_of(string: str) -> str:
    """A string as an article can say it."""
    return " ".join(string.replace("\0", "").split())[:200]


def as_parsed(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_strings_of_any_shape_are_read_as_they_were_written(as_petra: Client, petra: User) -> None:
    shown_as_written(STRINGS, as_petra, petra)


@needs_shared
def test_strings_from_the_wild_are_read_as_they_were_written(as_petra: Client, petra: User) -> None:
    shown_as_written(wild(), as_petra, petra)


def wild() -> list[str]:
    rows = [*hostile.rows("naughty_strings.jsonl"), *hostile.rows("naughty_strings_blns.jsonl")]
    strings = [row["string"] for row in rows]
    return [one for one in strings if not re.search("[\ud800-\udfff]", one)]
