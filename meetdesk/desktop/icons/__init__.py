"""The app's icon: ``meetdesk.svg`` is the drawing; the others are rendered from it by ``packaging/icons.py``."""

import sys
from pathlib import Path


def icon_file() -> Path:
    """The icon in the form that this platform's windows take."""
    return Path(__file__).parent / ("meetdesk.ico" if sys.platform == "win32" else "meetdesk.png")
