"""The rules that keep the rooms apart and the files small."""

import ast
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "meetdesk"
SOURCES = {
    "meetdesk": {".py"},
    "tests": {".py"},
    "packaging": {".py"},
    "ui/src": {".ts", ".svelte", ".css"},
    "ui/tests": {".ts"},
}
GENERATED = {
    ROOT / "ui" / "src" / "wire" / "messages.ts",
    ROOT / "ui" / "src" / "wire" / "rules.ts",
    ROOT / "ui" / "src" / "i18n" / "generated",
}
LONGEST, MEDIAN = 500, 150

IMPURE = {
    "asyncio",
    "concurrent",
    "datetime",
    "logging",
    "multiprocessing",
    "os",
    "pathlib",
    "queue",
    "random",
    "secrets",
    "select",
    "signal",
    "socket",
    "ssl",
    "subprocess",
    "threading",
    "time",
    "tornado",
    "uuid",
}
"""Clocks, chance, files, threads and sockets: what the core must be handed instead."""


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(ROOT), ast.parse(path.read_text("utf-8"))


def imported(tree: ast.Module) -> set[str]:
    """Every module that is imported anywhere in ``tree``."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def name_of(node: ast.expr) -> str:
    """``b`` of ``a.b`` and of ``b``."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def test_imports_point_one_way() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_core_is_pure() -> None:
    impure = {
        f"{path}: {module}"
        for path, tree in trees()
        if path.is_relative_to("meetdesk/core")
        for module in imported(tree)
        if module.split(".")[0] in IMPURE
    }
    assert not impure, f"the core takes time, chance and tasks from its shell, but imports {sorted(impure)}"


def test_tasks_are_made_in_one_place() -> None:
    """Task groups look after their tasks themselves; any other task could fail unheard."""
    makers = {
        str(path)
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute | ast.Name)
        and name_of(node) in {"create_task", "ensure_future"}
        and not (isinstance(node, ast.Attribute) and name_of(node.value) in task_groups(tree))
    }
    assert len(makers) <= 1, f"one wrapper makes tasks and looks after their errors, not {sorted(makers)}"


def task_groups(tree: ast.Module) -> set[str]:
    """``group`` of ``async with asyncio.TaskGroup() as group``."""
    return {
        name_of(item.optional_vars)
        for node in ast.walk(tree)
        if isinstance(node, ast.AsyncWith)
        for item in node.items
        if item.optional_vars is not None
        and isinstance(item.context_expr, ast.Call)
        and name_of(item.context_expr.func) == "TaskGroup"
    }


def test_every_queue_is_bounded() -> None:
    unbounded = [
        f"{path}:{node.lineno}"
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and name_of(node.func) in {"Queue", "LifoQueue", "PriorityQueue", "SimpleQueue"}
        and not (node.args or node.keywords)
    ]
    assert not unbounded, f"a queue without a bound: {unbounded}"


STARTERS = {
    "subprocess": {"run", "call", "check_call", "check_output", "getoutput", "getstatusoutput", "Popen"},
    "os": {"system", "popen", "startfile", "posix_spawn", "posix_spawnp"},
    "asyncio": {"create_subprocess_exec", "create_subprocess_shell"},
    "webbrowser": {"open", "open_new", "open_new_tab", "get"},
    "QDesktopServices": {"openUrl"},
    "QProcess": {"start", "execute", "startDetached"},
}
"""What starts a program, by where it is; and of ``os``, whatever begins with ``exec`` and ``spawn``."""


def test_programs_of_others_are_started_in_one_place() -> None:
    """Anywhere else they would get the libraries of the frozen app."""
    found = {
        f"{path}:{node.lineno} {name_of(node.value)}.{node.attr}"
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and (
            node.attr in STARTERS.get(name_of(node.value), ())
            or (name_of(node.value) == "os" and node.attr.startswith(("exec", "spawn")))
        )
    }
    by_name = {
        f"{path}:{node.lineno} {node.module}.{name.name}"
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for name in node.names
        if name.name in STARTERS.get(node.module or "", ()) or name.name in STARTERS
    }
    elsewhere = {one for one in found | by_name if not one.startswith("meetdesk/programs.py:")}
    assert len(found) > len(elsewhere), "this test does not see what meetdesk/programs.py does"
    assert not elsewhere, f"use meetdesk/programs.py: {sorted(elsewhere)}"


def test_files_are_small() -> None:
    sizes = {
        str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines())
        for folder, kinds in SOURCES.items()
        for path in (ROOT / folder).rglob("*")
        if path.suffix in kinds and not ({path, *path.parents} & GENERATED) and "node_modules" not in path.parts
    }
    long = {path: size for path, size in sizes.items() if size > LONGEST}
    assert not long, f"longer than {LONGEST} lines: {long}"
    written = [size for size in sizes.values() if size]
    assert statistics.median(written) <= MEDIAN


def test_what_always_holds_in_a_room_is_shown_by_tests_that_are_there() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    rules = page[page.index("What always holds in a room") : page.index("## Threads")]
    rooms = re.findall(r"^- `(\w+)` \(\[[^)]*\)\): \*\*", rules, re.MULTILINE)
    assert {"core", "relay", "wire", "net", "server", "joining", "client"} <= set(rooms)
    missing = [named for named in re.findall(r"`(tests/\S+\.py)`", rules) if not (ROOT / named).is_file()]
    assert not missing, f"docs/architecture.md names tests that are gone: {missing}"
    assert len(re.findall(r"`tests/\S+\.py`", rules)) >= len(rooms)
