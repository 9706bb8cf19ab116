"""A missing library is called by its name and its Debian package."""

import subprocess
import sys
from pathlib import Path

import pytest

from meetdesk.command_line.output import Output
from meetdesk.desktop.display import _does_not_load
from meetdesk.desktop.libraries import debian_package, missing_library
from tests.support.window import ROOT

SAID = "libXfixes.so.3: cannot open shared object file: No such file or directory"
LOADED = {
    *("libXfixes.so.3", "libnss3.so", "libasound.so.2", "libEGL.so.1", "libGL.so.1", "libxcb-cursor.so.0"),
    *("libxkbcommon-x11.so.0", "libXcomposite.so.1", "libgssapi_krb5.so.2", "libdbus-1.so.3", "libsmime3.so"),
    *("libglib-2.0.so.0", "libwayland-cursor.so.0", "libX11.so.6", "libz.so.1"),
}
"""Some of what the engine links to."""


def test_the_sentence_names_library_and_package(capsys: pytest.CaptureFixture[str]) -> None:
    problem = _does_not_load(f"xcb: {SAID}", SAID)
    Output("en").warn(problem.key, **problem.sentence_detail)
    told = capsys.readouterr().err
    assert "libXfixes.so.3" in told
    assert "libxfixes3" in told
    assert "screen" not in told
    assert missing_library("libx.so.1: undefined symbol: f") is None


def test_every_such_package_is_in_the_list() -> None:
    listed = (ROOT / "packaging" / "system-packages.txt").read_text().replace("|", " ").split()
    known = {"libglib2.0-0", "zlib1g", "libx11-6"}  # others of the list bring these in every release
    missing = {debian_package(one) for one in LOADED} - set(listed) - known
    assert not missing


def test_the_engine_is_the_one_that_says_so(tmp_path: Path) -> None:
    """A real loader's words, of a library that is not there."""
    source = tmp_path / "app.py"
    source.write_text("import ctypes\ntry: ctypes.CDLL('libnothing-9.so.1')\nexcept OSError as error: print(error)\n")
    said = subprocess.run([sys.executable, source], capture_output=True, text=True, check=True).stdout
    assert missing_library(said) == "libnothing-9.so.1"
    assert debian_package("libnothing-9.so.1") == "libnothing-9-1"
