"""A window decodes no larger pictures than were announced; their sizes are read out of the frames themselves."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from meetdesk.core.topics.people import Role
from tests.engine.person import EnginePage

pytestmark = pytest.mark.browser
Join = Callable[..., EnginePage]

PAINTED = (Path(__file__).parent / "painted.js").read_text()
VP9 = "vp09.00.40.08"
SIZES = [(640, 360), (362, 638), (1282, 722), (98, 34)]
"""As in a call: sizes that are no multiples of 16, and a phone that is turned."""
_SHOW_AGAIN = [0b1000_1000]
"""A VP9 frame that shows once more what was decoded before: one byte."""


HELD_UP_SECONDS = 0.7


def encoded(page: EnginePage, codec: str, sizes: list[tuple[int, int]], **more: object) -> list[dict[str, Any]]:
    wanted = [{"width": width, "height": height} for width, height in sizes]
    chunks = page.run("([codec, sizes, more]) => harness.encoded(codec, sizes, more)", [codec, wanted, more])
    if chunks is None:
        pytest.skip(f"this Chromium does not encode {codec}")
    return list(chunks)


def outputs(page: EnginePage, codec: str, chunks: list[dict[str, Any]]) -> list[str]:
    given = [{"key": chunk["key"], "bytes": chunk["bytes"]} for chunk in chunks]
    return list(page.run("([codec, chunks]) => harness.outputs(codec, chunks)", [codec, given]))


@pytest.mark.parametrize(
    ("codec", "more"),
    [
        ("vp8", {}),
        ("vp8", {"scalabilityMode": "L1T3"}),
        (VP9, {"contentHint": "detail"}),
        (VP9, {"scalabilityMode": "L1T3"}),
        ("av01.0.08M.08", {}),
    ],
)
def test_the_size_in_a_frame_is_that_of_the_picture(join: Join, codec: str, more: dict[str, str]) -> None:
    page = join("Ann", role=Role.HOST)
    chunks = encoded(page, codec, SIZES, **more)
    read = [chunk["read"] for chunk in chunks]
    assert None not in read, f"cannot be read: {[i for i, one in enumerate(read) if one is None]}"
    assert [one["key"] for one in read] == [chunk["key"] for chunk in chunks]
    assert {one["pictures"] for one in read} == {1}
    assert {one["size"] and one["size"]["width"] for one in read if not one["key"]} == {None}
    # And the decoder takes what the engine gives it.
    shown = outputs(page, codec, chunks)
    assert len(shown) == len(chunks), shown
    assert list(dict.fromkeys(shown)) == [f"{width}×{height}" for width, height in SIZES]
    for one, size in zip(read, shown, strict=True):
        if not one["key"]:
            continue
        said, seen = (one["size"]["width"], one["size"]["height"]), tuple(map(int, size.split("×")))
        if codec.startswith("av01"):  # its sequence header says the largest size that may come
            assert said[0] >= seen[0]
            assert said[1] >= seen[1]
        else:
            assert said == seen


def test_what_follows_a_vp9_frame_in_its_chunk_is_not_decoded(join: Join) -> None:
    page = join("Ann", role=Role.HOST)
    small = encoded(page, VP9, [(320, 180)])
    large = encoded(page, VP9, [(1280, 720)])
    hiding = {"key": False, "bytes": [*_SHOW_AGAIN, *large[0]["bytes"]]}
    shown = outputs(page, VP9, [*small[:3], hiding, *small[3:5]])
    assert set(shown) == {"320×180"}, shown
    assert len(shown) >= 5
    # As it came, it would be: this is no chunk that any decoder refuses.
    assert "1280×720" in page.run(
        "([codec, chunks]) => harness.outputs(codec, chunks, false)",
        [VP9, [{"key": one["key"], "bytes": one["bytes"]} for one in (*small[:3], hiding)]],
    )


@pytest.mark.parametrize("source", ["camera", "screen"])
def test_what_is_larger_than_announced_is_not_decoded_and_that_is_said(join: Join, source: str) -> None:
    ann = join("Ann", role=Role.HOST, before=PAINTED)
    bob = join("Bob")
    [worker] = [worker for worker in bob.page.workers if "video.worker" in worker.url]
    worker.evaluate("""() => {
        const { decode } = VideoDecoder.prototype
        self.given = 0
        VideoDecoder.prototype.decode = function (...rest) {
            self.given++
            decode.apply(this, rest)
        }
    }""")
    track = ann.run(
        """(source) => {
            window.camera = paintedCamera()
            Object.assign(camera, { width: 1600, height: 900 })
            return harness.publishAs(source, camera.track, 320, 180)
        }""",
        source,
    )
    bob.until("it is known", lambda: bob.run("() => harness.tracks.size") == 1)
    bob.watch(1, source=source)
    said = bob.until("he is told", lambda: bob.events("excess"))
    assert said == [{"type": "excess", "track": track, "excess": True}]
    assert worker.evaluate("() => self.given") == 0, "nothing of it is decoded"
    assert bob.run("() => harness.pictureSize()") is None
    assert bob.events("missing") == []
    # What it is was only said wrongly: said rightly, it is shown.
    [measured] = ann.events("measured")[-1:]
    ann.run(
        "([track, published]) => harness.ask({ type: 'update_track', track, ...published })",
        [track, measured["published"]],
    )
    bob.until("it is shown", lambda: bob.run("() => harness.pictureSize()"))
    assert [event["excess"] for event in bob.events("excess")] == [True, False]
    # And an engine that knows what was announced sends nothing larger.
    large = bob.run("() => harness.pictureSize()")
    ann.run(
        "([source, track, layers]) => harness.engine.setPublished(source, track, layers)",
        [source, track, [{"layer": layer, "width": 320, "height": 180} for layer in (0, 1)]],
    )
    bob.until("it is smaller", lambda: bob.run("() => harness.pictureSize()") != large)
    assert bob.run("() => harness.pictureSize()") == {"width": 320, "height": 180}


def shape_of(page: EnginePage) -> float:
    size = page.run("() => harness.pictureSize()") or {"width": 0, "height": 1}
    return float(size["width"] / size["height"])


def test_a_camera_that_changes_its_size_all_the_time_is_never_stopped(join: Join) -> None:
    """As a window that is being resized: what is announced is always a little late."""
    ann = join("Ann", role=Role.HOST, before=PAINTED)
    bob = join("Bob")
    [worker] = [worker for worker in ann.page.workers if "video.worker" in worker.url]
    worker.evaluate("""() => {
        self.made = 0
        self.VideoEncoder = class extends VideoEncoder {
            constructor(init) {
                super(init)
                self.made++
            }
        }
    }""")
    ann.run("() => { window.camera = paintedCamera(); harness.follow('camera', camera.track) }")
    bob.until("it is known", lambda: bob.run("() => harness.tracks.size") == 1)
    bob.watch(1)
    bob.until("it is shown", lambda: bob.run("() => harness.pictureSize()"))
    held_up = 0.0
    for step in range(40):
        began = time.monotonic()
        size = {"width": 640 + 16 * step, "height": 360 + 8 * step} if step % 2 else {"width": 360, "height": 640}
        ann.run("(size) => Object.assign(camera, size)", size)
        bob.page.wait_for_timeout(100)
        held_up = max(held_up, time.monotonic() - began)
    # A busy computer sends it smaller.
    shape = size["width"] / size["height"]
    bob.until("the last is shown", lambda: abs(shape - shape_of(bob)) < 0.02)
    assert bob.events("excess") == []
    # Where everything stands still, pictures do too: that says nothing of sizes.
    if held_up < HELD_UP_SECONDS:
        assert bob.events("frozen") == []
    # One that is thrown away takes along what is in it: on a busy computer nothing would leave while sizes change.
    made = worker.evaluate("() => self.made")
    assert made <= 4, f"{made} encoders for 40 sizes"
