"""The material beside the project that some tests measure with, where it is there."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"

needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="skipped: this test reads ../shared, which is not here"
)
