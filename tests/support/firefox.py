"""Debian's Firefox with a fake camera and microphone, driven by Playwright over WebDriver BiDi."""

import shlex
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright

from tests.support.firefox_relay import EXECUTABLE
from tests.support.netns import Namespace

_ROOT = Path(__file__).parents[2]
_PREFERENCES: dict[str, str | float | bool] = {
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
    "media.autoplay.default": 0,
    "dom.disable_open_during_load": False,
}


def missing() -> str | None:
    """Why there is no Firefox here; None if there is."""
    return None if Path(EXECUTABLE).exists() else f"not run: {EXECUTABLE} is not installed"


def launch(
    playwright: Playwright,
    folder: Path,
    *,
    pitch: int,
    env: dict[str, str | float | bool],
    namespace: Namespace | None = None,
    preferences: dict[str, str | float | bool] | None = None,
) -> Browser:
    """Starts it without a window. Its fake microphone says ``pitch`` (Hz), its fake camera shows one colour after the
    other. ``env``: with a sound server's, or nothing is played or heard. ``preferences``: more of Firefox's."""
    command = [sys.executable, "-m", "tests.support.firefox_relay"]
    if namespace:
        command += ["--namespace", namespace.name]
    executable = folder / "firefox.sh"
    executable.write_text(f'#!/bin/sh\ncd {_ROOT}\nexec {shlex.join(command)} "$@"\n')
    executable.chmod(0o755)
    return playwright.firefox.launch(
        channel="moz-firefox",
        executable_path=executable,
        env=env,
        firefox_user_prefs=_PREFERENCES | {"media.navigator.audio.fake_frequency": pitch} | (preferences or {}),
    )


def new_page(browser: Browser) -> Page:
    """A page of somebody who clicked through the warning."""
    return browser.new_context(ignore_https_errors=True, viewport={"width": 1000, "height": 700}).new_page()
