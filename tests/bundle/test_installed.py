"""The Debian package as people use it: installed, held a meeting with, removed."""

import json
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.e2e.desk import close_by_keyboard, desk, shows_moving
from tests.support.netns import Cable
from tests.support.processes import end, until
from tests.support.xvfb import Xvfb

pytestmark = [pytest.mark.bundle, pytest.mark.window, pytest.mark.netns]

INSTALLED = Path("/usr/bin/meetdesk")
ABI = Path("/etc/apparmor.d/abi")
PROFILE = Path("/etc/apparmor.d/meetdesk")
APT = ["apt-get", "-y", "--no-install-recommends", "-o", "DPkg::Options::=--force-unsafe-io"]


def apt(*arguments: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"}
    return subprocess.run([*APT, *arguments], capture_output=True, text=True, env=env, timeout=300, check=False)


@pytest.fixture(scope="module")
def program(packages: Path) -> Iterator[Path]:
    """The installed program; afterwards the package is removed, and nothing of it may be left."""
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        pytest.skip("installing packages needs apt and root")
    if INSTALLED.exists():
        pytest.skip("MeetDesk is installed here already, and is not to be removed by a test")
    (package,) = packages.glob("*.deb")
    # As if this were a system with AppArmor 4; none of ours is running here.
    made = [one for one in (ABI, *ABI.parents) if not one.exists()]
    ABI.mkdir(parents=True, exist_ok=True)
    (ABI / "4.0").touch()
    try:
        done = apt("install", str(package))
        assert done.returncode == 0, done.stdout + done.stderr
        yield INSTALLED
        done = apt("purge", "meetdesk")
        assert done.returncode == 0, done.stdout + done.stderr
        assert not PROFILE.exists(), f"left behind: {PROFILE}"
    finally:
        if made:
            shutil.rmtree(made[-1])
    left = [*Path("/usr").glob("*/meetdesk*"), *Path("/usr/share").glob("*/meetdesk*")]
    assert not left, f"left behind: {left}"


def test_desktop_knows_the_app(program: Path) -> None:
    entry = Path("/usr/share/applications/meetdesk.desktop").read_text()
    assert "\nExec=meetdesk %u\n" in entry
    assert "\nMimeType=x-scheme-handler/meetdesk;\n" in entry
    for icon in ("256x256/apps/meetdesk.png", "scalable/apps/meetdesk.svg"):
        assert (Path("/usr/share/icons/hicolor") / icon).stat().st_size > 100
    assert program.resolve() == Path("/usr/lib/meetdesk/meetdesk")


def test_apparmor_is_given_a_profile_for_the_sandbox(program: Path) -> None:
    """Where AppArmor knows user namespaces; the programs that it names are those that make them."""
    profile = PROFILE.read_text()
    assert "userns," in profile
    engine = program.resolve().parent / "_internal/PySide6/Qt/libexec/QtWebEngineProcess"
    assert engine.is_file()
    named = re.search(r"^profile meetdesk (\S+)/{(\S+),(\S+)} ", profile, re.MULTILINE)
    assert named is not None
    folder, *names = named.groups()
    assert {Path(folder, name) for name in names} == {program.resolve(), engine}


def test_self_test(program: Path, display: Xvfb, tmp_path: Path) -> None:
    """The same that people can run: servers, window, encoding and decoding of the frozen app."""
    done = subprocess.run(
        [program, "--self-test"],
        env=display.env(MEETDESK_DATA=str(tmp_path)),
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    log = (tmp_path / "log" / "meetdesk.log").read_text()
    assert done.returncode == 0, f"{done.stdout}{done.stderr}\n{log}"
    assert done.stdout.count("✓") == 8
    assert done.stderr == ""


def test_host_without_a_window_is_announced(program: Path, tmp_path: Path) -> None:
    env = {**os.environ, "MEETDESK_DATA": str(tmp_path), "MEETDESK_DISCOVERY": "on"}
    command = [program, "host", "--no-window", "--json", "--port", "0", "--title", "Frozen"]
    # In a network of its own: the tests announce nothing on that of this machine.
    process = subprocess.Popen(
        ["unshare", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "sh", *command],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline() or "{}")
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=30)
    finally:
        end(process)
    log = (tmp_path / "log" / "meetdesk.log").read_text()
    assert ready.get("event") == "ready", f"{ready} {errors}\n{log}"
    assert process.returncode == 0, errors
    assert errors == ""
    assert "Traceback" not in log, log


def test_programs_of_others_get_the_environment_of_the_person(program: Path, tmp_path: Path) -> None:
    """A browser, and what the connection check asks: with the frozen app's libraries they might not even start."""
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("browser", "ip", "nft"):
        tool = tools / name
        tool.write_text(f"#!/bin/sh\nenv -0 > {tmp_path}/{name}.new && mv {tmp_path}/{name}.new {tmp_path}/{name}\n")
        tool.chmod(0o755)
    given = {
        "PATH": f"{tools}:/usr/bin:/bin",
        "HOME": str(tmp_path),
        "LANG": "C.UTF-8",
        "LD_LIBRARY_PATH": "/opt/own/lib",
        "QT_PLUGIN_PATH": "/opt/own/plugins",
        "MEETDESK_DATA": str(tmp_path / "data"),
        "MEETDESK_DISCOVERY": "off",
        "BROWSER": str(tools / "browser"),
    }
    subprocess.run([program, "doctor"], env=given, capture_output=True, timeout=120, check=False)
    app = subprocess.Popen(
        [program],  # without a display
        env=given | {"MEETDESK_CODE": "482913"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        until((tmp_path / "browser").is_file, "the default browser", 30)
    finally:
        end(app)
    for name in ("browser", "ip", "nft"):
        entries = [entry.partition("=") for entry in (tmp_path / name).read_text().split("\0")]
        found = {key: value for key, _, value in entries if key not in {"", "PWD", "SHLVL", "_", "OLDPWD"}}
        assert found == given, f"{name} was started with another environment"


def test_meeting_of_two_frozen_apps(
    program: Path,
    cable: Cable,
    display: Xvfb,
    playwright: Playwright,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MEETDESK_DISCOVERY", "on")
    left, right = cable.left, cable.right
    with (
        desk(0, left, display, playwright, tmp_path, program) as hosting,
        desk(1, right, display, playwright, tmp_path, program) as joining,
    ):
        ada, bob = hosting.person, joining.person
        ada.host("Two frozen apps")
        address = ada.page.locator("[data-address]").first.inner_text()
        assert address.startswith(left.ipv4), f"the address to read out is {address}"
        # It appears by itself; joined by what is read out all the same.
        expect(bob.page.get_by_text("Two frozen apps")).to_be_visible()
        bob.join(address, ada.code())

        shows_moving(display, hosting, bob, tmp_path / "host.png")
        shows_moving(display, joining, ada, tmp_path / "colleague.png")
        ada.hears(bob)
        bob.hears(ada)
        bob.say("hello from the other machine")
        ada.reads("hello from the other machine")

        about = ada.page.evaluate("fetch('/api/about').then((answer) => answer.json())")
        assert about["licence_folder"] == "/usr/lib/meetdesk/licences"
        assert "tornado" in {one["name"].lower() for one in about["packages"]}, "the frozen app does not know its parts"

        joining.app.disconnect()
        close_by_keyboard(display, joining)
        assert joining.app.wait() == 0
        ada.is_told("notice_left", name="Bob")
