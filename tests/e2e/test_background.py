"""What others see of a camera whose background is hidden, from its first picture to its last."""

import base64
import struct
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, Worker, expect

from tests.e2e.stage import VIEWPORT, Actor, actors, sit_down
from tests.support.chromium import EXECUTABLE, flags
from tests.support.person import HEARING, Person, text
from tests.support.picture import HUES, Image
from tests.support.portrait import background_detail, has_person, write_portrait
from tests.support.window import AppWindow
from tests.support.xvfb import Xvfb

pytestmark = pytest.mark.browser

_WIDTH, _HEIGHT = 160, 90
_STRIPES, _BLURRED = 12.0, 4.0
"""More detail than this is the background as it is; less: nothing can be told."""

# Keeps the most detail that was ever seen beside Ada's head, by looking at every picture that the page shows.
_WATCH = """(label) => {
  const watched = { pictures: 0, most: 0 }
  globalThis.watched = watched
  setInterval(() => {
    const found = meetdeskPicture(label, 160, 90)
    if (found === null) return
    const rgba = Uint8Array.from(atob(found), (character) => character.charCodeAt(0))
    const at = (x, y) => rgba[(y * 160 + x) * 4] + rgba[(y * 160 + x) * 4 + 1] + rgba[(y * 160 + x) * 4 + 2]
    let sum = 0
    for (let y = 9; y < 45; y++) for (let x = 1; x < 40; x++) sum += Math.abs(at(x, y) - at(x - 1, y)) / 3
    watched.pictures++
    watched.most = Math.max(watched.most, sum / (36 * 39))
  }, 50)
}"""


@pytest.fixture(scope="module")
def cast(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Actor]]:
    """Ada, whose camera shows a person before stripes, and Bob, who hosts; the same for all the tests here."""
    folder = tmp_path_factory.mktemp("portrait")
    write_portrait(folder / f"camera-{HUES[0]}.y4m")
    with actors(playwright, folder, 2) as found:
        yield found


@pytest.fixture
def pair(cast: list[Actor]) -> tuple[Person, Person]:
    """Both in their meeting, and Ada's background is seen."""
    ada, bob = (actor.person for actor in cast)
    if not ada.toolbar.is_visible():
        together(cast)
    if ada.state()["settings"]["background"] != "off":
        choose_in_meeting(ada, "background_off")
    shows(bob, "tile_picture", name="Ada", blurred=False)
    return ada, bob


def picture(person: Person, key: str, **values: object) -> Image | None:
    found = person.page.evaluate(f"(label) => meetdeskPicture(label, {_WIDTH}, {_HEIGHT})", text(key, **values))
    return None if found is None else Image.from_rgba(_WIDTH, _HEIGHT, base64.b64decode(found))


def shows(person: Person, key: str, *, blurred: bool, **values: object) -> None:
    """Waits for a picture with the person in it, before the background as it is or before a blurred one."""
    last: list[str] = []

    def seen() -> bool:
        image = picture(person, key, **values)
        detail = background_detail(image) if image else -1
        last[:] = [f"detail {detail:.1f}, person: {image is not None and has_person(image)}"]
        return image is not None and has_person(image) and (detail < _BLURRED if blurred else detail > _STRIPES)

    person.until(seen, lambda: f"the person, background blurred: {blurred} (last: {last})")


def choose_at_home(person: Person, background: str) -> None:
    person.page.get_by_label(text("background_heading")).click()
    person.page.get_by_role("option", name=text(background)).click()


def choose_in_meeting(person: Person, background: str) -> None:
    person.page.get_by_role("button", name=text("device_video_menu")).click()
    person.page.get_by_role("menuitemradio", name=text(background)).click()


def background_worker(person: Person) -> Worker:
    found = [worker for worker in person.page.workers if "background.worker" in worker.url]
    assert len(found) == 1, f"{len(found)} workers for one background"
    return found[0]


def together(cast: list[Actor]) -> tuple[Person, Person]:
    ada, bob = (actor.person for actor in cast)
    port = bob.host()
    bob.page.evaluate(_WATCH, text("tile_picture", name="Ada"))
    ada.join(f"127.0.0.1:{port}", bob.code())
    return ada, bob


def test_nobody_ever_sees_a_background_that_was_blurred_before_the_meeting(cast: list[Actor]) -> None:
    ada = cast[0].person
    shows(ada, "preview_picture", blurred=False)
    choose_at_home(ada, "background_blur")
    shows(ada, "preview_picture", blurred=True)
    ada.is_told("background_cost")
    ada, bob = together(cast)
    shows(bob, "tile_picture", name="Ada", blurred=True)
    shows(ada, "tile_own_picture", blurred=True)
    assert ada.state()["settings"]["background"] == "blur"
    # A camera that comes back shows nothing either.
    ada.toggle("camera_label")
    bob.sees_state("Ada", "tile_camera_off")
    ada.toggle("camera_label")
    shows(bob, "tile_picture", name="Ada", blurred=True)
    watched = bob.page.evaluate("watched")
    assert watched["pictures"] > 3
    assert watched["most"] < _BLURRED, "the background was seen"
    choose_in_meeting(ada, "background_off")
    shows(bob, "tile_picture", name="Ada", blurred=False)
    assert not any("background.worker" in worker.url for worker in ada.page.workers)


def test_another_picture_behind_oneself_drawn_or_one_s_own(pair: tuple[Person, Person], tmp_path: Path) -> None:
    ada, bob = pair
    choose_in_meeting(ada, "background_wall")
    shows(bob, "tile_picture", name="Ada", blurred=True)
    wrong = tmp_path / "red.txt"
    wrong.write_text("no picture")
    png = tmp_path / "red.png"
    png.write_bytes(_png(64, 48, (200, 20, 30)))
    chooser = ada.page.locator("input[type=file][accept='image/*']").last
    chooser.set_input_files(wrong)
    ada.is_told("error_picture_unreadable")
    chooser.set_input_files(png)

    def before_red() -> bool:
        image = picture(bob, "tile_picture", name="Ada")
        corner = image.at(8, 8) if image else (0, 0, 0)
        return image is not None and has_person(image) and corner[0] > 150 and max(corner[1:]) < 80

    bob.until(before_red, "Ada before her own picture")
    ada.until(lambda: ada.state()["settings"]["background"] == "own", "the choice is kept")
    assert ada.page.evaluate("fetch('/api/background').then((answer) => answer.json())")["picture"]


def test_a_background_that_cannot_be_hidden_any_more_turns_the_camera_off(pair: tuple[Person, Person]) -> None:
    ada, bob = pair
    choose_in_meeting(ada, "background_blur")
    shows(bob, "tile_picture", name="Ada", blurred=True)
    bob.page.evaluate("watched.most = 0")
    background_worker(ada).evaluate("() => { VideoFrame.prototype.copyTo = () => Promise.reject(new Error('broken')) }")
    ada.is_told("error_background_failed")
    bob.sees_state("Ada", "tile_camera_off")
    ada.page.get_by_role("button", name=text("window_try_again"), exact=True).click()
    shows(bob, "tile_picture", name="Ada", blurred=True)
    assert bob.page.evaluate("watched.most") < _BLURRED, "the background was seen"


def test_a_computer_that_cannot_keep_up_blurs_everything_and_asks(pair: tuple[Person, Person]) -> None:
    ada, bob = pair
    choose_in_meeting(ada, "background_blur")
    shows(bob, "tile_picture", name="Ada", blurred=True)
    bob.page.evaluate("watched.most = 0")
    # As if each frame took a slower computer longer than there is time for it.
    background_worker(ada).evaluate(
        """() => {
            const copyTo = VideoFrame.prototype.copyTo
            VideoFrame.prototype.copyTo = function (...rest) {
                for (const end = performance.now() + 60; performance.now() < end; );
                return copyTo.apply(this, rest)
            }
        }"""
    )
    ada.is_told("background_veiled")

    def all_blurred() -> bool:
        image = picture(bob, "tile_picture", name="Ada")
        return image is not None and not has_person(image) and background_detail(image) < _BLURRED

    bob.until(all_blurred, "Ada's whole picture is blurred")
    assert bob.page.evaluate("watched.most") < _BLURRED, "the background was seen"
    ada.page.get_by_role("button", name=text("background_show")).click()
    shows(bob, "tile_picture", name="Ada", blurred=False)
    expect(ada.page.get_by_text(text("background_veiled"))).to_have_count(0)


def test_a_guest_s_browser_hides_it_as_well(playwright: Playwright, tmp_path: Path) -> None:
    write_portrait(tmp_path / "portrait.y4m")
    with ExitStack() as stack:
        bob = sit_down(playwright, stack, tmp_path, 1).person
        port = bob.host()
        bob.page.get_by_label(text("guests_allow")).click()
        expect(bob.page.locator("[data-guest-link]")).to_be_visible()
        past_the_warning = ["--ignore-certificate-errors", *flags(camera=tmp_path / "portrait.y4m")]
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=past_the_warning)
        stack.callback(browser.close)
        gus = Person(browser.new_page(viewport=VIEWPORT), "Gus")
        gus.listen()
        gus.page.goto(f"https://127.0.0.1:{port}/")
        gus.type_name()
        gus.page.get_by_label(text("join_code"), exact=True).fill(bob.code())
        gus.page.get_by_role("button", name=text("guest_button")).click()
        bob.page.get_by_role("button", name=text("lobby_admit_named", name="Gus"), exact=True).first.click()
        gus.is_in_meeting()
        choose_in_meeting(gus, "background_blur")
        gus.toggle("camera_label")
        shows(bob, "tile_picture", name="Gus", blurred=True)


@pytest.mark.window
def test_the_native_window_hides_it_as_well(display: Xvfb, playwright: Playwright, tmp_path: Path) -> None:
    write_portrait(tmp_path / "camera.y4m")
    camera = f"--use-file-for-fake-video-capture={tmp_path / 'camera.y4m'}"
    with AppWindow(display, tmp_path / "data", ("-m", "meetdesk"), flags=[camera]) as app:
        ada = Person(app.page(playwright), "Ada")
        ada.is_home()
        ada.page.evaluate(HEARING)
        shows(ada, "preview_picture", blurred=False)
        choose_at_home(ada, "background_blur")
        shows(ada, "preview_picture", blurred=True)
        ada.is_told("background_cost")
        ada.host()
        shows(ada, "tile_own_picture", blurred=True)


def _png(width: int, height: int, colour: tuple[int, int, int]) -> bytes:
    rows = (b"\0" + bytes(colour) * width) * height
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    ]
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
