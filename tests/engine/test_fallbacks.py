"""Browsers that lack something: shared memory, MediaStreamTrackProcessor, sound before a click, quick headphones."""

from collections.abc import Callable
from time import sleep

import pytest

from meetdesk.core.topics.people import Role
from tests.engine.person import EnginePage, difference, is_fake_camera, loudness

pytestmark = pytest.mark.browser
Join = Callable[..., EnginePage]

WIRELESS = """
    const stamp = AudioContext.prototype.getOutputTimestamp
    AudioContext.prototype.getOutputTimestamp = function () {
        const { contextTime, performanceTime } = stamp.call(this)
        return { contextTime: Math.max(0, contextTime - 0.6), performanceTime }
    }
    const { get } = Object.getOwnPropertyDescriptor(AudioContext.prototype, "outputLatency")
    Object.defineProperty(AudioContext.prototype, "outputLatency", { get() { return get.call(this) + 0.6 } })
"""
"""The clocks of a device that takes 0.6 s longer."""


HIDDEN = """() => {
    Object.defineProperty(document, "hidden", { get: () => true })
    HTMLVideoElement.prototype.requestVideoFrameCallback = () => 0
    document.dispatchEvent(new Event("visibilitychange"))
}"""
"""As it is in a tab that nobody sees: elements say of no new frame, which headless Chromium goes on doing."""


def test_without_shared_memory_and_track_processor(join: Join) -> None:
    ann = join("Ann", role=Role.HOST, before="delete window.MediaStreamTrackProcessor")
    bob = join("Bob", isolated=False, before=WIRELESS)
    assert bob.run("() => typeof SharedArrayBuffer") == "undefined"
    assert ann.run("() => typeof MediaStreamTrackProcessor") == "undefined"
    ann.publish("camera", {"width": 320, "height": 240})
    ann.publish("microphone")
    bob.until("both tracks are known", lambda: bob.run("() => harness.tracks.size") == 2)
    bob.watch(0)
    bob.until("the picture is drawn", lambda: is_fake_camera(bob.pixels()))
    bob.until("the beep is heard", lambda: loudness(bob.heard()) > 0.01)
    assert max(ann.run("() => harness.ownLevels")) > 0.2
    ann.run(HIDDEN)
    # The last frame that the element spoke of may be on its way.
    bob.until("what was sent before is drawn", lambda: not sleep(1) and bob.pixels())
    seen = bob.pixels()
    assert seen
    bob.until("the picture of a hidden page moves", lambda: difference(seen, bob.pixels() or seen) > 0.01)
    # Nor does the picture stand still for sound that is heard much later.
    bob.until("the delay of the headphones is known", lambda: bob.stats("receive", "audio")[0]["speakerDelay"] > 600)
    bob.until(
        "pictures wait for their sound, and move",
        lambda: [s for s in bob.stats("receive", "video") if (s["waited"] or 0) > 150 and s["framesPerSecond"] > 5],
    )


def test_a_suspended_audio_context_is_told_and_resumed(join: Join) -> None:
    held = """
        const started = []
        const Real = AudioContext
        window.AudioContext = class extends Real {
            constructor(options) { super(options); started.push(this); void this.suspend() }
        }
        window.started = started
    """
    ann = join("Ann", role=Role.HOST, before=held)
    ann.until("suspension is told", lambda: [e["pause"] for e in ann.events("audio-suspended")][-1:] == ["blocked"])
    ann.run("() => harness.engine.resumeAudio()")
    ann.until("resumption is told", lambda: [e["pause"] for e in ann.events("audio-suspended")][-1:] == [None])
