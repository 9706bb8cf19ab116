"""The screen of a Wayland desktop, shared by its own dialog: ``python -m tests.bench.desktop_screens FOLDER``.

Called by ``desktops.sh`` on GNOME. Mira hosts and presses "Share screen"; the desktop's dialog is answered over the
keyboard that its compositor has for remote desktops. Nina's window, on the same desktop, must show the desktop as a
picture of the compositor's own shows it. Then the share is ended and begun again, ``SHARES`` times in one process.
Pictures of the desktop go into FOLDER. Status 0 if all of it was so.
"""

import io
import json
import subprocess
import sys
import time
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.bench.desktop_files import ESCAPE, PAUSE, RETURN, Keys, keys, picture
from tests.bench.desktop_sound import Desktop
from tests.support.person import text
from tests.support.processes import until
from tests.support.window import AppWindow

SHARES = 20
TAB, SPACE = 0xFF09, 0x20
_ACROSS, _DOWN = 32, 18
_SEEN = """([across, down]) => {
  const shown = [...document.querySelectorAll('video, canvas')].filter((one) => (one.videoWidth ?? one.width) >= 1000)
  if (shown.length === 0) return null
  const canvas = new OffscreenCanvas(across, down)
  const context = canvas.getContext('2d')
  context.drawImage(shown[0], 0, 0, across, down)
  const { data } = context.getImageData(0, 0, across, down)
  return [[shown[0].videoWidth ?? shown[0].width, shown[0].videoHeight ?? shown[0].height],
    [...data].filter((_, at) => at % 4 === 1)]
}"""


def of_the_compositor(folder: Path) -> list[int]:
    """Its own picture of the desktop, as small, green only."""
    place = folder / "desktop-now.png"
    picture(place)
    command = ["convert", str(place), "-resize", f"{_ACROSS}x{_DOWN}!", "-channel", "G", "-separate", "gray:-"]
    return list(io.BytesIO(subprocess.run(command, check=True, capture_output=True).stdout).read())


def answer_dialog(keyboard: Keys, folder: Path, number: int) -> None:
    """The first screen in it, and "Share"."""
    time.sleep(PAUSE)
    if number == 0:
        picture(folder / "share-dialog.png")
    keyboard.press(TAB)
    keyboard.press(SPACE)
    time.sleep(0.5)
    if number == 0:
        picture(folder / "share-chosen.png")
    keyboard.press(RETURN)


def shares(mira: Page, nina: Page, keyboard: Keys, folder: Path, number: int) -> None:
    mira.get_by_role("button", name=text("share_label")).dispatch_event("click")
    answer_dialog(keyboard, folder, number)
    expect(mira.get_by_text(text("sharing_screen"))).to_be_visible(timeout=30_000)
    found = until(lambda: nina.evaluate(_SEEN, [_ACROSS, _DOWN]), "the screen at Nina", 30)
    time.sleep(1.5)
    (width, height), seen = nina.evaluate(_SEEN, [_ACROSS, _DOWN])
    there = of_the_compositor(folder)
    away = sum(abs(one - other) for one, other in zip(seen, there, strict=True)) / len(there)
    print(f"share {number + 1}: {width}×{height}, {away:.1f} of 255 from the compositor's own picture", flush=True)
    assert away < 12, f"another picture: {found}"
    mira.get_by_role("button", name=text("share_label")).dispatch_event("click")
    expect(mira.get_by_text(text("sharing_screen"))).to_have_count(0)
    until(lambda: nina.evaluate(_SEEN, [_ACROSS, _DOWN]) is None, "its end at Nina", 30)


def main(folder: Path, count: int) -> int:
    host = ("-m", "meetdesk", "host", "--name", "Mira", "--port", "0", "--json")
    env = {"MEETDESK_DISCOVERY": "off"}
    with (
        AppWindow(Desktop(), folder / "mira", host, env=env) as app,
        sync_playwright() as playwright,
        keys() as keyboard,
    ):
        mira = app.page(playwright)
        expect(mira.get_by_role("toolbar")).to_be_visible(timeout=60_000)
        ready = json.loads(app.output().partition("\n")[0])
        join = ("-m", "meetdesk", "join", f"127.0.0.1:{ready['port']}", "--code", ready["code"], "--name", "Nina")
        with AppWindow(Desktop(), folder / "nina", join, env=env) as other:
            nina = other.page(playwright)
            expect(nina.get_by_role("toolbar")).to_be_visible(timeout=60_000)
            keyboard.press(ESCAPE)  # a fresh desktop shows its overview
            time.sleep(PAUSE)
            for number in range(count):
                shares(mira, nina, keyboard, folder, number)
    print(f"{count} shares of the screen in one process")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else SHARES))
