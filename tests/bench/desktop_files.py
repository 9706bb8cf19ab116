"""A file that is chosen in the desktop's own dialog: ``python -m tests.bench.desktop_files FOLDER``.

Called by ``desktops.sh`` on GNOME, whose compositor has a keyboard for remote desktops: the dialog belongs to another
program, and this is how it is operated. Mira hosts a meeting and presses "Send a file"; the file's path is typed in the
dialog that comes. Pictures of the desktop go into FOLDER. Status 0 if the file is in the chat, and the focus where it
was before.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jeepney import DBusAddress, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from playwright.sync_api import expect, sync_playwright

from tests.bench.desktop_sound import Desktop
from tests.support.person import text
from tests.support.window import AppWindow

NAME = "plan for the garden.txt"
CONTENT = "beans, peas and a bench\n" * 50
ESCAPE, RETURN, CONTROL, L = 0xFF1B, 0xFF0D, 0xFFE3, 0x6C
"""Keysyms of X11."""
PAUSE = 3.0
"""Seconds for what another program does, which nothing here can see."""
_REMOTE = "org.gnome.Mutter.RemoteDesktop"
_SCREENSHOT = "org.gnome.Shell.Screenshot"


class Keys:
    """A keyboard of GNOME's compositor, as a remote desktop has one."""

    def __init__(self, bus: DBusConnection) -> None:
        self._bus = bus
        place = DBusAddress("/org/gnome/Mutter/RemoteDesktop", _REMOTE, interface=_REMOTE)
        (path,) = bus.send_and_get_reply(new_method_call(place, "CreateSession"), timeout=10).body
        self._session = DBusAddress(path, _REMOTE, interface=f"{_REMOTE}.Session")
        bus.send_and_get_reply(new_method_call(self._session, "Start"), timeout=10)

    def press(self, *keysyms: int) -> None:
        """Together, and lets go."""
        for down in (True, False):
            for keysym in keysyms if down else reversed(keysyms):
                call = new_method_call(self._session, "NotifyKeyboardKeysym", "ub", (keysym, down))
                self._bus.send_and_get_reply(call, timeout=10)
                time.sleep(0.05)

    def type(self, written: str) -> None:
        for character in written:
            self.press(ord(character))


@contextmanager
def keys() -> Iterator[Keys]:
    with open_dbus_connection(bus="SESSION") as bus:
        yield Keys(bus)


def picture(place: Path) -> None:
    command = [
        "gdbus",
        "call",
        "--session",
        "--dest",
        "org.gnome.Shell",
        "--object-path",
        "/org/gnome/Shell/Screenshot",
    ]
    command += ["--method", f"{_SCREENSHOT}.Screenshot", "false", "false", str(place)]
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL)


def main(folder: Path) -> int:
    file = folder / "Documents" / NAME
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(CONTENT)
    arguments = ("-m", "meetdesk", "host", "--name", "Mira", "--port", "0", "--json")
    with (
        AppWindow(Desktop(), folder / "files-data", arguments, env={"MEETDESK_DISCOVERY": "off"}) as app,
        sync_playwright() as playwright,
        keys() as keyboard,
    ):
        page = app.page(playwright)
        expect(page.get_by_role("toolbar")).to_be_visible(timeout=60_000)
        page.keyboard.press("Control+Alt+c")
        keyboard.press(ESCAPE)  # a fresh desktop shows its overview
        time.sleep(PAUSE)
        send = page.get_by_role("button", name=text("file_send"), exact=True)
        send.focus()
        keyboard.press(RETURN)
        time.sleep(2 * PAUSE)
        picture(folder / "file-dialog.png")
        keyboard.press(CONTROL, L)
        time.sleep(PAUSE)
        keyboard.type(str(file))
        time.sleep(PAUSE)
        keyboard.press(RETURN)  # leads to it, and chooses it
        time.sleep(PAUSE)
        picture(folder / "file-chosen.png")
        keyboard.press(RETURN)
        expect(page.get_by_role("feed")).to_contain_text(NAME, timeout=30_000)
        expect(send).to_be_focused()
        print(f"a file chosen in the desktop's own dialog: {NAME!r} is in the chat")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
