"""A worker that fails is told, and started again with everything it has to know."""

from collections.abc import Callable

import pytest

from meetdesk.core.topics.people import Role
from tests.engine.person import EnginePage, difference, is_fake_camera, loudness

pytestmark = pytest.mark.browser
Join = Callable[..., EnginePage]


def _break(person: EnginePage, name: str) -> None:
    [worker] = [worker for worker in person.page.workers if f"{name}.worker" in worker.url]
    worker.evaluate("() => { setTimeout(() => { throw new Error('broken by a test') }) }")
    [told] = person.until("the restart is told", lambda: person.events("restarted"))
    assert told["worker"] == name
    assert "broken by a test" in told["detail"]


def test_sound_goes_on_after_the_audio_workers_failed(join: Join) -> None:
    ann = join("Ann", role=Role.HOST)
    bob = join("Bob")
    ann.publish("microphone")
    bob.until("the beep is heard", lambda: loudness(bob.heard()) > 0.01)
    for person in (ann, bob):
        _break(person, "audio")
    bob.until("the old sound has passed", lambda: loudness(bob.heard()) < 1e-4 or len(bob.events("media")) > 2)
    bob.page.wait_for_timeout(1_000)
    bob.until("the beep is heard again", lambda: loudness(bob.heard()) > 0.01)
    bob.until("it is received", lambda: [s for s in bob.stats("receive", "audio") if s["framesPerSecond"] > 40])


def test_pictures_go_on_after_the_video_workers_failed(join: Join) -> None:
    ann = join("Ann", role=Role.HOST)
    bob = join("Bob")
    ann.publish("camera")
    bob.watch(0)
    bob.until("the picture is drawn", lambda: is_fake_camera(bob.pixels()))
    for person in (ann, bob):
        _break(person, "video")
    bob.until("the picture is drawn by the new worker", lambda: is_fake_camera(bob.pixels()))
    before = bob.pixels()
    bob.until("it moves", lambda: difference(before, bob.pixels()) > 0.02)


def test_the_session_goes_on_after_the_control_worker_failed(join: Join) -> None:
    ann = join("Ann", role=Role.HOST)
    me = ann.run("() => harness.participant")
    _break(ann, "control")
    ann.until("the link is open again", lambda: ann.run("() => harness.link").count("open") == 2)
    assert ann.run("() => harness.participant") == me
    ann.publish("microphone")
    assert ann.run("() => harness.tracks.size") == 1
