"""Sound in the window on a desktop of today: ``python -m tests.bench.desktop_sound FOLDER``, called by ``desktops.sh``.

Runs the sound server of the user that it is started by (PipeWire, in ``XDG_RUNTIME_DIR``) with a null sink and a
virtual microphone in which somebody speaks with a tone. Ada's window hosts a meeting there, and a bot, who sends a tone
of its own, is in it. Says who is heard, by the tones; how long it takes until both are heard again after all parts of
the sound server were killed and started anew; and whether the list of devices follows a device that comes and goes.
Status 0 if all of that is as it should be.
"""

import array
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType

from playwright.sync_api import sync_playwright

from tests.support.bot_crowd import Crowd
from tests.support.bot_media import now_us
from tests.support.call import Call, recorded
from tests.support.opus import decode
from tests.support.processes import until
from tests.support.samples import samples_for
from tests.support.sound_server import DESK_MICROPHONE, DESK_SPEAKER, MICROPHONE, SPEAKER, PipeWire
from tests.support.tone import PITCHES, SAMPLE_RATE, bursts, tone_power
from tests.support.window import AppWindow

VOICE = "voice"
BOBS_PITCH, ADAS_PITCH = PITCHES[0], PITCHES[3]
WINDOW = SAMPLE_RATE // 5
LEAST_SHARE = 0.5
LEAST_FRAMES = 10
"""As many as the window has."""
RESTARTS = 3
HEADSET = "Anna’s headset"


class Desktop:
    """The one that this runs on."""

    def env(self, **more: str) -> dict[str, str]:
        return os.environ | more


class UsersPipeWire(PipeWire):
    """The one of the user, where every program looks for it."""

    _session = ()

    def __init__(self, voice: Path) -> None:
        self._folder = Path(os.environ["XDG_RUNTIME_DIR"])
        self._processes = []
        self._voice = voice

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def env(self) -> dict[str, str]:
        return {}

    def whole_env(self) -> dict[str, str]:
        return dict(os.environ)

    def _plug_in(self) -> None:
        self.plug_speaker(DESK_SPEAKER, SPEAKER)
        self.plug_speaker(VOICE, "Voice")
        self.plug_microphone(DESK_MICROPHONE, MICROPHONE, f"{VOICE}.monitor")
        play = f"pacat --device={VOICE} --format=s16le --rate=48000 --channels=1"
        self._start("sh", "-c", f'while cat "$0"; do :; done | {play}', str(self._voice))

    def end(self) -> None:
        super().end()
        for socket in ("pipewire-0", "pulse/native"):  # what the next one is waited for by
            (self._folder / socket).unlink(missing_ok=True)


def clearest(pcm: Sequence[float], frequency: int) -> float:
    """Share of a tone in the fifth of a second that has most of it: of a voice that pauses, on a busy computer, too."""
    starts = range(0, max(1, len(pcm) - WINDOW + 1), WINDOW // 4)
    return max(tone_power(pcm[start : start + WINDOW], frequency) for start in starts)


class Ears:
    """What both hear now."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._since_us = 0

    def bob_hears(self) -> float:
        """Share of Ada's voice in the last second that came to Bob, without what came before it was waited for."""
        track = self._call.microphone()
        if track is None:
            return 0.0
        frames = self._call.bob.received.since(track.track, max(self._since_us, now_us() - 1_000_000))
        return clearest(decode([frame.payload for frame in frames]), ADAS_PITCH) if len(frames) >= LEAST_FRAMES else 0.0

    def ada_hears(self) -> float:
        """Share of Bob's tone in what comes out of Ada's speaker."""
        pcm = [each / 32_768 for each in recorded(self._call.sound, f"{DESK_SPEAKER}.monitor")]
        return clearest(pcm, BOBS_PITCH)

    def until_both(self, seconds: float) -> tuple[float, float]:
        """Seconds until Bob hears Ada, and Ada Bob."""
        self._since_us = now_us()
        begun = time.monotonic()
        self._call.until(lambda: self.bob_hears() > LEAST_SHARE, "Bob to hear Ada's voice", seconds)
        bob = time.monotonic() - begun
        self._call.until(lambda: self.ada_hears() > LEAST_SHARE, "Ada to hear Bob's tone", seconds)
        return bob, time.monotonic() - begun


def tried(what: str, work: Callable[[], str]) -> bool:
    """Says how it went; whether it went as it should."""
    try:
        print(f"{what}: {work()}", flush=True)
    except AssertionError as error:
        print(f"{what}: NOT AS IT SHOULD BE: {error}", flush=True)
        return False
    return True


def restart(call: Call, ears: Ears, pause: float) -> str:
    call.sound.end()
    time.sleep(pause)
    call.sound.start()
    bob, ada = ears.until_both(60)
    return f"after {bob:.1f} s Bob hears Ada again, after {ada:.1f} s Ada hears Bob"


def devices_come_and_go(call: Call) -> str:
    before = call.devices()
    assert not any(HEADSET in name for name in before), before
    number = call.sound.plug_microphone("headset", HEADSET, f"{VOICE}.monitor")
    there = call.until(lambda: [name for name in call.devices() if HEADSET in name], "the headset in the list")
    call.sound.pull_out(number)
    call.until(lambda: not any(HEADSET in name for name in call.devices()), "the headset to leave the list")
    return f"{before} before; {there[0]!r} came and went"


def main(folder: Path) -> int:
    voice = folder / "voice.raw"
    voice.write_bytes(array.array("h", (round(each * 32_767) for each in bursts(ADAS_PITCH, 2))).tobytes())
    (samples,) = samples_for(1, folder / "samples")
    arguments = ("-m", "meetdesk", "host", "--name", "Ada", "--port", "0", "--json")
    with (
        UsersPipeWire(voice) as sound,
        AppWindow(
            Desktop(), folder / "sound-data", arguments, devices=(), env={"MEETDESK_DISCOVERY": "off"}
        ) as app,
        sync_playwright() as playwright,
        Crowd() as crowd,
    ):  # fmt: skip
        page = app.page(playwright)
        ready = json.loads(until(lambda: app.output().partition("\n")[0], "the line of JSON"))
        bob = crowd.join("127.0.0.1", ready["port"], ready["code"], "Bob", samples, microphone=True)
        call = Call(sound, app, page, bob)
        ears = Ears(call)

        def heard() -> str:
            ears.until_both(60)
            return "Bob hears Ada, Ada hears Bob"

        went = [tried("sound", heard), tried("devices", lambda: devices_come_and_go(call))]
        for round_ in range(RESTARTS):
            pause = 2.0 * round_
            what = f"the sound server killed and started anew {pause:.0f} s later"
            went.append(tried(what, lambda pause=pause: restart(call, ears, pause)))
        went.append(tried("devices after that", lambda: devices_come_and_go(call)))
        page.screenshot(path=folder / "call.png")
    return 0 if all(went) else 1


if __name__ == "__main__":
    try:
        sys.exit(main(Path(sys.argv[1]).resolve()))
    except subprocess.SubprocessError as error:
        sys.exit(f"{error}")
