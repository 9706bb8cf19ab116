"""What PyInstaller's ``MeetDesk.app`` lacks: texts in other languages, the licences, and a signature over it all."""

import os
import shutil
from pathlib import Path

from devtools.places import PACKAGING
from devtools.steps import quiet

from bundle.macos import plist

ENTITLEMENTS = PACKAGING / "bundle" / "macos" / "entitlements.plist"
IDENTITY_VARIABLE = "MEETDESK_CODESIGN_IDENTITY"
_AD_HOC = "-"


def identity() -> str | None:
    """Name of the developer's certificate in the keychain; None signs for this computer only ("ad hoc")."""
    return os.environ.get(IDENTITY_VARIABLE) or None


def finish(folder: Path, app: Path) -> None:
    """``folder``: the frozen app's, complete; ``app``: the ``.app`` beside it. Raises StepFailed."""
    resources = app / "Contents" / "Resources"
    for name in ("LICENSE", "meetdesk.cdx.json"):
        shutil.copy(folder / name, resources / name)
    shutil.copytree(folder / "licences", resources / "licences", dirs_exist_ok=True)
    for language in plist.WHY:
        texts = resources / f"{language}.lproj" / "InfoPlist.strings"
        texts.parent.mkdir(exist_ok=True)
        texts.write_text(plist.strings(language), encoding="utf-8")
    # PyInstaller has signed what is inside; the bundle has changed since.
    runtime = ["--options", "runtime", "--timestamp"] if identity() else []
    sign: list[str | Path] = [
        "codesign",
        "--force",
        "--sign",
        identity() or _AD_HOC,
        "--entitlements",
        ENTITLEMENTS,
        *runtime,
    ]
    quiet("Signature", [*sign, app])
    quiet("Signature", ["codesign", "--verify", "--deep", "--strict", app])
