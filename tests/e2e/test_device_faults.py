"""Cameras, microphones and speakers that are missing, refused, taken away or silent."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.e2e.stage import actors, sit_down
from tests.support.app import AppProcess
from tests.support.bot_crowd import Crowd
from tests.support.chromium import EXECUTABLE, flags
from tests.support.person import Person, text
from tests.support.picture import HUES
from tests.support.samples import Samples
from tests.support.tone import PITCHES

pytestmark = pytest.mark.browser

Open = Callable[[list[str]], Person]

# Stands between the page and the devices: `meetdeskUnplug` ends what runs and leaves nothing to fall back to.
UNPLUGGABLE = """(() => {
  const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
  const given = []
  const unplugged = new Set()
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    if (unplugged.has(wanted.video ? 'video' : 'audio')) throw new DOMException('gone', 'NotFoundError')
    const stream = await real(wanted)
    given.push(...stream.getTracks())
    return stream
  }
  globalThis.meetdeskUnplug = (kind) => {
    unplugged.add(kind)
    for (const track of given.filter((each) => each.kind === kind && each.readyState === 'live')) {
      track.stop()
      track.dispatchEvent(new Event('ended'))
    }
  }
  globalThis.meetdeskPlug = (kind) => {
    unplugged.delete(kind)
    navigator.mediaDevices.dispatchEvent(new Event('devicechange'))
  }
})()"""


@pytest.fixture
def opened(playwright: Playwright, tmp_path: Path) -> Iterator[Open]:
    """Opens the first screen in a browser with other flags than usual."""
    with ExitStack() as stack:

        def open_page(browser_flags: list[str]) -> Person:
            app = stack.enter_context(AppProcess(tmp_path / "data"))
            browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=browser_flags)
            stack.callback(browser.close)
            person = Person(browser.new_page(), "Ada")
            person.listen()
            person.page.goto(app.entry())
            return person

        yield open_page


def goes_on_without(ada: Person, crowd: Crowd, samples: list[Samples]) -> None:
    """Somebody without devices can still host, chat, see and hear."""
    port = ada.host()
    bob = crowd.join("127.0.0.1", port, ada.code(), "Bob", samples[1], camera=True, microphone=True)
    bob_as_seen = Person(ada.page, "Bob", HUES[1], PITCHES[1])
    ada.sees(bob_as_seen)
    ada.hears(bob_as_seen)
    ada.say("I have no camera")
    crowd.run(bob.until(lambda: "I have no camera" in bob.meeting.texts(), "Ada's message"))


def test_no_camera_and_no_microphone(opened: Open, crowd: Crowd, samples: list[Samples]) -> None:
    without = [flag for flag in flags() if flag != "--use-fake-device-for-media-stream"]
    ada = opened(without)
    ada.is_told("error_no_camera")
    ada.is_told("error_no_microphone")
    goes_on_without(ada, crowd, samples)


def test_permission_refused(opened: Open, crowd: Crowd, samples: list[Samples]) -> None:
    ada = opened([*flags(grant=False), "--deny-permission-prompts"])
    # Her page is in a browser, where it is the browser that must allow it.
    ada.is_told("here_camera_denied_chromium")
    ada.is_told("here_microphone_denied_chromium")
    goes_on_without(ada, crowd, samples)


def test_sound_that_may_not_start_waits_for_a_click(
    playwright: Playwright, crowd: Crowd, samples: list[Samples], tmp_path: Path
) -> None:
    # A page that captures may always play, so Bob's may not capture.
    strict = ["--autoplay-policy=document-user-activation-required", "--deny-permission-prompts"]
    with actors(playwright, tmp_path, 1) as ((ada, _),), ExitStack() as stack:
        port = ada.host()
        arguments = ["join", f"127.0.0.1:{port}", "--code", ada.code(), "--name", "Bob"]
        bob, _ = sit_down(playwright, stack, tmp_path, 1, arguments=arguments, grant=False, browser_flags=strict)
        # Not looked at yet: to the browser, a look through the debugger is a touch by the person.
        expect(ada.tile("Bob")).to_be_visible()
        ada.page.wait_for_timeout(2_000)
        bob.is_told("error_audio_suspended")
        bob.sees(ada)
        bob.page.get_by_role("button", name=text("banner_audio_resume")).click()
        bob.hears(ada)
        expect(bob.page.get_by_text(text("error_audio_suspended"))).to_have_count(0)


def test_devices_pulled_out_during_the_call(playwright: Playwright, tmp_path: Path) -> None:
    with actors(playwright, tmp_path, 2) as ((ada, _), (bob, _)):
        bob.page.add_init_script(UNPLUGGABLE)
        bob.page.reload()
        bob.page.get_by_role("button", name=text("device_test")).click()
        bob.until(lambda: 659 in bob.heard((659,)), "the test sound")
        bob.join(f"127.0.0.1:{ada.host()}", ada.code())
        ada.sees(bob)
        ada.hears(bob)

        bob.page.evaluate("meetdeskUnplug('video')")
        bob.is_told("error_camera_lost")
        ada.sees_state("Bob", "tile_camera_off")
        ada.hears(bob)
        bob.page.evaluate("meetdeskUnplug('audio')")
        bob.is_told("error_microphone_lost")
        ada.sees_state("Bob", "tile_muted")
        bob.sees(ada)

        bob.page.evaluate("meetdeskPlug('video')")
        bob.page.evaluate("meetdeskPlug('audio')")
        ada.sees(bob)
        ada.hears(bob)
