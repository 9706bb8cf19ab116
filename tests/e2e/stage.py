"""Sets the stage: apps without a window, each with a browser of its own whose camera and microphone play a person."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Playwright, ViewportSize

from tests.support.app import AppProcess
from tests.support.chromium import launch
from tests.support.person import Person
from tests.support.picture import HUES, write_y4m
from tests.support.tone import PITCHES, bursts, write_wav

CAST = ("Ada", "Bob", "Cem", "Dora")
VIEWPORT: ViewportSize = {"width": 1280, "height": 800}


class Actor(NamedTuple):
    """A person and the app they use."""

    person: Person
    app: AppProcess


def camera_file(folder: Path, hue: int) -> Path:
    """A camera that shows a person's pattern, for Chromium's fake device."""
    path = folder / f"camera-{hue}.y4m"
    if not path.exists():
        write_y4m(path, hue)
    return path


def microphone_file(folder: Path, pitch: int) -> Path:
    """A microphone that says a person's tone in syllables."""
    path = folder / f"microphone-{pitch}.wav"
    if not path.exists():
        write_wav(path, bursts(pitch, 4.0))
    return path


@contextmanager
def actors(
    playwright: Playwright, folder: Path, count: int, *, prefixes: Sequence[Sequence[str]] = ()
) -> Iterator[list[Actor]]:
    """So many apps, their pages open on the first screen. ``prefixes``: put before each app's command."""
    with ExitStack() as stack:
        apps = [
            stack.enter_context(AppProcess(folder / name, prefix=prefixes[index] if prefixes else ()))
            for index, name in enumerate(CAST[:count])
        ]
        found = []
        for index, app in enumerate(apps):
            hue, pitch = HUES[index], PITCHES[index]
            browser = launch(playwright, camera=camera_file(folder, hue), microphone=microphone_file(folder, pitch))
            stack.callback(browser.close)
            person = Person(browser.new_page(viewport=VIEWPORT), CAST[index], hue, pitch)
            person.listen()
            person.page.goto(app.entry())
            person.is_home()
            found.append(Actor(person, app))
        yield found
