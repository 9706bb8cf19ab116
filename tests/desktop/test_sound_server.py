"""The window beside a sound server: one that starts anew, and devices that only the sound server knows."""

import json
import subprocess
import time
from array import array
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

import pytest
from playwright.sync_api import Playwright, expect

from meetdesk.core.topics.tracks import Source, Track
from tests.support.bot_crowd import Crowd
from tests.support.call import Call, recorded
from tests.support.opus import decode
from tests.support.person import text
from tests.support.processes import until
from tests.support.samples import Samples, samples_for
from tests.support.sound_server import (
    DESK_MICROPHONE,
    DESK_SPEAKER,
    MICROPHONE,
    SPEAKER,
    PipeWire,
    PulseAudio,
    SoundServer,
)
from tests.support.tone import PITCHES, sine, tone_power
from tests.support.window import AppWindow
from tests.support.xvfb import Xvfb

pytestmark = pytest.mark.window


_LISTENING = 'media.name = "shared"'
"""What is shared is listened to under this name."""


@contextmanager
def playing(sound: SoundServer, left: int, right: int) -> Iterator[None]:
    """Another program plays a tone on each side."""
    tones = zip(sine(left, 1.0), sine(right, 1.0), strict=True)
    second = array("h", (round(sample * 32_767) for pair in tones for sample in pair)).tobytes()
    command = ["pacat", "--format=s16le", "--rate=48000", "--channels=2", "--latency-msec=40"]
    with subprocess.Popen(command, env=sound.whole_env(), stdin=subprocess.PIPE) as program:
        assert program.stdin is not None
        stopped = Event()

        def play() -> None:
            while not stopped.is_set():
                with suppress(OSError):
                    program.stdin.write(second)

        thread = Thread(target=play)
        thread.start()
        try:
            yield
        finally:
            stopped.set()
            program.kill()
            thread.join()


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> list[Samples]:
    return samples_for(1, tmp_path_factory.mktemp("samples"))


@pytest.fixture(scope="module", params=[PulseAudio, PipeWire], ids=lambda kind: kind.__name__)
def call(
    request: pytest.FixtureRequest,
    display: Xvfb,
    samples: list[Samples],
    tmp_path_factory: pytest.TempPathFactory,
    playwright: Playwright,
) -> Iterator[Call]:
    kind: type[SoundServer] = request.param
    if reason := kind.missing():
        pytest.skip(reason)
    data: Path = tmp_path_factory.mktemp("ada") / "data"
    arguments = ("-m", "meetdesk", "host", "--name", "Ada", "--port", "0", "--json")
    with (
        kind() as sound,
        AppWindow(display, data, arguments, devices=(), env=sound.env()) as app,
        Crowd() as crowd,
    ):
        page = app.page(playwright)
        ready = json.loads(until(lambda: app.output().partition("\n")[0], "the line of JSON"))
        bob = crowd.join("127.0.0.1", ready["port"], ready["code"], "Bob", samples[0], microphone=True)
        made = Call(sound, app, page, bob)
        made.until(made.is_heard, "Bob to hear Ada")
        made.until(made.hears, "Ada to hear Bob")
        yield made


def test_the_systems_list_of_who_listens_and_plays_names_it(call: Call) -> None:
    for streams in ("source-outputs", "sink-inputs"):
        listed = call.sound.control("list", streams)
        assert 'application.name = "MeetDesk"' in listed, listed
        assert "Chromium" not in listed, listed


def test_the_default_is_called_so_and_devices_are_listed_as_they_come_and_go(call: Call) -> None:
    def named(key: str, device: str) -> str:
        return text(key) + device + ")"

    assert call.devices()[:3] == [
        named("device_default_named", MICROPHONE),
        MICROPHONE,
        named("device_default_named", SPEAKER),
    ]
    headset = call.sound.plug_microphone("headset", "Anna’s headset", f"{DESK_SPEAKER}.monitor")
    listed = call.devices()
    assert listed[:3] == [text("device_default"), MICROPHONE, "Anna’s headset"], listed
    call.sound.pull_out(headset)
    assert "Anna’s headset" not in call.devices()


def choose(call: Call, microphone: str) -> None:
    call.page.get_by_role("button", name=text("device_audio_menu")).click()
    call.page.get_by_role("menuitemradio", name=microphone, exact=True).first.click()
    call.page.keyboard.press("Escape")


def recorded_from(call: Call) -> list[str]:
    """What the sound server calls the sources that the window records now."""
    names = {
        line.split("\t")[0]: line.split("\t")[1] for line in call.sound.control("list", "short", "sources").splitlines()
    }
    outputs = call.sound.control("list", "source-outputs").split("Source Output #")[1:]
    own = [output for output in outputs if 'application.name = "MeetDesk"' in output]
    return [
        names.get(line.split(": ")[1], "none yet")  # PipeWire lists a stream before it is linked
        for output in own
        for line in output.splitlines()
        if line.strip().startswith("Source: ")
    ]


def test_the_one_that_was_chosen_is_recorded(call: Call) -> None:
    headset = call.sound.plug_microphone("headset", "Anna’s headset", f"{DESK_SPEAKER}.monitor")
    try:
        choose(call, "Anna’s headset")
        call.until(lambda: recorded_from(call) == ["headset"], "the headset to be recorded, and nothing else")
        call.until(call.is_heard, "Bob to hear Ada")
        choose(call, text("device_default"))
        call.until(lambda: recorded_from(call) == [DESK_MICROPHONE], "the default to be recorded")
    finally:
        call.sound.pull_out(headset)


def test_a_default_that_is_no_microphone_is_none_that_others_hear(call: Call) -> None:
    # The engine lists a default all the same, and opens a made-up microphone that beeps.
    call.sound.control("set-default-source", f"{DESK_SPEAKER}.monitor")
    try:
        choose(call, f"{text('device_default_named')}{MICROPHONE})")
        call.until(lambda: recorded_from(call) == [DESK_MICROPHONE], "a real microphone to be recorded")
        call.until(call.is_heard, "Bob to hear Ada's microphone, and nothing made up")
    finally:
        call.sound.control("set-default-source", DESK_MICROPHONE)


def test_a_microphone_that_is_switched_off_outside(call: Call) -> None:
    button = call.page.get_by_role("button", name=text("mic_label"), exact=True)
    call.sound.control("set-source-mute", DESK_MICROPHONE, "1")
    call.is_told("mic_muted_outside")
    expect(button).to_have_attribute("aria-pressed", "false")
    call.until(lambda: (track := call.microphone()) and track.muted, "Bob to see that Ada is muted")

    call.page.get_by_role("status").filter(has_text=text("mic_muted_outside")).get_by_role("button").click()
    expect(call.page.get_by_role("status").filter(has_text=text("mic_muted_outside"))).to_have_count(0)
    expect(button).to_have_accessible_description(text("mic_muted_outside"))
    button.click()
    expect(call.page.get_by_role("status").filter(has_text=text("mic_muted_outside"))).to_have_count(1)

    call.sound.control("set-source-mute", DESK_MICROPHONE, "0")
    call.is_not_told("mic_muted_outside")
    expect(button).to_have_attribute("aria-pressed", "true")
    call.until(lambda: (track := call.microphone()) and not track.muted, "Bob to see that Ada is not muted")
    call.until(call.is_heard, "Bob to hear Ada again")


def test_what_was_read_of_a_missing_camera_stays_at_its_button(call: Call) -> None:
    banner = call.page.get_by_role("status").filter(has_text=text("error_no_camera"))
    banner.get_by_role("button", name=text("banner_dismiss")).click()
    call.page.wait_for_timeout(5_000)  # it is looked for all the time, and what is the matter stays the same
    expect(banner).to_have_count(0)
    button = call.page.get_by_role("button", name=text("camera_label"), exact=True)
    expect(button).to_have_accessible_description(text("error_no_camera"))


def test_what_the_computer_plays_is_shared_in_stereo_and_without_the_voices_of_the_meeting(
    call: Call, display: Xvfb
) -> None:
    page, bob, sound = call.page, call.bob, call.sound

    def played() -> Track | None:
        return next((one for one in bob.meeting.tracks.values() if one.source is Source.SCREEN_AUDIO), None)

    # Not by the mouse: on a busy computer the driver waits long for frames of a window that stands still.
    page.get_by_role("button", name=text("share_label")).dispatch_event("click")
    picker = call.until(lambda: display.windows("Share your screen"), "the picker")[-1]
    display.xdotool("windowactivate", "--sync", picker, "key", "Return")
    call.is_told("sharing_screen")
    box = page.get_by_role("checkbox", name=text("sharing_computer"))
    expect(box).not_to_be_checked()
    left, right = PITCHES[3], PITCHES[6]
    with playing(sound, left, right):
        assert played() is None
        assert _LISTENING not in sound.control("list", "source-outputs"), "nothing is captured before it is wanted"
        box.dispatch_event("click")
        track = call.until(played, "the sound of the screen in the meeting").track
        call.until(lambda: bob.received.counts[track] > 100, "two seconds of it at Bob")
        frames = bob.received.frames[track][-60:]
        samples = decode([frame.payload for frame in frames], channels=2)
        for side, own, other in ((0, left, right), (1, right, left)):
            heard = samples[side::2]
            assert tone_power(heard, own) > 0.9, f"what is played on side {side}"
            assert tone_power(heard, other) < 0.01, "each side by itself"
            assert tone_power(heard, PITCHES[0]) < 1e-4, "and is 40 dB below in what is shared"
        speaker = recorded(sound, f"{DESK_SPEAKER}.monitor")
        assert tone_power(speaker, PITCHES[0]) > 1e-3, "Bob is heard at the speaker meanwhile"
        bits = sum(len(frame.payload) for frame in frames) * 8 / (len(frames) * 0.02)
        assert 90_000 < bits < 170_000, f"{bits:.0f} bit/s"
        box.dispatch_event("click")
        call.until(lambda: played() is None, "it is withdrawn")
        call.until(lambda: _LISTENING not in sound.control("list", "source-outputs"), "nothing is listened to")
        call.is_told("sharing_screen")
    page.get_by_role("button", name=text("share_stop")).first.dispatch_event("click")


def test_the_sound_server_starts_anew(call: Call) -> None:
    for pause in (0.0, 3.0):
        call.sound.end()
        if pause:
            call.is_told("error_sound_lost")
            call.is_not_told("error_no_microphone")
            call.is_not_told("error_microphone_lost")
            call.is_not_told("error_audio_suspended")
            call.until(lambda: (track := call.microphone()) and track.muted, "Bob to see that Ada is not to be heard")
            call.page.wait_for_timeout(pause * 1000)
        call.sound.start()
        back = time.monotonic()
        call.until(call.is_heard, "Bob to hear Ada again")
        heard = time.monotonic() - back
        call.until(call.hears, "Ada to hear Bob again")
        print(f"heard again after {heard:.1f} s, hears again after {time.monotonic() - back:.1f} s")
        call.is_not_told("error_sound_lost")
        call.is_not_told("error_audio_interrupted")
        assert call.app.running.poll() is None
