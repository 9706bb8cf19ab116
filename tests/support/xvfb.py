"""A display of its own for a test, with a window manager if wanted."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.support.processes import end

_ROOT = Path(__file__).parent.parent.parent


class Xvfb:
    """An X server without a screen. ``with Xvfb() as display: subprocess.Popen(…, env=display.env())``."""

    def __init__(
        self,
        width: int = 1400,
        height: int = 1000,
        *,
        window_manager: bool = True,
        depth: int = 24,
        without: Sequence[str] = (),
        options: Sequence[str] = (),
    ) -> None:
        """``depth`` in bits of colour. ``without`` these extensions of the X server. ``options``: more of its own."""
        self._size = f"{width}x{height}x{depth}"
        self._options = [*(word for name in without for word in ("-extension", name)), *options]
        self._window_manager = window_manager
        self._processes: list[subprocess.Popen[bytes]] = []
        self.display = ""

    def __enter__(self) -> Self:
        reading, writing = os.pipe()
        server = ["Xvfb", "-displayfd", str(writing), "-screen", "0", self._size, "-nolisten", "tcp", "-noreset"]
        server += self._options
        self._start(server, pass_fds=(writing,))
        os.close(writing)
        with os.fdopen(reading) as answer:
            number = answer.readline().strip()
        assert number, "Xvfb did not start"
        self.display = f":{number}"
        if self._window_manager and shutil.which("openbox"):
            self._start(["openbox"], env=self.env())
            managed = [sys.executable, "-m", "tests.support.managed"]
            subprocess.run(managed, env=self.env(PYTHONPATH=str(_ROOT)), check=True, timeout=60)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def end(self) -> None:
        """The display goes away, whoever shows something on it; harmless when repeated."""
        for process in reversed(self._processes):
            end(process)

    def env(self, **more: str) -> dict[str, str]:
        """The environment for a program that shows itself here."""
        without = ("WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XAUTHORITY")
        return {**{k: v for k, v in os.environ.items() if k not in without}, "DISPLAY": self.display, **more}

    def screenshot(self, file: Path) -> Path:
        """The whole screen as PNG."""
        file.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["import", "-window", "root", str(file)], env=self.env(), check=True, timeout=30)
        return file

    def xdotool(self, *arguments: str) -> str:
        """Keyboard, pointer and windows: ``xdotool("key", "alt+F4")``."""
        return self._output("xdotool", *arguments)

    def click(self, window: str, x: float, y: float) -> None:
        """Clicks inside a window, in its own pixels."""
        self.xdotool("windowactivate", "--sync", window)
        self.xdotool("mousemove", "--window", window, str(round(x)), str(round(y)), "click", "1")

    def drag(self, source: tuple[int, int], target: tuple[int, int]) -> None:
        """Drags from one place of the display to another, slowly enough for two programs to agree about it."""
        steps = 12
        self.xdotool("mousemove", *map(str, source), "sleep", "0.2", "mousedown", "1", "sleep", "0.2")
        for step in range(1, steps + 1):
            at = (round(one + (other - one) * step / steps) for one, other in zip(source, target, strict=True))
            self.xdotool("mousemove", *map(str, at), "sleep", "0.1")
        self.xdotool("mousemove_relative", "--", "3", "3", "sleep", "0.5", "mouseup", "1")

    def windows(self, name: str) -> list[str]:
        """Ids of visible windows whose title matches this regular expression."""
        return self._output("xdotool", "search", "--onlyvisible", "--name", name).split()

    def _start(self, command: list[str], **options: Any) -> None:
        quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "start_new_session": True}
        self._processes.append(subprocess.Popen(command, **quiet, **options))

    def _output(self, *command: str) -> str:
        return subprocess.run(command, env=self.env(), capture_output=True, text=True, check=False, timeout=30).stdout


def colours(picture: Path) -> int:
    """How many different colours a picture has: a blank window has one or two."""
    answer = subprocess.run(
        ["identify", "-format", "%k", str(picture)], capture_output=True, text=True, check=True, timeout=30
    )
    return int(answer.stdout)
