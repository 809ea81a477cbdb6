"""Every pair of colours that is read together can be told apart, in the light and in the dark."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TOKENS = (Path(settings.ROOT) / "static" / "css" / "tokens.css").read_text("utf-8")
KINDS = ("quote", "claim", "passage")
TEXT, LINE = 4.5, 3.0
ROUNDED = 0.06

#: The least the design asks for, where that is more than what everybody must.
ASKED = {
    ("ink", "paper"): (17.7, 14.6),
    ("ink-2", "paper"): (8.4, 9.5),
    ("ink-3", "paper"): (5.9, 6.5),
    ("line-2", "paper"): (3.6, 3.9),
    ("quote-ink", "paper"): (7.9, 12.2),
    ("claim-ink", "paper"): (9.3, 11.1),
    ("passage-ink", "paper"): (9.0, 11.4),
    ("ink", "quote"): (13.7, 6.6),
    ("ink", "claim"): (12.0, 8.1),
    ("ink", "passage"): (12.1, 9.1),
    ("ins-ink", "ins"): (7.5, 8.6),
    ("del-ink", "del"): (6.9, 8.5),
    ("bad", "bad-soft"): (6.4, 7.7),
    ("ok", "ok-soft"): (6.1, 8.4),
}
SURFACES = ("paper", "desk", "raised", "sunk")
READ = [
    *((text, surface) for text in ("ink", "ink-2", "bad", "ok") for surface in SURFACES),
    *(("ink-3", surface) for surface in ("paper", "desk", "raised")),
    *(("inv", "ink"), ("ins-ink", "ins"), ("del-ink", "del"), ("bad", "bad-soft")),
    *(("ok", "ok-soft"), ("ink", "bad-soft"), ("ink", "ok-soft")),
    *((text, f"{kind}{wash}") for kind in KINDS for wash in ("", "-soft") for text in ("ink",)),
    *((f"{kind}-ink", surface) for kind in KINDS for surface in (*SURFACES, f"{kind}-soft")),
]
SEEN = [
    *(("line-2", surface) for surface in ("paper", "desk", "raised")),
    *((f"{kind}-line", surface) for kind in KINDS for surface in ("paper", f"{kind}-soft")),
    *(("focus", surface) for surface in SURFACES),
    *(("focus", f"{kind}{wash}") for kind in KINDS for wash in ("", "-soft")),
]


def themes() -> dict[str, dict[str, str]]:
    """Return the colours of each theme by name: light, dark as chosen, dark as the system says."""
    selectors = {"light": ":root", "dark": "[data-theme=dark]", "auto": "[data-theme=auto]"}
    return {name: colours(selector) for name, selector in selectors.items()}


def colours(selector: str) -> dict[str, str]:
    block = TOKENS.split(f"{selector} {{", 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--([\w-]+): #([0-9a-f]{3,6})\b", block))


def contrast(one: str, other: str) -> float:
    """Return the ratio of WCAG 2.2, 1 to 21, of two colours in hexadecimal."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    full = colour if len(colour) == 6 else "".join(digit * 2 for digit in colour)
    parts = [int(full[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_black_on_white_has_the_ratio_everybody_knows() -> None:
    assert contrast("000", "ffffff") == pytest.approx(21)
    assert contrast("777777", "fff") == pytest.approx(4.48, abs=0.01)


def test_dark_is_the_same_whoever_chose_it() -> None:
    assert themes()["dark"] == themes()["auto"]
    assert set(themes()["dark"]) == set(themes()["light"])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_is_read_and_what_is_seen_stands_out_enough(theme: str) -> None:
    found = themes()[theme]
    asked = [(*pair, least[theme == "dark"] - ROUNDED) for pair, least in ASKED.items()]
    pairs = [(*pair, TEXT) for pair in READ] + [(*pair, LINE) for pair in SEEN] + asked
    weak = {
        f"{front} on {back}": round(ratio, 2)
        for front, back, least in pairs
        if (ratio := contrast(found[front], found[back])) < least
    }
    assert weak == {}
