"""Processes that tests start: ended by their id, and looked for when they should be gone."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


def free_port() -> int:
    """A TCP port on loopback that nothing listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def until(
    ask: Callable[[], T | None],
    what: str | Callable[[], str],
    seconds: float = 20.0,
    pause: Callable[[], object] = lambda: time.sleep(0.05),
) -> T:
    """Asks again and again until there is an answer. Fails with ``what`` was waited for, which may be found out then.
    ``pause``: what is done meanwhile."""
    end = time.monotonic() + seconds
    while True:
        answer = ask()
        if answer:
            return answer
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds:.0f} s in vain for {what if isinstance(what, str) else what()}")
        pause()


def descendants(*roots: int) -> set[int]:
    """These processes and all that they started, as far as they are alive."""
    children: dict[int, list[int]] = {}
    alive = set()
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        alive.add(int(folder.name))
        children.setdefault(parent, []).append(int(folder.name))
    found: set[int] = set()
    waiting = [root for root in roots if root in alive]
    while waiting:
        process = waiting.pop()
        found.add(process)
        waiting += children.get(process, [])
    return found


def session_members(session: int) -> list[str]:
    """Command lines of the processes alive in a session (as by ``start_new_session=True``), but for zombies."""
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            state, _, _, members_session = (folder / "stat").read_text().rpartition(")")[2].split()[:4]
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
        except OSError:
            continue
        if int(members_session) == session and state != "Z":
            found.append(f"{folder.name} {command}")
    return found


def end(process: subprocess.Popen[bytes] | subprocess.Popen[str], seconds: float = 10.0) -> None:
    """Asks the process to end, then kills what is left of its session."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    for member in session_members(process.pid):
        try:
            os.kill(int(member.split()[0]), signal.SIGKILL)
        except ProcessLookupError:
            continue
