"""A whole meeting in two native windows, from the first screen to its end, with a picture of each of them on the way.

    python -m tests.screens.window --only walk

Bots are the others. Each step is done as a person does it, by the words that the window shows in its language.
"""

import re
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Error, Locator, Page, Playwright, sync_playwright

from meetdesk.messages import sentence
from tests.e2e.stage import camera_file, microphone_file
from tests.screens.looks import Look
from tests.support.bot_crowd import Crowd
from tests.support.picture import HUES
from tests.support.processes import until
from tests.support.samples import Samples
from tests.support.tone import PITCHES
from tests.support.window import AppWindow
from tests.support.xvfb import Xvfb

SETTLED_MS = 1_500
"""For pictures to come in."""
NAMES = ("Oksana Коваль", "محمد الأمين", "Ana-Sofía Fernández de la Reguera y Montalbán")
SAID = {
    "zh-CN": (
        "大家早上好，周报都发到群里了吗？",
        "还差第 3 节，`report.md` 里有说明。",
        "好，下午 2:30 前给你 👍",
    ),
    "en": ("Good morning! Is everybody's report in?", "Part 3 is missing here, see `report.md`.", "By 2:30 pm 👍"),
}
TITLE = {"zh-CN": "周一例会", "en": "Monday planning"}
PEOPLE = {"zh-CN": ("林静", "陈美玲"), "en": ("Ada Lovelace", "Bob Mwangi")}
_SETTINGS = """async (more) => {
  const settings = (await (await fetch('/api/state')).json()).settings
  await fetch('/api/settings', { method: 'PUT', body: JSON.stringify({ ...settings, ...more }) })
}"""


_PASTE = """async (field) => {
  const video = document.querySelector('video')
  const canvas = new OffscreenCanvas(1600, 900)
  canvas.getContext('2d').drawImage(video, 0, 0, canvas.width, canvas.height)
  const transfer = new DataTransfer()
  transfer.items.add(new File([await canvas.convertToBlob()], 'image.png', { type: 'image/png' }))
  field.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: transfer }))
}"""


class Seat(NamedTuple):
    """One app's window."""

    page: Page
    display: Xvfb
    window: str
    """Its id on the display."""
    out: Path
    look: Look

    def shoot(self, name: str) -> None:
        self.display.xdotool("windowactivate", "--sync", self.window)
        self.page.wait_for_timeout(SETTLED_MS)
        file = self.out / f"walk-{name}-{self.look}.png"
        subprocess.run(["import", "-window", self.window, str(file)], env=self.display.env(), check=True, timeout=60)
        print(file, flush=True)

    def press(self, name: str | re.Pattern[str]) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()


def walk(display: Xvfb, folder: Path, out: Path, look: Look, samples: list[Samples]) -> None:
    say = partial(sentence, language=look.language)
    host_name, guest_name = PEOPLE[look.language]
    with ExitStack() as stack:
        playwright = stack.enter_context(sync_playwright())
        host = stack.enter_context(_seat(playwright, display, folder / f"host-{look}", out, look, 0))
        host.page.evaluate(_SETTINGS, {"name": host_name, "theme": look.theme, "host_lobby": True})
        host.page.reload()
        host.page.get_by_role("heading", name=say("home_title")).wait_for()
        host.shoot("1-home")
        host.page.get_by_label(say("host_title")).fill(TITLE[look.language])
        host.press(say("host_button"))
        host.page.get_by_role("toolbar").wait_for()
        host.shoot("2-hosting")
        code = host.page.locator("[data-code]").first.inner_text()
        port = host.page.evaluate("fetch('/api/state').then((answer) => answer.json())")["hosting"]["port"]

        guest = stack.enter_context(_seat(playwright, display, folder / f"guest-{look}", out, look, 1))
        guest.page.evaluate(_SETTINGS, {"name": guest_name, "theme": look.theme})
        guest.page.reload()
        guest.page.get_by_label(say("join_address")).fill(f"127.0.0.1:{port}")
        guest.page.get_by_label(say("join_code"), exact=True).fill(code)
        guest.press(say("join_button"))
        guest.page.get_by_role("heading", name=say("waiting_title")).wait_for()
        guest.shoot("3-waiting")
        admit = host.page.get_by_role("button", name=sentence("lobby_admit_named", look.language, name=guest_name))
        admit.first.wait_for()
        host.shoot("4-somebody-waits")
        admit.first.click()
        guest.page.get_by_role("toolbar").wait_for()
        guest.shoot("5-two")
        host.press(say("security_title"))
        host.page.get_by_role("menu").wait_for()
        host.shoot("security")
        host.page.get_by_role("menuitemcheckbox", name=say("security_lobby")).click()
        host.page.keyboard.press("Escape")

        crowd = stack.enter_context(Crowd())
        for index, name in enumerate(NAMES):
            bot = crowd.join("127.0.0.1", port, code, name, samples[index + 2], camera=index != 1, microphone=True)
            bot.talking = index == 0
        guest.shoot("6-five")

        guest.page.keyboard.press("c")
        write = guest.page.get_by_label(say("chat_write"))
        write.wait_for()
        one, two, three = SAID[look.language]
        crowd.run(crowd.bots[0].say(one))
        crowd.run(crowd.bots[2].say(two))
        host.page.keyboard.press("c")
        host.page.get_by_label(say("chat_write")).evaluate(_PASTE)
        guest.page.get_by_role("button", name=say("file_show")).click()
        guest.page.locator(".file canvas").wait_for()
        message = guest.page.get_by_role("article").filter(has_text=two.partition("`")[0].strip())
        until(lambda: _answers(message, say("chat_reply")), "the message to be answered", 60)
        write.fill(three)
        guest.shoot("7-replying")
        write.press("Enter")
        guest.page.get_by_role("article").filter(has_text=three).wait_for()
        guest.press(say("chat_emoji"))
        guest.shoot("8-emoji")
        guest.page.keyboard.press("Escape")
        guest.page.locator(".file button.picture").click()
        guest.page.get_by_role("dialog").wait_for()
        guest.shoot("9-picture")
        guest.page.keyboard.press("Escape")
        host.shoot("10-reply-seen")

        host.press(say("end_button"))
        host.page.get_by_role("dialog").wait_for()
        host.shoot("11-end-asked")
        host.press(say("end_confirm"))
        guest.page.get_by_role("heading", name=say("ended_title")).wait_for()
        guest.shoot("12-ended-guest")
        host.shoot("13-ended-host")


def _answers(message: Locator, reply: str) -> bool:
    """Its tools are there while the pointer is on it, which what comes may push away."""
    try:
        message.hover(timeout=5_000)
        message.get_by_role("button", name=reply, exact=True).click(timeout=5_000)
    except Error:
        return False
    return True


@contextmanager
def _seat(playwright: Playwright, display: Xvfb, data: Path, out: Path, look: Look, index: int) -> Iterator[Seat]:
    """``index``: of the camera's colours and the microphone's tone."""
    before = set(display.windows("MeetDesk"))
    flags = [
        f"--use-file-for-fake-video-capture={camera_file(data.parent, HUES[index])}",
        f"--use-file-for-fake-audio-capture={microphone_file(data.parent, PITCHES[index])}",
    ]
    data.mkdir(exist_ok=True)
    with AppWindow(display, data, ("-m", "meetdesk", "--language", look.language), flags=flags) as app:
        page = app.page(playwright)
        page.set_default_timeout(120_000)
        page.wait_for_selector("main")
        (window,) = until(lambda: set(display.windows("MeetDesk")) - before, "the window", 60)
        display.xdotool("windowsize", "--sync", window, str(look.width), str(look.height))
        yield Seat(page, display, window, out, look)
        app.disconnect()
