"""A sound server of its own for a test: PulseAudio or PipeWire, with made-up devices, that can end and start anew."""

import os
import shutil
import subprocess
import tempfile
from abc import ABC, abstractmethod
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.support.processes import end, until

MICROPHONE, SPEAKER = "Desk microphone", "Desk speaker"
"""Names of the devices that are there from the start; the microphone hears what is played to the speaker."""
DESK_MICROPHONE, DESK_SPEAKER = "desk_microphone", "desk_speaker"
"""What the sound server calls them."""
_QUIET: dict[str, Any] = {
    "stdin": subprocess.DEVNULL,
    "stdout": subprocess.DEVNULL,
    "stderr": subprocess.DEVNULL,
    "start_new_session": True,
}


class SoundServer(ABC):
    """``with PulseAudio() as sound: subprocess.Popen(…, env=os.environ | sound.env())``."""

    programs: tuple[str, ...]

    def __init__(self) -> None:
        # In a short path: that of a socket may have 107 characters.
        self._folder = Path(tempfile.mkdtemp(prefix="sound-"))
        self._processes: list[subprocess.Popen[bytes]] = []

    @classmethod
    def missing(cls) -> str | None:
        """Why there can be no such server here; None if there can."""
        absent = [name for name in (*cls.programs, "pactl") if not shutil.which(name)]
        return f"not run: {', '.join(absent)} not installed" if absent else None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()
        shutil.rmtree(self._folder)

    def env(self) -> dict[str, str]:
        """What a program needs to find this server, and nothing of another."""
        folder = str(self._folder)
        return {
            "XDG_RUNTIME_DIR": folder,
            "PULSE_SERVER": f"unix:{folder}/pulse/native",
            "PULSE_COOKIE": f"{folder}/cookie",
            "PIPEWIRE_RUNTIME_DIR": folder,
        }

    def start(self) -> None:
        """Starts it with its devices. What was plugged in besides is gone, as after a crash."""
        self._run()
        until(lambda: self.control("info"), f"{type(self).__name__}")
        self._plug_in()
        self.control("set-default-sink", DESK_SPEAKER)
        self.control("set-default-source", DESK_MICROPHONE)

    def _plug_in(self) -> None:
        self.plug_speaker(DESK_SPEAKER, SPEAKER)
        self.plug_microphone(DESK_MICROPHONE, MICROPHONE, f"{DESK_SPEAKER}.monitor")

    def end(self) -> None:
        """Ends it as a crash does."""
        for process in reversed(self._processes):
            process.kill()
            end(process)
        self._processes.clear()

    @abstractmethod
    def _run(self) -> None: ...

    @abstractmethod
    def plug_microphone(self, name: str, label: str, hears: str) -> str:
        """Plugs one in; the number to pull it out by."""

    def plug_speaker(self, name: str, label: str) -> str:
        properties = f"device.description='{label}'"
        return self.control("load-module", "module-null-sink", f"sink_name={name}", f'sink_properties="{properties}"')

    def pull_out(self, number: str) -> None:
        self.control("unload-module", number.strip())

    def control(self, *arguments: str) -> str:
        """``pactl``; empty if it failed."""
        return subprocess.run(
            ["pactl", *arguments], env=self.whole_env(), capture_output=True, text=True, check=False, timeout=10
        ).stdout

    def whole_env(self) -> dict[str, str]:
        return {**os.environ, **self.env(), "HOME": str(self._folder)}

    def _start(self, *command: str, **more: str) -> None:
        self._processes.append(subprocess.Popen(command, env=self.whole_env() | more, **_QUIET))


class PulseAudio(SoundServer):
    programs = ("pulseaudio",)

    def _run(self) -> None:
        (self._folder / "pulse").mkdir(exist_ok=True, mode=0o700)
        self._start(
            "pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--disable-shm=yes",
            "-L", f"module-native-protocol-unix socket={self._folder}/pulse/native auth-anonymous=1",
        )  # fmt: skip

    def plug_microphone(self, name: str, label: str, hears: str) -> str:
        properties = f"device.description='{label}'"
        return self.control(
            "load-module", "module-remap-source", f"source_name={name}", f"master={hears}",
            f'source_properties="{properties}"',
        )  # fmt: skip


class PipeWire(SoundServer):
    programs = ("pipewire", "pipewire-pulse", "wireplumber", "dbus-run-session")
    _session: tuple[str, ...] = ("dbus-run-session", "--")

    def _run(self) -> None:
        self._start("pipewire")
        until((self._folder / "pipewire-0").exists, "PipeWire")
        self._start(*self._session, "wireplumber")
        self._start("pipewire-pulse")
        until((self._folder / "pulse" / "native").exists, "pipewire-pulse")

    def plug_microphone(self, name: str, label: str, hears: str) -> str:
        properties = f"device.description='{label}'"
        return self.control(
            "load-module", "module-remap-source", f"source_name={name}", f"master={hears}",
            f'source_properties="{properties}"',
        )  # fmt: skip
