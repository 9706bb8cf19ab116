"""The app's icon and its disk image, with macOS's own tools."""

import shutil
import tempfile
from pathlib import Path

from devtools.places import ROOT
from devtools.steps import quiet

_PICTURE = ROOT / "meetdesk" / "desktop" / "icons" / "meetdesk.png"
_SIZES = (16, 32, 128, 256, 512)


def write_icon(target: Path) -> Path:
    """The ``.icns`` file. Raises StepFailed."""
    with tempfile.TemporaryDirectory(suffix=".iconset") as folder:
        for size in _SIZES:
            for scale, name in ((1, f"icon_{size}x{size}.png"), (2, f"icon_{size}x{size}@2x.png")):
                pixels = str(size * scale)
                quiet("Icon", ["sips", "-z", pixels, pixels, _PICTURE, "--out", Path(folder, name)])
        quiet("Icon", ["iconutil", "--convert", "icns", "--output", target, folder])
    return target


def write_image(app: Path, target: Path) -> None:
    """A disk image with ``MeetDesk.app`` and a link to the folder of applications. Raises StepFailed."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(app, Path(folder, app.name), symlinks=True)
        Path(folder, "Applications").symlink_to("/Applications")
        target.unlink(missing_ok=True)
        options = ["-volname", "MeetDesk", "-srcfolder", folder, "-fs", "HFS+", "-format", "ULFO"]
        quiet("Disk image", ["hdiutil", "create", *options, target])
