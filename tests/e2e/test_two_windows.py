"""Two installed apps on two machines: real windows on a real display, a cable between, and what the screen shows."""

from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.e2e.desk import close_by_keyboard, desk, shows_moving
from tests.support.netns import Cable
from tests.support.person import text
from tests.support.xvfb import Xvfb

pytestmark = [pytest.mark.window, pytest.mark.netns]


def test_two_windows_on_two_machines(
    cable: Cable, display: Xvfb, playwright: Playwright, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEETDESK_DISCOVERY", "on")
    left, right = cable.left, cable.right
    shots = tmp_path / "screens"
    with (
        desk(0, left, display, playwright, tmp_path) as hosting,
        desk(1, right, display, playwright, tmp_path) as joining,
    ):
        ada, bob = hosting.person, joining.person
        port = ada.host("Two windows")
        address = ada.page.locator("[data-address]").first.inner_text()
        assert address.startswith(left.ipv4), f"the address to read out is {address}"
        assert port == 47_800
        bob.join_found("Two windows", ada.code())

        shows_moving(display, hosting, bob, shots / "host.png")
        shows_moving(display, joining, ada, shots / "colleague.png")
        ada.hears(bob)
        bob.hears(ada)
        bob.say("hello from the other machine")
        ada.reads("hello from the other machine")

        joining.app.disconnect()
        close_by_keyboard(display, joining)
        assert joining.app.wait() == 0
        ada.is_told("notice_left", name="Bob")

        close_by_keyboard(display, hosting)
        ada.is_told("close_title")
        assert hosting.app.running.poll() is None, "the host's window closed without asking"
        ada.page.get_by_role("button", name=text("close_confirm")).click()
        hosting.app.disconnect()
        assert hosting.app.wait() == 0
