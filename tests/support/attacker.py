"""An attack from a process of its own, so that its work is not taken for the host's."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

SETTLE_SECONDS = 2.0
"""Until it goes at full strength."""


@contextmanager
def attacking(act: str, port: int, times: int) -> Iterator[None]:
    """``act``: a stranger's, of ``tests.hostile.listed``, so many times as strong, against a host on this machine."""
    command = [sys.executable, "-m", "tests.hostile.attacker", act, str(times), str(port), "no code"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        time.sleep(SETTLE_SECONDS)
        yield
        assert process.poll() is None, f"the attack ended by itself: {process.stdout and process.stdout.read()}"
    finally:
        process.terminate()
        process.communicate(timeout=20)
