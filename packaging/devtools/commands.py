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
    try:
        match command, rest:
            case "setup", []:
                set_up(tests=False)
                say("Ready: `make run` starts MeetDesk.")
            case "run", _:
                set_up(tests=False)
                return run(rest)
            case "ui", []:
                set_up(tests=False)
            case "test", []:
                set_up(tests=True)
                return 0 if checks.everything() else 1
            case "test", _:
                set_up(tests=True)
                return 0 if checks.python_tests(rest) else 1
            case "lint", []:
                set_up(tests=True)
                return 0 if checks.lint() else 1
            case "lock", []:
                set_up(tests=True)
                write_locks()
            case (("--help" | "-h" | "help"), _):
                say(usage)
            case _:
                say(usage)
                return 2
    except StepFailed as failure:
        say(f"✗ {failure}")
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def set_up(*, tests: bool) -> None:
    """Does what is not done yet; fast when nothing changed. Raises StepFailed."""
    ensure_system_packages(["run", "test"] if tests else ["run"])
    ensure_python_packages(tests=tests)
    ensure_ui()


def run(arguments: Sequence[str]) -> int:
    """Starts the app and waits for it; Ctrl-C goes to the app, which ends by itself."""
    process = subprocess.Popen([str(VENV_PYTHON), "-m", "meetdesk", *arguments], env=environment())
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue
