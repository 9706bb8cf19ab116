"""What the window's browser engine finds in the process environment when it starts."""

import logging
import os
import sys
from contextlib import suppress

from meetdesk.desktop.portal import portal_has_file_dialogs
from meetdesk.desktop.switches import DEBUGGING, FLAGS, Developing, cleaned

log = logging.getLogger(__name__)


def load_binding() -> None:
    """Loads Qt's binding to Python. Call before any thread that imports modules runs beside.

    Shiboken's start (``signature_bootstrap``) walks over ``sys.modules``, and ends the process if they change then.
    """
    if sys.platform.startswith("linux"):
        with suppress(ImportError):  # whoever opens the window says what is missing
            import shiboken6  # noqa: F401, PLC0415  (exists on Linux only)


def prepare_environment() -> None:
    """Call before anything of Qt or pywebview is imported. What would open the window or its sandbox to others is taken
    out (``switches.py``); other values that the person has set are kept."""
    close_to_others()
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


def close_to_others() -> None:
    """Takes those variables out of this process's environment, and says which."""
    kept, taken = cleaned(os.environ)
    for name in os.environ.keys() - kept.keys():
        del os.environ[name]
    os.environ.update(kept)
    if taken:
        log.warning("taken out of the environment, since the window would be open to others: %s", ", ".join(taken))


def let_developers_in(wish: Developing) -> None:
    """What was asked for by arguments (Linux). Call before the engine starts, and after ``close_to_others``."""
    if not wish:
        return
    if wish.port is not None:
        os.environ[DEBUGGING] = f"127.0.0.1:{wish.port}"
    if wish.flags:
        os.environ[FLAGS] = f"{os.environ.get(FLAGS, '')} {wish.flags}".strip()
    log.warning("started for developers: remote debugging at port %s, flags %s", wish.port, wish.flags or "none")
