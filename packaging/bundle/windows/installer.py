"""Packs the frozen app into an installer for Windows, with NSIS."""

import os
import shutil
from pathlib import Path

from devtools.places import PACKAGING, ROOT
from devtools.steps import StepFailed, quiet

from bundle.filelist import size_of
from bundle.windows.version import numbers
from meetdesk import __version__

SCRIPT = PACKAGING / "bundle" / "windows" / "meetdesk.nsi"
ICON = ROOT / "meetdesk" / "desktop" / "icons" / "meetdesk.ico"


def write_installer(app: Path, target: Path) -> None:
    """``app``: folder of the frozen app, ``target``: the installer. Raises StepFailed."""
    values = {
        "VERSION": __version__,
        "NUMBERS": ".".join(map(str, numbers(__version__))),
        "SOURCE": app.absolute(),
        "KILOBYTES": size_of(app) // 1024,
        "ICON": ICON,
        "TARGET": target.absolute(),
    }
    # On Linux it takes options after a dash only.
    options = [f"-D{name}={value}" for name, value in values.items()]
    quiet("Installer", [_makensis(), "-V2", "-WX", "-INPUTCHARSET", "UTF8", *options, SCRIPT])


def _makensis() -> str:
    found = shutil.which("makensis")
    usual = Path(os.environ.get("ProgramFiles(x86)", ""), "NSIS", "makensis.exe")  # noqa: SIM112  (its name)
    if found is None and usual.is_file():
        return str(usual)
    if found is None:
        raise StepFailed("NSIS is missing: https://nsis.sourceforge.io, or `choco install nsis`.")
    return found
