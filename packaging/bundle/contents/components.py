"""The components of the app: name, version, licence and its text of everything that is in it."""

import json
import platform
import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.metadata import Distribution
from pathlib import Path
from typing import Any

from devtools.places import PACKAGING, UI, UI_BUILT
from devtools.steps import StepFailed
from packageurl import PackageURL

from bundle.contents.owners import Owners

TEXTS = PACKAGING / "bundle" / "texts"
"""Licences of packages that do not bring their own."""
_LICENCE_FILES = ("licen", "copying", "notice", "authors", "copyright")
_WITHOUT_TEXT = {
    "pyside6": ("LGPL-3.0.txt", "GPL-3.0.txt", "qt.txt"),
    "pyside6-addons": ("LGPL-3.0.txt", "GPL-3.0.txt", "qt.txt"),
    "pyside6-essentials": ("LGPL-3.0.txt", "GPL-3.0.txt", "qt.txt", "qt-parts.txt"),
    "pyside6-webengine": ("LGPL-3.0.txt", "GPL-3.0.txt", "qt.txt", "chromium.txt"),
    "shiboken6": ("LGPL-3.0.txt", "GPL-3.0.txt", "qt.txt"),
    "proxy-tools": ("proxy_tools.txt",),
}
_UNNAMED = "see the text"
_GENERATES_CODE = ("@inlang/paraglide-js",)
"""Not bundled itself, but what it writes into the UI is."""


@dataclass(frozen=True)
class Component:
    """One part that somebody else made."""

    name: str
    version: str
    licence: str
    """SPDX expression where its maker gives one, else the maker's words."""
    purl: str
    texts: tuple[Path, ...] = field(repr=False)
    """Licence texts; never empty."""
    bills: tuple[Path, ...] = ()
    """Bills of materials that it brings for parts inside it."""


def components(places: Iterable[str]) -> list[Component]:
    """Of everything in the app, by name. ``places``: the files it was made from. Raises StepFailed if one has no
    licence text."""
    owners = Owners(places)
    found = [_python(), *_npm()]
    found += [_distribution(one) for one in owners.distributions]
    found += [_debian(name) for name in owners.debian]
    if without := [part.name for part in found if not part.texts]:
        raise StepFailed(
            f"No licence text is known of: {', '.join(sorted(without))}. Put it into packaging/bundle/texts."
        )
    return sorted(found, key=lambda part: part.purl)


def _python() -> Component:
    places = (Path(sysconfig.get_path("stdlib")), Path(sys.base_prefix))
    texts = [place / "LICENSE.txt" for place in places if (place / "LICENSE.txt").is_file()]
    debian = Path(f"/usr/share/doc/python{sys.version_info.major}.{sys.version_info.minor}/copyright")
    texts += [debian] if debian.is_file() and not texts else []
    version = platform.python_version()
    return Component("Python", version, "Python-2.0", f"pkg:generic/python@{version}", tuple(texts[:1]))


def _distribution(one: Distribution) -> Component:
    name, version = one.metadata["Name"], one.version
    usual = name.lower().replace("_", "-")
    inside = [file for file in one.files or () if ".dist-info" in file.parts[0]]
    texts = [
        Path(str(one.locate_file(file)))
        for file in inside
        if file.name.lower().startswith(_LICENCE_FILES) or "licenses" in file.parts
    ]
    texts = texts or [TEXTS / text for text in _WITHOUT_TEXT.get(usual, ())]
    # Of interest where a compiled part hides others in it.
    pure = "Root-Is-Purelib: true" in (one.read_text("WHEEL") or "")
    bills = [Path(str(one.locate_file(file))) for file in inside if "sboms" in file.parts and not pure]
    return Component(
        name,
        version,
        _licence_of(one),
        PackageURL("pypi", None, usual, version).to_string(),
        tuple(sorted(texts)),
        tuple(sorted(bills)),
    )


def _licence_of(one: Distribution) -> str:
    fields = one.metadata.json
    told = str(fields.get("license_expression") or fields.get("license") or "")
    classifiers = [line for line in one.metadata.get_all("Classifier") or () if line.startswith("License ::")]
    # Some put the whole text there.
    return told.strip().partition("\n")[0] or "; ".join(line.rpartition(":: ")[2] for line in classifiers)


def common_licences(text: Path) -> Iterator[Path]:
    """The licences that a Debian copyright file does not repeat, but points to."""
    for name in re.findall(
        r"/usr/share/common-licenses/([A-Za-z0-9.-]*[A-Za-z0-9])", text.read_text("utf-8", "replace")
    ):
        place = Path("/usr/share/common-licenses", name)
        if place.is_file():
            yield place


def _debian(package: str) -> Component:
    asked = ["dpkg-query", "-W", "-f", "${Package}\t${Version}\t${Architecture}", package]
    name, version, architecture = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split("\t")
    text = Path("/usr/share/doc", name, "copyright")
    purl = PackageURL("deb", "debian", name, version, {"arch": architecture}).to_string()
    return Component(name, version, _short_names(text), purl, (text,) if text.is_file() else ())


def _short_names(copyright_file: Path) -> str:
    """The licences that a Debian copyright file names, if it is of the form that a machine can read."""
    text = copyright_file.read_text("utf-8", "replace") if copyright_file.is_file() else ""
    names = {line.removeprefix("License:").strip() for line in text.splitlines() if line.startswith("License:")}
    return ", ".join(sorted(names - {""})) or _UNNAMED


def _npm() -> Iterator[Component]:
    """Of the packages in the UI, as its build has noted them (``ui/vite.config.ts``)."""
    noted: set[tuple[str, str]] = set()
    for file in sorted((UI_BUILT / "cyclonedx").glob("*.json")):
        for part in json.loads(file.read_text("utf-8"))["components"]:
            noted.add((f"{part['group']}/{part['name']}" if part.get("group") else part["name"], part["version"]))
    if not noted:
        raise StepFailed(f"The UI's build has left no list of its packages in {UI_BUILT / 'cyclonedx'}.")
    described = {(about["name"], about["version"]): place for place, about in _installed()}
    for place, about in _installed():
        if about["name"] in _GENERATES_CODE:
            noted.add((about["name"], about["version"]))
            described[about["name"], about["version"]] = place
    for name, version in sorted(noted):
        place = described[name, version]
        about = json.loads((place / "package.json").read_text("utf-8"))
        group, _, short = name.rpartition("/")
        texts: Sequence[Path] = sorted(file for file in place.iterdir() if file.name.lower().startswith(_LICENCE_FILES))
        # Also of what is compiled into a package that does not say whose it is.
        own = TEXTS / f"{name.replace('/', '-').removeprefix('@')}.txt"
        texts = [*texts, *([own] if own.is_file() else [])]
        purl = PackageURL("npm", group or None, short, version).to_string()
        yield Component(name, version, _npm_licence(about), purl, tuple(texts))


def _npm_licence(about: dict[str, Any]) -> str:
    """Of a ``package.json``; ``licenses`` is how old ones say it."""
    several = " AND ".join(str(one["type"]) for one in about.get("licenses", ()))
    return str(about.get("license") or several or _UNNAMED)


def _installed() -> Iterator[tuple[Path, dict[str, str]]]:
    """Folder and description of every package in ``ui/node_modules``."""
    lock = json.loads((UI / "package-lock.json").read_text("utf-8"))
    for name in lock["packages"]:
        file = UI / name / "package.json"
        if name and file.is_file():
            yield file.parent, json.loads(file.read_text("utf-8"))
