"""Every sentence a person reads, by language: ``<language>/<part>.json``, flat keys, placeholders as ``{name}``."""

import os
import re
import subprocess
import sys
from functools import cache
from importlib import resources

import msgspec

LANGUAGES = ("en", "zh-CN")
FALLBACK = "en"
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


def sentence(key: str, language: str, **detail: str | int) -> str:
    """The sentence for ``key``, in English if the language has none; the key itself if there is none at all.

    A placeholder without detail stays as it is: half a sentence helps more than none.
    """
    text = _texts(language).get(key) or _texts(FALLBACK).get(key) or key
    return _PLACEHOLDER.sub(lambda found: str(detail.get(found[1], found[0])), text)


def system_language() -> str:
    """The best of LANGUAGES for this person's system."""
    return "zh-CN" if _system_locale().lower().startswith("zh") else FALLBACK


@cache
def _texts(language: str) -> dict[str, str]:
    texts: dict[str, str] = {}
    if language not in LANGUAGES:
        return texts
    for file in resources.files(__name__).joinpath(language).iterdir():
        if file.name.endswith(".json"):
            texts |= msgspec.json.decode(file.read_bytes(), type=dict[str, str])
    return texts


def _system_locale() -> str:
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return value
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415  (exists in full on Windows only)

        primary = ctypes.windll.kernel32.GetUserDefaultUILanguage() & 0x3FF
        return "zh" if primary == 0x04 else "en"
    if sys.platform == "darwin":
        # Apps started from the Finder have no LANG.
        asked = subprocess.run(
            ["/usr/bin/defaults", "read", "-g", "AppleLocale"], capture_output=True, text=True, check=False, timeout=5
        )
        return asked.stdout.strip()
    return ""
