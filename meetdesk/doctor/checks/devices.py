"""May this person's programs use a camera and a microphone? What Linux tells; the window looks closer."""

import asyncio
import os
import socket
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from meetdesk.doctor.context import Context
from meetdesk.wire.findings import Finding, FindingCode, finding

_ANSWER_SECONDS = 1.0


@dataclass(frozen=True)
class Device:
    path: str
    usable: bool


@dataclass(frozen=True)
class Seen:
    cameras: tuple[Device, ...] = ()
    microphones: tuple[Device, ...] = ()
    speakers: tuple[Device, ...] = ()
    sound_server: bool = False
    """PulseAudio or PipeWire runs for this person: it has the sound devices, and needs no permission of theirs."""


def judge(seen: Seen) -> tuple[Finding, ...]:
    return (
        _one(seen.cameras, FindingCode.CAMERA_FINE, FindingCode.CAMERA_NONE, FindingCode.CAMERA_NOT_ALLOWED),
        _one(
            tuple(Device(one.path, one.usable or seen.sound_server) for one in seen.microphones),
            FindingCode.MICROPHONE_FINE,
            FindingCode.MICROPHONE_NONE,
            FindingCode.MICROPHONE_NOT_ALLOWED,
        ),
        _one(
            tuple(Device(one.path, one.usable or seen.sound_server) for one in seen.speakers),
            FindingCode.SPEAKER_FINE,
            FindingCode.SPEAKER_NONE,
            FindingCode.SPEAKER_NOT_ALLOWED,
        ),
    )


def _one(devices: Sequence[Device], fine: FindingCode, none: FindingCode, not_allowed: FindingCode) -> Finding:
    if not devices:
        return finding(none)
    usable = [one for one in devices if one.usable]
    if not usable:
        return finding(not_allowed, device=devices[0].path)
    return finding(fine, count=len(usable))


async def check(_: Context) -> tuple[Finding, ...]:
    if not sys.platform.startswith("linux"):
        return (finding(FindingCode.DEVICES_IN_WINDOW),)
    return judge(await asyncio.to_thread(look))


def look(root: Path = Path("/")) -> Seen:
    """``root``: of the file system, for tests."""
    sound = root / "dev" / "snd"
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR", "/nonexistent"))
    return Seen(
        cameras=tuple(_device(root / "dev" / name) for name in _camera_names(root)),
        microphones=tuple(_device(path) for path in sorted(sound.glob("pcmC*c"))),
        speakers=tuple(_device(path) for path in sorted(sound.glob("pcmC*p"))),
        sound_server=_answers(runtime / "pulse" / "native") or _answers(runtime / "pipewire-0"),
    )


def _answers(path: Path) -> bool:
    """Whether a server listens there: one that has crashed leaves its socket behind."""
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(_ANSWER_SECONDS)
        try:
            probe.connect(str(path))
        except OSError:  # nobody, not for this person, or no such path
            return False
        return True


def _camera_names(root: Path) -> list[str]:
    """A camera has several nodes; the one of index 0 carries the picture."""
    found = []
    for folder in sorted((root / "sys" / "class" / "video4linux").glob("video*")):
        try:
            index = (folder / "index").read_text(encoding="ascii").strip()
        except OSError:
            continue
        if index == "0":
            found.append(folder.name)
    return found


def _device(path: Path) -> Device:
    return Device(str(path), os.access(path, os.R_OK | os.W_OK))
