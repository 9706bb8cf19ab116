"""Two whole apps: Ada's page in Chromium or in the native window, Bob's in Chromium."""

import random
from typing import Any

from playwright.sync_api import Error

from tests.bench.switches.switching import REMEDY, Seen
from tests.support.person import Person, text

_CLICK_MS = 180_000
"""Within which a click is done: what is asked is whether pictures come, also on a computer that is far too busy."""
SIZES = ((1280, 800), (900, 640), (560, 420), (420, 420))
"""Of Bob's window: the picture in it is wanted large or small."""

_SEEN = """(label) => {
  const found = [...document.querySelectorAll('[aria-label]')].find((each) => each.ariaLabel === label)
  const video = found?.querySelector('video')
  if (!video?.videoWidth) return null
  video.meetdeskNumber ??= globalThis.meetdeskVideos = (globalThis.meetdeskVideos ?? 0) + 1
  return [
    video.meetdeskNumber, video.getVideoPlaybackQuality().totalVideoFrames, video.videoWidth, video.videoHeight
  ]
}"""

_VIDEOS = """() => [...document.querySelectorAll('video')].map((video) => {
  const [track] = video.srcObject?.getVideoTracks() ?? []
  const { readyState = 'no track', muted = false, label = '' } = track ?? {}
  const { totalVideoFrames } = video.getVideoPlaybackQuality()
  return `${video.ariaLabel}: ${totalVideoFrames} frames, ${readyState}${muted ? ', muted' : ''} ${label}`
}).join('\\n')"""
"""What each picture of the page is made of; the own one comes straight from the camera."""


class InApp:
    """``ada`` joins ``bob``'s meeting; ``shape``: of the camera that her browser plays."""

    def __init__(self, ada: Person, bob: Person, shape: float) -> None:
        self.shape = shape
        self._ada, self._bob = ada, bob
        for person in (ada, bob):
            person.page.set_default_timeout(_CLICK_MS)
        port = bob.host()
        ada.join(f"127.0.0.1:{port}", bob.code())

    def turn(self, on: bool) -> None:
        self._ada.page.keyboard.press("v")

    def hide(self, background: str) -> None:
        self._ada.page.get_by_role("button", name=text("device_video_menu")).click()
        self._ada.page.get_by_role("menuitemradio", name=text(f"background_{background}")).click()

    def look_otherwise(self, chance: random.Random) -> str:
        if chance.random() < 0.3:
            self._bob.page.keyboard.press("g")
            return "layout"
        width, height = chance.choice(SIZES)
        self._bob.page.set_viewport_size({"width": width, "height": height})
        return f"window {width} × {height}"

    def resize(self, chance: random.Random) -> str:
        return ""

    def seen(self) -> Seen | None:
        try:
            found: list[Any] | None = self._bob.page.evaluate(_SEEN, text("tile_picture", name=self._ada.name))
        except Error:
            return None
        return Seen(*found) if found else None

    def wait(self, seconds: float) -> None:
        self._bob.page.wait_for_timeout(seconds * 1000)

    def statistics(self) -> str:
        told = []
        for person in (self._ada, self._bob):
            person.page.keyboard.press("i")
            person.page.wait_for_timeout(1_500)
            told.append(_from(person.describe(), text("statistics_title")))
            told.append(_videos(person))
            person.page.keyboard.press("i")
        return "\n".join(told)

    def remedies(self) -> list[str]:
        return [line for line in self._ada.console if REMEDY in line]


def _videos(person: Person) -> str:
    try:
        found: str = person.page.evaluate(_VIDEOS)
    except Error as error:
        return f"(the page does not answer: {error.message})"
    return found


def _from(page: str, heading: str) -> str:
    """A page's words from the heading on; all of them if it is not there."""
    before, found, after = page.partition(heading)
    return f"{before.splitlines()[0]}\n{after}" if found else page
