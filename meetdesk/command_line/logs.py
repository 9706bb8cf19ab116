"""The log: a file in the platform's log folder, never the terminal."""

import logging
import sys
import threading
from logging.handlers import RotatingFileHandler
from pathlib import Path

FILE_NAME = "meetdesk.log"
_BYTES = 1_000_000
_OLD_FILES = 3

log = logging.getLogger(__name__)


def start_log(folder: Path, level: str) -> Path:
    """Writes what happens from now on into a file in ``folder``, at most 4 MB with the older ones; returns the file.

    Raises OSError if it cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / FILE_NAME
    handler = RotatingFileHandler(path, maxBytes=_BYTES, backupCount=_OLD_FILES, encoding="utf-8", errors="replace")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"))
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
