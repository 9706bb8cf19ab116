"""Changes each rule that is written twice on one side, in a copy of the sources, and says which test turns red.

``python -m tests.mutations [rule …]`` prints the table of ``docs/mutations.md``; 1 if a change lived. It takes some
minutes, and is no part of the suite.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.mutations.rules import MUTATIONS, Mutation
from tests.wire.test_typescript import _node

ROOT = Path(__file__).parents[2]
SECONDS = 600
LINKED = ("ui/node_modules", "ui/src/i18n/generated")
"""What is made by others and not changed: not copied."""
_PYTEST = re.compile(r"^FAILED (\S+?)(?:\[.*)?(?: - .*)?$", re.MULTILINE)
_VITEST = re.compile(r"FAIL\s+(src/\S+) > (.+)$", re.MULTILINE)
_TYPES = re.compile(r'ERROR "([^"]+)" (\d+)')
_ESCAPED = str.maketrans({"|": r"\|"})
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def copy_to(folder: Path) -> None:
    """The files that the repository has, as they are now."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if name.startswith("docs/screens/") or not (ROOT / name).is_file():
            continue
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target)
    for name in LINKED:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).symlink_to(ROOT / name)


def red(folder: Path, check: str) -> list[str]:
    """The tests of this file that fail in ``folder``. Raises SystemExit if they fail in a way that names none."""
    ui = folder / "ui"
    if check.startswith("tests/"):
        command, cwd, names = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", check], folder, _PYTEST
    elif check == "svelte-check":
        command, cwd, names = [_node(), "node_modules/svelte-check/bin/svelte-check", "--output", "machine"], ui, _TYPES
    else:
        command, cwd, names = [_node(), "node_modules/vitest/vitest.mjs", "run", check], ui, _VITEST
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    said = _COLOURS.sub("", done.stdout + done.stderr)
    found = sorted({" › ".join(match) if isinstance(match, tuple) else match for match in names.findall(said)})
    if done.returncode and not found:
        raise SystemExit(f"{check} fails, and names no test:\n{said[-3_000:]}")
    return found


def told_by(folder: Path, mutation: Mutation) -> list[str]:
    """The tests that turn red by it; the file is put back."""
    path = folder / mutation.file
    before = path.read_text("utf-8")
    if mutation.old not in before:
        raise SystemExit(f"{mutation.file} has no {mutation.old!r} any more: tests/mutations/rules.py has to follow")
    path.write_text(before.replace(mutation.old, mutation.new, 1), encoding="utf-8")
    try:
        return [test for check in mutation.checks for test in red(folder, check)]
    finally:
        path.write_text(before, encoding="utf-8")


def row(mutation: Mutation, told: list[str]) -> str:
    def code(text: str) -> str:
        return f"`{' '.join(text.split()).translate(_ESCAPED)}`" if text.strip() else "nothing"

    names = f"`{told[0]}`" + (f" and {len(told) - 1} more" if len(told) > 1 else "") if told else "**nobody**"
    return f"| {mutation.rule} | `{mutation.file}` | {code(mutation.old)} → {code(mutation.new)} | {names} |"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rules", nargs="*", help="only these")
    chosen = parser.parse_args().rules
    lived = 0
    with tempfile.TemporaryDirectory(prefix="mutations-") as name:
        folder = Path(name)
        copy_to(folder)
        print("| rule | changed in | how | told by |\n|---|---|---|---|", flush=True)
        for mutation in MUTATIONS:
            if not chosen or mutation.rule in chosen:
                told = told_by(folder, mutation)
                lived += not told
                print(row(mutation, told), flush=True)
    return 1 if lived else 0


if __name__ == "__main__":
    sys.exit(main())
