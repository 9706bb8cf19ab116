"""What the window's browser engine needs of the process environment before it starts (Linux)."""

import os
import sys


def prepare_environment() -> None:
    """Call before anything of Qt is imported. Values that the person has set are kept."""
    if not sys.platform.startswith("linux"):
        return
    # Without any locale Qt falls back to ASCII, and names in Chinese are shown as boxes or lost.
    if not any(os.environ.get(name) for name in ("LC_ALL", "LC_CTYPE", "LANG")):
        os.environ["LANG"] = "C.UTF-8"
    # Chromium refuses to run its sandbox as root; for everybody else the sandbox stays on.
    if os.geteuid() == 0:
        os.environ["QTWEBENGINE_DISABLE_SANDBOX"] = "1"
    # Of Qt's themes, GNOME's follows the desktop's portal for light and dark, under others too; KDE has its own.
    if "KDE" not in os.environ.get("XDG_CURRENT_DESKTOP", "").upper():
        os.environ.setdefault("QT_QPA_PLATFORMTHEME", "gnome")
    os.environ["QT_API"] = "pyside6"
