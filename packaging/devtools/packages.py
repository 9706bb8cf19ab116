"""Starts the packaging in the virtual environment, where PyInstaller is."""

import subprocess
import sys
import tempfile
from collections.abc import Sequence

from devtools.places import PACKAGING, ROOT, VENV_PYTHON, environment
from devtools.steps import StepFailed, quiet, say

_PROGRAM = (str(VENV_PYTHON), "-m", "bundle")


def make_packages(arguments: Sequence[str]) -> int:
    """Returns the exit status; what failed has been said."""
    return subprocess.run([*_PROGRAM, *arguments], cwd=ROOT, env=_environment(), check=False).returncode


def prepare_for_tests() -> None:
    """Freezes the app, which the tests of the packages then find done; gives way to all that runs beside.

    What fails is said, and fails those tests, too.
    """
    if sys.platform != "linux":
        return
    with tempfile.TemporaryDirectory() as folder:
        command = [*_PROGRAM, "--fast", "--to", folder, "list", "deb"]
        try:
            quiet("Frozen app for the tests", command, env=_environment(), gives_way=True)
        except StepFailed as failure:
            say(f"✗ {failure}")


def _environment() -> dict[str, str]:
    return {**environment(), "PYTHONPATH": str(PACKAGING)}
