"""Debian's Firefox, driven as the W3C has it (WebDriver BiDi), for what browsers do differently.

Playwright drives a Firefox of its own making only.
"""

import base64
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from websockets.sync.client import ClientConnection, connect

FIREFOX = next(filter(None, map(shutil.which, ("firefox-esr", "firefox"))), "")
PATIENCE = 60
WIDE = {"width": 1440, "height": 900}
#: Keys without a character, as WebDriver names them (W3C WebDriver, 17.4.2).
ENTER, SHIFT, CONTROL, ESCAPE = "\ue007", "\ue008", "\ue009", "\ue00c"

type Place = tuple[float, float]


class Firefox:
    """One window. Places are in CSS pixels from its upper left corner."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket, self._numbers = socket, count(1)
        self._send("session.new", capabilities={})
        [first] = self._send("browsingContext.getTree")["contexts"]
        self._context = first["context"]
        self._do("browsingContext.setViewport", viewport=WIDE)

    def _send(self, method: str, **params: Any) -> Any:
        """Return what Firefox answers; raises RuntimeError where it cannot do it."""
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            answer = json.loads(self._socket.recv(PATIENCE))
            if answer.get("id") != number:
                continue
            if answer["type"] == "error":
                raise RuntimeError(f"{method}: {answer['message']}")
            return answer["result"]

    def _do(self, method: str, **params: Any) -> Any:
        return self._send(method, context=self._context, **params)

    def take_cookie(self, name: str, value: str, host: str) -> None:
        said = {"type": "string", "value": value}
        self._send("storage.setCookie", cookie={"name": name, "value": said, "domain": host})

    def open(self, url: str) -> None:
        """Open a page and wait until all of it is there."""
        self._do("browsingContext.navigate", url=url, wait="complete")

    def run(self, script: str) -> Any:
        """Return what the body of an async function returns, as JSON has it."""
        body = f"(async () => JSON.stringify(await (async () => {{ {script} }})()))()"
        target = {"context": self._context}
        answer = self._send("script.evaluate", expression=body, target=target, awaitPromise=True)
        if answer["type"] == "exception":
            raise RuntimeError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"].get("value", "null"))

    def wait_for(self, condition: str) -> None:
        """Wait until an expression of JavaScript holds; raises TimeoutError."""
        held = self.run(
            f"""for (const end = Date.now() + {PATIENCE * 1000}; Date.now() < end;) {{
              if ({condition}) return true;
              await new Promise((go_on) => setTimeout(go_on, 50));
            }}"""
        )
        if not held:
            raise TimeoutError(condition)

    def click(self, place: Place, times: int = 1) -> None:
        self._point(_to(place), *times * [_DOWN, _UP])

    def drag(self, start: Place, end: Place) -> None:
        middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        self._point(_to(start), _DOWN, _to(middle), _to(end), _UP)

    def _point(self, *acts: dict[str, Any]) -> None:
        mouse = {"type": "pointer", "id": "mouse", "actions": acts}
        self._do("input.performActions", actions=[mouse])

    def press(self, *keys: str) -> None:
        """Press keys together: all down in their order, then up again."""
        acts = [{"type": "keyDown", "value": key} for key in keys]
        acts += [{"type": "keyUp", "value": key} for key in reversed(keys)]
        self._type(acts)

    def hold(self, key: str) -> None:
        self._type([{"type": "keyDown", "value": key}])

    def let_go(self, key: str) -> None:
        self._type([{"type": "keyUp", "value": key}])

    def write(self, words: str) -> None:
        for key in words:
            self.press(key)

    def _type(self, acts: list[dict[str, Any]]) -> None:
        keyboard = {"type": "key", "id": "keyboard", "actions": acts}
        self._do("input.performActions", actions=[keyboard])

    def picture(self, to: Path) -> None:
        """Write what can be seen as a PNG."""
        to.write_bytes(base64.b64decode(self._do("browsingContext.captureScreenshot")["data"]))

    def close(self) -> None:
        self._send("browser.close")


_DOWN = {"type": "pointerDown", "button": 0}
_UP = {"type": "pointerUp", "button": 0}


def _to(place: Place) -> dict[str, Any]:
    return {"type": "pointerMove", "x": round(place[0]), "y": round(place[1])}


@contextmanager
def started() -> Iterator[Firefox]:
    """Have Firefox run without windows, with a profile of its own; it is ended afterwards."""
    with TemporaryDirectory() as profile:
        options = ("--headless", "--remote-debugging-port=0", "--no-remote", "--profile", profile)
        process = subprocess.Popen(
            [FIREFOX, *options, "about:blank"], stderr=subprocess.PIPE, text=True
        )
        try:
            with connect(f"{_address(process)}/session", origin=None, max_size=None) as socket:
                firefox = Firefox(socket)
                yield firefox
                firefox.close()
        finally:
            process.kill()
            process.communicate()


def _address(process: subprocess.Popen[str]) -> str:
    for line in process.stderr or ():
        if found := re.search(r"BiDi listening on (ws://\S+)", line):
            return found[1]
    raise RuntimeError("Firefox ended before it could be driven.")
