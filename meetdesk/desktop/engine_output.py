"""What Qt, Chromium and their libraries write to standard error goes to the log, not into the person's terminal.

Under a bare X server or without a GPU they print dozens of lines that mean nothing to anybody, other ones on every
system. Python's own standard error stays where it is, so that tracebacks are never lost in a pipe.
"""

import logging
import os
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

log = logging.getLogger("meetdesk.desktop.engine")

_END = re.compile(
    rb"Traceback |Fatal |\*\*\* |terminate called|double free|free\(\)|malloc|corrupted |munmap_chunk|"
    rb"Segmentation fault|(Current t|T)hread 0x|MeetDesk: ",
    re.IGNORECASE,
)
"""What Python's and C's own libraries say when the process, or a child of it, comes to its end."""
_JOIN_SECONDS = 1.0


class Sorter:
    """Tells line by line what of standard error is for the person."""

    def __init__(self) -> None:
        self._inside = self._last_line_follows = False

    def is_for_the_person(self, line: bytes) -> bool:
        """Whether the process has come to grief: such a line, and what is indented below it; of a traceback also the
        line that ends it. All others are chatter of libraries, of which there are new ones with every system."""
        if _END.match(line):
            self._inside, self._last_line_follows = True, line.startswith(b"Traceback ")
            return True
        if not line[:1].isspace():
            told, self._last_line_follows = self._inside and self._last_line_follows, False
            self._inside = False
            return told
        return self._inside and line.strip() != b""


@contextmanager
def engine_output_to_log() -> Iterator[None]:
    """Linux only; elsewhere it does nothing. What tells of the process's end still goes to standard error."""
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
    sorter = Sorter()
    with os.fdopen(reading, "rb") as lines:
        for line in lines:
            if sorter.is_for_the_person(line):
                os.write(terminal, line)
            elif line.strip():
                log.debug("%s", line.decode(errors="replace").rstrip())
