"""A real key frame and a frame that builds on it, of any size, made by headless Chromium: their pictures are plain, so
they are small to send and large to decode."""

import base64
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import NamedTuple

from playwright.sync_api import sync_playwright

from tests.support.samples import CHROMIUM

_SCRIPT = """async ({ codec, width, height }) => {
    const frames = []
    const encoder = new VideoEncoder({
        output: (chunk) => {
            const bytes = new Uint8Array(chunk.byteLength)
            chunk.copyTo(bytes)
            frames.push(btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')))
        },
        error: (error) => { throw error },
    })
    encoder.configure({ codec, width, height, bitrate: 1_000_000, framerate: 30, latencyMode: 'realtime' })
    const canvas = new OffscreenCanvas(width, height)
    const context = canvas.getContext('2d')
    for (let at = 0; at < 2; at++) {
        context.fillStyle = 'rgb(40 90 60)'
        context.fillRect(0, 0, width, height)
        const frame = new VideoFrame(canvas, { timestamp: at * 33_333 })
        encoder.encode(frame, { keyFrame: at === 0 })
        frame.close()
        await encoder.flush()
    }
    return frames
}"""


class LargeFrames(NamedTuple):
    key: bytes
    delta: bytes


@cache
def large_frames(width: int, height: int, codec: str = "vp8") -> LargeFrames:
    """Sizes in pixels."""
    # In a thread of its own: a test's Playwright, or an event loop, may be running in this one.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(_encode, width, height, codec).result()


def _encode(width: int, height: int, codec: str) -> LargeFrames:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        )
        try:
            page = browser.new_page()
            page.route("**/*", lambda route: route.fulfill(content_type="text/html", body="<!doctype html>"))
            page.goto("http://localhost/")
            frames = page.evaluate(_SCRIPT, {"codec": codec, "width": width, "height": height})
        finally:
            browser.close()
    key, delta = (base64.b64decode(frame) for frame in frames)
    return LargeFrames(key, delta)
