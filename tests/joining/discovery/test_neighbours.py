"""Two machines joined by a cable hear of each other, and of nobody who is not there."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support.netns import Cable, Namespace, not_permitted
from tests.support.processes import end, until

pytestmark = pytest.mark.netns

QUESTIONS_SECONDS = 16.0
"""The package asks who is there in its first 14 s, and never again by itself."""
ROOT = Path(__file__).parents[3]


@contextmanager
def neighbour(machine: Namespace, output: Path, *arguments: str) -> Iterator["subprocess.Popen[bytes]"]:
    with output.open("wb") as stream:
        process = subprocess.Popen(
            [*machine.command(), sys.executable, "-m", "tests.support.neighbour", *arguments],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=stream,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        end(process)


def heard(output: Path) -> list[list[str]] | None:
    """What is there now; None before anything was."""
    lines = output.read_text().splitlines()
    return json.loads(lines[-1]) if lines else None


def wait(output: Path, wanted: list[list[str]], seconds: float = 20.0) -> None:
    until(lambda: heard(output) == wanted or None, f"{wanted}; heard so far:\n{output.read_text()}", seconds)


class Listening(NamedTuple):
    """One machine speaks, the other listens since ``since`` (monotonic seconds) in another network only."""

    cable: Cable
    ears: Path
    since: float


@pytest.fixture(scope="module", autouse=True)
def listening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Listening]:
    """Begins before the other tests, which take as long as the package asks questions."""
    if reason := not_permitted():
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("listening")
    cable = Cable()
    with cable:
        right = cable.right
        right.run("ip", "link", "add", "other0", "type", "veth", "peer", "name", "other1")
        for end_of_it in ("other0", "other1"):
            right.run("ip", "link", "set", end_of_it, "up")
        right.run("ip", "address", "add", "10.99.0.1/24", "dev", "other0")
        right.run("ip", "address", "flush", "dev", "eth0")
        speaking, looking = folder / "mouth", folder / "ears"
        with neighbour(cable.left, speaking, "say", "Plans"), neighbour(right, looking, "look"):
            yield Listening(cable, looking, time.monotonic())


def test_found_by_both_protocols_and_gone_with_a_goodbye(cable: Cable, tmp_path: Path) -> None:
    ears = tmp_path / "ears"
    with neighbour(cable.right, ears, "look"):
        there = [["Plans", cable.left.ipv4, cable.left.ipv6]]
        with neighbour(cable.left, tmp_path / "mouth", "say", "Plans"):
            wait(ears, there)
        wait(ears, [], 5)  # far sooner than the lifetime


def test_a_killed_host_is_gone_after_its_lifetime_and_a_returning_one_is_back(cable: Cable, tmp_path: Path) -> None:
    ears = tmp_path / "ears"
    there = [["Plans", cable.left.ipv4, cable.left.ipv6]]
    mouth = neighbour(cable.left, tmp_path / "mouth", "say", "Plans", "2")
    with neighbour(cable.right, ears, "look"), mouth as speaking:
        wait(ears, there)
        cable.silence()
        wait(ears, [])
        cable.speak()
        wait(ears, there, 30)
        speaking.kill()
        wait(ears, [])


def test_it_follows_the_interfaces(cable: Cable, tmp_path: Path) -> None:
    """From no network at all to IPv6 only, to IPv4 with another address."""
    left, ears = cable.left, tmp_path / "ears"
    cable.cut()
    left.run("ip", "address", "flush", "dev", "eth0", "scope", "global")
    with neighbour(cable.right, ears, "look"), neighbour(left, tmp_path / "mouth", "say", "Plans", "4"):
        assert heard(ears) is None
        cable.mend()
        left.run("ip", "address", "add", f"{left.ipv6}/64", "dev", "eth0", "nodad")
        wait(ears, [["Plans", left.ipv6]])
        other = f"{left.ipv4}9"
        left.run("ip", "address", "add", f"{other}/24", "dev", "eth0")
        wait(ears, [["Plans", other, left.ipv6]])


def test_an_address_out_of_reach_is_believed_once_this_machine_is_in_its_network(cable: Cable, tmp_path: Path) -> None:
    """As where DHCP takes longer than IPv6, and the LAN has addresses of the internet."""
    left, right, ears = cable.left, cable.right, tmp_path / "ears"
    for machine in (left, right):
        machine.run("ip", "address", "flush", "dev", "eth0", "scope", "global")
    left.run("ip", "address", "add", "8.8.4.1/24", "dev", "eth0")
    with neighbour(right, ears, "look"), neighbour(left, tmp_path / "mouth", "say", "Plans"):
        time.sleep(3)
        assert heard(ears) is None
        right.run("ip", "address", "add", "8.8.4.2/24", "dev", "eth0")
        wait(ears, [["Plans", "8.8.4.1"]])


def test_lies_do_no_harm(cable: Cable, tmp_path: Path) -> None:
    ears = tmp_path / "ears"
    with neighbour(cable.right, ears, "look"), neighbour(cable.left, tmp_path / "mouth", "lie"):
        port = ":1"
        ipv6 = f"[{cable.left.ipv6}]:1"
        wait(ears, [["<img src=x onerror=alert(1)>", cable.left.ipv4 + port, ipv6]])
        with neighbour(cable.left, tmp_path / "other", "say", "Plans"):
            wait(
                ears,
                [
                    ["<img src=x onerror=alert(1)>", cable.left.ipv4 + port, ipv6],
                    ["Plans", cable.left.ipv4, cable.left.ipv6],
                ],
            )


def test_who_listens_hears_at_a_new_interface_what_was_said_before(listening: Listening) -> None:
    """As where Wi-Fi comes up late, and another network, such as that of virtual machines, is there all along."""
    cable, ears, since = listening
    time.sleep(max(0.0, since + QUESTIONS_SECONDS - time.monotonic()))
    assert heard(ears) is None
    cable.right.run("ip", "address", "add", f"{cable.right.ipv4}/24", "dev", "eth0")
    wait(ears, [["Plans", cable.left.ipv4, cable.left.ipv6]])
