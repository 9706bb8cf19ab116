"""The real command as a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def environment(data: Path, **more: str) -> dict[str, str]:
    """Without a display, in English, keeping everything in ``data``."""
    kept = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY", "LC_ALL"}}
    return kept | {"LANG": "C.UTF-8", "MEETDESK_DATA": str(data), "PYTHONPATH": str(Path.cwd())} | more


def run(data: Path, *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
    """Runs ``meetdesk`` to its end."""
    command = [sys.executable, "-m", "meetdesk", *arguments]
    return subprocess.run(
        command, env=environment(data, **more), capture_output=True, text=True, timeout=60, check=False
    )


@contextmanager
def hosting(
    data: Path, *arguments: str, tree: Path | None = None
) -> Iterator[tuple["subprocess.Popen[str]", dict[str, Any]]]:
    """``meetdesk host --no-window --json --port 0`` and the line it printed; killed in the end if still there.

    ``tree``: of another source tree than this one."""
    command = [sys.executable, "-m", "meetdesk", "host", "--no-window", "--json", "--port", "0", *arguments]
    env = environment(data) if tree is None else environment(data, PYTHONPATH=str(tree))
    process = subprocess.Popen(command, env=env, cwd=tree, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, f"nothing was printed; standard error: {process.stderr.read() if process.stderr else ''}"
        yield process, json.loads(line)
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=20)
