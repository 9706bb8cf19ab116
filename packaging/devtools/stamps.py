"""Stamps: a step is not done again while what it was made from is the same."""

import hashlib
from collections.abc import Iterable
from pathlib import Path


def digest(parts: Iterable[Path | str]) -> str:
    """Hash of strings and of files' names and contents. A file that is not there counts as not there."""
    total = hashlib.sha256()
    for part in parts:
        if isinstance(part, Path):
            content = part.read_bytes() if part.is_file() else b"missing"
            total.update(f"{part}\0{len(content)}\0".encode())
            total.update(content)
        else:
            total.update(f"{part}\0".encode())
    return total.hexdigest()


def fresh(stamp: Path, value: str) -> bool:
    """Whether the step that wrote this stamp was done with the same ``value``."""
    return stamp.is_file() and stamp.read_text(encoding="ascii", errors="replace") == value


def write(stamp: Path, value: str) -> None:
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(value, encoding="ascii")
