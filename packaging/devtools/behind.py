"""How far behind the locked packages are: to be read before each release, above all what of them is in the app; and
which of these have had no release for long, so that nobody may be there to mend them.

Asks the package indexes that this computer is set up for. Python packages are those of this platform.
"""

import json
import re
import subprocess
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from devtools.places import UI, VENV_BIN, VENV_PYTHON, WINDOWS, environment, node, npm_script
from devtools.python_packages import LOCKS
from devtools.steps import StepFailed, say

_ENGINE = """
from PySide6 import __version__ as qt
from PySide6.QtWebEngineCore import qWebEngineChromiumSecurityPatchVersion, qWebEngineChromiumVersion
print(qt, qWebEngineChromiumVersion(), qWebEngineChromiumSecurityPatchVersion())
"""

LONG = timedelta(days=2 * 365)
"""Without a release: hardly maintained. What of such a package others can reach is in ``docs/security.md``."""


class Behind(NamedTuple):
    name: str
    locked: str
    newest: str
    in_app: bool


def report() -> None:
    """Prints it. Raises StepFailed if an index does not answer."""
    qt, chromium, mended = _asked([VENV_PYTHON, "-c", _ENGINE]).split()
    engine = f"The window's engine: Qt WebEngine {qt}, Chromium {chromium} with security mends up to {mended}"
    uv = VENV_BIN / ("uv.exe" if WINDOWS else "uv")
    python = _asked([uv, "pip", "list", "--outdated", "--format", "json", "--python", VENV_PYTHON])
    # npm ends with status 1 if anything is behind.
    npm = _asked([node(), npm_script(), "outdated", "--json"], UI, accepted=(0, 1))
    locked = LOCKS["run"].read_text(encoding="utf-8")
    package = json.loads((UI / "package.json").read_text(encoding="utf-8"))
    found = [*behind_in_python(python, locked), *behind_in_node(npm, package.get("dependencies", {}))]
    say("\n".join([*written(engine, found), *hardly_maintained(_dates(uv, locked), datetime.now(UTC))]))


def behind_in_python(outdated: str, lock: str) -> list[Behind]:
    """``outdated``: uv's list as JSON; ``lock``: of what the app runs with. pip is in no lock and is left out."""
    in_app = {_normal(line.partition("==")[0]) for line in lock.splitlines() if "==" in line}
    return [
        Behind(each["name"], each["version"], each["latest_version"], _normal(each["name"]) in in_app)
        for each in json.loads(outdated)
        if each["name"] != "pip"
    ]


def behind_in_node(outdated: str, dependencies: Mapping[str, str]) -> list[Behind]:
    """``outdated``: npm's list as JSON; ``dependencies``: those that come into the page."""
    found = json.loads(outdated or "{}")
    return [Behind(name, each["current"], each["latest"], name in dependencies) for name, each in found.items()]


def written(engine: str, found: Sequence[Behind]) -> list[str]:
    """The lines of the report: engine first, then the app's packages, then the developers'."""
    newer = next((each.newest for each in found if _normal(each.name) == "pyside6-webengine"), None)
    lines = [f"{engine}; {f'{newer} is out' if newer else 'none is newer'}."]
    for title, in_app in (("In the app", True), ("For developers", False)):
        some = sorted(each for each in found if each.in_app is in_app)
        lines.append(f"{title}: {f'{len(some)} behind' if some else 'nothing is behind'}.")
        lines += [f"  {each.name} {each.locked} → {each.newest}" for each in some]
    return lines


def hardly_maintained(pylock: str, now: datetime) -> list[str]:
    """Lines of the report. ``pylock``: a lock file by PEP 751, with the time at which each file came to the index."""
    last: dict[str, datetime] = {}
    for package in tomllib.loads(pylock).get("packages", []):
        files = [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
        times = [file["upload-time"] for file in files if "upload-time" in file]
        if times:
            last[f"{package['name']} {package['version']}"] = max(times)
    old = sorted((time, name) for name, time in last.items() if now - time > LONG)
    title = f"In the app without a release for {LONG.days // 365} years: {len(old) or 'none'}."
    return [title, *(f"  {name} of {time:%B %Y}" for time, name in old)]


def _dates(uv: Path, lock: str) -> str:
    """What is locked for the app on this platform, as ``pylock.toml``."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder, "wanted.txt")
        lines = [line.removesuffix("\\").strip() for line in lock.splitlines() if "==" in line and line[0].isalnum()]
        wanted.write_text("\n".join(lines), encoding="utf-8")
        options = ("--no-deps", "--quiet", "--format", "pylock.toml", "--python", VENV_PYTHON)
        return _asked([uv, "pip", "compile", *options, wanted])


def _normal(name: str) -> str:
    """As lock files write it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _asked(command: Sequence[str | Path], folder: Path = UI, accepted: Sequence[int] = (0,)) -> str:
    words = [str(part) for part in command]
    done = subprocess.run(words, cwd=folder, env=environment(), capture_output=True, text=True, check=False)
    if done.returncode not in accepted:
        raise StepFailed(f"{' '.join(words[:4])} failed with status {done.returncode}:\n{done.stderr.strip()[-2000:]}")
    return done.stdout
