"""Margent's settings with the yardstick's address and template beside its own."""

from pathlib import Path

from newsroom.settings import *  # noqa: F403
from newsroom.settings import TEMPLATES

ROOT_URLCONF = "tests.benchmarks.urls"
TEMPLATES = [{**TEMPLATES[0], "DIRS": [*TEMPLATES[0]["DIRS"], Path(__file__).parent / "templates"]}]
