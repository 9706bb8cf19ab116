"""The one time that packages carry."""

import os
import subprocess

from devtools.places import ROOT

_WITHOUT_GIT = 1_577_836_800
"""2020-01-01: of a source tree that is no repository."""


def epoch() -> int:
    """Seconds: ``SOURCE_DATE_EPOCH``, else the time of the last commit."""
    told = os.environ.get("SOURCE_DATE_EPOCH", "")
    if told.isdigit():
        return int(told)
    command = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return _WITHOUT_GIT
    return int(answer.stdout) if answer.returncode == 0 and answer.stdout.strip().isdigit() else _WITHOUT_GIT
