"""pywebview comes without its web server: it is not loaded, and nothing in the app loads pywebview by another way."""

import re
import subprocess
import sys

import pytest

from tests.support.window import ROOT

LOADED = """
import sys
from meetdesk.desktop import pywebview
webview = pywebview.load()
import webview.platforms.qt
webview.create_window("MeetDesk", "http://127.0.0.1:9/")
print(*sorted({"webview", "bottle", "wsgiref", "wsgiref.simple_server", "http.server"} & set(sys.modules)))
print(webview.http.__file__ if hasattr(webview.http, "__file__") else "in its place")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="of Qt, which is there on Linux")
def test_its_web_server_is_not_loaded() -> None:
    done = subprocess.run([sys.executable, "-P", "-c", LOADED], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.splitlines() == ["webview", "in its place"], done.stdout + done.stderr


def test_nothing_loads_it_by_another_way() -> None:
    importing = re.compile(r"^\s*(import webview|from webview)\b", re.MULTILINE)
    found = {file.name for file in (ROOT / "meetdesk").rglob("*.py") if importing.search(file.read_text())}
    assert found == {"pywebview.py"}
