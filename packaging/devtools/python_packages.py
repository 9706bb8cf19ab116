"""The virtual environment and the Python packages in it, exactly those of a lock file."""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Literal, TypeAlias

from devtools.places import PACKAGING, ROOT, VENV, VENV_PYTHON, venv_site
from devtools.stamps import digest, fresh, write
from devtools.steps import StepFailed, quiet

Purpose: TypeAlias = Literal["run", "package", "test"]
LOCKS: dict[Purpose, Path] = {
    "run": PACKAGING / "requirements.lock",
    "package": PACKAGING / "requirements-package.lock",
    "test": PACKAGING / "requirements-dev.lock",
}
"""By what one wants to do; each holds all that the ones before it hold."""
DOWNLOADED_MB: dict[Purpose, int] = {"run": 320, "package": 325, "test": 430}
"""Sizes of the files that ``pip download`` gets for these locks, on Linux; half of each is Qt."""


def ensure_python_packages(purpose: Purpose) -> None:
    """Makes ``.venv`` and installs what is needed to run, package or test the app. Raises StepFailed."""
    _ensure_venv()
    if python_packages_are_there(purpose):
        return
    quiet(
        "Python packages",
        [
            *(VENV_PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"),
            *("--require-hashes", "-r", LOCKS[purpose]),
        ],
    )
    # The source tree itself is importable in the environment, from any working directory.
    (venv_site() / "meetdesk-source.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    write(_stamp(purpose), _state(purpose))


def python_packages_are_there(purpose: Purpose) -> bool:
    enough = list(LOCKS)[list(LOCKS).index(purpose) :]
    return any(fresh(_stamp(one), _state(one)) for one in enough)


def _stamp(purpose: Purpose) -> Path:
    return VENV / f".packages-{purpose}"


def _state(purpose: Purpose) -> str:
    # All locks: after a change of a smaller one, packages may have to go back to other versions.
    return digest([*LOCKS.values(), purpose, sys.version])


def _ensure_venv() -> None:
    if _venv_works():
        return
    if importlib.util.find_spec("ensurepip") is None:
        raise StepFailed(
            f"{sys.executable} cannot make a virtual environment: its ensurepip module is missing.\n"
            "  On Debian: sudo apt-get install python3-venv"
        )
    if VENV.exists():
        shutil.rmtree(VENV)
    quiet("Virtual environment", [sys.executable, "-m", "venv", VENV])


def _venv_works() -> bool:
    """Whether it is there, of this Python's version, and was made in this very place."""
    if not Path(VENV_PYTHON).exists():
        return False
    question = "import sys, pip; print(sys.version); print(sys.prefix)"
    answer = subprocess.run([str(VENV_PYTHON), "-c", question], capture_output=True, text=True, check=False)
    return answer.returncode == 0 and answer.stdout == f"{sys.version}\n{VENV}\n"
