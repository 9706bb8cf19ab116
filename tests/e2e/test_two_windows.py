"""Two installed apps on two machines: real windows on a real display, a cable between, and what the screen shows."""

import base64
import random
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.e2e.desk import Desk, close_by_keyboard, desk, shows_moving
from tests.support.netns import Cable
from tests.support.other_window import other_window
from tests.support.person import Person, text
from tests.support.picture import Image
from tests.support.processes import until
from tests.support.reading import ALPHABET, CELL, Grey, Reader, share_right
from tests.support.xvfb import Xvfb

LINES = ["The quick brown fox jumps over the lazy dog", "Sphinx of black quartz judge my vow 0123456789"]
ROWS, COLUMNS = len(LINES), len(ALPHABET)
TEXT = (204, 560, COLUMNS * CELL[0], (ROWS + 3) * CELL[1])
"""Where the text is on the display; the pointer rests on the empty rows below it."""
FILES = (20, 300, 120, 60)
"""Where another program shows a file that can be dragged."""
POINTER = (TEXT[0] + 400, TEXT[1] + (ROWS + 1) * CELL[1])

BRIGHTNESS = """(label) => {
  const video = document.querySelector(`[role=img][aria-label="${label}"] video`)
  if (!video || !video.videoWidth) return null
  const { videoWidth: width, videoHeight: height } = video
  const context = new OffscreenCanvas(width, height).getContext('2d')
  context.drawImage(video, 0, 0)
  const { data } = context.getImageData(0, 0, width, height)
  const green = []
  for (let i = 1; i < data.length; i += 4) green.push(String.fromCharCode(data[i]))
  return { width, height, pixels: btoa(green.join('')) }
}"""

pytestmark = [pytest.mark.window, pytest.mark.netns]


def test_two_windows_on_two_machines(
    cable: Cable, display: Xvfb, playwright: Playwright, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEETDESK_DISCOVERY", "on")
    left, right = cable.left, cable.right
    shots = tmp_path / "screens"
    with (
        desk(0, left, display, playwright, tmp_path) as hosting,
        desk(1, right, display, playwright, tmp_path) as joining,
    ):
        ada, bob = hosting.person, joining.person
        port = ada.host("Two windows")
        address = ada.page.locator("[data-address]").first.inner_text()
        assert address.startswith(left.ipv4), f"the address to read out is {address}"
        assert port == 47_800
        bob.join_found("Two windows", ada.code())

        shows_moving(display, hosting, bob, shots / "host.png")
        shows_moving(display, joining, ada, shots / "colleague.png")
        ada.hears(bob)
        bob.hears(ada)
        bob.say("hello from the other machine")
        ada.reads("hello from the other machine")

        hands_over_a_file(display, hosting, joining, tmp_path)
        shares_the_screen(display, ada, bob, shots)

        joining.app.disconnect()
        close_by_keyboard(display, joining)
        assert joining.app.wait() == 0
        ada.is_told("notice_left", name="Bob")

        close_by_keyboard(display, hosting)
        ada.is_told("close_title")
        assert hosting.app.running.poll() is None, "the host's window closed without asking"
        ada.page.get_by_role("button", name=text("close_confirm")).click()
        hosting.app.disconnect()
        assert hosting.app.wait() == 0


def hands_over_a_file(display: Xvfb, sender: Desk, receiver: Desk, folder: Path) -> None:
    """Dragged from another program into the chat of one window, and saved from the other where its dialog says."""
    content = random.Random(5).randbytes(400_000)
    (folder / "sent").mkdir()
    plan, saved = folder / "sent" / "plan v2.bin", folder / "saved.bin"
    plan.write_bytes(content)
    with other_window(display, "Files", (255, 255, 255), FILES, ["plan"], frameless=True, drags=[plan]):
        chat = sender.person.page.get_by_role("region", name=text("chat_messages")).bounding_box()
        assert chat is not None
        target = sender.left + int(chat["x"] + chat["width"] / 2), int(chat["y"] + chat["height"] / 2) + 20
        display.drag((FILES[0] + 30, FILES[1] + 10), target)
        card = receiver.person.page.get_by_role("group", name=text("file_label", name=plan.name))
        expect(card).to_be_visible()
    card.get_by_role("button", name=text("file_fetch")).click()
    dialog = until(lambda: display.windows(text("save_file")), "the dialog that asks where to save")[-1]
    display.xdotool("windowactivate", "--sync", dialog, "type", "--delay", "20", str(saved))
    display.xdotool("key", "Return")
    until(lambda: saved.exists() and saved.read_bytes() == content, "the file, whole, where it was to be saved")
    expect(card).to_contain_text(text("file_verified"))


def shares_the_screen(display: Xvfb, presenter: Person, viewer: Person, shots: Path) -> None:
    """The text on the presenter's screen is read back from the picture at the viewer's, and the pointer is in it."""
    lines = [line.replace(" ", "") for line in LINES]
    with other_window(display, "Text", (255, 255, 255), TEXT, [ALPHABET, *lines], frameless=True):
        # Without the chat there is room for a picture that is worth the large layer; without moving pictures in both
        # windows the screen stands still, whose size even a computer with too much to do keeps.
        viewer.toggle("chat_title")
        for person in (presenter, viewer):
            person.toggle("camera_label")
        presenter.toggle("share_label")
        picker = until(lambda: display.windows("Share your screen"), "the picker")[-1]
        display.xdotool("windowactivate", "--sync", picker, "key", "Return")
        presenter.is_told("sharing_screen")
        display.xdotool("mousemove", *map(str, POINTER))
        shown = Image.from_file(display.screenshot(shots / "shared.png"))
        sharp = _text(Grey(shown.width, shown.height, shown.pixels[1::3]))
        reader = Reader(sharp)

        seen = "nothing"

        def legible() -> bool:
            nonlocal seen
            found = viewer.page.evaluate(BRIGHTNESS, text("tile_screen", name=presenter.name))
            if found is None:
                return False
            seen = f"a picture of {found['width']}×{found['height']}"
            if (found["width"], found["height"]) != (shown.width, shown.height):
                return False
            received = _text(Grey(found["width"], found["height"], base64.b64decode(found["pixels"])))
            read = [line[: len(right)] for line, right in zip(reader.read(received, ROWS, COLUMNS), lines, strict=True)]
            pointer = _has_pointer(received, sharp)
            seen = f"{read}, with the pointer: {pointer}"
            return share_right(read, lines) >= 0.98 and pointer

        viewer.until(legible, lambda: f"legible text and the pointer, but {seen}")
    with other_window(display, "Nothing", (0, 0, 0), (0, 0, shown.width, shown.height), frameless=True):
        presenter.is_told("banner_screen_blank")
    presenter.page.get_by_role("button", name=text("share_stop")).first.click()


def _text(display: Grey) -> Grey:
    left, top, width, height = TEXT
    rows = (display.pixels[y * display.width + left :][:width] for y in range(top, top + height))
    return Grey(width, height, b"".join(rows))


def _has_pointer(received: Grey, sharp: Grey) -> bool:
    """A screenshot has no pointer; so where it rests, the pictures differ, and nowhere else on the empty rows."""
    size = 24
    left, top = POINTER[0] - TEXT[0], POINTER[1] - TEXT[1]

    def differ(from_x: int) -> int:
        places = [y * sharp.width + x for y in range(top, top + size) for x in range(from_x, from_x + size)]
        return sum(abs(received.pixels[at] - sharp.pixels[at]) > 100 for at in places)

    return differ(left) > 10 and differ(left + 200) == 0
