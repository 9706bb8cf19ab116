"""PyInstaller's description of the app for Windows and macOS, and what is done to it there, with fakes of what only
those systems have. On Linux, where it is real: ``tests/bundle``."""

import os
import plistlib
import stat
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import PyInstaller.utils.hooks  # before anything pretends to be another system
import pytest
from bundle.macos import app as mac_app  # type: ignore[import-not-found]
from bundle.macos import image, plist  # type: ignore[import-not-found]

from meetdesk import __version__
from meetdesk.app import about
from tests.support.window import ROOT

SPEC = ROOT / "packaging" / "bundle" / "meetdesk.spec"


class Built:
    """What the description asks PyInstaller for."""

    def __init__(self, work: Path) -> None:
        self.programs: dict[str, dict[str, Any]] = {}
        self.files: list[tuple[str, str, str]] = []
        self.app: dict[str, Any] = {}
        self._names: dict[str, Any] = {
            "SPECPATH": str(SPEC.parent),
            "workpath": str(work),
            "Analysis": self._analysis,
            "PYZ": lambda _pure: "pyz",
            "EXE": self._exe,
            "COLLECT": self._collect,
            "BUNDLE": self._bundle,
        }

    def run(self) -> None:
        exec(compile(SPEC.read_text(), str(SPEC), "exec"), self._names)  # as PyInstaller does

    def _analysis(self, scripts: list[str], **more: Any) -> SimpleNamespace:
        assert Path(scripts[0]).is_file()
        assert "gi" in more["excludes"]
        assert more["hiddenimports"] == [], "of Linux only"
        binaries = [("webview\\lib\\WebView2Loader.dll", "C:\\w.dll", "BINARY")]
        datas = [("meetdesk\\ui\\index.html", "C:\\i.html", "DATA"), ("tornado\\speedups.pyi", "C:\\s.pyi", "DATA")]
        return SimpleNamespace(binaries=binaries, datas=datas, pure=[], scripts=[("start", scripts[0], "PYSOURCE")])

    def _exe(self, *_parts: Any, name: str, **options: Any) -> str:
        self.programs[name] = options
        return name

    def _collect(self, *parts: Any, name: str) -> str:
        *programs, files = parts
        assert set(programs) == set(self.programs)
        self.files = files
        return name

    def _bundle(self, collected: str, **options: Any) -> None:
        assert collected == "meetdesk"
        self.app = options


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Built:
    monkeypatch.setattr(about, "packages", lambda: ())
    # It asks the system that it runs on.
    monkeypatch.setattr(PyInstaller.utils.hooks, "collect_data_files", lambda _package: [])
    monkeypatch.setattr(sys, "path", list(sys.path))
    return Built(tmp_path)


@pytest.fixture
def tools(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Stands in for macOS's tools: each call becomes a line of the file."""
    folder, calls = tmp_path / "bin", tmp_path / "calls"
    folder.mkdir()
    for name in ("codesign", "sips", "iconutil", "hdiutil"):
        tool = folder / name
        tool.write_text(f'#!/bin/sh\necho "{name} $*" >> {calls}\n')
        tool.chmod(tool.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.delenv(mac_app.IDENTITY_VARIABLE, raising=False)
    return calls


def test_windows(built: Built, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    built.run()
    assert {name: one["console"] for name, one in built.programs.items()} == {"meetdesk": False, "meetdesk-cli": True}
    for name, options in built.programs.items():
        assert Path(options["icon"]).is_file()
        assert f"'{name}.exe'" in Path(options["version"]).read_text()
    assert [name for name, _, _ in built.files] == ["webview\\lib\\WebView2Loader.dll", "meetdesk\\ui\\index.html"]
    assert (tmp_path / "origins.json").is_file()
    assert not built.app


def test_macos(built: Built, tools: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    built.run()
    assert built.programs == {
        "meetdesk": {
            "exclude_binaries": True,
            "console": False,
            "codesign_identity": None,
            "entitlements_file": str(mac_app.ENTITLEMENTS),
        }
    }
    assert (built.app["name"], built.app["bundle_identifier"]) == ("MeetDesk.app", plist.IDENTIFIER)
    assert built.app["info_plist"] == plist.info(__version__)
    assert tools.read_text().count("sips -z ") == 10
    assert "iconutil --convert icns" in tools.read_text()


@pytest.mark.parametrize("identity", ["", "Developer ID Application: Somebody"])
def test_the_app_of_macos_is_completed_and_signed(
    identity: str, tools: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if identity:
        monkeypatch.setenv(mac_app.IDENTITY_VARIABLE, identity)
    folder, app = tmp_path / "meetdesk", tmp_path / "MeetDesk.app"
    (folder / "licences" / "pypi-tornado").mkdir(parents=True)
    (folder / "licences" / "pypi-tornado" / "LICENSE").write_text("Apache")
    for name in ("LICENSE", "meetdesk.cdx.json"):
        (folder / name).write_text(name)
    resources = app / "Contents" / "Resources"
    resources.mkdir(parents=True)
    mac_app.finish(folder, app)
    assert (resources / "licences" / "pypi-tornado" / "LICENSE").read_text() == "Apache"
    for language, texts in plist.WHY.items():
        lines = (resources / f"{language}.lproj" / "InfoPlist.strings").read_text()
        # The old form of property lists, of which Python reads none: name, text, semicolon.
        assert lines.splitlines() == [f'"{key}" = "{text}";' for key, text in texts.items()]
        assert not any('"' in text or "\\" in text for text in texts.values())
    signed, verified = tools.read_text().splitlines()
    assert signed.startswith(f"codesign --force --sign {identity or '-'} --entitlements {mac_app.ENTITLEMENTS}")
    assert ("--options runtime" in signed) is bool(identity)
    assert verified == f"codesign --verify --deep --strict {app}"
    image.write_image(app, tmp_path / "meetdesk.dmg")
    assert tools.read_text().splitlines()[-1].endswith(f"-format ULFO {tmp_path / 'meetdesk.dmg'}")


def test_what_macos_is_told_can_be_written(tmp_path: Path) -> None:
    """PyInstaller writes it with plistlib, which takes no value of another kind."""
    (tmp_path / "Info.plist").write_bytes(plistlib.dumps(plist.info(__version__)))
    assert plistlib.loads((tmp_path / "Info.plist").read_bytes()) == plist.info(__version__)
