"""A guest's page in any browser: one small interface over Playwright and WebDriver, and what a guest does with it."""

import array
import base64
import re
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from tests.support.person import HEARING, text
from tests.support.picture import Image, Pattern, find_pattern, has_moved
from tests.support.processes import until
from tests.support.tone import pitches_heard

T = TypeVar("T")
SECONDS = 30.0
"""For anything to become visible or audible, on a busy machine."""
_HELP = Path(__file__).with_name("guest_page.js").read_text()
_SEND = """([name, content]) => {
  const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0))
  const transfer = new DataTransfer()
  transfer.items.add(new File([bytes], name, { type: 'application/octet-stream' }))
  const field = meetdeskNamed('[role=textbox], textarea, input', '%s')
  field.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: transfer }))
}"""
_TYPE = """([selector, name, value]) => {
  const field = meetdeskNamed(selector, name)
  field.focus()
  const kind = field instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement
  Object.getOwnPropertyDescriptor(kind.prototype, 'value').set.call(field, value)
  field.dispatchEvent(new Event('input', { bubbles: true }))
}"""
BUTTONS = "button, [role=button], [role=menuitem], [role=menuitemradio], [role=tab]"
FIELDS = "input, textarea"


class GuestPage(ABC):
    """One page in one browser. ``browser``: its name and version."""

    browser: str
    can_hide = False
    """Whether the page can be put behind another one."""

    @abstractmethod
    def load(self, url: str) -> None: ...

    @abstractmethod
    def load_again(self) -> None: ...

    @abstractmethod
    def evaluate(self, function: str, argument: object = None) -> Any:
        """What a JavaScript function, which may be asynchronous, returns for the argument; both as JSON."""

    @abstractmethod
    def click(self, finder: str, argument: object) -> None:
        """Clicks, as a hand does, on the element that a JavaScript function finds for the argument."""

    @abstractmethod
    def screenshot(self, path: Path) -> None: ...

    def hide(self) -> None:
        """Puts another tab before it."""
        raise NotImplementedError

    def show(self) -> None:
        raise NotImplementedError

    def describe(self) -> str:
        return str(self.evaluate("() => document.body.innerText"))


_PRESS_AGAIN = 8.0


class Guest:
    """Somebody with such a page. Everything is found by the words on the screen."""

    def __init__(self, page: GuestPage, name: str) -> None:
        self.page = page
        self.name = name

    def comes(self, link: str) -> None:
        self.page.load(link)
        self._prepare()
        self.until_named(FIELDS, text("join_code"))

    def knocks(self, code: str) -> None:
        self.types(text("home_name"), self.name)
        self.types(text("join_code"), code)
        self.presses(text("guest_button"))

    def reloads(self) -> None:
        self.page.load_again()
        self._prepare()

    def _prepare(self) -> None:
        self.page.evaluate(f"() => {{ {HEARING}\n{_HELP} }}")

    def is_in_meeting(self) -> None:
        self.until_named("[role=toolbar]", text("room_controls"))
        tiles = "() => [...document.querySelectorAll('li[data-participant]')].map((tile) => tile.innerText)"
        self.until(lambda: any(self.name in tile for tile in self.page.evaluate(tiles)), "the own tile")

    def types(self, label: str, value: str) -> None:
        self.until_named(FIELDS, label)
        self.page.evaluate(_TYPE, [FIELDS, label, value])

    def presses(self, name: str) -> None:
        self.until_named(BUTTONS, name)
        self.page.click("([selector, name]) => meetdeskNamed(selector, name)", [BUTTONS, name])

    def has(self, selector: str, name: str) -> bool:
        return bool(
            self.page.evaluate("([selector, name]) => meetdeskNamed(selector, name) !== null", [selector, name])
        )

    def until_named(self, selector: str, name: str) -> None:
        self.until(lambda: self.has(selector, name), f"{name!r} ({selector})")

    def is_told(self, words: str, seconds: float = SECONDS) -> None:
        told = "(words) => document.body.innerText.includes(words)"
        self.until(lambda: self.page.evaluate(told, words), f"{words!r}", seconds)

    def opens_chat(self) -> None:
        if not self.has(FIELDS, text("chat_write")):
            self.presses(text("chat_title"))

    def says(self, message: str) -> None:
        self.opens_chat()
        self.types(text("chat_write"), message)
        self.presses(text("chat_send"))

    def reads(self, message: str) -> None:
        self.opens_chat()
        self.is_told(message)

    def sends_file(self, name: str, content: bytes) -> None:
        self.opens_chat()
        self.until_named(FIELDS, text("chat_write"))
        self.page.evaluate(_SEND % text("chat_write"), [name, base64.b64encode(content).decode()])

    def fetches_file(self, sha256: str) -> None:
        """Downloads the file that was sent last; what the page hands out is what was sent. Where the list moved under
        the pointer, it is pressed again."""
        self.opens_chat()
        pressed = 0.0

        def has_it() -> bool:
            nonlocal pressed
            if sha256 in self.page.evaluate("() => meetdeskFiles()"):
                return True
            # On a busy machine it comes whole between the two looks: then there is nothing to press any more.
            if time.monotonic() > pressed + _PRESS_AGAIN and self.has(BUTTONS, text("file_fetch")):
                self.presses(text("file_fetch"))
                pressed = time.monotonic()
            return False

        self.until(has_it, "the file, whole")

    # What is seen and heard

    def picture_of(self, name: str, hue: int) -> Pattern | None:
        found = self.page.evaluate(
            "([label, w, h]) => meetdeskPicture(label, w, h)", [text("tile_picture", name=name), 96, 54]
        )
        return None if found is None else find_pattern(Image.from_rgba(96, 54, base64.b64decode(found)), hue)

    def sees(self, name: str, hue: int, seconds: float = SECONDS) -> None:
        """Waits until somebody's own pattern moves in their tile."""
        first = self.until(lambda: self.picture_of(name, hue), f"{name}'s picture", seconds)

        def moved() -> bool:
            now = self.picture_of(name, hue)
            return now is not None and first is not None and has_moved(first, now)

        self.until(moved, f"{name}'s picture moves", seconds)

    def hears(self, pitch: int, seconds: float = SECONDS) -> None:
        def heard() -> bool:
            found = self.page.evaluate("() => meetdeskHeard()")
            pcm = array.array("h", base64.b64decode(found["pcm"]))
            return pitch in pitches_heard([sample / 32_767 for sample in pcm], (pitch,), sample_rate=found["rate"])

        self.until(heard, f"the tone of {pitch} Hz", seconds)

    def until(self, reached: Callable[[], T], what: str, seconds: float = SECONDS) -> T:
        """Asks again and again until there is an answer. Fails with what was waited for and what the page shows."""

        def told() -> str:
            shown = re.sub(r"\s*\n\s*", "\n", self.page.describe())
            return f"{what}, as {self.name} in {self.page.browser}\n--- shown\n{shown}"

        return until(reached, told, seconds, lambda: time.sleep(0.1))
