"""System packages on Debian and its relatives: finds what is missing, installs it where it may, else says how."""

import importlib.util
import os
import shutil
import subprocess
import sys

from devtools.places import PACKAGING
from devtools.steps import StepFailed, quiet, say, shown

LIST = PACKAGING / "system-packages.txt"


def read_list(text: str) -> dict[str, list[list[str]]]:
    """Sections of the list; each entry is a package's alternative names (``a | b``), the usual one first."""
    sections: dict[str, list[list[str]]] = {}
    entries: list[list[str]] = []
    for raw in text.splitlines():
        line = raw.split("#")[0].strip()
        if line.startswith("["):
            entries = sections.setdefault(line.strip("[]"), [])
        elif line:
            entries.append([name.strip() for name in line.split("|")])
    return sections


def ensure_system_packages(sections: list[str]) -> None:
    """Installs what is missing of these sections. Raises StepFailed with the exact command if it may not."""
    if not sys.platform.startswith("linux"):
        return
    if shutil.which("dpkg-query") is None or shutil.which("apt-get") is None:
        say("  No apt here: the packages of packaging/system-packages.txt must be there under this system's names.")
        return
    wanted = read_list(LIST.read_text(encoding="utf-8"))
    entries = [entry for section in sections for entry in wanted[section]]
    if importlib.util.find_spec("ensurepip") is None:
        entries += wanted["venv"]
    missing = _missing(entries)
    if missing:
        _install(missing)


def _missing(entries: list[list[str]]) -> list[list[str]]:
    names = [name for entry in entries for name in entry]
    answer = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *names],
        capture_output=True,
        text=True,
        check=False,
    )
    installed = {line.split()[0] for line in answer.stdout.splitlines() if line.endswith(" installed")}
    return [entry for entry in entries if installed.isdisjoint(entry)]


def _install(missing: list[list[str]]) -> None:
    usual = " ".join(entry[0] for entry in missing)
    become = _become_root()
    if become is None:
        raise StepFailed(
            "System packages are missing, and this user may not install them. Run this, then try again:\n\n"
            f"    sudo apt-get update && sudo apt-get install --no-install-recommends -y {usual}\n"
        )
    settings = ["env", "DEBIAN_FRONTEND=noninteractive"]
    quiet("System package lists", [*become, *settings, "apt-get", "update"])
    names = [_available(entry) for entry in missing]
    say(f"  missing: {' '.join(names)}{_size(names)}")
    quiet(
        "System packages",
        [*become, *settings, "apt-get", "install", "--no-install-recommends", "-y", *names],
    )
    if left := _missing(missing):
        raise StepFailed(f"Still missing after the installation: {' '.join(entry[0] for entry in left)}")


def _size(names: list[str]) -> str:
    """What apt would download for these, in its own words; empty if it does not say."""
    command = ["apt-get", "install", "--no-install-recommends", "--assume-no", *names]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C"})
    said = [line for line in answer.stdout.splitlines() if line.startswith(("Need to get", "After this operation"))]
    return "".join(f"\n  {line}" for line in said)


def _become_root() -> list[str] | None:
    """How to run a command as root: nothing to add, sudo without a password, or None."""
    if os.geteuid() == 0:
        return []
    sudo = ["sudo", "-n"]
    if shutil.which("sudo") and subprocess.run([*sudo, "true"], capture_output=True, check=False).returncode == 0:
        return sudo
    return None


def _available(entry: list[str]) -> str:
    """The first of the alternative names that this release of the system has."""
    for name in entry:
        command = ["apt-cache", "policy", name]
        answer = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C"})
        if answer.returncode:
            raise StepFailed(f"{shown(command)} failed: {answer.stderr.strip()}")
        if any("Candidate:" in line and "(none)" not in line for line in answer.stdout.splitlines()):
            return name
    return entry[0]
