"""A short visit with Firefox and with WebKitGTK; Chromium's are in ``tests/e2e/test_guest.py``, and the long ones, with
cut links, are ``python -m tests.browsers``."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Playwright

from tests.browsers.journey import BROWSERS, NAME, Journey, Stage
from tests.e2e.stage import sit_down
from tests.support.guest_page import Guest
from tests.support.person import Person, text
from tests.support.sound_server import PulseAudio
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
