"""The virtual environment and the Python packages in it, exactly those of a lock file."""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

from devtools.places import PACKAGING, ROOT, VENV, VENV_PYTHON, venv_site
from devtools.stamps import digest, fresh, write
from devtools.steps import StepFailed, quiet

LOCK = PACKAGING / "requirements.lock"
DEV_LOCK = PACKAGING / "requirements-dev.lock"


def ensure_python_packages(*, tests: bool) -> None:
    """Makes ``.venv`` and installs what the app needs, with ``tests`` also what developing it needs."""
    _ensure_venv()
    lock = DEV_LOCK if tests else LOCK
    stamp = VENV / ".packages-dev" if tests else VENV / ".packages"
    value = digest([LOCK, DEV_LOCK if tests else "", sys.version])
    if fresh(stamp, value) or fresh(VENV / ".packages-dev", digest([LOCK, DEV_LOCK, sys.version])):
        return
    quiet(
        "Python packages",
        [
            *(VENV_PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"),
            *("--require-hashes", "-r", lock),
        ],
    )
    # The source tree itself is importable in the environment, from any working directory.
    (venv_site() / "meetdesk-source.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    write(stamp, value)


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
