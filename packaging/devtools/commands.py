"""The commands of ``packaging/dev.py``."""

import subprocess
from collections.abc import Sequence

from devtools import behind, checks, python_packages
from devtools import ui as ui_packages
from devtools.bundle_size import report
from devtools.lock import write_locks
from devtools.packages import make_packages
from devtools.places import UI_BUILT, VENV_PYTHON, environment
from devtools.python_packages import Purpose, ensure_python_packages
from devtools.steps import StepFailed, say
from devtools.system import ensure_system_packages
from devtools.ui import ensure_ui


def main(arguments: Sequence[str], usage: str) -> int:
    """Runs one command; returns the exit status. 2: wrong usage."""
    command, *rest = arguments or ["--help"]
    if command in ("--help", "-h", "help"):
        say(usage)
        return 0
    action = _ACTIONS.get(command)
    if action is None or (rest and command not in _WITH_ARGUMENTS):
        say(usage)
        return 2
    try:
        return action(rest)
    except StepFailed as failure:
        say(f"✗ {failure}")
        return 1
    except KeyboardInterrupt:
        return 130


def set_up(purpose: Purpose) -> None:
    """Does what is not done yet; fast when nothing changed. Raises StepFailed."""
    _say_what_is_downloaded(purpose)
    ensure_system_packages(_SYSTEM[purpose])
    ensure_python_packages(purpose)
    ensure_ui()


def _say_what_is_downloaded(purpose: Purpose) -> None:
    """Before anything is: not everybody has a fast or a cheap connection."""
    python = 0 if python_packages.python_packages_are_there(purpose) else python_packages.DOWNLOADED_MB[purpose]
    node = 0 if ui_packages.node_packages_are_there() else ui_packages.DOWNLOADED_MB
    parts = [f"{size} MB of {name}" for size, name in ((python, "Python packages"), (node, "Node's packages")) if size]
    if parts:
        say(f"To be downloaded, unless it is in a cache here: about {' and '.join(parts)}.")


def setup(_arguments: Sequence[str]) -> int:
    set_up("run")
    say("Ready: `make run` starts MeetDesk.")
    return 0


def ui(_arguments: Sequence[str]) -> int:
    """Builds the UI if it changed, and says how large it is."""
    set_up("run")
    say(f"The UI:\n{report(UI_BUILT)}")
    return 0


def test(arguments: Sequence[str]) -> int:
    """All checks and tests; with arguments only pytest."""
    set_up("test")
    passed = checks.python_tests(arguments) if arguments else checks.everything()
    return 0 if passed else 1


def coverage(_arguments: Sequence[str]) -> int:
    """What no test of the pure rooms reaches, and where the list of files held at full coverage is wrong."""
    set_up("test")
    return 0 if checks.coverage() else 1


def lint(_arguments: Sequence[str]) -> int:
    set_up("test")
    return 0 if checks.lint() else 1


def package(arguments: Sequence[str]) -> int:
    """Makes the installable files in ``dist``."""
    set_up("package")
    return make_packages(arguments)


def lock(_arguments: Sequence[str]) -> int:
    ensure_python_packages("test")
    write_locks()
    return 0


def how_far_behind(_arguments: Sequence[str]) -> int:
    """What the locked packages miss, the window's engine first."""
    set_up("test")
    behind.report()
    return 0


def run(arguments: Sequence[str]) -> int:
    """Starts the app and waits for it; Ctrl-C goes to the app, which ends by itself."""
    set_up("run")
    process = subprocess.Popen([str(VENV_PYTHON), "-m", "meetdesk", *arguments], env=environment())
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


_ACTIONS = {
    "setup": setup,
    "run": run,
    "ui": ui,
    "test": test,
    "coverage": coverage,
    "lint": lint,
    "package": package,
    "lock": lock,
    "behind": how_far_behind,
}
_WITH_ARGUMENTS = {"run", "test", "package"}
_SYSTEM: dict[Purpose, list[str]] = {
    "run": ["run"],
    "package": ["run", "package"],
    "test": ["run", "package", "test"],
}
"""Sections of the list of system packages."""
