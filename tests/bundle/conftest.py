"""The frozen app, built once and kept while its inputs are the same; ``make test`` begins with it early."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.window import ROOT


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with the file list and the Debian package, lightly compressed."""
    if sys.platform != "linux":
        pytest.skip("these are the tests of the packages for Linux")
    folder = tmp_path_factory.mktemp("packages")
    command = [
        sys.executable,
        str(ROOT / "packaging" / "dev.py"),
        "package",
        "--fast",
        "--to",
        str(folder),
        "list",
        "deb",
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return folder


@pytest.fixture(scope="session")
def app(packages: Path) -> Path:
    """The app's folder."""
    return ROOT / ".cache" / "bundle" / "meetdesk"
