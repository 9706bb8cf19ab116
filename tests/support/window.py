"""A real app with its native window on a test display, driven through the engine's debugging port."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from playwright.sync_api import Browser, Page, Playwright

from tests.support.netns import Namespace
from tests.support.processes import end, free_port, session_members, until

ROOT = Path(__file__).parent.parent.parent
_FOLDER = tempfile.TemporaryDirectory(prefix="meetdesk-tests-")
KNOWN_DISPLAYS = Path(_FOLDER.name) / "displays.json"
"""Of this process of tests."""
FAKE_DEVICES = ("--use-fake-device-for-media-stream",)


class Display(Protocol):
    """Where a window can be shown: ``Xvfb``, ``Weston``."""

    def env(self, **more: str) -> dict[str, str]:
        """The environment for a program that shows itself here."""
        ...


def with_developers_arguments(arguments: Sequence[str], port: int, flags: Sequence[str]) -> list[str]:
    """They come before the command: after ``-m MODULE``, or first where the program is the frozen app."""
    at = arguments.index("-m") + 2 if "-m" in arguments else 0
    own = [f"--remote-debugging-port={port}", *([f"--engine-flags={' '.join(flags)}"] if flags else [])]
    return [*arguments[:at], *own, *arguments[at:]]


class AppWindow:
    """Runs a command that opens the window. Output goes to ``<data>/output.txt`` and into the failure messages.

    ``namespace``: run inside this network namespace; the page is driven all the same.
    ``flags``: more flags of the browser engine, such as ``--use-file-for-fake-video-capture=…``.
    ``devices``: FAKE_DEVICES, or none for this computer's own.
    ``program``: run this instead of Python, such as the frozen app.
    """

    def __init__(
        self,
        display: Display,
        data: Path,
        arguments: Sequence[str] = ("-m", "meetdesk"),
        *,
        namespace: Namespace | None = None,
        flags: Sequence[str] = (),
        devices: Sequence[str] = FAKE_DEVICES,
        program: Path | None = None,
        env: dict[str, str] | None = None,
    ) -> None:
        self._display = display
        self._namespace = namespace
        self._port = free_port()
        self.data = data
        self.output_file = data / "output.txt"
        arguments = with_developers_arguments(arguments, self._port, [*devices, *flags])
        self._command = [*(namespace.command() if namespace else []), str(program or sys.executable), *arguments]
        usual = {
            "MEETDESK_DATA": str(data),
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
        }
        self._env = display.env(**usual | (env or {}))
        self._browser: Browser | None = None
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        # As on a person's computer, what is known of a display is found out once, not at every start.
        known = self.data / "window" / KNOWN_DISPLAYS.name
        known.parent.mkdir(parents=True, exist_ok=True)
        if KNOWN_DISPLAYS.is_file() and not known.exists():
            shutil.copy(KNOWN_DISPLAYS, known)
        with self.output_file.open("wb") as output:
            self.process = subprocess.Popen(
                self._command,
                env=self._env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            print(f"--- output of {' '.join(self._command)}\n{self.output()}")
        if self.process is not None:
            end(self.process)
        known = self.data / "window" / KNOWN_DISPLAYS.name
        if known.is_file() and b'"starting":""' in known.read_bytes():
            shutil.copy(known, KNOWN_DISPLAYS)

    @property
    def running(self) -> subprocess.Popen[bytes]:
        assert self.process is not None, "used outside its `with`"
        return self.process

    def output(self) -> str:
        return self.output_file.read_text(errors="replace")

    def page(self, playwright: Playwright) -> Page:
        """The page in the window, once it is there."""
        port = self._namespace.forward(self._port) if self._namespace else self._port
        url = f"http://127.0.0.1:{port}"

        def loaded() -> bool:
            assert self.running.poll() is None, f"the app ended with status {self.running.poll()}:\n{self.output()}"
            try:
                with urllib.request.urlopen(f"{url}/json/list", timeout=5) as answer:
                    return any(target["url"].startswith("http") for target in json.load(answer))
            except OSError:
                return False

        def attached() -> Page | None:
            # Qt's engine has one browser context that cannot be managed: leave its settings alone.
            self._browser = playwright.chromium.connect_over_cdp(url, no_defaults=True)
            pages = self._browser.contexts[0].pages
            if not pages:  # one that comes back after its process died is in the list before it can be driven
                self.disconnect()
                return None
            (page,) = pages
            return page

        until(loaded, "the window's page", 60)  # a display that is new is tried first
        return until(attached, "the window's page to be driven")

    def disconnect(self) -> None:
        """Lets go of the page; the window goes on."""
        if self._browser is not None:
            self._browser.close()
            self._browser = None

    def wait(self, seconds: float = 20.0) -> int:
        """Waits for the app's end; returns its exit status. Fails if anything of it is left running."""
        try:
            status = self.running.wait(seconds)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"the app still runs after {seconds:.0f} s:\n{self.output()}") from None
        until(lambda: not session_members(self.running.pid), f"the end of {session_members(self.running.pid)}", 5)
        return status

    def signal(self, number: int) -> None:
        os.kill(self.running.pid, number)
