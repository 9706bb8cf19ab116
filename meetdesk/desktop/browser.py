"""The default browser: for links, and for the app's own page where there is no window."""

import html
import json
import logging
import os
import sys
import threading
from pathlib import Path
from urllib.parse import urlsplit

from meetdesk import programs
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
    if not _has_desktop("DISPLAY", "WAYLAND_DISPLAY"):
        return False
    threading.Thread(target=_open, args=(str(folder),), name="open folder", daemon=True).start()
    return True


def open_page(url: str, folder: Path, language: str) -> Path | None:
    """Opens the app's own page, whose URL carries the launch token, in the default browser.

    Command lines can be read by every user of the machine, so the browser gets only the name of a file in ``folder``
    (``write_page``). Returns the file, to be deleted once the token has been used, or None if no browser was found.
    Raises OSError if the file cannot be written.
    """
    if not _has_desktop("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        return None
    file = write_page(url, folder, language)
    if _open(file.as_uri()):
        return file
    file.unlink(missing_ok=True)
    return None


def write_page(url: str, folder: Path, language: str) -> Path:
    """A file in ``folder`` that only this user may read, and that leads a browser on to ``url``. Raises OSError."""
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
    return file


def _has_desktop(*variables: str) -> bool:
    """Whether one of these says that there is something to show it on. Without a display a browser of the text terminal
    might be started, which can hold no meeting."""
    return not sys.platform.startswith("linux") or any(programs.ENVIRONMENT.get(name) for name in variables)


def _open(target: str) -> bool:
    """``target``: a URL, or the path of a folder."""
    took = programs.open_by_desktop(target)
    if not took:
        log.warning("no program took a %s", f"{urlsplit(target).scheme} link" if "://" in target else "folder")
    return took
