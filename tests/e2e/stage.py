"""Sets the stage: apps without a window, each with a browser of its own whose camera and microphone play a person."""

import shlex
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Playwright, ViewportSize

from tests.support.app import AppProcess
from tests.support.chromium import EXECUTABLE, flags
from tests.support.netns import Namespace
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
        write_y4m(path, hue, rate=15)  # half the work of 30, and moves just as well
    return path


def microphone_file(folder: Path, pitch: int) -> Path:
    """A microphone that says a person's tone in syllables."""
    path = folder / f"microphone-{pitch}.wav"
    if not path.exists():
        write_wav(path, bursts(pitch, 4.0))
    return path


def sit_down(
    playwright: Playwright,
    stack: ExitStack,
    folder: Path,
    index: int,
    *,
    machine: Namespace | None = None,
    arguments: Sequence[str] = (),
    grant: bool = True,
    browser_flags: Sequence[str] = (),
) -> Actor:
    """Starts an app and a browser for one of the cast and opens the page; ``stack`` ends them.

    ``machine``: both run in this network namespace. ``arguments``: of the app.
    ``grant``: the page gets camera and microphone without a question.
    """
    name, hue, pitch = CAST[index], HUES[index], PITCHES[index]
    prefix = machine.command() if machine else []
    app = stack.enter_context(AppProcess(folder / name, arguments, prefix=prefix))
    camera, microphone = camera_file(folder, hue), microphone_file(folder, pitch)
    browser = playwright.chromium.launch(
        executable_path=_command_file(folder, name, [*prefix, EXECUTABLE]),
        args=[*flags(camera=camera, microphone=microphone, grant=grant), *browser_flags],
    )
    stack.callback(browser.close)
    person = Person(browser.new_page(viewport=VIEWPORT), name, hue, pitch)
    person.listen()
    person.page.goto(app.entry())
    return Actor(person, app)


def _command_file(folder: Path, name: str, command: Sequence[str]) -> Path:
    """An executable file that runs a command with more arguments: Playwright takes nothing else."""
    path = folder / f"browser-of-{name}.sh"
    path.write_text(f'#!/bin/sh\nexec {shlex.join(command)} "$@"\n')
    path.chmod(0o755)
    return path


@contextmanager
def actors(
    playwright: Playwright, folder: Path, count: int, *, machines: Sequence[Namespace] = ()
) -> Iterator[list[Actor]]:
    """So many people in front of the first screen; on machines of their own if these are given."""
    with ExitStack() as stack:
        cast = [
            sit_down(playwright, stack, folder, index, machine=machines[index] if machines else None)
            for index in range(count)
        ]
        for actor in cast:
            actor.person.is_home()
        yield cast
