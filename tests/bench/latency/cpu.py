"""CPU time of processes and everything they started."""

import os
from pathlib import Path

from tests.support.processes import descendants

_TICK = os.sysconf("SC_CLK_TCK")


def cpu_seconds(*roots: int) -> float:
    """CPU time so far of these processes and all that descend from them, in seconds; ended ones are left out."""
    return sum(_used(process) for process in descendants(*roots))


def _used(process: int) -> float:
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICK
