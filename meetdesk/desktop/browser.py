"""The default browser: for links, and for the app's own page where there is no window."""

import html
import json
import logging
import os
import shutil
import subprocess
import sys
import threading
import webbrowser
from pathlib import Path
from urllib.parse import urlsplit

from meetdesk.desktop.origin import origin_of
from meetdesk.messages import sentence

log = logging.getLogger(__name__)

_REDIRECT = """<!doctype html>
<meta charset="utf-8"><meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark">
<title>{title}</title>
<body style="font:16px system-ui,sans-serif;margin:3em">
<p><a href="{href}">{link}</a></p>
<script>location.replace({url})</script>
"""


def open_link(url: str) -> bool:
    """Opens an ``http:`` or ``https:`` URL in the default browser, without waiting; False for anything else."""
    if origin_of(url) is None or any(character.isspace() or not character.isprintable() for character in url):
        return False
    # A browser started in the foreground returns only when it is closed.
    threading.Thread(target=_open, args=(url,), name="open link", daemon=True).start()
    return True


def open_folder(folder: Path) -> bool:
    """Shows a folder in the system's file manager, without waiting; False where none was found."""
    if sys.platform == "win32":
        os.startfile(folder)  # noqa: S606  (a folder, by the shell)
        return True
    program = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
    if program is None or not _has_browser():
        return False
    threading.Thread(target=_run, args=([program, str(folder)],), name="open folder", daemon=True).start()
    return True


def open_page(url: str, folder: Path, language: str) -> Path | None:
    """Opens the app's own page, whose URL carries the launch token, in the default browser.

    Command lines can be read by every user of the machine, so the browser gets only the name of a file in ``folder``
    that only this user may read, and that leads on to the page. Returns the file, to be deleted once the token has
    been used, or None if no browser was found. Raises OSError if the file cannot be written.
    """
    if not _has_browser():
        return None
    file = folder / "open.html"
    file.unlink(missing_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(
            _REDIRECT.format(
                title=html.escape(sentence("redirect_title", language)),
                link=html.escape(sentence("redirect_link", language)),
                href=html.escape(url),
                url=json.dumps(url).replace("<", "\\u003c"),
            )
        )
    if _open(file.as_uri()):
        return file
    file.unlink(missing_ok=True)
    return None


def _has_browser() -> bool:
    """Without a display Python would start a browser of the text terminal, which can hold no meeting."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))


def _open(url: str) -> bool:
    try:
        return webbrowser.open(url)
    except (webbrowser.Error, OSError) as error:
        log.warning("no browser took a %s link: %s", urlsplit(url).scheme, error)
        return False


def _run(command: list[str]) -> None:
    try:
        subprocess.run(command, check=False, stdin=subprocess.DEVNULL, capture_output=True)  # noqa: S603
    except OSError as error:
        log.warning("the folder cannot be shown: %s", error)
