"""Runs commands: quietly with a log, or in the open. A failure tells all that is needed to act on it."""

import re
import shlex
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from devtools.places import LOGS, ROOT, environment

_TAIL_LINES = 25


class StepFailed(Exception):
    """A step did not work; the message is for the person."""


def say(text: str) -> None:
    print(text, flush=True)


def shown(command: Sequence[str | Path]) -> str:
    return shlex.join(str(part) for part in command)


def quiet(title: str, command: Sequence[str | Path], *, cwd: Path = ROOT, env: dict[str, str] | None = None) -> None:
    """Runs one step with its output in a log file. Raises StepFailed with the output's tail."""
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / (re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") + ".log")
    say(f"• {title} …")
    started = time.monotonic()
    with log.open("wb") as output:
        output.write(f"$ {shown(command)}\n".encode())
        output.flush()
        try:
            status = subprocess.run(
                [str(part) for part in command],
                cwd=cwd,
                env=env or environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
            ).returncode
        except OSError as error:
            output.write(f"{error}\n".encode())
            status = 127
    if status:
        raise StepFailed(_failure(title, command, status, log))
    say(f"  done in {time.monotonic() - started:.0f} s")


def _failure(title: str, command: Sequence[str | Path], status: int, log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[1:]
    tail = "\n".join(f"    {line}" for line in lines[-_TAIL_LINES:])
    return f"{title}: failed with status {status}\n  command: {shown(command)}\n{tail}\n  full log: {log}"


def open_run(title: str, command: Sequence[str | Path], *, cwd: Path = ROOT) -> bool:
    """Runs a check with its output in the terminal; returns whether it passed."""
    return open_status(title, command, cwd=cwd) == 0


def open_status(title: str, command: Sequence[str | Path], *, cwd: Path = ROOT) -> int:
    """As ``open_run``; returns the exit status, 127 if it could not be started."""
    say(f"• {title}: {shown(command)}")
    sys.stdout.flush()
    try:
        status = subprocess.run([str(part) for part in command], cwd=cwd, env=environment(), check=False).returncode
    except OSError as error:
        say(f"  {error}")
        status = 127
    if status:
        say(f"  {title}: failed with status {status}")
    return status
