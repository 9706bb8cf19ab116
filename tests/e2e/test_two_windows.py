"""Two installed apps on two machines: real windows on a real display, a cable between, and what the screen shows."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Playwright

from tests.e2e.stage import CAST, camera_file, microphone_file
from tests.support.netns import Cable, Namespace
from tests.support.person import HEARING, Person, text
from tests.support.picture import HUES, Image, Pattern, find_pattern, has_moved
from tests.support.processes import until
from tests.support.tone import PITCHES
from tests.support.window import AppWindow
from tests.support.xvfb import Xvfb

pytestmark = [pytest.mark.window, pytest.mark.netns]

WIDTH, HEIGHT = 690, 880


class Desk(NamedTuple):
    """A machine with the app's window open, and the person in front of it."""

    person: Person
    app: AppWindow
    machine: Namespace
    window: str
    """X window id."""
    left: int


@contextlib.contextmanager
def desk(index: int, machine: Namespace, display: Xvfb, playwright: Playwright, folder: Path) -> Iterator[Desk]:
    """Opens the app on a machine and puts its window on the left or the right half of the display."""
    hue, pitch = HUES[index], PITCHES[index]
    flags = [
        f"--use-file-for-fake-video-capture={camera_file(folder, hue)}",
        f"--use-file-for-fake-audio-capture={microphone_file(folder, pitch)}",
    ]
    before = set(display.windows("MeetDesk"))
    with AppWindow(display, folder / CAST[index], namespace=machine, flags=flags) as app:
        person = Person(app.page(playwright), CAST[index], hue, pitch)
        person.is_home()
        person.page.evaluate(HEARING)
        window = until(lambda: next(iter(set(display.windows("MeetDesk")) - before), ""), "the window on the display")
        left = index * (WIDTH + 10)
        display.xdotool("windowsize", "--sync", window, str(WIDTH), str(HEIGHT))
        display.xdotool("windowmove", "--sync", window, str(left), "20")
        yield Desk(person, app, machine, window, left)


def on_screen(display: Xvfb, place: Desk, hue: int, file: Path) -> Pattern | None:
    """The pattern of somebody's picture inside a window, as the display shows it."""
    shown = Image.from_file(display.screenshot(file)).crop(place.left, 20, WIDTH, HEIGHT)
    return find_pattern(shown, hue)


def shows_moving(display: Xvfb, place: Desk, other: Person, file: Path) -> None:
    """Waits until two screenshots show the other's picture, moved in between."""

    def shown() -> Pattern | None:
        return on_screen(display, place, other.hue, file)

    first = until(shown, f"{other.name}'s picture in {place.person.name}'s window on {file}")
    until(lambda: (now := shown()) and has_moved(first, now), f"{other.name}'s picture moving on {file}")


def close_by_keyboard(display: Xvfb, place: Desk) -> None:
    """Alt+F4, as the window manager gives it to the window."""
    display.xdotool("windowactivate", "--sync", place.window)
    display.xdotool("key", "--clearmodifiers", "alt+F4")


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
