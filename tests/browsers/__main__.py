"""What a guest can do in which browser: ``python -m tests.browsers [BROWSER…]`` (needs root, for network namespaces).

The host is on one machine, the guest's browser on another, joined by a cable. Prints the table of ``docs/browsers.md``
and, with ``--write``, puts it there; exit status 1 if something failed that a browser can do. ``--times`` says how many
reloads and how many cuts of 22 s there are. ``--without-sockets``: what comes by the cable goes through a filter that
refuses WebSockets, so that requests carry the meeting; its table is one of its own.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Error, Playwright, sync_playwright

from tests.browsers.journey import BROWSERS, NAME, Browser, Journey, NotHere, Stage
from tests.e2e.stage import sit_down
from tests.support.guest_page import Guest
from tests.support.netns import Cable, not_permitted
from tests.support.no_sockets import no_sockets_into
from tests.support.person import text
from tests.support.sound_server import PulseAudio
from tests.support.webkit import WebDriverError
from tests.support.xvfb import Xvfb

PAGE = Path(__file__).parents[2] / "docs" / "browsers.md"
BEGIN, END = "<!-- made by python -m tests.browsers{} -->", "<!-- until here -->"
FILTER = " --without-sockets"
SHORT_CUT, LONG_CUT, HIDDEN = 5, 22, 60
"""Seconds."""


def steps(visit: Journey, browser: Browser, sound: PulseAudio, times: int) -> list[tuple[str, Callable[[], None]]]:
    def speaker() -> None:
        if not browser.gives_speaker:
            raise NotHere("not tried: lists no speakers here")
        visit.chooses_speaker(sound)

    return [
        ("joins by the code, through the lobby", visit.joins),
        ("its microphone is heard", visit.is_heard),
        ("hears the host", visit.hears),
        ("sees the host", visit.sees),
        ("sees a screen of the host's", visit.sees_screen),
        ("its camera is seen", visit.is_seen),
        ("writes and reads in the chat", visit.chats),
        ("gets a file, whole", visit.gets_file),
        ("sends a file, whole", visit.sends_file),
        ("shares a screen", visit.shares_screen),
        ("chooses a speaker", speaker),
        (f"link cut for {SHORT_CUT} s", lambda: visit.loses_link(SHORT_CUT)),
        (f"link cut for {LONG_CUT} s, {times} times", lambda: visit.loses_link(LONG_CUT, times)),
        (f"camera goes on while the tab is hidden for {HIDDEN} s", lambda: visit.is_hidden(HIDDEN)),
        (f"page loaded again, {times} times", lambda: visit.reloads(times)),
        ("leaves", visit.leaves),
    ]


def visit(playwright: Playwright, browser: Browser, times: int, *, without_sockets: bool) -> tuple[str, dict[str, str]]:
    """The browser's name and version, and for each step ``yes``, why it cannot be, or ``**no**`` and what failed."""
    done: dict[str, str] = {}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        sound, display = stack.enter_context(PulseAudio()), stack.enter_context(Xvfb())
        cable = Cable()
        left, right = stack.enter_context(cable)
        ada = sit_down(playwright, stack, folder, 0, machine=left).person
        port = ada.host("Plans")
        ada.page.get_by_label(text("guests_allow")).click()
        filter_ = stack.enter_context(no_sockets_into(left, port, folder)) if without_sockets else None
        guest = Guest(browser.start(Stage(playwright, folder, sound, display, right), stack), NAME)
        link = f"https://{left.ipv4}:{port}/"
        for title, step in steps(Journey(ada, guest, browser.pitches, link, cable, filter_), browser, sound, times):
            began = time.monotonic()
            try:
                step()
                done[title] = "yes"
            except NotHere as why:
                done[title] = str(why)
            except (AssertionError, Error, WebDriverError) as error:
                done[title] = f"**no**: {str(error).splitlines()[0]}"
                print(error, file=sys.stderr)
            print(f"{guest.page.browser}: {title}: {done[title]} ({time.monotonic() - began:.0f} s)", file=sys.stderr)
        return guest.page.browser.partition(" ")[2], done


def table(found: dict[str, tuple[str, dict[str, str]]]) -> str:
    heads = [f"{BROWSERS[name].title} {version}" for name, (version, _) in found.items()]
    titles = dict.fromkeys(title for _, done in found.values() for title in done)
    rows = [[title, *(done.get(title, "") for _, done in found.values())] for title in titles]
    return "\n".join(f"| {' | '.join(row)} |" for row in [["", *heads], ["---"] * (len(heads) + 1), *rows])


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.browsers", description="what a guest can do in which browser"
    )
    parser.add_argument("browsers", nargs="*", metavar="BROWSER", help=f"of these (else all): {', '.join(BROWSERS)}")
    parser.add_argument("--times", type=int, default=20, help="reloads, and cuts of 22 s (20)")
    parser.add_argument("--without-sockets", action="store_true", help="where WebSockets are refused on the way")
    parser.add_argument("--write", action="store_true", help="put the table into docs/browsers.md")
    options = parser.parse_args()
    if why := not_permitted():
        parser.error(why)
    found: dict[str, tuple[str, dict[str, str]]] = {}
    with sync_playwright() as playwright:
        for name in options.browsers or BROWSERS:
            if missing := BROWSERS[name].missing():
                print(f"{name}: {missing}", file=sys.stderr)
                continue
            found[name] = visit(playwright, BROWSERS[name], options.times, without_sockets=options.without_sockets)
    made = table(found)
    print(made)
    if options.write:
        begin = BEGIN.format(FILTER if options.without_sockets else "")
        before, _, rest = PAGE.read_text("utf-8").partition(begin)
        PAGE.write_text(f"{before}{begin}\n{made}\n{END}{rest.partition(END)[2]}", "utf-8")
    return any("**no**" in cell for _, done in found.values() for cell in done.values())


if __name__ == "__main__":
    sys.exit(main())
