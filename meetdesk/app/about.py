"""What MeetDesk is made of."""

import re
import sys
from functools import cache
from importlib.metadata import PackageMetadata, PackageNotFoundError, distribution
from pathlib import Path

from meetdesk.wire.local import Package

ROOTS = (
    "tornado",
    "pywebview",
    "PySide6",
    "QtPy",
    "msgspec",
    "cryptography",
    "spake2",
    "filelock",
    "ifaddr",
    "jeepney",
    "mnemonic",
    "platformdirs",
    "psutil",
    "pulsectl",
    "python-xlib",
    "segno",
    "wakepy",
    "websockets",
    "zeroconf",
    "zxcvbn",
)
"""The packages that ``pyproject.toml`` names; a test compares the two."""
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_CLASSIFIER = "License :: OSI Approved :: "
_LONGEST = 80


def licence_folder() -> Path | None:
    """With the licence texts of everything that the installed app brings (``packaging/bundle``); None from source."""
    if not getattr(sys, "frozen", False):
        return None
    program = Path(sys.executable).resolve().parent
    places = (program / "licences", program.parent / "Resources" / "licences")  # the other one on macOS
    return next((place for place in places if place.is_dir()), None)


@cache
def packages() -> tuple[Package, ...]:
    """The Python packages that the app runs with, and what they need in turn, as far as they are installed here."""
    found: dict[str, Package] = {}
    waiting = list(ROOTS)
    while waiting:
        key = re.sub("[-_.]+", "-", waiting.pop()).lower()
        if key in found:
            continue
        try:
            metadata = distribution(key).metadata
        except PackageNotFoundError:
            continue
        found[key] = Package(metadata["Name"], metadata["Version"], _licence(metadata))
        for requirement in metadata.get_all("Requires-Dist") or ():
            name = _NAME.match(requirement)
            if name is not None and "extra ==" not in requirement:
                waiting.append(name[0])
    return tuple(found[key] for key in sorted(found))


def _licence(metadata: PackageMetadata) -> str:
    """Of the three fields that packages use, newest first (PEP 639)."""
    if expressions := metadata.get_all("License-Expression"):
        return str(expressions[0])
    classified = [one.removeprefix(_CLASSIFIER) for one in metadata.get_all("Classifier") or () if _CLASSIFIER in one]
    if classified:
        return ", ".join(classified)
    words = "".join(metadata.get_all("License") or ()).strip()
    return words if 0 < len(words) <= _LONGEST else ""
