"""Renders the app's icon (``ui/src/view/icon.svg``) into the forms that the platforms take.

Run in the virtual environment after the drawing has changed: ``.venv/bin/python packaging/icons.py``.
"""

import os
import struct
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ROOT = Path(__file__).parent.parent
DRAWING = ROOT / "ui" / "src" / "view" / "icon.svg"
ICONS = ROOT / "meetdesk" / "desktop" / "icons"
PNG_SIZE = 256
ICO_SIZES = (16, 24, 32, 48, 64, 128, 256)
HOME_SCREEN = ROOT / "ui" / "public"
HOME_SCREEN_SIZES = (180, 192, 512)
"""Of the sign on a phone's home screen: iOS takes the first, Android the others. Named in ``meetdesk.webmanifest``."""


def rendered(drawing: QSvgRenderer, size: int, behind: str = "#00000000") -> bytes:
    """The drawing as a PNG of ``size`` × ``size`` pixels. ``behind``: what its round corners leave free."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(QColor(behind))
    painter = QPainter(image)
    drawing.render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


def ico(pictures: dict[int, bytes]) -> bytes:
    """A Windows icon file of PNG pictures by size: header, directory, pictures (256 is written as 0)."""
    offset = 6 + 16 * len(pictures)
    directory, body = b"", b""
    for size, picture in pictures.items():
        directory += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(picture), offset + len(body))
        body += picture
    return struct.pack("<HHH", 0, 1, len(pictures)) + directory + body


def main() -> None:
    application = QGuiApplication([])
    drawing = QSvgRenderer(str(DRAWING))
    (ICONS / "meetdesk.png").write_bytes(rendered(drawing, PNG_SIZE))
    (ICONS / "meetdesk.ico").write_bytes(ico({size: rendered(drawing, size) for size in ICO_SIZES}))
    HOME_SCREEN.mkdir(exist_ok=True)
    for size in HOME_SCREEN_SIZES:  # phones cut their own corners, and paint black what is free
        (HOME_SCREEN / f"icon-{size}.png").write_bytes(rendered(drawing, size, "#1f6f78"))
    application.quit()


if __name__ == "__main__":
    main()
