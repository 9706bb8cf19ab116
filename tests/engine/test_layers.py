"""Nobody looks, nobody encodes; who looks gets the layer asked for."""

from collections.abc import Callable
from itertools import pairwise

import pytest

from meetdesk.core.topics.people import Role
from meetdesk.relay.header import Kind, parse
from meetdesk.relay.router import Router
from tests.bench.latency.browsers import SCRIPTS
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


def test_changing_layers_breaks_no_picture_and_stops_none(join: Join, monkeypatch: pytest.MonkeyPatch) -> None:
    """The camera's picture says when it was captured: what is drawn is read back at every repaint. The first second of
    each new layer is lost on its way, so that there is something to be bridged."""
    lost: set[int] = set()
    forward = Router.forward

    def forward_some(self: Router, sender: int, kind: Kind, payload: bytes, now: float) -> None:
        if kind == Kind.AUDIO or parse(payload).layer not in lost:
            forward(self, sender, kind, payload, now)

    monkeypatch.setattr(Router, "forward", forward_some)
    scripts = "\n".join(["globalThis.meetdeskWithoutCamera = false", *SCRIPTS])
    ann = join("Ann", role=Role.HOST, before=scripts)
    bob = join("Bob", before=scripts)
    ann.publish("camera")
    bob.until("the camera is known", lambda: bob.run("() => harness.tracks.size") == 1)
    bob.watch(0)
    bob.until("the small layer is drawn", lambda: bob.run("() => meetdeskReadings.captured.length") > 5)

    def shown(during: Callable[[], None]) -> list[dict[str, int]]:
        bob.run("() => { meetdeskReadings.captured = []; meetdeskReadings.unreadable = [] }")
        during()
        assert bob.run("() => meetdeskReadings.unreadable") == [], "a broken picture was drawn"
        pictures: list[dict[str, int]] = bob.run("() => meetdeskReadings.captured")
        assert len(pictures) > 5
        return pictures

    def switch() -> None:
        for layer, width in ((1, 640), (0, 320)) * 3:
            lost.add(layer)
            bob.watch(layer)
            bob.page.wait_for_timeout(1_000)
            lost.clear()
            bob.until("the other layer is drawn", lambda w=width: bob.run(_LAST_WIDTH) == w)
            bob.page.wait_for_timeout(300)

    undisturbed = _longest_gap(shown(lambda: bob.page.wait_for_timeout(4_000)))
    switching = shown(switch)
    assert {each["width"] for each in switching} == {320, 640}
    # A busy machine leaves out pictures without any change of layer as well. A change that is not bridged takes the
    # whole second that is lost, and more.
    assert _longest_gap(switching) < max(700, 2 * undisturbed), switching
    assert bob.events("frozen") == []


_LAST_WIDTH = "() => meetdeskReadings.captured.at(-1)?.width"


def _longest_gap(pictures: list[dict[str, int]]) -> int:
    """Between the capture times of two pictures drawn one after the other, in ms; the times are given modulo 2^20."""
    times = [each["time"] for each in pictures]
    return max((after - before) % 2**20 for before, after in pairwise(times))


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
