"""The app as a ``.tar.xz``: to be unpacked anywhere and run from there."""

import subprocess
import tarfile
from pathlib import Path
from typing import IO

from devtools.steps import StepFailed

from bundle.filelist import files_of

_BLOCK = "64MiB"
"""Blocks are compressed side by side; a fixed size keeps the archive the same on any number of cores."""


def write_archive(app: Path, root: str, target: Path, *, epoch: int, level: int) -> None:
    """All of ``app`` under the folder ``root``. The same files, ``epoch`` (seconds) and ``level`` (of xz, 0 to 9) give
    the same archive to the byte. Raises StepFailed."""
    command = ["xz", "--compress", "--stdout", "--threads=2", f"--block-size={_BLOCK}", f"-{level}"]
    with target.open("wb") as output, subprocess.Popen(command, stdin=subprocess.PIPE, stdout=output) as xz:
        assert xz.stdin is not None
        _write_tar(app, root, xz.stdin, epoch)
        xz.stdin.close()
    if xz.returncode:
        raise StepFailed(f"xz failed with status {xz.returncode}")


def _write_tar(app: Path, root: str, output: IO[bytes], epoch: int) -> None:
    def plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
        member.uid = member.gid = 0
        member.uname = member.gname = "root"
        member.mtime = epoch
        return member

    with tarfile.open(fileobj=output, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        for file in files_of(app):
            tar.add(file, f"{root}/{file.relative_to(app).as_posix()}", recursive=False, filter=plain)
