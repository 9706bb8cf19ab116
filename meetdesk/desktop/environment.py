"""What the window's browser engine needs of the process environment before it starts (Linux)."""

import os
import sys
from contextlib import suppress

from meetdesk.desktop.portal import portal_has_file_dialogs


def load_binding() -> None:
    """Loads Qt's binding to Python. Call before any thread that imports modules runs beside.

    Shiboken's start (``signature_bootstrap``) walks over ``sys.modules``, and ends the process if they change then.
    """
    if sys.platform.startswith("linux"):
        with suppress(ImportError):  # whoever opens the window says what is missing
            import shiboken6  # noqa: F401, PLC0415  (exists on Linux only)


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
    if not os.environ.get("QT_QPA_PLATFORMTHEME"):
        if portal_has_file_dialogs():
            # The desktop's own file dialogs; for the rest it takes that desktop's theme.
            os.environ["QT_QPA_PLATFORMTHEME"] = "xdgdesktopportal"
        elif "KDE" not in os.environ.get("XDG_CURRENT_DESKTOP", "").upper():
            # It follows the desktop's colours, under others than GNOME too; KDE has a theme of its own.
            os.environ["QT_QPA_PLATFORMTHEME"] = "gnome"
    # The engine calls itself "Chromium input" where the system lists who listens.
    os.environ.setdefault("PULSE_PROP_OVERRIDE", "application.name=MeetDesk")
    os.environ["QT_API"] = "pyside6"
