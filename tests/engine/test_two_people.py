"""Two pages exchange picture and sound through a real meeting; what arrives is judged by its content."""

from collections.abc import Callable

import pytest

from meetdesk.core.topics.people import Role
from tests.engine.person import EnginePage, difference, is_fake_camera, loudness

pytestmark = pytest.mark.browser
Join = Callable[..., EnginePage]


def test_picture_and_sound_arrive(join: Join) -> None:
    ann = join("Ann", role=Role.HOST)
    bob = join("Bob")
    assert ann.run("() => harness.unsupported") == []
    ann.publish("camera")
    ann.publish("microphone")
    bob.until("both tracks are known", lambda: bob.run("() => harness.tracks.size") == 2)
    bob.watch(1)

    bob.until("the fake camera's picture is drawn", lambda: is_fake_camera(bob.pixels()))
    first = bob.pixels()
    assert first
    bob.until("the picture moves", lambda: difference(first, bob.pixels() or first) > 0.01)
    bob.until("the fake microphone's beep is heard", lambda: loudness(bob.heard()) > 0.01)
    bob.until(
        "the level of the voice is told", lambda: max(bob.run("() => Object.values(harness.levels)") or [0]) > 0.2
    )
    assert max(ann.run("() => harness.ownLevels")) > 0.2

    picture = bob.until("pictures are counted", lambda: [s for s in bob.stats("receive", "video") if s["latencyP50"]])
    sound = bob.until(
        "latency of sound is known", lambda: [s for s in bob.stats("receive", "audio") if s["latencyP50"]]
    )
    assert picture[0]["layer"] == 1
    assert picture[0]["width"] >= 640
    assert 0 < picture[0]["latencyP50"] < 1_000
    assert 0 < sound[0]["latencyP50"] < 1_000
    bob.until(
        "the size is told",
        lambda: (
            {(e["width"], e["height"]) for e in bob.events("picture")[-1:]}
            == {(s["width"], s["height"]) for s in bob.stats("receive", "video")}
        ),
    )
