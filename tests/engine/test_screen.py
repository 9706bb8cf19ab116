"""A shared screen through a real meeting: its text is read back from the viewer's decoded picture."""

import base64
import random
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright

from meetdesk.core.topics.people import Role
from tests.engine.conftest import CHROMIUM, FLAGS
from tests.engine.meeting import EngineMeeting
from tests.engine.person import EnginePage, loudness
from tests.support.picture import Image
from tests.support.reading import ALPHABET, Grey, Reader, share_right

pytestmark = pytest.mark.browser
Join = Callable[..., EnginePage]

SIZE = (1280, 720)
ROWS, COLUMNS = 8, 60
LEGIBLE = 0.98


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """A browser in which a page that shares gets its own tab, and Chromium's beeps for its sound."""
    flags = [flag for flag in FLAGS if "fake-device" not in flag]
    shares = "--use-fake-device-for-media-stream=display-media-type=browser"
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*flags, shares])
    yield browser
    browser.close()


def some_text(seed: int) -> list[str]:
    chance = random.Random(seed)
    return ["".join(chance.choice(ALPHABET) for _ in range(COLUMNS)) for _ in range(ROWS)]


def write(person: EnginePage, text: list[str]) -> None:
    person.run("lines => harness.write(lines)", [ALPHABET, *text])


def screenshot(page: Page, path: Path) -> Grey:
    page.screenshot(path=path)
    image = Image.from_file(path)
    return Grey(image.width, image.height, image.pixels[1::3])


def seen(person: EnginePage) -> Grey | None:
    found = person.run("() => harness.brightness()")
    return found and Grey(found["width"], found["height"], base64.b64decode(found["pixels"]))


def reads(person: EnginePage, reader: Reader, text: list[str]) -> None:
    """Waits until the person can read (almost) every character."""

    def legible() -> bool:
        picture = seen(person)
        return (
            picture is not None
            and (picture.width, picture.height) == SIZE
            and share_right(reader.read(picture, ROWS, COLUMNS), text) >= LEGIBLE
        )

    person.until(f"the text is legible: {text[0]}…", legible)


def test_text_is_legible_and_its_sound_is_heard(join: Join, meeting: EngineMeeting, tmp_path: Path) -> None:
    ann = join("Ann", role=Role.HOST)
    bob = join("Bob")
    ann.page.set_viewport_size({"width": SIZE[0], "height": SIZE[1]})
    first, second = some_text(1), some_text(2)
    write(ann, first)
    sharp = screenshot(ann.page, tmp_path / "screen.png")
    reader = Reader(sharp)
    # The reader itself: it reads the original, and not what a picture of half the size is blown up to.
    assert reader.read(sharp, ROWS, COLUMNS) == first
    mush = sharp.scaled(SIZE[0] // 3, SIZE[1] // 3).scaled(*SIZE)
    assert share_right(reader.read(mush, ROWS, COLUMNS), first) < LEGIBLE

    ann.run("() => harness.share()")
    bob.until("screen and sound are known", lambda: bob.run("() => harness.tracks.size") == 2)
    bob.watch(1, *SIZE, source="screen")
    reads(bob, reader, first)
    bob.until("the fake beep of the tab is heard", lambda: loudness(bob.heard()) > 0.01)
    assert ann.run("() => harness.ownLevels.length") == 0, "nobody speaks by what they share"

    # What stands still needs next to nothing, and is still alive.
    sent = ann.until(
        "the screen has become quiet",
        lambda: [s for s in ann.stats("send", "video") if 0 < s["framesPerSecond"] <= 2 and s["bitsPerSecond"] < 1e5],
    )
    assert sent[0]["layer"] == 1
    assert bob.events("frozen") == []

    # Somebody comes late, to a page on which nothing moves.
    cem = join("Cem")
    cem.watch(1, *SIZE, source="screen")
    reads(cem, reader, first)

    write(ann, second)
    reads(bob, reader, second)
    reads(cem, reader, second)

    # A small tile gets a small picture.
    cem.run("() => harness.hide()")
    bob.run("() => harness.hide()")
    cem.watch(0, 320, 180, source="screen")
    cem.until("the small layer is drawn", lambda: (cem.events("picture")[-1:] or [{}])[0].get("width") == 640)
    ann.until("only the small layer is sent", lambda: {s["layer"] for s in ann.stats("send", "video")} == {0})


def test_what_moves_for_long_is_sent_as_a_film_until_it_stops(join: Join) -> None:
    """By what moves, and by hand: read it has few pictures and all its pixels; watched it has many."""
    ann = join("Ann", role=Role.HOST)
    bob = join("Bob")
    ann.run("""async () => {
        const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 400 })
        document.body.append(canvas)
        const context = canvas.getContext('2d')
        let at = 0
        window.film = setInterval(() => {
            context.fillStyle = `hsl(${(at += 7) % 360} 60% 50%)`
            context.fillRect(0, 0, 640, 400)
        }, 1000 / 25)
        const track = canvas.captureStream(25).getVideoTracks()[0]
        await harness.publishTrack('screen', track)
    }""")
    bob.watch(1, 640, 400, source="screen")

    def manners() -> list[str]:
        return [event["manner"] for event in ann.events("screen-manner")]

    def per_second() -> float:
        return max((s["framesPerSecond"] for s in ann.stats("send", "video")), default=0)

    ann.until("it is sent as a film", lambda: manners() == ["smooth"])
    ann.until("in many pictures", lambda: per_second() > 11)
    ann.run("() => harness.engine.setScreenManner('sharp')")
    ann.until("in few, as was chosen", lambda: manners() == ["smooth", "sharp"] and 0 < per_second() < 11)
    ann.run("() => harness.engine.setScreenManner('automatic')")
    ann.until("as it moves again", lambda: manners() == ["smooth", "sharp", "smooth"])
    ann.run("() => clearInterval(film)")
    ann.until("to be read when it stands still", lambda: manners() == ["smooth", "sharp", "smooth", "sharp"])

    # Who shares it looks at what the others have: their picture, and how late it is.
    ann.run("""() => {
        const [screen] = [...harness.tracks.values()]
        const { track, participant, codec, layers } = screen
        harness.engine.setTracks([{ track, participant, kind: 'video', codec, screen: true, layers }])
        const place = document.body.appendChild(document.createElement('div'))
        harness.engine.attach(track, place)
        harness.engine.resize(place, 640, 400)
        harness.engine.send({ type: 'subscribe', wants: [{ track, layer: 1 }] })
    }""")
    seen = ann.until(
        "the own screen comes back",
        lambda: [s for s in ann.stats("receive", "video") if s["latencyP50"] is not None and s["width"]],
    )
    assert (seen[0]["width"], seen[0]["height"]) == (640, 400)


def test_a_window_that_is_resized_stays_sharp(join: Join, tmp_path: Path) -> None:
    """Frames of another, odd size in the middle of sharing: taken from a canvas, since a tab has one size."""
    ann = join("Ann", role=Role.HOST)
    bob = join("Bob")
    ann.run("""async () => {
        const canvas = document.createElement('canvas')
        document.body.append(canvas)
        window.draw = (width, height) => {
            Object.assign(canvas, { width, height })
            const context = canvas.getContext('2d')
            context.fillStyle = '#fff'
            context.fillRect(0, 0, width, height)
            context.fillStyle = '#000'
            for (let x = 0; x < width; x += 2) context.fillRect(x, 0, 1, height)
        }
        window.draw(800, 600)
        const [track] = canvas.captureStream(10).getVideoTracks()
        const layers = await harness.engine.setScreen(track)
        const answer = await harness.ask({ type: 'publish_track', source: 'screen', ...layers })
        harness.engine.setPublished('screen', answer.track)
    }""")
    bob.until("the screen is known", lambda: bob.run("() => harness.tracks.size") == 1)
    bob.watch(1, 1600, 1200, source="screen")

    def contrast() -> float:
        """Mean difference between neighbouring pixels of a row: lines of one pixel that are scaled become grey."""
        picture = seen(bob)
        if picture is None:
            return 0.0
        row = picture.pixels[picture.width * 100 : picture.width * 101]
        return sum(abs(a - b) for a, b in pairwise(row)) / len(row)

    for width, height in ((800, 600), (901, 501), (640, 401)):
        ann.run("([width, height]) => draw(width, height)", [width, height])
        shown = {"width": width & ~1, "height": height & ~1}
        bob.until(
            f"the picture is {shown}",
            lambda s=shown: [{"width": e["width"], "height": e["height"]} for e in bob.events("picture")][-1:] == [s],
        )
        bob.until("its lines are sharp", lambda: contrast() > 150)
