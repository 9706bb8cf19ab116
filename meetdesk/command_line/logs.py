"""The log: a file in the platform's log folder, never the terminal."""

import io
import logging
import os
import sys
import threading
import time
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path

from meetdesk.command_line.rated import LINE_CHARACTERS, TRACE_CHARACTERS, Rated, network_about, shortened

FILE_NAME = "meetdesk.log"
_BYTES = 1_000_000
_OLD_FILES = 3

log = logging.getLogger(__name__)


class _Formatter(logging.Formatter):
    """A line a record: what strangers say has no line ends and no control characters, and is short."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  (of the package)
        record.message = shortened(record.message, LINE_CHARACTERS)
        return super().formatMessage(record)

    def formatException(self, ei: object) -> str:  # noqa: N802
        trace = super().formatException(ei)  # type: ignore[arg-type]
        # Its end tells most: what went wrong.
        return trace if len(trace) <= TRACE_CHARACTERS else f"…{trace[-TRACE_CHARACTERS:]}"


class _LogFile(RotatingFileHandler):
    """Its owner's alone; and so much of each kind only (``rated``). What was left out is said in a line."""

    def __init__(self, path: Path) -> None:
        self._rated = Rated()
        for old in path.parent.glob(f"{path.name}*"):
            with suppress(OSError):
                old.chmod(0o600)
        super().__init__(path, maxBytes=_BYTES, backupCount=_OLD_FILES, encoding="utf-8", errors="replace")

    def _open(self) -> io.TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return os.fdopen(descriptor, "a", encoding=self.encoding, errors=self.errors)

    def emit(self, record: logging.LogRecord) -> None:
        # Whoever asks for debug lines wants all of them; tests and developers do.
        if record.levelno > logging.DEBUG:
            now = time.monotonic()
            self._tell(now)
            about = network_about(record.args)
            if not self._rated.may((record.pathname, record.lineno), record.name, now, about):
                return
        super().emit(record)

    def close(self) -> None:
        if self.stream is not None:
            self._tell(None)
        super().close()

    def _tell(self, now: float | None) -> None:
        for (path, line), name, number in self._rated.left_out(now):
            text = f"{number} more like this ({Path(path).name}:{line}) were left out"
            super().emit(logging.LogRecord(name, logging.WARNING, path, line, text, None, None))


def start_log(folder: Path, level: str) -> Path:
    """Writes what happens from now on into a file in ``folder``, at most 4 MB with the older ones; returns the file.

    Raises OSError if it cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / FILE_NAME
    handler = _LogFile(path)
    handler.setFormatter(_Formatter("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(level.upper())
    _catch_the_rest()
    return path


def without_log() -> None:
    """Where no file can be written nothing is logged; and nothing reaches the terminal either."""
    logging.getLogger().addHandler(logging.NullHandler())
    _catch_the_rest()


def _catch_the_rest() -> None:
    logging.captureWarnings(True)
    logging.raiseExceptions = False

    def thread_failed(failed: threading.ExceptHookArgs) -> None:
        if failed.exc_value is not None and not issubclass(failed.exc_type, SystemExit):
            name = failed.thread.name if failed.thread else "?"
            log.error("thread %s failed", name, exc_info=(failed.exc_type, failed.exc_value, failed.exc_traceback))

    threading.excepthook = thread_failed
    sys.unraisablehook = lambda failed: log.error("not raised: %s", failed.err_msg, exc_info=failed.exc_value)
