"""What each file of tests takes of the processor, and what each lane: ``pytest -p tests.support.cpu_seconds``.

Counted are the process that runs the tests and all below it, with what their own ended children took; of a process that
outlives the one that started it, what it took until then.
"""

import time
from collections.abc import Generator, Iterator
from typing import Any

import psutil
import pytest

SHOWN = 30
"""Files, the dearest first."""


def taken() -> float:
    """Processor seconds of this process and everything below it so far."""
    own = psutil.Process()
    total = 0.0
    for process in (own, *own.children(recursive=True)):
        try:
            times = process.cpu_times()
        except psutil.Error:
            continue  # it has just ended
        total += times.user + times.system + times.children_user + times.children_system
    return total


class Meter:
    """``files``: of each file the seconds of the processor and of the clock; ``lanes``: the files of each process."""

    def __init__(self) -> None:
        self.files: dict[str, tuple[float, float]] = {}
        self.lanes: dict[str, dict[str, tuple[float, float]]] = {}
        self._before = taken(), time.monotonic()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, Any, Any]:
        done = yield
        file = item.nodeid.partition("::")[0]
        if nextitem is None or nextitem.nodeid.partition("::")[0] != file:
            now = taken(), time.monotonic()
            before = self.files.get(file, (0.0, 0.0))
            cpu, wall = (max(0.0, after - earlier) for after, earlier in zip(now, self._before, strict=True))
            self.files[file] = before[0] + cpu, before[1] + wall
            self._before = now
        return done

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if hasattr(session.config, "workeroutput"):
            session.config.workeroutput["seconds"] = self.files

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Of xdist, in the process that gives out the tests: one that runs them has ended."""
        self.lanes[node.gateway.id] = getattr(node, "workeroutput", {}).get("seconds", {})

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.section(f"processor seconds: lanes, and the {SHOWN} dearest files")
        for line in table(self.lanes or {"all": self.files}):
            terminalreporter.write_line(line)


def table(lanes: dict[str, dict[str, tuple[float, float]]]) -> Iterator[str]:
    files: dict[str, tuple[float, float]] = {}
    for name, own in sorted(lanes.items()):
        yield _line(f"in {len(own)} files: {name}", *(sum(one[at] for one in own.values()) for at in (0, 1)))
        for file, seconds in own.items():
            before = files.get(file, (0.0, 0.0))
            files[file] = before[0] + seconds[0], before[1] + seconds[1]
    for file, seconds in sorted(files.items(), key=lambda one: -one[1][0])[:SHOWN]:
        yield _line(file, *seconds)


def _line(name: str, cpu: float, wall: float) -> str:
    return f"{cpu:8.1f} s of the processor in {wall:7.1f} s  {name}"


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Meter(), "processor seconds")
