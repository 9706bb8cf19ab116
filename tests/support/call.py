"""A call on a computer with a sound server that a test can end, and what is heard in it."""

import array
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from playwright.sync_api import Page, expect

from meetdesk.core.topics.tracks import Source, Track
from tests.support.bot import Bot
from tests.support.person import text
from tests.support.processes import until
from tests.support.sound_server import DESK_SPEAKER, SoundServer
from tests.support.window import AppWindow

T = TypeVar("T")


PATIENCE_SECONDS = 20.0


@dataclass
class Call:
    """Ada's real window on a computer with this sound server, and Bob, who talks all the time."""

    sound: SoundServer
    app: AppWindow
    page: Page
    bob: Bot

    def until(self, ask: Callable[[], T | None], what: str, seconds: float = PATIENCE_SECONDS) -> T:
        try:
            return until(ask, what, seconds)
        except AssertionError as error:
            shown = self.page.locator("body").inner_text()
            streams = self.sound.control("list", "sink-inputs") + self.sound.control("list", "source-outputs")
            raise AssertionError(
                f"{error}\nthe page shows:\n{shown}\nthe sound server has:\n{streams}\nthe app said:\n"
                f"{self.app.output()}"
            ) from None

    def microphone(self) -> Track | None:
        """Ada's, as Bob knows it."""
        tracks = [t for t in self.bob.meeting.tracks.values() if t.source is Source.MICROPHONE]
        return next((t for t in tracks if t.participant != self.bob.participant), None)

    def is_heard(self) -> bool:
        """Whether sound arrives from Ada's microphone now, and from a real one: packets alone may be of one that the
        engine made up, which records nothing."""
        track = self.microphone()
        if track is None or 'application.name = "MeetDesk"' not in self.sound.control("list", "source-outputs"):
            return False
        before = self.bob.received.counts[track.track]
        time.sleep(0.3)
        return self.bob.received.counts[track.track] > before + 5

    def hears(self) -> bool:
        """Whether Bob comes out of Ada's speaker now."""
        return loudness(self.sound, f"{DESK_SPEAKER}.monitor") > 100

    def is_told(self, key: str) -> None:
        expect(self.page.get_by_text(text(key)).first).to_be_visible(timeout=PATIENCE_SECONDS * 1000)

    def is_not_told(self, key: str) -> None:
        expect(self.page.get_by_text(text(key))).to_have_count(0, timeout=PATIENCE_SECONDS * 1000)

    def devices(self) -> list[str]:
        """Opens the menu of microphones and speakers; everything in it."""
        self.page.get_by_role("button", name=text("device_audio_menu")).click()
        try:
            expect(self.page.get_by_role("menu")).to_be_visible()
            self.page.wait_for_timeout(500)
            return self.page.get_by_role("menuitemradio").all_inner_texts()
        finally:
            self.page.keyboard.press("Escape")


def recorded(sound: SoundServer, source: str) -> "array.array[int]":
    """A quarter of a second of what a source gives now: 48 kHz, mono, -32768 to 32767."""
    recording = subprocess.run(
        ["timeout", "1", "parec", f"--device={source}", "--format=s16le", "--rate=48000", "--channels=1",
         "--latency-msec=20"],
        env=sound.whole_env(), capture_output=True, check=False, timeout=10,
    ).stdout[-24_000:]  # fmt: skip
    return array.array("h", recording[: len(recording) // 2 * 2])


def loudness(sound: SoundServer, source: str) -> float:
    """Mean absolute sample of a quarter of a second, 0 to 32767."""
    samples = recorded(sound, source)
    return sum(map(abs, samples)) / max(1, len(samples))
