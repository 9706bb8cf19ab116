"""The desktop's own file dialogs are used where the portal has them; a portal that stands still holds nothing up."""

import os
import time
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from meetdesk.desktop import environment, portal
from tests.support.processes import until
from tests.support.session_bus import Desktop
from tests.support.window import AppWindow
from tests.support.xvfb import Xvfb


def theme(monkeypatch: pytest.MonkeyPatch, desktop: str) -> str | None:
    monkeypatch.setattr(environment.os, "environ", dict(os.environ))
    environment.os.environ.pop("QT_QPA_PLATFORMTHEME", None)
    environment.os.environ["XDG_CURRENT_DESKTOP"] = desktop
    environment.prepare_environment()
    return environment.os.environ.get("QT_QPA_PLATFORMTHEME")


@pytest.mark.expected_warnings("taken out of the environment")
@pytest.mark.parametrize(("name", "otherwise"), [("GNOME", "gnome"), ("sway", "gnome"), ("KDE", None)])
def test_the_theme(desktop: Desktop, monkeypatch: pytest.MonkeyPatch, name: str, otherwise: str | None) -> None:
    assert theme(monkeypatch, name) == otherwise, "a portal without file dialogs"
    desktop.file_dialogs = True
    assert theme(monkeypatch, name) == "xdgdesktopportal"
    desktop.silent_about = "org.freedesktop.portal.Settings"
    assert theme(monkeypatch, name) == otherwise, "a portal whose settings stand still: Qt reads them, too"
    desktop.silent = True
    began = time.monotonic()
    assert theme(monkeypatch, name) == otherwise, "a portal that gives no answer"
    assert time.monotonic() - began < 10 * portal.SECONDS, "Qt would have waited for 25 s"


def test_without_a_bus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
    assert theme(monkeypatch, "GNOME") == "gnome"


@pytest.mark.window
def test_the_desktop_asks_where_to_save(
    desktop: Desktop, display: Xvfb, playwright: Playwright, tmp_path: Path
) -> None:
    desktop.file_dialogs = True
    env = {"DBUS_SESSION_BUS_ADDRESS": desktop.address}
    with AppWindow(display, tmp_path, ("-m", "tests.desktop.pages"), env=env) as app:
        box = app.page(playwright).locator("#file").bounding_box()
        assert box is not None
        app.disconnect()
        display.click(display.windows("Tiny page own")[-1], box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        until(lambda: desktop.saves, "the desktop's own dialog")
        assert desktop.saves[0]["current_name"] == ("s", "notes.txt")
