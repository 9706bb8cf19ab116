"""MeetDesk needs no internet, and does not try to reach it: all that a host, somebody who joins with a window, and the
connection check send is written down, and so is every name that they ask for.
"""

import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_interface
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.support.app import AppProcess
from tests.support.netns import Cable, Namespace
from tests.support.outgoing import Observed, Resolver, failing_resolver, leaves_the_lan
from tests.support.person import Person
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


def window(display: Xvfb, folder: Path, machine: Namespace, app: Observed) -> AppWindow:
    arguments = [*app.command[1:], sys.executable, "-m", "meetdesk"]
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
    hosting = ("host", "--no-window", "--json", "--title", "Without internet")
    with (
        failing_resolver(cable.left) as lefts,
        failing_resolver(cable.right) as rights,
        AppProcess(tmp_path / "ada", hosting, prefix=prefix(cable.left, host)) as app,
        window(display, tmp_path / "bob", cable.right, guest) as joining,
        ThreadPoolExecutor() as pool,
    ):
        checked = pool.submit(run, cable.right, doctor, "-m", "meetdesk", "doctor", "--json")
        assert cable.left.run("ip", "route", "show", "default").stdout == ""
        bob = Person(joining.page(playwright), "Bob")
        bob.join_found("Without internet", app.ready()["code"])
        assert json.loads(checked.result())["findings"]
        for watched, resolver in ((host, lefts), (guest, rights), (doctor, rights)):
            assert_stays(watched, resolver, cable)
        joining.disconnect()
