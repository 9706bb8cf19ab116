"""A sender that came to a stand begins to send again, and where nothing helps it says so: cameras and screens."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Worker

from meetdesk.core.topics.people import Role
from tests.engine.meeting import EngineMeeting
from tests.engine.person import EnginePage, loudness
from tests.support.stuck_encoders import can_be_stuck, swallow

pytestmark = pytest.mark.browser
Join = Callable[..., EnginePage]

PAINTED = (Path(__file__).parent / "painted.js").read_text()
SOURCES = pytest.mark.parametrize("source", ["camera", "screen"])


def publishing(join: Join, source: str, before: str = "") -> tuple[EnginePage, EnginePage, Worker]:
    """Ann's camera or screen is seen by Bob; and her video worker, whose encoders can be made to swallow frames."""
    ann = join("Ann", role=Role.HOST, before=f"{PAINTED}\n{before}")
    bob = join("Bob")
    [worker] = [worker for worker in ann.page.workers if "video.worker" in worker.url]
    can_be_stuck(worker)
    ann.run(
        "(source) => { window.camera = paintedCamera(); return harness.publishTrack(source, camera.track) }", source
    )
    bob.until("it is known", lambda: bob.run("() => harness.tracks.size") == 1)
    return ann, bob, worker


def moves(bob: EnginePage, what: str, seconds: float = 30) -> None:
    """Waits until the bar is seen in two places."""
    seen: set[int] = set()

    def moved() -> bool:
        pixels = bob.pixels()
        bar = pixels and next((x for x in range(32) if min(pixels[9 * 32 + x]) > 170), None)
        if bar is not None:
            seen.add(bar)
        return len(seen) > 1

    bob.until(what, moved, seconds)


@SOURCES
def test_frames_in_an_encoder_that_is_let_go_do_not_count_for_the_next(join: Join, source: str) -> None:
    _, bob, worker = publishing(join, source)
    bob.watch(0, source=source)
    moves(bob, "the picture moves")
    swallow(worker, "true")
    bob.page.wait_for_timeout(600)
    bob.run("() => harness.hide()")
    bob.page.wait_for_timeout(600)
    assert worker.evaluate("() => self.swallowed") >= 2
    swallow(worker, "false")
    bob.watch(0, source=source)
    moves(bob, "the picture moves again")


@SOURCES
def test_frames_in_an_encoder_that_failed_do_not_count_for_the_next(join: Join, source: str) -> None:
    ann, bob, worker = publishing(join, source)
    bob.watch(0, source=source)
    moves(bob, "the picture moves")
    swallow(worker, "true")
    bob.page.wait_for_timeout(600)
    assert worker.evaluate("() => self.swallowed") >= 2
    worker.evaluate("() => { self.swallows = () => false; self.fails() }")
    moves(bob, "the picture moves again")
    assert ann.events("restarted") == []


@SOURCES
def test_an_encoder_that_gives_nothing_is_made_anew(join: Join, source: str) -> None:
    ann, bob, worker = publishing(join, source)
    bob.watch(0, source=source)
    moves(bob, "the picture moves")
    swallow(worker, "known.has(encoder)")
    bob.until("it stands", lambda: worker.evaluate("() => self.swallowed") >= 2)
    moves(bob, "it moves again by itself")
    assert ann.events("stalled") == []


@SOURCES
def test_where_nothing_helps_both_are_told_until_it_is_well_again(join: Join, source: str) -> None:
    ann, bob, worker = publishing(join, source)
    swallow(worker, "true")
    bob.watch(0, source=source)
    ann.until("she is told", lambda: [each["stalled"] for each in ann.events("stalled")] == [True], 40)
    assert ann.events("stalled")[0]["source"] == source
    bob.until("he is told", lambda: [each["missing"] for each in bob.events("missing")] == [True])
    swallow(worker, "false")
    moves(bob, "the picture moves")
    ann.until(
        "she is told that it is well", lambda: [each["stalled"] for each in ann.events("stalled")] == [True, False]
    )
    assert [each["missing"] for each in bob.events("missing")] == [True, False]


def test_a_capture_that_gives_nothing_is_begun_anew(join: Join) -> None:
    dead = """
        const Real = MediaStreamTrackProcessor
        let first = true
        window.MediaStreamTrackProcessor = class extends Real {
            get readable() {
                if (!first) return super.readable
                first = false
                return new ReadableStream()
            }
        }
    """
    ann, bob, _ = publishing(join, "camera", before=dead)
    bob.watch(0)
    moves(bob, "the picture moves")
    assert ann.events("stalled") == []


def test_a_channel_whose_answer_was_lost_is_told_and_asked_for_again(join: Join, meeting: EngineMeeting) -> None:
    bob = join("Bob", role=Role.HOST)
    meeting.unanswered = {"video"}
    ann = join("Ann", before=PAINTED)
    ann.run("() => { window.camera = paintedCamera(); return harness.publishTrack('camera', camera.track) }")
    bob.until("it is known", lambda: bob.run("() => harness.tracks.size") == 1)
    bob.watch(0)
    ann.until("she is told", lambda: [each["stalled"] for each in ann.events("stalled")] == [True])
    meeting.unanswered = set()
    moves(bob, "the picture moves")
    ann.until(
        "she is told that it is well", lambda: [each["stalled"] for each in ann.events("stalled")] == [True, False]
    )


def test_who_does_not_look_misses_nothing(join: Join) -> None:
    ann, bob, worker = publishing(join, "camera")
    swallow(worker, "true")
    bob.watch(0)
    bob.run("() => harness.engine.send({ type: 'subscribe', wants: [] })")
    bob.page.wait_for_timeout(8_000)
    assert bob.events("missing") == []
    assert ann.events("stalled") == []


def test_a_decoder_that_gives_nothing_is_made_anew(join: Join) -> None:
    _, bob, _ = publishing(join, "camera")
    [worker] = [worker for worker in bob.page.workers if "video.worker" in worker.url]
    worker.evaluate("""() => {
        const { decode } = VideoDecoder.prototype
        let stuck = null
        VideoDecoder.prototype.decode = function (...rest) {
            stuck ??= this
            if (this !== stuck) decode.apply(this, rest)
        }
    }""")
    bob.watch(0)
    moves(bob, "the picture moves")


def test_a_page_that_takes_no_frames_for_a_while_shows_the_next(join: Join) -> None:
    _, bob, _ = publishing(join, "camera")
    [worker] = [worker for worker in bob.page.workers if "video.worker" in worker.url]
    worker.evaluate("""() => {
        const { write } = WritableStreamDefaultWriter.prototype
        let lost = 0
        WritableStreamDefaultWriter.prototype.write = function (frame) {
            if (lost++ >= 2) return write.call(this, frame)
            frame.close()
            return new Promise(() => undefined)
        }
    }""")
    bob.watch(0)
    moves(bob, "the picture moves")


_STUCK = """(name) => {
    const { prototype } = self[name]
    const method = name.endsWith('Encoder') ? 'encode' : 'decode'
    const real = prototype[method]
    let stuck = null
    prototype[method] = function (...rest) {
        stuck ??= this
        if (this !== stuck) real.apply(this, rest)
    }
}"""


@pytest.mark.parametrize("stuck", ["AudioEncoder", "AudioDecoder"])
def test_sound_that_gets_stuck_goes_on_with_another_coder(join: Join, stuck: str) -> None:
    ann = join("Ann", role=Role.HOST)
    bob = join("Bob")
    person = ann if stuck == "AudioEncoder" else bob
    [worker] = [worker for worker in person.page.workers if "audio.worker" in worker.url]
    worker.evaluate(_STUCK, stuck)
    ann.publish("microphone")
    bob.until("the beep is heard", lambda: loudness(bob.heard()) > 0.01, 40)
