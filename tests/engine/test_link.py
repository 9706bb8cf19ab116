"""Losing the link and coming back by itself."""

from collections.abc import Callable

import pytest

from meetdesk.core.topics.people import EndReason, Role
from tests.engine.meeting import EngineMeeting
from tests.engine.person import EnginePage, difference, is_fake_camera, loudness

pytestmark = pytest.mark.browser
Join = Callable[..., EnginePage]


def test_everything_comes_back_after_the_connections_broke(join: Join, meeting: EngineMeeting) -> None:
    ann = join("Ann", role=Role.HOST)
    bob = join("Bob")
    ann.publish("camera", {"width": 640, "height": 360})
    ann.publish("microphone")
    bob.until("both tracks are known", lambda: bob.run("() => harness.tracks.size") == 2)
    bob.watch(1)
    bob.until("the picture is drawn", lambda: is_fake_camera(bob.pixels()))
    me = bob.run("() => harness.participant")

    meeting.unreachable = True
    meeting.cut_all()
    bob.until("the loss is told", lambda: bob.run("() => harness.link.at(-1)") == "lost")
    attempts = lambda: max(e["link"].get("attempt", 0) for e in bob.events("link"))  # noqa: E731
    bob.until("it tries again and again against HTTP errors", lambda: attempts() >= 4)
    assert bob.run("() => harness.engine.send({ type: 'leave', id: 1 })") is False

    meeting.unreachable = False
    for page in (ann, bob):
        page.until("the link is open again", lambda page=page: page.run("() => harness.link.at(-1)") == "open")
    assert bob.run("() => harness.participant") == me
    bob.watch(1)
    before = bob.until("there is a picture", bob.pixels)
    bob.until("the picture moves again", lambda: difference(before, bob.pixels() or before) > 0.01)
    bob.until("sound is heard again", lambda: loudness(bob.heard()) > 0.01)
    numbers = bob.run("() => harness.entries")
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers))), "entries lost or repeated"


@pytest.mark.parametrize("broken", ["audio", "audio-copy"])
def test_sound_goes_on_over_one_connection_while_the_other_is_gone(
    join: Join, meeting: EngineMeeting, broken: str
) -> None:
    ann = join("Ann", role=Role.HOST)
    bob = join("Bob")
    ann.publish("microphone")
    bob.until("sound is received", lambda: [s for s in bob.stats("receive", "audio") if s["framesPerSecond"] > 40])
    meeting.refused = {broken}
    meeting.cut({broken})
    bob.page.wait_for_timeout(2_500)
    for page, direction in ((ann, "send"), (bob, "receive")):
        [sound] = page.stats(direction, "audio")
        assert sound["framesPerSecond"] > 40, f"{page.name}'s sound went with one of its two connections: {sound}"
    bob.until("the beep is heard", lambda: loudness(bob.heard()) > 0.01)
    assert [event["open"] for event in bob.events("media") if event["channel"] == "audio"] == [True]


def test_a_stall_is_caught_up_without_stale_media(join: Join, meeting: EngineMeeting) -> None:
    ann = join("Ann", role=Role.HOST)
    bob = join("Bob")
    ann.publish("camera", {"width": 320, "height": 240})
    ann.publish("microphone")
    bob.until("both tracks are known", lambda: bob.run("() => harness.tracks.size") == 2)
    bob.watch(0)
    bob.until("the picture is drawn", lambda: is_fake_camera(bob.pixels()))
    bob.until("sound is received", lambda: [s for s in bob.stats("receive", "audio") if s["latencyP50"]])
    bob.page.wait_for_timeout(2_000)

    meeting.stand_still(1.5)
    for kind in ("audio", "video"):
        bob.until(f"stale {kind} is dropped", lambda kind=kind: [s for s in bob.stats("receive", kind) if s["dropped"]])
    assert "lost" not in bob.run("() => harness.link")
    before = bob.until("there is a picture", bob.pixels)
    bob.until("the picture moves again", lambda: difference(before, bob.pixels() or before) > 0.01)
    bob.until("sound is heard again", lambda: loudness(bob.heard()) > 0.01)


def test_silence_of_the_host_is_a_lost_link(join: Join, meeting: EngineMeeting) -> None:
    ann = join("Ann", role=Role.HOST)
    me = ann.run("() => harness.participant")
    meeting.stand_still(5.0)
    ann.until("the loss is told while nothing answers", lambda: "lost" in ann.run("() => harness.link"), 4.5)
    ann.until("the link is open again", lambda: ann.run("() => harness.link.at(-1)") == "open")
    assert ann.run("() => harness.participant") == me


def test_a_meeting_that_ended_is_not_joined_again(join: Join, meeting: EngineMeeting) -> None:
    ann = join("Ann", role=Role.HOST)
    meeting.run(meeting.session.end(EndReason.ENDED_BY_HOST))
    ann.until("the end is told", lambda: ann.run("() => harness.link.at(-1)") == "closed")
    link = ann.events("link")[-1]["link"]
    assert (link["code"], link["reason"]) == (4000, "meeting_ended")
    ann.page.wait_for_timeout(1_000)
    assert ann.run("() => harness.link.at(-1)") == "closed"


def test_clock_offset_is_measured(join: Join) -> None:
    """Both pages and the host run by one clock here, so every offset is nearly nothing."""
    ann = join("Ann", role=Role.HOST)
    me = str(ann.run("() => harness.participant"))

    def told() -> list[int]:
        clocks = [e["message"]["offsets_us"] for e in ann.events("message") if e["message"]["type"] == "clocks"]
        return [offsets[me] for offsets in clocks if me in offsets]

    assert abs(ann.until("the host tells all clocks", told)[-1]) < 50_000
