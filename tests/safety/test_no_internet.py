"""MeetDesk needs no internet, and does not try to reach it: all that a host and somebody who joins, both with a window,
and the connection check send is written down, and so is every name that they ask for.

``MEETDESK_OFFLINE=150`` goes on for so many seconds with a shared screen, and prints what was written down.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_interface
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.support.netns import Cable, Namespace
from tests.support.outgoing import Observed, Resolver, failing_resolver, leaves_the_lan
from tests.support.person import Person, text
from tests.support.processes import until
from tests.support.window import AppWindow
from tests.support.xvfb import Xvfb

pytestmark = [pytest.mark.window, pytest.mark.netns]

SOMEWHERE = "203.0.113.80"
"""Of a block that belongs to nobody (RFC 5737)."""
ASKED_BY_THE_ENGINE = ("2001:4860:4860::8888", 443)
"""Before each connection, even to 127.0.0.1, Chromium asks the system whether there would be a way to this address
(``HostResolverManager::StartIPv6ReachabilityCheck``), and has no switch for it. Nothing is sent: anything that is sent
by such a socket fails the test like everything else.
"""
LONGER = float(os.environ.get("MEETDESK_OFFLINE", "0"))
PROBE = f"""
import contextlib, socket, urllib.request
with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as asks, contextlib.suppress(OSError):
    asks.connect(("2001:4860:4860::8888", 443))
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sends, contextlib.suppress(OSError):
    sends.connect(("{SOMEWHERE}", 53))
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sends, contextlib.suppress(OSError):
    sends.sendto(b"?", ("{SOMEWHERE}", 123))
with contextlib.suppress(OSError):
    socket.create_connection(("{SOMEWHERE}", 80), 1)
with contextlib.suppress(OSError):
    urllib.request.urlopen("http://meetdesk.example/", timeout=2)
"""


def networks(cable: Cable) -> list[str]:
    return [str(ip_interface(one).network) for one in (f"{cable.left.ipv4}/24", f"{cable.left.ipv6}/64")]


def assert_stays(app: Observed, resolver: Resolver, cable: Cable) -> None:
    calls = app.sent()
    assert any(one.port == 47_800 or one.address.startswith("127.") for one in calls), "nothing was written down"
    outside = [one for one in calls if leaves_the_lan(one.address, networks(cable))]
    left = [one.call for one in outside if not (one.only_asks and (one.address, one.port) == ASKED_BY_THE_ENGINE)]
    assert not left, "sent out of the LAN:\n" + "\n".join(left)
    # The name server is on this computer here, and would be elsewhere: a question to it is as good as a connection.
    assert resolver.asked == [], f"names were looked up: {resolver.asked}"


def prefix(machine: Namespace, app: Observed) -> list[str]:
    """Put it before a command to run it on that machine, and watched."""
    settings = [f"{name}={value}" for name, value in app.env.items()]
    return [*machine.command(), "env", *settings, *app.command]


def run(machine: Namespace, app: Observed, *command: str) -> str:
    """What Python prints."""
    return subprocess.run(
        [*prefix(machine, app), sys.executable, *command], capture_output=True, text=True, timeout=60, check=False
    ).stdout


def window(display: Xvfb, folder: Path, machine: Namespace, app: Observed, *command: str) -> AppWindow:
    arguments = [*app.command[1:], sys.executable, "-m", "meetdesk", *command]
    program = shutil.which(app.command[0])
    assert program, "strace is missing, which packaging/system-packages.txt names"
    return AppWindow(display, folder, arguments, namespace=machine, program=Path(program), env=app.env)


def test_what_is_sent_is_seen(cable: Cable, tmp_path: Path) -> None:
    """Of a program that does look for the internet."""
    app = Observed(tmp_path / "app")
    with failing_resolver(cable.left) as resolver:
        run(cable.left, app, "-c", PROBE)
    found = [one for one in app.sent() if leaves_the_lan(one.address, networks(cable))]
    assert {(one.address, one.port, one.only_asks) for one in found} == {
        (*ASKED_BY_THE_ENGINE, True),
        (SOMEWHERE, 53, True),
        (SOMEWHERE, 123, False),
        (SOMEWHERE, 80, False),
    }, found
    assert set(resolver.asked) == {"meetdesk.example"}


def test_nothing_leaves_the_lan(
    cable: Cable, display: Xvfb, playwright: Playwright, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEETDESK_DISCOVERY", "on")
    host, guest, doctor = (Observed(tmp_path / name) for name in ("host", "guest", "doctor"))
    hosting = ("host", "--json", "--name", "Ada", "--title", "Without internet")
    with (
        failing_resolver(cable.left) as lefts,
        failing_resolver(cable.right) as rights,
        window(display, tmp_path / "ada", cable.left, host, *hosting) as app,
        window(display, tmp_path / "bob", cable.right, guest) as joining,
        ThreadPoolExecutor() as pool,
    ):
        checked = pool.submit(run, cable.right, doctor, "-m", "meetdesk", "doctor", "--json")
        assert cable.left.run("ip", "route", "show", "default").stdout == ""
        ready = json.loads(until(lambda: app.output().partition("\n")[0], "the meeting"))
        ada, bob = Person(app.page(playwright), "Ada"), Person(joining.page(playwright), "Bob")
        bob.join_found("Without internet", ready["code"])
        what_a_meeting_is_for(ada, bob, tmp_path)
        if LONGER:
            stay(display, ada, LONGER)
        assert json.loads(checked.result())["findings"]
        for watched, resolver in ((host, lefts), (guest, rights), (doctor, rights)):
            if LONGER:
                print(Counter((one.address, one.port, one.only_asks) for one in watched.sent()), resolver.asked)
            assert_stays(watched, resolver, cable)
        for window_open in (joining, app):
            window_open.disconnect()


def what_a_meeting_is_for(ada: Person, bob: Person, folder: Path) -> None:
    """What could make a page look elsewhere: a link, with a name to be looked up, and a file."""
    bob.say("the plan is at http://meetdesk.example/plan")
    ada.open_chat()
    expect(ada.page.get_by_role("link", name="meetdesk.example")).to_be_visible()
    file = folder / "plan.html"
    file.write_text('<img src="http://meetdesk.example/picture.png">')
    bob.page.get_by_role("complementary").locator("input[type=file]").set_input_files(file)
    expect(ada.page.get_by_role("group", name=text("file_label", name="plan.html"))).to_be_visible()


def stay(display: Xvfb, presenter: Person, seconds: float) -> None:
    presenter.toggle("share_label")
    picker = until(lambda: display.windows("Share your screen"), "the picker")[-1]
    display.xdotool("windowactivate", "--sync", picker, "key", "Return")
    presenter.is_told("sharing_screen")
    time.sleep(seconds)
    presenter.page.get_by_role("button", name=text("share_stop")).first.click()
