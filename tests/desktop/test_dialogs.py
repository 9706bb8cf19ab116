"""Dialogs that Qt draws: in the page's language and colours, in a folder that makes sense."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from meetdesk.messages import sentence
from tests.support.processes import until
from tests.support.window import ROOT, AppWindow
from tests.support.xvfb import Xvfb

pytestmark = pytest.mark.window

_LOOKS = """
import json
from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox
from meetdesk.desktop.environment import prepare_environment
from meetdesk.desktop.look import Look
from meetdesk.desktop.qt.choose_files import name_filter
from meetdesk.desktop.qt.dialogs import Dialogs

prepare_environment()
application = QApplication([])
look = Look()
dialogs = Dialogs(lambda: look)
shown = []
for look in (Look(), Look("zh-CN", "dark"), Look("en", "light")):
    language = dialogs.language()
    dialog = QDialog()
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, dialog)
    lightness = dialog.palette().window().color().lightness()
    shown.append([language, buttons.buttons()[0].text(), lightness])
filters = [name_filter(accepted, "en") for accepted in ([], ["image/png", ".heic"], ["image/*"])]
print(json.dumps([shown, filters]))
"""


@pytest.fixture(scope="module")
def told(display: Xvfb) -> tuple[list[tuple[str, str, int]], list[str]]:
    env = display.env(PYTHONPATH=str(ROOT))
    done = subprocess.run(
        [sys.executable, "-c", _LOOKS], env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    looks, filters = json.loads(done.stdout)
    return [tuple(look) for look in looks], filters


def test_qt_speaks_the_page_s_language_also_after_a_change(told: tuple[list[tuple[str, str, int]], list[str]]) -> None:
    words = [(language, text.replace("&", "")) for language, text, _ in told[0]]
    assert words == [("en", "Cancel"), ("zh-CN", "取消(C)"), ("en", "Cancel")]


def test_qt_has_the_page_s_colours(told: tuple[list[tuple[str, str, int]], list[str]]) -> None:
    _, dark, light = (lightness for *_, lightness in told[0])
    assert dark < 90 < 180 < light, told[0]


def test_what_a_page_accepts_is_offered_first_and_all_files_too(
    told: tuple[list[tuple[str, str, int]], list[str]],
) -> None:
    everything, two, pictures = told[1]
    assert everything == "All files (*)"
    assert two == "Files that fit (*.heic *.png);;All files (*)"
    assert {"*.png", "*.jpg", "*.webp"} <= {*pictures.partition("(")[2].partition(")")[0].split()}


def test_files_are_chosen_where_they_are(display: Xvfb, playwright: Playwright, tmp_path: Path) -> None:
    documents, elsewhere, look = tmp_path / "documents", tmp_path / "elsewhere", tmp_path / "look"
    for folder in (documents, elsewhere):
        folder.mkdir()
        (folder / "plan.txt").write_text(folder.name)
    (elsewhere / "map.txt").write_text("a map")
    look.write_text("en light")
    arguments = ("-m", "tests.desktop.pages", "--keep", "--look", str(look))
    env = {"XDG_DOCUMENTS_DIR": str(documents), "QT_QPA_PLATFORMTHEME": "generic"}

    def choose(app: AppWindow, typed: str, title: str) -> str:
        page = app.page(playwright)
        page.wait_for_load_state()
        page.evaluate("document.getElementById('choose').value = ''")
        page.click("#choose", no_wait_after=True)
        dialog = until(lambda: display.windows(title), f"the dialog “{title}”; there are {display.windows('.')}")[-1]
        display.xdotool("windowactivate", "--sync", dialog)
        display.xdotool("type", "--delay", "30", typed)
        display.xdotool("key", "Return")
        text = "document.getElementById('choose').files[0]?.text()"
        found = until(lambda: page.evaluate(text), f"the file {typed} in the page")
        app.disconnect()
        return str(found)

    with AppWindow(display, tmp_path / "data", arguments, env=env) as app:
        assert choose(app, "plan.txt", sentence("choose_file", "en")) == "documents"
        assert choose(app, f"{elsewhere}/map.txt", sentence("choose_file", "en")) == "a map"
        look.write_text("zh-CN dark")
        # The folder of before, and the language of now.
        assert choose(app, "plan.txt", sentence("choose_file", "zh-CN")) == "elsewhere"
    with AppWindow(display, tmp_path / "data", arguments, env=env) as app:
        assert choose(app, "plan.txt", sentence("choose_file", "zh-CN")) == "elsewhere", "it is forgotten at the end"
