"""The commands of ``packaging/dev.py``."""

import subprocess
from collections.abc import Sequence

from devtools import checks
from devtools.lock import write_locks
from devtools.places import VENV_PYTHON, environment
from devtools.python_packages import ensure_python_packages
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


def set_up(*, tests: bool) -> None:
    """Does what is not done yet; fast when nothing changed. Raises StepFailed."""
    ensure_system_packages(["run", "test"] if tests else ["run"])
    ensure_python_packages(tests=tests)
    ensure_ui()


def setup(_arguments: Sequence[str]) -> int:
    set_up(tests=False)
    say("Ready: `make run` starts MeetDesk.")
    return 0


def ui(_arguments: Sequence[str]) -> int:
    set_up(tests=False)
    return 0


def test(arguments: Sequence[str]) -> int:
    """All checks and tests; with arguments only pytest."""
    set_up(tests=True)
    passed = checks.python_tests(arguments) if arguments else checks.everything()
    return 0 if passed else 1


def lint(_arguments: Sequence[str]) -> int:
    set_up(tests=True)
    return 0 if checks.lint() else 1


def lock(_arguments: Sequence[str]) -> int:
    ensure_python_packages(tests=True)
    write_locks()
    return 0


def run(arguments: Sequence[str]) -> int:
    """Starts the app and waits for it; Ctrl-C goes to the app, which ends by itself."""
    set_up(tests=False)
    process = subprocess.Popen([str(VENV_PYTHON), "-m", "meetdesk", *arguments], env=environment())
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


_ACTIONS = {"setup": setup, "run": run, "ui": ui, "test": test, "lint": lint, "lock": lock}
_WITH_ARGUMENTS = {"run", "test"}
