"""Starts the packaging in the virtual environment, where PyInstaller is."""

import subprocess
from collections.abc import Sequence

from devtools.places import PACKAGING, ROOT, VENV_PYTHON, environment


def make_packages(arguments: Sequence[str]) -> int:
    """Returns the exit status; what failed has been said."""
    env = {**environment(), "PYTHONPATH": str(PACKAGING)}
    return subprocess.run([str(VENV_PYTHON), "-m", "bundle", *arguments], cwd=ROOT, env=env, check=False).returncode
