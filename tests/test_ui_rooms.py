"""In the window's sources, too, imports point one way."""

import re
import statistics
from collections.abc import Iterator
from graphlib import TopologicalSorter
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
    "carriage": {"wire"},
    "files": {"wire", "carriage"},
    "engine": {"wire", "pictures", "carriage"},
    "state": {"wire", "text", "engine as type", "files as type"},
    "view": {"wire", "text", "pictures", "i18n", "state", "engine as type"},
    "selftest": {"wire", "state", "engine as type"},
    "gallery": {"wire", "i18n", "state", "view", "engine as type", "files as type"},
}
"""Each folder of ``ui/src``, and what it may import of others: ``as type`` is an interface, which is nothing at run
time. What lies beside the folders are the pages, which put all together."""

STATE = UI / "state"
BASICS = "what lies beside the rooms"
STATE_MAY_IMPORT: dict[str, set[str]] = {
    BASICS: set(),
    "api": set(),
    "log": set(),
    "keys": set(),
    "markdown": set(),
    "people": {"log"},
    "notices": {"log", "people"},
    "devices": {"api as type"},
    "media": {"log", "people", "devices"},
    "layout": {"people as type"},
    "quality": {"people as type"},
    "tools": {"log", "people", "notices"},
    "drawing": {"log", "people", "notices"},
    "chat": {"api as type", "log", "markdown", "people"},
    "past": {"api as type"},
    "meeting": {
        "api as type",
        "log",
        "markdown",
        "people",
        "notices",
        "devices",
        "media",
        "layout",
        "quality",
        "tools",
        "drawing",
        "chat",
    },
    "app": {"api", "log", "people", "devices", "media", "quality", "past", "meeting", "chat as type"},
}
"""The rooms of ``ui/src/state`` likewise; what lies beside them (stores, problems) may be imported by all."""
STATE_MEDIAN, STATE_LONGEST, CRUMB = (90, 150), 450, 12
CRUMBS = {"base64.ts": "of no room", "tools/pad.worker.ts": "what a worker begins with"}


def imports(top: Path = UI) -> Iterator[tuple[str, str, str, Path]]:
    """Room, room that it imports from, `` as type`` or nothing, and the file."""
    for path in sorted(top.rglob("*")):
        room = room_of(path, top)
        if (
            path.suffix not in (".ts", ".svelte")
            or ".test." in path.name
            or path.parent == UI
            or path.is_relative_to(STATE / "testing")
            or "generated" in path.parts
        ):
            continue
        for found in IMPORT.finditer(path.read_text("utf-8")):
            named = found["named"] or found["bare"] or found["worker"]
            meant = (path.parent / named).resolve()
            if meant.is_relative_to(top):
                yield room, room_of(meant, top), " as type" if found["type"] else "", path.relative_to(UI)


def room_of(path: Path, top: Path) -> str:
    return BASICS if path.parent == top and not path.is_dir() else path.relative_to(top).parts[0]


def test_every_folder_has_its_rule() -> None:
    assert {path.name for path in UI.iterdir() if path.is_dir()} == set(MAY_IMPORT)
    assert {path.name for path in STATE.iterdir() if path.is_dir()} == STATE_MAY_IMPORT.keys() - {BASICS} | {"testing"}


def test_the_rules_close_no_circle() -> None:
    """Else both sides of a circle could be allowed, each in a row of its own."""
    for rules in (MAY_IMPORT, STATE_MAY_IMPORT):
        TopologicalSorter(
            {room: {one.removesuffix(" as type") for one in may} for room, may in rules.items()}
        ).prepare()


def test_files_of_the_state_hold_one_idea_each() -> None:
    """Neither crumbs nor files that hold everything: a topic is read in one place."""
    sizes = {
        path.relative_to(STATE).as_posix(): len(path.read_text("utf-8").splitlines())
        for path in STATE.rglob("*.ts")
        if ".test." not in path.name and not path.is_relative_to(STATE / "testing")
    }
    long = {path: lines for path, lines in sizes.items() if lines > STATE_LONGEST}
    assert not long, f"longer than {STATE_LONGEST} lines: {long}"
    crumbs = {path for path, lines in sizes.items() if lines <= CRUMB}
    assert crumbs == CRUMBS.keys(), f"of at most {CRUMB} lines; put them where they belong, or give a reason: {crumbs}"
    low, high = STATE_MEDIAN
    assert low <= statistics.median(sizes.values()) <= high


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_imports_point_one_way(room: str) -> None:
    check(room, MAY_IMPORT[room], UI)


@pytest.mark.parametrize("room", STATE_MAY_IMPORT)
def test_imports_point_one_way_between_the_rooms_of_the_state(room: str) -> None:
    check(room, STATE_MAY_IMPORT[room] | ({BASICS} - {room}), STATE)


def check(room: str, may: set[str], top: Path) -> None:
    allowed = may | {f"{other} as type" for other in may}
    wrong = sorted(
        f"{path} imports {other}{how}"
        for importer, other, how, path in imports(top)
        if importer == room and other != room and other + how not in allowed
    )
    assert not wrong, f"{room} in {top} may import {sorted(may) or 'nothing'}:\n" + "\n".join(wrong)


def test_imports_are_found() -> None:
    """Else the tests above would pass on anything."""
    assert {(room, other) for room, other, _, _ in imports()} >= {
        ("view", "state"),
        ("state", "engine"),
        ("engine", "wire"),
    }
