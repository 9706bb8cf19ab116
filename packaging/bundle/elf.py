"""Reads ELF files (Linux) with binutils, which PyInstaller needs anyway."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

_AT_ONCE = 200


def is_elf(path: str | Path) -> bool:
    with Path(path).open("rb") as file:
        return file.read(4) == b"\x7fELF"


def needed(paths: Sequence[str]) -> dict[str, set[str]]:
    """By file, the names of the libraries it links to directly. Files that are not ELF are left out."""
    found: dict[str, set[str]] = {}
    elves = [path for path in paths if is_elf(path)]
    for start in range(0, len(elves), _AT_ONCE):
        some = elves[start : start + _AT_ONCE]
        text = subprocess.run(["objdump", "-p", *some], capture_output=True, text=True, check=True).stdout
        current = ""
        for line in text.splitlines():
            if ":     file format " in line:
                current = line.partition(":     file format ")[0]
                found[current] = set()
            elif line.startswith("  NEEDED "):
                found[current].add(line.split()[1])
    return found
