"""How large the page is shown: by Ctrl and +, -, 0, and as before at the next start."""

import logging
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QWidget

log = logging.getLogger(__name__)

FILE_NAME = "zoom"
STEPS = (0.5, 0.67, 0.75, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0)
"""Factors, least first: those that browsers have."""
_NEAR = 0.01


def step(factor: float, by: int) -> float:
    """The next larger (``by`` 1) or smaller (-1) one of the steps; the last one stays."""
    if by > 0:
        return next((one for one in STEPS if one > factor + _NEAR), STEPS[-1])
    return next((one for one in reversed(STEPS) if one < factor - _NEAR), STEPS[0])


def read_zoom(folder: Path | None) -> float:
    """What was kept; 1.0 if nothing was, or nothing that is of use."""
    if folder is None:
        return 1.0
    try:
        factor = float((folder / FILE_NAME).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 1.0
    return factor if STEPS[0] <= factor <= STEPS[-1] else 1.0


def keep_zoom(view: QWebEngineView, folder: Path | None) -> None:
    """Call while the window is still there."""
    if folder is None:
        return
    try:
        (folder / FILE_NAME).write_text(f"{view.zoomFactor():.3f}", encoding="ascii")
    except OSError as error:
        log.info("the zoom is not kept: %s", error)


def zoom_by_keys(window: QWidget, view: QWebEngineView, folder: Path | None) -> list[QObject]:
    """Keep what is returned as long as the window. The wheel with Ctrl is the engine's own."""
    kept = read_zoom(folder)
    view.setZoomFactor(kept)
    # The engine forgets it while it opens the first page.
    view.page().loadFinished.connect(lambda _: view.setZoomFactor(kept), Qt.ConnectionType.SingleShotConnection)

    def shortcut(keys: tuple[QKeySequence.StandardKey | str, ...], by: int) -> QShortcut:
        found = QShortcut(window)
        found.setKeys([QKeySequence(one) for one in keys])
        found.setContext(Qt.ShortcutContext.WindowShortcut)
        found.activated.connect(lambda: view.setZoomFactor(step(view.zoomFactor(), by) if by else 1.0))
        return found

    return [
        # Where + needs Shift, nobody presses it.
        shortcut((QKeySequence.StandardKey.ZoomIn, "Ctrl+="), 1),
        shortcut((QKeySequence.StandardKey.ZoomOut,), -1),
        shortcut(("Ctrl+0",), 0),
    ]
