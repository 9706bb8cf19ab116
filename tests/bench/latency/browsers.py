"""The two browsers of the benchmark: one for each side, wherever that side is."""

import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, BrowserContext, Playwright

from tests.support.chromium import EXECUTABLE, flags

SCRIPTS = tuple((Path(__file__).parent / name).read_text() for name in ("source.js", "reading.js"))
"""Added to pages: a camera and a microphone that tell the time, and what reads it from picture and sound."""
# So that a call finds its way on one machine as it would between two: Chromium hides addresses from pages that use no
# real device, and leaves the loopback out.
_CALLS = ("--disable-features=WebRtcHideLocalIpsWithMdns", "--allow-loopback-in-peer-connection")
_AWAKE = (
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
)


class Side(NamedTuple):
    """One person's machine."""

    name: str
    prefix: tuple[str, ...]
    """Put before commands to run them there."""
    browser: Browser
    pid: int
    """Of the browser."""
    sound_only: bool
    """Whether there is no camera."""

    def context(self) -> BrowserContext:
        """A browser context whose camera and microphone are timed, and whose pictures and sound are read."""
        # The page's own content security policy would keep the listener's worklet out.
        context = self.browser.new_context(viewport={"width": 1280, "height": 800}, bypass_csp=True)
        for script in (f"globalThis.meetdeskWithoutCamera = {str(self.sound_only).lower()}", *SCRIPTS):
            context.add_init_script(script)
        return context


@contextmanager
def side(playwright: Playwright, folder: Path, name: str, prefix: Sequence[str], sound_only: bool) -> Iterator[Side]:
    """Starts a side's browser with ``prefix`` before its command."""
    started, script = folder / f"{name}.pid", folder / f"{name}-browser.sh"
    script.write_text(f'#!/bin/sh\necho $$ > "{started}"\nexec {" ".join(prefix)} {EXECUTABLE} "$@"\n')
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    browser = playwright.chromium.launch(executable_path=script, args=[*flags(), *_CALLS, *_AWAKE])
    try:
        yield Side(name, tuple(prefix), browser, int(started.read_text()), sound_only)
    finally:
        browser.close()
