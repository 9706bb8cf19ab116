"""Writes the lock files: exact versions and hashes of everything, for all platforms, from ``pyproject.toml``."""

from pathlib import Path

from devtools.places import ROOT, VENV_BIN, WINDOWS
from devtools.python_packages import LOCKS
from devtools.steps import quiet

_HEADER = "# Written by `python packaging/dev.py lock` from pyproject.toml; do not edit.\n"


def write_locks() -> None:
    """Versions that are locked already stay, unless pyproject.toml asks for others. Raises StepFailed."""
    run, package, test = LOCKS.values()
    _compile(run, ["--extra", "build"])
    _compile(package, ["--extra", "build", "--extra", "package", "--constraint", str(run)])
    _compile(test, ["--extra", "build", "--extra", "package", "--extra", "dev", "--constraint", str(package)])


def _compile(lock: Path, options: list[str]) -> None:
    quiet(
        f"Lock {lock.name}",
        [
            *(VENV_BIN / ("uv.exe" if WINDOWS else "uv"), "pip", "compile", "pyproject.toml", "--output-file", lock),
            *("--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate"),
            *("--no-emit-index-url", "--no-emit-find-links", *options),
        ],
        cwd=ROOT,
    )
    lock.write_text(_HEADER + lock.read_text(encoding="utf-8"), encoding="utf-8")
