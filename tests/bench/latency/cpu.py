"""CPU time of processes and everything they started."""

import os
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


def cpu_seconds(*roots: int) -> float:
    """CPU time so far of these processes and all that descend from them, in seconds; ended ones are left out."""
    parents: dict[int, int] = {}
    used: dict[int, float] = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(folder.name)] = int(fields[1])
        used[int(folder.name)] = (int(fields[11]) + int(fields[12])) / _TICK
    wanted = set(roots)

    def descends(process: int) -> bool:
        while process and process not in wanted:
            process = parents.get(process, 0)
        return process in wanted

    return sum(seconds for process, seconds in used.items() if descends(process))
