"""What is made for Windows and macOS, as far as it can be looked at on Linux."""

import ast
import plistlib
import re
import shutil
from pathlib import Path

import pytest
from bundle.macos import app as mac_app  # type: ignore[import-not-found]
from bundle.macos import plist  # type: ignore[import-not-found]
from bundle.windows import version  # type: ignore[import-not-found]
from bundle.windows.installer import write_installer  # type: ignore[import-not-found]
from devtools import commands  # type: ignore[import-not-found]

from meetdesk import __version__
from tests.support.window import ROOT

PE = b"MZ"


def test_installer_is_compiled(tmp_path: Path) -> None:
    assert shutil.which("makensis"), "NSIS is missing, which packaging/system-packages.txt names"
    app = tmp_path / "app"
    files = ("meetdesk.exe", "meetdesk-cli.exe", "_internal/a.dll", "licences/a/b.txt", "meetdesk.cdx.json", "LICENSE")
    for name in files:
        (app / name).parent.mkdir(parents=True, exist_ok=True)
        (app / name).write_text(name)
    write_installer(app, tmp_path / "meetdesk-setup.exe")
    assert (tmp_path / "meetdesk-setup.exe").read_bytes()[:2] == PE


def test_everything_that_is_installed_is_removed() -> None:
    """The uninstaller deletes what it knows by name, never the folder that the person may have chosen."""
    script = (ROOT / "packaging/bundle/windows/meetdesk.nsi").read_text()
    removed = script.partition('Section "Uninstall"')[2]
    assert 'RMDir /r "$INSTDIR"' not in script
    for name in ("_internal", "licences", "meetdesk.exe", "meetdesk-cli.exe", "meetdesk.cdx.json", "LICENSE"):
        assert f'"$INSTDIR\\{name}"' in removed
    for key in re.findall(r'WriteReg\w+ HKCU "([^"]+)"', script):
        root = key.split("\\shell")[0].split("\\DefaultIcon")[0]
        assert f'DeleteRegKey HKCU "{root}"' in removed


@pytest.mark.parametrize(
    ("text", "numbers"), [("1.2.3", (1, 2, 3, 0)), ("0.9", (0, 9, 0, 0)), ("2.0.0rc1", (2, 0, 0, 0))]
)
def test_version_of_windows(text: str, numbers: tuple[int, ...]) -> None:
    assert version.numbers(text) == numbers
    # PyInstaller evaluates it, on Windows only.
    names = {one.id for one in ast.walk(ast.parse(version.resource(text, "meetdesk.exe"))) if isinstance(one, ast.Name)}
    kinds = {"FixedFileInfo", "StringFileInfo", "StringStruct", "StringTable", "VarFileInfo", "VarStruct"}
    assert names == kinds | {"VSVersionInfo"}


def test_macos_is_told_what_it_needs() -> None:
    info = plistlib.loads(plistlib.dumps(plist.info(__version__)))
    assert info["CFBundleURLTypes"][0]["CFBundleURLSchemes"] == ["meetdesk"]
    assert info["NSBonjourServices"] == ["_meetdesk._tcp"]
    for device in ("Camera", "Microphone", "LocalNetwork"):
        assert info[f"NS{device}UsageDescription"]
    assert all(texts.keys() == plist.WHY["en"].keys() for texts in plist.WHY.values())
    allowed = plistlib.loads(mac_app.ENTITLEMENTS.read_bytes())
    assert allowed["com.apple.security.device.camera"] is allowed["com.apple.security.device.audio-input"] is True


WORKFLOWS = pytest.mark.parametrize(
    "workflow", sorted((ROOT / ".github/workflows").glob("*.yml")), ids=lambda file: file.name
)


@WORKFLOWS
def test_actions_are_pinned(workflow: Path) -> None:
    used = re.findall(r"uses: (\S+)", workflow.read_text())
    assert used
    for action in used:
        assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", action), f"{action} is not pinned to a commit"


@WORKFLOWS
def test_what_a_workflow_runs_is_there(workflow: Path) -> None:
    text = workflow.read_text()
    for command in re.findall(r"packaging/dev\.py (\w+)|run: make (\w+)", text):
        assert "".join(command) in commands._ACTIONS
    for name in re.findall(r"(?<![\w./])((?:\.ci|tests|packaging)/[\w./-]+)", text):
        assert (ROOT / name).exists(), name
