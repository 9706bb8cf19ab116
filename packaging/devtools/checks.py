"""Checks and tests. All of them run even when one fails; the last lines printed are pytest's."""

from collections.abc import Sequence
from pathlib import Path

from devtools.places import UI, VENV_BIN, VENV_PYTHON, WINDOWS, node
from devtools.steps import open_run, open_status, say

_EXE = ".exe" if WINDOWS else ""
_SOME_FAILED = 1
"""Pytest's exit status when all tests ran and some failed."""
_ALONE = ["--last-failed", "--last-failed-no-failures", "none"]
# Much of the suite waits for something to happen, so two processes side by side (tests/conftest.py) take little more
# than half the time on two cores; three take as long as two. The order is kept, so that the longest begin first.
_LANES = ["-n", "2", "--dist", "loadscope", "--no-loadscope-reorder"]


def lint() -> bool:
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
    passed = [open_run(title, command) for title, command in python]
    passed += [open_run(title, command, cwd=UI) for title, command in typescript]
    return all(passed)


def ui_tests() -> bool:
    return open_run("UI tests", [node(), UI / "node_modules" / "vitest" / "vitest.mjs", "run"], cwd=UI)


def python_tests(arguments: Sequence[str]) -> bool:
    return open_run("Tests", [VENV_PYTHON, "-m", "pytest", *arguments])


def everything() -> bool:
    """Lint, UI tests, Python tests; whether all passed. What failed before pytest is named before pytest's output."""
    results = {"lint": lint(), "UI tests": ui_tests()}
    failed = [name for name, passed in results.items() if not passed]
    if failed:
        say(f"✗ failed so far: {', '.join(failed)} (see above)")
    return _tests_in_lanes() and not failed


def _tests_in_lanes() -> bool:
    """All tests, two at a time; what fails so is tried once more alone, and has failed if it fails then, too.

    Calls beside a build leave some of them no room on two cores, which says nothing about them. Both results are shown.
    """
    status = open_status("Tests", [VENV_PYTHON, "-m", "pytest", *_LANES])
    if status != _SOME_FAILED:
        return status == 0
    say("✗ tests failed beside others (see above); now each of them alone")
    return python_tests(_ALONE)
