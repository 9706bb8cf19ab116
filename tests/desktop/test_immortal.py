"""Qt takes references of ``None`` and ``True`` away on Pythons where they can run out."""

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from meetdesk.desktop.immortal import REFERENCES
from tests.support.person import Person
from tests.support.processes import until
from tests.support.window import ROOT, AppWindow
from tests.support.xvfb import Xvfb

CALLS = 100_000
"""More than there are references of ``None`` in any process of ours; ``True`` has a hundredth of them."""
_MANY_CALLS = f"""
import sys
from PySide6.QtCore import QObject, Signal
from meetdesk.desktop.qt.start import start_engine

class Speaker(QObject):
    said = Signal()

start_engine()
speaker = Speaker()
for _ in range({CALLS}):
    speaker.setObjectName("a")
    speaker.said.emit()
print("still here")
"""


@pytest.mark.window
def test_many_calls_of_qt_do_not_end_the_process(display: Xvfb) -> None:
    env = display.env(PYTHONPATH=str(ROOT), QTWEBENGINE_DISABLE_SANDBOX="1")
    done = subprocess.run(
        [sys.executable, "-c", _MANY_CALLS], env=env, capture_output=True, text=True, timeout=120, check=False
    )
    assert "still here" in done.stdout, f"ended with status {done.returncode}:\n{done.stderr[-3000:]}"


def counts(output: str) -> list[list[int]]:
    """Of None, True and False, from the earliest."""
    lines = output.splitlines()[:-1]  # the last one may be half written
    return [[int(one) for one in line.split()[1:]] for line in lines if line.startswith("references ")]


@pytest.mark.window
@pytest.mark.skipif(sys.version_info >= (3, 12), reason="these objects are immortal there")
def test_a_stretch_of_use_does_not_use_them_up(display: Xvfb, playwright: Playwright, tmp_path: Path) -> None:
    with AppWindow(display, tmp_path, ("-m", "tests.desktop.counted")) as app:
        page = app.page(playwright)
        Person(page, "Mira").is_home()
        window = until(lambda: display.windows("MeetDesk"), "the window")[-1]
        before = len(counts(app.output()))
        for turn in range(12):
            display.xdotool("windowsize", window, str(900 + 10 * turn), "700")
            page.evaluate("turn => { document.title = `MeetDesk ${turn}` }", turn)
            page.mouse.click(300, 300, button="right")
            display.xdotool("key", "Escape")
        told = until(lambda: len(found := counts(app.output())) > before + 2 and found, "counts of references")
    fewest = [min(column) for column in zip(*told[before:], strict=True)]
    assert min(fewest) > REFERENCES // 2, f"of None, True, False there were only {fewest}; from the start: {told[::8]}"
