"""A screen under Wayland: PipeWire itself with a made-up screen, and a stand-in for the desktop's portal."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from meetdesk.core.errors import ErrorCode
from meetdesk.core.topics.tracks import Source, Track
from meetdesk.desktop.screens import cast
from meetdesk.desktop.screens.offer import screens_offered
from meetdesk.desktop.screens.share import Share
from meetdesk.wire.screens import SCREEN_HEAD_BYTES, ScreenEnd, ScreensBy, ScreensOffered, ScreenSurface
from tests.support import weston
from tests.support.bot_crowd import Crowd
from tests.support.person import text
from tests.support.processes import until
from tests.support.screen_portal import Person, ScreenPortal
from tests.support.screen_source import BRIGHT, GREY, SQUARE
from tests.support.session_bus import bare_bus, missing
from tests.support.sound_server import PipeWire
from tests.support.window import AppWindow

WIDTH, HEIGHT = 320, 180
_HEAD = 10 + SCREEN_HEAD_BYTES


@dataclass
class Picture:
    frame: bytes

    @property
    def size(self) -> tuple[int, int]:
        return int.from_bytes(self.frame[10:14], "little"), int.from_bytes(self.frame[14:18], "little")

    def brightness(self) -> bytes:
        """The luma plane, line by line."""
        width, height = self.size
        return self.frame[_HEAD : _HEAD + width * height]


@dataclass
class Heard:
    """A listener that writes down what it hears."""

    pictures: list[Picture] = field(default_factory=list)
    surfaces: list[ScreenSurface] = field(default_factory=list)
    again: list[bool] = field(default_factory=list)
    ends: list[ScreenEnd] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def begun(self, surface: ScreenSurface, *, again: bool) -> None:
        self.surfaces.append(surface)
        self.again.append(again)

    def picture(self, frame: bytearray) -> None:
        with self.lock:
            self.pictures = [*self.pictures[-20:], Picture(bytes(frame))]

    def ended(self, why: ScreenEnd) -> None:
        self.ends.append(why)

    def last(self) -> Picture | None:
        with self.lock:
            return self.pictures[-1] if self.pictures else None


@dataclass
class Screen:
    """The made-up screen's process."""

    process: subprocess.Popen[str]
    node: int

    def tell(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()


@dataclass
class Surroundings:
    pipewire: PipeWire
    screen: Screen
    portal: ScreenPortal


@pytest.fixture(scope="module")
def pipewire() -> Iterator[PipeWire]:
    if reason := PipeWire.missing():
        pytest.skip(reason)
    with PipeWire() as running:
        yield running


@pytest.fixture
def around(pipewire: PipeWire, monkeypatch: pytest.MonkeyPatch) -> Iterator[Surroundings]:
    if reason := missing():
        pytest.skip(reason)
    command = [sys.executable, "-m", "tests.support.screen_source", str(WIDTH), str(HEIGHT)]
    process = subprocess.Popen(
        command, env=pipewire.whole_env(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdin is not None
    with bare_bus() as bus, process, process.stdin, process.stdout:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus)
        monkeypatch.setenv("QT_QPA_PLATFORM", "wayland")
        try:
            node = int(process.stdout.readline())
            socket = Path(pipewire.env()["XDG_RUNTIME_DIR"]) / "pipewire-0"
            yield Surroundings(pipewire, Screen(process, node), ScreenPortal(bus, socket, node))
        finally:
            process.kill()


def shared(heard: Heard) -> Share:
    share = Share(heard)
    until(lambda: heard.pictures or heard.ends, "pictures of the screen")
    assert not heard.ends
    return share


def test_the_screen_as_it_is_and_its_end(around: Surroundings) -> None:
    heard = Heard()
    share = shared(heard)
    assert heard.surfaces == [ScreenSurface.WINDOW]
    picture = heard.last()
    assert picture is not None
    assert picture.size == (WIDTH, HEIGHT)
    # ITU-R BT.601, limited range.
    grey, bright = (round(16 + value * 219 / 255) for value in (GREY, BRIGHT))
    luma = picture.brightness()
    assert len(luma) == WIDTH * HEIGHT
    square = [at for at in range(WIDTH) if abs(luma[at] - bright) < 3]
    assert len(square) == SQUARE, luma[:WIDTH]
    assert all(abs(one - grey) < 3 for one in luma[WIDTH * (SQUARE + 1) :])
    first = square[0]
    until(lambda: (now := heard.last()) and abs(now.brightness()[first] - grey) < 3, "the square moves on")
    share.end()
    until(lambda: heard.ends, "its end")
    assert heard.ends == [ScreenEnd.WANTED]
    assert around.portal.open == [], "the portal was told"


def test_a_window_is_cut_out_and_follows_its_size(around: Surroundings) -> None:
    heard = Heard()
    share = shared(heard)
    for crop, size in (("100 40 121 81", (120, 80)), ("300 10 64 64", (20, 64)), ("0 0 0 0", (WIDTH, HEIGHT))):
        around.screen.tell(f"crop {crop}")
        until(lambda size=size: (now := heard.last()) and now.size == size, f"{size} for {crop}")
    share.end()
    until(lambda: heard.ends, "its end")


@pytest.mark.parametrize("kind", ["button", "portal", "screen"])
def test_it_is_ended_from_outside(around: Surroundings, kind: str) -> None:
    heard = Heard()
    shared(heard)
    if kind == "button":
        around.portal.end_share()
    elif kind == "portal":
        around.portal.die()
    else:
        around.screen.process.kill()
    until(lambda: heard.ends, "the end is noticed")
    assert heard.ends == [ScreenEnd.FAILED if kind == "screen" else ScreenEnd.OUTSIDE]
    count = len(heard.pictures)
    assert len(heard.pictures) == count


def test_sharing_again_and_again_in_one_process(around: Surroundings) -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(5):
        heard = Heard()
        share = shared(heard)
        share.end()
        until(lambda heard=heard: heard.ends, "its end")
    assert len(list(Path("/proc/self/fd").iterdir())) <= before + 3, "descriptors are given back"


def test_the_same_is_shared_again_by_a_token_that_is_good_for_once(around: Surroundings) -> None:
    kept: list[tuple[str, ScreenSurface]] = []

    def share(token: str) -> Heard:
        heard = Heard()
        running = Share(heard, token, lambda *what: kept.append(what))
        until(lambda: heard.pictures or heard.ends, "pictures of the screen")
        running.end()
        until(lambda: heard.ends, "its end")
        return heard

    assert share("").again == [True]
    [(first, surface)] = kept
    assert surface is ScreenSurface.WINDOW
    assert around.portal.asked_people == 1
    assert share(first).again == [True]
    assert around.portal.asked_people == 1, "the dialog did not come again"
    assert kept[1][0] not in ("", first), "each token is another"
    share(first)
    assert around.portal.asked_people == 2, "a used one asks the person"
    around.portal.version = 3
    assert share(kept[-1][0]).again == [False], "a portal that knows no tokens"
    asked = [body[-1] for method, body in around.portal.asked if method.endswith("SelectSources")]
    assert ["restore_token" in options for options in asked] == [False, True, True, False]
    assert "persist_mode" not in asked[-1]


def test_the_person_declines(around: Surroundings) -> None:
    around.portal.person = Person.DECLINES
    heard = Heard()
    Share(heard)
    until(lambda: heard.ends, "the answer")
    assert (heard.ends, heard.surfaces) == ([ScreenEnd.DECLINED], [])
    assert around.portal.open == []


def test_a_question_that_nobody_needs_any_more_goes_away(around: Surroundings) -> None:
    around.portal.person = Person.THINKS
    heard = Heard()
    share = Share(heard)
    until(lambda: around.portal.dialogs, "the dialog")
    share.end()
    until(lambda: heard.ends, "its end")
    assert heard.ends == [ScreenEnd.WANTED]
    assert (around.portal.dialogs, around.portal.open) == (0, [])


@pytest.mark.expected_warnings("sharing the screen failed: ")
@pytest.mark.parametrize("method", ["CreateSession", "SelectSources", "Start"])
def test_a_portal_that_cannot(around: Surroundings, method: str) -> None:
    around.portal.fails = method
    heard = Heard()
    Share(heard)
    until(lambda: heard.ends, "the answer")
    assert heard.ends == [ScreenEnd.FAILED]


@pytest.mark.expected_warnings("no answer: TimeoutError")
def test_a_portal_that_is_silent(around: Surroundings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cast, "ANSWER_SECONDS", 0.5)
    around.portal.silent = True
    heard = Heard()
    Share(heard)
    until(lambda: heard.ends, "it is given up")
    assert heard.ends == [ScreenEnd.UNAVAILABLE]
    assert screens_offered().problem is ErrorCode.SCREEN_NO_PORTAL


@pytest.mark.parametrize(("types", "surfaces"), [(1, ("screen",)), (2, ("window",)), (7, ("screen", "window"))])
def test_what_the_desktop_offers(around: Surroundings, types: int, surfaces: tuple[str, ...]) -> None:
    around.portal.types = types
    offered = screens_offered()
    assert offered.by is ScreensBy.DESKTOP
    assert tuple(offered.surfaces) == surfaces


def test_what_a_desktop_without_one_offers(around: Surroundings, monkeypatch: pytest.MonkeyPatch) -> None:
    around.portal.types = 0
    assert screens_offered().problem is ErrorCode.SCREEN_NO_PORTAL
    around.portal.die()
    assert screens_offered().problem is ErrorCode.SCREEN_NO_PORTAL
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
    assert screens_offered().problem is ErrorCode.SCREEN_NO_PORTAL
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    monkeypatch.setenv("PULSE_SERVER", "unix:/nonexistent/native")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert screens_offered() == ScreensOffered(ScreensBy.ENGINE)
    monkeypatch.setenv("PULSE_SERVER", around.pipewire.env()["PULSE_SERVER"])
    assert screens_offered() == ScreensOffered(ScreensBy.ENGINE, sound=True)
    monkeypatch.setenv("PULSE_SERVER", "unix:/nonexistent/native")
    # Xwayland beside a compositor: its screen is black, its windows are not.
    monkeypatch.setenv("WAYLAND_DISPLAY", "/nonexistent/wayland-0")
    assert screens_offered() == ScreensOffered(ScreensBy.ENGINE, (ScreenSurface.WINDOW,))


@pytest.mark.window
def test_the_real_window_shares_what_the_desktop_hands_out(
    around: Surroundings, playwright: Playwright, tmp_path: Path
) -> None:
    """The window on a compositor, from the button to the meeting, and an end from the desktop's own bar."""
    if reason := weston.missing():
        pytest.skip(reason)
    arguments = ("-m", "meetdesk", "host", "--name", "Ada", "--port", "0", "--json")
    env = {"DBUS_SESSION_BUS_ADDRESS": os.environ["DBUS_SESSION_BUS_ADDRESS"]}
    with (
        weston.Weston() as display,
        AppWindow(display, tmp_path / "ada", arguments, env=env) as app,
        Crowd() as crowd,
    ):
        page = app.page(playwright)
        ready = json.loads(until(lambda: app.output().partition("\n")[0], "the meeting"))
        bob = crowd.join("127.0.0.1", ready["port"], ready["code"], "Bob", watching=0)
        # Not by the mouse: a compositor without a screen asks for no frames, which a click of the driver waits for.
        page.get_by_role("button", name=text("share_label")).dispatch_event("click")
        expect(page.get_by_text(text("sharing_window"))).to_be_visible(timeout=20_000)

        def published() -> Track | None:
            return next((one for one in bob.meeting.tracks.values() if one.source is Source.SCREEN), None)

        track = until(published, "the screen in the meeting")
        until(lambda: (now := published()) and now.layers[-1].width == WIDTH, "the size that it has")
        until(lambda: bob.received.counts[track.track] > 10, "frames of it at Bob")
        said = page.get_by_text(text("banner_screen_blank"))
        expect(said).to_have_count(0)
        around.screen.tell("black")
        expect(said).to_be_visible(timeout=20_000)
        around.screen.tell("moving")
        expect(said).to_have_count(0, timeout=20_000)
        around.portal.end_share()
        expect(page.get_by_text(text("sharing_ended"))).to_be_visible(timeout=20_000)
        until(lambda: published() is None, "it is withdrawn")
        # The same once more: the desktop does not ask, so MeetDesk does.
        page.get_by_role("button", name=text("share_label")).dispatch_event("click")
        question = page.get_by_role("dialog", name=text("share_again_window"))
        expect(question).to_be_visible()
        assert published() is None
        question.get_by_role("button", name=text("share_again_same")).dispatch_event("click")
        until(published, "the same window in the meeting")
        assert around.portal.asked_people == 1
