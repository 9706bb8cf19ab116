"""Pictures of screens and windows to choose from. Where the system gives none (Wayland), there are names only."""

from collections import defaultdict
from contextlib import suppress

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication, QPixmap
from Xlib.display import Display
from Xlib.error import DisplayError, XError

_PLATFORM = "xcb"


class Pictures:
    """Finds screens and windows by what the engine tells of them: their order, and the windows' titles."""

    def __init__(self, size: QSize) -> None:
        """``size``: of the largest picture."""
        self._size = size
        self._monitors: list[str] = []
        """Names, in the order of the X server, which is the engine's too; Qt has another one."""
        self._windows: dict[str, list[int]] = defaultdict(list)
        """Numbers by title, the topmost first, as the engine lists them."""
        if QGuiApplication.platformName() == _PLATFORM:
            with suppress(DisplayError, XError, OSError):
                self._find()

    def screen(self, number: int, count: int) -> QPixmap:
        """The screen of this number among ``count``; null if it is not sure which one that is."""
        screens = QGuiApplication.screens()
        named = {screen.name(): screen for screen in screens}
        if count == len(screens) == 1:
            return self._fitting(screens[0].grabWindow(0))
        if count == len(self._monitors) and self._monitors[number] in named:
            return self._fitting(named[self._monitors[number]].grabWindow(0))
        return QPixmap()

    def window(self, title: str) -> QPixmap:
        """The next window of this title; null if there is no picture of it."""
        found = self._windows.get(title)
        return self._fitting(QGuiApplication.primaryScreen().grabWindow(found.pop(0))) if found else QPixmap()

    def _find(self) -> None:
        display = Display()
        try:
            root = display.screen().root
            if display.has_extension("RANDR"):
                found = root.xrandr_get_monitors().monitors
                self._monitors = [str(display.get_atom_name(monitor.name)) for monitor in found]
            listed = root.get_full_property(display.intern_atom("_NET_CLIENT_LIST_STACKING"), 0)
            name, utf8 = display.intern_atom("_NET_WM_NAME"), display.intern_atom("UTF8_STRING")
            for number in reversed(listed.value if listed else []):
                with suppress(XError):  # it was closed meanwhile
                    title = display.create_resource_object("window", number).get_full_property(name, utf8)
                    if title is not None:
                        self._windows[bytes(title.value).decode("utf-8", "replace")].append(int(number))
        finally:
            display.close()

    def _fitting(self, picture: QPixmap) -> QPixmap:
        if picture.isNull():
            return picture
        return picture.scaled(
            self._size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
