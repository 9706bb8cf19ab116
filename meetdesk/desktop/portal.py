"""Whether the desktop's portal has file dialogs, asked before Qt is told to use them.

Qt's theme ``xdgdesktopportal`` shows the desktop's own ones, but waits 25 s for a portal that gives no answer, before
the first window. https://flatpak.github.io/xdg-desktop-portal/docs/
"""

import logging
import os
import time
from pathlib import Path

from jeepney import DBusAddress, MessageType, Properties, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

log = logging.getLogger(__name__)

SECONDS = 1.0
"""For all answers together. The bus may have to start the portal first."""
NAME, PATH = "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop"
_CHOOSER = DBusAddress(PATH, NAME, interface="org.freedesktop.portal.FileChooser")
_SETTINGS = DBusAddress(PATH, NAME, interface="org.freedesktop.portal.Settings")


def portal_has_file_dialogs() -> bool:
    """False also where there is no session bus, or where it takes longer than ``SECONDS`` to find out."""
    if not os.environ.get("DBUS_SESSION_BUS_ADDRESS") and not _usual_bus():
        return False
    began = time.monotonic()
    try:
        with open_dbus_connection(bus="SESSION", auth_timeout=SECONDS) as connection:
            has = _answers(connection, began)
    except (OSError, EOFError, KeyError, ValueError, RuntimeError) as error:  # TimeoutError is an OSError
        log.info("the desktop's portal is not used: %r", error)
        return False
    log.info("the desktop's portal %s file dialogs (%.2f s)", "has" if has else "has no", time.monotonic() - began)
    return has


def _usual_bus() -> bool:
    """Where libraries look for it without being told."""
    folder = os.environ.get("XDG_RUNTIME_DIR", "")
    return bool(folder) and (Path(folder) / "bus").exists()


def _answers(connection: DBusConnection, began: float) -> bool:
    version = connection.send_and_get_reply(Properties(_CHOOSER).get("version"), timeout=SECONDS)
    if version.header.message_type is not MessageType.method_return:
        return False
    # Qt reads settings there, too; another program may answer that, and that it answers at all is what counts.
    ask = new_method_call(_SETTINGS, "Read", "ss", ("org.freedesktop.appearance", "color-scheme"))
    connection.send_and_get_reply(ask, timeout=max(began + SECONDS - time.monotonic(), 0.01))
    return True
