"""What the picker offers on which desktop: a real dialog that is drawn nowhere, and what the engine sees is made up."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

pytestmark = pytest.mark.window

_PROGRAM = """
import json, sys
from PySide6.QtCore import QStringListModel
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QListWidget
from PySide6.QtWebEngineCore import QWebEngineDesktopMediaRequest
from meetdesk.desktop.qt.screen_picker import ScreenPicker

class Request:
    def __init__(self, screens, windows):
        self.models, self.answer = [QStringListModel(screens), QStringListModel(windows)], None
    def screensModel(self):
        return self.models[0]
    def windowsModel(self):
        return self.models[1]
    def cancel(self):
        self.answer = "cancelled"
    def selectScreen(self, index):
        self.answer = f"screen {index.row()}"
    def selectWindow(self, index):
        self.answer = f"window {index.row()}"

app = QApplication([])

def seen(picker):
    app.processEvents()
    shown = lambda kind: [one for one in picker.findChildren(kind) if one.isVisible()]
    offers = [one for view in shown(QListWidget) for one in (view.item(row).text() for row in range(view.count()))]
    return {"offers": offers, "buttons": [one.text() for one in shown(QAbstractButton)],
            "says": [one.text() for one in shown(QLabel)]}

found = []
for screens, windows, later in json.loads(sys.argv[1]):
    request = Request(screens, windows)
    picker = ScreenPicker(request, None, "en")
    picker.open()
    steps = [seen(picker)]
    if later:
        request.models[1].setStringList(later)
        steps.append(seen(picker))
    picker.accept()
    found.append({"steps": steps, "answer": request.answer})
print(json.dumps(found))
"""


def picked(cases: list[tuple[list[str], list[str], list[str]]], **env: str) -> Any:
    """What is seen in the picker and what it answers to Return, for screens, windows, and windows that come later."""
    without = {name: value for name, value in os.environ.items() if name != "WAYLAND_DISPLAY"}
    program = subprocess.run(
        [sys.executable, "-c", _PROGRAM, json.dumps(cases)],
        env=without | {"QT_QPA_PLATFORM": "offscreen"} | env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert program.returncode == 0, program.stderr
    return json.loads(program.stdout)


def test_on_an_x_server_the_screen_comes_first_and_an_empty_picker_has_nothing_to_press() -> None:
    with_screen, empty = picked([([":0"], ["Budget"], []), ([], [], ["Budget"])])
    assert with_screen["steps"][0]["offers"] == ["Entire screen", "Budget"]
    assert with_screen["answer"] == "screen 0"
    nothing, later = empty["steps"]
    assert nothing["offers"] == []
    assert nothing["buttons"] == ["Close"], "no button that does nothing"
    assert "no screen or window" in nothing["says"][0]
    assert later["offers"] == ["Budget"]
    assert later["buttons"] == ["Share", "Cancel"]
    assert empty["answer"] == "cancelled", "nothing was chosen yet"


def test_beside_a_compositor_the_black_screen_of_the_x_server_is_not_offered() -> None:
    with_window, only_screen = picked([([":0"], ["Budget"], []), ([":0"], [], [])], WAYLAND_DISPLAY="/none/wayland-0")
    assert with_window["steps"][0]["offers"] == ["Budget"]
    assert any("black" in said for said in with_window["steps"][0]["says"]), "it says why"
    assert with_window["answer"] == "window 0"
    assert only_screen["steps"][0]["buttons"] == ["Close"]
    assert only_screen["answer"] == "cancelled"
