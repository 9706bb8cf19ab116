"""Checks and tests. All of them run even when one fails; the last lines printed are pytest's."""

import sys
from collections.abc import Sequence
from pathlib import Path

from devtools.packages import prepare_for_tests
from devtools.places import UI, VENV_BIN, VENV_PYTHON, WINDOWS, node
from devtools.steps import begun, open_run, say

_EXE = ".exe" if WINDOWS else ""
_SOME_FAILED = 1
"""Pytest's exit status when all tests ran and some failed."""
_ALONE = ["--last-failed", "--last-failed-no-failures", "none"]
# Much of the suite waits for something to happen: processes side by side (tests/conftest.py), one with all calls, and a
# third with what does little but wait. The order is kept: the longest begin first.
_LANES = ["-n", "3", "--dist", "loadscope", "--no-loadscope-reorder", "--durations=25"]
_METERED = ["-p", "tests.support.cpu_seconds"]
"""Says what each lane and each file took of the processor."""


def lint(*, gives_way: bool = False) -> bool:
    """Format, lint, types and the direction of imports, Python and TypeScript; whether all passed."""
    python: list[tuple[str, list[str | Path]]] = [
        ("Python lint", [VENV_BIN / f"ruff{_EXE}", "check", "."]),
        ("Python format", [VENV_BIN / f"ruff{_EXE}", "format", "--check", "."]),
        ("Python types", [VENV_PYTHON, "-m", "mypy"]),
        ("Imports", [VENV_BIN / f"lint-imports{_EXE}"]),
    ]
    modules = UI / "node_modules"
    typescript: list[tuple[str, list[str | Path]]] = [
        ("UI lint and format", [node(), modules / "@biomejs" / "biome" / "bin" / "biome", "check", "."]),
        ("UI types", [node(), modules / "svelte-check" / "bin" / "svelte-check", "--tsconfig", "./tsconfig.json"]),
    ]
    passed = [open_run(title, command, gives_way=gives_way) for title, command in python]
    passed += [open_run(title, command, cwd=UI, gives_way=gives_way) for title, command in typescript]
    return all(passed)


def ui_tests(*, gives_way: bool = False) -> bool:
    command = [node(), UI / "node_modules" / "vitest" / "vitest.mjs", "run"]
    return open_run("UI tests", command, cwd=UI, gives_way=gives_way)


def python_tests(arguments: Sequence[str]) -> bool:
    return open_run("Tests", [VENV_PYTHON, "-m", "pytest", *arguments])


def coverage() -> bool:
    return open_run("Coverage", [VENV_PYTHON, "-m", "tests.coverage"])


def everything() -> bool:
    """Lint, UI tests, Python tests; whether all passed. What failed before pytest is named before pytest's output.

    Pytest runs beside the others, and beside the freezing of the app that some of its tests need: these take only what
    it leaves of the processor. It is heard when they are done.

    What fails beside others is tried once more alone, and has failed if it fails then, too: on two cores calls beside a
    build or a window may have no room, which says nothing about them. Both results are shown.
    """
    colour = ["--color=yes"] if sys.stdout.isatty() else []
    with begun("Tests", [VENV_PYTHON, "-m", "pytest", *_LANES, *_METERED, *colour]) as tests:
        results = {"lint": lint(gives_way=True), "UI tests": ui_tests(gives_way=True)}
        failed = [name for name, passed in results.items() if not passed]
        if failed:
            say(f"✗ failed so far: {', '.join(failed)} (see above)")
        prepare_for_tests()
        status = tests.finish()
    if status == _SOME_FAILED:
        say("✗ tests failed beside others (see above); now each of them alone")
        status = 0 if python_tests(_ALONE) else status
    return status == 0 and not failed
