"""Bad input that lies beside the project, where it is there (see `tests.shared`)."""

import importlib.util
import json
from types import ModuleType
from typing import Any

from tests.shared import SHARED


def rows(name: str) -> list[dict[str, Any]]:
    """Return the rows of a file of bad input; none where it is not there."""
    path = SHARED / "hostile" / name
    return (
        [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        if path.is_file()
        else []
    )


def rendered_check() -> ModuleType:
    """Return the checker of served HTML: `dangerous(problems(html))` must be empty."""
    place = SHARED / "hostile" / "check_rendered.py"
    spec = importlib.util.spec_from_file_location("check_rendered", place)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
