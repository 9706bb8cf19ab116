"""Which files of the pure rooms are covered by their tests to the last branch, beside the list of those held to it.

``python -m tests.coverage`` (``make coverage``) prints what is missing in the others, and where the list is wrong.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Collection
from pathlib import Path

ROOT = Path(__file__).parent.parent
HELD = Path(__file__).parent / "covered.txt"
"""One file a line, in order."""
ROOMS = ("core", "relay", "wire")
"""Pure, so that what their tests reach is the same in every run."""
LEFT_OUT = (
    "tests/core/test_roles.py",
    "tests/core/test_killed.py",
    "tests/relay/test_stalls.py",
    "tests/wire/test_channels.py",
)
"""They go many times over what others reach, or read sources: half of the time for next to nothing."""
_SECONDS = 300


def measured() -> dict[str, str]:
    """Of every file of the rooms that has a statement: the lines and branches that no test reached; empty if none.

    Tests that make up their own examples are left out: they reach something else in each run. Raises AssertionError
    with what pytest said, if a test failed.
    """
    with tempfile.TemporaryDirectory() as folder:
        data, report = Path(folder, "data"), Path(folder, "report.json")
        command = [sys.executable, "-m", "coverage"]
        tests = [f"tests/{room}" for room in ROOMS] + [f"--ignore={one}" for one in LEFT_OUT]
        pytest = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not hypothesis", *tests]
        run = [*command, "run", "--branch", f"--data-file={data}", f"--source={_sources()}", *pytest]
        ran = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, timeout=_SECONDS, check=False)
        assert ran.returncode == 0, f"the tests of the rooms failed:\n{ran.stdout[-4000:]}{ran.stderr[-2000:]}"
        told = [*command, "json", "--quiet", f"--data-file={data}", "-o", report]
        subprocess.run(told, cwd=ROOT, timeout=_SECONDS, check=True)
        files = json.loads(report.read_text())["files"]
    return {file: _missing(of) for file, of in files.items() if of["summary"]["num_statements"]}


def _sources() -> str:
    return ",".join(f"meetdesk/{room}" for room in ROOMS)


def _missing(of: dict[str, list]) -> str:
    branches = [f"{start} to {'the end' if end < 0 else end}" for start, end in of["missing_branches"]]
    return ", ".join([*map(str, of["missing_lines"]), *branches])


def held() -> list[str]:
    return HELD.read_text().splitlines()


def wrong(missing: dict[str, str], listed: Collection[str]) -> list[str]:
    """What to do for the list to be true; nothing if it is."""
    name = HELD.relative_to(ROOT)
    found = []
    for file in listed:
        if file not in missing:
            found.append(f"{file} is in {name} and not in the rooms any more: take it out")
        elif missing[file]:
            found.append(f"{file} is held at full coverage, and no test reaches {missing[file]}")
    complete = {file for file, lines in missing.items() if not lines}
    found += [f"{file} is covered to the last branch: add it to {name}" for file in sorted(complete.difference(listed))]
    if list(listed) != sorted(set(listed)):
        found.append(f"{name} is not in order, or has a file twice")
    return found


def main() -> int:
    missing = measured()
    for file, lines in sorted(missing.items()):
        if lines:
            print(f"{file}: {lines}")
    print(f"{sum(not lines for lines in missing.values())} of {len(missing)} files are covered to the last branch")
    told = wrong(missing, held())
    print(*told, sep="\n", end="\n" * bool(told))
    return bool(told)


if __name__ == "__main__":
    sys.exit(main())
