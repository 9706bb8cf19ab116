"""The folder ``licences`` of the app: who made its parts, and under which licences."""

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from bundle.contents.components import Component, common_licences

_HEAD = """MeetDesk is under the MIT licence, see the file LICENSE beside this folder.
It contains the following, each under its own licence, whose text is in the folder named after it. What texts of
Debian point to in /usr/share/common-licenses is in the folder common-licenses here.

"""


def write(parts: Sequence[Component], folder: Path) -> None:
    """One folder a component with its texts, and an index of them all."""
    lines = []
    for part in parts:
        place = folder / folder_name(part)
        place.mkdir(parents=True, exist_ok=True)
        for text in (*part.texts, *part.bills):
            target = place / text.name
            if target.exists():
                target = place / f"{text.parent.name}-{text.name}"
            shutil.copyfile(text, target)
            for common in common_licences(text):
                (folder / "common-licenses").mkdir(exist_ok=True)
                shutil.copyfile(common, folder / "common-licenses" / common.name)
        lines.append(f"{part.name} {part.version}\n    {' '.join(part.licence.split())}\n    {place.name}/\n")
    (folder / "README.txt").write_text(_HEAD + "\n".join(lines), encoding="utf-8")


def folder_name(part: Component) -> str:
    """Kind and name, such as ``pypi-tornado``: the same name may be used by packages of several kinds."""
    kind = part.purl.removeprefix("pkg:").partition("/")[0]
    return re.sub(r"[^A-Za-z0-9._+-]+", "-", f"{kind}-{part.name}").strip("-")
