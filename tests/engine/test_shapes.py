"""What is sent has the shape of the frames as they are, whatever their track says, and arrives upright."""

from collections.abc import Callable
from pathlib import Path

import pytest

from meetdesk.core.topics.people import Role
from tests.engine.person import EnginePage, Pixels

pytestmark = pytest.mark.browser
Join = Callable[..., EnginePage]

PAINTED = (Path(__file__).parent / "painted.js").read_text()
TOP_LEFT, TOP_RIGHT, BOTTOM_LEFT, BOTTOM_RIGHT = "top left", "top right", "bottom left", "bottom right"


def red_quarter(pixels: Pixels | None) -> str | None:
    """Where the red quarter is in a picture of 32 × 18 points; None if there is not exactly one."""
    if not pixels:
        return None
    corners = {TOP_LEFT: (8, 4), TOP_RIGHT: (24, 4), BOTTOM_LEFT: (8, 13), BOTTOM_RIGHT: (24, 13)}
    found = [name for name, (x, y) in corners.items() if _is_red(pixels[y * 32 + x])]
    return found[0] if len(found) == 1 else None


def _is_red(pixel: list[int]) -> bool:
    return pixel[0] > 110 and max(pixel[1:]) < 80


def shows(person: EnginePage, shape: float, corner: str = TOP_LEFT) -> None:
    """Waits for a picture of this shape (width to height) with the red quarter in this corner."""
    last: list[object] = [None]

    def shown() -> bool:
        size = person.run("() => harness.pictureSize()")
        corner_now = red_quarter(person.pixels())
        last[0] = (size, corner_now)
        return size is not None and abs(size["width"] / size["height"] / shape - 1) < 0.02 and corner_now == corner

    try:
        person.until(f"the picture is {shape:.2f} : 1, red {corner}", shown)
    except AssertionError as error:
        raise AssertionError(f"last seen: {last[0]}\n{error}") from error


def set_camera(person: EnginePage, **values: object) -> None:
    person.run("(values) => Object.assign(camera, values)", values)


@pytest.mark.parametrize("source", ["camera", "screen"])
def test_a_track_that_does_not_know_its_size_is_sent_in_the_shape_of_its_frames(join: Join, source: str) -> None:
    """A copy of a track that frames are made for, as that of a camera with its background hidden, says no size."""
    ann = join("Ann", role=Role.HOST, before=PAINTED)
    bob = join("Bob")
    ann.run(
        "(source) => { window.camera = paintedCamera(); return harness.publishTrack(source, camera.track) }", source
    )
    assert ann.run("() => camera.track.clone().getSettings().width") is None
    bob.until("it is known", lambda: bob.run("() => harness.tracks.size") == 1)
    for layer in (1, 0):
        bob.watch(layer, source=source)
        shows(bob, 640 / 360)
    # The frames become others in the middle of it.
    for width, height in ((360, 640), (960, 400), (320, 240)):
        set_camera(ann, width=width, height=height)
        shows(bob, width / height)
    measured = ann.until("what is sent was said", lambda: ann.events("measured")[-1:])
    layers = measured[0]["published"]["layers"]
    assert [layer["layer"] for layer in layers] == ([0] if source == "camera" else [0, 1])
    assert all(abs(layer["width"] / layer["height"] - 320 / 240) < 0.03 for layer in layers)


def test_turned_and_mirrored_frames_arrive_upright(join: Join) -> None:
    """As from a phone that is turned in the hand: an encoder would pass the pixels on as they are stored, and refuses
    frames that are turned otherwise than the first."""
    ann = join("Ann", role=Role.HOST, before=PAINTED)
    bob = join("Bob")
    ann.run("() => { window.camera = paintedCamera(); return harness.publishTrack('camera', camera.track) }")
    bob.until("it is known", lambda: bob.run("() => harness.tracks.size") == 1)
    bob.watch(1)
    shows(bob, 640 / 360)
    for rotation, flip, corner in (
        (90, False, TOP_RIGHT),
        (180, False, BOTTOM_RIGHT),
        (270, False, BOTTOM_LEFT),
        (0, True, TOP_RIGHT),
        (0, False, TOP_LEFT),
    ):
        set_camera(ann, more={"rotation": rotation, "flip": flip})
        shows(bob, 360 / 640 if rotation in (90, 270) else 640 / 360, corner)
    assert ann.events("restarted") == []


def test_a_background_is_hidden_in_the_shape_of_the_frames(join: Join) -> None:
    ann = join("Ann", role=Role.HOST, before=PAINTED)
    bob = join("Bob")
    ann.run("""async () => {
        window.camera = paintedCamera()
        await harness.publishTrack('camera', (await harness.blurred(camera.track)).clone())
    }""")
    bob.until("it is known", lambda: bob.run("() => harness.tracks.size") == 1)
    bob.watch(1)
    shows(bob, 640 / 360)
    set_camera(ann, more={"rotation": 90})
    shows(bob, 360 / 640, TOP_RIGHT)
    # Pixels that are not square, as some cameras and capture cards have them.
    set_camera(ann, width=480, height=360, more={"displayWidth": 640, "displayHeight": 360})
    shows(bob, 640 / 360)


def test_without_a_track_processor_too(join: Join) -> None:
    ann = join("Ann", role=Role.HOST, before=f"{PAINTED}\ndelete window.MediaStreamTrackProcessor")
    bob = join("Bob")
    ann.run("() => { window.camera = paintedCanvas(); return harness.publishTrack('camera', camera.track) }")
    bob.until("it is known", lambda: bob.run("() => harness.tracks.size") == 1)
    bob.watch(1)
    shows(bob, 640 / 360)
    set_camera(ann, width=360, height=640)
    shows(bob, 360 / 640)
