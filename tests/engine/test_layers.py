"""Nobody looks, nobody encodes; who looks gets the layer asked for."""

from collections.abc import Callable

import pytest

from meetdesk.core.entries import Role
from tests.engine.person import EnginePage, is_fake_camera

pytestmark = pytest.mark.browser
Join = Callable[..., EnginePage]


def test_only_what_somebody_looks_at_is_encoded(join: Join) -> None:
    ann = join("Ann", role=Role.HOST)
    bob = join("Bob")
    ann.publish("camera")
    bob.until("the camera is known", lambda: bob.run("() => harness.tracks.size") == 1)
    bob.page.wait_for_timeout(2_500)
    assert ann.stats("send", "video") == []

    bob.watch(0)
    bob.until("the small layer is drawn", lambda: is_fake_camera(bob.pixels()))
    sent = ann.until("one layer is sent", lambda: [s for s in ann.stats("send", "video") if s["framesPerSecond"] > 0])
    assert [each["layer"] for each in sent] == [0]
    assert bob.events("picture")[0]["width"] <= 320

    bob.watch(1)
    bob.until("the large layer is drawn", lambda: bob.events("picture")[-1]["width"] >= 640)
    sent = ann.until(
        "only the large layer is sent",
        lambda: [s["layer"] for s in ann.stats("send", "video") if s["framesPerSecond"] > 0] == [1],
    )
    assert is_fake_camera(bob.pixels())

    bob.run("() => harness.hide()")
    ann.until("nothing is sent", lambda: ann.stats("send", "video") == [])


def test_muting_stops_the_picture_and_it_comes_back(join: Join) -> None:
    ann = join("Ann", role=Role.HOST)
    bob = join("Bob")
    ann.publish("camera", {"width": 320, "height": 240})
    bob.until("the camera is known", lambda: bob.run("() => harness.tracks.size") == 1)
    bob.watch(0)
    bob.until("the picture is drawn", lambda: is_fake_camera(bob.pixels()))
    ann.run("() => harness.engine.setMuted('camera', true)")
    bob.until("the picture is said to be frozen", lambda: [e["frozen"] for e in bob.events("frozen")] == [True])
    ann.run("() => harness.engine.setMuted('camera', false)")
    bob.until("it flows again", lambda: [e["frozen"] for e in bob.events("frozen")] == [True, False])


def test_an_unplugged_camera_is_told(join: Join) -> None:
    ann = join("Ann", role=Role.HOST)
    # A track that ends by itself, as Chromium's fake camera cannot be unplugged.
    ann.run("""async () => {
        const [track] = (await navigator.mediaDevices.getUserMedia({ video: true })).getTracks()
        await harness.engine.setCamera(track)
        track.dispatchEvent(new Event('ended'))
    }""")
    ann.until("the loss is told", lambda: [e["device"] for e in ann.events("device-lost")] == ["camera"])
