"""Orca hears what happens in a meeting, once: in the native window, and in a browser.

Olga hosts in a browser that nobody reads out; Mira, who is read to, is her co-host; bots come and do things.
"""

import asyncio
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Playwright, expect

from meetdesk.core.topics.chat import PostChat
from meetdesk.core.topics.hands import RaiseHand
from tests.support.app import AppProcess, entry_url
from tests.support.bot import Bot
from tests.support.bot_crowd import Crowd
from tests.support.person import Person, text
from tests.support.processes import until
from tests.support.screen_reader import PATIENCE, Reader, missing, screen_reader
from tests.support.window import FAKE_DEVICES, AppWindow
from tests.support.xvfb import Xvfb

pytestmark = pytest.mark.window

ADDRESS = "127.0.0.1"
WHERE = "^notification "
"""What Orca may say first: in the window all comes as notifications."""
RETRY = 40.0
"""Seconds until something is done once more of which nothing was said."""


@pytest.fixture(scope="module")
def reader(display: Xvfb) -> Iterator[Reader]:
    if reason := missing():
        pytest.skip(reason)
    with screen_reader(display) as found:
        yield found


class Meeting:
    """Of Olga, on a port of this computer, with Mira and bots in it."""

    def __init__(self, olga: Person, crowd: Crowd, port: int, code: str) -> None:
        self.olga = olga
        self.crowd = crowd
        self.port = port
        self.code = code

    def does_to_mira(self, key: str) -> None:
        if not self.olga.page.get_by_role("button", name=text("people_mute_all")).is_visible():
            self.olga.toggle("people_tip")
        self.olga.page.locator("aside").get_by_role("button", name=text("person_menu") + "Mira").click()
        self.olga.page.get_by_role("menuitem", name=text(key)).click()

    def switches_waiting_room(self) -> None:
        self.olga.toggle("security_title")
        self.olga.page.get_by_role("menuitemcheckbox", name=text("security_lobby")).click()
        self.olga.page.keyboard.press("Escape")

    @contextmanager
    def somebody_waits(self, name: str) -> Iterator[None]:
        """Until they were let in; then they leave."""

        async def comes() -> asyncio.Task[Bot]:
            return asyncio.create_task(Bot.join(ADDRESS, self.port, self.code, name))

        async def goes(coming: asyncio.Task[Bot]) -> None:
            await (await coming).leave()

        coming = self.crowd.run(comes())
        yield
        self.olga.page.get_by_role("button", name=text("lobby_admit_named") + name).first.click()
        self.crowd.run(goes(coming))


@pytest.fixture
def meeting(browser: Browser, tmp_path: Path) -> Iterator[Meeting]:
    arguments = ("host", "--name", "Olga", "--title", "Plans", "--port", "0", "--json")
    with AppProcess(tmp_path / "olga", arguments) as app, Crowd() as crowd:
        url, _ = entry_url(app)
        olga = Person(browser.new_page(), "Olga")
        olga.page.goto(url)
        olga.is_in_meeting()
        ready = app.ready()
        yield Meeting(olga, crowd, ready["port"], ready["code"])
        olga.page.close()


def test_in_the_window(display: Xvfb, reader: Reader, playwright: Playwright, meeting: Meeting, tmp_path: Path) -> None:
    joins = ("join", f"{ADDRESS}:{meeting.port}", "--code", meeting.code, "--name", "Mira")
    with AppWindow(display, tmp_path / "data", ("-m", "meetdesk", *joins), env=reader.env) as app:
        page = app.page(playwright)
        expect(page.get_by_role("toolbar")).to_be_visible(timeout=30_000)
        page.wait_for_function("document.documentElement.dataset.screenReader !== undefined")
        window = display.windows("MeetDesk$")[-1]
        display.xdotool("windowactivate", "--sync", window)
        hears_a_meeting(
            reader, page, meeting, lambda keys: display.xdotool("key", keys.lower().replace("control", "ctrl"))
        )

        found = reader.tree(display, "MeetDesk")
        for name in (text("mic_label"), text("camera_label"), text("chat_title")):
            assert any(one["name"] == name and "check box" in one["role"] for one in found), f"{name} in {found}"
        message = next(one for one in found if one["name"].startswith("Visitor, "))
        assert message["description"] == "hello there", message

        # Whoever comes to it is told whether it is on, and whoever switches it.
        camera, microphone = (
            page.get_by_role("checkbox", name=text(key), exact=True) for key in ("camera_label", "mic_label")
        )
        expect(camera).to_be_checked()
        expect(microphone).not_to_be_checked()

        # As who comes to a control by keys: after the click on a place of the chat the space bar would be for talking.
        display.xdotool("key", "Tab")

        def comes_to(one: Locator, other: Locator, said: str) -> Callable[[], str]:
            def comes() -> str:
                other.focus()
                one.focus()
                return rf"\b{said}\b"

            return comes

        def switches() -> str:
            was = microphone.is_checked()
            display.xdotool("key", "space")
            expect(microphone).to_be_checked(checked=not was)
            return "^not checked" if was else "^checked"

        says_after(reader, comes_to(camera, microphone, f"{text('camera_label')} check box checked"))
        says_after(reader, comes_to(microphone, camera, f"{text('mic_label')} check box not checked"))
        says_after(reader, switches)
        says_after(reader, switches)
    assert not any("token" in said for said in reader.said())


def says_after(reader: Reader, action: Callable[[], str]) -> None:
    """``action``: does something; its result says, as a pattern, what has to be said of it, and of nothing before it.
    On a busy computer Orca drops events that were overtaken by later ones of their kind: tried anew after long silence.
    """
    heard: list[str] = []
    for seconds in (RETRY, RETRY, PATIENCE):
        since = Since(reader, len(reader.said()))
        wanted = re.compile(action())
        with suppress(AssertionError):
            until(lambda: any(map(wanted.search, since.said())), "it to be said", seconds)  # noqa: B023
            return
        heard += [f"(wanted: {wanted.pattern})", *since.said()]
    raise AssertionError(f"the screen reader said only {heard}")


def test_in_a_browser(display: Xvfb, reader: Reader, playwright: Playwright, meeting: Meeting, tmp_path: Path) -> None:
    since = Since(reader, len(reader.said()))
    joins = ("join", f"{ADDRESS}:{meeting.port}", "--code", meeting.code, "--name", "Mira")
    with AppProcess(tmp_path / "data", joins) as app:
        url, _ = entry_url(app)
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            headless=False,
            env=display.env(**reader.env),
            args=["--no-sandbox", "--force-renderer-accessibility", "--use-fake-ui-for-media-stream", *FAKE_DEVICES],
        )
        page = browser.new_page()
        page.goto(url)
        expect(page.get_by_role("toolbar")).to_be_visible(timeout=30_000)
        hears_a_meeting(since, page, meeting, page.keyboard.press)
        browser.close()


class Since(Reader):
    """Only what it says from now on."""

    def __init__(self, reader: Reader, before: int) -> None:
        self.env = reader.env
        self._all = reader
        self._before = before

    def said(self) -> list[str]:
        return self._all.said()[self._before :]


def hears_a_meeting(reader: Reader, page: Page, meeting: Meeting, press: Callable[[str], object]) -> None:
    heard: list[str] = []

    def times(event: str) -> int:
        """On a busy computer what comes in one moment is said in one breath."""
        found = rf"(?<!\w){re.escape(event.rstrip('. '))}(?!\w)"
        return sum(len(re.findall(found, re.sub(WHERE, "", one))) for one in reader.said())

    def hears(event: str) -> None:
        try:
            until(lambda: times(event), event, PATIENCE)
        except AssertionError:
            raise AssertionError(f"the screen reader did not say {event!r}; it said {reader.said()}") from None
        heard.append(event)

    # On a busy computer the devices are on only after one entered, which is then said by itself.
    for event in (text("said_entered", title="Plans", count=2), text("said_microphone_on"), text("said_camera_on")):
        reader.says(event)
        assert reader.times(event) == 1, reader.said()
    reader = Since(reader, len(reader.said()))
    meeting.does_to_mira("person_make_co_host")
    hears(text("notice_you_co_host"))
    crowd = meeting.crowd
    visitor = crowd.join(ADDRESS, meeting.port, meeting.code, "Visitor")
    hears("Visitor joined")
    crowd.run(visitor.say("hello there"))
    hears("Visitor: hello there")
    press("Control+Alt+m")
    hears(text("said_microphone_off"))
    press("Control+Alt+v")
    hears(text("said_camera_off"))
    press("Control+Alt+v")
    hears(text("said_camera_on"))
    crowd.run(visitor.request(RaiseHand(0)))
    hears(text("notice_hand", name="Visitor"))
    (mira,) = [one for one in visitor.meeting.people.values() if one.name == "Mira"]
    crowd.run(visitor.request(PostChat(0, "visitor-1", "for you alone", to=mira.participant)))
    hears(text("notice_private", name="Visitor"))

    press("Control+Alt+m")
    hears(text("said_microphone_on"))
    meeting.does_to_mira("person_mute")
    hears(text("notice_muted_by", name="Olga"))

    meeting.switches_waiting_room()
    with meeting.somebody_waits("Wanda"):
        hears(text("lobby_one_waits", name="Wanda"))
    hears("Wanda joined")
    hears("Wanda left")

    press("Control+Alt+c")
    expect(page.get_by_role("feed")).to_contain_text("for you alone")  # what was not read yet
    page.get_by_role("group", name=text("chat_places")).get_by_text(text("chat_everybody")).click()
    expect(page.get_by_role("feed")).to_contain_text("hello there")
    crowd.run(visitor.say("and again"))
    hears("Visitor: and again")
    press("Control+Alt+h")  # the sixth of its kind
    hears(text("said_own_hand", place=2))
    crowd.run(visitor.leave())
    hears("Visitor left")
    counted = {event: times(event) for event in heard}
    assert counted == dict.fromkeys(heard, 1), reader.said()
