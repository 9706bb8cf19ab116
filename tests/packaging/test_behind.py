"""What the report on newer versions says, and that the engine that the documents name is the one that is locked."""

import json
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta

from devtools import behind  # type: ignore[import-not-found]

from tests.support.window import ROOT

SECURITY = " ".join((ROOT / "docs" / "security.md").read_text().split())


def python(*names: str) -> str:
    return json.dumps([{"name": name, "version": "1.0", "latest_version": "1.1"} for name in names])


def test_what_is_in_the_app_is_told_from_what_developers_use() -> None:
    lock = "# Written\nfilelock==1.0 \\\n    --hash=sha256:00\npyside6-webengine==1.0 ; sys_platform == 'linux' \\\n"
    found = behind.behind_in_python(python("filelock", "mypy", "pip", "PySide6_WebEngine"), lock)
    assert {each.name: each.in_app for each in found} == {"filelock": True, "mypy": False, "PySide6_WebEngine": True}
    npm = json.dumps(
        {"yjs": {"current": "13.0.0", "latest": "14.0.0"}, "vite": {"current": "8.3.8", "latest": "8.4.0"}}
    )
    assert behind.behind_in_node(npm, {"yjs": "13.0.0"}) == [
        ("yjs", "13.0.0", "14.0.0", True),
        ("vite", "8.3.8", "8.4.0", False),
    ]
    assert behind.behind_in_node("", {}) == []


def test_the_engine_comes_first() -> None:
    found = [behind.Behind("mypy", "1", "2", False), behind.Behind("PySide6_WebEngine", "1.0", "1.1", True)]
    assert behind.written("The engine 1.0", found) == [
        "The engine 1.0; 1.1 is out.",
        "In the app: 1 behind.",
        "  PySide6_WebEngine 1.0 → 1.1",
        "For developers: 1 behind.",
        "  mypy 1 → 2",
    ]
    nothing = ["The engine 1.1; none is newer.", "In the app: nothing is behind.", "For developers: nothing is behind."]
    assert behind.written("The engine 1.1", []) == nothing


def test_packages_without_a_release_for_long_are_told() -> None:
    lock = """
        [[packages]]
        name = "proxy-tools"
        version = "0.1.0"
        sdist = { url = "https://a/b.tar.gz", upload-time = 2014-05-05T21:02:24Z, hashes = {} }
        [[packages]]
        name = "tornado"
        version = "6.6.1"
        wheels = [{ url = "https://a/b.whl", upload-time = 2024-01-01T00:00:00Z, hashes = {} },
                  { url = "https://a/c.whl", upload-time = 2026-11-09T00:00:00Z, hashes = {} }]
        [[packages]]
        name = "of a folder"
        version = "1"
        wheels = [{ path = "own.whl", hashes = {} }]
    """
    today = datetime(2026, 11, 30, tzinfo=UTC)
    told = ["In the app without a release for 2 years: 1.", "  proxy-tools 0.1.0 of May 2014"]
    assert behind.hardly_maintained(lock, today) == told
    none = ["In the app without a release for 2 years: none."]
    assert behind.hardly_maintained(lock, today - timedelta(days=12 * 365)) == none
    assert behind.hardly_maintained('lock-version = "1.0"', today) == none


def test_the_documents_say_what_of_hardly_maintained_packages_is_reachable() -> None:
    """Those that the report names; each with the version that is locked, or the text may be of another one."""
    lock = dict(re.findall(r"^(\S+)==(\S+)", (ROOT / "packaging" / "requirements.lock").read_text(), re.MULTILINE))
    rows = re.findall(r"^\| `(\S+)` (\S+), \w+ \d{4} \|", (ROOT / "docs" / "security.md").read_text(), re.MULTILINE)
    named = {"bottle", "ifaddr", "mnemonic", "proxy-tools", "pulsectl", "python-xlib", "six", "spake2"}
    assert dict(rows) == {name: lock[name] for name in named}


def test_the_documents_name_the_engine_that_is_locked() -> None:
    lock = (ROOT / "packaging" / "requirements.lock").read_text()
    package = re.search(r"^pyside6-webengine==(\S+)", lock, re.MULTILINE)
    assert package
    asked = subprocess.run([sys.executable, "-c", behind._ENGINE], capture_output=True, text=True, check=True)
    qt, chromium, mended = asked.stdout.split()
    stated = (
        f"Qt WebEngine {qt} (package `PySide6_WebEngine` {package[1]}), which is Chromium {chromium} with the security "
        f"mends up to Chromium {mended}."
    )
    assert stated in SECURITY, f"docs/security.md should say: {stated}"
