"""Programs of others that MeetDesk starts: the browser, the file manager, tools of the system.

They get the environment that MeetDesk itself was started with. What the frozen app's loader and MeetDesk put into it is
for our own libraries: a program of the system that is built with another Qt does not start with them.
"""

import logging
import os
import shlex
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

log = logging.getLogger(__name__)

_LINUX = sys.platform.startswith("linux")
_LOADERS_ORIGINAL = "LD_LIBRARY_PATH_ORIG"
"""What PyInstaller's loader found in ``LD_LIBRARY_PATH`` before it put the app's folder there."""
_LOADERS_OWN = "_PYI_"
_SECRETS = frozenset({"MEETDESK_CODE"})
_SYSTEM_FOLDERS = "/usr/sbin:/sbin"
"""Looked in even where a person's own path does not name them."""
_OPENERS = (("xdg-open",), ("gio", "open"), ("sensible-browser",), ("x-www-browser",))
_FIRST_SECONDS = 2.0
"""Within these, an opener that finds nobody to hand the link to says so. One that goes on is the browser itself."""


def original(environment: Mapping[str, str], bundle: str | None) -> dict[str, str]:
    """``environment`` of a process as it was before the loader of a frozen app changed it. ``bundle``: folder of the
    frozen app's files; None from source."""
    found = {key: value for key, value in environment.items() if key not in _SECRETS}
    if bundle is None:
        return found
    before = found.pop(_LOADERS_ORIGINAL, None)
    for key, value in list(found.items()):
        # What was frozen leads into its folder; older loaders tell nothing of what was there before. A person's own
        # parts of a path that the loader put something into stay.
        parts = value.split(os.pathsep)
        kept = [part for part in parts if not _inside(part, bundle)]
        if key.startswith(_LOADERS_OWN) or (kept != parts and not any(kept)):
            del found[key]
        elif kept != parts:
            found[key] = os.pathsep.join(kept)
    if before:
        found["LD_LIBRARY_PATH"] = before
    elif before is not None:
        found.pop("LD_LIBRARY_PATH", None)
    return found


def _inside(part: str, folder: str) -> bool:
    return part == folder or part.startswith(folder + os.sep)


def _given() -> dict[str, str]:
    """Before anything of ours, or the start-up hooks of a frozen app's packages, changed it."""
    bundle = getattr(sys, "_MEIPASS", None)
    if bundle is None or not _LINUX:
        return original(os.environ, bundle)
    entries = [entry.partition("=") for entry in os.fsdecode(Path("/proc/self/environ").read_bytes()).split("\0")]
    return original({key: value for key, _, value in entries if key}, bundle)


ENVIRONMENT = _given()
"""What programs of others get. This module is imported before MeetDesk changes anything."""


def find(name: str) -> str | None:
    """Where this program is; None if it is not installed."""
    path = ENVIRONMENT.get("PATH")
    return shutil.which(name, path=path) or shutil.which(name, path=_SYSTEM_FOLDERS)


def run(command: Sequence[str], *, seconds: float) -> subprocess.CompletedProcess[str]:
    """Waits for the program's end; its output is text, with replacements for what is none.

    Raises OSError if it cannot be started, ``subprocess.TimeoutExpired`` after ``seconds`` (it is ended then).
    """
    return subprocess.run(  # noqa: S603  (its callers name programs of the system, and no shell is asked)
        command,
        env=ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=seconds,
        check=False,
    )


def start_own(
    command: Sequence[str | Path], environment: Mapping[str, str], output: IO[bytes]
) -> subprocess.Popen[bytes]:
    """A process of MeetDesk's own, which needs the app's libraries; in a session of its own, so that what it starts
    can be ended with it, and Ctrl+C is not meant for it. Raises OSError if it cannot be started."""
    return subprocess.Popen(  # noqa: S603  (the app itself)
        command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
    )


def open_by_desktop(target: str) -> bool:
    """Hands a URL or the path of a folder to the program that the person has chosen for it. Waits two seconds at most;
    returns whether anybody took it."""
    if sys.platform == "win32":
        os.startfile(target)  # noqa: S606  (by the shell)
        return True
    if not _LINUX:
        return _took(["/usr/bin/open", target])
    return any(_took(command) for command in _commands(target))


def _commands(target: str) -> Iterator[list[str]]:
    """What to try, in order."""
    if not target.startswith("/"):
        for wanted in filter(None, ENVIRONMENT.get("BROWSER", "").split(os.pathsep)):
            words = shlex.split(wanted)
            placed = [word.replace("%s", target) for word in words]
            yield placed if placed != words else [*words, target]
    for name, *arguments in _OPENERS:
        if (program := find(name)) is not None:
            yield [program, *arguments, target]


def _took(command: list[str]) -> bool:
    quiet = subprocess.DEVNULL
    try:
        process = subprocess.Popen(  # noqa: S603  (what the person has chosen for links)
            command, env=ENVIRONMENT, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
        )
    except OSError as error:
        log.info("%s does not start: %s", command[0], error)
        return False
    try:
        return process.wait(_FIRST_SECONDS) == 0
    except subprocess.TimeoutExpired:
        threading.Thread(target=process.wait, name="program of others", daemon=True).start()
        return True
