"""A Wayland display of its own for a test."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.support.processes import end, until

_SOCKET = "wayland-test"


def missing() -> str | None:
    """Why there can be no Wayland display here; None if there can."""
    return None if shutil.which("weston") else "not run: weston is not installed"


class Weston:
    """A Wayland compositor without a screen: ``with Weston() as display: subprocess.Popen(…, env=display.env())``."""

    def __init__(self) -> None:
        # In a short path: that of a socket may have 107 characters.
        self._folder = Path(tempfile.mkdtemp(prefix="weston-"))
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        command = ["weston", "--backend=headless-backend.so", f"--socket={_SOCKET}", "--idle-time=0", "--no-config"]
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self._process = subprocess.Popen(command, env=self.env(), start_new_session=True, **quiet)
        until((self._folder / _SOCKET).exists, "the compositor")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()
        shutil.rmtree(self._folder)

    def end(self) -> None:
        """The display goes away, whoever shows something on it; harmless when repeated."""
        if self._process is not None:
            end(self._process)

    def env(self, **more: str) -> dict[str, str]:
        """The environment for a program that shows itself here."""
        without = ("DISPLAY", "QT_QPA_PLATFORM", "XAUTHORITY")
        kept = {name: value for name, value in os.environ.items() if name not in without}
        return {**kept, "XDG_RUNTIME_DIR": str(self._folder), "WAYLAND_DISPLAY": _SOCKET, **more}
