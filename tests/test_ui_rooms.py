"""In the window's sources, too, imports point one way."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

UI = Path(__file__).parents[1] / "ui" / "src"
IMPORT = re.compile(
    r"^\s*(?:import|export)(?P<type>\s+type)?\s[^'\"]*?from\s+'(?P<named>\.[^']+)'"
    r"|^\s*import\s+'(?P<bare>\.[^']+)'"
    r"|new URL\('(?P<worker>\.[^']+)', import\.meta\.url\)",
    re.MULTILINE,
)
MAY_IMPORT = {
    "wire": set(),
    "pictures": set(),
    "text": set(),
    "i18n": {"wire", "text"},
    "files": {"wire"},
    "engine": {"wire", "pictures"},
    "state": {"wire", "text", "engine as type", "files as type"},
    "view": {"wire", "text", "pictures", "i18n", "state", "engine as type"},
    "selftest": {"wire", "state", "engine as type"},
    "gallery": {"wire", "i18n", "state", "view", "engine as type", "files as type"},
}
"""Each folder of ``ui/src``, and what it may import of others: ``as type`` is an interface, which is nothing at run
time. What lies beside the folders are the pages, which put all together."""


def imports() -> Iterator[tuple[str, str, str, Path]]:
    """Room, room that it imports from, `` as type`` or nothing, and the file."""
    for path in sorted(UI.rglob("*")):
        room = path.relative_to(UI).parts[0]
        if (
            path.suffix not in (".ts", ".svelte")
            or ".test." in path.name
            or path.parent == UI
            or "generated" in path.parts
        ):
            continue
        for found in IMPORT.finditer(path.read_text("utf-8")):
            named = found["named"] or found["bare"] or found["worker"]
            other = (path.parent / named).resolve().relative_to(UI).parts[0]
            yield room, other, " as type" if found["type"] else "", path.relative_to(UI)


def test_every_folder_has_its_rule() -> None:
    assert {path.name for path in UI.iterdir() if path.is_dir()} == set(MAY_IMPORT)


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_imports_point_one_way(room: str) -> None:
    allowed = MAY_IMPORT[room] | {f"{other} as type" for other in MAY_IMPORT[room]}
    wrong = sorted(
        f"{path} imports {other}{how}"
        for importer, other, how, path in imports()
        if importer == room and other != room and other + how not in allowed
    )
    assert not wrong, f"ui/src/{room} may import {sorted(MAY_IMPORT[room]) or 'nothing'}:\n" + "\n".join(wrong)


def test_imports_are_found() -> None:
    """Else the tests above would pass on anything."""
    assert {(room, other) for room, other, _, _ in imports()} >= {
        ("view", "state"),
        ("state", "engine"),
        ("engine", "wire"),
    }
