"""Less motion, high contrast and larger text: what desktops tell, and what the page in the window makes of it."""

import json
import os
import struct
from pathlib import Path
from typing import Any

import pytest
from jeepney import new_method_call
from playwright.sync_api import Page, Playwright

from meetdesk.desktop import wishes
from meetdesk.desktop.wishes import Wishes, of_portal, of_xsettings, parse_xsettings, pass_on
from tests.support.person import Person
from tests.support.processes import until
from tests.support.session_bus import PORTAL, missing, session_bus
from tests.support.window import AppWindow
from tests.support.xvfb import Xvfb

APPEARANCE, GNOME = "org.freedesktop.appearance", "org.gnome.desktop.interface"


@pytest.mark.parametrize(
    ("told", "wish"),
    [
        ({}, Wishes()),
        (
            {(APPEARANCE, "contrast"): 0, (APPEARANCE, "reduced-motion"): 0, (GNOME, "enable-animations"): True},
            Wishes(),
        ),
        ({(APPEARANCE, "contrast"): 1}, Wishes(high_contrast=True)),
        ({("org.gnome.desktop.a11y.interface", "high-contrast"): True}, Wishes(high_contrast=True)),
        ({(APPEARANCE, "reduced-motion"): 1}, Wishes(reduced_motion=True)),
        ({(GNOME, "enable-animations"): False}, Wishes(reduced_motion=True)),
        ({("org.kde.kdeglobals.KDE", "AnimationDurationFactor"): "0"}, Wishes(reduced_motion=True)),
        ({("org.kde.kdeglobals.KDE", "AnimationDurationFactor"): "0.5"}, Wishes()),
        ({(GNOME, "text-scaling-factor"): 1.5}, Wishes(text_scale=1.5)),
        ({(GNOME, "text-scaling-factor"): 1.0}, Wishes()),
        ({(GNOME, "text-scaling-factor"): 0.5}, Wishes()),  # what does not fit stays as usual
        ({(GNOME, "text-scaling-factor"): 400.0}, Wishes()),
        ({(GNOME, "text-scaling-factor"): "large"}, Wishes()),
    ],
)
def test_what_a_portal_tells(told: dict[tuple[str, str], Any], wish: Wishes) -> None:
    assert of_portal(told) == wish


def xsettings(order: str, settings: dict[str, int | str | tuple[int, ...]]) -> bytes:
    def text(value: str) -> bytes:
        return value.encode().ljust((len(value.encode()) + 3) & ~3, b"\0")

    data = struct.pack(f"{order}BxxxII", int(order == ">"), 7, len(settings))
    for name, value in settings.items():
        kind = 0 if isinstance(value, int) else 1 if isinstance(value, str) else 2
        data += struct.pack(f"{order}BxH", kind, len(name)) + text(name) + struct.pack(f"{order}I", 3)
        if isinstance(value, int):
            data += struct.pack(f"{order}i", value)
        elif isinstance(value, str):
            data += struct.pack(f"{order}I", len(value.encode())) + text(value)
        else:
            data += struct.pack(f"{order}4H", *value)
    return data


@pytest.mark.parametrize("order", "<>")
def test_what_x_tells(order: str) -> None:
    settings: dict[str, int | str | tuple[int, ...]] = {
        "Net/ThemeName": "HighContrast",
        "Gtk/ColorScheme": (1, 2, 3, 4),
        "Gtk/EnableAnimations": 0,
        "Xft/DPI": 96 * 1024,
    }
    found = parse_xsettings(xsettings(order, settings))
    assert found == {name: value for name, value in settings.items() if not isinstance(value, tuple)}
    assert of_xsettings(found) == Wishes(reduced_motion=True, high_contrast=True)
    assert of_xsettings({"Net/ThemeName": "Adwaita", "Gtk/EnableAnimations": 1}) == Wishes()
    assert of_xsettings({"Net/EnableAnimations": 0}) == Wishes(reduced_motion=True)


@pytest.mark.parametrize("data", [b"", b"\x07", b"\0\0\0\0\1", xsettings("<", {"Net/ThemeName": "Adwaita"})[:-4]])
def test_what_is_no_settings_of_x(data: bytes) -> None:
    with pytest.raises((ValueError, struct.error)):
        parse_xsettings(data)


def test_what_the_person_has_set_goes_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wishes, "_xsettings", dict)
    monkeypatch.setenv("QTWEBENGINE_CHROMIUM_FLAGS", "--blink-settings=darkMode=4")
    monkeypatch.setenv("QT_SCALE_FACTOR", "2")
    pass_on(Wishes(reduced_motion=True, high_contrast=True, text_scale=1.5))
    assert os.environ["QTWEBENGINE_CHROMIUM_FLAGS"] == "--blink-settings=darkMode=4"
    assert os.environ["QT_SCALE_FACTOR"] == "2"


def test_what_the_engine_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QTWEBENGINE_CHROMIUM_FLAGS", "--mute-audio")
    pass_on(Wishes(reduced_motion=True, high_contrast=True))
    told = "prefersReducedMotion=true,preferredContrast=0,inForcedColors=true"
    assert os.environ["QTWEBENGINE_CHROMIUM_FLAGS"] == f"--mute-audio --blink-settings={told}"


def test_text_that_x_has_made_larger_is_not_enlarged_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QT_SCALE_FACTOR", raising=False)
    monkeypatch.setattr(wishes, "_xsettings", lambda: {"Xft/DPI": 144 * 1024})
    pass_on(Wishes(text_scale=1.5))
    assert "QT_SCALE_FACTOR" not in os.environ


def shown(page: Page) -> dict[str, Any]:
    """What the page knows of the person's wishes, and what it makes of them."""
    found: dict[str, Any] = json.loads(
        page.evaluate(
            """() => JSON.stringify({
                motion: matchMedia('(prefers-reduced-motion: reduce)').matches,
                contrast: matchMedia('(prefers-contrast: more)').matches,
                forced: matchMedia('(forced-colors: active)').matches,
                scale: devicePixelRatio,
                stillness: document.documentElement.dataset.motion,
                clearness: document.documentElement.dataset.contrast,
                moves: getComputedStyle(document.querySelector('.button')).transitionDuration,
            })"""
        )
    )
    return found


@pytest.mark.window
@pytest.mark.skipif(missing() is not None, reason=str(missing()))
def test_window_follows_the_desktop(display: Xvfb, playwright: Playwright, tmp_path: Path) -> None:
    with session_bus() as desktop:
        env = {"DBUS_SESSION_BUS_ADDRESS": desktop.address}
        with AppWindow(display, tmp_path / "usual", env=env) as app:
            page = app.page(playwright)
            Person(page, "Mira").is_home()
            usual = shown(page)
            assert not any(usual[wish] for wish in ("motion", "contrast", "forced")), usual
            assert (usual["scale"], usual["stillness"], usual["clearness"]) == (1, "full", "usual"), usual
            # What changes meanwhile.
            desktop.change(APPEARANCE, "reduced-motion", ("u", 1))
            desktop.change(APPEARANCE, "contrast", ("u", 1))
            told = until(lambda: (now := shown(page))["clearness"] == "more" and now, "more contrast")
            assert (told["stillness"], told["moves"]) == ("reduced", "0s"), told
        desktop.change(GNOME, "text-scaling-factor", ("d", 1.25))
        with AppWindow(display, tmp_path / "wishes", env=env) as app:
            page = app.page(playwright)
            Person(page, "Mira").is_home()
            told = shown(page)
            assert all(told[wish] for wish in ("motion", "contrast", "forced")), told
            assert (told["scale"], told["stillness"], told["clearness"]) == (1.25, "reduced", "more"), told


@pytest.mark.skipif(missing() is not None, reason=str(missing()))
def test_portal_that_does_not_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wishes, "_SECONDS", 0.3)
    monkeypatch.delenv("DISPLAY", raising=False)
    with session_bus() as desktop:
        silent = new_method_call(PORTAL, "Ping")  # sent to itself, instead of an answer
        monkeypatch.setattr(desktop, "_answer", lambda _: silent)
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", desktop.address)
        assert wishes.read_wishes() == Wishes()
