"""The app's icon, rendered by ``packaging/icons.py`` from the drawing that the page shows as well."""

import sys
from pathlib import Path


def icon_file() -> Path:
    """The icon in the form that this platform's windows take."""
    return Path(__file__).parent / ("meetdesk.ico" if sys.platform == "win32" else "meetdesk.png")
