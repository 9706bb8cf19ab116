"""A person in front of the window: does and perceives things through the real page, in a browser or the native window.

Everything is found as a person (or their screen reader) finds it: by the words on the screen, which are read from the
product's own message files.
"""

import array
import base64
import json
import re
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from playwright.sync_api import Error, Locator, Page, Response, expect

from tests.support.picture import Image, Pattern, find_pattern, has_moved
from tests.support.processes import until
from tests.support.tone import PITCHES, pitches_heard
from tests.support.unexpected import page_said

T = TypeVar("T")
SECONDS = 30.0
"""For anything to become visible or audible, on a busy machine."""
_MESSAGES = Path(__file__).parents[2] / "meetdesk" / "messages"
HEARING = Path(__file__).with_name("hearing.js").read_text()

_GIVE = """(field, [how, name, type, content, times]) => {
  const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0))
  const transfer = new DataTransfer()
  transfer.items.add(new File(Array(times).fill(bytes), name, { type }))
  const more = { bubbles: true, cancelable: true }
  field.dispatchEvent(
    how === 'drop'
      ? new DragEvent('drop', { ...more, dataTransfer: transfer })
      : new ClipboardEvent('paste', { ...more, clipboardData: transfer }),
  )
}"""


@cache
def _texts(language: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for file in ("window", "chat", "desktop", "errors", "browsers"):
        found |= json.loads((_MESSAGES / language / f"{file}.json").read_text())
    return found


def text(key: str, **values: object) -> str:
    """What the window says in English for a message key; without a value for a placeholder, what comes before it."""
    sentence = _texts("en")[key]
    for name, value in values.items():
        sentence = sentence.replace(f"{{{name}}}", str(value))
    return sentence.partition("{")[0]


class Person:
    """Somebody with a page of the product. ``hue`` and ``pitch``: what their camera shows and their microphone says."""

    def __init__(self, page: Page, name: str, hue: int = 0, pitch: int = 0) -> None:
        self.page = page
        self.name = name
        self.hue = hue
        self.pitch = pitch
        self.console: list[str] = []
        page.set_default_timeout(SECONDS * 1000)
        page.on("console", lambda message: self._note(message.type, message.text))
        page.on("response", self._note_failure)
        page.on("pageerror", lambda error: self._note("page error", str(error)))

    def _note(self, kind: str, words: str) -> None:
        self.console.append(f"{kind}: {words}")
        page_said(self.name, kind, words)

    def _note_failure(self, response: Response) -> None:
        if response.status >= 400:
            self.console.append(f"{response.status} for {response.request.method} {response.url}")

    def listen(self) -> None:
        """Call it before the page opens: from then on the person can hear and see."""
        self.page.add_init_script(HEARING)

    # Home

    def is_home(self) -> None:
        expect(self.page.get_by_role("heading", name=text("home_title"))).to_be_visible(timeout=SECONDS * 1000)

    def type_name(self, name: str | None = None) -> None:
        self.page.get_by_label(text("home_name")).fill(self.name if name is None else name)

    def host(self, title: str = "") -> int:
        """Hosts a meeting; the port it listens on."""
        self.is_home()
        self.type_name()
        if title:
            self.page.get_by_label(text("host_title")).fill(title)
        self.page.get_by_role("button", name=text("host_button"), exact=True).click()
        self.is_in_meeting()
        return int(self.state()["hosting"]["port"])

    def code(self) -> str:
        """The code as the host's window shows it."""
        return self.page.locator("[data-code]").first.inner_text()

    def join(self, address: str, code: str = "") -> None:
        """Joins by an address and a code, as typed, and waits until the meeting shows."""
        self.is_home()
        self.type_name()
        self.try_to_join(address, code)
        self.is_in_meeting()

    def join_found(self, title: str, code: str) -> None:
        """Chooses a meeting that the network tells of, types the code and waits until the meeting shows."""
        self.is_home()
        self.type_name()
        self.page.get_by_role("list", name=text("found_heading")).get_by_role("button", name=title).click()
        field = self.page.get_by_label(text("join_code"), exact=True)
        expect(field).to_be_focused()
        field.fill(code)
        field.press("Enter")
        self.is_in_meeting()

    def try_to_join(self, address: str, code: str = "") -> None:
        self.page.get_by_label(text("join_address")).fill(address)
        if code:
            self.page.get_by_label(text("join_code"), exact=True).fill(code)
        self.page.get_by_role("button", name=text("join_button"), exact=True).click()

    def state(self) -> dict[str, Any]:
        """The app's own answer to ``GET /api/state``."""
        found: dict[str, Any] = self.page.evaluate("fetch('/api/state').then((answer) => answer.json())")
        return found

    # Meeting

    @property
    def toolbar(self) -> Locator:
        return self.page.get_by_role("toolbar", name=text("room_controls"))

    def is_in_meeting(self) -> None:
        expect(self.toolbar).to_be_visible(timeout=SECONDS * 1000)
        expect(self.tile(self.name)).to_be_visible(timeout=SECONDS * 1000)

    def tile(self, name: str) -> Locator:
        return self.page.locator("li[data-participant]").filter(has=self.page.get_by_text(name, exact=True))

    def toggle(self, label: str) -> None:
        """Presses a button of the control bar: ``mic_label``, ``camera_label``, ``chat_title``, …"""
        self.toolbar.get_by_role("button", name=text(label)).first.click()

    def sees_state(self, name: str, key: str, seen: bool = True) -> None:
        """Somebody's tile says (or does not say) ``tile_muted``, ``tile_camera_off`` or ``tile_reconnecting``."""
        tile = self.tile(name)
        check = expect(tile)
        (check.to_contain_text if seen else check.not_to_contain_text)(text(key), timeout=SECONDS * 1000)

    def picture_of(self, name: str, hue: int) -> Pattern | None:
        """The pattern that somebody's tile shows now."""
        return self._pattern(text("tile_picture", name=name), hue)

    def _pattern(self, label: str, hue: int) -> Pattern | None:
        width, height = 96, 54
        found = self.page.evaluate("([label, w, h]) => meetdeskPicture(label, w, h)", [label, width, height])
        return None if found is None else find_pattern(Image.from_rgba(width, height, base64.b64decode(found)), hue)

    def sees(self, other: "Person", seconds: float = SECONDS) -> None:
        """Waits until the other's own moving pattern moves in their tile."""
        first = self.until(lambda: self.picture_of(other.name, other.hue), f"{other.name}'s picture", seconds)

        def moved() -> bool:
            now = self.picture_of(other.name, other.hue)
            return now is not None and first is not None and has_moved(first, now)

        self.until(moved, f"{other.name}'s picture moves (it stays at {first})", seconds)

    def heard(self, pitches: Sequence[int] = PITCHES) -> set[int]:
        """Which of these pitches are in the last 0.68 s of what this page plays."""
        found = self.page.evaluate("meetdeskHeard()")
        pcm = array.array("h", base64.b64decode(found["pcm"]))
        return pitches_heard([sample / 32_767 for sample in pcm], pitches, sample_rate=found["rate"])

    def hears(self, *others: "Person", seconds: float = SECONDS) -> None:
        """Waits until each of the others was heard, and fails if the person hears themselves."""
        missing = {other.pitch for other in others}

        def all_heard() -> bool:
            heard = self.heard()
            assert self.pitch not in heard, f"{self.name} hears themselves ({self.pitch} Hz)"
            missing.difference_update(heard)
            return not missing

        self.until(all_heard, lambda: f"the tones {sorted(missing)} of {[other.name for other in others]}", seconds)

    def hears_nothing_of(self, other: "Person", seconds: float = 2.0) -> None:
        """Watches for a while that the other's tone is not in what this page plays."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            assert other.pitch not in self.heard(), f"{self.name} hears {other.name}, who is muted"
            self.page.wait_for_timeout(200)

    def open_chat(self) -> None:
        if not self.page.get_by_role("group", name=text("chat_places")).is_visible():
            self.toggle("chat_title")

    def drop(self, name: str, content: bytes, times: int = 1) -> None:
        """Drops a file onto the chat that contains this so many times."""
        self._give("drop", name, content, "application/octet-stream", times)

    def paste(self, name: str, content: bytes, kind: str) -> None:
        """Pastes a file, such as a copied picture, where one writes."""
        self._give("paste", name, content, kind, 1)

    def _give(self, how: str, name: str, content: bytes, kind: str, times: int) -> None:
        self.open_chat()
        field = self.page.get_by_role("textbox", name=re.compile(f"^({text('chat_write')}|{text('chat_write_to')})"))
        field.evaluate(_GIVE, [how, name, kind, base64.b64encode(content).decode(), times])

    def say(self, message: str) -> None:
        """Writes into the chat and sends."""
        self.open_chat()
        self.page.get_by_label(text("chat_write")).fill(message)
        self.page.get_by_role("button", name=text("chat_send"), exact=True).click()

    def reads(self, message: str) -> None:
        """The message is in the chat, once."""
        self.open_chat()
        log = self.page.get_by_role("feed", name=text("chat_messages"))
        expect(log.get_by_text(message, exact=True)).to_have_count(1, timeout=SECONDS * 1000)

    def opens_conversation(self, name: str) -> None:
        """Looks at what was written to everybody, or to and by one person."""
        self.open_chat()
        places = self.page.get_by_role("group", name=text("chat_places"))
        expect(places).to_be_visible()
        known = places.locator("button", has_text=name)
        if not known.is_visible():
            self.page.get_by_role("button", name=text("chat_private_new"), exact=True).click()
            other = self.page.get_by_role("menuitem", name=name)
            # Whoever wrote in between has a conversation instead, and no place in a menu that was opened after that.
            expect(other.or_(known).first).to_be_visible(timeout=SECONDS * 1000)
            if other.is_visible():
                other.click()
                return
            self.page.keyboard.press("Escape")
        known.click()

    def say_privately(self, name: str, message: str) -> None:
        self.opens_conversation(name)
        self.page.get_by_label(text("chat_write_to", name=name)).fill(message)
        self.page.get_by_role("button", name=text("chat_send"), exact=True).click()

    def eavesdrops_on_its_own_link(self) -> Callable[[], list[str]]:
        """From now on keeps every message that comes in on the control channel; returns how to read them."""
        (worker,) = (worker for worker in self.page.workers if "control" in worker.url)
        worker.evaluate(
            """() => {
                const parse = JSON.parse
                self.told = []
                JSON.parse = (text, ...rest) => {
                    self.told.push(text)
                    return parse(text, ...rest)
                }
            }"""
        )
        return lambda: worker.evaluate("self.told")

    def leave(self) -> None:
        """Leaves, or as the host ends the meeting for everybody."""
        hosting = self.state().get("hosting") is not None
        self.page.get_by_role("button", name=text("end_button" if hosting else "leave_button"), exact=True).click()
        if hosting and (confirm := self.page.get_by_role("button", name=text("end_confirm"))).is_visible():
            confirm.click()

    def goes_home(self) -> None:
        """Leaves the meeting, if in one, for the first screen."""
        if self.toolbar.is_visible():
            self.leave()
            self.page.get_by_role("button", name=text("ended_home")).click()
        self.is_home()

    def is_told(self, key: str, **values: object) -> None:
        """A sentence of the message files is on the screen."""
        found = self.page.get_by_text(text(key, **values)).first
        try:
            expect(found).to_be_visible(timeout=SECONDS * 1000)
        except AssertionError as error:
            raise AssertionError(f"{self.name} is not told {key}\n{self.describe()}") from error

    # Both

    def until(self, reached: Callable[[], T], what: str | Callable[[], str], seconds: float = SECONDS) -> T:
        """Asks again and again until there is an answer. Fails with what was waited for and what the page shows."""

        def told() -> str:
            wanted = what if isinstance(what, str) else what()
            return f"{wanted}, as {self.name}\n{self.describe()}"

        return until(reached, told, seconds, lambda: self.page.wait_for_timeout(100))

    def describe(self) -> str:
        """What is on the page and its console, for failure messages."""
        try:
            shown = self.page.inner_text("body", timeout=2000)
        except Error as error:
            shown = f"(the page does not answer: {error.message})"
        console = "\n".join(self.console[-20:])
        return f"--- {self.name}'s page\n{shown}\n--- console\n{console}"
