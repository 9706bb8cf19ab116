"""Runs commands: quietly with a log, or in the open. A failure tells all that is needed to act on it."""

import re
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from devtools.places import LOGS, ROOT, WINDOWS, environment

_TAIL_LINES = 25
_GIVING_WAY = () if WINDOWS else ("nice", "-n", "10")
_END_SECONDS = 30.0
"""For a command that runs beside others to end by itself after Ctrl-C, which it is sent, too."""


class StepFailed(Exception):
    """A step did not work; the message is for the person."""


def say(text: str) -> None:
    print(text, flush=True)


def shown(command: Sequence[str | Path]) -> str:
    return shlex.join(str(part) for part in command)


def quiet(
    title: str,
    command: Sequence[str | Path],
    *,
    cwd: Path = ROOT,
    env: dict[str, str] | None = None,
    gives_way: bool = False,
) -> None:
    """Runs one step with its output in a log file. Raises StepFailed with the output's tail.

    ``gives_way``: to what runs beside.
    """
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / (re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") + ".log")
    say(f"• {title} …")
    started = time.monotonic()
    with log.open("wb") as output:
        output.write(f"$ {shown(command)}\n".encode())
        output.flush()
        try:
            status = subprocess.run(
                _words(command, gives_way),
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


def open_run(title: str, command: Sequence[str | Path], *, cwd: Path = ROOT, gives_way: bool = False) -> bool:
    """Runs a check with its output in the terminal; returns whether it passed."""
    return open_status(title, command, cwd=cwd, gives_way=gives_way) == 0


def open_status(title: str, command: Sequence[str | Path], *, cwd: Path = ROOT, gives_way: bool = False) -> int:
    """As ``open_run``; returns the exit status, 127 if it could not be started. ``gives_way`` to what runs beside."""
    _say_command(title, command)
    try:
        status = subprocess.run(_words(command, gives_way), cwd=cwd, env=environment(), check=False).returncode
    except OSError as error:
        say(f"  {error}")
        status = 127
    return _say_status(title, status)


class Begun:
    """A command that runs beside others; what it says is kept until somebody listens."""

    def __init__(self, title: str, command: Sequence[str | Path], output: BinaryIO) -> None:
        self._title = title
        self._command = command
        self._said = Path(output.name)
        self.process = subprocess.Popen(
            [str(part) for part in command],
            cwd=ROOT,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )

    def finish(self) -> int:
        """Shows what it has said so far and all that follows; returns the exit status."""
        _say_command(self._title, self._command)
        with self._said.open("rb") as said:
            ended = False
            while not ended:
                ended = self._has_ended(0.2)  # before the last look at what it said
                sys.stdout.buffer.write(said.read())
                sys.stdout.flush()
        return _say_status(self._title, self.process.returncode)

    def _has_ended(self, seconds: float) -> bool:
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True


@contextmanager
def begun(title: str, command: Sequence[str | Path]) -> Iterator[Begun]:
    """Runs a command beside whatever the block does; it has ended when the block has. Raises OSError."""
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "output").open("wb") as output:
        one = Begun(title, command, output)
        try:
            yield one
        finally:
            if one.process.poll() is None:
                _end(one.process)


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _words(command: Sequence[str | Path], gives_way: bool) -> list[str]:
    return [*(_GIVING_WAY if gives_way else ()), *map(str, command)]


def _say_command(title: str, command: Sequence[str | Path]) -> None:
    say(f"• {title}: {shown(command)}")


def _say_status(title: str, status: int) -> int:
    if status:
        say(f"  {title}: failed with status {status}")
    return status
