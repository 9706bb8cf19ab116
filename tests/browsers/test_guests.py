"""A short visit with Firefox and with WebKitGTK; Chromium's are in ``tests/e2e/test_guest.py``, and the long ones, with
cut links, are ``python -m tests.browsers``."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest
from playwright.sync_api import Playwright

from tests.browsers.journey import BROWSERS, NAME, Journey, Stage
from tests.e2e.stage import sit_down
from tests.support.guest_page import Guest
from tests.support.person import Person, text
from tests.support.sound_server import PulseAudio
from tests.support.tone import PITCHES
from tests.support.xvfb import Xvfb

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def host(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Person, str, Stage]]:
    if missing := PulseAudio.missing():
        pytest.skip(missing)
    folder = tmp_path_factory.mktemp("browsers")
    with ExitStack() as stack:
        stage = Stage(playwright, folder, stack.enter_context(PulseAudio()), stack.enter_context(Xvfb()))
        ada = sit_down(playwright, stack, folder, 0).person
        port = ada.host("Plans")
        ada.page.get_by_label(text("guests_allow")).click()
        yield ada, f"https://127.0.0.1:{port}/", stage


@pytest.mark.parametrize("name", ["firefox", "webkit"])
def test_a_guest_with_another_browser(host: tuple[Person, str, Stage], name: str) -> None:
    ada, link, stage = host
    browser = BROWSERS[name]
    if missing := browser.missing():
        pytest.skip(missing)
    with ExitStack() as stack:
        guest = Guest(browser.start(stage, stack), NAME)
        visit = Journey(ada, guest, browser.pitches, link)
        visit.looks_what_it_can()
        visit.joins()
        visit.is_heard()
        visit.hears()
        visit.sees()
        visit.sees_screen()
        visit.is_seen()
        if browser.gives_speaker:
            visit.chooses_speaker(stage.sound)
        visit.chats()
        visit.gets_file()
        visit.sends_file()
        visit.reloads()
        visit.sees()
        visit.is_seen()
        visit.leaves()


class Soundless(PulseAudio):
    """With nothing to play on, and no microphone but a browser's own fake one."""

    def _plug_in(self) -> None:
        pass


def test_firefox_is_heard_with_nothing_to_play_on(host: tuple[Person, str, Stage]) -> None:
    """Its audio context never runs there."""
    ada, link, stage = host
    if missing := BROWSERS["firefox"].missing():
        pytest.skip(missing)
    with ExitStack() as stack:
        soundless = replace(stage, sound=stack.enter_context(Soundless()))
        guest = Guest(BROWSERS["firefox"].start(soundless, stack), NAME)
        visit = Journey(ada, guest, PITCHES[2:3], link)
        visit.joins()
        visit.is_heard()
        guest.is_told(text("banner_no_speaker"))
        visit.mutes()
        visit.is_heard()
        visit.leaves()
