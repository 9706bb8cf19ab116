"""The cable that other tests rely on: two network namespaces, and what it does to a connection."""

import subprocess
import sys
import urllib.request
from collections.abc import Iterator

import pytest

from tests.support.netns import Cable
from tests.support.processes import end, until

pytestmark = pytest.mark.netns

PORT = 8123


@pytest.fixture
def server(cable: Cable) -> Iterator[None]:
    """A web server on the right machine."""
    command = [*cable.right.command(), sys.executable, "-m", "http.server", "--bind", "::", str(PORT)]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, start_new_session=True, stdout=quiet, stderr=quiet)
    try:
        until(lambda: reached(cable, "127.0.0.1", cable.right), "the server")
        yield
    finally:
        end(process)


def reached(cable: Cable, host: str, machine: object = None) -> bool:
    source = cable.left if machine is None else cable.right
    try:
        source.connect(PORT, host, seconds=1.0).close()
    except OSError:
        return False
    return True


@pytest.mark.usefixtures("server")
def test_machines_reach_each_other_by_both_addresses(cable: Cable) -> None:
    until(lambda: reached(cable, cable.right.ipv4), "IPv4")
    until(lambda: reached(cable, cable.right.ipv6), "IPv6")
    assert not reached(cable, "127.0.0.1"), "loopback is each machine's own"


@pytest.mark.usefixtures("server")
def test_port_is_forwarded_from_outside(cable: Cable) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{cable.right.forward(PORT)}/", timeout=10) as answer:
        assert answer.status == 200


@pytest.mark.usefixtures("server")
def test_link_is_cut_silenced_and_comes_back(cable: Cable) -> None:
    cable.silence()
    assert not reached(cable, cable.right.ipv4)
    cable.speak()
    until(lambda: reached(cable, cable.right.ipv4), "the link")
    cable.cut()
    assert not reached(cable, cable.right.ipv4)
    cable.mend()
    until(lambda: reached(cable, cable.right.ipv4), "the link")
