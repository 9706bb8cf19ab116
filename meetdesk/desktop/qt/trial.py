"""Shows a page on the display that the environment names, out of sight, in a process made for it: it may die.

Where a display is poorer than the engine thinks (no GLX, an unusual number of colours, a broken driver), the engine
ends its process within a second, whatever else lives there. Started by ``meetdesk/desktop/trials.py``; the exit status
is 0 if the page was drawn. Imports nothing of the app, since it is also run by the name of its file.
"""

import os
import resource
import sys

_COLOUR = "#00ff00"
_PAGE = f"<!doctype html><body style='background:{_COLOUR}'>"
_SIDE = 64
"""Of the page, in pixels."""
_DRAWN_MS, _DRAWINGS = 20, 100
"""How often the page is looked at, and how many times at most."""
_NOT_DRAWN = 3


def main() -> None:
    # Its end is expected: no report of a crash for the person. With 1, Linux hands it to no program either
    # (`do_coredump` in fs/coredump.c).
    resource.setrlimit(resource.RLIMIT_CORE, (1, 1))
    from PySide6.QtCore import Qt, QTimer  # noqa: PLC0415  (in the trial's own process only)
    from PySide6.QtWebEngineWidgets import QWebEngineView  # noqa: PLC0415
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    application = QApplication(sys.argv[:1])
    view = QWebEngineView()
    view.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    view.resize(_SIDE, _SIDE)
    left = _DRAWINGS

    def look() -> None:
        nonlocal left
        left -= 1
        if view.grab().toImage().pixelColor(_SIDE // 2, _SIDE // 2).name() == _COLOUR:
            os._exit(0)  # taking the engine down in order would take longer than all of this
        if not left:
            os._exit(_NOT_DRAWN)

    looking = QTimer()
    looking.timeout.connect(look)
    view.loadFinished.connect(lambda _: looking.start(_DRAWN_MS))
    view.setHtml(_PAGE)
    view.show()
    application.exec()


if __name__ == "__main__":
    main()
