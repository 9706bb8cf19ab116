"""What Qt and Chromium write to standard error goes to the log, not into the terminal of the person.

Under a bare X server or without a GPU they print dozens of lines that mean nothing to anybody. Python's own standard
error stays where it is, so that tracebacks are never lost in a pipe.
"""

import logging
import os
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

log = logging.getLogger("meetdesk.desktop.engine")

_BEGINNINGS = (
    r"\[\d+:\d+:\d{4}/\d{6}\.\d+:",  # Chromium's own log
    r"(qt|js)[.:]|Qt: |Q[A-Z]\w+: |Release of profile requested|Registered new object after initialization",
    r"libva |libGL|MESA|GLX: |EGL|vulkan|Failed to (load vulkan|create platform Vulkan)|initInstance: No Vulkan",
    r"Unable to detect GPU|GPUInfo |dbus|\s*Check your DBus|Xlib:|Path override failed|Sandboxing disabled",
    r"Remote debugging|DevTools listening|Added \{--",
    r"\s*$",
)
_ENGINE_LINE = re.compile("|".join(_BEGINNINGS).encode(), re.IGNORECASE)
_JOIN_SECONDS = 1.0


def is_engine_line(line: bytes) -> bool:
    """Whether a line of standard error was written by the browser engine or its libraries."""
    return _ENGINE_LINE.match(line) is not None


@contextmanager
def engine_output_to_log() -> Iterator[None]:
    """Linux only; elsewhere it does nothing. Lines of others are handed on to standard error as they are."""
    if not sys.platform.startswith("linux"):
        yield
        return
    terminal = os.dup(2)
    reading, writing = os.pipe()
    os.dup2(writing, 2)
    os.close(writing)
    python_stderr = sys.stderr
    sys.stderr = os.fdopen(os.dup(terminal), "w", buffering=1, encoding="utf-8", errors="backslashreplace")
    thread = threading.Thread(target=_copy, args=(reading, terminal), name="engine output", daemon=True)
    thread.start()
    try:
        yield
    finally:
        sys.stderr.close()
        sys.stderr = python_stderr
        os.dup2(terminal, 2)  # our end of the pipe closes with it; the engine's processes close theirs as they end
        thread.join(_JOIN_SECONDS)


def _copy(reading: int, terminal: int) -> None:
    with os.fdopen(reading, "rb") as lines:
        for line in lines:
            if is_engine_line(line):
                log.debug("%s", line.decode(errors="replace").rstrip())
            else:
                os.write(terminal, line)
