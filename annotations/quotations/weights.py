"""The weights of signs, fitted by `tests/benchmarks/quotations.py`.

A sign that is not listed has weight 0; "" is the sign that always holds.
"""

import json
from pathlib import Path

_ALL = json.loads(Path(__file__).with_name("weights.json").read_text(encoding="utf-8"))

SPEECH: dict[str, dict[str, float]] = _ALL["speech"]
"""For each language, "en" and "de": the signs that words in marks are speech."""
SPEAKER: dict[str, float] = _ALL["speaker"]
"""The signs that a mention is the speaker."""
