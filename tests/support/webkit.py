"""WebKitGTK's own small browser with a mock camera and microphone, driven by WebDriver."""

import base64
import json
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.support.guest_page import GuestPage
from tests.support.processes import end, free_port, until

DRIVER = "/usr/bin/WebKitWebDriver"
_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
_MOVES = frozenset({"element not interactable", "element click intercepted", "stale element reference"})
"""What the driver says of an element that is not where it was (WebDriver, 6.6)."""
_STILL_SECONDS = 5.0
PITCHES = (500, 1500)
"""Hz: what its mock microphone says in turn."""


def _browser() -> str | None:
    found = sorted(str(path) for path in Path("/usr/lib").glob("*/webkit*gtk-*/MiniBrowser"))
    return found[0] if found else None


def missing() -> str | None:
    """Why there is no such browser here; None if there is."""
    if not Path(DRIVER).exists() or _browser() is None:
        return f"not run: {DRIVER} or WebKitGTK's MiniBrowser is not installed"
    return None


class WebDriverError(Exception):
    """What the driver answers with instead of a value. ``kind``: its name in the standard, or empty."""

    def __init__(self, message: str, kind: str = "") -> None:
        super().__init__(message)
        self.kind = kind


class WebKitPage(GuestPage):
    """``with WebKitPage(env=display.env()) as page: …``. ``prefix``: before the command, such as ``ip netns exec``;
    then ``reached`` says which port outside leads to one inside."""

    can_hide = True

    def __init__(self, env: dict[str, str], *, prefix: Sequence[str] = (), reached: Any = lambda port: port) -> None:
        self._env = env
        self._prefix = prefix
        self._reached = reached

    def __enter__(self) -> Self:
        port = free_port()
        command = [*self._prefix, DRIVER, f"--port={port}", "--host=127.0.0.1"]
        quiet = subprocess.DEVNULL
        self._driver = subprocess.Popen(command, env=self._env, stdout=quiet, stderr=quiet, start_new_session=True)
        self._url = f"http://127.0.0.1:{self._reached(port)}"
        until(self._is_ready, "WebKitWebDriver")
        options = {
            "binary": _browser(),
            "args": ["--automation", "--enable-mock-capture-devices=true", "--enable-media-stream=true"],
        }
        always = {"acceptInsecureCerts": True, "webkitgtk:browserOptions": options}
        session = self._ask("POST", "/session", {"capabilities": {"alwaysMatch": always}})
        self._url += f"/session/{session['sessionId']}"
        self.browser = f"webkitgtk {session['capabilities']['browserVersion']}"
        self._ask("POST", "/window/rect", {"width": 1000, "height": 760})
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError, WebDriverError):  # if it crashed, the driver goes all the same
            self._ask("DELETE", "")
        self._driver.terminate()
        end(self._driver)

    def _is_ready(self) -> bool:
        try:
            return bool(self._ask("GET", "/status")["ready"])
        except OSError:
            return False

    def _ask(self, method: str, path: str, body: object = None) -> Any:
        data = json.dumps({} if body is None else body).encode() if method == "POST" else None
        request = urllib.request.Request(
            f"{self._url}{path}", data, {"content-type": "application/json"}, method=method
        )
        try:
            with urllib.request.urlopen(request, timeout=90) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            told = json.load(error)["value"]
            kind = told["error"]
            raise WebDriverError(f"{path}: {kind}: {told['message']}", kind) from None

    def load(self, url: str) -> None:
        self._ask("POST", "/url", {"url": url})

    def load_again(self) -> None:
        self._ask("POST", "/refresh")

    def evaluate(self, function: str, argument: object = None) -> Any:
        script = (
            "const [argument, done] = arguments;"
            f"Promise.resolve().then(() => ({function})(argument))"
            ".then((value) => done({ value: value ?? null }), (error) => done({ error: `${error}` }))"
        )
        asked = {"script": script, "args": [argument]}
        try:
            answer = self._ask("POST", "/execute/async", asked)
        except WebDriverError as error:
            if "Could not parse script result" not in str(error):
                raise
            answer = self._ask("POST", "/execute/async", asked)  # now and then the driver loses one
        if "error" in answer:
            raise WebDriverError(answer["error"])
        return answer["value"]

    def click(self, finder: str, argument: object) -> None:
        """Where the page moves just then, the driver refuses: it is found and clicked on again, as Playwright does."""
        end = time.monotonic() + _STILL_SECONDS
        script = {"script": f"return ({finder})(arguments[0])", "args": [argument]}
        while True:
            found = self._ask("POST", "/execute/sync", script)
            assert found is not None, f"nothing to click on: {argument}"
            try:
                self._ask("POST", f"/element/{found[_ELEMENT]}/click")
                return
            except WebDriverError as error:
                if error.kind not in _MOVES or time.monotonic() > end:
                    raise
            time.sleep(0.1)

    def screenshot(self, path: Path) -> None:
        path.write_bytes(base64.b64decode(self._ask("GET", "/screenshot")))

    def hide(self) -> None:
        self._own = self._ask("GET", "/window")
        other = self._ask("POST", "/window/new", {"type": "tab"})["handle"]
        self._ask("POST", "/window", {"handle": other})

    def show(self) -> None:
        self._ask("DELETE", "/window")
        self._ask("POST", "/window", {"handle": self._own})
