"""Real app processes without a display: they serve their page to the default browser, which here is a test's."""

import json
import os
import re
import signal
import stat
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote, urlsplit

from tests.support.processes import end, session_members, until

ROOT = Path(__file__).parents[2]


class AppProcess:
    """``python -m meetdesk …`` with a data folder of its own. Use it in a ``with`` block, which ends it.

    ``prefix`` comes before the command, such as ``ip netns exec NAME``.
    """

    def __init__(self, data: Path, arguments: Sequence[str] = (), *, prefix: Sequence[str] = ()) -> None:
        self.data = data
        self._command = [*prefix, sys.executable, "-m", "meetdesk", *arguments]
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.data.mkdir(parents=True, exist_ok=True)
        browser = self.data / "browser.sh"
        browser.write_text(f'#!/bin/sh\necho "$1" >> "{self._opened_file}"\n')
        browser.chmod(browser.stat().st_mode | stat.S_IXUSR)
        env = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
        env |= {
            "MEETDESK_DATA": str(self.data),
            "BROWSER": f"{browser} %s",
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
        }
        with self._output.open("wb") as output, self._errors.open("wb") as errors:
            self.process = subprocess.Popen(
                self._command,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=errors,
                start_new_session=True,
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if error is not None:
            print(f"--- {' '.join(self._command)}\n{self.said()}")
        end(self.running)

    @property
    def running(self) -> subprocess.Popen[bytes]:
        assert self.process is not None, "used outside its `with`"
        return self.process

    @property
    def _opened_file(self) -> Path:
        return self.data / "opened.txt"

    @property
    def _output(self) -> Path:
        return self.data / "stdout.txt"

    @property
    def _errors(self) -> Path:
        return self.data / "stderr.txt"

    def opened(self) -> list[str]:
        """Everything that was opened in the default browser."""
        return self._opened_file.read_text().splitlines() if self._opened_file.exists() else []

    def said(self) -> str:
        """All output so far, and the end of the log."""
        return self._output.read_text() + self._errors.read_text()

    def entry(self) -> str:
        """URL of the page that the app opened in the browser: a file that leads on to it."""

        def first() -> str | None:
            assert self.running.poll() is None, f"the app ended with status {self.running.poll()}:\n{self.said()}"
            return next(iter(self.opened()), None)

        return until(first, "the app to open the browser", 30)

    def ready(self) -> dict[str, Any]:
        """The line of ``--json``."""

        def line() -> str | None:
            output = self._output.read_text()
            assert self.running.poll() is None or "\n" in output, f"the app ended:\n{self.said()}"
            return output.partition("\n")[0] if "\n" in output else None

        found: dict[str, Any] = json.loads(until(line, "the app's line of JSON", 30))
        return found

    def kill(self) -> None:
        """Ends it as a crash does."""
        self.running.kill()
        self.running.wait(10)

    def stop(self) -> int:
        """Ends it as Ctrl-C does; its exit status. Fails if it leaves a process behind."""
        os.kill(self.running.pid, signal.SIGINT)
        status = self.running.wait(20)
        left = session_members(self.running.pid)
        assert not left, f"processes left behind: {left}"
        return status


def entry_url(app: AppProcess) -> tuple[str, int]:
    """URL of the app's page with its token, good once, and the port."""
    entry = Path(unquote(urlsplit(app.entry()).path)).read_text()
    found = re.search(r'href="(http://127\.0\.0\.1:(\d+)/[^"]+)"', entry)
    assert found, entry
    return found[1], int(found[2])
