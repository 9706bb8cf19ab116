"""Finds out where each file of the frozen app comes from."""

import subprocess
import sys
from collections.abc import Iterable
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
            if found := known.get(path) or known.get(Path(place)):
                self.distributions.add(found)
            elif path.is_relative_to(ROOT / "meetdesk") or path.is_relative_to(ROOT / "packaging"):
                continue
            elif path.is_relative_to(CACHE) or any(path.is_relative_to(home) for home in homes):
                continue  # made by PyInstaller of Python's own modules, or Python itself
            else:
                of_system.add(path)
        if sys.platform == "linux":
            self.debian = {_debian_package(path) for path in sorted(of_system)}
        else:
            self.others = {path.name for path in of_system}


def _files_of_distributions() -> dict[Path, Distribution]:
    found: dict[Path, Distribution] = {}
    for one in distributions():
        for file in one.files or ():
            place = Path(str(one.locate_file(file)))
            found[place] = found[place.resolve()] = one
    return found


def _debian_package(path: Path) -> str:
    """Raises StepFailed if no package owns the file."""
    # With /lib being a link to /usr/lib, dpkg may know a file under either name.
    names = [str(path), str(path).removeprefix("/usr")]
    for name in names:
        try:
            answer = subprocess.run(["dpkg-query", "-S", name], capture_output=True, text=True, check=False)
        except OSError as error:
            raise StepFailed(f"Packages for Linux are made on Debian or a relative of it: {error}") from error
        if answer.returncode == 0:
            return answer.stdout.splitlines()[0].rpartition(": ")[0].split(",")[0]
    raise StepFailed(f"{path} would be part of the app, but it is not known where it comes from, nor its licence.")
