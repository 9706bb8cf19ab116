"""Where the window was, and how large. Whether it is in sight there is seen to by ``fit.py``."""

import logging
from pathlib import Path

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QWidget

log = logging.getLogger(__name__)

FILE_NAME = "place"
SMALLEST = (560, 420)
"""A smaller window was a picture in the corner for a while; nobody wants to begin with one."""


def restore_place(window: QWidget, folder: Path | None) -> bool:
    """Call before the window is shown. False, and nothing done, the first time and when what was kept is of no use."""
    if folder is None:
        return False
    size = window.size()
    try:
        kept = (folder / FILE_NAME).read_bytes()
    except OSError:
        return False
    if not window.restoreGeometry(QByteArray(kept)):
        log.info("the window's place is not understood")
        return False
    window.setWindowState(window.windowState() & ~(Qt.WindowState.WindowFullScreen | Qt.WindowState.WindowMinimized))
    if window.width() < SMALLEST[0] or window.height() < SMALLEST[1]:
        window.resize(size)
    return True


def keep_place(window: QWidget, folder: Path | None) -> None:
    """Call while the window is still there."""
    if folder is None:
        return
    try:
        (folder / FILE_NAME).write_bytes(window.saveGeometry().data())
    except OSError as error:
        log.info("the window's place is not kept: %s", error)
