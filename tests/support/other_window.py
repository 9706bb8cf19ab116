"""A window of some other program, with a plain background or with text to be read back from a picture of it."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.support.picture import Rgb
from tests.support.processes import end, until
from tests.support.reading import CELL
from tests.support.xvfb import Xvfb

_PROGRAM = """
import json, sys
from PySide6.QtCore import QMimeData, QRect, Qt, QUrl
from PySide6.QtGui import QColor, QDrag, QFont, QPainter
from PySide6.QtWidgets import QApplication, QWidget

wanted = json.loads(sys.argv[1])
width, height = wanted["cell"]

class Window(QWidget):
    def paintEvent(self, event):
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(*wanted["colour"]))
        font = QFont("monospace")
        font.setPixelSize(height - 4)
        painter.setFont(font)
        for row, line in enumerate(wanted["lines"]):
            for column, character in enumerate(line):
                cell = QRect(column * width, row * height, width, height)
                painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, character)

    def mouseMoveEvent(self, event):
        if wanted["drags"] and event.buttons() & Qt.MouseButton.LeftButton:
            files = QMimeData()
            files.setUrls([QUrl.fromLocalFile(path) for path in wanted["drags"]])
            drag = QDrag(self)
            drag.setMimeData(files)
            drag.exec(Qt.DropAction.CopyAction)

app = QApplication([])
window = Window()
window.setWindowTitle(wanted["title"])
window.setWindowFlag(Qt.WindowType.FramelessWindowHint, wanted["frameless"])
window.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint, wanted["frameless"])
window.setGeometry(*wanted["place"])
window.show()
app.exec()
"""
Place = tuple[int, int, int, int]
"""Left, top, width and height in pixels of the display."""


@contextmanager
def other_window(
    display: Xvfb,
    title: str,
    colour: Rgb,
    place: Place,
    lines: Sequence[str] = (),
    *,
    frameless: bool = False,
    drags: Sequence[Path] = (),
) -> Iterator[str]:
    """Shows it; yields its X id. ``lines``: text in black, a cell of ``reading.CELL`` for each character.
    ``frameless``: exactly at its place, and above all others. ``drags``: files that can be dragged out of it."""
    wanted = {
        "title": title,
        "colour": colour,
        "place": place,
        "lines": lines,
        "cell": CELL,
        "frameless": frameless,
        "drags": [str(file) for file in drags],
    }
    command = [sys.executable, "-c", _PROGRAM, json.dumps(wanted)]
    process = subprocess.Popen(command, env=display.env(), start_new_session=True, stderr=subprocess.DEVNULL)
    try:
        yield until(lambda: display.windows(title), f"the window {title!r}")[-1]
    finally:
        end(process)
