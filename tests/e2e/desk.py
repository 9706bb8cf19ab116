"""Somebody in front of the app's real window, on a machine and a display of the test."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Playwright

from tests.e2e.stage import CAST, camera_file, microphone_file
from tests.support.netns import Namespace
from tests.support.person import HEARING, Person
from tests.support.picture import HUES, Image, Pattern, find_pattern, has_moved
from tests.support.processes import until
from tests.support.tone import PITCHES
from tests.support.window import AppWindow
from tests.support.xvfb import Xvfb

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
def desk(
    index: int,
    machine: Namespace,
    display: Xvfb,
    playwright: Playwright,
    folder: Path,
    program: Path | None = None,
) -> Iterator[Desk]:
    """Opens the app on a machine and puts its window on the left or the right half of the display.

    ``program``: the frozen app; without it, that of the source.
    """
    command = () if program else ("-m", "meetdesk")
    hue, pitch = HUES[index], PITCHES[index]
    flags = [
        f"--use-file-for-fake-video-capture={camera_file(folder, hue)}",
        f"--use-file-for-fake-audio-capture={microphone_file(folder, pitch)}",
    ]
    before = set(display.windows("MeetDesk"))
    with AppWindow(display, folder / CAST[index], command, namespace=machine, flags=flags, program=program) as app:
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
