"""Names of files that are safe to save under on every system, whoever chose them. Pure."""

import re
import unicodedata

from meetdesk.core import limits

FALLBACK = "file"
_UNSAFE = re.compile(r'[<>:"|?*\x00-\x1f\x7f-\x9f]')
"""What Windows takes in no name, and control characters."""
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])", re.IGNORECASE)
"""Names of devices on Windows, with any extension (Microsoft: Naming Files, Paths, and Namespaces)."""
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Among them the overrides of the writing direction, which make "exe.jpg" of "gpj.exe"."""


def safe_name(name: str) -> str:
    """The last part of a path, without anything that a file system or a reader could stumble over; never empty."""
    name = re.split(r"[/\\]", name)[-1]
    name = "".join(one for one in name if unicodedata.category(one) not in _HIDDEN)
    name = unicodedata.normalize("NFC", _UNSAFE.sub("_", name))
    # Windows drops dots and spaces at the end; a dot in front would hide the file.
    name = name.strip().lstrip(".").rstrip(". ").strip()
    stem, dot, extension = name.partition(".")
    if _RESERVED.fullmatch(stem.strip()):
        name = f"_{stem}{dot}{extension}"
    return _shortened(name) or FALLBACK


def _shortened(name: str) -> str:
    """Cuts the stem and keeps the extension."""
    if len(name.encode()) <= limits.FILE_NAME_BYTES:
        return name
    stem, dot, extension = name.rpartition(".")
    ending = f"{dot}{extension}" if dot and len(extension.encode()) <= 20 else ""
    room = limits.FILE_NAME_BYTES - len(ending.encode())
    kept = (stem if ending else name).encode()[:room].decode(errors="ignore")
    return kept.rstrip(". ") + ending
