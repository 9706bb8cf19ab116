"""What a guest does with a browser, from the door to the end, beside a host in Chromium."""

import base64
import hashlib
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Playwright, expect

from tests.e2e.stage import camera_file, microphone_file
from tests.support import chromium, firefox, webkit
from tests.support.guest_page import BUTTONS, SECONDS, Guest, GuestPage
from tests.support.netns import Cable, Namespace
from tests.support.no_sockets import NoSockets
from tests.support.person import Person, text
from tests.support.picture import HUES
from tests.support.playwright_page import PlaywrightPage
from tests.support.sound_server import SPEAKER, SoundServer
from tests.support.tone import PITCHES
from tests.support.xvfb import Xvfb

NAME = "Gus"
FILE = bytes(range(256)) * 1_000
COLUMNS, ROWS = 8, 5
LIKE = 60
"""Most that the guest's picture may differ from the one they see of themselves, on average of 0 to 255: the two are
looked at some hundred milliseconds apart, and went through a codec and another conversion of colours."""
MOVED = 12
"""Least that it changes meanwhile."""


@dataclass
class Stage:
    """Where a guest's browser runs."""

    playwright: Playwright
    folder: Path
    sound: SoundServer
    display: Xvfb
    machine: Namespace | None = None

    @property
    def env(self) -> dict[str, str]:
        return {**self.display.env(), **self.sound.env()}


def _chromium(stage: Stage, stack: ExitStack, *, phone: bool = False) -> GuestPage:
    camera, microphone = camera_file(stage.folder, HUES[2]), microphone_file(stage.folder, PITCHES[2])
    executable = stage.folder / "chromium.sh"
    inside = stage.machine.command() if stage.machine else []
    executable.write_text(f'#!/bin/sh\nexec {" ".join([*inside, chromium.EXECUTABLE])} "$@"\n')
    executable.chmod(0o755)
    past_the_warning = ["--ignore-certificate-errors", *chromium.flags(camera=camera, microphone=microphone)]
    browser = stage.playwright.chromium.launch(executable_path=executable, args=past_the_warning)
    stack.callback(browser.close)
    if phone:
        options = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
        return PlaywrightPage(browser, browser.new_context(**options).new_page())  # type: ignore[arg-type]
    return PlaywrightPage(browser, browser.new_context(viewport={"width": 1000, "height": 700}).new_page())


def _phone(stage: Stage, stack: ExitStack) -> GuestPage:
    return _chromium(stage, stack, phone=True)


def _firefox(stage: Stage, stack: ExitStack) -> GuestPage:
    env: dict[str, str | float | bool] = {**stage.env}
    browser = firefox.launch(stage.playwright, stage.folder, pitch=PITCHES[2], env=env, namespace=stage.machine)
    stack.callback(browser.close)
    return PlaywrightPage(browser, firefox.new_page(browser), can_hide=True)


def _webkit(stage: Stage, stack: ExitStack) -> GuestPage:
    machine = stage.machine
    if machine is None:
        return stack.enter_context(webkit.WebKitPage(stage.env))
    return stack.enter_context(webkit.WebKitPage(stage.env, prefix=machine.command(), reached=machine.forward))


@dataclass(frozen=True)
class Browser:
    title: str
    missing: Callable[[], str | None]
    start: Callable[[Stage, ExitStack], GuestPage]
    pitches: Sequence[int]
    """One of which its microphone says."""
    gives_speaker: bool = True
    """Whether it lists speakers, to be chosen among, on the sound server here."""


BROWSERS = {
    "chromium": Browser("Chromium", lambda: None, _chromium, PITCHES[2:3], gives_speaker=False),
    "phone": Browser("Chromium as a phone", lambda: None, _phone, PITCHES[2:3], gives_speaker=False),
    "firefox": Browser("Firefox", firefox.missing, _firefox, PITCHES[2:3]),
    "webkit": Browser("WebKitGTK", webkit.missing, _webkit, webkit.PITCHES, gives_speaker=False),
}


class NotHere(Exception):
    """This browser, or the way it is driven here, cannot do what a step needs."""


@dataclass
class Journey:
    """``ada`` hosts, with the pattern and tone of the first of the cast. ``cable``: joins the two, if apart.
    ``filter``: that lets no WebSocket through between them."""

    ada: Person
    guest: Guest
    pitches: Sequence[int]
    link: str
    cable: Cable | None = None
    filter: NoSockets | None = None

    def looks_what_it_can(self) -> None:
        """Before anything else: its codecs work in a page that has played nothing yet."""
        self.guest.page.load(f"{self.link}meetdesk/report")
        self.guest.is_told("codecs tried", 2 * SECONDS)

    def joins(self) -> None:
        self.guest.comes(self.link)
        self.guest.knocks(self.ada.state()["hosting"]["code"])
        admit = text("lobby_admit_named", name=NAME)
        self.ada.page.get_by_role("button", name=admit, exact=True).first.click()
        self.guest.is_in_meeting()
        self._by_requests()

    def _by_requests(self) -> None:
        """Where a filter is, nothing came by a socket, and it had one to refuse."""
        if self.filter is not None:
            assert self.filter.refused > 0, "no WebSocket came to the filter"
            assert not self.filter.upgraded, "a WebSocket went through the filter"

    def sees(self) -> None:
        self.guest.sees(self.ada.name, self.ada.hue)

    def sees_screen(self) -> None:
        """The host shares one, in a codec that this browser decodes."""
        self.ada.toggle("share_label")
        look, label = "(label) => meetdeskPicture(label, 8, 8)", text("tile_screen", name=self.ada.name)

        def seen() -> bool:
            found = self.guest.page.evaluate(look, label)
            return found is not None and len(set(base64.b64decode(found))) > 2

        try:
            self.guest.until(seen, f"{self.ada.name}'s screen")
        finally:
            self.ada.toggle("share_label")

    def hears(self) -> None:
        self.guest.hears(self.ada.pitch)

    def is_heard(self) -> None:
        self.ada.until(lambda: self.ada.heard(self.pitches), f"one of the tones {self.pitches} of {NAME}")

    def mutes(self) -> None:
        """For a while, in which nothing is heard."""
        self.guest.presses(text("mic_label"))
        self.ada.until(lambda: not self.ada.heard(self.pitches), f"silence of {NAME}")
        self.ada.page.wait_for_timeout(500)
        assert not self.ada.heard(self.pitches), f"{NAME} is heard though muted"
        self.guest.presses(text("mic_label"))

    def is_seen(self) -> None:
        # After a reload it is on if it was before.
        if self.guest.has("button[aria-pressed=false]", text("camera_label")):
            self.guest.presses(text("camera_label"))
        self._picture_arrives()

    def _picture_arrives(self) -> None:
        """What the host sees is what the guest sees of themselves, and it moves."""
        first = self.ada.until(self._alike, f"{NAME}'s own picture, as they see it")

        def moved() -> bool:
            now = self._alike()
            return now is not None and first is not None and _apart(first, now, most=True) >= MOVED

        self.ada.until(moved, f"{NAME}'s picture moves")

    def _alike(self) -> bytes | None:
        sizes = [COLUMNS, ROWS]
        look = "([label, w, h]) => meetdeskPicture(label, w, h)"
        own = self.guest.page.evaluate(look, [text("tile_own_picture"), *sizes])
        arrived = self.ada.page.evaluate(look, [text("tile_picture", name=NAME), *sizes])
        if own is None or arrived is None:
            return None
        seen = base64.b64decode(arrived)
        return seen if _apart(base64.b64decode(own), seen) <= LIKE else None

    def chooses_speaker(self, sound: SoundServer) -> None:
        """Among others one that has the name of another: what is played goes to the one that was chosen."""
        sound.plug_speaker("headset", "Headset")
        sound.plug_speaker("twin", SPEAKER)
        self.guest.presses(text("device_audio_menu"))
        self.guest.presses("Headset")
        self.guest.until(lambda: "headset" in played_on(sound), "its sound on the headset")

    def chats(self) -> None:
        down, up = (f"from {whom} in {self.guest.page.browser}" for whom in ("the host", "the guest"))
        self.ada.say(down)
        self.guest.reads(down)
        self.guest.says(up)
        self.ada.reads(up)

    def gets_file(self) -> None:
        name = f"down {self.guest.page.browser}.bin"
        self.ada.drop(name, FILE)
        self.guest.opens_chat()
        self.guest.is_told(name)
        self.guest.fetches_file(hashlib.sha256(FILE).hexdigest())

    def sends_file(self) -> None:
        name = f"up {self.guest.page.browser}.bin"
        self.guest.sends_file(name, FILE)
        card = self.ada.page.get_by_role("group", name=name)
        with self.ada.page.expect_download() as download:
            card.get_by_role("button", name=text("file_fetch")).click()
        assert Path(download.value.path()).read_bytes() == FILE

    def shares_screen(self) -> None:
        if not self.guest.has("button", text("share_label")):
            raise NotHere("offers no screen")
        self.guest.presses(text("share_label"))
        try:
            self.guest.until_named(BUTTONS, text("share_stop"))
        except AssertionError:
            raise NotHere("its browser gives no screen here") from None
        look, label = "(label) => meetdeskPicture(label, 8, 8)", text("tile_screen", name=NAME)
        try:
            self.ada.until(lambda: self.ada.page.evaluate(look, label), f"{NAME}'s screen")
        finally:
            self.guest.presses(text("share_stop"))
        expect(self.ada.page.get_by_role("img", name=label)).to_have_count(0, timeout=SECONDS * 1000)

    def reloads(self, times: int = 1) -> None:
        number = self.ada.tile(NAME).get_attribute("data-participant")
        for _ in range(times):
            self.guest.reloads()
            self.guest.is_in_meeting()
            assert self.ada.tile(NAME).get_attribute("data-participant") == number, f"{NAME} came back as somebody else"

    def loses_link(self, seconds: float, times: int = 1) -> None:
        if self.cable is None:
            raise NotHere("not apart")
        number = self.ada.tile(NAME).get_attribute("data-participant")
        for _ in range(times):
            self.cable.silence()
            time.sleep(seconds)
            self.cable.speak()
            self.ada.sees_state(NAME, "tile_reconnecting", seen=False)
            self.guest.until(lambda: self.guest.page.evaluate(_NO_ALERT), "no word of a lost link any more")
            time.sleep(1)  # what its browser finishes late comes now
            self.guest.is_in_meeting()
            assert self.ada.tile(NAME).get_attribute("data-participant") == number, f"{NAME} came back as somebody else"
        self.guest.sees(self.ada.name, self.ada.hue)

    def is_hidden(self, seconds: float) -> None:
        if not self.guest.page.can_hide:
            raise NotHere("not tried: the way it is driven keeps its pages in front")
        self.guest.page.hide()
        try:
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                time.sleep(1)
                expect(self.ada.tile(NAME)).to_have_count(1)
                self.ada.sees_state(NAME, "tile_reconnecting", seen=False)
            self.ada.until(self._changes, f"{NAME}'s picture moves while the tab is hidden", 10)
        finally:
            self.guest.page.show()
        self.guest.is_in_meeting()

    def _changes(self) -> bool:
        label = [text("tile_picture", name=NAME), COLUMNS, ROWS]
        looks = []
        for _ in range(2):
            looks.append(self.ada.page.evaluate("([label, w, h]) => meetdeskPicture(label, w, h)", label))
            self.ada.page.wait_for_timeout(800)
        first, second = (None if look is None else base64.b64decode(look) for look in looks)
        return first is not None and second is not None and _apart(first, second, most=True) >= MOVED

    def leaves(self) -> None:
        self._by_requests()
        self.guest.presses(text("leave_button"))
        expect(self.ada.tile(NAME)).to_have_count(0, timeout=SECONDS * 1000)


def played_on(sound: SoundServer) -> set[str]:
    """The speakers, as the sound server calls them, that something is played on."""
    speakers = dict(line.split("\t")[:2] for line in sound.control("list", "short", "sinks").splitlines())
    streams = [line.split("\t")[1] for line in sound.control("list", "short", "sink-inputs").splitlines()]
    return {speakers.get(number, "") for number in streams}


_NO_ALERT = "() => document.querySelector('[role=alert]') === null"


def _apart(one: bytes, other: bytes, *, most: bool = False) -> float:
    """How far two pictures of the same size are apart, on average or where they differ most; 0 to 255."""
    apart = [abs(a - b) for a, b in zip(one, other, strict=True)]
    return max(apart) if most else sum(apart) / len(apart)
