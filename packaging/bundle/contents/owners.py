"""Finds out where each file of the frozen app comes from."""

import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from importlib.metadata import Distribution, distributions
from pathlib import Path

from devtools.places import CACHE, ROOT
from devtools.steps import StepFailed


class Owners:
    """Files by their owners. Whatever belongs to nobody known stops the packaging: its licence would be unknown."""

    def __init__(self, places: Iterable[str]) -> None:
        """``places``: where the files were taken from. Raises StepFailed."""
        self.distributions: set[Distribution] = set()
        self.debian: set[str] = set()
        """Names of Debian packages, with their architecture where dpkg tells it."""
        self.others: set[str] = set()
        """Files of the system where it has no dpkg."""
        known = _files_of_distributions()
        homes = tuple(Path(home).resolve() for home in {sys.base_prefix, sys.base_exec_prefix})
        of_system = set()
        for place in sorted(set(places)):
            path = Path(place).resolve()
            if path.parent.suffix == ".dist-info":
                continue  # what a package says of itself does not make it a part
            if found := known.get(str(path)) or known.get(place):
                self.distributions.add(found)
            elif path.is_relative_to(ROOT / "meetdesk") or path.is_relative_to(ROOT / "packaging"):
                continue
            elif path.is_relative_to(CACHE) or any(path.is_relative_to(home) for home in homes):
                continue  # made by PyInstaller of Python's own modules, or Python itself
            else:
                of_system.add(path)
        if sys.platform == "linux":
            self.debian = _debian_packages(sorted(of_system))
        else:
            self.others = {path.name for path in of_system}


def _files_of_distributions() -> dict[str, Distribution]:
    found: dict[str, Distribution] = {}
    for one in distributions():
        home = str(one.locate_file(""))
        # Only the folder's own links are followed: to ask for each of twenty thousand files takes long.
        for base in {home, os.path.realpath(home)}:
            found.update({os.path.normpath(os.path.join(base, file)): one for file in one.files or ()})  # noqa: PTH118
    return found


def _debian_packages(paths: Sequence[Path]) -> set[str]:
    """Raises StepFailed if no package owns one of the files."""
    # With /lib being a link to /usr/lib, dpkg may know a file under either name.
    names = [name for path in paths for name in (str(path), str(path).removeprefix("/usr"))]
    command = ["dpkg-query", "-S", *names]
    try:
        # Its status is 1 as soon as one of the names is not known.
        answer = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C"})
    except OSError as error:
        raise StepFailed(f"Packages for Linux are made on Debian or a relative of it: {error}") from error
    owners: dict[str, str] = {}
    for line in answer.stdout.splitlines():
        package, _, name = line.rpartition(": ")
        if not line.startswith("diversion "):
            owners.setdefault(name, package.split(",")[0])
    found = {path: owners.get(str(path)) or owners.get(str(path).removeprefix("/usr")) for path in paths}
    if unknown := [str(path) for path, owner in found.items() if owner is None]:
        raise StepFailed(
            f"{', '.join(unknown)} would be part of the app, but it is not known where it comes from, nor its licence."
        )
    return {owner for owner in found.values() if owner}
