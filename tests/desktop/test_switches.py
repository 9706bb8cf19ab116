"""What of the environment would open the window, and is taken out of it: by name, and of a real app."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from meetdesk.desktop.switches import FLAGS, cleaned
from tests.support.processes import end, free_port, session_members, until
from tests.support.window import ROOT

SOMEBODY = 1234
"""An ordinary user."""
AS_SOMEBODY = (
    *("setpriv", f"--reuid={SOMEBODY}", f"--regid={SOMEBODY}", "--clear-groups"),
    # Python may be in root's own folder.
    *("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"),
)


@pytest.mark.parametrize(
    "name",
    [
        "QTWEBENGINE_REMOTE_DEBUGGING",
        "QTWEBENGINE_DISABLE_SANDBOX",
        "QTWEBENGINEPROCESS_PATH",
        "QTWEBENGINE_RESOURCES_PATH",
        "QTWEBENGINE_LOCALES_PATH",
        "CHROME_DEVEL_SANDBOX",
        "CHROME_SANDBOX_DEBUGGING",
        "CHROME_LOG_FILE",
        "SBX_USER_NS",
        "SSLKEYLOGFILE",
        "PYWEBVIEW_GUI",
        "WEBVIEW2_ADDITIONAL_BROWSER_ARGUMENTS",
        "WEBVIEW2_BROWSER_EXECUTABLE_FOLDER",
        "QT_QPA_GENERIC_PLUGINS",
        "QT_LOAD_TESTABILITY",
    ],
)
def test_what_opens_the_window_is_taken_out(name: str) -> None:
    assert cleaned({name: "1", "HOME": "/home/ada"}) == ({"HOME": "/home/ada"}, [name])


def test_what_a_display_or_a_person_needs_stays() -> None:
    needed = {
        "QTWEBENGINE_FORCE_USE_GBM": "1",
        "QT_QPA_PLATFORM": "wayland;xcb",
        "QT_QUICK_BACKEND": "software",
        "QT_SCALE_FACTOR": "1.5",
        "QT_PLUGIN_PATH": "/opt/own/plugins",
        "LIBGL_ALWAYS_SOFTWARE": "1",
        "CHROME_DESKTOP": "chromium.desktop",  # of whoever opened a link
        FLAGS: "--disable-gpu --use-gl=angle --force-device-scale-factor=1.25",
    }
    assert cleaned(needed) == (needed, [])


@pytest.mark.parametrize("platform", ["vnc", "vnc:size=800x600:port=5901", "xcb;vnc", "VNC", "webgl:port=80"])
def test_no_platform_that_shows_the_window_to_the_network(platform: str) -> None:
    assert cleaned({"QT_QPA_PLATFORM": platform}) == ({}, ["QT_QPA_PLATFORM"])


@pytest.mark.parametrize(
    "flag",
    [
        "--remote-debugging-port=9222",
        "-remote-debugging-port=9222",
        "--remote-debugging-pipe",
        "--no-sandbox",
        "--disable-seccomp-filter-sandbox",
        "--disable-web-security",
        "--single-process",
        "--renderer-cmd-prefix=/tmp/own",
        "--use-fake-ui-for-media-stream",
        "--use-file-for-fake-audio-capture=/etc/passwd",
        "--blink-settings=allowUniversalAccessFromFileURLs=true",
        "--disable-features=Sandbox",
        "--load-extension=/tmp/own",
        "--proxy-server=192.0.2.1:80",
        "--enable-logging=stderr",
        '"--disable-gpu',
        "--use-gl='angle",
        "--use-gl=a\\",
        "--disable-gpu-sandbox",
        "--Disable-gpu",
    ],
)
def test_only_flags_that_open_nothing_stay(flag: str) -> None:
    found = cleaned({FLAGS: f"--disable-gpu {flag}\t--disable-lcd-text"})
    assert found.environment == {FLAGS: "--disable-gpu --disable-lcd-text"}
    assert found.taken == [f"{FLAGS} {flag.partition('=')[0]}"], "its value is nobody's business"
    assert cleaned({FLAGS: flag}).environment == {}


@pytest.fixture
def home() -> Iterator[Path]:
    """Of an ordinary user."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("not run: it changes its user")
    folder = Path(tempfile.mkdtemp(prefix="meetdesk-somebody-"))
    os.chown(folder, SOMEBODY, SOMEBODY)
    yield folder
    shutil.rmtree(folder)


def pids(session: int) -> set[int]:
    return {int(member.partition(" ")[0]) for member in session_members(session)}


def connections(session: int) -> list[Any]:
    members = pids(session)
    return [one for one in psutil.net_connections("inet") if one.pid in members]


def engine_processes(session: int) -> list[psutil.Process]:
    return [one for one in map(psutil.Process, pids(session)) if one.name().startswith("QtWebEnginePro")]


@pytest.mark.window
def test_an_ordinary_users_window_is_closed_whatever_the_environment_says(home: Path) -> None:
    """Out of sight: in front of no display."""
    by_variable, by_flag = free_port(), free_port()
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        proxy.setblocking(False)
        through = f"http://127.0.0.1:{proxy.getsockname()[1]}"
        env = {
            "PATH": "/usr/bin:/bin",
            "HOME": str(home),
            "XDG_RUNTIME_DIR": str(home),
            "MEETDESK_DATA": str(home / "data"),
            "MEETDESK_DISCOVERY": "off",
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "QT_QPA_PLATFORM": "offscreen",
            "QTWEBENGINE_REMOTE_DEBUGGING": f"127.0.0.1:{by_variable}",
            "QTWEBENGINE_DISABLE_SANDBOX": "1",
            "SSLKEYLOGFILE": str(home / "keys.txt"),
            FLAGS: f"--disable-gpu --remote-debugging-port={by_flag} --no-sandbox",
            "http_proxy": through,
            "all_proxy": through,
        }
        app = subprocess.Popen(
            [*AS_SOMEBODY, sys.executable, "-m", "meetdesk"],
            env=env,
            cwd=home,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        log = home / "data" / "log" / "meetdesk.log"

        def shown() -> bool:
            assert app.poll() is None, f"the app ended:\n{app.stdout.read().decode() if app.stdout else ''}"
            opened = log.exists() and "window opened" in log.read_text()
            return opened and any(one.status == psutil.CONN_ESTABLISHED for one in connections(app.pid))

        try:
            until(shown, f"the page in a window, by {log}", 60)
            sockets = {one.laddr for one in connections(app.pid) if one.status == psutil.CONN_LISTEN}
            commands = {" ".join(one.cmdline()) for one in engine_processes(app.pid)}
            spaces = {Path(f"/proc/{one.pid}/ns/user").readlink() for one in engine_processes(app.pid)}
            own = Path(f"/proc/{app.pid}/ns/user").readlink()
        finally:
            end(app)
        with pytest.raises(BlockingIOError):  # nobody came
            proxy.accept()
    assert len(sockets) == 1, (
        f"besides the app's own server: {sockets}, with ports {by_variable} and {by_flag} asked for"
    )
    assert not [one for one in commands if "--no-sandbox" in one], commands
    assert spaces - {own}, "the engine's processes are not in namespaces of their own: its sandbox is off"
    (line,) = [line for line in log.read_text().splitlines() if "taken out of the environment" in line]
    told = ("QTWEBENGINE_REMOTE_DEBUGGING", "QTWEBENGINE_DISABLE_SANDBOX", "SSLKEYLOGFILE", f"{FLAGS} --no-sandbox")
    assert all(one in line for one in told), line
    assert str(by_variable) not in line
    assert not (home / "keys.txt").exists()
