"""Debian's Chromium with a fake camera and microphone, driven by Playwright; it talks to nobody but the tests."""

import os
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Playwright

EXECUTABLE = "/usr/bin/chromium"
_QUIET = (
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--metrics-recording-only",
)


def flags(*, camera: Path | None = None, microphone: Path | None = None, grant: bool = True) -> list[str]:
    """Command line for a browser with fake devices.

    ``camera``: ``.y4m`` or ``.mjpeg`` file played in a loop instead of Chromium's own moving pattern;
    ``microphone``: ``.wav`` file instead of its beeps; ``grant``: permissions are given without a question.
    """
    found = [*_QUIET, "--use-fake-device-for-media-stream", "--autoplay-policy=no-user-gesture-required"]
    if grant:
        found.append("--use-fake-ui-for-media-stream")
    if camera:
        found.append(f"--use-file-for-fake-video-capture={camera}")
    if microphone:
        found.append(f"--use-file-for-fake-audio-capture={microphone}")
    if os.geteuid() == 0:
        found.append("--no-sandbox")
    return found


def launch(
    playwright: Playwright,
    *,
    camera: Path | None = None,
    microphone: Path | None = None,
    grant: bool = True,
    headless: bool = True,
    **options: Any,
) -> Browser:
    """Starts Chromium; ``options`` go to Playwright's ``launch`` (``env=display.env()`` with ``headless=False``)."""
    more = options.pop("args", [])
    return playwright.chromium.launch(
        executable_path=EXECUTABLE,
        headless=headless,
        args=[*flags(camera=camera, microphone=microphone, grant=grant), *more],
        **options,
    )
