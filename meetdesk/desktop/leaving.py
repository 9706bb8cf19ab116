"""The end of the process after the window."""

import logging
import os
import sys


def leave(status: int) -> None:
    """Ends the process with this status, if the browser engine was loaded; everything of the app's own must be closed.

    The interpreter would take Qt down in an order of its own, while threads of Qt WebEngine still run. On a busy
    machine that now and then ended an app that had done all its work with a segmentation fault. Without the engine
    it returns, and the process ends as every Python program does.
    """
    if "PySide6.QtWebEngineCore" not in sys.modules:
        return
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # a windowed app has none
            stream.flush()
    os._exit(status)
