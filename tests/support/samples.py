"""Real encoded media for bots: VP8 with three temporal layers in two sizes, and Opus, one set per person.

Made by headless Chromium with WebCodecs (``samples.js``), because nothing else in the project encodes. Made once per
session and kept in a folder the caller names.
"""

import base64
import json
import math
import pickle
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from tests.support.picture import BAR_SHARE, CYCLE_SECONDS, HUES, background
from tests.support.tone import PITCHES

CHROMIUM = "/usr/bin/chromium"
SIZES = ((320, 180, 15, 150_000), (640, 360, 30, 600_000))
"""Width, height, frames a second and bits a second of layer 0 and layer 1."""
TONE_AMPLITUDE = 0.4


@dataclass(frozen=True)
class VideoSample:
    key: bool
    temporal: int
    data: bytes


@dataclass(frozen=True)
class LayerSamples:
    """One layer's frames, to be sent over and over; there is a key frame every second."""

    layer: int
    width: int
    height: int
    rate: int
    frames: tuple[VideoSample, ...]


@dataclass(frozen=True)
class Samples:
    """What one bot sends: its picture in two layers, and 20 ms Opus frames of its tone."""

    hue: int
    pitch: int
    layers: tuple[LayerSamples, ...]
    sound: tuple[bytes, ...]

    @property
    def level(self) -> int:
        """The tone's level for the media header, in -dBov."""
        return round(-20 * math.log10(TONE_AMPLITUDE / math.sqrt(2)))


def samples_for(people: int, folder: Path) -> list[Samples]:
    """Samples for so many people, read from ``folder`` or made. After ``len(HUES)`` different ones they repeat."""
    different = min(people, len(HUES))
    paths = [folder / f"person-{HUES[index]}.samples" for index in range(different)]
    missing = [index for index, path in enumerate(paths) if not path.exists()]
    if missing:
        folder.mkdir(parents=True, exist_ok=True)
        # In a thread of its own: a test's Playwright may be running in this one.
        with ThreadPoolExecutor(1) as thread:
            encoded = thread.submit(_encode, missing).result()
        for index, made in zip(missing, encoded, strict=True):
            paths[index].write_bytes(pickle.dumps(made))
    found: list[Samples] = [pickle.loads(path.read_bytes()) for path in paths]
    return [found[index % different] for index in range(people)]


def _encode(people: list[int]) -> list[Samples]:
    script = Path(__file__).with_name("samples.js").read_text()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        )
        try:
            page = browser.new_page()
            # WebCodecs wants a secure context; nothing is asked of the network.
            page.route("**/*", lambda route: route.fulfill(content_type="text/html", body="<!doctype html>"))
            page.goto("http://localhost/")
            page.add_script_tag(content=script)
            return [_encode_person(page, HUES[person], PITCHES[person]) for person in people]
        finally:
            browser.close()


def _encode_person(page: Any, hue: int, pitch: int) -> Samples:
    layers = []
    for layer, (width, height, rate, bitrate) in enumerate(SIZES):
        options = {
            "width": width, "height": height, "rate": rate, "bitrate": bitrate, "seconds": CYCLE_SECONDS,
            "keyEvery": rate, "colour": f"rgb{background(hue)}", "barShare": BAR_SHARE,
        }  # fmt: skip
        frames = page.evaluate(f"encodeVideo({json.dumps(options)})")
        decoded = tuple(
            VideoSample(frame["key"], frame["temporal"], base64.b64decode(frame["data"])) for frame in frames
        )
        layers.append(LayerSamples(layer, width, height, rate, decoded))
    sound = page.evaluate(f"encodeTone({json.dumps({'frequency': pitch, 'seconds': 1, 'amplitude': TONE_AMPLITUDE})})")
    return Samples(hue, pitch, tuple(layers), tuple(base64.b64decode(frame) for frame in sound))
