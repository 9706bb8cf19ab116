"""``python -m bundle [--fast] [--to FOLDER] [KIND…]``: makes the packages of this platform in ``dist``."""

import argparse
import hashlib
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from devtools.places import CACHE, ROOT
from devtools.steps import StepFailed, say

from bundle.epoch import epoch
from bundle.filelist import file_list, size_of
from bundle.freeze import MAC_APP, freeze
from meetdesk import __version__

_LEVEL, _FAST_LEVEL = 6, 0
"""Of xz. At 6 the app becomes 110 MB, in two minutes of two cores; at 9 little less, in much more time."""


def main() -> int:
    arguments = _arguments()
    try:
        with _alone():
            app = freeze()
            say(f"  {app}: {size_of(app) / 1e6:.0f} MB")
            arguments.to.mkdir(parents=True, exist_ok=True)
            for name in arguments.kinds or KINDS:
                KINDS[name](app, arguments.to, arguments.fast)
            _sums(arguments.to)
    except StepFailed as failure:
        say(f"✗ {failure}")
        return 1
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make package", description=__doc__)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"of: {', '.join(KINDS)}; without: all")
    parser.add_argument("--fast", action="store_true", help="light compression, for tests")
    parser.add_argument("--to", type=Path, default=ROOT / "dist", metavar="FOLDER", help="default: dist")
    arguments = parser.parse_args()
    if unknown := set(arguments.kinds) - set(KINDS):
        parser.error(f"not made on this platform: {', '.join(sorted(unknown))}")
    return arguments


@contextmanager
def _alone() -> Iterator[None]:
    """Waits for another that packs in this source tree, and then finds done what it did. Not on Windows."""
    if sys.platform == "win32":
        yield
        return
    import fcntl  # noqa: PLC0415

    lock = CACHE / "bundle.lock"
    lock.parent.mkdir(exist_ok=True)
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def stem() -> str:
    """Beginning of the names of this platform's packages."""
    system = {"darwin": "macos", "win32": "windows"}.get(sys.platform, sys.platform)
    return f"meetdesk-{__version__}-{system}-{platform.machine().lower()}"


def _made(target: Path) -> None:
    say(f"  {target}: {target.stat().st_size / 1e6:.1f} MB")


def _list(app: Path, folder: Path, _fast: bool) -> None:
    target = folder / f"{stem()}.files.txt"
    target.write_text(f"# {stem()}\n{file_list(app)}", encoding="utf-8")
    _made(target)
    shutil.copyfile(app / "meetdesk.cdx.json", folder / f"{stem()}.cdx.json")


def _archive(app: Path, folder: Path, fast: bool) -> None:
    from bundle.linux.archive import write_archive  # noqa: PLC0415

    say("• Archive …")
    target = folder / f"{stem()}.tar.xz"
    level = _FAST_LEVEL if fast else _LEVEL
    write_archive(app, f"meetdesk-{__version__}", target, epoch=epoch(), level=level)
    _made(target)


def _deb(app: Path, folder: Path, fast: bool) -> None:
    from bundle.linux.deb import debian_version, write_deb  # noqa: PLC0415

    target = folder / f"meetdesk_{debian_version()}_{platform.machine().replace('x86_64', 'amd64')}.deb"
    write_deb(app, target, epoch=epoch(), compression="-Znone" if fast else "-Zxz")
    _made(target)


def _installer(app: Path, folder: Path, _fast: bool) -> None:
    from bundle.windows.installer import write_installer  # noqa: PLC0415

    target = folder / f"{stem()}-setup.exe"
    write_installer(app, target)
    _made(target)


def _zip(app: Path, folder: Path, _fast: bool) -> None:
    say("• Archive …")
    made = shutil.make_archive(str(folder / stem()), "zip", app)
    _made(Path(made))


def _image(_app: Path, folder: Path, _fast: bool) -> None:
    from bundle.macos.image import write_image  # noqa: PLC0415

    target = folder / f"{stem()}.dmg"
    write_image(MAC_APP, target)
    _made(target)


def _sums(folder: Path) -> None:
    names = sorted(file.name for file in folder.glob("meetdesk*") if file.is_file())
    lines = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="ascii")


KINDS: dict[str, Callable[[Path, Path, bool], None]] = {"list": _list}
if sys.platform == "linux":
    KINDS |= {"tar": _archive, "deb": _deb}
elif sys.platform == "win32":
    KINDS |= {"zip": _zip, "installer": _installer}
elif sys.platform == "darwin":
    KINDS |= {"dmg": _image}

if __name__ == "__main__":
    sys.exit(main())
