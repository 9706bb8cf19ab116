"""Every sentence a person reads, by language: ``<language>/<part>.json``, flat keys, placeholders as ``{name}``.

A folder is a language, named by its BCP 47 tag; nothing else here lists them.
"""

import locale
import os
import re
import sys
from functools import cache
from importlib import resources

import msgspec

from meetdesk import programs
from meetdesk.core.directions import isolated

FALLBACK = "en"
LANGUAGES = tuple(
    sorted(
        folder.name
        for folder in resources.files(__name__).iterdir()
        if folder.is_dir() and folder.joinpath("window.json").is_file()
    )
)
_MOST_WISHES = 32
_WEIGHT = re.compile(r"q=([01](?:\.[0-9]{0,3})?)")
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


def sentence(key: str, language: str, **detail: str | int) -> str:
    """The sentence for ``key``, in English if the language has none; the key itself if there is none at all.

    A placeholder without detail stays as it is: half a sentence helps more than none. What is put in may be a name or
    title of somebody else: however it is written, the sentence around it keeps its order.
    """
    text = _texts(language).get(key) or _texts(FALLBACK).get(key) or key
    return _PLACEHOLDER.sub(lambda found: isolated(str(detail.get(found[1], found[0]))), text)


def system_language() -> str:
    """The best of LANGUAGES for this person's system."""
    return best_language(_system_locale())


def chosen_language(setting: str) -> str:
    """The one of LANGUAGES that a person's setting means: that very one, or else the system's."""
    return setting if setting in LANGUAGES else system_language()


def best_language(wanted: str) -> str:
    """The one of LANGUAGES that fits a locale (``zh_TW.UTF-8``) or a language tag (``zh-TW``) best: that very one, or
    one of the same language elsewhere, or else English."""
    tag = wanted.split(".", maxsplit=1)[0].split("@", maxsplit=1)[0].replace("_", "-").lower()
    by_tag = {language.lower(): language for language in reversed(LANGUAGES)}
    by_primary = {language.lower().split("-")[0]: language for language in reversed(LANGUAGES)}
    return by_tag.get(tag) or by_primary.get(tag.split("-")[0]) or FALLBACK


def preferred_language(accepted: str) -> str:
    """The one of LANGUAGES that ``Accept-Language`` (RFC 9110, 12.5.4) likes best; English if it likes none."""
    wishes = []
    for place, wish in enumerate(accepted.split(",")[:_MOST_WISHES]):
        tag, _, weight = wish.partition(";")
        found = _WEIGHT.fullmatch(weight.strip())
        wishes.append((-float(found[1]) if found else -1.0, place, tag.strip()))
    liked = (best_language(tag) for weight, _, tag in sorted(wishes) if weight and _is_known(tag))
    return next(liked, FALLBACK)


def _is_known(tag: str) -> bool:
    return tag.lower().split("-")[0] in {language.lower().split("-")[0] for language in LANGUAGES}


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

        return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
    if sys.platform == "darwin":
        # Apps started from the Finder have no LANG.
        return programs.run(["/usr/bin/defaults", "read", "-g", "AppleLocale"], seconds=5).stdout.strip()
    return ""
