"""A library of the system that is not there: which one, and the Debian package that has it."""

import re

_MISSING = re.compile(r"^(\S+\.so(?:\.\d+)*): cannot open shared object file")
_UNLIKE_THEIR_NAMES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libsmime3.so": "libnss3",
    "libnssutil3.so": "libnss3",
    "libz.so.1": "zlib1g",
}


def missing_library(error: str) -> str | None:
    """Of what the loader says; None if it complains about something else."""
    found = _MISSING.match(error)
    return found[1] if found else None


def debian_package(library: str) -> str:
    """By Debian's rule for the names of such packages (Debian Policy, 8.1), with the few that do not follow it."""
    if library in _UNLIKE_THEIR_NAMES:
        return _UNLIKE_THEIR_NAMES[library]
    name, _, version = library.lower().replace("_", "-").partition(".so")
    version = version.removeprefix(".")
    return f"{name}-{version}" if version and name[-1].isdigit() else name + version
