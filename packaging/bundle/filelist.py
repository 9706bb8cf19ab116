"""The list of all files of the app: what is in it, to the byte, so that two builds can be compared."""

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path


def files_of(folder: Path) -> Iterator[Path]:
    """Everything below ``folder`` but folders, in an order that does not depend on the disk."""
    for parent, folders, names in os.walk(folder):
        folders.sort()
        linked = [name for name in folders if (Path(parent) / name).is_symlink()]
        for name in sorted(names + linked):
            yield Path(parent) / name


def file_list(folder: Path) -> str:
    """One line a file: SHA-256 (or ``->`` and what a link points to), mode, bytes, name."""
    lines = []
    for file in files_of(folder):
        name = file.relative_to(folder).as_posix()
        if file.is_symlink():
            lines.append(f"-> {file.readlink()} {name}")
            continue
        found = file.stat()
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        lines.append(f"{digest} {stat.S_IMODE(found.st_mode):04o} {found.st_size} {name}")
    return "\n".join(lines) + "\n"


def normalise_modes(folder: Path) -> None:
    """755 for folders and programs, 644 for the rest, whatever the umask was and packages were installed with."""
    for parent, _folders, _names in os.walk(folder):
        Path(parent).chmod(0o755)
    for file in files_of(folder):
        if not file.is_symlink():
            file.chmod(0o755 if file.stat().st_mode & stat.S_IXUSR else 0o644)


def size_of(folder: Path) -> int:
    """Bytes of all files."""
    return sum(file.lstat().st_size for file in files_of(folder))
