"""The screen of a Wayland desktop, shared by its own dialog: ``python -m tests.bench.desktop_screens FOLDER``.

Called by ``desktops.sh`` on GNOME. Mira hosts and presses "Share screen"; the desktop's dialog is answered over the
keyboard that its compositor has for remote desktops. Nina's window, on the same desktop, must show the desktop as a
picture of the compositor's own shows it. Then the share is ended and begun again, ``SHARES`` times in one process.
Pictures of the desktop go into FOLDER. Status 0 if all of it was so.
"""

import base64
import json
import subprocess
import sys
import time
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.bench.desktop_files import ESCAPE, PAUSE, Keys, keys, picture
from tests.bench.desktop_sound import Desktop
from tests.support.person import text
from tests.support.processes import until
from tests.support.window import AppWindow

SHARES = 20
MOST_AWAY = 8.0
TAB, SPACE = 0xFF09, 0x20
DESKTOP = [1366, 768]
"""The monitor that ``desktops.sh`` gives it, cut to even sides."""
_SEEN = """([width, height]) => {
  const size = (one) => [one.videoWidth ?? one.width, one.videoHeight ?? one.height]
  const shown = [...document.querySelectorAll('video, canvas')]
    .find((one) => size(one)[0] === width && size(one)[1] === height)
  if (!shown) return null
  const canvas = document.createElement('canvas')
  ;[canvas.width, canvas.height] = [width, height]
  canvas.getContext('2d').drawImage(shown, 0, 0)
  return canvas.toDataURL('image/png').split(',')[1]
}"""
_STILL = "1366x60+0+0"
"""The desktop's own bar and the title of the window below it, which do not move."""


def difference(folder: Path) -> float:
    """Of what does not move, between Nina's picture and the compositor's own: mean over the pixels, 0 to 255."""
    there = folder / "desktop-now.png"
    picture(there)
    command = ["compare", "-metric", "MAE", "-extract", _STILL, str(folder / "nina.png"), str(there), "null:"]
    # ImageMagick counts to 65535, and says so on the second stream.
    return float(subprocess.run(command, check=False, capture_output=True, text=True).stderr.split()[0]) / 257


def answer_dialog(keyboard: Keys, folder: Path, number: int) -> None:
    """The only screen is chosen already; from its tab by the screen and "Cancel" to "Share"."""
    time.sleep(PAUSE)
    if number == 0:
        picture(folder / "share-dialog.png")
    for key in (TAB, TAB, TAB, SPACE):
        keyboard.press(key)
        time.sleep(0.3)


def shares(mira: Page, nina: Page, keyboard: Keys, folder: Path, number: int) -> None:
    mira.get_by_role("button", name=text("share_label")).dispatch_event("click")
    answer_dialog(keyboard, folder, number)
    expect(mira.get_by_text(text("sharing_screen"))).to_be_visible(timeout=30_000)
    until(lambda: nina.evaluate(_SEEN, DESKTOP), "the screen at Nina", 30)
    time.sleep(1.5)
    (folder / "nina.png").write_bytes(base64.b64decode(nina.evaluate(_SEEN, DESKTOP)))
    away = difference(folder)
    print(f"share {number + 1}: {away:.1f} of 255 from the compositor's own picture", flush=True)
    assert away < MOST_AWAY, "another picture: nina.png, desktop-now.png"
    mira.get_by_role("button", name=text("share_label")).dispatch_event("click")
    expect(mira.get_by_text(text("sharing_screen"))).to_have_count(0)
    until(lambda: nina.evaluate(_SEEN, DESKTOP) is None, "its end at Nina", 30)


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
