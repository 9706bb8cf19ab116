"""Orca, as Debian has it, on a test display: what it says is read from its debug log. Nothing is heard."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.support.processes import end, until
from tests.support.session_bus import session_bus
from tests.support.xvfb import Xvfb

LAUNCHER = Path("/usr/libexec/at-spi-bus-launcher")
PATIENCE = 240.0
"""Seconds. On a busy computer Orca was 90 s behind: it asks the program about every event, one after the other."""
_SPEECH = re.compile(r"SPEECH OUTPUT: '(.*?)'(?: ?\{|\s*$)")


class Reader:
    """``env``: for the programs that are to be read."""

    def __init__(self, env: dict[str, str], log: int) -> None:
        self.env = env
        self._said: list[str] = []
        threading.Thread(target=self._hear, args=(log,), daemon=True).start()

    def said(self) -> list[str]:
        """Everything it said so far, in order."""
        return list(self._said)

    def times(self, text: str) -> int:
        """How often something with this text in it was said."""
        return sum(text in one for one in self.said())

    def _hear(self, log: int) -> None:
        with suppress(OSError), os.fdopen(log, errors="replace") as lines:  # it fails when the other end is closed
            for line in lines:
                if found := _SPEECH.search(line):
                    self._said.append(found[1])

    def says(self, text: str) -> None:
        """Waits until it was said. Fails if it is not."""
        try:
            until(lambda: self.times(text), text, PATIENCE)
        except AssertionError:
            raise AssertionError(f"the screen reader did not say {text!r}; it said {self.said()}") from None

    def tree(self, display: Xvfb, program: str) -> list[dict[str, Any]]:
        """What AT-SPI tells of a program: role, name, description and states of everything in it."""
        command = ["/usr/bin/python3", str(Path(__file__).with_name("accessible_tree.py")), program]
        done = subprocess.run(
            command, env=display.env(**self.env), capture_output=True, text=True, check=False, timeout=PATIENCE
        )
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]


def missing() -> str | None:
    """Why there can be no screen reader here; None if there can."""
    lacking = [name for name in ("orca", "dbus-daemon") if shutil.which(name) is None]
    if not LAUNCHER.exists():
        lacking.append(LAUNCHER.name)
    return f"not run: {', '.join(lacking)} not installed" if lacking else None


@contextmanager
def screen_reader(display: Xvfb) -> Iterator[Reader]:
    """A desktop session with accessibility switched on and Orca in it."""
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="meetdesk-reader-")))
        bus = stack.enter_context(session_bus())
        runtime = home / "run"
        runtime.mkdir(mode=0o700)
        # What is said is read, not heard: nothing that speaks is started, nor left behind.
        quiet = home / ".config" / "speech-dispatcher" / "speechd.conf"
        quiet.parent.mkdir(parents=True)
        quiet.write_text("DisableAutoSpawn\n")
        env = {"DBUS_SESSION_BUS_ADDRESS": bus.address, "XDG_RUNTIME_DIR": str(runtime), "GTK_A11Y": "none"}
        # Orca does not flush its log; on a terminal Python writes line by line.
        log, terminal = os.openpty()
        stack.callback(os.close, terminal)

        def start(*command: str) -> None:
            around = display.env(**env, HOME=str(home), LANG="C.UTF-8")
            with (home / f"{Path(command[0]).name}.txt").open("wb") as output:
                process = subprocess.Popen(
                    command, env=around, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
                )
            stack.callback(end, process)

        start(str(LAUNCHER), "--launch-immediately", "--a11y=1", "--screen-reader=1")
        until(lambda: any(runtime.rglob("at-spi/bus*")), "the bus for accessibility")
        start("orca", "--replace", f"--debug-file={os.ttyname(terminal)}")
        reader = Reader(env, log)
        reader.says("Screen reader on")
        yield reader
