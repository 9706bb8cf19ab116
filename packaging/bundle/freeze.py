"""Freezes the app with PyInstaller into one folder, with all that belongs into it."""

import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from devtools.places import CACHE, PACKAGING, ROOT
from devtools.python_packages import LOCKS
from devtools.stamps import digest, fresh, write
from devtools.steps import quiet
from devtools.ui import sources

from bundle.contents import bill, licences
from bundle.contents.components import components
from bundle.filelist import normalise_modes

APP = CACHE / "bundle" / "meetdesk"
"""The frozen app."""
MAC_APP = APP.with_name("MeetDesk.app")
"""The same in the form that macOS wants; there only."""
_WORK = CACHE / "bundle" / "work"
_STRIPPED = ("PySide6", "shiboken6")
_SPEC = PACKAGING / "bundle" / "meetdesk.spec"


def freeze() -> Path:
    """The folder of the frozen app, made anew when something that it is made from changed. Raises StepFailed."""
    stamp, state = CACHE / "bundle" / "app.stamp", _state()
    if fresh(stamp, state) and APP.is_dir():
        return APP
    stamp.unlink(missing_ok=True)
    for folder in (_WORK, APP, MAC_APP):
        shutil.rmtree(folder, ignore_errors=True)
    quiet("Frozen app", _command(), env=_environment())
    if sys.platform == "linux":
        _strip(APP)
    parts = components(json.loads((_WORK / "meetdesk" / "origins.json").read_text("utf-8")))
    licences.write(parts, APP / "licences")
    bill.write(parts, APP / "meetdesk.cdx.json")
    shutil.copy(ROOT / "LICENSE", APP / "LICENSE")
    normalise_modes(APP)
    if sys.platform == "darwin":
        from bundle.macos.app import finish  # noqa: PLC0415

        finish(APP, MAC_APP)
    write(stamp, state)
    return APP


def _state() -> str:
    inputs = [*sources(ROOT / "meetdesk"), *sources(PACKAGING / "bundle"), LOCKS["package"], ROOT / "LICENSE"]
    return digest([*inputs, sys.version, platform.platform()])


def _command() -> list[str | Path]:
    return [
        *(sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN"),
        *("--distpath", APP.parent, "--workpath", _WORK, _SPEC),
    ]


def _environment() -> dict[str, str]:
    # Sets have the same order in every build, and so has what is made of them; the same with the time in files.
    fixed = {"PYTHONHASHSEED": "0", "SOURCE_DATE_EPOCH": "315532800"}
    return {**os.environ, **fixed, "PYINSTALLER_CONFIG_DIR": str(_WORK.parent / "pyinstaller")}


def _strip(app: Path) -> None:
    """Takes the debugging symbols of Python and its packages away; Qt and Debian have done so with theirs."""
    inside = app / "_internal"
    files = [*inside.glob("libpython*"), *inside.glob("*.so")]
    files += [file for folder in inside.iterdir() if folder.name not in _STRIPPED for file in folder.rglob("*.so")]
    subprocess.run(["strip", "--strip-unneeded", *(file for file in files if not file.is_symlink())], check=True)
