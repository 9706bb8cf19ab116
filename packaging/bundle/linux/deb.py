"""The app as a Debian package: in /usr/lib/meetdesk, with menu entry, icon, ``meetdesk://`` links and manual page."""

import gzip
import json
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from devtools.places import CACHE, PACKAGING, ROOT, UI
from devtools.stamps import digest, fresh, write
from devtools.steps import StepFailed, quiet

from bundle.elf import is_elf
from bundle.filelist import files_of, size_of
from meetdesk import __version__

_HERE = PACKAGING / "bundle" / "linux"
_TREE = CACHE / "bundle" / "deb"
_HOME = Path("usr/lib/meetdesk")
_SCRIPTS = {"postinst": 0o755, "prerm": 0o755, "triggers": 0o644}
"""What dpkg runs and heeds: they put the AppArmor profile in place where there is an AppArmor for it."""
_CONTROL = """\
Package: meetdesk
Version: {version}
Architecture: {architecture}
Maintainer: MeetDesk maintainers <maintainers@meetdesk.invalid>
Installed-Size: {kibibytes}
Depends: {depends}
Recommends: fonts-noto-cjk, fonts-noto-color-emoji, xdg-utils, libpipewire-0.3-0t64 | libpipewire-0.3-0, libpulse0
Section: net
Priority: optional
Description: meetings on a LAN with nothing but the app
 Voice, video and chat between the computers of one network. One person hosts,
 the others join by the host's address and a short code. There is no account,
 no server to install and no internet.
"""


def write_deb(app: Path, target: Path, *, epoch: int, compression: str) -> None:
    """``epoch``: time of all files, in seconds. ``compression``: an option of dpkg-deb, such as ``-Zxz``. Raises
    StepFailed."""
    shutil.rmtree(_TREE, ignore_errors=True)
    shutil.copytree(app, _TREE / _HOME, symlinks=True, copy_function=_link_or_copy)
    # Chromium makes this folder when it may, as root may; being the package's own it goes with it.
    (_TREE / _HOME / "_internal" / "PySide6" / "Qt" / "resources" / "locales").mkdir(parents=True, exist_ok=True)
    _around(epoch)
    control = _TREE / "DEBIAN" / "control"
    control.parent.mkdir()
    control.write_text(
        _CONTROL.format(
            version=debian_version(),
            architecture=_asked("dpkg", "--print-architecture"),
            kibibytes=size_of(_TREE) // 1024,
            depends=_dependencies(_TREE / _HOME, bundled_packages(app)),
        )
    )
    for name, mode in _SCRIPTS.items():
        shutil.copyfile(_HERE / name, control.with_name(name))
        control.with_name(name).chmod(mode)
    for path in [*_TREE.rglob("*"), _TREE]:
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)
        # dpkg-deb itself would only cap the times.
        os.utime(path, (epoch, epoch), follow_symlinks=False)
    quiet(
        "Debian package",
        ["dpkg-deb", "--root-owner-group", compression, "--build", _TREE, target],
        env={**os.environ, "SOURCE_DATE_EPOCH": str(epoch)},
    )


def debian_version() -> str:
    """``0.2.0.dev1`` sorts before ``0.2.0`` in Debian when it is written ``0.2.0~dev1``."""
    return re.sub(r"\.?(dev|a|b|rc)(\d*)", r"~\1\2", __version__)


def _link_or_copy(source: str, target: str) -> None:
    # Both are in the cache folder, on one disk; nothing below changes a file of the app.
    os.link(source, target, follow_symlinks=False)


def _around(epoch: int) -> None:
    """What the desktop and Debian want of a package besides its program."""
    usr = _TREE / "usr"
    doc = usr / "share" / "doc" / "meetdesk"
    placed = {
        _HERE / "meetdesk.desktop": usr / "share" / "applications" / "meetdesk.desktop",
        ROOT / "meetdesk" / "desktop" / "icons" / "meetdesk.png": _icons("256x256") / "meetdesk.png",
        UI / "src" / "view" / "icon.svg": _icons("scalable") / "meetdesk.svg",
        _HERE / "copyright": doc / "copyright",
        _HERE / "apparmor": usr / "share" / "meetdesk" / "apparmor",
    }
    for source, target in placed.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        target.chmod(0o644)
    (usr / "bin").mkdir()
    (usr / "bin" / "meetdesk").symlink_to("../lib/meetdesk/meetdesk")
    for source, target in {
        ROOT / "CHANGELOG.md": doc / "changelog.gz",
        _HERE / "meetdesk.1": usr / "share" / "man" / "man1" / "meetdesk.1.gz",
    }.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(gzip.compress(source.read_bytes(), mtime=epoch))
        target.chmod(0o644)


def _icons(size: str) -> Path:
    return _TREE / "usr" / "share" / "icons" / "hicolor" / size / "apps"


def bundled_packages(app: Path) -> list[str]:
    """Names of the Debian packages of which the app brings libraries."""
    parts = json.loads((app / "meetdesk.cdx.json").read_text("utf-8"))["components"]
    return [part["name"] for part in parts if part.get("purl", "").startswith("pkg:deb/")]


def _dependencies(home: Path, bundled: Sequence[str]) -> str:
    """The packages that have the libraries which the app links to and does not bring, with the versions it needs."""
    elves = [file for file in files_of(home) if not file.is_symlink() and is_elf(file)]
    folders = sorted({file.parent for file in elves})
    work = CACHE / "bundle" / "shlibdeps"
    # It takes half a minute, and neither the libraries nor the system change when the app does.
    stamp, kept = work / "stamp", work / "depends"
    state = digest([*elves, *bundled, _asked("dpkg-query", "-W")])
    if fresh(stamp, state) and kept.is_file():
        return kept.read_text("utf-8")
    (work / "debian").mkdir(parents=True, exist_ok=True)
    (work / "debian" / "control").write_text("Source: meetdesk\n\nPackage: meetdesk\nArchitecture: any\n")
    answer = subprocess.run(
        [
            "dpkg-shlibdeps",
            "-O",
            "--ignore-missing-info",
            *(f"-x{name}" for name in bundled),
            *(f"-l{folder}" for folder in folders),
            *elves,
        ],
        cwd=work,
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode:
        raise StepFailed(f"dpkg-shlibdeps: {answer.stderr.strip()}")
    kept.write_text(found := answer.stdout.strip().removeprefix("shlibs:Depends="), "utf-8")
    write(stamp, state)
    return found


def _asked(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
